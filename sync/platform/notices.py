"""Public notices: operators post and withdraw them, terminals are told in their feeds."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from pydantic import ValidationError

from kiosk.clock import Clock
from kiosk.errors import EnvironmentFault
from sync.platform.store import ActRow, Database, NoticeRow, Telling
from sync.protocol.canonical import canonical
from sync.protocol.notices import NoticeEvent, NoticeWithdrawnEvent

MOST = 100
"""Notices at one time; a board nobody can read is none."""


def post(
    database: Database,
    *,
    title: Mapping[str, str],
    text: Mapping[str, str],
    begins_at: datetime,
    ends_at: datetime,
    terminals: Collection[str] = (),
    actor: str,
    clock: Clock,
) -> NoticeRow:
    """Post a notice; terminals hear of it when they ask for their feed.

    Args:
        database: where it goes.
        title: one line, by language.
        text: lines, in the same languages.
        begins_at: not to be shown before.
        ends_at: not to be shown from then on.
        terminals: for whom it is; for all, also for those that enrol later, when empty.
        actor: who posts it, for the record.
        clock: the platform's time.

    Raises:
        EnvironmentFault: ``notice.unusable``, ``notice.too_many``, ``terminal.unknown``.
    """
    now = clock.now()
    row = NoticeRow(
        notice_id=clock.uuid7(),
        title=_json(title),
        text=_json(text),
        begins_at=begins_at,
        ends_at=ends_at,
        everywhere=not terminals,
        actor=actor,
        at=now,
    )
    try:
        notice_event(Telling(position=1, withdrawn=False, notice=row))
    except ValidationError as error:
        reasons = "; ".join(
            f"{'.'.join(map(str, one['loc'])) or 'notice'}: {one['msg']}" for one in error.errors()
        )
        raise EnvironmentFault(
            "notice.unusable",
            f"No terminal would show this notice. {reasons}.",
            "A title is one line of 60 characters at most, a text 2000; no control characters.",
        ) from None
    if ends_at <= now:
        raise EnvironmentFault(
            "notice.unusable", "This notice would be over already.", "Choose a later end."
        )
    with database.begin() as transaction:
        transaction.lock_counter("notices")  # so that two operators count one after the other
        if transaction.notices.in_force(now) >= MOST:
            raise EnvironmentFault(
                "notice.too_many", f"There are {MOST} notices.", "Withdraw some first."
            )
        for terminal in terminals:
            if transaction.terminal(terminal) is None:
                raise EnvironmentFault(
                    "terminal.unknown", f"No terminal {terminal} is enrolled.", "A number: 0001."
                )
        transaction.notices.add(row, set(terminals))
        transaction.record(ActRow(now, actor, "notice:add", str(row.notice_id)))
    return row


def withdraw(database: Database, notice_id: UUID, *, actor: str, clock: Clock) -> NoticeRow:
    """Take a notice back, wherever it is shown.

    Raises:
        EnvironmentFault: ``notice.unknown``, or ``notice.withdrawn`` if it was taken back before.
    """
    now = clock.now()
    with database.begin() as transaction:
        row = transaction.notices.get(notice_id)
        if row is None:
            raise EnvironmentFault(
                "notice.unknown", f"There is no notice {notice_id}.", "See: notice list"
            )
        if not transaction.notices.withdraw(notice_id, now):
            raise EnvironmentFault("notice.withdrawn", f"Notice {notice_id} is withdrawn already.")
        transaction.record(ActRow(now, actor, "notice:withdraw", str(notice_id)))
    return row


def state_of(row: NoticeRow, now: datetime) -> str:
    """One of withdrawn, over, coming, shown."""
    if row.withdrawn_at is not None:
        return "withdrawn"
    if row.ends_at <= now:
        return "over"
    return "coming" if now < row.begins_at else "shown"


def give_places(database: Database, terminal: str, now: datetime) -> None:
    """Give what a terminal has not been told of notices its places at the end of its feed."""
    with database.begin() as transaction:
        last = transaction.take_positions(terminal, 0)  # from here on nobody else does the same
        untold = transaction.notices.untold(terminal, now)
        transaction.take_positions(terminal, len(untold))
        for position, (notice_id, withdrawn) in enumerate(untold, last + 1):
            transaction.notices.place(terminal, position, notice_id, withdrawn=withdrawn)


def notice_event(telling: Telling) -> NoticeEvent | NoticeWithdrawnEvent:
    """A place in a feed as it travels.

    Raises:
        ValidationError: the notice is none a terminal would take.
    """
    row = telling.notice
    if telling.withdrawn:
        return NoticeWithdrawnEvent(
            position=telling.position,
            notice_id=row.notice_id,
            at=row.at if row.withdrawn_at is None else row.withdrawn_at,
        )
    return NoticeEvent(
        position=telling.position,
        notice_id=row.notice_id,
        at=row.at,
        begins_at=row.begins_at,
        ends_at=row.ends_at,
        title=json.loads(row.title),
        text=json.loads(row.text),
    )


def _json(words: Mapping[str, str]) -> str:
    try:
        return canonical(dict(words)).decode()
    except EnvironmentFault as fault:  # half a surrogate pair, from a terminal that is no UTF-8
        raise EnvironmentFault("notice.unusable", fault.message) from None
