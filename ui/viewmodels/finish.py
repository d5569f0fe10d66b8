"""Goodbye: take your card; or why the terminal has stopped."""

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
    """Whether the card still lies there, how long the page stands, and what ended the session."""

    changed = Signal()

    def __init__(self, conductor: Conductor, parent: QObject | None = None) -> None:
        super().__init__(conductor, parent)
        self._shown = (False, 0, "")

    def refresh(self) -> None:
        """Show card, countdown and reason."""
        journey = self._conductor.journey
        shown = (journey.card_present, journey.finish_seconds, journey.stopped)
        self.update("_shown", shown, self.changed.emit)

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

    @Property(str, notify=changed)
    def stopped(self) -> str:
        """Why the terminal ended the session; empty when the person did, or went."""
        return self._shown[2]

    @Slot()
    def close(self) -> None:
        """Close it."""
        self.tell(events.FinishAsked())
