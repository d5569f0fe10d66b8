"""Code readers: a camera, and a picture file that stands in for one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import structlog

from drivers.api import Code, DeviceClass, DeviceFault
from drivers.codes.decode import Grey
from drivers.codes.search import Watch, decode_file

log = structlog.get_logger(__name__)


class FrameSource(Protocol):
    """Where frames come from."""

    def frame(self) -> Grey:
        """The next frame; raises `DeviceFault` when there are no more."""

    def close(self) -> None:
        """Release it."""


class CameraCodeReader:
    """Reads codes held before a camera.

    Args:
        name: its name in the configuration.
        connect: opens the camera; raises `DeviceFault` when there is none.
    """

    device_class = DeviceClass.CODE_READER

    def __init__(self, name: str, connect: Callable[[], FrameSource]) -> None:
        self.name = name
        self._connect = connect
        self._frames: FrameSource | None = None
        self._watch = Watch()

    def open(self) -> None:
        """Open the camera."""
        self.close()
        self._frames = self._connect()

    def close(self) -> None:
        """Release the camera."""
        frames, self._frames = self._frames, None
        if frames is not None:
            frames.close()

    def scan(self) -> Code | None:
        """Look at one frame."""
        if self._frames is None:
            raise DeviceFault(
                "code.camera_unplugged", f"The camera «{self.name}» is not open.", "Open it first."
            )
        codes = self._watch.look(self._frames.frame())
        return codes[0] if codes else None


class FileCodeReader:
    """A picture file in place of a camera: what lies in the file is what the camera sees.

    No file is an empty view; a file that is no picture (or not yet written whole) is one too,
    and is looked at again when it changes.

    Args:
        name: its name in the configuration.
        path: the picture.
    """

    device_class = DeviceClass.CODE_READER

    def __init__(self, name: str, path: Path) -> None:
        self.name = name
        self.path = path
        self._seen: tuple[int, int, int] | None = None
        self._code: Code | None = None

    def open(self) -> None:
        """Check that the folder of the picture is there."""
        if not self.path.parent.is_dir():
            raise DeviceFault(
                "code.no_camera",
                f"There is no folder {self.path.parent} to look for pictures in.",
                "Make it, or correct the device's address in the configuration.",
            )
        self._seen, self._code = None, None

    def close(self) -> None:
        """Forget the picture."""
        self._seen, self._code = None, None

    def scan(self) -> Code | None:
        """The code in the picture, decoded anew only after the file has changed."""
        try:
            stat = self.path.stat()
        except OSError:
            self.close()
            return None
        stamp = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
        if stamp != self._seen:
            self._seen = stamp
            self._code = self._look()
        return self._code

    def _look(self) -> Code | None:
        try:
            codes = decode_file(self.path)
        except DeviceFault as fault:
            log.warning("device.picture_unreadable", device=self.name, code=fault.code)
            return None
        return codes[0] if codes else None
