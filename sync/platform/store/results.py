"""Rows of documents that came of cases, inside a transaction."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, func, select, update

from sync.platform.store import result_tables as t
from sync.platform.store import tables


@dataclass(frozen=True, slots=True)
class ResultRow:
    """A document that came of a case.

    Args:
        result_id: its name in the storage; nobody outside ever hears it.
        case_id: the case.
        kind: of `sync.protocol.results.ResultKind`.
        size: bytes of the document.
        sha256: of the document.
        sealed_size: bytes of what the storage holds.
        sealed_sha256: of what the storage holds.
        key_id: what `particulars` are sealed to.
        particulars: what the document is called and opened with, sealed: either may tell of people.
        actor: who brought it.
        at: when.
        collected_at: when a terminal said that the citizen has it.
    """

    result_id: UUID
    case_id: UUID
    kind: str
    size: int
    sha256: str
    sealed_size: int
    sealed_sha256: str
    key_id: str
    particulars: bytes = field(repr=False)
    actor: str
    at: datetime
    collected_at: datetime | None = None


class Results:
    """What `Transaction.results` can do."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, row: ResultRow) -> None:
        """Keep a document of a case that has no other with its SHA-256."""
        values = {column.name: getattr(row, column.name) for column in fields(row)}
        self._connection.execute(t.results.insert().values(values))

    def of_case(self, case_id: UUID) -> list[ResultRow]:
        """The documents of a case, oldest first."""
        found = (
            select(t.results)
            .where(t.results.c.case_id == case_id)
            .order_by(t.results.c.at, t.results.c.result_id)
        )
        return [ResultRow(**row) for row in self._connection.execute(found).mappings()]

    def collect(self, result_id: UUID, now: datetime) -> bool:
        """Note that a citizen has a document; False if it was noted before."""
        done = self._connection.execute(
            update(t.results)
            .where(t.results.c.result_id == result_id, t.results.c.collected_at.is_(None))
            .values(collected_at=now)
        )
        return done.rowcount == 1

    def left(self, case_id: UUID) -> int:
        """How many documents of a case nobody has collected."""
        counted = select(func.count()).where(
            t.results.c.case_id == case_id, t.results.c.collected_at.is_(None)
        )
        return int(self._connection.execute(counted).scalar_one())

    def case_number(self, result_id: UUID) -> str:
        """The number of the case a document came of."""
        found = (
            select(tables.cases.c.case_number)
            .join(t.results, t.results.c.case_id == tables.cases.c.case_id)
            .where(t.results.c.result_id == result_id)
        )
        return str(self._connection.execute(found).scalar_one())

    def sizes(self) -> dict[UUID, int]:
        """How many sealed bytes the storage has to hold of each document there is."""
        found = select(t.results.c.result_id, t.results.c.sealed_size)
        return {row[0]: row[1] for row in self._connection.execute(found)}
