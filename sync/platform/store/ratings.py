"""What people said about the service, inside a transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, func, literal, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite

from sync.platform.store import tables as t


@dataclass(frozen=True, slots=True)
class RatingRow:
    """One rating of a case.

    Args:
        case_id: of which case.
        message_id: the message that brought it; what was added in words is sealed in there.
        satisfaction: a `Satisfaction`.
        reasons: codes of the reasons, separated by commas.
        at: by the terminal's clock.
        received_at: by ours.
    """

    case_id: UUID
    message_id: UUID
    satisfaction: str
    reasons: str
    at: datetime
    received_at: datetime


@dataclass(frozen=True, slots=True)
class RatedCase:
    """A rating with what is known of its case without opening it."""

    case_id: UUID
    case_number: str
    item_id: str
    item_code: str
    terminal: str
    satisfaction: str
    reasons: str
    at: datetime
    received_at: datetime


class Ratings:
    """What `Transaction.ratings` can do."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(self, rows: Sequence[RatingRow]) -> None:
        """Keep the first rating of each case; another one of the same case changes nothing."""
        dialect = postgresql if self._connection.dialect.name == "postgresql" else sqlite
        names = [column.name for column in fields(RatingRow)]
        values = [{name: getattr(row, name) for name in names} for row in rows]
        self._connection.execute(
            dialect.insert(t.ratings).on_conflict_do_nothing(index_elements=["case_id"]), values
        )

    def of(self, case_id: UUID) -> RatingRow | None:
        """The rating of a case."""
        found = select(t.ratings).where(t.ratings.c.case_id == case_id)
        row = self._connection.execute(found).mappings().one_or_none()
        return None if row is None else RatingRow(**row)

    def counts(self) -> dict[str, int]:
        """How many there are of each level."""
        level = t.ratings.c.satisfaction
        found = select(level, func.count()).group_by(level)
        return {row[0]: row[1] for row in self._connection.execute(found)}

    def by_item(self) -> dict[str, dict[str, int]]:
        """How many there are of each level for each item, by the items' ids."""
        item, level = t.cases.c.item_id, t.ratings.c.satisfaction
        found = (
            select(item, level, func.count())
            .join_from(t.ratings, t.cases)
            .group_by(item, level)
            .order_by(item)
        )
        counted: dict[str, dict[str, int]] = {}
        for item_id, satisfaction, number in self._connection.execute(found):
            counted.setdefault(item_id, {})[satisfaction] = number
        return counted

    def every(self) -> list[RatedCase]:
        """All of them, in the order in which they came."""
        found = _RATED.order_by(t.ratings.c.received_at, t.cases.c.case_number)
        return self._read(found)

    def newest(
        self, satisfaction: str, behind: tuple[datetime, UUID] | None, limit: int
    ) -> list[RatedCase]:
        """Ratings behind one that was received at a moment, the newest first.

        Args:
            satisfaction: only of this level; empty is all.
            behind: when it was received, and its case.
            limit: most.
        """
        r = t.ratings.c
        found = _RATED
        if satisfaction:
            found = found.where(r.satisfaction == satisfaction)
        if behind is not None:
            received_at, case_id = behind
            last = tuple_(
                literal(received_at, r.received_at.type), literal(case_id, r.case_id.type)
            )
            found = found.where(tuple_(r.received_at, r.case_id) < last)
        return self._read(found.order_by(r.received_at.desc(), r.case_id.desc()).limit(limit))

    def _read(self, found: Select[Any]) -> list[RatedCase]:
        return [RatedCase(**row) for row in self._connection.execute(found).mappings()]


_OF_CASE = frozenset({"case_number", "item_id", "item_code", "terminal"})
_RATED = select(
    *[
        t.cases.c[column.name] if column.name in _OF_CASE else t.ratings.c[column.name]
        for column in fields(RatedCase)
    ]
).join_from(t.ratings, t.cases)
