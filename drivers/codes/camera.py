"""Code readers: a camera, and a picture file that stands in for one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import numpy as np
import structlog

from drivers.api import VIEW_LONGEST, Code, DeviceClass, DeviceFault, Frame
from drivers.codes.camera_health import CameraHealth
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
    """Reads codes held before a camera, which is open only while codes are wanted.

    Args:
        name: its name in the configuration.
        connect: opens the camera; raises `DeviceFault` when there is none.
        there: whether the camera is plugged in, found out without opening it.
    """

    device_class = DeviceClass.CODE_READER

    def __init__(
        self,
        name: str,
        connect: Callable[[], FrameSource],
        there: Callable[[], bool] = lambda: True,
    ) -> None:
        self.name = name
        self._connect = connect
        self._there = there
        self._frames: FrameSource | None = None
        self._open = False
        self._watch = Watch()
        self._health = CameraHealth(name)
        self._seen: tuple[Grey, Code | None] | None = None

    def open(self) -> None:
        """Open the camera, take one picture to see that it works, and shut it again."""
        self.close()
        frames = self._connect()
        try:
            self._health.saw(frames.frame())
        finally:
            frames.close()
        self._open = True

    def close(self) -> None:
        """Release the camera."""
        self._open, self._seen = False, None
        frames, self._frames = self._frames, None
        if frames is not None:
            frames.close()

    def rest(self) -> None:
        """Release the camera, and ask the system whether it is plugged in."""
        self.close()
        if not self._there():
            raise self._unplugged("is not there any more", "Check its plug.")
        self._open = True

    def scan(self) -> Code | None:
        """Look at one frame."""
        if not self._open:
            raise self._unplugged("is not open", "Open it first.")
        if self._frames is None:
            self._frames = self._connect()
        frame = self._frames.frame()
        self._health.saw(frame)
        codes = self._watch.look(frame)
        code = codes[0] if codes else None
        self._seen = (frame, code)
        return code

    def view(self) -> tuple[Frame, tuple[tuple[int, int], ...]] | None:
        """What the last `scan` saw, in shades of grey."""
        if self._seen is None:
            return None
        grey, code = self._seen
        step = max(1, -(-max(grey.shape) // VIEW_LONGEST))
        small = np.ascontiguousarray(grey[::step, ::step])
        pixels = np.repeat(small[:, :, None], 3, axis=2).tobytes()
        corners = tuple((x // step, y // step) for x, y in code.corners) if code else ()
        return Frame(small.shape[1], small.shape[0], pixels), corners

    def _unplugged(self, how: str, remedy: str) -> DeviceFault:
        return DeviceFault("code.camera_unplugged", f"The camera «{self.name}» {how}.", remedy)


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
