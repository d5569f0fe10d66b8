"""Rows of bundles' parts and of what rules said, inside a transaction.

Parts of one case are read and changed only by who holds the case (`hold`), so that two departments
that finish at once see each other.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from sync.platform.states import PartState
from sync.platform.store import part_tables as t
from sync.platform.store import tables
from sync.platform.store.copying import add_rows

_UNFINISHED = (PartState.WAITING, PartState.OPEN)


@dataclass(frozen=True, slots=True)
class PartRow:
    """What one department does for a bundle.

    Args:
        case_id: the bundle.
        department: as forms name it.
        position: its place among the parts, from 0.
        name: the department's as citizens read it, JSON by language.
        waits_for: JSON list of the departments that have to be done before.
        needs: JSON list of values it gets from them.
        produces: JSON list of values it is to find out.
        limit_number: within how many units it decides, None within the limit of the whole.
        limit_unit: of what.
        state: of `PartState`.
        made_at: when the case was opened.
        started_at: when nothing had to be waited for any more.
        ended_at: when it was decided, or could not be decided any more.
        actor: who decided.
        text: what they said to the citizen, empty for the usual words.
        key_id: what `produced` is sealed to.
        produced: values it found out, sealed; empty as long as there are none.
        yellow_at: when nine tenths of its limit are gone; None while none runs.
        red_at: when all of it is.
    """

    case_id: UUID
    department: str
    position: int
    name: str
    waits_for: str
    needs: str
    produces: str
    limit_number: int | None
    limit_unit: str | None
    state: str
    made_at: datetime
    started_at: datetime | None = None
    ended_at: datetime | None = None
    actor: str = ""
    text: str = ""
    key_id: str = ""
    produced: bytes = field(default=b"", repr=False)
    yellow_at: datetime | None = None
    red_at: datetime | None = None

    def listed(self, which: str) -> tuple[str, ...]:
        """One of the lists that are kept as JSON: `waits_for`, `needs` or `produces`."""
        return tuple(json.loads(getattr(self, which)))


@dataclass(frozen=True, slots=True)
class VerdictRow:
    """What a rule of instant approval said about a case.

    Args:
        case_id: the case.
        rule: name of the rule.
        version: of the rule.
        verdict: ``approve`` or ``human``.
        reason: why a person has to look; ``met`` and ``not_met`` are the rule's own words.
        at: when it was asked.
    """

    case_id: UUID
    rule: str
    version: str
    verdict: str
    reason: str
    at: datetime


class Parts:
    """Statements about parts and verdicts; `Transaction.parts`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, rows: Sequence[PartRow]) -> None:
        """Keep the parts of new cases."""
        add_rows(self._connection, t.parts, rows)

    def hold(self, case_id: UUID) -> None:
        """Let nobody else decide about this case or its parts until we are done."""
        # not stronger: handing over names the case by its key meanwhile
        self._connection.execute(
            select(tables.cases.c.case_id)
            .where(tables.cases.c.case_id == case_id)
            .with_for_update(key_share=True)
        )

    def of_case(self, case_id: UUID) -> list[PartRow]:
        """The parts of a case in their order; none if it is no bundle."""
        return self.of_cases([case_id])

    def of_cases(self, case_ids: Collection[UUID]) -> list[PartRow]:
        """The parts of some hundred cases."""
        rows = self._connection.execute(
            select(t.parts)
            .where(t.parts.c.case_id.in_(case_ids))
            .order_by(t.parts.c.case_id, t.parts.c.position)
        )
        return [PartRow(**row) for row in rows.mappings()]

    def change(self, part: PartRow) -> None:
        """Write a part again; the case is held."""
        values = {column.name: getattr(part, column.name) for column in fields(part)}
        self._connection.execute(
            update(t.parts)
            .where(t.parts.c.case_id == part.case_id, t.parts.c.department == part.department)
            .values(values)
        )

    def close(self, case_id: UUID, now: datetime) -> None:
        """End the parts nobody can decide any more, because the case as a whole has ended."""
        self._connection.execute(
            update(t.parts)
            .where(t.parts.c.case_id == case_id, t.parts.c.state.in_(_UNFINISHED))
            .values(state=PartState.CLOSED, ended_at=now, yellow_at=None, red_at=None)
        )

    def sort_again(self, case_id: UUID) -> None:
        """Have a case looked at once more for departments: some may get it now."""
        unsorted = tables.unsorted_cases
        # what was taken out of there was checked; what still waits there goes on waiting for it
        insert = self._dialect_insert(unsorted).values(case_id=case_id, look_at=None, checked=True)
        # a change even where it waits already: who is sorting it right now is waited for
        self._connection.execute(
            insert.on_conflict_do_update(
                index_elements=[unsorted.c.case_id], set_={"look_at": None}
            )
        )

    def late(self, now: datetime) -> list[PartRow]:
        """Parts nine tenths of whose limit are gone, the most urgent first."""
        rows = self._connection.execute(
            select(t.parts).where(t.parts.c.yellow_at <= now).order_by(t.parts.c.red_at)
        )
        return [PartRow(**row) for row in rows.mappings()]

    def by_state(self) -> dict[str, int]:
        """How many parts are in which state."""
        rows = self._connection.execute(
            select(t.parts.c.state, func.count()).group_by(t.parts.c.state)
        )
        return {row[0]: row[1] for row in rows}

    # --- instant approval -------------------------------------------------------------------------

    def add_verdicts(self, rows: Sequence[VerdictRow]) -> None:
        """Keep what rules said about new cases."""
        add_rows(self._connection, t.verdicts, rows)

    def verdict(self, case_id: UUID) -> VerdictRow | None:
        """What a rule said about a case; None if none was asked."""
        found = self._connection.execute(select(t.verdicts).where(t.verdicts.c.case_id == case_id))
        row = found.mappings().first()
        return None if row is None else VerdictRow(**row)

    def verdicts(self) -> dict[tuple[str, str], int]:
        """How often rules said what, by verdict and reason."""
        said = (t.verdicts.c.verdict, t.verdicts.c.reason)
        rows = self._connection.execute(select(*said, func.count()).group_by(*said))
        return {(row[0], row[1]): row[2] for row in rows}

    # --- small change -----------------------------------------------------------------------------

    def _dialect_insert(self, table: Any) -> sqlite.Insert | postgresql.Insert:
        if self._connection.dialect.name == "postgresql":
            return postgresql.insert(table)
        return sqlite.insert(table)
