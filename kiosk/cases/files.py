"""Files of a case on their own way to the platform, beside the outbox (docs/protocol.md, "Files").

They go through the same states as messages. A file is tried only once its case is at the platform:
the platform takes no file that no case names.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kiosk.cases.messages import Lease, MessageState

PART_BYTES = 256 * 1024
"""A file is kept in parts of this size, so that sending it needs no more in memory."""


@dataclass(frozen=True, slots=True)
class OutboxFile:
    """A sealed file for the platform; its bytes are asked for part by part.

    Args:
        sha256: hex digest of the sealed bytes; its name here and at the platform.
        case_id: the case that names it.
        size: sealed bytes.
        created_at: wall clock of the deposit, aware.
        sent: bytes the platform is known to have.
        state: see `MessageState`.
        attempt: how often it has been tried.
        due_at: earliest next attempt while in `RETRY_WAIT`.
        lease: who is sending it while in `SENDING`.
        reason: code of why it waits or is quarantined.
        detail: a sentence about the same, without personal data.
        acknowledgement: which stored answer of the platform says that it has it whole.
    """

    sha256: str
    case_id: UUID
    size: int
    created_at: datetime
    sent: int = 0
    state: MessageState = MessageState.QUEUED
    attempt: int = 0
    due_at: datetime | None = None
    lease: Lease | None = None
    reason: str = ""
    detail: str = ""
    acknowledgement: int | None = None
