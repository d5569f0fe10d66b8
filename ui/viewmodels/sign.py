"""Signing on glass."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Property, QCoreApplication, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.cases.submission import Point
from kiosk.identity.masking import mask_name
from kiosk.journey import events
from ui.viewmodels.page import PageViewModel

if TYPE_CHECKING:
    from ui.conductor import Conductor

QML_IMPORT_NAME = "Kiosk.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1

_NOTHING = ("", True, False, "")


@QmlElement
class SignViewModel(PageViewModel):
    """The pad and what became of submitting."""

    changed = Signal()

    def __init__(self, conductor: Conductor, parent: QObject | None = None) -> None:
        super().__init__(conductor, parent)
        self._shown = _NOTHING

    def title(self) -> str:
        """The item one applies for."""
        visit = self._conductor.journey.visit
        if visit.application is None:
            return ""
        return visit.application.item.name.in_language(visit.language)

    def refresh(self) -> None:
        """Show whether there is ink, and what went wrong."""
        visit = self._conductor.journey.visit
        application = visit.application
        if application is None:
            return
        name = "" if visit.person is None else mask_name(visit.person.card.display_name)
        empty = not application.signature()
        words = QCoreApplication.translate(
            "SignViewModel", "I am %1. What I entered is true, and I hand in this application."
        )
        shown = (words.replace("%1", name), empty, application.submitting, application.problem)
        self.update("_shown", shown, self.changed.emit)

    def blank(self) -> None:
        """Show nothing."""
        self.update("_shown", _NOTHING, self.changed.emit)

    @Property(str, notify=changed)
    def statement(self) -> str:
        """What one signs under."""
        return self._shown[0]

    @Property(bool, notify=changed)
    def empty(self) -> bool:
        """Whether there is no ink yet."""
        return self._shown[1]

    @Property(bool, notify=changed)
    def busy(self) -> bool:
        """Whether the case is being saved."""
        return self._shown[2]

    @Property(str, notify=changed)
    def problem(self) -> str:
        """Name of the sentence about what went wrong."""
        return self._shown[3]

    @Slot()
    def beginStroke(self) -> None:
        """The pen touched the glass."""
        self.tell(events.StrokeBegun())

    @Slot(float, float, float, float)
    def addPoint(self, x: float, y: float, tMs: float, pressure: float) -> None:  # noqa: N803 -- the word of the page
        """The pen moved; pixels of the pad, milliseconds since its first point, 0..1."""
        self.tell(events.PointDrawn(Point(x, y, tMs, pressure)))

    @Slot()
    def endStroke(self) -> None:
        """The pen left the glass."""
        self.tell(events.StrokeEnded())

    @Slot()
    def clear(self) -> None:
        """Draw again."""
        self.tell(events.SignatureCleared())

    @Slot()
    def submit(self) -> None:
        """提交."""
        self.tell(events.Signed())

    @Slot()
    def back(self) -> None:
        """Back to the answers."""
        self.tell(events.WentBack())
