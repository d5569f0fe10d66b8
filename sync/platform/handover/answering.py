"""Taking what departments' systems decided about their parts of bundles."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from kiosk.errors import EnvironmentFault
from sync.platform.bundles import Bundles
from sync.platform.parts import MOST_CHARACTERS
from sync.platform.problems import ProblemError
from sync.platform.states import PartState
from sync.protocol.wire import PlainLine, WireModel

_NOT_YOURS = frozenset({"case.unknown", "part.unknown"})
_STATUS = {
    "case.ambiguous": 409,
    "case.state": 409,
    "part.decided": 409,
    "part.values": 422,
    "part.waiting": 409,
}


class PartDecision(WireModel):
    """What a department decided about its part of a bundle.

    Args:
        case_number: which bundle; its deposit number is taken, too.
        decision: what.
        produced: the values the item asks of the department, by name; none when it refuses.
        text: one line about this part for the citizen, instead of the usual words.
    """

    case_number: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z]{1,50}$")]
    decision: Literal["approved", "refused"]
    produced: dict[
        Annotated[str, StringConstraints(max_length=64)],
        Annotated[str, StringConstraints(min_length=1, max_length=MOST_CHARACTERS)],
    ] = Field(default_factory=dict, max_length=MOST_CHARACTERS)
    text: PlainLine = ""


class PartDecided(WireModel):
    """What came of a decision.

    Args:
        case_number: which bundle.
        department: whose part.
        decision: what counts; the same again when the same is said again.
        case_state: of the whole.
        news: whether it was said for the first time.
    """

    case_number: str
    department: str
    decision: str
    case_state: str
    news: bool


class Answering:
    """The use-case.

    Args:
        bundles: takes the decisions.
    """

    def __init__(self, bundles: Bundles) -> None:
        self._bundles = bundles

    def decide(self, name: str, decision: PartDecision) -> PartDecided:
        """Take a decision of a department that was let in.

        Raises:
            ProblemError: 404 ``part.unknown``, 409 ``case.state``, ``part.waiting`` and
                ``part.decided``, 422 ``part.values``.
        """
        try:
            decided = self._bundles.decide(
                decision.case_number,
                name,
                PartState(decision.decision),
                decision.produced,
                actor=f"department {name}",
                text=decision.text,
            )
        except EnvironmentFault as fault:
            if fault.code in _NOT_YOURS:  # nobody learns which cases there are
                raise ProblemError(
                    404, "part.unknown", "This department has no part in such a case."
                ) from fault
            if fault.code not in _STATUS:
                raise
            raise ProblemError(_STATUS[fault.code], fault.code, str(fault)) from fault
        return PartDecided(
            case_number=decided.case.case_number,
            department=name,
            decision=decided.part.state,
            case_state=decided.case.state,
            news=decided.news,
        )
