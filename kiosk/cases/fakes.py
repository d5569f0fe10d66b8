"""A store in memory with the same behaviour as the real one, for tests.

The contract suite in `tests/contract/store` runs on both.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from threading import RLock
from types import TracebackType
from typing import Self
from uuid import UUID

from kiosk.cases.fake_commands import FakeCommandRepository
from kiosk.cases.fake_files import FakeFileRepository, KeptFiles
from kiosk.cases.messages import Counts, DueMessage, MessageState, OutboxMessage
from kiosk.cases.numbering import Row, any_start, next_number
from kiosk.cases.records import CaseEvent, CaseRecord, LinkState, PrintRecord, RemoteCommand
from kiosk.cases.terminal import TerminalIdentity
from kiosk.clock import Clock
from kiosk.errors import BugError, EnvironmentFault


@dataclass
class _Data:
    """Everything the store holds; values are immutable, so a copy of the containers is enough."""

    secret: bytes
    epoch: UUID
    identity: TerminalIdentity | None = None
    last_seq: int = 0
    days: dict[tuple[date, int], Row] = field(default_factory=dict)
    cases: dict[UUID, CaseRecord] = field(default_factory=dict)
    events: dict[int, CaseEvent] = field(default_factory=dict)
    prints: list[PrintRecord] = field(default_factory=list)
    messages: dict[UUID, OutboxMessage] = field(default_factory=dict)
    answers: list[bytes] = field(default_factory=list)
    files: KeptFiles = field(default_factory=KeptFiles)
    commands: dict[UUID, RemoteCommand] = field(default_factory=dict)
    link: LinkState = field(default_factory=LinkState)
    cursor: int = 0

    def copied(self) -> _Data:
        """A copy that may be changed without touching this one."""
        return replace(
            self,
            days=copy(self.days),
            cases=copy(self.cases),
            events=copy(self.events),
            prints=copy(self.prints),
            messages=copy(self.messages),
            answers=copy(self.answers),
            files=self.files.copied(),
            commands=copy(self.commands),
        )


class FakeStore:
    """See `kiosk.cases.ports.CaseStore`."""

    def __init__(self, clock: Clock) -> None:
        self.data = _Data(secret=clock.token(32), epoch=clock.uuid7())
        self.start = any_start(clock)
        self.lock = RLock()
        self.version = 0
        self.fail_commits = 0
        """So many of the next commits find the disk full."""

    def unit_of_work(self) -> FakeUnitOfWork:
        """A new transaction."""
        return FakeUnitOfWork(self)

    def reading(self) -> FakeUnitOfWork:
        """A new transaction; the fake does not stop it from writing."""
        return FakeUnitOfWork(self)

    def data_version(self) -> int:
        """How often something was committed."""
        return self.version

    def terminal(self) -> TerminalIdentity | None:
        """The identity, None before enrolment."""
        return self.data.identity


class FakeUnitOfWork:
    """See `kiosk.cases.ports.UnitOfWork`."""

    terminal: FakeTerminalRepository
    numbers: FakeNumberRepository
    cases: FakeCaseRepository
    outbox: FakeOutboxRepository
    files: FakeFileRepository
    commands: FakeCommandRepository
    link: FakeLinkRepository

    def __init__(self, store: FakeStore) -> None:
        self._store = store
        self._data: _Data | None = None

    def __enter__(self) -> Self:
        if self._data is not None:
            raise BugError("a unit of work was entered twice")
        self._store.lock.acquire()
        self._data = data = self._store.data.copied()
        self.terminal = FakeTerminalRepository(data)
        self.numbers = FakeNumberRepository(data, self._store.start)
        self.cases = FakeCaseRepository(data)
        self.outbox = FakeOutboxRepository(data)
        self.files = FakeFileRepository(data.files, self.outbox.has_case_arrived)
        self.commands = FakeCommandRepository(data.commands)
        self.link = FakeLinkRepository(data)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._data = None
        self._store.lock.release()

    def commit(self) -> None:
        """Put the changed copy in the place of what the store holds."""
        if self._data is None:
            raise BugError("a unit of work was committed that was not entered")
        if self._store.fail_commits:
            self._store.fail_commits -= 1
            raise EnvironmentFault("store.disk_full", "The disk is full.", "Free some space.")
        self._store.data = self._data.copied()
        self._store.version += 1


class FakeTerminalRepository:
    """See `kiosk.cases.ports.TerminalRepository`."""

    def __init__(self, data: _Data) -> None:
        self._data = data

    def get(self) -> TerminalIdentity | None:
        """The identity, None before enrolment."""
        return self._data.identity

    def save(self, identity: TerminalIdentity) -> None:
        """Keep a new identity in place of the old one."""
        self._data.identity = identity

    def person_secret(self) -> bytes:
        """32 bytes made with the store."""
        return self._data.secret


class FakeNumberRepository:
    """See `kiosk.cases.ports.NumberRepository`."""

    def __init__(self, data: _Data, start: int) -> None:
        self._data = data
        self._start = start

    def next_of_day(self, day: date) -> int:
        """A number of that civil day which this store has not given."""
        given = [row for (of, _), row in self._data.days.items() if of == day]
        number, row = next_number(self._start, given)
        self._data.days[day, row.start] = row
        return number

    def next_seq(self) -> tuple[UUID, int]:
        """Epoch and the next position in it."""
        self._data.last_seq += 1
        return self._data.epoch, self._data.last_seq

    def start_epoch(self, epoch: UUID, after: int = 0) -> UUID:
        """Go on under another epoch; the epoch until now."""
        left = self._data.epoch
        self._data.epoch, self._data.last_seq = epoch, after
        return left


class FakeCaseRepository:
    """See `kiosk.cases.ports.CaseRepository`."""

    def __init__(self, data: _Data) -> None:
        self._data = data

    def add(self, case: CaseRecord) -> None:
        """Keep a new case."""
        if self.by_number(case.number) is not None:
            raise BugError("a deposit number was given twice")
        self._data.cases[case.case_id] = case

    def save(self, cases: Iterable[CaseRecord]) -> None:
        """Keep what changed: state, platform number, acknowledgement."""
        for case in cases:
            self._data.cases[case.case_id] = replace(
                self._data.cases[case.case_id],
                state=case.state,
                platform_number=case.platform_number,
                acknowledged_at=case.acknowledged_at,
            )

    def load(self, case_ids: Collection[UUID]) -> list[CaseRecord]:
        """Several cases, in the order of deposit."""
        return [case for case in self._data.cases.values() if case.case_id in case_ids]

    def get(self, case_id: UUID) -> CaseRecord | None:
        """By the identifier given at deposit."""
        return self._data.cases.get(case_id)

    def by_number(self, number: str) -> CaseRecord | None:
        """By deposit number or by the platform's number."""
        found = (
            case
            for case in self._data.cases.values()
            if number and number in {case.number, case.platform_number}
        )
        return next(found, None)

    def by_person(self, person: bytes) -> list[CaseRecord]:
        """All cases of one person, newest first."""
        return [case for case in reversed(self._data.cases.values()) if case.person == person]

    def add_event(self, event: CaseEvent) -> bool:
        """Keep an event once."""
        if event.position in self._data.events:
            return False
        self._data.events[event.position] = event
        return True

    def events(self, case_ids: Collection[UUID]) -> list[CaseEvent]:
        """What the platform said about these cases, in the order of its feed."""
        ordered = sorted(self._data.events.items())
        return [event for _, event in ordered if event.case_id in case_ids]

    def add_print(self, record: PrintRecord) -> None:
        """Keep the outcome of one attempt to print."""
        self._data.prints.append(record)

    def prints(self, case_id: UUID) -> list[PrintRecord]:
        """Attempts to print the receipt, oldest first."""
        return [record for record in self._data.prints if record.case_id == case_id]


