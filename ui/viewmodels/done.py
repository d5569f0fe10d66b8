"""Handed in: number, receipt, what happens next."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.cases.records import CaseState
from kiosk.journey import events
from ui.viewmodels.page import PageViewModel

if TYPE_CHECKING:
    from kiosk.catalogue.model import ServiceItem
    from ui.conductor import Conductor

QML_IMPORT_NAME = "Kiosk.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1

SAVED, DELIVERED, ACCEPTED = "saved", "delivered", "accepted"

_STATES = {
    CaseState.DRAFT: SAVED,
    CaseState.SEALED: SAVED,
    CaseState.QUEUED: SAVED,
    CaseState.ACCEPTED: ACCEPTED,
    CaseState.AUTO_ACCEPTED: ACCEPTED,
    CaseState.IN_REVIEW: ACCEPTED,
    CaseState.APPROVED: ACCEPTED,
    CaseState.RESULT_READY: ACCEPTED,
    CaseState.COLLECTED: ACCEPTED,
}
"""Every other state means that the platform has the case; the word accepted is only its own."""

_STEPS_DONE = {SAVED: 1, DELIVERED: 2, ACCEPTED: 2}
"""The first step of every guide is handing in, the second is reaching the office."""


@dataclass(frozen=True, slots=True)
class _Done:
    """What the page shows."""

    item: str = ""
    number: str = ""
    state: str = SAVED
    print_state: str = "printing"
    print_problem: str = ""
    qr: str = ""
    timeline: list[dict[str, object]] = field(default_factory=list)
    phone: str = ""
    take_card: bool = False


@QmlElement
class DoneViewModel(PageViewModel):
    """The case that was just saved."""

    changed = Signal()
    timelineChanged = Signal()

    def __init__(self, conductor: Conductor, parent: QObject | None = None) -> None:
        super().__init__(conductor, parent)
        self._shown = _Done()

    def title(self) -> str:
        """The item that was applied for."""
        return self._shown.item

    def refresh(self) -> None:
        """Show the outcome of the session."""
        from sync.protocol.numbers import group  # not needed before the first case

        visit = self._conductor.journey.visit
        outcome = visit.outcome
        if outcome is None:
            return
        state = _STATES.get(outcome.state, DELIVERED)
        self._show(
            _Done(
                item=outcome.item.name.in_language(visit.language),
                number=group(outcome.receipt.number),
                state=state,
                print_state=outcome.print_state.value,
                print_problem=outcome.print_problem,
                qr=self._conductor.receipt_code(outcome.receipt.number),
                timeline=next_steps(outcome.item, visit.language, _STEPS_DONE[state]),
                phone=outcome.item.guide.consult_phone or outcome.receipt.hotline,
                take_card=self._conductor.journey.card_present,
            )
        )

    def blank(self) -> None:
        """Show no number."""
        self._show(_Done())

    def _show(self, shown: _Done) -> None:
        before, self._shown = self._shown, shown
        if shown != before:
            self.changed.emit()
        if shown.timeline != before.timeline:
            self.timelineChanged.emit()

    @Property(str, notify=changed)
    def number(self) -> str:
        """Deposit number, in groups."""
        return self._shown.number

    @Property(str, notify=changed)
    def state(self) -> str:
        """One of saved, delivered, accepted."""
        return self._shown.state

    @Property(str, notify=changed)
    def printState(self) -> str:
        """One of printing, printed, failed, unknown."""
        return self._shown.print_state

    @Property(str, notify=changed)
    def printProblem(self) -> str:
        """Name of the sentence about the printer."""
        return self._shown.print_problem

    @Property(str, notify=changed)
    def qr(self) -> str:
        """Address of the picture of the receipt's code."""
        return self._shown.qr

    @Property("QVariantList", notify=timelineChanged)  # type: ignore[arg-type] # Qt's name
    def timeline(self) -> list[dict[str, object]]:
        """What happens next: when, what, done."""
        return self._shown.timeline

    @Property(str, notify=changed)
    def phone(self) -> str:
        """For questions."""
        return self._shown.phone

    @Property(bool, notify=changed)
    def takeCard(self) -> bool:
        """Whether a card still lies on the reader."""
        return self._shown.take_card

    @Slot()
    def another(self) -> None:
        """Another service with the same identity."""
        self.tell(events.AnotherAsked())

    @Slot()
    def finish(self) -> None:
        """The person is done."""
        self.tell(events.FinishAsked())

    @Slot()
    def reprint(self) -> None:
        """Print the receipt again."""
        self.tell(events.ReprintAsked())

    @Slot(bool)
    def paperCameOut(self, cameOut: bool) -> None:  # noqa: N803, FBT001 -- a QML slot
        """The person said whether the paper came."""
        self.tell(events.PaperAnswered(cameOut))


def next_steps(item: ServiceItem, language: str, done: int) -> list[dict[str, object]]:
    """The guide's next steps; the first `done` of them are behind the person."""
    return [
        {
            "when": step.when.in_language(language),
            "what": step.what.in_language(language),
            "done": place < done,
        }
        for place, step in enumerate(item.guide.next_steps)
    ]
