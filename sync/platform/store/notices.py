"""Rows of public notices, inside a transaction."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    exists,
    func,
    not_,
    or_,
    select,
    update,
)

from sync.platform.store import tables as t


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice.

    Args:
        notice_id: its name on the wire.
        title: JSON by language.
        text: JSON by language.
        begins_at: not shown before.
        ends_at: not shown from then on.
        everywhere: for every terminal, also for those that enrol later.
        actor: who posted it.
        at: when.
        withdrawn_at: when it was taken back; None while it was not.
    """

    notice_id: UUID
    title: str
    text: str
    begins_at: datetime
    ends_at: datetime
    everywhere: bool
    actor: str
    at: datetime
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Telling:
    """A place in a terminal's feed: a notice, or that it was withdrawn."""

    position: int
    withdrawn: bool
    notice: NoticeRow


_COLUMNS = [t.notices.c[column.name] for column in fields(NoticeRow)]


class Notices:
    """What `Transaction.notices` can do."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, row: NoticeRow, terminals: Collection[str] = ()) -> None:
        """Keep a new notice; `terminals` are those it is for unless it is for all."""
        values = {column.name: getattr(row, column.name) for column in fields(row)}
        self._connection.execute(t.notices.insert().values(values))
        if terminals:
            pairs = [{"notice_id": row.notice_id, "terminal": one} for one in terminals]
            self._connection.execute(t.notice_terminals.insert(), pairs)

    def get(self, notice_id: UUID) -> NoticeRow | None:
        """One notice."""
        found = select(*_COLUMNS).where(t.notices.c.notice_id == notice_id)
        row = self._connection.execute(found).mappings().first()
        return None if row is None else NoticeRow(**row)

    def every(self) -> list[NoticeRow]:
        """All notices, in the order they were posted."""
        found = select(*_COLUMNS).order_by(t.notices.c.at, t.notices.c.notice_id)
        return [NoticeRow(**row) for row in self._connection.execute(found).mappings()]

    def mark(self) -> tuple[int, int]:
        """Changes whenever a notice is posted or withdrawn."""
        of = t.notices.c
        row = self._connection.execute(select(func.count(), func.count(of.withdrawn_at))).one()
        return int(row[0]), int(row[1])

    def in_force(self, now: datetime) -> int:
        """How many are neither over nor withdrawn, those that are still to come included."""
        return int(
            self._connection.execute(
                select(func.count()).where(_live(now)).select_from(t.notices)
            ).scalar_one()
        )

    def terminals(self) -> dict[UUID, list[str]]:
        """By notice, the terminals it is for, where it is not for all."""
        return self._by_notice(
            select(t.notice_terminals.c.notice_id, t.notice_terminals.c.terminal)
        )

    def told(self) -> dict[UUID, list[str]]:
        """By notice, the terminals that were told of it."""
        return self._by_notice(
            select(t.notice_tellings.c.notice_id, t.notice_tellings.c.terminal).where(
                not_(t.notice_tellings.c.withdrawn)
            )
        )

    def withdraw(self, notice_id: UUID, now: datetime) -> bool:
        """Take a notice back; False if there is none, or it was taken back before."""
        done = self._connection.execute(
            update(t.notices)
            .where(t.notices.c.notice_id == notice_id, t.notices.c.withdrawn_at.is_(None))
            .values(withdrawn_at=now)
        )
        return done.rowcount == 1

    def untold(self, terminal: str, now: datetime) -> list[tuple[UUID, bool]]:
        """What a terminal has no place in its feed for yet.

        Each is a notice that is not over and whether its withdrawal is meant: that is told to who
        was told of the notice.
        """
        concerned = or_(
            t.notices.c.everywhere,
            exists().where(
                t.notice_terminals.c.notice_id == t.notices.c.notice_id,
                t.notice_terminals.c.terminal == terminal,
            ),
        )
        posted = _is_told(terminal, withdrawn=False)
        new = and_(t.notices.c.withdrawn_at.is_(None), concerned, not_(posted))
        gone = and_(
            t.notices.c.withdrawn_at.is_not(None),
            posted,
            not_(_is_told(terminal, withdrawn=True)),
        )
        found = (
            select(t.notices.c.notice_id, t.notices.c.withdrawn_at.is_not(None))
            .where(t.notices.c.ends_at > now, or_(new, gone))
            .order_by(t.notices.c.at, t.notices.c.notice_id)
        )
        return [(row[0], bool(row[1])) for row in self._connection.execute(found)]

    def place(self, terminal: str, position: int, notice_id: UUID, *, withdrawn: bool) -> None:
        """Give a notice, or its withdrawal, a place in a terminal's feed."""
        self._connection.execute(
            t.notice_tellings.insert().values(
                terminal=terminal, position=position, notice_id=notice_id, withdrawn=withdrawn
            )
        )

    def told_after(self, terminal: str, position: int, now: datetime, limit: int) -> list[Telling]:
        """What stands in a terminal's feed after a position, in its order.

        A notice that is over or withdrawn is not among them, nor is the withdrawal of one that is
        over.
        """
        tellings = t.notice_tellings
        found = (
            select(tellings.c.position, tellings.c.withdrawn, *_COLUMNS)
            .join(t.notices, t.notices.c.notice_id == tellings.c.notice_id)
            .where(
                tellings.c.terminal == terminal,
                tellings.c.position > position,
                t.notices.c.ends_at > now,
                or_(tellings.c.withdrawn, t.notices.c.withdrawn_at.is_(None)),
            )
            .order_by(tellings.c.position)
            .limit(limit)
        )
        return [
            Telling(row[0], bool(row[1]), NoticeRow(*row[2:]))
            for row in self._connection.execute(found)
        ]

    def _by_notice(self, statement: Select[Any]) -> dict[UUID, list[str]]:
        found: dict[UUID, list[str]] = {}
        for notice_id, terminal in self._connection.execute(statement):
            found.setdefault(notice_id, []).append(terminal)
        return {notice_id: sorted(terminals) for notice_id, terminals in found.items()}


def _live(now: datetime) -> ColumnElement[bool]:
    return and_(t.notices.c.ends_at > now, t.notices.c.withdrawn_at.is_(None))


def _is_told(terminal: str, *, withdrawn: bool) -> ColumnElement[bool]:
    """Whether a notice, or its withdrawal, has a place in a terminal's feed."""
    flag = t.notice_tellings.c.withdrawn
    return exists().where(
        t.notice_tellings.c.notice_id == t.notices.c.notice_id,
        t.notice_tellings.c.terminal == terminal,
        flag if withdrawn else not_(flag),
    )
