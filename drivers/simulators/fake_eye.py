"""What cameras without optics have in common: a plug, a lens that is shut, a call that hangs."""

from __future__ import annotations

from threading import Condition

from PIL import Image

from drivers.api import CameraCapabilities, DeviceFault

HANG_S = 60.0
"""A hanging call comes back by itself after so long, so that no test leaves a thread behind."""


class FakeEye:
    """A camera that is told what it sees; controls may be called from any thread.

    Args:
        name: the device's name.
        picture: what it sees.
        prefix: of its faults.
    """

    def __init__(self, name: str, picture: Image.Image, prefix: str) -> None:
        self.name = name
        self._prefix = prefix
        self._gate = Condition()
        self._picture = picture
        self._plugged = True
        self._hanging = False
        self._seeing = False

    # --- what a test does to it ---

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

    # --- what cameras of both classes do ---

    @property
    def capabilities(self) -> CameraCapabilities:
        """As large as what it sees."""
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

    def interrupt(self) -> None:
        """End a hanging call."""
        with self._gate:
            self._hanging = False
            self._gate.notify_all()

    def _see(self) -> Image.Image:
        """What it sees, with the gate held; waits while it hangs, raises where it sees nothing."""
        self._gate.wait_for(lambda: not self._hanging, HANG_S)
        if not (self._plugged and self._seeing):
            raise self._gone()
        return self._picture

    def _gone(self) -> DeviceFault:
        return DeviceFault(
            f"{self._prefix}.camera_unplugged", f"The camera «{self.name}» sees nothing."
        )