class FakeOutboxRepository:
    """See `kiosk.cases.ports.OutboxRepository`."""

    def __init__(self, data: _Data) -> None:
        self._data = data

    def add(self, message: OutboxMessage) -> None:
        """Append a message."""
        self._data.messages[message.message_id] = message

    def get(self, message_id: UUID) -> OutboxMessage | None:
        """One message with its bytes."""
        return self._data.messages.get(message_id)

    def load(self, message_ids: Iterable[UUID]) -> list[OutboxMessage]:
        """Several messages with their bytes, in the order they were written."""
        wanted = set(message_ids)
        return [one for one in self._data.messages.values() if one.message_id in wanted]

    def due(self, now: datetime, horizon: datetime, limit: int) -> list[DueMessage]:
        """Messages that may be tried, oldest first."""
        found: list[DueMessage] = []
        blocked: set[UUID | None] = set()
        for message in self._data.messages.values():
            if message.state is MessageState.ACKNOWLEDGED:
                continue
            waits = message.due_at is not None and now < message.due_at <= horizon
            tryable = message.state in {MessageState.QUEUED, MessageState.RETRY_WAIT}
            if tryable and not waits and message.case_id not in blocked:
                found.append(DueMessage(message.message_id, len(message.body)))
            if message.case_id is not None:
                blocked.add(message.case_id)
        return found[:limit]

    def in_state(self, state: MessageState) -> list[OutboxMessage]:
        """All messages in one state, in the order they were written."""
        return [one for one in self._data.messages.values() if one.state is state]

    def save(self, messages: Iterable[OutboxMessage]) -> None:
        """Keep what changed; the frozen parts are left alone."""
        for message in messages:
            self._data.messages[message.message_id] = replace(
                self._data.messages[message.message_id],
                epoch=message.epoch,
                seq=message.seq,
                state=message.state,
                attempt=message.attempt,
                due_at=message.due_at,
                lease=message.lease,
                reason=message.reason,
                detail=message.detail,
                acknowledgement=message.acknowledgement,
            )

    def make_due(self, now: datetime) -> int:
        """Let every message that waits be tried at once."""
        waiting = self.in_state(MessageState.RETRY_WAIT)
        self.save(replace(message, due_at=now) for message in waiting)
        return len(waiting)

    def move_unsent(self, epoch: UUID) -> int:
        """Give everything not acknowledged the first places of another epoch."""
        unsent = [
            one
            for one in self._data.messages.values()
            if one.state is not MessageState.ACKNOWLEDGED
        ]
        self.save(replace(one, epoch=epoch, seq=seq) for seq, one in enumerate(unsent, 1))
        return len(unsent)

    def counts(self) -> Counts:
        """How many are where."""
        numbers = {state.value: len(self.in_state(state)) for state in MessageState}
        unsent = (
            message.created_at
            for message in self._data.messages.values()
            if message.state is not MessageState.ACKNOWLEDGED
        )
        files = FakeFileRepository(self._data.files, self.has_case_arrived)
        going, file_bytes = files.still_to_go()
        return Counts(
            **numbers,
            files=going,
            file_bytes=file_bytes,
            files_quarantined=len(files.in_state(MessageState.QUARANTINED)),
            oldest_unsent=next(unsent, None),
        )

    def has_case_arrived(self, case_id: UUID) -> bool:
        """Whether the message of a case is acknowledged."""
        return any(
            one.case_id == case_id and one.kind == "case"
            for one in self.in_state(MessageState.ACKNOWLEDGED)
        )

    def add_acknowledgement(self, answer: bytes) -> int:
        """Keep a signed answer of the platform."""
        self._data.answers.append(answer)
        return len(self._data.answers)

    def acknowledgement(self, number: int) -> bytes | None:
        """A signed answer as it was received."""
        known = 1 <= number <= len(self._data.answers)
        return self._data.answers[number - 1] if known else None


class FakeLinkRepository:
    """See `kiosk.cases.ports.LinkRepository`."""

    def __init__(self, data: _Data) -> None:
        self._data = data

    def get(self) -> LinkState:
        """The last state."""
        return self._data.link

    def save(self, state: LinkState) -> None:
        """Keep a new state."""
        self._data.link = state

    def cursor(self) -> int:
        """The feed position read last."""
        return self._data.cursor

    def save_cursor(self, cursor: int) -> None:
        """Remember how far the feed has been read."""
        self._data.cursor = cursor
