"""What departments decide about their parts of a bundle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from kiosk.clock import Clock
from kiosk.errors import EnvironmentFault
from sync.platform.decisions import PLATFORM, PROMISED_STATES, Decisions, held_case
from sync.platform.keys import PlatformKeys
from sync.platform.parts import (
    ENDED,
    MOST_CHARACTERS,
    after_a_decision,
    values_of,
    with_values,
    words_about,
)
from sync.platform.states import PartState, State
from sync.platform.store import ActRow, CaseRow, Database, News, PartRow, Transaction
from sync.protocol.canonical import canonical

DECIDED = frozenset({PartState.APPROVED, PartState.REFUSED})


@dataclass(frozen=True, slots=True)
class DecidedPart:
    """What became of a decision.

    Args:
        case: as it is now.
        part: as it is now.
        opened: departments whose parts could begin with it.
        news: whether it was said for the first time.
    """

    case: CaseRow
    part: PartRow
    opened: tuple[str, ...] = ()
    news: bool = True


class Bundles:
    """Takes the decisions of departments.

    Args:
        database: where the cases are.
        decisions: moves them.
        keys: what produced values are sealed to.
        clock: the platform's time.
    """

    def __init__(
        self, database: Database, decisions: Decisions, keys: PlatformKeys, clock: Clock
    ) -> None:
        self._database = database
        self._decisions = decisions
        self._keys = keys
        self._clock = clock

    def decide(
        self,
        number: str,
        department: str,
        state: PartState,
        produced: Mapping[str, str],
        *,
        actor: str,
        text: str = "",
    ) -> DecidedPart:
        """Note what a department decided about its part, and let begin what waited for it.

        Said again with the same values it changes nothing, because an answer may get lost.

        Args:
            number: case number or deposit number.
            department: whose part it is.
            state: approved or refused.
            produced: the values it found out, all that its item names; none when it refuses.
            actor: who says so, for the record.
            text: a sentence about this part for the citizen instead of the usual words.

        Raises:
            EnvironmentFault: ``case.unknown``, ``case.state`` if the case is not being decided;
                ``part.unknown``, ``part.waiting``, ``part.decided`` if it was decided otherwise,
                ``part.values``.
        """
        now = self._clock.now()
        with self._database.begin() as transaction:
            case = held_case(transaction, number)
            parts = transaction.parts.of_case(case.case_id)
            part = _part_of(case, parts, department)
            if PartState(part.state) in ENDED:
                if part.state == state and values_of(part, self._keys) == dict(produced):
                    return DecidedPart(case, part, news=False)
                raise EnvironmentFault(
                    "part.decided",
                    f"The part of {department} in case {case.case_number} is {part.state}.",
                    "What was decided stays.",
                )
            _require_due(case, part, parts)
            _require_values(part, state, produced)
            decided = replace(
                part, state=state, ended_at=now, actor=actor, text=text, yellow_at=None, red_at=None
            )
            decided = with_values(decided, produced, self._keys)
            changed = {decided.department: decided}
            after = [decided if one is part else one for one in parts]
            changed |= {one.department: one for one in after_a_decision(after, now)}
            for one in changed.values():
                transaction.parts.change(one)
            parts = [changed.get(one.department, one) for one in parts]
            moved = self._follow(transaction, case, parts, now)
            opened = tuple(name for name, one in changed.items() if one.state == PartState.OPEN)
            if opened:
                transaction.parts.sort_again(case.case_id)
            act = ActRow(now, actor, f"decide-part:{state}", f"{case.case_number} {department}")
            transaction.record(act)
        return DecidedPart(moved, decided, opened)

    def _follow(
        self, transaction: Transaction, case: CaseRow, parts: list[PartRow], now: datetime
    ) -> CaseRow:
        """Let the whole case follow its parts, and tell its terminal."""
        words = words_about(parts)
        if any(PartState(one.state) not in ENDED for one in parts):
            state = State.IN_REVIEW
        elif any(one.state == PartState.APPROVED for one in parts):
            state = State.APPROVED
        else:
            state = State.REFUSED
        if state == case.state:
            news = News(case, state, now, canonical(words).decode(), PLATFORM)
            transaction.tell(case.terminal, [news])
            self._decisions.time_parts(transaction, case)
            return case
        moved = self._decisions.move(transaction, case, state, now, actor=PLATFORM, words=words)
        return moved or case


def _part_of(case: CaseRow, parts: list[PartRow], department: str) -> PartRow:
    for part in parts:
        if part.department == department:
            return part
    names = ", ".join(part.department for part in parts)
    raise EnvironmentFault(
        "part.unknown",
        f"{department} has no part in case {case.case_number}.",
        f"Departments with a part: {names}." if parts else "The case is no bundle.",
    )


def _require_due(case: CaseRow, part: PartRow, parts: list[PartRow]) -> None:
    if State(case.state) not in PROMISED_STATES:
        raise EnvironmentFault(
            "case.state",
            f"Case {case.case_number} is {case.state}: nothing is decided about its parts now.",
            "It has to be accepted first.",
        )
    if part.state == PartState.WAITING:
        done = {one.department for one in parts if one.state == PartState.APPROVED}
        left = [one for one in part.listed("waits_for") if one not in done]
        raise EnvironmentFault(
            "part.waiting",
            f"The part of {part.department} in case {case.case_number} cannot begin yet.",
            f"To be approved before: {', '.join(left)}.",
        )


def _require_values(part: PartRow, state: PartState, produced: Mapping[str, str]) -> None:
    wanted = part.listed("produces") if state == PartState.APPROVED else ()
    usable = all(
        0 < len(value) <= MOST_CHARACTERS and value.isprintable() for value in produced.values()
    )
    if set(produced) != set(wanted) or not usable:
        named = ", ".join(wanted) or "none"
        raise EnvironmentFault(
            "part.values",
            f"{part.department} is to give these values: {named}.",
            f"Each is one line of at most {MOST_CHARACTERS} characters; who refuses gives none.",
        )
