"""The page shown while nobody uses the terminal; the only one there is before the first frame."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Property, QObject, Slot
from PySide6.QtQml import QmlElement

if TYPE_CHECKING:
    from kiosk.config import Notice

QML_IMPORT_NAME = "Kiosk.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class AttractViewModel(QObject):
    """Notices, and the touch that begins a session.

    Args:
        notices: public notices of the site.
        begin: called at the touch; before the program is ready it remembers it.
    """

    def __init__(
        self,
        notices: Sequence[Notice],
        begin: Callable[[], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._notices = [{"title": notice.title, "text": notice.text} for notice in notices]
        self._begin = begin

    @Property("QVariantList", constant=True)  # type: ignore[arg-type] # Qt's name, stubs want a type
    def notices(self) -> list[dict[str, str]]:
        """Public notices: title and text."""
        return self._notices

    @Slot()
    def begin(self) -> None:
        """Somebody touched the screen."""
        self._begin()
