"""The repositories of a unit of work, over one connection."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, bindparam, exists, insert, or_, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from kiosk.cases.messages import Counts, DueMessage, MessageState, OutboxMessage
from kiosk.cases.numbering import Row, next_number
from kiosk.cases.records import CaseEvent, CaseRecord, LinkState, PrintRecord
from kiosk.cases.terminal import TerminalIdentity
from kiosk.store import rows
from kiosk.store.prepared import PreparedInsert
from kiosk.store.tables import (
    acknowledgements,
    bodies,
    case_events,
    cases,
    link,
    outbox,
    prints,
    tallies,
    terminal,
)

# Statements are built once: building one costs as much as running it.

_TERMINAL = f"SELECT {', '.join(rows.TERMINAL_COLUMNS)} FROM terminal"  # noqa: S608 # names of our own
_SAVE_TERMINAL = insert(terminal).prefix_with("OR REPLACE")
_PERSON_SECRET = "SELECT person_secret FROM database"  # noqa: S105 # a statement
_NUMBERS = "SELECT start, given FROM day_sequences WHERE day = ?"
_KEEP_NUMBERS = "INSERT OR REPLACE INTO day_sequences (day, start, given) VALUES (?, ?, ?)"
_NEXT_SEQ = "UPDATE database SET last_seq = last_seq + 1 RETURNING epoch, last_seq"
_EPOCH = "SELECT epoch FROM database"
_START_EPOCH = "UPDATE database SET epoch = ?, last_seq = ?"

_ADD_CASE = PreparedInsert(cases)
_SAVE_CASE = (
    update(cases)
    .where(cases.c.case_id == bindparam("which"))
    .values(
        state=bindparam("state"),
        platform_number=bindparam("platform_number"),
        acknowledged_at=bindparam("acknowledged_at"),
    )
)
_CASES = (
    select(cases)
    .where(cases.c.case_id.in_(bindparam("which", expanding=True)))
    .order_by(cases.c.position)
)
_CASE_BY_NUMBER = select(cases).where(
    or_(
        cases.c.number == bindparam("number"),
        and_(cases.c.platform_number != "", cases.c.platform_number == bindparam("number")),
    )
)
_CASES_BY_PERSON = (
    select(cases).where(cases.c.person == bindparam("person")).order_by(cases.c.position.desc())
)
_ADD_EVENT = upsert(case_events).on_conflict_do_nothing(index_elements=[case_events.c.position])
_EVENTS = (
    select(case_events)
    .where(case_events.c.case_id.in_(bindparam("which", expanding=True)))
    .order_by(case_events.c.position)
)
_ADD_PRINT = insert(prints)
_PRINTS = select(prints).where(prints.c.case_id == bindparam("which")).order_by(prints.c.position)

_ADD_MESSAGE = PreparedInsert(outbox)
_ADD_BODY = PreparedInsert(bodies)
_MESSAGES = select(outbox, bodies.c.body).join_from(
    outbox, bodies, outbox.c.position == bodies.c.position
)
_MESSAGE = _MESSAGES.where(outbox.c.message_id == bindparam("which"))
_SOME_MESSAGES = _MESSAGES.where(
    outbox.c.message_id.in_(bindparam("which", expanding=True))
).order_by(outbox.c.position)
_MESSAGES_IN_STATE = _MESSAGES.where(outbox.c.state == bindparam("which_state")).order_by(
    outbox.c.position
)
_UNSENT_IN_STATE = _MESSAGES_IN_STATE.where(
    # said for SQLite, which then uses the index by state and need not look at what was sent
    outbox.c.state != MessageState.ACKNOWLEDGED.value
)
_earlier = outbox.alias("earlier")
_DUE = (
    select(outbox.c.message_id, outbox.c.size)
    .where(
        # said once more for SQLite, which then uses the index on what is unsent
        outbox.c.state != MessageState.ACKNOWLEDGED.value,
        or_(
            outbox.c.state == MessageState.QUEUED.value,
            and_(
                outbox.c.state == MessageState.RETRY_WAIT.value,
                or_(
                    outbox.c.due_at <= bindparam("now"),
                    outbox.c.due_at > bindparam("horizon"),
                ),
            ),
        ),
        ~exists().where(
            _earlier.c.case_id == outbox.c.case_id,
            _earlier.c.position < outbox.c.position,
            _earlier.c.state != MessageState.ACKNOWLEDGED.value,
        ),
    )
    .order_by(outbox.c.position)
    .limit(bindparam("limit"))
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
_COUNTS = select(tallies)
_GOING = (MessageState.QUEUED, MessageState.SENDING, MessageState.RETRY_WAIT)
_OLDEST_UNSENT = (
    select(outbox.c.created_at)
    .where(outbox.c.state != MessageState.ACKNOWLEDGED.value)
    .order_by(outbox.c.position)
    .limit(1)
)
_ADD_ACKNOWLEDGEMENT = insert(acknowledgements).returning(acknowledgements.c.number)
_ACKNOWLEDGEMENT = select(acknowledgements.c.answer).where(
    acknowledgements.c.number == bindparam("number")
)

_LINK = select(link)
_SAVE_LINK = update(link)
_CURSOR = select(link.c.cursor)


class SqlTerminalRepository:
    """See `kiosk.cases.ports.TerminalRepository`."""

    def __init__(self, connection: Connection, cursor: Any) -> None:
        self._connection = connection
        self._cursor = cursor

    def get(self) -> TerminalIdentity | None:
        """The identity, None before enrolment."""
        row = self._cursor.execute(_TERMINAL).fetchone()
        return None if row is None else rows.terminal_identity(row)

    def save(self, identity: TerminalIdentity) -> None:
        """Keep a new identity in place of the old one."""
        self._connection.execute(_SAVE_TERMINAL, rows.terminal_values(identity))

    def person_secret(self) -> bytes:
        """32 bytes made with the database."""
        return bytes(self._cursor.execute(_PERSON_SECRET).fetchone()[0])


class SqlNumberRepository:
    """See `kiosk.cases.ports.NumberRepository`.

    Args:
        cursor: of the driver, inside the transaction.
        start: where this opening of the store counts from.
    """

    def __init__(self, cursor: Any, start: int) -> None:
        self._cursor = cursor
        self._start = start

    def next_of_day(self, day: date) -> int:
        """A number of that civil day which this store has not given."""
        name = day.isoformat()
        given = (Row(*row) for row in self._cursor.execute(_NUMBERS, (name,)).fetchall())
        number, row = next_number(self._start, given)
        self._cursor.execute(_KEEP_NUMBERS, (name, row.start, row.given))
        return number

    def next_seq(self) -> tuple[UUID, int]:
        """Epoch of this database and the next position in it."""
        epoch, seq = self._cursor.execute(_NEXT_SEQ).fetchone()
        return UUID(bytes=epoch), int(seq)

    def start_epoch(self, epoch: UUID, after: int = 0) -> UUID:
        """Go on under another epoch, at the position after `after`; the epoch until now."""
        left = UUID(bytes=self._cursor.execute(_EPOCH).fetchone()[0])
        self._cursor.execute(_START_EPOCH, (epoch.bytes, after))
        return left


class SqlCaseRepository:
    """See `kiosk.cases.ports.CaseRepository`."""

    def __init__(self, connection: Connection, cursor: Any) -> None:
        self._connection = connection
        self._cursor = cursor

    def add(self, case: CaseRecord) -> None:
        """Keep a new case."""
        _ADD_CASE.run(self._cursor, rows.case_values(case))

    def save(self, cases: Iterable[CaseRecord]) -> None:
        """Keep what changed."""
        values = [rows.case_progress_values(case) for case in cases]
        if values:
            self._connection.execute(_SAVE_CASE, values)

    def load(self, case_ids: Collection[UUID]) -> list[CaseRecord]:
        """Several cases, in the order of deposit."""
        found = self._connection.execute(_CASES, {"which": list(case_ids)}).mappings()
        return [rows.case_record(row) for row in found]

    def get(self, case_id: UUID) -> CaseRecord | None:
        """By the identifier given at deposit."""
        return next(iter(self.load([case_id])), None)

    def by_number(self, number: str) -> CaseRecord | None:
        """By deposit number or by the platform's number."""
        row = self._connection.execute(_CASE_BY_NUMBER, {"number": number}).mappings().first()
        return None if row is None else rows.case_record(row)

    def by_person(self, person: bytes) -> list[CaseRecord]:
        """All cases of one person, newest first."""
        found = self._connection.execute(_CASES_BY_PERSON, {"person": person}).mappings()
        return [rows.case_record(row) for row in found]

    def add_event(self, event: CaseEvent) -> bool:
        """Keep an event once."""
        return self._connection.execute(_ADD_EVENT, rows.event_values(event)).rowcount == 1

    def events(self, case_ids: Collection[UUID]) -> list[CaseEvent]:
        """What the platform said about these cases, in the order of its feed."""
        found = self._connection.execute(_EVENTS, {"which": list(case_ids)}).mappings()
        return [rows.case_event(row) for row in found]

    def add_print(self, record: PrintRecord) -> None:
        """Keep the outcome of one attempt to print."""
        self._connection.execute(_ADD_PRINT, rows.print_values(record))

    def prints(self, case_id: UUID) -> list[PrintRecord]:
        """Attempts to print the receipt, oldest first."""
        found = self._connection.execute(_PRINTS, {"which": case_id}).mappings()
        return [rows.print_record(row) for row in found]


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
        row = self._connection.execute(_MESSAGE, {"which": message_id}).mappings().first()
        return None if row is None else rows.outbox_message(row)

    def load(self, message_ids: Iterable[UUID]) -> list[OutboxMessage]:
        """Several messages with their bytes, in the order they were written."""
        found = self._connection.execute(_SOME_MESSAGES, {"which": list(message_ids)}).mappings()
        return [rows.outbox_message(row) for row in found]

    def due(self, now: datetime, horizon: datetime, limit: int) -> list[DueMessage]:
        """Messages that may be tried, oldest first."""
        found = self._connection.execute(_DUE, {"now": now, "horizon": horizon, "limit": limit})
        return [DueMessage(message_id, size) for message_id, size in found]

    def in_state(self, state: MessageState) -> list[OutboxMessage]:
        """All messages in one state, in the order they were written."""
        sent = state is MessageState.ACKNOWLEDGED
        statement = _MESSAGES_IN_STATE if sent else _UNSENT_IN_STATE
        found = self._connection.execute(statement, {"which_state": state.value}).mappings()
        return [rows.outbox_message(row) for row in found]

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

    def move_unsent(self, epoch: UUID) -> int:
        """Give everything not acknowledged the first places of another epoch."""
        moved, last = 0, 0
        # some at a time: one statement for all keeps what it changes in memory until it has ended
        while found := self._cursor.execute(_SOME_UNSENT, (last,)).fetchall():
            places = ((epoch.bytes, seq, row[0]) for seq, row in enumerate(found, moved + 1))
            self._cursor.executemany(_MOVE, places)
            moved, last = moved + len(found), found[-1][0]
        return moved

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

    def add_acknowledgement(self, answer: bytes) -> int:
        """Keep a signed answer of the platform."""
        added = self._connection.execute(_ADD_ACKNOWLEDGEMENT, {"answer": answer})
        number: int = added.scalar_one()
        return number

    def acknowledgement(self, number: int) -> bytes | None:
        """A signed answer as it was received."""
        return self._connection.execute(_ACKNOWLEDGEMENT, {"number": number}).scalar()


class SqlLinkRepository:
    """See `kiosk.cases.ports.LinkRepository`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self) -> LinkState:
        """The last state."""
        return rows.link_state(self._connection.execute(_LINK).mappings().one())

    def save(self, state: LinkState) -> None:
        """Keep a new state."""
        self._connection.execute(_SAVE_LINK, rows.link_values(state))

    def cursor(self) -> int:
        """The feed position read last."""
        position: int = self._connection.execute(_CURSOR).scalar_one()
        return position

    def save_cursor(self, cursor: int) -> None:
        """Remember how far the feed has been read."""
        self._connection.execute(_SAVE_LINK, {"cursor": cursor})
