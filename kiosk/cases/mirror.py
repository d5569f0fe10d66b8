"""What the platform says: about cases, from `DELIVERED` on it decides; to this machine; to all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from kiosk.cases.ports import UnitOfWork
from kiosk.cases.records import (
    TERMINAL_STATES,
    CaseCorrection,
    CaseEvent,
    CaseState,
    PostedNotice,
    RemoteCommand,
)

_PLATFORM_STATES = frozenset(CaseState) - TERMINAL_STATES


def apply_feed(
    uow: UnitOfWork,
    events: Sequence[CaseEvent],
    cursor: int,
    commands: Sequence[RemoteCommand] = (),
    *,
    notices: Sequence[PostedNotice] = (),
    withdrawn: Sequence[UUID] = (),
    now: datetime | None = None,
    corrections: Sequence[CaseCorrection] = (),
) -> int:
    """Record a page of the feed and where to go on.

    An event that comes before the acknowledgement of its case is kept, but the case stays
    `QUEUED`: nothing is called received without the acknowledgement in hand. Events of cases this
    database does not know (restored from a backup) are passed over.

    A command is taken, for somebody to carry out; one that was taken before is passed over. A
    notice is kept until it is withdrawn, which is always said after it was posted, or over.

    Args:
        uow: one that may write.
        events: of cases.
        cursor: where to go on.
        commands: to be carried out.
        notices: that were posted.
        withdrawn: notices that are not to be shown any more.
        now: the platform's time; what is over by it is forgotten. None if it is not known.
        corrections: what is missing in cases; of those this database does not know, nothing is
            kept.

    Returns:
        How many of all these were new.
    """
    with uow:
        new = _record(uow, events)
        new += sum(uow.commands.add(command) for command in commands)
        new += sum(
            uow.corrections.add(correction)
            for correction in corrections
            if uow.cases.get(correction.case_id) is not None
        )
        new += sum(uow.notices.add(notice) for notice in notices)
        new += sum(uow.notices.remove(notice_id) for notice_id in withdrawn)
        if now is not None:
            uow.notices.drop_ended(now)
        uow.link.save_cursor(cursor)
        uow.commit()
    return new


def latest_state(told: Sequence[str]) -> CaseState:
    """The state of an acknowledged case: the last one the platform told that we know.

    States the terminal is the authority for, and names we do not know, change nothing.

    Args:
        told: names of states in the order of the feed.
    """
    for state in reversed(told):
        if state in _PLATFORM_STATES:
            return CaseState(state)
    return CaseState.DELIVERED


def _record(uow: UnitOfWork, events: Sequence[CaseEvent]) -> int:
    known = uow.cases.acknowledged({event.case_id for event in events})
    new = uow.cases.add_events(event for event in events if event.case_id in known)
    told = uow.cases.told([case_id for case_id, acknowledged in known.items() if acknowledged])
    uow.cases.move({case_id: latest_state(states) for case_id, states in told.items()})
    return new
