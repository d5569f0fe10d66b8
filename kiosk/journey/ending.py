"""After the case is saved: the receipt, another service, goodbye."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.journey import events
from kiosk.journey.commands import PrintReceipt, RecordPrint
from kiosk.journey.steps import CardState, PrintState, Step
from kiosk.journey.visit import Enquiry, RatingOffer

if TYPE_CHECKING:
    from kiosk.journey.machine import Journey, Table

_PRINT_STATES = {"PRINTED": PrintState.PRINTED, "FAILED": PrintState.FAILED}

PERSON_SAID = "print.person_said"
"""Reason kept when the person, not the printer, told what came out."""


def print_ended(journey: Journey, event: events.PrintEnded) -> None:
    """The printer said what became of the receipt, or fell silent."""
    outcome = journey.visit.outcome
    if outcome is not None and event.number == outcome.receipt.number:
        outcome.print_state = _PRINT_STATES.get(event.result, PrintState.UNKNOWN)
        outcome.print_problem = event.reason


def reprint(journey: Journey, _: events.ReprintAsked) -> None:
    """Print again, but never while it is unknown what became of the last one."""
    outcome = journey.visit.outcome
    if outcome is None or outcome.print_state in {PrintState.PRINTING, PrintState.UNKNOWN}:
        return
    outcome.print_state, outcome.print_problem = PrintState.PRINTING, ""
    journey.want(PrintReceipt(outcome.receipt, journey.visit.language, outcome.texts))


def paper_answered(journey: Journey, event: events.PaperAnswered) -> None:
    """The person said whether the paper came out."""
    outcome = journey.visit.outcome
    if outcome is None or outcome.print_state is not PrintState.UNKNOWN:
        return
    outcome.print_state = PrintState.PRINTED if event.came_out else PrintState.FAILED
    outcome.print_problem = "" if event.came_out else outcome.print_problem
    result = "PRINTED" if event.came_out else "FAILED"
    journey.want(RecordPrint(outcome.receipt.number, result, PERSON_SAID))


def case_changed(journey: Journey, event: events.CaseChanged) -> None:
    """The platform said something about the case."""
    outcome = journey.visit.outcome
    if outcome is not None and event.case.number == outcome.receipt.number:
        outcome.state, outcome.case = event.case.state, event.case


def another(journey: Journey, _: events.AnotherAsked) -> None:
    """Another service with the same identity: the person stays, everything else goes."""
    visit = journey.visit
    visit.outcome = None
    visit.enquiry = Enquiry()
    if visit.person is not None:
        visit.identification.state, visit.identification.problem = CardState.TAKE, ""
    journey.go(Step.HOME)


def finish(journey: Journey, _: events.FinishAsked) -> None:
    """The person is done; what they handed in last may be rated."""
    outcome = journey.visit.outcome
    asked = outcome is not None and outcome.item.asks_rating
    journey.end(RatingOffer(outcome.receipt.number) if outcome and asked else None)


def close(journey: Journey, _: events.FinishAsked) -> None:
    """Close the last page, once nothing lies on the reader any more."""
    if not journey.card_present:
        journey.leave()


TABLE: Table = {
    (Step.DONE, events.PrintEnded): print_ended,
    (Step.DONE, events.ReprintAsked): reprint,
    (Step.DONE, events.PaperAnswered): paper_answered,
    (Step.DONE, events.CaseChanged): case_changed,
    (Step.DONE, events.AnotherAsked): another,
    (Step.DONE, events.FinishAsked): finish,
    (Step.FINISH, events.FinishAsked): close,
}
