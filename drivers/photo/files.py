"""Picture files in place of a photo camera, for demonstrations and tests."""

from __future__ import annotations

from pathlib import Path

import structlog
from PIL import Image, UnidentifiedImageError

from drivers.api import VIEW_LONGEST, CameraCapabilities, DeviceClass, DeviceFault, Frame
from drivers.photo.camera import frame_of, unplugged

SUFFIXES = frozenset({".png", ".jpg", ".jpeg"})
PIXEL_LIMIT = 64_000_000

log = structlog.get_logger(__name__)


class FilePhotoCamera:
    """What lies in the file is what the camera sees.

    A folder shows its pictures in the order of their names, the next one after each photograph,
    round and round. No picture is a pulled plug. A file that is no picture, or is not yet written
    whole, leaves the view as it was.

    Args:
        name: its name in the configuration.
        path: the picture, or the folder.
        view_longest: longer side in pixels of what it sees while the view moves.
    """

    device_class = DeviceClass.PHOTO_CAMERA

    def __init__(self, name: str, path: Path, view_longest: int = VIEW_LONGEST) -> None:
        self.name = name
        self.path = path
        self._view_longest = view_longest
        self.capabilities = CameraCapabilities(0, 0)
        self._seeing = False
        self._taken = 0
        self._seen: tuple[Path, int, int, int] | None = None
        self._picture: Image.Image | None = None

    def open(self) -> None:
        """Check that there is a picture."""
        if not self.path.parent.is_dir():
            raise DeviceFault(
                "photo.no_camera",
                f"There is no folder {self.path.parent} to look for pictures in.",
                "Make it, or correct the device's address in the configuration.",
            )
        self.start()
        try:
            picture = self._look()
        finally:
            self.stop()
        self.capabilities = CameraCapabilities(picture.width, picture.height)

    def close(self) -> None:
        """Forget the picture."""
        self.stop()

    def check(self) -> None:
        """Look whether there is still a picture."""
        self._file()

    def start(self) -> None:
        """Let it see."""
        self._seeing = True

    def stop(self) -> None:
        """Forget the picture."""
        self._seeing, self._seen, self._picture = False, None, None

    def look(self) -> Frame:
        """The picture, made smaller."""
        return frame_of(self._look(), self._view_longest)

    def take(self) -> Frame:
        """The picture; a folder shows its next one afterwards."""
        frame = frame_of(self._look())
        self._taken += 1
        return frame

    def _file(self) -> Path:
        if self.path.is_dir():
            files = sorted(f for f in self.path.iterdir() if f.suffix.lower() in SUFFIXES)
            if files:
                return files[self._taken % len(files)]
        elif self.path.is_file():
            return self.path
        raise unplugged(self.name)

    def _look(self) -> Image.Image:
        file = self._file()
        if not self._seeing:
            raise unplugged(self.name)
        try:
            stat = file.stat()
            stamp = (file, stat.st_mtime_ns, stat.st_size, stat.st_ino)
            if stamp != self._seen:
                self._seen = stamp
                self._picture = _read(file)
        except OSError as error:
            log.warning("device.picture_unreadable", device=self.name, code="photo.bad_picture")
            if self._picture is None:
                raise unplugged(self.name) from error
        if self._picture is None:
            raise unplugged(self.name)
        return self._picture


def _read(file: Path) -> Image.Image:
    """The picture in a file.

    Raises:
        OSError: there is none, or not a whole one.
    """
    try:
        with Image.open(file) as picture:
            if picture.width * picture.height > PIXEL_LIMIT:
                raise OSError(f"{file} has more than {PIXEL_LIMIT} pixels.")
            return picture.convert("RGB")
    except (UnidentifiedImageError, SyntaxError, ValueError) as error:
        raise OSError(f"{file} is no picture.") from error
