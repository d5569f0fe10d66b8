"""What the use-cases ask of a store; `kiosk.store` and `kiosk.cases.fakes` give it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self
from uuid import UUID

from kiosk.cases.audit import AuditEntry
from kiosk.cases.files import OutboxFile
from kiosk.cases.messages import (
    Counts,
    DueMessage,
    Lease,
    MessageState,
    OutboxMessage,
    SettledMessage,
)
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

if TYPE_CHECKING:
    from sync.protocol.envelope import MessageKind


class TerminalRepository(Protocol):
    """The terminal's identity and the secrets of this database."""

    def get(self) -> TerminalIdentity | None:
        """The identity, None before enrolment."""

    def save(self, identity: TerminalIdentity) -> None:
        """Keep a new identity in place of the old one."""

    def wipe(self, secret: bytes) -> None:
        """Let go of what the platform has signed for, and of what tells of people.

        Of a case that it has not signed for as a whole stay sealed messages and files, its numbers
        and what it is about. What is deleted cannot be read from the disk's free places.

        Args:
            secret: 32 bytes in place of those of `person_secret`.
        """

    def person_secret(self) -> bytes:
        """32 bytes made with the database; the key of the person index."""


class NumberRepository(Protocol):
    """Counters that never give the same number twice."""

    def next_of_day(self, day: date) -> int:
        """A number of that civil day which this store has not given, 1..9999; else 10000.

        Each opening of the store counts from a place of its own (`kiosk.cases.numbering`).
        """

    def next_seq(self) -> tuple[UUID, int]:
        """Epoch of this database and the next position in it, from 1, without gaps."""

    def epoch(self) -> UUID:
        """Epoch of this database."""

    def start_epoch(self, epoch: UUID, after: int = 0) -> UUID:
        """Go on under another epoch, at the position after `after`; the epoch until now."""


class CaseRepository(Protocol):
    """Cases, what the platform said about them, and what was printed."""

    def add(self, case: CaseRecord) -> None:
        """Keep a new case."""

    def receive(
        self, numbers: Mapping[UUID, str], states: Mapping[UUID, CaseState], at: datetime
    ) -> int:
        """Keep that the platform has cases.

        Args:
            numbers: the platform's numbers of the cases; an empty one leaves the one there is.
            states: where those of them are that have arrived as a whole.
            at: when these are acknowledged.

        Returns:
            How many of the cases there are.
        """

    def move(self, states: Mapping[UUID, CaseState]) -> None:
        """Keep where cases are now."""

    def acknowledged(self, case_ids: Collection[UUID]) -> dict[UUID, bool]:
        """Those of the cases that there are, and whether each is acknowledged."""

    def load(self, case_ids: Collection[UUID]) -> list[CaseRecord]:
        """Several cases by the identifiers given at deposit, in the order of deposit."""

    def get(self, case_id: UUID) -> CaseRecord | None:
        """By the identifier given at deposit."""

    def by_number(self, number: str) -> CaseRecord | None:
        """By deposit number or by the platform's number."""

    def by_person(self, person: bytes) -> list[CaseRecord]:
        """All cases of one person, newest first."""

    def items_of_newest(self, count: int) -> dict[str, int]:
        """How many of the newest cases are of each item, by the item's id.

        Args:
            count: of cases looked at.
        """

    def add_events(self, events: Iterable[CaseEvent]) -> int:
        """Keep each event once; how many were not there already."""

    def events(self, case_ids: Collection[UUID]) -> list[CaseEvent]:
        """What the platform said about these cases, in the order of its feed."""

    def told(self, case_ids: Collection[UUID]) -> dict[UUID, list[str]]:
        """Names of the states the platform told of those cases it told about, in that order."""

    def add_print(self, record: PrintRecord) -> None:
        """Keep the outcome of one attempt to print."""

    def prints(self, case_id: UUID) -> list[PrintRecord]:
        """Attempts to print the receipt, oldest first."""


class OutboxRepository(Protocol):
    """Messages for the platform, in the order they were written."""

    def add(self, message: OutboxMessage) -> None:
        """Append a message."""

    def get(self, message_id: UUID) -> OutboxMessage | None:
        """One message with its bytes."""

    def load(self, message_ids: Iterable[UUID]) -> list[OutboxMessage]:
        """Several messages with their bytes, in the order they were written."""

    def due(self, now: datetime, horizon: datetime, limit: int) -> list[DueMessage]:
        """Messages that may be tried, oldest first.

        These are `QUEUED`, or `RETRY_WAIT` with a due time not in ``(now, horizon]`` (a time
        beyond the horizon was written under another clock), and no earlier message of the same
        case is still not acknowledged.
        """

    def in_state(self, state: MessageState) -> list[OutboxMessage]:
        """All messages in one state, in the order they were written."""

    def going(self, kind: MessageKind) -> UUID | None:
        """The last message of a kind that is still to arrive, none in quarantine."""

    def take(self, message_ids: Sequence[UUID], lease: Lease) -> list[OutboxMessage]:
        """Lease messages for one more attempt; they, in the order they were written."""

    def leases(self) -> dict[UUID, Lease]:
        """Who is trying which messages."""

    def settle(self, message_ids: Sequence[UUID], number: int) -> list[SettledMessage]:
        """Acknowledge messages by a stored answer; those that were not yet, in any order."""

    def save(self, messages: Iterable[OutboxMessage]) -> None:
        """Keep what changed: delivery and place of sending; the frozen parts are left alone."""

    def erase(self, message_id: UUID) -> None:
        """Let go of a message's bytes; what is known of it stays."""

    def move_unsent(self, epoch: UUID) -> int:
        """Give everything not acknowledged the first places of another epoch; how much there is.

        In the order it was written. Nothing of it is read, for it may be a long queue.
        """

    def is_acknowledged(self, epoch: UUID, seq: int) -> bool:
        """Whether a message stands at this place and the platform has signed for it."""

    def send_again(self, epoch: UUID, after: int, reason: str) -> int:
        """Queue what is acknowledged and stands after a place of an epoch once more; how much.

        Nothing of it is read, for it may be a long queue. What has no bytes any more stays.
        """

    def add_acknowledgement(self, answer: bytes) -> int:
        """Keep a signed answer of the platform; messages point to it."""

    def acknowledgement(self, number: int) -> bytes | None:
        """A signed answer as it was received."""

    def make_due(self, now: datetime) -> int:
        """Let every message that waits be tried at once; how many there are."""

    def counts(self) -> Counts:
        """How many messages are where, and how much of files is still to go."""

    def reasons(self) -> dict[str, int]:
        """Why messages and files are in quarantine: how many, by code."""


