"""A document camera without any optics, for tests of whoever uses one.

It keeps the same contract as the real drivers (`tests/contract/document_camera/`).
"""

from __future__ import annotations

from dataclasses import replace

from PIL import Image

from drivers.api import VIEW_LONGEST, DeviceClass, Outline, Page, PageHint, PageView
from drivers.photo.camera import frame_of
from drivers.simulators.fake_eye import FakeEye

LIES = ((0.2, 0.15), (0.8, 0.15), (0.8, 0.85), (0.2, 0.85))
"""Where the page lies, upright and from straight above."""


class FakeDocumentCamera(FakeEye):
    """A `DocumentCamera` that is told what it sees.

    Args:
        name: the device's name.
        picture: what it sees of the desk; a page lies in the middle of it, at `LIES`.
    """

    device_class = DeviceClass.DOCUMENT_CAMERA

    def __init__(self, name: str = "desk", picture: Image.Image | None = None) -> None:
        seen = picture or Image.new("RGB", (1280, 720), (225, 225, 220))
        super().__init__(name, seen, self.device_class.prefix)
        self._outline: Outline = LIES
        self._hint = PageHint.READY

    def lay(self, outline: Outline = LIES, hint: PageHint = PageHint.READY) -> None:
        """Lay a page there; without an outline take it away."""
        with self._gate:
            self._outline, self._hint = outline, hint if outline else PageHint.NO_PAGE

    def look(self) -> PageView:
        """The desk, small, and the page as it was laid."""
        with self._gate:
            return PageView(frame_of(self._see(), VIEW_LONGEST), self._outline, self._hint)

    def take(self) -> Page:
        """The page that was laid; the whole desk without one."""
        with self._gate:
            desk = self._see()
            whole = Page(frame_of(desk), found=False, coloured=False, hint=PageHint.NO_PAGE)
            if not self._outline:
                return whole
            (left, top), _, (right, bottom), _ = self._outline
            wide, high = desk.size
            cut = desk.crop(
                (round(left * wide), round(top * high), round(right * wide), round(bottom * high))
            )
            return replace(whole, frame=frame_of(cut), found=True, hint=self._hint)
