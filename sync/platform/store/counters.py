"""Counters that one transaction at a time moves on."""

from __future__ import annotations

from sqlalchemy import Connection, update
from sqlalchemy.dialects import postgresql, sqlite

from sync.platform.store import tables as t


def lock_counter(connection: Connection, name: str) -> int:
    """The last number of a counter, 0 at first; nobody else counts until we are done."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    insert = dialect.insert(t.counters).values(name=name, last=0)
    statement = insert.on_conflict_do_update(
        index_elements=[t.counters.c.name], set_={"last": t.counters.c.last}
    ).returning(t.counters.c.last)
    last: int = connection.execute(statement).scalar_one()
    return last


def set_counter(connection: Connection, name: str, last: int) -> None:
    """Remember how far a locked counter has come."""
    connection.execute(update(t.counters).where(t.counters.c.name == name).values(last=last))
