"""The public notices, to be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.journey import events
from kiosk.journey.fields import Kind
from ui.viewmodels.page import PageViewModel
from ui.viewmodels.words import in_words

if TYPE_CHECKING:
    from ui.conductor import Conductor

QML_IMPORT_NAME = "Kiosk.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class NoticesViewModel(PageViewModel):
    """What everybody is to know; nothing here is of a person."""

    changed = Signal()

    def __init__(self, conductor: Conductor, parent: QObject | None = None) -> None:
        super().__init__(conductor, parent)
        self._notices: list[dict[str, str]] = []

    def refresh(self) -> None:
        """Show what is to be shown now."""
        language = self._conductor.journey.visit.language
        notices = [
            {**one, "until": in_words(one["until"], Kind.DATE, language)}
            for one in self._conductor.board.entries(language)
        ]
        self.update("_notices", notices, self.changed.emit)

    def blank(self) -> None:
        """Nothing here is about a person."""

    @Property("QVariantList", notify=changed)  # type: ignore[arg-type] # Qt's name
    def notices(self) -> list[dict[str, str]]:
        """Notices: title, text, until (the last day in words, empty where there is none)."""
        return self._notices

    @Slot()
    def back(self) -> None:
        """Back to the home page."""
        self.tell(events.WentBack())
