"""What people said about the service, inside a transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, func, select
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
        names = [column.name for column in fields(RatedCase)]
        columns = [t.cases.c[name] if name in _OF_CASE else t.ratings.c[name] for name in names]
        found = (
            select(*columns)
            .join_from(t.ratings, t.cases)
            .order_by(t.ratings.c.received_at, t.cases.c.case_number)
        )
        return [RatedCase(**row) for row in self._connection.execute(found).mappings()]


_OF_CASE = frozenset({"case_number", "item_id", "item_code", "terminal"})
