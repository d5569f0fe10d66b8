"""What the platform says: about cases, from `DELIVERED` on it decides; and what is to be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kiosk.cases.ports import UnitOfWork
from kiosk.cases.records import TERMINAL_STATES, CaseEvent, CaseState, RemoteCommand

_PLATFORM_STATES = frozenset(CaseState) - TERMINAL_STATES


def apply_feed(
    uow: UnitOfWork,
    events: Sequence[CaseEvent],
    cursor: int,
    commands: Sequence[RemoteCommand] = (),
) -> int:
    """Record a page of the feed and where to go on.

    An event that comes before the acknowledgement of its case is kept, but the case stays
    `QUEUED`: nothing is called received without the acknowledgement in hand. Events of cases this
    database does not know (restored from a backup) are passed over.

    A command is taken, for somebody to carry out; one that was taken before is passed over.

    Returns:
        How many events and commands were new.
    """
    new = 0
    with uow:
        for event in events:
            case = uow.cases.get(event.case_id)
            if case is None or not uow.cases.add_event(event):
                continue
            new += 1
            if case.acknowledged_at is not None:
                state = latest_state(uow.cases.events([case.case_id]))
                uow.cases.save([replace(case, state=state)])
        new += sum(uow.commands.add(command) for command in commands)
        uow.link.save_cursor(cursor)
        uow.commit()
    return new


def latest_state(events: Sequence[CaseEvent]) -> CaseState:
    """The state of an acknowledged case: the last one the platform told that we know.

    States the terminal is the authority for, and names we do not know, change nothing.
    """
    for event in reversed(events):
        if event.state in _PLATFORM_STATES:
            return CaseState(event.state)
    return CaseState.DELIVERED
