"""Rows of departments and of what is handed over to them, inside a transaction.

A case waits in `unsorted_cases` until it was opened and a row made for every department its form
names. The positions of a department's rows have no gaps and become visible in their order.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, case, delete, exists, func, literal, or_, select, update

from sync.platform.store import tables as t
from sync.platform.store.counters import lock_counter, set_counter
from sync.platform.store.records import CaseRow

_US = timedelta(microseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CANDIDATES = 16


@dataclass(frozen=True, slots=True)
class DepartmentRow:
    """A department whose system fetches its cases, or has them brought.

    Args:
        name: as forms name it.
        webhook: where cases are brought; empty means that they are fetched only.
        token_sha256: of the secret it fetches with.
        added_at: when an operator let it in, the last time.
        removed_at: when an operator turned it away again.
        failures: how often in a row nothing could be brought.
        paused_until: before which nothing is brought again.
    """

    name: str
    webhook: str
    token_sha256: str
    added_at: datetime
    removed_at: datetime | None = None
    failures: int = 0
    paused_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class HandoverRow:
    """A case for a department.

    Args:
        department: whose it is; perhaps one that nobody has added yet.
        position: 1, 2, 3 … of this department.
        delivery_id: stays the same however often the case is brought.
        case_id: the case.
        made_at: when its form was read.
        due_at: before which it is not brought again.
        attempts: how often it was tried to bring it.
        tried_at: when that was first tried, as far as it counts for giving it up.
        leased_until: until when somebody is bringing it.
        problem: why the last attempt failed.
        delivered_at: when the department said that it has it.
        given_up_at: when it was left to the operator; it can still be fetched.
    """

    department: str
    position: int
    delivery_id: UUID
    case_id: UUID
    made_at: datetime
    due_at: datetime
    attempts: int = 0
    tried_at: datetime | None = None
    leased_until: datetime | None = None
    problem: str = ""
    delivered_at: datetime | None = None
    given_up_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How much there is for one department.

    Args:
        waiting: not tried yet, or asked for again.
        failing: tried without success; tried again.
        delivered: with the department.
        given_up: left to the operator.
        oldest_at: when the oldest was made that waits or fails.
    """

    waiting: int = 0
    failing: int = 0
    delivered: int = 0
    given_up: int = 0
    oldest_at: datetime | None = None


