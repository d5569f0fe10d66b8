"""The audit log of a unit of work, over one connection."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import Connection, insert, select

from kiosk.cases.audit import AuditEntry, entry_after
from kiosk.clock import Clock
from kiosk.store.tables import audit

# Statements are built once: building one costs as much as running it.

_ADD = insert(audit)
_ENTRIES = select(audit).order_by(audit.c.position)
_LAST = select(audit).order_by(audit.c.position.desc()).limit(1)


class SqlAuditRepository:
    """See `kiosk.cases.ports.AuditRepository`."""

    def __init__(self, connection: Connection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock

    def note(self, actor: str, act: str, subject: str = "", outcome: str = "") -> None:
        """Add an entry behind the last one."""
        row = self._connection.execute(_LAST).mappings().first()
        last = None if row is None else AuditEntry(**row)
        entry = entry_after(last, self._clock.now(), actor, act, subject=subject, outcome=outcome)
        self._connection.execute(_ADD, asdict(entry))

    def entries(self) -> list[AuditEntry]:
        """Everything, in the order of its positions."""
        return [AuditEntry(**row) for row in self._connection.execute(_ENTRIES).mappings()]
