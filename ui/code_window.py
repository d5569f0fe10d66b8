"""What the code reader's camera sees while a code is wanted, and where in it the code stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from drivers.api import CodeView
    from ui.images import PictureProvider

STALE_MS = 3000
"""A camera that shows nothing new for so long has gone; another reader may still be there."""
CORNERS = 4


class CodeWindow(QObject):
    """Shows what is held to the window, for as long as a code is wanted; keeps nothing of it.

    Args:
        pictures: gives pictures to the pages.

    Attributes:
        view: address of the picture the camera sees now; empty while it sees nothing, and always
            with a scanner, which has no picture.
        outline: corners of the code in it, 0 to 1, x and y in turn; empty without a code.
    """

    viewChanged = Signal()

    def __init__(self, pictures: PictureProvider) -> None:
        super().__init__()
        self.view = ""
        self.outline: list[float] = []
        self._pictures = pictures
        self._open = False
        self._stale = QTimer(self, interval=STALE_MS, singleShot=True)
        self._stale.timeout.connect(self._drop)

    def let(self, *, see: bool) -> None:
        """Begin to show, or show nothing any more."""
        self._open = see
        if not see:
            self._drop()

    def see(self, seen: CodeView) -> None:
        """The camera sees this now."""
        if not self._open:  # a picture may still be on its way to a page that is gone
            return
        frame = seen.frame
        self.outline = _shares(seen)
        self.view = self._pictures.show_code_view(frame.width, frame.height, frame.pixels)
        self._stale.start()
        self.viewChanged.emit()

    def _drop(self) -> None:
        self._stale.stop()
        self._pictures.drop_code_view()
        if self.view:
            self.view, self.outline = "", []
            self.viewChanged.emit()


def _shares(seen: CodeView) -> list[float]:
    """The code's corners as shares of the frame."""
    if len(seen.corners) != CORNERS:
        return []
    width, height = seen.frame.width, seen.frame.height
    return [part for x, y in seen.corners for part in (x / width, y / height)]
