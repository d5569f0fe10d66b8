"""The outbox of a unit of work, over one connection."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, insert, select, update

from kiosk.cases.messages import (
    Counts,
    DueMessage,
    Lease,
    MessageState,
    OutboxMessage,
    SettledMessage,
)
from kiosk.store import rows
from kiosk.store.prepared import PreparedInsert, marks
from kiosk.store.tables import acknowledgements, bodies, microseconds, moment, outbox, tallies
from sync.protocol.envelope import MessageKind

# Statements are built once: building one costs as much as running it. Those of a long queue run on
# the driver's own cursor, some hundred messages in one.

_ADD_MESSAGE = PreparedInsert(outbox)
_ADD_BODY = PreparedInsert(bodies)
_ERASE_BODY = (
    update(bodies)
    .where(
        bodies.c.position
        == select(outbox.c.position)
        .where(outbox.c.message_id == bindparam("which"))
        .scalar_subquery()
    )
    .values(body=b"")
)
_MESSAGES = f"SELECT {', '.join(rows.MESSAGE_COLUMNS)} FROM outbox JOIN bodies USING (position)"  # noqa: S608 # names of our own
_SOME_MESSAGES = _MESSAGES + " WHERE message_id IN ({}) ORDER BY position"
_MESSAGES_IN_STATE = _MESSAGES + " WHERE state = ? ORDER BY position"
# said for SQLite, which then uses the index by state and need not look at what was sent
_UNSENT_IN_STATE = _MESSAGES + " WHERE state = ? AND state <> 'acknowledged' ORDER BY position"
_LEASES = (
    "SELECT message_id, lease_owner, lease_until FROM outbox"
    " WHERE state = 'sending' AND state <> 'acknowledged' ORDER BY position"
)
_DUE = (
    # what is unsent is said once more for SQLite, which then uses the index on it
    "SELECT message_id, size FROM outbox WHERE state <> 'acknowledged'"
    " AND (state = 'queued' OR state = 'retry_wait' AND (due_at <= ? OR due_at > ?))"
    " AND NOT EXISTS (SELECT 1 FROM outbox AS earlier WHERE earlier.case_id = outbox.case_id"
    " AND earlier.position < outbox.position AND earlier.state <> 'acknowledged')"
    " ORDER BY position LIMIT ?"
)
_TAKE = (
    "UPDATE outbox SET state = 'sending', attempt = attempt + 1, due_at = NULL,"
    " lease_owner = ?, lease_until = ? WHERE message_id IN ({})"
)
_SETTLE = (
    "UPDATE outbox SET state = 'acknowledged', due_at = NULL, lease_owner = NULL,"
    " lease_until = NULL, reason = '', detail = '', acknowledgement = ?"
    # the plus keeps SQLite from looking through all that is unsent
    " WHERE message_id IN ({}) AND +state <> 'acknowledged' RETURNING message_id, kind, case_id"
)
_DELIVERY_COLUMNS = (
    "epoch",
    "seq",
    "state",
    "attempt",
    "due_at",
    "lease_owner",
    "lease_until",
    "reason",
    "detail",
    "acknowledgement",
)
_SAVE_MESSAGE = (
    update(outbox)
    .where(outbox.c.message_id == bindparam("which"))
    .values({name: bindparam(name) for name in _DELIVERY_COLUMNS})
)
_MAKE_DUE = (
    update(outbox)
    .where(
        outbox.c.state != MessageState.ACKNOWLEDGED.value,
        outbox.c.state == MessageState.RETRY_WAIT.value,
    )
    .values(due_at=bindparam("now"))
)
_SOME_UNSENT = (
    "SELECT position FROM outbox WHERE state <> 'acknowledged' AND position > ?"
    " ORDER BY position LIMIT 500"
)
_MOVE = "UPDATE outbox SET epoch = ?, seq = ? WHERE position = ?"
_AT_PLACE = "SELECT state FROM outbox WHERE epoch = ? AND seq = ?"
_SOME_SENT = (
    "SELECT position, seq FROM outbox JOIN bodies USING (position)"
    " WHERE epoch = ? AND seq > ? AND state = 'acknowledged' AND length(body) > 0"
    " ORDER BY seq LIMIT 500"
)
_SEND_AGAIN = (
    "UPDATE outbox SET state = 'queued', acknowledgement = NULL, reason = ? WHERE position = ?"
)
_COUNTS = select(tallies)
_GOING = (MessageState.QUEUED, MessageState.SENDING, MessageState.RETRY_WAIT)
_UNSENT = (
    # what is unsent is said once more for SQLite, which then uses the index on it
    outbox.c.state != MessageState.ACKNOWLEDGED.value,
    outbox.c.state != MessageState.QUARANTINED.value,
)
_LAST_GOING = (
    select(outbox.c.message_id)
    .where(outbox.c.kind == bindparam("kind"), *_UNSENT)
    .order_by(outbox.c.position.desc())
    .limit(1)
)
_OLDEST_UNSENT = select(outbox.c.created_at).where(*_UNSENT).order_by(outbox.c.position).limit(1)
_REASONS = (
    "SELECT reason FROM outbox WHERE state = 'quarantined' AND state <> 'acknowledged'"
    " UNION ALL"
    " SELECT reason FROM files WHERE state = 'quarantined' AND state <> 'acknowledged'"
)
_ADD_ACKNOWLEDGEMENT = insert(acknowledgements).returning(acknowledgements.c.number)
_ACKNOWLEDGEMENT = select(acknowledgements.c.answer).where(
    acknowledgements.c.number == bindparam("number")
)


class SqlOutboxRepository:
    """See `kiosk.cases.ports.OutboxRepository`."""

    def __init__(self, connection: Connection, cursor: Any) -> None:
        self._connection = connection
        self._cursor = cursor

    def add(self, message: OutboxMessage) -> None:
        """Append a message."""
        position = _ADD_MESSAGE.run(self._cursor, rows.message_values(message))
        _ADD_BODY.run(self._cursor, {"position": position, "body": message.body})

    def get(self, message_id: UUID) -> OutboxMessage | None:
        """One message with its bytes."""
        return next(iter(self.load([message_id])), None)

    def load(self, message_ids: Iterable[UUID]) -> list[OutboxMessage]:
        """Several messages with their bytes, in the order they were written."""
        found = self._cursor.execute(*marks(_SOME_MESSAGES, list(message_ids)))
        return [rows.outbox_message(row) for row in found]

    def due(self, now: datetime, horizon: datetime, limit: int) -> list[DueMessage]:
        """Messages that may be tried, oldest first."""
        found = self._cursor.execute(_DUE, (microseconds(now), microseconds(horizon), limit))
        return [DueMessage(UUID(bytes=message_id), size) for message_id, size in found]

    def in_state(self, state: MessageState) -> list[OutboxMessage]:
        """All messages in one state, in the order they were written."""
        sent = state is MessageState.ACKNOWLEDGED
        statement = _MESSAGES_IN_STATE if sent else _UNSENT_IN_STATE
        found = self._cursor.execute(statement, (state.value,))
        return [rows.outbox_message(row) for row in found]

    def take(self, message_ids: Sequence[UUID], lease: Lease) -> list[OutboxMessage]:
        """Lease messages for one more attempt; they, in the order they were written."""
        statement, identifiers = marks(_TAKE, message_ids)
        until = microseconds(lease.until)
        self._cursor.execute(statement, [lease.owner, until, *identifiers])
        return self.load(message_ids)

    def leases(self) -> dict[UUID, Lease]:
        """Who is trying which messages."""
        return {
            UUID(bytes=message_id): Lease(owner, moment(until))
            for message_id, owner, until in self._cursor.execute(_LEASES)
        }

    def settle(self, message_ids: Sequence[UUID], number: int) -> list[SettledMessage]:
        """Acknowledge messages by a stored answer; those that were not yet."""
        statement, identifiers = marks(_SETTLE, message_ids)
        return [
            SettledMessage(
                UUID(bytes=message_id),
                MessageKind(kind),
                None if case_id is None else UUID(bytes=case_id),
            )
            for message_id, kind, case_id in self._cursor.execute(statement, [number, *identifiers])
        ]

    def save(self, messages: Iterable[OutboxMessage]) -> None:
        """Keep what changed."""
        values = [
            {"which": message.message_id, **rows.delivery_values(message)} for message in messages
        ]
        if values:
            self._connection.execute(_SAVE_MESSAGE, values)

    def make_due(self, now: datetime) -> int:
        """Let every message that waits be tried at once."""
        return self._connection.execute(_MAKE_DUE, {"now": now}).rowcount

    def erase(self, message_id: UUID) -> None:
        """Let go of a message's bytes."""
        self._connection.execute(_ERASE_BODY, {"which": message_id})

    def move_unsent(self, epoch: UUID) -> int:
        """Give everything not acknowledged the first places of another epoch."""
        moved, last = 0, 0
        # some at a time: one statement for all keeps what it changes in memory until it has ended
        while found := self._cursor.execute(_SOME_UNSENT, (last,)).fetchall():
            places = ((epoch.bytes, seq, row[0]) for seq, row in enumerate(found, moved + 1))
            self._cursor.executemany(_MOVE, places)
            moved, last = moved + len(found), found[-1][0]
        return moved

    def is_acknowledged(self, epoch: UUID, seq: int) -> bool:
        """Whether a message stands at this place and the platform has signed for it."""
        found = self._cursor.execute(_AT_PLACE, (epoch.bytes, seq)).fetchone()
        return found is not None and found[0] == MessageState.ACKNOWLEDGED.value

    def send_again(self, epoch: UUID, after: int, reason: str) -> int:
        """Queue what is acknowledged and stands after a place of an epoch once more; how much."""
        again, last = 0, after
        # some at a time, as above
        while found := self._cursor.execute(_SOME_SENT, (epoch.bytes, last)).fetchall():
            self._cursor.executemany(_SEND_AGAIN, ((reason, position) for position, _ in found))
            again, last = again + len(found), found[-1][1]
        return again

    def going(self, kind: MessageKind) -> UUID | None:
        """The last message of a kind that is still to arrive, none in quarantine."""
        return self._connection.execute(_LAST_GOING, {"kind": kind.value}).scalar()

    def counts(self) -> Counts:
        """How many messages are where, and how much of files is still to go."""
        messages: dict[str, int] = {}
        files: dict[str, tuple[int, int]] = {}
        for lane, state, number, left in self._connection.execute(_COUNTS):
            if lane == "message":
                messages[state] = number
            else:
                files[state] = number, left
        going = [files[state.value] for state in _GOING]
        return Counts(
            **messages,
            files=sum(number for number, _ in going),
            file_bytes=sum(left for _, left in going),
            files_quarantined=files[MessageState.QUARANTINED.value][0],
            oldest_unsent=self._connection.execute(_OLDEST_UNSENT).scalar(),
        )

    def reasons(self) -> dict[str, int]:
        """Why messages and files are in quarantine."""
        return dict(Counter(reason for (reason,) in self._cursor.execute(_REASONS)))

    def add_acknowledgement(self, answer: bytes) -> int:
        """Keep a signed answer of the platform."""
        added = self._connection.execute(_ADD_ACKNOWLEDGEMENT, {"answer": answer})
        number: int = added.scalar_one()
        return number

    def acknowledgement(self, number: int) -> bytes | None:
        """A signed answer as it was received."""
        return self._connection.execute(_ACKNOWLEDGEMENT, {"number": number}).scalar()
