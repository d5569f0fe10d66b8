"""Rows of what operators tell terminals to do, inside a transaction."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select, update

from sync.platform.store import tables as t


@dataclass(frozen=True, slots=True)
class CommandRow:
    """A command for one terminal, and its word on it.

    Args:
        terminal: whose it is.
        position: its place in that terminal's feed.
        command_id: its name on the wire.
        name: what is to be done.
        actor: who wants it.
        at: when it was given.
        expires_at: from when on it is not to be done any more.
        fetched_at: when the terminal was first seen to have it.
        result: what became of it; None until the terminal says so, or is seen to know no commands.
        code: why it was not done; empty if it was.
        outcome: the terminal's whole word, as JSON.
        reported_at: when that came.
    """

    terminal: str
    position: int
    command_id: UUID
    name: str
    actor: str
    at: datetime
    expires_at: datetime
    fetched_at: datetime | None = None
    result: str | None = None
    code: str | None = None
    outcome: str | None = None
    reported_at: datetime | None = None


class Commands:
    """What `Transaction.commands` can do."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, row: CommandRow) -> None:
        """Keep a new command."""
        values = {column.name: getattr(row, column.name) for column in fields(row)}
        self._connection.execute(t.commands.insert().values(values))

    def every(self) -> list[CommandRow]:
        """All commands, in the order they were given."""
        found = select(t.commands).order_by(t.commands.c.at, t.commands.c.command_id)
        return [CommandRow(**row) for row in self._connection.execute(found).mappings()]

    def last_of(self, terminal: str, limit: int) -> list[CommandRow]:
        """A terminal's newest commands, the newest first."""
        found = (
            select(t.commands)
            .where(t.commands.c.terminal == terminal)
            .order_by(t.commands.c.position.desc())
            .limit(limit)
        )
        return [CommandRow(**row) for row in self._connection.execute(found).mappings()]

    def to_tell(self, terminal: str, after: int, now: datetime) -> list[CommandRow]:
        """Those after a position, and those before it whose arrival nobody has noted.

        What is settled or too late is not among them.
        """
        found = (
            select(t.commands)
            .where(
                _live(terminal, now),
                or_(t.commands.c.position > after, t.commands.c.fetched_at.is_(None)),
            )
            .order_by(t.commands.c.position)
        )
        return [CommandRow(**row) for row in self._connection.execute(found).mappings()]

    def note_fetched(self, terminal: str, up_to: int, now: datetime) -> None:
        """Note that a terminal has what it could be told up to a position of its feed."""
        self._connection.execute(
            update(t.commands)
            .where(
                _live(terminal, now),
                t.commands.c.position <= up_to,
                t.commands.c.fetched_at.is_(None),
            )
            .values(fetched_at=now)
        )

    def turn_away(self, terminal: str, *, code: str, now: datetime) -> None:
        """Settle what a terminal has not fetched as refused, in its place."""
        self._connection.execute(
            update(t.commands)
            .where(_live(terminal, now), t.commands.c.fetched_at.is_(None))
            .values(result="refused", code=code, reported_at=now)
        )

    def given_to(self, terminal: str, command_ids: Collection[UUID]) -> set[UUID]:
        """Which of these were given to a terminal."""
        found = select(t.commands.c.command_id).where(
            t.commands.c.terminal == terminal, t.commands.c.command_id.in_(command_ids)
        )
        return set(self._connection.execute(found).scalars())

    def settle(
        self, command_id: UUID, *, result: str, code: str, outcome: str, now: datetime
    ) -> None:
        """Keep a terminal's word; the first one counts. Who speaks of a command has fetched it."""
        self._connection.execute(
            update(t.commands)
            .where(t.commands.c.command_id == command_id, t.commands.c.result.is_(None))
            .values(
                fetched_at=func.coalesce(t.commands.c.fetched_at, now),
                result=result,
                code=code,
                outcome=outcome,
                reported_at=now,
            )
        )


def _live(terminal: str, now: datetime) -> ColumnElement[bool]:
    """A terminal's commands that are still to be carried out."""
    return and_(
        t.commands.c.terminal == terminal,
        t.commands.c.result.is_(None),
        t.commands.c.expires_at > now,
    )
