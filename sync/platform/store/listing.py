"""Cases and acts page by page, inside a transaction.

A page begins behind the last row of the one before: the thousandth costs what the first does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    exists,
    func,
    literal,
    or_,
    select,
    tuple_,
)

from sync.platform.store import tables as t
from sync.platform.store.records import ActRow, CaseRow
from sync.platform.supervision.lights import Light

_LATELY = 100_000
"""Acts among which those about one thing are looked for; nobody wants to wait for older ones."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cases are wanted; empty is all.

    Args:
        state: of `State`.
        light: colour of the clock.
        terminal: number of the terminal they came from.
        department: they were handed over to, or wait to be.
    """

    state: str = ""
    light: Light | None = None
    terminal: str = ""
    department: str = ""


@dataclass(frozen=True, slots=True)
class KeptAct:
    """An act with its place in the record."""

    id: int
    act: ActRow


class Listing:
    """What `Transaction.listing` can do."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def cases(
        self, wanted: Wanted, now: datetime, behind: tuple[datetime, UUID] | None, limit: int
    ) -> list[CaseRow]:
        """Cases behind one that was received at a moment, the newest first."""
        c = t.cases.c
        found = select(t.cases).where(*_conditions(wanted, now))
        if behind is not None:
            received_at, case_id = behind
            last = tuple_(
                literal(received_at, c.received_at.type), literal(case_id, c.case_id.type)
            )
            found = found.where(tuple_(c.received_at, c.case_id) < last)
        received: ColumnElement[datetime] = c.received_at
        if wanted.light in {Light.YELLOW, Light.RED}:
            # the few that are late are found by their deadline and sorted, not looked for among all
            received = func.coalesce(c.received_at, c.received_at)
        found = found.order_by(received.desc(), c.case_id.desc()).limit(limit)
        return [CaseRow(**row) for row in self._connection.execute(found).mappings()]

    def acts(self, behind: int | None, limit: int) -> list[KeptAct]:
        """What operators did before an act, the newest first."""
        return self._acts([] if behind is None else [t.acts.c.id < behind], limit)

    def acts_about(self, terminal: str, limit: int) -> list[KeptAct]:
        """The newest acts about a terminal, and its own."""
        a = t.acts.c
        newest = self._connection.execute(select(func.max(a.id))).scalar() or 0
        about = or_(
            a.subject == terminal,
            a.subject.startswith(f"{terminal}: ", autoescape=True),
            a.actor == f"terminal {terminal}",
        )
        return self._acts([a.id > newest - _LATELY, about], limit)

    def _acts(self, conditions: Sequence[ColumnElement[bool]], limit: int) -> list[KeptAct]:
        found = select(t.acts).where(*conditions).order_by(t.acts.c.id.desc()).limit(limit)
        names = [column.name for column in fields(ActRow)]
        return [
            KeptAct(row["id"], ActRow(**{name: row[name] for name in names}))
            for row in self._connection.execute(found).mappings()
        ]

    def departments_of(self, case_id: UUID) -> list[tuple[str, str]]:
        """To which departments a case is handed over, by name, and how far that is."""
        h = t.handovers.c
        rows = self._connection.execute(
            select(h.department, h.delivered_at, h.given_up_at, h.attempts)
            .where(h.case_id == case_id)
            .order_by(h.position)
        )
        return sorted((row.department, _standing(*row[1:])) for row in rows)

    def running(self, now: datetime) -> int:
        """How many cases have a limit that runs and is not nearly over."""
        counted = select(func.count()).where(t.cases.c.yellow_at > now)
        return int(self._connection.execute(counted).scalar_one())

    def quarantined(self) -> int:
        """How many messages are kept that were refused."""
        counted = select(func.count()).select_from(t.quarantine)
        return int(self._connection.execute(counted).scalar_one())


def _conditions(wanted: Wanted, now: datetime) -> list[ColumnElement[bool]]:
    c = t.cases.c
    conditions: list[ColumnElement[bool]] = []
    if wanted.state:
        conditions.append(c.state == wanted.state)
    if wanted.terminal:
        conditions.append(c.terminal == wanted.terminal)
    match wanted.light:
        case Light.GREEN:
            conditions.append(c.yellow_at > now)
        case Light.YELLOW:
            conditions.append(and_(c.yellow_at <= now, or_(c.red_at.is_(None), c.red_at > now)))
        case Light.RED:
            conditions.append(and_(c.yellow_at <= now, c.red_at <= now))
        case None:
            pass
    if wanted.department:
        conditions.append(
            exists().where(
                t.handovers.c.department == wanted.department,
                t.handovers.c.case_id == c.case_id,
            )
        )
    return conditions


def _standing(delivered_at: datetime | None, given_up_at: datetime | None, attempts: int) -> str:
    if delivered_at is not None:
        return "delivered"
    if given_up_at is not None:
        return "given_up"
    return "failing" if attempts else "waiting"
