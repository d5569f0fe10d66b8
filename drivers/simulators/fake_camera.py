"""A photo camera without any optics, for tests of whoever uses one.

It keeps the same contract as the real drivers (`tests/contract/photo_camera/`).
"""

from __future__ import annotations

from threading import Condition

from PIL import Image

from drivers.api import VIEW_LONGEST, CameraCapabilities, DeviceClass, DeviceFault, Frame
from drivers.photo.camera import frame_of

HANG_S = 60.0
"""A hanging call comes back by itself after so long, so that no test leaves a thread behind."""


class FakePhotoCamera:
    """A `PhotoCamera` that is told what it sees; controls may be called from any thread.

    Args:
        name: the device's name.
        picture: what stands before it.
    """

    device_class = DeviceClass.PHOTO_CAMERA

    def __init__(self, name: str = "photo", picture: Image.Image | None = None) -> None:
        self.name = name
        self._gate = Condition()
        self._picture = picture or Image.new("RGB", (1280, 720), (180, 170, 150))
        self._plugged = True
        self._hanging = False
        self._seeing = False

    # --- what a test does to it ---

    def show(self, picture: Image.Image) -> None:
        """Put something before it."""
        with self._gate:
            self._picture = picture

    def unplug(self) -> None:
        """Pull its cable."""
        with self._gate:
            self._plugged, self._seeing = False, False

    def replug(self) -> None:
        """Put the cable back."""
        with self._gate:
            self._plugged = True

    def hang(self) -> None:
        """The next look does not come back until `interrupt`."""
        with self._gate:
            self._hanging = True

    @property
    def seeing(self) -> bool:
        """Whether it sees anything now."""
        with self._gate:
            return self._seeing

    # --- PhotoCamera ---

    @property
    def capabilities(self) -> CameraCapabilities:
        """As large as what stands before it."""
        with self._gate:
            return CameraCapabilities(*self._picture.size)

    def open(self) -> None:
        """Open it; it sees nothing afterwards."""
        self.check()
        self.stop()

    def close(self) -> None:
        """Close it."""
        self.stop()

    def check(self) -> None:
        """Raise when it is unplugged."""
        with self._gate:
            if not self._plugged:
                raise self._gone()

    def start(self) -> None:
        """Let it see."""
        self.check()
        with self._gate:
            self._seeing = True

    def stop(self) -> None:
        """Let it see nothing."""
        with self._gate:
            self._seeing = False

    def look(self) -> Frame:
        """What stands before it, small."""
        return frame_of(self._see(), VIEW_LONGEST)

    def take(self) -> Frame:
        """What stands before it."""
        return frame_of(self._see())

    def interrupt(self) -> None:
        """End a hanging call."""
        with self._gate:
            self._hanging = False
            self._gate.notify_all()

    def _see(self) -> Image.Image:
        with self._gate:
            self._gate.wait_for(lambda: not self._hanging, HANG_S)
            if not (self._plugged and self._seeing):
                raise self._gone()
            return self._picture

    def _gone(self) -> DeviceFault:
        return DeviceFault("photo.camera_unplugged", f"The camera «{self.name}» sees nothing.")
