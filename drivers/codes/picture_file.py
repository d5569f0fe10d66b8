"""A picture file that stands in for a camera."""

from __future__ import annotations

from pathlib import Path

import structlog

from drivers.api import Code, DeviceClass, DeviceFault
from drivers.codes.pictures import read_grey
from drivers.codes.search import decode_photograph
from drivers.codes.sight import Sight, small

log = structlog.get_logger(__name__)


class FileCodeReader:
    """A picture file in place of a camera: what lies in the file is what the camera sees.

    No file is an empty view; a file that is no picture (or not yet written whole) is one too,
    and is looked at again when it changes. A picture is kept only while codes are wanted.

    Args:
        name: its name in the configuration.
        path: the picture.
    """

    device_class = DeviceClass.CODE_READER

    def __init__(self, name: str, path: Path) -> None:
        self.name = name
        self.path = path
        self._stamp: tuple[int, int, int] | None = None
        self._code: Code | None = None
        self._seen: Sight | None = None

    def open(self) -> None:
        """Check that the folder of the picture is there."""
        if not self.path.parent.is_dir():
            raise DeviceFault(
                "code.no_camera",
                f"There is no folder {self.path.parent} to look for pictures in.",
                "Make it, or correct the device's address in the configuration.",
            )
        self.close()

    def close(self) -> None:
        """Forget the picture."""
        self._stamp = self._code = self._seen = None

    def rest(self) -> None:
        """Forget the picture, and check that its folder is there, as `open` does."""
        self.open()

    def scan(self) -> Code | None:
        """The code in the picture, decoded anew only after the file has changed."""
        try:
            stat = self.path.stat()
        except OSError:
            self.close()
            return None
        stamp = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
        if stamp != self._stamp:
            self.close()
            self._stamp = stamp
            self._look()
        return self._code

    def view(self) -> Sight | None:
        """What the last `scan` saw, in shades of grey; None without a picture."""
        return self._seen

    def _look(self) -> None:
        try:
            grey = read_grey(self.path)
        except DeviceFault as fault:
            log.warning("device.picture_unreadable", device=self.name, code=fault.code)
            return
        codes = decode_photograph(grey)
        self._code = codes[0] if codes else None
        self._seen = small(grey, self._code)
