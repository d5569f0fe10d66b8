"""Lay the card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.identity.masking import mask_name
from kiosk.journey import events
from ui.viewmodels.page import PageViewModel

if TYPE_CHECKING:
    from ui.conductor import Conductor

QML_IMPORT_NAME = "Kiosk.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1

_NOTHING = ("lay", "", "")


@QmlElement
class IdentifyViewModel(PageViewModel):
    """How the card and the reader are, and who was read."""

    changed = Signal()

    def __init__(self, conductor: Conductor, parent: QObject | None = None) -> None:
        super().__init__(conductor, parent)
        self._shown = _NOTHING

    def title(self) -> str:
        """The item one identifies for."""
        visit = self._conductor.journey.visit
        return "" if visit.item is None else visit.item.name.in_language(visit.language)

    def refresh(self) -> None:
        """Show the card's state."""
        visit = self._conductor.journey.visit
        found = visit.identification
        name = "" if visit.person is None else mask_name(visit.person.card.display_name)
        self.update("_shown", (found.state.value, found.problem, name), self.changed.emit)

    def blank(self) -> None:
        """Forget the name."""
        self.update("_shown", _NOTHING, self.changed.emit)

    @Property(str, notify=changed)
    def state(self) -> str:
        """One of lay, reading, take, failed, expired, notAccepted, noReader."""
        return self._shown[0]

    @Property(str, notify=changed)
    def problem(self) -> str:
        """Name of the sentence about it."""
        return self._shown[1]

    @Property(str, notify=changed)
    def maskedName(self) -> str:
        """Who was read, masked."""
        return self._shown[2]

    @Slot()
    def retry(self) -> None:
        """Ask for the card again."""
        self.tell(events.RetryAsked())

    @Slot()
    def back(self) -> None:
        """Back to the guide."""
        self.tell(events.WentBack())

    @Slot()
    def goOn(self) -> None:
        """It is me."""
        self.tell(events.WentOn())
