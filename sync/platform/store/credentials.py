"""Terminals' keys: taken in place of others, revoked, followed by new ones; in a transaction."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, exists, literal, select, update

from sync.platform.store import tables as t
from sync.platform.store.records import FormerKeyRow, TerminalRow

_MOST_FORMER = 32
"""Keys of one terminal that are tried. One that changes its key without end must not make every
signature that fits none dearer."""


class Credentials:
    """What `Transaction.credentials` can do."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def revoke(self, terminal: str, because: str, now: datetime) -> bool:
        """Let a terminal in no more; False if there is none such that was let in."""
        done = self._connection.execute(
            update(t.terminals)
            .where(t.terminals.c.number == terminal, t.terminals.c.revoked_at.is_(None))
            .values(revoked_at=now, revoked_because=because)
        )
        return done.rowcount == 1

    def note_wiped(self, public_key: bytes, *, kept: int, now: datetime) -> datetime | None:
        """Note the word of a revoked key's terminal that it has wiped itself.

        Returns:
            When it came first; None if no revoked terminal has this key or had it.
        """
        # a terminal that was revoked while it got another key may have signed with that one
        mine = (t.terminals.c.public_key == public_key) | (t.terminals.c.next_key == public_key)
        former = t.former_keys.c.public_key == public_key
        for table, key in ((t.terminals, mine), (t.former_keys, former)):
            revoked = key & table.c.revoked_at.is_not(None)
            self._connection.execute(
                update(table)
                .where(revoked, table.c.wiped_at.is_(None))
                .values(wiped_at=now, wiped_kept=kept)
            )
            heard: datetime | None = self._connection.execute(
                select(table.c.wiped_at).where(revoked)
            ).scalar()
            if heard is not None:
                return heard
        return None

    def replace(self, terminal: TerminalRow) -> None:
        """Let a terminal in anew, with another key in place of the one it has."""
        self._leave_behind(t.terminals.c.number == terminal.number, terminal.enrolled_at)
        self._connection.execute(
            update(t.terminals)
            .where(t.terminals.c.number == terminal.number)
            .values(
                public_key=terminal.public_key,
                place=terminal.place,
                facts=terminal.facts,
                token_sha256=terminal.token_sha256,
                enrolled_at=terminal.enrolled_at,
                next_key=None,
                revoked_at=None,
                revoked_because="",
                wiped_at=None,
                wiped_kept=None,
            )
        )

    def announce(self, terminal: str, public_key: bytes, next_key: bytes) -> bool:
        """Let a terminal sign with another key, too; False if `public_key` is not its own."""
        done = self._connection.execute(
            update(t.terminals)
            .where(t.terminals.c.number == terminal, t.terminals.c.public_key == public_key)
            .values(next_key=next_key)
        )
        return done.rowcount == 1

    def take_into_use(self, terminal: str, next_key: bytes, now: datetime) -> bool:
        """Put the announced key in the place of the one in use; False if that was done before.

        The terminal's row is to be locked, so that of two requests one does it.
        """
        announced = (t.terminals.c.number == terminal) & (t.terminals.c.next_key == next_key)
        self._leave_behind(announced, now)
        done = self._connection.execute(
            update(t.terminals).where(announced).values(public_key=next_key, next_key=None)
        )
        return done.rowcount == 1

    def former(self, terminal: str) -> list[FormerKeyRow]:
        """Keys a terminal had before the one it has, the last one first; 32 at most."""
        found = (
            select(t.former_keys)
            .where(t.former_keys.c.terminal == terminal)
            .order_by(t.former_keys.c.until.desc())
            .limit(_MOST_FORMER)
        )
        return [FormerKeyRow(**row) for row in self._connection.execute(found).mappings()]

    def revoked_formerly(self) -> list[FormerKeyRow]:
        """Revoked keys in whose place another terminal was let in, by terminal."""
        found = (
            select(t.former_keys)
            .where(t.former_keys.c.revoked_at.is_not(None))
            .order_by(t.former_keys.c.terminal, t.former_keys.c.until)
        )
        return [FormerKeyRow(**row) for row in self._connection.execute(found).mappings()]

    def is_taken(self, public_key: bytes, *, but_for: str = "") -> bool:
        """Whether a terminal has this key, had it or is about to have it.

        Args:
            public_key: raw.
            but_for: number of a terminal that may be about to have it.
        """
        awaited = (t.terminals.c.next_key == public_key) & (t.terminals.c.number != but_for)
        mine = (t.terminals.c.public_key == public_key) | awaited
        return bool(
            self._connection.execute(select(exists().where(mine))).scalar()
            or self._connection.execute(
                select(exists().where(t.former_keys.c.public_key == public_key))
            ).scalar()
        )

    def _leave_behind(self, which: ColumnElement[bool], now: datetime) -> None:
        """Keep the key a terminal has among its former ones, and whether it was revoked."""
        had = select(
            t.terminals.c.public_key,
            t.terminals.c.number,
            literal(now, t.former_keys.c.until.type),
            t.terminals.c.revoked_at,
            t.terminals.c.revoked_because,
            t.terminals.c.wiped_at,
            t.terminals.c.wiped_kept,
        ).where(which)
        self._connection.execute(t.former_keys.insert().from_select(list(t.former_keys.c), had))
