"""Rows of what operators tell terminals to do, inside a transaction."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, or_, select, update

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
        result: what became of it; None until the terminal says so.
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

    def to_tell(self, terminal: str, after: int) -> list[CommandRow]:
        """Those after a position, and those before it whose arrival nobody has noted."""
        found = (
            select(t.commands)
            .where(
                t.commands.c.terminal == terminal,
                or_(t.commands.c.position > after, t.commands.c.fetched_at.is_(None)),
            )
            .order_by(t.commands.c.position)
        )
        return [CommandRow(**row) for row in self._connection.execute(found).mappings()]

    def note_fetched(self, terminal: str, up_to: int, now: datetime) -> None:
        """Note that a terminal has what stands up to a position of its feed."""
        self._connection.execute(
            update(t.commands)
            .where(
                t.commands.c.terminal == terminal,
                t.commands.c.position <= up_to,
                t.commands.c.fetched_at.is_(None),
            )
            .values(fetched_at=now)
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
        """Keep a terminal's word; the first one counts."""
        self._connection.execute(
            update(t.commands)
            .where(t.commands.c.command_id == command_id, t.commands.c.result.is_(None))
            .values(result=result, code=code, outcome=outcome, reported_at=now)
        )
