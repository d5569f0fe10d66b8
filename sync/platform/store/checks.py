"""Rows of checks against forms, inside a transaction.

A case waits for its check in `unsorted_cases`, where it is marked when it was looked at: no
department gets it before.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, RowMapping, func, or_, select, update

from sync.platform.store import check_tables as t
from sync.platform.store.counters import lock_counter, set_counter
from sync.platform.store.records import CaseRow
from sync.platform.store.tables import cases, unsorted_cases

DOUBTFUL = "doubtful"
_TURN = "checking"
"""Counter: until when somebody checks (Unix time)."""


@dataclass(frozen=True, slots=True)
class CheckRow:
    """What the check of a case against its form found.

    Args:
        case_id: the case.
        result: ``passed``, ``doubtful`` or ``unchecked``.
        doubts: JSON list of what was found, without any answer.
        at: when it was looked at.
    """

    case_id: UUID
    result: str
    doubts: str
    at: datetime


@dataclass(frozen=True, slots=True)
class UncheckedRow:
    """A case nobody has checked.

    Args:
        case: the case.
        tries: how often somebody began to.
    """

    case: CaseRow
    tries: int


class Checks:
    """Statements about checks; `Transaction.checks`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def free(self, now: datetime, limit: int) -> list[UncheckedRow]:
        """Some cases nobody has checked."""
        waits = unsorted_cases.c
        rows = self._connection.execute(
            select(cases, waits.check_tries)
            .join(unsorted_cases, waits.case_id == cases.c.case_id)
            .where(~waits.checked, or_(waits.check_from.is_(None), waits.check_from <= now))
            .order_by(waits.case_id)  # by the key: a long queue is not sorted for each batch
            .limit(limit)
        )
        return [UncheckedRow(_case(row), row["check_tries"]) for row in rows.mappings()]

    def note_try(self, case_ids: Collection[UUID]) -> None:
        """Note that somebody begins to check cases."""
        self._count_tries(case_ids, 1)

    def take_try_back(self, case_ids: Collection[UUID]) -> None:
        """Count the last try as none: something else was at fault."""
        self._count_tries(case_ids, -1)

    def _count_tries(self, case_ids: Collection[UUID], more: int) -> None:
        tries = unsorted_cases.c.check_tries
        for case_id in sorted(case_ids):  # so that two never wait in a circle
            self._connection.execute(
                update(unsorted_cases)
                .where(unsorted_cases.c.case_id == case_id, tries + more >= 0)
                .values(check_tries=tries + more)
            )

    def leave(self, case_ids: Collection[UUID], until: datetime) -> None:
        """Leave cases that cannot be opened alone for a while."""
        for case_id in sorted(case_ids):
            self._connection.execute(
                update(unsorted_cases)
                .where(unsorted_cases.c.case_id == case_id)
                .values(check_from=until, check_tries=0)
            )

    def keep(self, found: Sequence[CheckRow]) -> set[UUID]:
        """Keep what was found; of which cases it was news."""
        kept = set()
        for row in sorted(found, key=lambda one: one.case_id):
            marked = self._connection.execute(
                update(unsorted_cases)
                .where(unsorted_cases.c.case_id == row.case_id, ~unsorted_cases.c.checked)
                .values(checked=True)
            )
            if marked.rowcount == 1:
                values = {column.name: getattr(row, column.name) for column in fields(row)}
                self._connection.execute(t.form_checks.insert().values(**values))
                kept.add(row.case_id)
        return kept

    def of(self, case_id: UUID) -> CheckRow | None:
        """What was found of a case; None if nobody has looked yet."""
        found = select(t.form_checks).where(t.form_checks.c.case_id == case_id)
        row = self._connection.execute(found).mappings().first()
        return None if row is None else CheckRow(**row)

    def doubtful(self, states: Sequence[str]) -> list[tuple[CaseRow, CheckRow]]:
        """Cases in one of some states about which there are doubts, the oldest first."""
        rows = self._connection.execute(
            select(cases, t.form_checks.c.result, t.form_checks.c.doubts, t.form_checks.c.at)
            .join(t.form_checks, t.form_checks.c.case_id == cases.c.case_id)
            .where(t.form_checks.c.result == DOUBTFUL, cases.c.state.in_(states))
            .order_by(cases.c.received_at, cases.c.case_number)
        )
        return [
            (
                _case(row),
                CheckRow(row["case_id"], row["result"], row["doubts"], row["at"]),
            )
            for row in rows.mappings()
        ]

    def by_result(self) -> dict[str, int]:
        """How many checks found what."""
        result = t.form_checks.c.result
        rows = self._connection.execute(select(result, func.count()).group_by(result))
        return {row[0]: row[1] for row in rows}

    def take_turn(self, now: int, until: int) -> bool:
        """Be the one who checks until some time; False if somebody is.

        Args:
            now: Unix time.
            until: the same; a turn of anybody lasts as long.
        """
        taken = lock_counter(self._connection, _TURN)
        if now < taken <= until:
            return False
        set_counter(self._connection, _TURN, until)
        return True

    def waiting(self) -> int:
        """How many cases wait for their check."""
        counted = select(func.count()).where(~unsorted_cases.c.checked)
        return int(self._connection.execute(counted).scalar_one())


def _case(row: RowMapping) -> CaseRow:
    """The case in a row that has more columns."""
    return CaseRow(**{column.name: row[column.name] for column in fields(CaseRow)})
