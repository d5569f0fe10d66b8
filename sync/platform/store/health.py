"""How terminals were when they last said so, inside a transaction."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from sync.platform.store import tables as t


@dataclass(frozen=True, slots=True)
class HealthRow:
    """A terminal's last word on itself.

    Args:
        terminal: whose.
        epoch: of the message that said it.
        seq: its place in that epoch.
        at: by the terminal's clock.
        received_at: by ours.
        report: a `TerminalReport`, as JSON.
    """

    terminal: str
    epoch: UUID
    seq: int
    at: datetime
    received_at: datetime
    report: str


class Health:
    """What `Transaction.health` can do."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(self, row: HealthRow) -> None:
        """Keep a terminal's word in place of the one before; an older one that comes late is not.

        Which is older the places of one epoch say. A terminal's clock may have been set back, and
        one that goes on in another epoch has left the one before for good.
        """
        dialect = postgresql if self._connection.dialect.name == "postgresql" else sqlite
        values = {column.name: getattr(row, column.name) for column in fields(row)}
        insert = dialect.insert(t.health).values(values)
        new = insert.excluded
        self._connection.execute(
            insert.on_conflict_do_update(
                index_elements=[t.health.c.terminal],
                set_={name: new[name] for name in values if name != "terminal"},
                where=or_(t.health.c.epoch != new.epoch, t.health.c.seq < new.seq),
            )
        )

    def every(self) -> list[HealthRow]:
        """Each terminal's last word, by number."""
        found = select(t.health).order_by(t.health.c.terminal)
        return [HealthRow(**row) for row in self._connection.execute(found).mappings()]

    def of(self, terminal: str) -> HealthRow | None:
        """One terminal's last word; None if it never said how it is."""
        found = select(t.health).where(t.health.c.terminal == terminal)
        row = self._connection.execute(found).mappings().first()
        return None if row is None else HealthRow(**row)
