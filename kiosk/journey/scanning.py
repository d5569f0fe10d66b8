"""Fields that a code reader fills: which of them is in hand, and what a code means to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.journey import events
from kiosk.journey.commands import TellCodeTaken
from kiosk.journey.steps import Step

if TYPE_CHECKING:
    from kiosk.journey.machine import Journey, Table
    from kiosk.journey.questionnaire import Questionnaire

MOST_CHARACTERS = 400
"""Longest text taken from a code, as much as a line that is typed."""

UNREADABLE = "code.no_text"
RECEIPT = "code.is_receipt"
TOO_LONG = "code.too_long"
UNFIT = "code.unfit"


@dataclass(slots=True)
class Scanning:
    """What goes on with codes while one application is filled in.

    Args:
        taken: field that was asked to be scanned; others come in their order.
        problem: sentence's name about the code that was seen last.
        about: field the problem is about.
    """

    taken: str = ""
    problem: str = ""
    about: str = ""


def wanted(journey: Journey) -> bool:
    """Whether the page that stands there takes codes."""
    if journey.step is Step.SCAN:
        return True
    questions = _questions(journey)
    return (
        journey.step is Step.QUESTIONS and questions is not None and bool(questions.code_fields())
    )


def in_hand(journey: Journey) -> str:
    """Field that gets the next code: the one that was asked for, else the first that is empty."""
    questions, application = _questions(journey), journey.visit.application
    if questions is None or application is None:
        return ""
    empty = [ref for ref, value in questions.code_fields().items() if not value]
    if application.scanning.taken in empty:
        return application.scanning.taken
    return empty[0] if empty else ""


def ask(journey: Journey, event: events.CodeAsked) -> None:
    """A field is to be scanned, again if it was."""
    questions, application = _questions(journey), journey.visit.application
    if questions is None or application is None or event.ref not in questions.code_fields():
        return
    application.scanning = Scanning(taken=event.ref)
    questions.take_code(event.ref, "")


def code_seen(journey: Journey, event: events.CodeSeen) -> None:
    """A code: the field in hand is answered with it, or it is said why not."""
    questions, application = _questions(journey), journey.visit.application
    ref = in_hand(journey)
    if questions is None or application is None or not ref:
        return
    scanning = application.scanning
    scanning.about = ref
    longest = questions.session[ref].longest or MOST_CHARACTERS
    if not event.text:
        scanning.problem = UNREADABLE
    elif journey.ports.receipt_number(event.text) is not None:
        scanning.problem = RECEIPT
    elif len(event.text) > longest:
        scanning.problem = TOO_LONG
    elif questions.take_code(ref, event.text):
        application.scanning = Scanning()
        journey.want(TellCodeTaken())
    else:
        scanning.problem = UNFIT


def _questions(journey: Journey) -> Questionnaire | None:
    application = journey.visit.application
    return None if application is None else application.questionnaire


TABLE: Table = {
    (Step.QUESTIONS, events.CodeSeen): code_seen,
    (Step.QUESTIONS, events.CodeAsked): ask,
}
