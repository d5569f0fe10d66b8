"""A photo camera without any optics, for tests of whoever uses one.

It keeps the same contract as the real drivers (`tests/contract/photo_camera/`).
"""

from __future__ import annotations

from PIL import Image

from drivers.api import VIEW_LONGEST, DeviceClass, Frame
from drivers.photo.camera import frame_of
from drivers.simulators.fake_eye import FakeEye


class FakePhotoCamera(FakeEye):
    """A `PhotoCamera` that is told what it sees.

    Args:
        name: the device's name.
        picture: what stands before it.
    """

    device_class = DeviceClass.PHOTO_CAMERA

    def __init__(self, name: str = "photo", picture: Image.Image | None = None) -> None:
        seen = picture or Image.new("RGB", (1280, 720), (180, 170, 150))
        super().__init__(name, seen, self.device_class.prefix)

    def show(self, picture: Image.Image) -> None:
        """Put something before it."""
        with self._gate:
            self._picture = picture

    def look(self) -> Frame:
        """What stands before it, small."""
        with self._gate:
            return frame_of(self._see(), VIEW_LONGEST)

    def take(self) -> Frame:
        """What stands before it."""
        with self._gate:
            return frame_of(self._see())
