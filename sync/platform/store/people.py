"""Whose cases are whose, and who asked lately, inside a transaction."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection, and_, case, delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from sync.platform.store import result_tables as r
from sync.platform.store import tables as t
from sync.platform.store.records import CaseRow

_SWEPT = 100
"""Rows that one question clears away."""
_US = timedelta(microseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class GrantRow:
    """A terminal may fetch a document for a while.

    Args:
        grant_id: what it asks with.
        result_id: the document.
        terminal: who may.
        expires_at: until when.
        fetched_at: when it first did.
    """

    grant_id: UUID
    result_id: UUID
    terminal: str
    expires_at: datetime
    fetched_at: datetime | None = None


class People:
    """What `Transaction.people` can do."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    # --- whose cases ------------------------------------------------------------------------------

    def cases_of(self, person: bytes, after: CaseRow | None, limit: int) -> list[CaseRow]:
        """A person's cases, the newest first.

        Args:
            person: their index.
            after: the last one of the page before.
            limit: how many at most.
        """
        found = select(t.cases).where(t.cases.c.person == person)
        if after is not None:
            earlier, same = (
                t.cases.c.received_at < after.received_at,
                t.cases.c.received_at == after.received_at,
            )
            found = found.where(or_(earlier, and_(same, t.cases.c.case_id < after.case_id)))
        order = (t.cases.c.received_at.desc(), t.cases.c.case_id.desc())
        rows = self._connection.execute(found.order_by(*order).limit(limit)).mappings()
        return [CaseRow(**row) for row in rows]

    def unknown(self, limit: int) -> list[CaseRow]:
        """Cases of which nobody has looked yet whose they are."""
        found = select(t.cases).where(t.cases.c.person.is_(None)).limit(limit)
        return [CaseRow(**row) for row in self._connection.execute(found).mappings()]

    def note(self, case_id: UUID, person: bytes) -> None:
        """Keep whose a case is; empty if nobody can say it."""
        self._connection.execute(
            update(t.cases).where(t.cases.c.case_id == case_id).values(person=person)
        )

    # --- who may fetch what -----------------------------------------------------------------------

    def grant(self, rows: Collection[GrantRow]) -> None:
        """Let a terminal fetch documents."""
        values = [{one.name: getattr(row, one.name) for one in fields(row)} for row in rows]
        if values:
            self._connection.execute(r.result_grants.insert(), values)

    def granted(self, grant_id: UUID) -> tuple[GrantRow, UUID, int] | None:
        """A grant, with the case of its document and how many sealed bytes that has."""
        found = (
            select(r.result_grants, r.results.c.case_id, r.results.c.sealed_size)
            .join(r.results, r.results.c.result_id == r.result_grants.c.result_id)
            .where(r.result_grants.c.grant_id == grant_id)
        )
        row = self._connection.execute(found).first()
        return None if row is None else (GrantRow(*row[:-2]), row[-2], row[-1])

    def note_fetched(self, grant_id: UUID, now: datetime) -> None:
        """Keep when a document was first fetched with a grant."""
        grants = r.result_grants.c
        self._connection.execute(
            update(r.result_grants)
            .where(grants.grant_id == grant_id, grants.fetched_at.is_(None))
            .values(fetched_at=now)
        )

    def forget_grants(self, terminal: str, before: datetime) -> None:
        """Let go of a terminal's grants that were over before a moment."""
        grants = r.result_grants.c
        self._connection.execute(
            delete(r.result_grants).where(grants.terminal == terminal, grants.expires_at < before)
        )

    # --- who asked lately -------------------------------------------------------------------------

    def wait(self, asker: str, now: datetime, *, gap: timedelta, credit: timedelta) -> timedelta:
        """Count a question; how long to wait if there were too many, and nothing otherwise.

        The generic cell rate algorithm (ITU-T I.371), as for requests. What has to wait is not
        counted.
        """
        at, most = (now - _EPOCH) // _US, credit // _US
        known = r.query_turns.c.quiet_at_us
        dialect = postgresql if self._connection.dialect.name == "postgresql" else sqlite
        insert = dialect.insert(r.query_turns).values(asker=asker, quiet_at_us=at + gap // _US)
        counted = self._connection.execute(
            insert.on_conflict_do_update(
                index_elements=[r.query_turns.c.asker],
                set_={"quiet_at_us": case((known > at, known), else_=at) + gap // _US},
                where=known <= at + most,
            ).returning(known)
        )
        if counted.first() is not None:
            return timedelta()
        quiet_at: int = self._connection.execute(
            select(known).where(r.query_turns.c.asker == asker)
        ).scalar_one()
        return max(_US, (quiet_at - at - most) * _US)

    def sweep(self, now: datetime) -> None:
        """Forget some of those that have been quiet long enough."""
        # whoever else sweeps has others: two workers must never wait for each other's rows
        quiet = (
            select(r.query_turns.c.asker)
            .where(r.query_turns.c.quiet_at_us <= (now - _EPOCH) // _US)
            .limit(_SWEPT)
            .with_for_update(skip_locked=True)
        )
        self._connection.execute(delete(r.query_turns).where(r.query_turns.c.asker.in_(quiet)))
