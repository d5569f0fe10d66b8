"""The audit log of a unit of work, over one connection."""

from __future__ import annotations

from dataclasses import asdict
from datetime import MAXYEAR, UTC, datetime
from typing import Any

from sqlalchemy import BLOB, Connection, Integer, Row, cast, exists, insert, select
from sqlalchemy.sql.elements import KeyedColumnElement

from kiosk.cases.audit import MOST, AuditEntry, entry_after
from kiosk.clock import Clock
from kiosk.store.tables import audit, microseconds, moment

_LAST_MOMENT = microseconds(datetime(MAXYEAR, 1, 1, tzinfo=UTC))
_WORDS = (audit.c.actor, audit.c.act, audit.c.subject, audit.c.outcome, audit.c.sha256)

# Statements are built once: building one costs as much as running it.


def _bytes(column: KeyedColumnElement[str]) -> KeyedColumnElement[bytes]:
    # whatever somebody put there, a text that is no UTF-8 among it, which SQLite would not give
    return cast(column, BLOB).label(column.key)


_ADD = insert(audit)
_ENTRIES = select(audit.c.position, cast(audit.c.at, Integer).label("at"), *map(_bytes, _WORDS))
_next = audit.alias()
_LAST = (
    # a place that somebody took far away leaves none behind it
    _ENTRIES.where(
        audit.c.position.between(1, MOST - 1),
        ~exists().where(_next.c.position == audit.c.position + 1),
    )
    .order_by(audit.c.position.desc())
    .limit(1)
)


class SqlAuditRepository:
    """See `kiosk.cases.ports.AuditRepository`.

    Args:
        connection: in a transaction.
        clock: time.
    """

    def __init__(self, connection: Connection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock

    def note(self, actor: str, act: str, subject: str = "", outcome: str = "") -> None:
        """Add an entry behind the last one."""
        now = self._clock.now()
        entry = entry_after(self.last(), now, actor, act, subject=subject, outcome=outcome)
        self._connection.execute(_ADD, asdict(entry))

    def last(self) -> AuditEntry | None:
        """The entry the next one follows."""
        row = self._connection.execute(_LAST).first()
        return None if row is None else _entry(row)

    def entries(self) -> list[AuditEntry]:
        """Everything, in the order of its positions."""
        return list(map(_entry, self._connection.execute(_ENTRIES.order_by(audit.c.position))))


def _entry(row: Row[Any]) -> AuditEntry:
    """An entry as somebody may have left it: what is no moment or no text is another one."""
    position, at, *words = tuple(row)
    at = at if at is not None and 0 <= at < _LAST_MOMENT else 0
    texts = [(word or b"").decode("utf-8", "backslashreplace") for word in words]
    return AuditEntry(position, moment(at), *texts)
