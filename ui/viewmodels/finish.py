"""Goodbye: take your card."""

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
class FinishViewModel(PageViewModel):
    """Whether the card still lies there, and how long the page stands."""

    changed = Signal()

    def __init__(self, conductor: Conductor, parent: QObject | None = None) -> None:
        super().__init__(conductor, parent)
        self._shown = (False, 0)

    def refresh(self) -> None:
        """Show card and countdown."""
        journey = self._conductor.journey
        self.update("_shown", (journey.card_present, journey.finish_seconds), self.changed.emit)

    def blank(self) -> None:
        """Nothing here is about a person."""

    @Property(bool, notify=changed)
    def cardPresent(self) -> bool:
        """Whether a card lies on the reader."""
        return self._shown[0]

    @Property(int, notify=changed)
    def seconds(self) -> int:
        """Until the page closes by itself; 0 while a card lies there."""
        return self._shown[1]

    @Slot()
    def close(self) -> None:
        """Close it."""
        self.tell(events.FinishAsked())
