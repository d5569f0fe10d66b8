"""Scan the code of a receipt."""

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
class ScanViewModel(PageViewModel):
    """What the code reader sees."""

    changed = Signal()

    def __init__(self, conductor: Conductor, parent: QObject | None = None) -> None:
        super().__init__(conductor, parent)
        self._state = "looking"

    def refresh(self) -> None:
        """Show what was seen."""
        self.update("_state", self._conductor.journey.visit.scan.value, self.changed.emit)

    def blank(self) -> None:
        """Look anew."""
        self.update("_state", "looking", self.changed.emit)

    @Property(str, notify=changed)
    def state(self) -> str:
        """One of looking, notOurs, noReader."""
        return self._state

    @Slot()
    def back(self) -> None:
        """Back to the home page."""
        self.tell(events.WentBack())
