"""A document camera without any optics, for tests of whoever uses one.

It keeps the same contract as the real drivers (`tests/contract/document_camera/`).
"""

from __future__ import annotations

from dataclasses import replace
from threading import Condition

from PIL import Image

from drivers.api import (
    VIEW_LONGEST,
    CameraCapabilities,
    DeviceClass,
    DeviceFault,
    Outline,
    Page,
    PageHint,
    PageView,
)
from drivers.photo.camera import frame_of

LIES = ((0.2, 0.15), (0.8, 0.15), (0.8, 0.85), (0.2, 0.85))
"""Where the page lies, upright and from straight above."""
HANG_S = 60.0
"""A hanging call comes back by itself after so long, so that no test leaves a thread behind."""


class FakeDocumentCamera:
    """A `DocumentCamera` that is told what it sees; controls may be called from any thread.

    Args:
        name: the device's name.
        picture: what it sees of the desk; a page lies in the middle of it, at `LIES`.
    """

    device_class = DeviceClass.DOCUMENT_CAMERA

    def __init__(self, name: str = "desk", picture: Image.Image | None = None) -> None:
        self.name = name
        self._gate = Condition()
        self._picture = picture or Image.new("RGB", (1280, 720), (225, 225, 220))
        self._outline: Outline = LIES
        self._hint = PageHint.READY
        self._plugged = True
        self._hanging = False
        self._seeing = False

    # --- what a test does to it ---

    def lay(self, outline: Outline = LIES, hint: PageHint = PageHint.READY) -> None:
        """Lay a page there; without an outline take it away."""
        with self._gate:
            self._outline, self._hint = outline, hint if outline else PageHint.NO_PAGE

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

    # --- DocumentCamera ---

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

    def look(self) -> PageView:
        """The desk, small, and the page as it was laid."""
        with self._gate:
            self._wait_and_check()
            return PageView(frame_of(self._picture, VIEW_LONGEST), self._outline, self._hint)

    def take(self) -> Page:
        """The page that was laid; the whole desk without one."""
        with self._gate:
            self._wait_and_check()
            whole = Page(
                frame_of(self._picture), found=False, coloured=False, hint=PageHint.NO_PAGE
            )
            if not self._outline:
                return whole
            (left, top), _, (right, bottom), _ = self._outline
            wide, high = self._picture.size
            cut = self._picture.crop(
                (round(left * wide), round(top * high), round(right * wide), round(bottom * high))
            )
            return replace(whole, frame=frame_of(cut), found=True, hint=self._hint)

    def interrupt(self) -> None:
        """End a hanging call."""
        with self._gate:
            self._hanging = False
            self._gate.notify_all()

    def _wait_and_check(self) -> None:
        self._gate.wait_for(lambda: not self._hanging, HANG_S)
        if not (self._plugged and self._seeing):
            raise self._gone()

    def _gone(self) -> DeviceFault:
        return DeviceFault("page.camera_unplugged", f"The camera «{self.name}» sees nothing.")
