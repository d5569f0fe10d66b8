"""Messages of the outbox and the states they may be in (docs/protocol.md).

queued → sending(lease, attempt) → acknowledged | retry_wait | quarantined(reason)
retry_wait → sending                     quarantined → queued, on a technician's word
anything → acknowledged                  a signed acknowledgement is true whenever it comes
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:  # the envelope brings the cryptography library, too slow before the first frame
    from sync.protocol.envelope import EnvelopeContext, MessageKind


class MessageState(StrEnum):
    """States of an outbox message."""

    QUEUED = "queued"
    SENDING = "sending"
    RETRY_WAIT = "retry_wait"
    ACKNOWLEDGED = "acknowledged"
    QUARANTINED = "quarantined"


@dataclass(frozen=True, slots=True)
class Lease:
    """The right of one run of the agent to try a message.

    Args:
        owner: random name of the agent's run.
        until: wall clock at which the right ends, aware.
    """

    owner: str
    until: datetime


@dataclass(frozen=True, slots=True)
class OutboxMessage:
    """A fact for the platform, frozen when it was written.

    Args:
        message_id: UUIDv7; repeats carry the same.
        context: what the sealing and the signature are bound to (terminal, epoch, seq, …).
        epoch: epoch it is sent in; another than the context's after a fork.
        seq: its place in that epoch.
        case_id: the case it belongs to; None for messages about the terminal itself.
        created_at: wall clock, aware.
        created_monotonic: monotonic seconds of the machine at the same moment.
        body: sealed bytes, never made again.
        signature: the terminal's signature over the sealed bytes and their context.
        sha256: hex digest of `body`.
        state: see `MessageState`.
        attempt: how often it has been tried.
        due_at: earliest next attempt while in `RETRY_WAIT`.
        lease: who is trying it while in `SENDING`.
        reason: code of why it waits or is quarantined.
        detail: a sentence about the same, without personal data.
        acknowledgement: which stored answer of the platform says that it has it.
    """

    message_id: UUID
    context: EnvelopeContext
    epoch: UUID
    seq: int
    case_id: UUID | None
    created_at: datetime
    created_monotonic: float
    body: bytes = field(repr=False)
    signature: bytes = field(repr=False)
    sha256: str
    state: MessageState = MessageState.QUEUED
    attempt: int = 0
    due_at: datetime | None = None
    lease: Lease | None = None
    reason: str = ""
    detail: str = ""
    acknowledgement: int | None = None

    @property
    def kind(self) -> MessageKind:
        """What it tells."""
        return self.context.kind

    @property
    def moved(self) -> bool:
        """Whether it is sent in another epoch than it was sealed for."""
        return (self.epoch, self.seq) != (self.context.epoch, self.context.seq)


@dataclass(frozen=True, slots=True)
class DueMessage:
    """A message that may be tried now, without its bytes.

    Args:
        message_id: which.
        size: bytes of its body.
    """

    message_id: UUID
    size: int


@dataclass(frozen=True, slots=True)
class SettledMessage:
    """A message the platform has by an answer that was just stored.

    Args:
        message_id: which.
        kind: what it tells.
        case_id: the case it belongs to; None for messages about the terminal itself.
    """

    message_id: UUID
    kind: MessageKind
    case_id: UUID | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many messages are where, and how much of files is still to go.

    Args:
        queued: never tried, or sent again by a technician.
        sending: being tried.
        retry_wait: waiting for the next attempt.
        acknowledged: at the platform.
        quarantined: refused; a person has to look.
        files: files of cases on their way.
        file_bytes: their sealed bytes that the platform is not known to have.
        files_quarantined: files that were refused.
        oldest_unsent: when the oldest message was written that is still to arrive; none in
            quarantine is meant.
    """

    queued: int = 0
    sending: int = 0
    retry_wait: int = 0
    acknowledged: int = 0
    quarantined: int = 0
    files: int = 0
    file_bytes: int = 0
    files_quarantined: int = 0
    oldest_unsent: datetime | None = None

    @property
    def pending(self) -> int:
        """Messages and files still on their way."""
        return self.queued + self.sending + self.retry_wait + self.files