class FileRepository(Protocol):
    """Sealed files of cases, in the order they were written."""

    def add(self, file: OutboxFile, content: bytes) -> None:
        """Append a file with its sealed bytes."""

    def get(self, sha256: str) -> OutboxFile | None:
        """One file by the hash of its sealed bytes."""

    def part(self, sha256: str, offset: int) -> bytes:
        """Sealed bytes from `offset` to the end of the stored part it lies in; empty past the end.

        A part has `kiosk.cases.files.PART_BYTES`.
        """

    def drop_content(self, sha256: str) -> None:
        """Let go of the sealed bytes; what is known of the file stays."""

    def due(self, now: datetime, horizon: datetime) -> OutboxFile | None:
        """The oldest file that may be tried, if there is one.

        As with messages, and the message of its case is acknowledged.
        """

    def in_state(self, state: MessageState) -> list[OutboxFile]:
        """All files in one state, in the order they were written."""

    def save(self, file: OutboxFile) -> None:
        """Keep what changed: delivery; name, case and size are left alone."""

    def make_due(self, now: datetime) -> int:
        """Let every file that waits be tried at once; how many there are."""

    def unfinished(self, case_ids: Collection[UUID]) -> set[UUID]:
        """Which of these cases have files that are not acknowledged."""


class CommandRepository(Protocol):
    """What operators of the platform want this terminal to do."""

    def add(self, command: RemoteCommand) -> bool:
        """Keep a command once; False if it is there already, however far it has come."""

    def get(self, command_id: UUID) -> RemoteCommand | None:
        """One command by the platform's name for it."""

    def unsettled(self) -> list[RemoteCommand]:
        """Those the platform has not been told the outcome of, in the order of its feed."""

    def save(self, command: RemoteCommand) -> None:
        """Keep how far it has come."""


class CorrectionRepository(Protocol):
    """What is missing in cases."""

    def add(self, correction: CaseCorrection) -> bool:
        """Keep what is missing once; False if it is there already."""

    def latest(self, case_id: UUID) -> CaseCorrection | None:
        """What was said last to be missing in a case."""


class NoticeRepository(Protocol):
    """What the platform wants everybody to know."""

    def add(self, notice: PostedNotice) -> bool:
        """Keep a notice once; False if it is there already."""

    def remove(self, notice_id: UUID) -> bool:
        """Forget a notice; False if there is none."""

    def drop_ended(self, now: datetime) -> None:
        """Forget what is over."""

    def ending_after(self, now: datetime) -> list[PostedNotice]:
        """What is not over, what ends first coming first."""


class AuditRepository(Protocol):
    """What was done to this terminal, in a chain (`kiosk.cases.audit`)."""

    def note(self, actor: str, act: str, subject: str = "", outcome: str = "") -> None:
        """Add an entry behind the last one, at the store's time; whatever somebody left there."""

    def last(self) -> AuditEntry | None:
        """The entry the next one follows."""

    def entries(self) -> list[AuditEntry]:
        """Everything, in the order of its positions; what cannot be read is another entry."""


class LinkRepository(Protocol):
    """The line to the platform as the agent last saw it."""

    def get(self) -> LinkState:
        """The last state; offline and never contacted at first."""

    def save(self, state: LinkState) -> None:
        """Keep a new state."""

    def cursor(self) -> int:
        """The feed position read last; 0 at first."""

    def save_cursor(self, cursor: int) -> None:
        """Remember how far the feed has been read."""


class UnitOfWork(Protocol):
    """One transaction. Entering begins it, leaving without `commit` undoes it.

    Raises:
        EnvironmentFault: on entering, in between or on commit: disk, key, lock.
    """

    terminal: TerminalRepository
    numbers: NumberRepository
    cases: CaseRepository
    outbox: OutboxRepository
    files: FileRepository
    commands: CommandRepository
    notices: NoticeRepository
    corrections: CorrectionRepository
    audit: AuditRepository
    link: LinkRepository

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    def commit(self) -> None:
        """Make everything since entering durable; when it returns, power may fail."""


class CaseStore(Protocol):
    """A store as the screen and the agent hold it."""

    def unit_of_work(self) -> UnitOfWork:
        """A new transaction, not entered yet."""

    def reading(self) -> UnitOfWork:
        """A new transaction that only reads and never makes a writer wait."""

    def data_version(self) -> int:
        """A number that changes when somebody else has committed; cheap enough to poll."""

    def terminal(self) -> TerminalIdentity | None:
        """The identity, None before enrolment."""

    def fold(self) -> None:
        """Leave nothing of what was deleted in the log beside the file, as far as that can be."""
