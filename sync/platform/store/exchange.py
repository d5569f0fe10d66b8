"""What happened to cases in a time, in the order it happened, inside a transaction that reads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, Tuple, literal, select, tuple_

from sync.platform.store import tables as t
from sync.platform.store.records import CaseRow, FeedRow

_AT_ONCE = 200
_ORDER = (t.feed.c.at, t.feed.c.terminal, t.feed.c.position)

Happening = tuple[CaseRow, FeedRow, Sequence[FeedRow]]
"""A case, an event of it, and the events before."""


class Happenings:
    """What `Transaction.happenings` can do."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def between(self, start: datetime, end: datetime) -> Iterator[Happening]:
        """Events from one moment on and before another, some hundreds in memory at a time."""
        last: FeedRow | None = None
        while events := self._some(start, end, last):
            last = events[-1]
            ids = {event.case_id for event in events}
            cases = self._cases(ids)
            histories = self._histories(ids)
            for event in events:
                past = [one for one in histories[event.case_id] if one.position < event.position]
                yield cases[event.case_id], event, past

    def _some(self, start: datetime, end: datetime, last: FeedRow | None) -> list[FeedRow]:
        found = select(t.feed).where(t.feed.c.at >= start, t.feed.c.at < end)
        if last is not None:
            found = found.where(tuple_(*_ORDER) > _place(last))
        found = found.order_by(*_ORDER).limit(_AT_ONCE)
        return [FeedRow(**row) for row in self._connection.execute(found).mappings()]

    def _cases(self, ids: set[UUID]) -> dict[UUID, CaseRow]:
        found = select(t.cases).where(t.cases.c.case_id.in_(ids))
        rows = (CaseRow(**row) for row in self._connection.execute(found).mappings())
        return {row.case_id: row for row in rows}

    def _histories(self, ids: set[UUID]) -> dict[UUID, list[FeedRow]]:
        found = select(t.feed).where(t.feed.c.case_id.in_(ids)).order_by(t.feed.c.position)
        histories: dict[UUID, list[FeedRow]] = defaultdict(list)
        for row in self._connection.execute(found).mappings():
            histories[row["case_id"]].append(FeedRow(**row))
        return histories


def _place(event: FeedRow) -> Tuple:
    values = (event.at, event.terminal, event.position)
    return tuple_(
        *(literal(value, column.type) for value, column in zip(values, _ORDER, strict=True))
    )
