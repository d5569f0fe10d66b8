"""Goodbye: take your card, say how it was; or why the terminal has stopped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.journey import events
from sync.protocol.satisfaction import Satisfaction, reasons
from ui.viewmodels.page import PageViewModel

if TYPE_CHECKING:
    from ui.conductor import Conductor

QML_IMPORT_NAME = "Kiosk.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1


@dataclass(frozen=True, slots=True)
class _Rating:
    """What the page shows of it."""

    offered: bool = False
    satisfaction: str = ""
    chosen: tuple[str, ...] = ()


@QmlElement
class FinishViewModel(PageViewModel):
    """Whether the card still lies there, what ended the session, what somebody says of it."""

    changed = Signal()
    ratingChanged = Signal()
    reasonsChanged = Signal()

    def __init__(self, conductor: Conductor, parent: QObject | None = None) -> None:
        super().__init__(conductor, parent)
        self._shown = (False, 0, "")
        self._rating = _Rating()
        self._reasons: list[dict[str, str]] = []

    def refresh(self) -> None:
        """Show card, countdown and reason, and what was said."""
        journey = self._conductor.journey
        shown = (journey.card_present, journey.finish_seconds, journey.stopped)
        self.update("_shown", shown, self.changed.emit)
        offered = journey.visit.rating
        if offered is None:
            self.blank()
            return
        self.update(
            "_rating",
            _Rating(offered=True, satisfaction=offered.satisfaction or "", chosen=offered.reasons),
            self.ratingChanged.emit,
        )
        self.update(
            "_reasons",
            _worded(offered.satisfaction, journey.visit.language),
            self.reasonsChanged.emit,
        )

    def blank(self) -> None:
        """Show nothing of what was said."""
        self.update("_rating", _Rating(), self.ratingChanged.emit)
        self.update("_reasons", [], self.reasonsChanged.emit)

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

    @Property(bool, notify=ratingChanged)
    def mayRate(self) -> bool:
        """Whether it may be said how content somebody is."""
        return self._rating.offered

    @Property(str, notify=ratingChanged)
    def satisfaction(self) -> str:
        """The level that was chosen; empty while none is."""
        return self._rating.satisfaction

    @Property("QVariantList", notify=reasonsChanged)  # type: ignore[arg-type] # Qt's name
    def reasons(self) -> list[dict[str, str]]:
        """Reasons for that level: code and words; the same list however many are chosen."""
        return self._reasons

    @Property("QVariantList", notify=ratingChanged)  # type: ignore[arg-type] # Qt's name
    def chosenReasons(self) -> list[str]:
        """Codes of those that were chosen."""
        return list(self._rating.chosen)

    @Slot(str)
    def rate(self, satisfaction: str) -> None:
        """Say how content somebody is."""
        self.tell(events.SatisfactionChosen(satisfaction))

    @Slot(str)
    def toggleReason(self, code: str) -> None:
        """Add a reason, or take it back."""
        self.tell(events.ReasonToggled(code))

    @Slot()
    def close(self) -> None:
        """Close it."""
        self.tell(events.FinishAsked())


def _worded(satisfaction: Satisfaction | None, language: str) -> list[dict[str, str]]:
    return [
        {"code": one.code, "words": one.words.get(language) or one.words["zh_CN"]}
        for one in (() if satisfaction is None else reasons()[satisfaction])
    ]
