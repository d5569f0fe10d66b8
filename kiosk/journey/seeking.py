"""Looking for a choice in a list that is too long to be shown."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from kiosk.forms import Choice, NodeState
from kiosk.forms.finding import Finder
from kiosk.journey import events
from kiosk.journey.commands import FindChoices
from kiosk.journey.fields import CHOSEN, OFFERED_AT_ONCE
from kiosk.journey.markdown import worded
from kiosk.journey.steps import Step

if TYPE_CHECKING:
    from kiosk.journey.machine import Journey, Table
    from kiosk.journey.questionnaire import Questionnaire


class SeekState(StrEnum):
    """How far a search is."""

    NONE = "none"
    SEARCHING = "searching"
    FOUND = "found"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Seeking:
    """The search that was asked for last.

    Args:
        lookup: its number; results of earlier ones are nobody's any more.
        ref: field whose choices are searched, empty while none are.
        text: what was written.
        state: how far it is.
        choices: what was found, the best first.
    """

    lookup: int = 0
    ref: str = ""
    text: str = field(default="", repr=False)
    state: SeekState = SeekState.NONE
    choices: tuple[Choice, ...] = field(default=(), repr=False)


def seek(journey: Journey, event: events.ChoicesSought) -> None:
    """Somebody wrote into the search of a field; nothing written ends it."""
    application = journey.visit.application
    if application is None or application.questionnaire is None:
        return
    lookup = journey.next_lookup()
    finder = _finder(application.questionnaire, event.ref) if event.text.strip() else None
    if finder is None:
        application.seeking = Seeking(lookup)
        return
    application.seeking = Seeking(lookup, event.ref, event.text, SeekState.SEARCHING)
    journey.want(FindChoices(lookup, finder, event.text, OFFERED_AT_ONCE))


def again(journey: Journey, answered: str) -> None:
    """Search again in a list that the answer to another field may have changed."""
    application = journey.visit.application
    if application is not None and application.seeking.ref not in ("", answered):
        seek(journey, events.ChoicesSought(application.seeking.ref, application.seeking.text))


def end(journey: Journey) -> None:
    """The page is left: nobody looks for anything any more."""
    application = journey.visit.application
    if application is not None and application.seeking.ref:
        application.seeking = Seeking(journey.next_lookup())


def found(journey: Journey, event: events.ChoicesFound) -> None:
    """A search ended; those who wrote on meanwhile wait for another one."""
    application = journey.visit.application
    if application is None or event.lookup != application.seeking.lookup:
        return
    seeking = application.seeking
    state = SeekState.FAILED if event.choices is None else SeekState.FOUND
    choices = tuple(
        choice._replace(label=worded(choice.label) or choice.value)
        for choice in event.choices or ()
    )
    application.seeking = replace(seeking, state=state, choices=choices)


def _finder(questions: Questionnaire, ref: str) -> Finder | None:
    """What finds among the choices of a field of this page; None where it offers none."""
    node = questions.session[ref] if ref in _offering(questions) else None
    return node.finder() if isinstance(node, NodeState) else None


def _offering(questions: Questionnaire) -> set[str]:
    return {field.ref for field in questions.page().fields if field.kind in CHOSEN}


TABLE: Table = {
    (Step.QUESTIONS, events.ChoicesSought): seek,
    (Step.QUESTIONS, events.ChoicesFound): found,
}
