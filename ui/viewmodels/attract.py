"""The page shown while nobody uses the terminal; the only one there is before the first frame."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

if TYPE_CHECKING:
    from kiosk.config import Notice
    from ui.conductor import Conductor

QML_IMPORT_NAME = "Kiosk.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1

SHORT = 60
"""Characters of a text that stands beside others on the first page."""


@QmlElement
class AttractViewModel(QObject):
    """Notices, and the touch that begins a session.

    Args:
        notices: public notices of the site.
        begin: called at the touch; before the program is ready it remembers it.
    """

    noticesChanged = Signal()

    def __init__(
        self,
        notices: Sequence[Notice],
        begin: Callable[[], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._notices = [{"title": notice.title, "text": notice.text} for notice in notices]
        self._begin = begin

    def show_board(self, conductor: Conductor) -> None:
        """Show what everybody is to know now, in the words of whoever begins.

        What is longer than two lines is told by its title; all of it stands a touch away.
        """
        notices = [
            {"title": one["title"], "text": one["text"] if _is_short(one["text"]) else ""}
            for one in conductor.board.entries(conductor.journey.visit.language)
        ]
        if notices != self._notices:
            self._notices = notices
            self.noticesChanged.emit()

    @Property("QVariantList", notify=noticesChanged)  # type: ignore[arg-type] # Qt's name
    def notices(self) -> list[dict[str, str]]:
        """Public notices: title and text."""
        return self._notices

    @Slot()
    def begin(self) -> None:
        """Somebody touched the screen."""
        self._begin()


def _is_short(text: str) -> bool:
    return len(text) <= SHORT and "\n" not in text
