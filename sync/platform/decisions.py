"""What an operator says about a case."""

from __future__ import annotations

from dataclasses import replace

from kiosk.clock import Clock
from kiosk.errors import EnvironmentFault
from sync.platform.routing import words_for
from sync.platform.states import NEXT, State
from sync.platform.store import ActRow, CaseRow, Database, News
from sync.protocol.canonical import canonical
from sync.protocol.numbers import NumberError, parse_deposit_number


def decide(
    database: Database, number: str, state: State, *, actor: str, text: str = "", clock: Clock
) -> CaseRow:
    """Move a case on and tell its terminal.

    Args:
        database: where the case is.
        number: case number or deposit number, grouped or not.
        state: the new state.
        actor: who says so, for the record.
        text: a sentence for the citizen instead of the usual words.
        clock: the platform's time.

    Raises:
        EnvironmentFault: ``case.unknown``, or ``case.state`` if that step is not possible.
    """
    try:
        tidy = parse_deposit_number(number).text
    except NumberError:
        tidy = number.strip()
    now = clock.now()
    with database.begin() as transaction:
        case = transaction.case_by_number(tidy)
        if case is None:
            raise EnvironmentFault("case.unknown", f"No case has the number {number}.")
        old = State(case.state)
        possible = state in NEXT[old]
        if not possible or not transaction.set_state(case.case_id, old=old, new=state, at=now):
            choices = ", ".join(sorted(NEXT[old])) or "nothing: it is finished"
            raise EnvironmentFault(
                "case.state",
                f"Case {case.case_number} is {old} and cannot become {state}.",
                f"Possible from here: {choices}.",
            )
        words = {"zh_CN": text, "en": text} if text else dict(words_for(state))
        moved = replace(case, state=state, state_at=now)
        transaction.tell(case.terminal, [News(moved, state, now, canonical(words).decode(), actor)])
        transaction.record(ActRow(now, actor, f"decide:{state}", case.case_number))
    return moved
