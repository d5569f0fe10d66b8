"""How often addresses were refused lately, inside a transaction."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, case, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from sync.platform.store import tables as t

_SWEPT = 100
"""Rows that one refusal clears away."""
_US = timedelta(microseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Tries:
    """What `Transaction.tries` can do.

    The generic cell rate algorithm (ITU-T I.371) over refusals: each moves the moment at which an
    address has been quiet long enough.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def quiet_in(self, address: str, now: datetime) -> timedelta:
        """How long until an address counts as never refused; nothing for one that is not known."""
        found = select(t.enrolment_tries.c.quiet_at_us).where(
            t.enrolment_tries.c.address == address
        )
        quiet_at = self._connection.execute(found).scalar() or 0
        return max(timedelta(), (quiet_at - _since_epoch(now)) * _US)

    def note(self, address: str, now: datetime, gap: timedelta) -> None:
        """Count a refusal; `gap` is how long one is remembered."""
        at, more = _since_epoch(now), gap // _US
        known = t.enrolment_tries.c.quiet_at_us
        dialect = postgresql if self._connection.dialect.name == "postgresql" else sqlite
        insert = dialect.insert(t.enrolment_tries).values(address=address, quiet_at_us=at + more)
        self._connection.execute(
            insert.on_conflict_do_update(
                index_elements=[t.enrolment_tries.c.address],
                set_={"quiet_at_us": case((known > at, known), else_=at) + more},
            )
        )

    def sweep(self, now: datetime) -> None:
        """Forget some of those that have been quiet long enough."""
        # whoever else sweeps has others: two workers must never wait for each other's rows
        quiet = (
            select(t.enrolment_tries.c.address)
            .where(t.enrolment_tries.c.quiet_at_us <= _since_epoch(now))
            .limit(_SWEPT)
            .with_for_update(skip_locked=True)
        )
        self._connection.execute(
            delete(t.enrolment_tries).where(t.enrolment_tries.c.address.in_(quiet))
        )


def _since_epoch(moment: datetime) -> int:
    return (moment - _EPOCH) // _US
