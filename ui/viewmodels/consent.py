"""Privacy notice and commitment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.journey import events
from ui.viewmodels.page import PageViewModel

if TYPE_CHECKING:
    from ui.conductor import Conductor

QML_IMPORT_NAME = "Kiosk.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class ConsentViewModel(PageViewModel):
    """The texts to agree to."""

    changed = Signal()

    def __init__(self, conductor: Conductor, parent: QObject | None = None) -> None:
        super().__init__(conductor, parent)
        self._texts: list[dict[str, str]] = []

    def title(self) -> str:
        """The item one applies for."""
        visit = self._conductor.journey.visit
        return "" if visit.item is None else visit.item.name.in_language(visit.language)

    def refresh(self) -> None:
        """Show the texts of the item."""
        visit = self._conductor.journey.visit
        if visit.application is None:
            return
        texts = [
            {
                "id": text.id,
                "title": text.title.in_language(visit.language),
                "body": text.body.in_language(visit.language),
            }
            for text in visit.application.item.consents
        ]
        self.update("_texts", texts, self.changed.emit)

    def blank(self) -> None:
        """Nothing here is about a person."""

    @Property("QVariantList", notify=changed)  # type: ignore[arg-type] # Qt's name
    def texts(self) -> list[dict[str, str]]:
        """Texts: id, title, body."""
        return self._texts

    @Slot()
    def agree(self) -> None:
        """Agree to all of them."""
        self.tell(events.Agreed())

    @Slot()
    def decline(self) -> None:
        """Agree to none."""
        self.tell(events.Declined())
