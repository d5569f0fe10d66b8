"""Rows of operators and their sessions, inside a transaction."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, or_, select, update

from sync.platform.store import operator_tables as t


@dataclass(frozen=True, slots=True)
class OperatorRow:
    """Somebody who may use the operator page.

    Args:
        name: what is written into the record of acts.
        token_sha256: of the token to sign in with.
        added_at: when they were let in, the last time.
        removed_at: when they were turned away.
    """

    name: str
    token_sha256: str = field(repr=False)
    added_at: datetime
    removed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SessionRow:
    """Somebody signed in.

    Args:
        sha256: of the session's secret.
        operator: who.
        begun_at: when they signed in.
        seen_at: when they last asked for something, give or take a minute.
    """

    sha256: str = field(repr=False)
    operator: str
    begun_at: datetime
    seen_at: datetime


class Operators:
    """What `Transaction.operators` can do."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, name: str) -> OperatorRow | None:
        """An operator, also one that was removed."""
        row = self._connection.execute(select(t.operators).where(t.operators.c.name == name))
        found = row.mappings().first()
        return None if found is None else OperatorRow(**found)

    def every(self) -> list[OperatorRow]:
        """All operators by name."""
        rows = self._connection.execute(select(t.operators)).mappings()
        # not by the database: each sorts letters in its own way
        return sorted((OperatorRow(**row) for row in rows), key=lambda one: one.name)

    def add(self, operator: OperatorRow) -> bool:
        """Keep an operator, new or removed before; False if they are there."""
        values = _values(operator)
        if self.get(operator.name) is None:
            self._connection.execute(t.operators.insert().values(values))
            return True
        revived = self._connection.execute(
            update(t.operators)
            .where(t.operators.c.name == operator.name, t.operators.c.removed_at.is_not(None))
            .values(values)
        )
        return revived.rowcount == 1

    def remove(self, name: str, now: datetime) -> bool:
        """Turn an operator away and end their sessions; False if they are not there."""
        removed = self._connection.execute(
            update(t.operators)
            .where(t.operators.c.name == name, t.operators.c.removed_at.is_(None))
            .values(removed_at=now)
        )
        self._connection.execute(delete(t.sessions).where(t.sessions.c.operator == name))
        return removed.rowcount == 1

    # --- sessions -----------------------------------------------------------------------------

    def begin(self, session: SessionRow) -> bool:
        """Keep a new session; False if its operator was removed meanwhile."""
        held = self._connection.execute(
            select(t.operators.c.name)
            .where(t.operators.c.name == session.operator, t.operators.c.removed_at.is_(None))
            .with_for_update(read=True)  # whoever removes them waits, or we do
        )
        if held.first() is None:
            return False
        self._connection.execute(t.sessions.insert().values(_values(session)))
        return True

    def session(self, sha256: str) -> SessionRow | None:
        """A session, also one that is over."""
        row = self._connection.execute(select(t.sessions).where(t.sessions.c.sha256 == sha256))
        found = row.mappings().first()
        return None if found is None else SessionRow(**found)

    def note_seen(self, sha256: str, now: datetime) -> None:
        """Note that a session is in use."""
        self._connection.execute(
            update(t.sessions).where(t.sessions.c.sha256 == sha256).values(seen_at=now)
        )

    def end(self, sha256: str) -> None:
        """End a session."""
        self._connection.execute(delete(t.sessions).where(t.sessions.c.sha256 == sha256))

    def sweep(self, *, begun_before: datetime, seen_before: datetime) -> None:
        """Forget sessions that are over."""
        self._connection.execute(
            delete(t.sessions).where(
                or_(t.sessions.c.begun_at <= begun_before, t.sessions.c.seen_at <= seen_before)
            )
        )


def _values(row: OperatorRow | SessionRow) -> dict[str, Any]:
    return {column.name: getattr(row, column.name) for column in fields(row)}
