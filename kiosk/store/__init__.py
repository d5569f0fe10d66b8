"""The terminal's one SQLite file: encrypted, durable, shared by screen and sync agent.

    engine        connections as this program wants them, and the guard on SQLite's version
    key           the file key
    faults        SQLite's complaints as `EnvironmentFault`
    tables        the tables
    database      `Store`: opening, migrating, `data_version`
    unit_of_work  one transaction and its repositories
    migrations/   Alembic

SQLAlchemy is seen in this package only. Importing `kiosk.store` imports nothing of it, so that the
screen may do so before its first frame.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.store.database import Store

__all__ = ["Store"]


def __getattr__(name: str) -> object:
    """Import `Store` when it is first asked for: SQLAlchemy costs 0.2 s, the first frame less."""
    if name == "Store":
        from kiosk.store.database import Store  # SQLAlchemy, see above

        return Store
    raise AttributeError(name)
