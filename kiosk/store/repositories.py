"""The repositories of a unit of work, over one connection."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, bindparam, func, insert, or_, select, update

from kiosk.cases.numbering import Row, next_number
from kiosk.cases.records import CaseEvent, CaseRecord, CaseState, LinkState, PrintRecord
from kiosk.cases.terminal import TerminalIdentity
from kiosk.store import rows
from kiosk.store.prepared import PreparedInsert, marks
from kiosk.store.tables import case_events, cases, link, microseconds, prints, terminal
from kiosk.store.wiping import wipe

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
_NUMBER_CASE = "UPDATE cases SET platform_number = ifnull(nullif(?, ''), platform_number)"
_THIS_CASE = " WHERE case_id = ?"
_RECEIVE_PART = _NUMBER_CASE + _THIS_CASE
_RECEIVE_WHOLE = _NUMBER_CASE + ", state = ?, acknowledged_at = ?" + _THIS_CASE
_MOVE_CASE = "UPDATE cases SET state = ?1 WHERE case_id = ?2 AND state <> ?1"
_ACKNOWLEDGED_CASES = "SELECT case_id, acknowledged_at IS NOT NULL FROM cases WHERE case_id IN ({})"
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
_NEWEST = select(cases.c.item_id).order_by(cases.c.position.desc()).limit(bindparam("most"))
_ITEMS_OF_NEWEST = select(_NEWEST.subquery().c.item_id, func.count()).group_by("item_id")
_ADD_EVENT = PreparedInsert(case_events, "ON CONFLICT (position) DO NOTHING")
_TOLD = "SELECT case_id, state FROM case_events WHERE case_id IN ({}) ORDER BY position"
_EVENTS = (
    select(case_events)
    .where(case_events.c.case_id.in_(bindparam("which", expanding=True)))
    .order_by(case_events.c.position)
)
_ADD_PRINT = insert(prints)
_PRINTS = select(prints).where(prints.c.case_id == bindparam("which")).order_by(prints.c.position)

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

    def wipe(self, secret: bytes) -> None:
        """Let go of what the platform has signed for, and of what tells of people."""
        wipe(self._connection, secret)

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

    def epoch(self) -> UUID:
        """Epoch of this database."""
        return UUID(bytes=self._cursor.execute(_EPOCH).fetchone()[0])

    def start_epoch(self, epoch: UUID, after: int = 0) -> UUID:
        """Go on under another epoch, at the position after `after`; the epoch until now."""
        left = self.epoch()
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

    def receive(
        self, numbers: Mapping[UUID, str], states: Mapping[UUID, CaseState], at: datetime
    ) -> int:
        """Keep that the platform has cases; how many of them there are."""
        acknowledged_at = microseconds(at)
        whole = [
            (numbers[case_id], state.value, acknowledged_at, case_id.bytes)
            for case_id, state in states.items()
        ]
        part = [
            (number, case_id.bytes) for case_id, number in numbers.items() if case_id not in states
        ]
        found = 0
        for statement, values in ((_RECEIVE_WHOLE, whole), (_RECEIVE_PART, part)):
            found += self._cursor.executemany(statement, values).rowcount if values else 0
        return found

    def move(self, states: Mapping[UUID, CaseState]) -> None:
        """Keep where cases are now."""
        self._cursor.executemany(
            _MOVE_CASE, [(state.value, case_id.bytes) for case_id, state in states.items()]
        )

    def acknowledged(self, case_ids: Collection[UUID]) -> dict[UUID, bool]:
        """Those of the cases that there are, and whether each is acknowledged."""
        found = self._cursor.execute(*marks(_ACKNOWLEDGED_CASES, case_ids))
        return {UUID(bytes=case_id): bool(acknowledged) for case_id, acknowledged in found}

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

    def items_of_newest(self, count: int) -> dict[str, int]:
        """How many of the newest cases are of each item."""
        found = self._connection.execute(_ITEMS_OF_NEWEST, {"most": count})
        return dict(found.all())

    def add_events(self, events: Iterable[CaseEvent]) -> int:
        """Keep each event once; how many were not there already."""
        return _ADD_EVENT.run_all(self._cursor, map(rows.event_values, events))

    def events(self, case_ids: Collection[UUID]) -> list[CaseEvent]:
        """What the platform said about these cases, in the order of its feed."""
        found = self._connection.execute(_EVENTS, {"which": list(case_ids)}).mappings()
        return [rows.case_event(row) for row in found]

    def told(self, case_ids: Collection[UUID]) -> dict[UUID, list[str]]:
        """Names of the states the platform told of those cases it told about, in that order."""
        names: dict[bytes, list[str]] = {}
        for case_id, state in self._cursor.execute(*marks(_TOLD, case_ids)):
            names.setdefault(case_id, []).append(state)
        return {UUID(bytes=case_id): states for case_id, states in names.items()}

    def add_print(self, record: PrintRecord) -> None:
        """Keep the outcome of one attempt to print."""
        self._connection.execute(_ADD_PRINT, rows.print_values(record))

    def prints(self, case_id: UUID) -> list[PrintRecord]:
        """Attempts to print the receipt, oldest first."""
        found = self._connection.execute(_PRINTS, {"which": case_id}).mappings()
        return [rows.print_record(row) for row in found]


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
