"""A store in memory with the same behaviour as the real one, for tests.

The contract suite in `tests/contract/store` runs on both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from threading import RLock
from types import TracebackType
from typing import Self
from uuid import UUID

from kiosk.cases.audit import AuditEntry
from kiosk.cases.fake_audit import FakeAuditRepository
from kiosk.cases.fake_commands import FakeCommandRepository
from kiosk.cases.fake_corrections import FakeCorrectionRepository
from kiosk.cases.fake_files import FakeFileRepository, KeptFiles
from kiosk.cases.fake_notices import FakeNoticeRepository
from kiosk.cases.fake_outbox import FakeOutboxRepository
from kiosk.cases.fake_wiping import wipe
from kiosk.cases.messages import OutboxMessage
from kiosk.cases.numbering import Row, any_start, next_number
from kiosk.cases.records import (
    CaseCorrection,
    CaseEvent,
    CaseRecord,
    CaseState,
    LinkState,
    PostedNotice,
    PrintRecord,
    RemoteCommand,
)
from kiosk.cases.terminal import TerminalIdentity
from kiosk.clock import Clock
from kiosk.errors import BugError, EnvironmentFault


@dataclass
class FakeData:
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
    notices: dict[UUID, PostedNotice] = field(default_factory=dict)
    corrections: dict[int, CaseCorrection] = field(default_factory=dict)
    audit: list[AuditEntry] = field(default_factory=list)
    link: LinkState = field(default_factory=LinkState)
    cursor: int = 0

    def copied(self) -> FakeData:
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
            notices=copy(self.notices),
            corrections=copy(self.corrections),
            audit=copy(self.audit),
        )


class FakeStore:
    """See `kiosk.cases.ports.CaseStore`."""

    def __init__(self, clock: Clock) -> None:
        self.data = FakeData(secret=clock.token(32), epoch=clock.uuid7())
        self.start = any_start(clock)
        self.clock = clock
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

    def fold(self) -> None:
        """There is no log beside this one."""


class FakeUnitOfWork:
    """See `kiosk.cases.ports.UnitOfWork`."""

    terminal: FakeTerminalRepository
    numbers: FakeNumberRepository
    cases: FakeCaseRepository
    outbox: FakeOutboxRepository
    files: FakeFileRepository
    commands: FakeCommandRepository
    notices: FakeNoticeRepository
    corrections: FakeCorrectionRepository
    audit: FakeAuditRepository
    link: FakeLinkRepository

    def __init__(self, store: FakeStore) -> None:
        self._store = store
        self._data: FakeData | None = None

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
        self.notices = FakeNoticeRepository(data.notices)
        self.corrections = FakeCorrectionRepository(data.corrections)
        self.audit = FakeAuditRepository(data.audit, self._store.clock)
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

    def __init__(self, data: FakeData) -> None:
        self._data = data

    def get(self) -> TerminalIdentity | None:
        """The identity, None before enrolment."""
        return self._data.identity

    def save(self, identity: TerminalIdentity) -> None:
        """Keep a new identity in place of the old one."""
        self._data.identity = identity

    def wipe(self, secret: bytes) -> None:
        """Let go of what the platform has signed for, and of what tells of people."""
        wipe(self._data, secret)

    def person_secret(self) -> bytes:
        """32 bytes made with the store."""
        return self._data.secret


class FakeNumberRepository:
    """See `kiosk.cases.ports.NumberRepository`."""

    def __init__(self, data: FakeData, start: int) -> None:
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

    def epoch(self) -> UUID:
        """Epoch of this database."""
        return self._data.epoch

    def start_epoch(self, epoch: UUID, after: int = 0) -> UUID:
        """Go on under another epoch; the epoch until now."""
        left = self._data.epoch
        self._data.epoch, self._data.last_seq = epoch, after
        return left


class FakeCaseRepository:
    """See `kiosk.cases.ports.CaseRepository`."""

    def __init__(self, data: FakeData) -> None:
        self._data = data

    def add(self, case: CaseRecord) -> None:
        """Keep a new case."""
        if self.by_number(case.number) is not None:
            raise BugError("a deposit number was given twice")
        self._data.cases[case.case_id] = case

    def receive(
        self, numbers: Mapping[UUID, str], states: Mapping[UUID, CaseState], at: datetime
    ) -> int:
        """Keep that the platform has cases; how many of them there are."""
        found = self.load(numbers)
        for case in found:
            self._data.cases[case.case_id] = replace(
                case,
                platform_number=numbers[case.case_id] or case.platform_number,
                state=states.get(case.case_id, case.state),
                acknowledged_at=at if case.case_id in states else case.acknowledged_at,
            )
        return len(found)

    def move(self, states: Mapping[UUID, CaseState]) -> None:
        """Keep where cases are now."""
        for case in self.load(states):
            self._data.cases[case.case_id] = replace(case, state=states[case.case_id])

    def acknowledged(self, case_ids: Collection[UUID]) -> dict[UUID, bool]:
        """Those of the cases that there are, and whether each is acknowledged."""
        return {case.case_id: case.acknowledged_at is not None for case in self.load(case_ids)}

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

    def items_of_newest(self, count: int) -> dict[str, int]:
        """How many of the newest cases are of each item."""
        newest = list(self._data.cases.values())[-count:]
        return dict(Counter(case.item_id for case in newest))

    def add_events(self, events: Iterable[CaseEvent]) -> int:
        """Keep each event once; how many were not there already."""
        before = len(self._data.events)
        for event in events:
            self._data.events.setdefault(event.position, event)
        return len(self._data.events) - before

    def events(self, case_ids: Collection[UUID]) -> list[CaseEvent]:
        """What the platform said about these cases, in the order of its feed."""
        ordered = sorted(self._data.events.items())
        return [event for _, event in ordered if event.case_id in case_ids]

    def told(self, case_ids: Collection[UUID]) -> dict[UUID, list[str]]:
        """Names of the states the platform told of those cases it told about, in that order."""
        names: dict[UUID, list[str]] = {}
        for event in self.events(case_ids):
            names.setdefault(event.case_id, []).append(event.state)
        return names

    def add_print(self, record: PrintRecord) -> None:
        """Keep the outcome of one attempt to print."""
        self._data.prints.append(record)

    def prints(self, case_id: UUID) -> list[PrintRecord]:
        """Attempts to print the receipt, oldest first."""
        return [record for record in self._data.prints if record.case_id == case_id]


class FakeLinkRepository:
    """See `kiosk.cases.ports.LinkRepository`."""

    def __init__(self, data: FakeData) -> None:
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
