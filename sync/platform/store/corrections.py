"""Rows of what is missing in cases, inside a transaction."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Connection, select

from sync.platform.store import tables as t


@dataclass(frozen=True, slots=True)
class CorrectionRow:
    """What is missing in a case, at its place in a terminal's feed; `missing` is JSON."""

    terminal: str
    position: int
    case_id: UUID
    at: datetime
    until: date
    missing: str


@dataclass(frozen=True, slots=True)
class ToldCorrection:
    """The same with the numbers of its case."""

    row: CorrectionRow
    deposit_number: str
    case_number: str


_COLUMNS = [t.corrections.c[column.name] for column in fields(CorrectionRow)]


class Corrections:
    """What `Transaction.corrections` can do."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, row: CorrectionRow) -> None:
        """Keep what is missing."""
        values = {column.name: getattr(row, column.name) for column in fields(row)}
        self._connection.execute(t.corrections.insert().values(values))

    def latest(self, terminal: str, case_id: UUID) -> CorrectionRow | None:
        """What was asked last of a case that this terminal took."""
        found = (
            select(*_COLUMNS)
            .where(t.corrections.c.terminal == terminal, t.corrections.c.case_id == case_id)
            .order_by(t.corrections.c.position.desc())
            .limit(1)
        )
        row = self._connection.execute(found).first()
        return None if row is None else CorrectionRow(*row)

    def after(self, terminal: str, position: int, limit: int) -> list[ToldCorrection]:
        """What stands in a terminal's feed after a position, in its order."""
        found = (
            select(*_COLUMNS, t.cases.c.deposit_number, t.cases.c.case_number)
            .join(t.cases, t.cases.c.case_id == t.corrections.c.case_id)
            .where(t.corrections.c.terminal == terminal, t.corrections.c.position > position)
            .order_by(t.corrections.c.position)
            .limit(limit)
        )
        return [
            ToldCorrection(CorrectionRow(*row[:-2]), row[-2], row[-1])
            for row in self._connection.execute(found)
        ]
