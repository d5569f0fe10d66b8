"""Rows as the use-cases see them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A one-time enrolment token; only the hash of its secret is kept.

    Args:
        number: terminal number to give; 0 means the next free one.
        replaces: whether it lets a terminal in that was let in before, in its place.
    """

    sha256: str
    place: str
    number: int
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    replaces: bool = False


@dataclass(frozen=True, slots=True)
class TerminalRow:
    """An enrolled terminal; `public_key` is its raw Ed25519 key.

    Args:
        revoked_at: since when it is not to work any more.
        revoked_because: an operator's words.
        wiped_at: when its word came that it has wiped itself.
        wiped_kept: how many messages and files it keeps sealed.
        next_key: raw key it means to sign with from its next request on.
    """

    number: str
    public_key: bytes
    place: str
    facts: str
    token_sha256: str
    enrolled_at: datetime
    last_seen_at: datetime | None = None
    revoked_at: datetime | None = None
    revoked_because: str = ""
    wiped_at: datetime | None = None
    wiped_kept: int | None = None
    next_key: bytes | None = None


@dataclass(frozen=True, slots=True)
class FormerKeyRow:
    """A raw key that a terminal of this number had until it got another; else as `TerminalRow`."""

    public_key: bytes
    terminal: str
    until: datetime
    revoked_at: datetime | None
    revoked_because: str
    wiped_at: datetime | None
    wiped_kept: int | None


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message that was accepted, with its envelope as it came.

    `sealed_epoch` and `sealed_seq` are the position it was sealed for.
    """

    id: UUID
    terminal: str
    epoch: UUID
    seq: int
    kind: str
    case_id: UUID | None
    protocol_version: int
    item_version: str
    key_id: str
    sealed_epoch: UUID
    sealed_seq: int
    sealed: bytes = field(repr=False)
    sha256: str
    signature: bytes = field(repr=False)
    created_at: datetime
    received_at: datetime


@dataclass(frozen=True, slots=True)
class KnownMessage:
    """Of a message that is here already, what decides about a repeat of it."""

    id: UUID
    terminal: str
    sha256: str
    case_id: UUID | None


@dataclass(frozen=True, slots=True)
class QuarantineRow:
    """A message that was refused, kept with the reason; `envelope` is its JSON, None if too big."""

    terminal: str
    message_id: str
    sha256: str
    epoch: UUID | None
    seq: int | None
    code: str
    text: str
    envelope: bytes | None = field(repr=False)
    first_at: datetime
    last_at: datetime
    attempts: int = 1


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case as far as the platform needs it in clear; all the rest stays in its envelope.

    `yellow_at` and `red_at` are when nine tenths of its time limit are gone and when all of it is;
    None while no limit runs. `person` is what its applicant is found by; None if an older version
    of the platform took it, and nobody has looked yet.
    """

    case_id: UUID
    case_number: str
    deposit_number: str
    terminal: str
    message_id: UUID
    item_id: str
    item_code: str
    item_version: str
    state: str
    state_at: datetime
    received_at: datetime
    yellow_at: datetime | None = None
    red_at: datetime | None = None
    person: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class UnsortedCase:
    """A case nobody has read yet to see which departments it is for; `look_at`: not before."""

    case_id: UUID
    look_at: datetime | None


@dataclass(frozen=True, slots=True)
class News:
    """An event that has no place in the feed yet."""

    case: CaseRow
    state: str
    at: datetime
    text: str
    actor: str


@dataclass(frozen=True, slots=True)
class FeedRow:
    """One event for one terminal; `actor` is who caused it, `text` JSON by language."""

    terminal: str
    position: int
    case_id: UUID
    deposit_number: str
    case_number: str
    state: str
    at: datetime
    text: str
    actor: str


@dataclass(frozen=True, slots=True)
class ActRow:
    """Something an operator did; `subject` is a number or a name, never a citizen's."""

    at: datetime
    actor: str
    act: str
    subject: str