class Handovers:
    """Statements about departments; `Transaction.handovers`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    # --- departments ------------------------------------------------------------------------------

    def department(self, name: str) -> DepartmentRow | None:
        """A department by its name, also one that was removed."""
        row = self._connection.execute(
            select(*_DEPARTMENT).where(t.departments.c.name == name)
        ).mappings()
        found = row.first()
        return None if found is None else DepartmentRow(**found)

    def departments(self) -> list[DepartmentRow]:
        """All that were not removed, by name."""
        rows = self._connection.execute(
            select(*_DEPARTMENT)
            .where(t.departments.c.removed_at.is_(None))
            .order_by(t.departments.c.name)
        )
        return [DepartmentRow(**row) for row in rows.mappings()]

    def add(self, department: DepartmentRow) -> bool:
        """Keep a department, new or removed before; False if it is there.

        For one that was removed before everything open begins anew: its address may be another.
        """
        values = _values(department)
        if self.department(department.name) is None:
            self._connection.execute(t.departments.insert().values(**values))
            return True
        revived = self._connection.execute(
            update(t.departments)
            .where(t.departments.c.name == department.name, t.departments.c.removed_at.is_not(None))
            .values(**values)
        )
        if revived.rowcount != 1:
            return False
        self._connection.execute(
            update(t.handovers)
            .where(t.handovers.c.department == department.name, _OPEN)
            .values(due_at=department.added_at, leased_until=None, **_ANEW)
        )
        return True

    def remove(self, name: str, now: datetime) -> bool:
        """Turn a department away; False if it is not there. What waits for it goes on waiting."""
        removed = self._connection.execute(
            update(t.departments)
            .where(t.departments.c.name == name, t.departments.c.removed_at.is_(None))
            .values(removed_at=now)
        )
        return removed.rowcount == 1

    def allow(self, name: str, *, now: datetime, gap: timedelta, credit: timedelta) -> bool:
        """Count a request; False if the department asks too often (as `Transaction.allow`)."""
        at = (now - _EPOCH) // _US
        quiet_at = t.departments.c.quiet_at_us
        quiet = case((quiet_at > at, quiet_at), else_=at)
        counted = self._connection.execute(
            update(t.departments)
            .where(t.departments.c.name == name, quiet_at <= at + credit // _US)
            .values(quiet_at_us=quiet + gap // _US)
        )
        return counted.rowcount == 1

    def pause(self, department: DepartmentRow, failures: int, until: datetime | None) -> None:
        """Remember how often nothing could be brought, and until when nothing is tried.

        Nothing is remembered of a department that was added anew since: what was tried tells
        nothing about its address of now.
        """
        self._connection.execute(
            update(t.departments)
            .where(
                t.departments.c.name == department.name,
                t.departments.c.added_at == department.added_at,
            )
            .values(failures=failures, paused_until=until)
        )

    # --- sorting ----------------------------------------------------------------------------------

    def unsorted(self, now: datetime, limit: int) -> list[CaseRow]:
        """Checked cases with all their files that nobody has read, about as they were made."""
        waits = t.unsorted_cases
        rows = self._connection.execute(
            select(t.cases)
            .join(waits, waits.c.case_id == t.cases.c.case_id)
            .where(
                waits.c.checked,  # what a department gets says what was found
                or_(waits.c.look_at.is_(None), waits.c.look_at <= now),
                ~exists().where(
                    t.uploads.c.case_id == waits.c.case_id, t.uploads.c.completed_at.is_(None)
                ),
            )
            .order_by(waits.c.case_id)  # by the key: a long queue is not sorted for each batch
            .limit(limit)
        )
        return [CaseRow(**row) for row in rows.mappings()]

    def look_again(self, case_id: UUID, at: datetime) -> None:
        """Leave a case that cannot be read alone for a while."""
        self._connection.execute(
            update(t.unsorted_cases).where(t.unsorted_cases.c.case_id == case_id).values(look_at=at)
        )

    def take_unsorted(self, case_id: UUID) -> bool:
        """Take a case out of the unsorted ones; True for exactly one caller."""
        taken = self._connection.execute(
            delete(t.unsorted_cases).where(t.unsorted_cases.c.case_id == case_id)
        )
        return taken.rowcount == 1

    def given(
        self, case_ids: Collection[UUID], departments: Collection[str]
    ) -> dict[UUID, set[str]]:
        """Which of some departments have a row for each of some cases already."""
        found: dict[UUID, set[str]] = {case_id: set() for case_id in case_ids}
        if found:
            by = (t.handovers.c.case_id, t.handovers.c.department)
            rows = self._connection.execute(
                select(*by).where(by[1].in_(departments), by[0].in_(found))
            )
            for case_id, department in rows:
                found[case_id].add(department)
        return found

    def give(self, cases: Mapping[str, list[tuple[UUID, UUID]]], now: datetime) -> None:
        """Make rows for departments.

        The counter of a department is locked until the commit: who reads never sees a later
        position before an earlier one.

        Args:
            cases: delivery and case of each row, by department.
            now: the platform's time.
        """
        for department in sorted(cases):  # in one order, so that two never wait for each other
            counter = f"department:{department}"
            last = lock_counter(self._connection, counter)
            rows = [
                HandoverRow(department, position, delivery_id, case_id, now, now)
                for position, (delivery_id, case_id) in enumerate(cases[department], last + 1)
            ]
            self._connection.execute(t.handovers.insert(), [_values(row) for row in rows])
            set_counter(self._connection, counter, last + len(rows))

    # --- bringing ---------------------------------------------------------------------------------

    def claim(
        self, department: str, due_by: datetime, *, now: datetime, until: datetime
    ) -> HandoverRow | None:
        """Lease the first case of a department that is due; nobody else gets it before `until`."""
        free = and_(
            _OPEN,
            t.handovers.c.due_at <= due_by,
            or_(t.handovers.c.leased_until.is_(None), t.handovers.c.leased_until <= now),
        )
        positions = self._connection.execute(
            select(t.handovers.c.position)
            .where(t.handovers.c.department == department, free)
            .order_by(t.handovers.c.position)
            .limit(_CANDIDATES)
        ).scalars()
        for position in positions.all():
            leased = self._connection.execute(
                update(t.handovers)
                .where(_at(department, position), free)
                .values(
                    leased_until=until,
                    attempts=t.handovers.c.attempts + 1,
                    tried_at=func.coalesce(t.handovers.c.tried_at, literal(now, t.UtcMoment)),
                )
            )
            if leased.rowcount == 1:
                return self.get(department, position)
        return None

    def get(self, department: str, position: int) -> HandoverRow | None:
        """One row."""
        found = self._connection.execute(select(t.handovers).where(_at(department, position)))
        row = found.mappings().first()
        return None if row is None else HandoverRow(**row)

    def of_case(self, department: str, case_id: UUID) -> HandoverRow | None:
        """The row of a case for a department."""
        found = self._connection.execute(
            select(t.handovers).where(
                t.handovers.c.department == department, t.handovers.c.case_id == case_id
            )
        )
        row = found.mappings().first()
        return None if row is None else HandoverRow(**row)

    def delivered(self, row: HandoverRow, now: datetime) -> None:
        """The department has it, whoever brought it."""
        self._connection.execute(
            update(t.handovers)
            .where(_at(row.department, row.position), t.handovers.c.delivered_at.is_(None))
            .values(delivered_at=now, leased_until=None, given_up_at=None, problem="")
        )

    def failed(
        self,
        row: HandoverRow,
        problem: str,
        due_at: datetime,
        *,
        tried_at: datetime | None,
        given_up_at: datetime | None,
    ) -> bool:
        """An attempt failed; False if it is not the last one any more and tells nothing."""
        noted = self._connection.execute(
            update(t.handovers)
            .where(
                _at(row.department, row.position),
                t.handovers.c.attempts == row.attempts,
                t.handovers.c.leased_until == row.leased_until,  # attempts may begin anew
                _OPEN,
            )
            .values(
                problem=problem,
                due_at=due_at,
                tried_at=tried_at,
                given_up_at=given_up_at,
                leased_until=None,
            )
        )
        return noted.rowcount == 1

    def retry(self, department: str, now: datetime) -> int:
        """Begin anew with what was given up, and at once with what waits; how many were given up.

        The time after which it is given up begins anew, too.
        """
        mine = t.handovers.c.department == department
        again = self._connection.execute(
            update(t.handovers)
            .where(mine, t.handovers.c.delivered_at.is_(None), ~_OPEN)
            .values(given_up_at=None, **_ANEW)
        )
        self._connection.execute(update(t.handovers).where(mine, _OPEN).values(due_at=now))
        return again.rowcount

    # --- fetching ---------------------------------------------------------------------------------

    def last(self, department: str) -> int:
        """The last position of a department, 0 if it has none."""
        last = select(func.coalesce(func.max(t.handovers.c.position), 0)).where(
            t.handovers.c.department == department
        )
        return int(self._connection.execute(last).scalar_one())

    def after(self, department: str, position: int, limit: int) -> list[HandoverRow]:
        """Rows of a department after a position, in their order."""
        rows = self._connection.execute(
            select(t.handovers)
            .where(t.handovers.c.department == department, t.handovers.c.position > position)
            .order_by(t.handovers.c.position)
            .limit(limit)
        )
        return [HandoverRow(**row) for row in rows.mappings()]

    def acknowledge(self, department: str, position: int, now: datetime) -> int:
        """The department has everything up to a position; how much of it was news."""
        done = self._connection.execute(
            update(t.handovers)
            .where(
                t.handovers.c.department == department,
                t.handovers.c.position <= position,
                t.handovers.c.delivered_at.is_(None),
            )
            .values(delivered_at=now, leased_until=None, given_up_at=None, problem="")
        )
        return done.rowcount

    # --- figures ----------------------------------------------------------------------------------

    def standings(self) -> dict[str, Standing]:
        """How much there is for each department, also for those nobody has added."""
        tried = t.handovers.c.attempts > 0
        by = t.handovers.c.department

        def number(condition: Any) -> Any:
            return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)

        rows = self._connection.execute(
            select(
                by,
                number(and_(_OPEN, ~tried)),
                number(and_(_OPEN, tried)),
                number(t.handovers.c.delivered_at.is_not(None)),
                number(t.handovers.c.given_up_at.is_not(None)),
                func.min(case((_OPEN, t.handovers.c.made_at))),
            )
            .group_by(by)
            .order_by(by)
        )
        return {name: Standing(*counts) for name, *counts in rows}

    def waiting_to_be_sorted(self) -> int:
        """Cases whose form was not read yet, and those that wait for files."""
        counted = select(func.count()).select_from(t.unsorted_cases)
        return int(self._connection.execute(counted).scalar_one())


_DEPARTMENT = [t.departments.c[column.name] for column in fields(DepartmentRow)]
_OPEN = and_(t.handovers.c.delivered_at.is_(None), t.handovers.c.given_up_at.is_(None))
_ANEW: dict[str, Any] = {"attempts": 0, "tried_at": None, "problem": ""}


def _at(department: str, position: int) -> Any:
    return and_(t.handovers.c.department == department, t.handovers.c.position == position)


def _values(row: DepartmentRow | HandoverRow) -> dict[str, Any]:
    return {column.name: getattr(row, column.name) for column in fields(row)}
