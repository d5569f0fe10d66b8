"""Wire models of the platform's API (docs/protocol.md), and their limits."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import ConfigDict, Discriminator, Field, Tag

from sync.protocol.canonical import sha256_hex
from sync.protocol.corrections import CorrectionEvent
from sync.protocol.envelope import (
    PROTOCOL_VERSION,
    EnvelopeContext,
    MessageKind,
    PlatformKey,
    seal,
    sign_envelope,
)
from sync.protocol.notices import NoticeEvent, NoticeWithdrawnEvent
from sync.protocol.revocation import Revocation
from sync.protocol.signers import MAX_CHAIN, SignerAnnouncement
from sync.protocol.wire import (
    Base64,
    KeyId,
    Moment,
    PlainLine,
    Seq,
    Sha256,
    ShortText,
    TerminalNumber,
    WireModel,
)

MAX_BATCH_MESSAGES = 100
MAX_BATCH_BYTES = 4 * 1024 * 1024
"""Of the whole HTTP body of one batch."""
MAX_MESSAGE_BYTES = 1024 * 1024
"""Of one sealed message."""
MAX_ENROLMENT_BYTES = 64 * 1024
MAX_FEED_WAIT_S = 60
MAX_FEED_EVENTS = 200

_CASE_STATE, _COMMAND, _OTHER = "case_state", "command", "other"
_NOTICE, _NOTICE_WITHDRAWN = "notice", "notice_withdrawn"
_CORRECTION = "correction"
_KNOWN = (_CASE_STATE, _COMMAND, _NOTICE, _NOTICE_WITHDRAWN, _CORRECTION)


class PlatformKeyModel(WireModel):
    """A public key to seal messages to."""

    key_id: KeyId
    suite: ShortText
    public_key: Base64

    @classmethod
    def of(cls, key: PlatformKey) -> Self:
        """The wire form of a key."""
        return cls(key_id=key.key_id, suite=key.suite, public_key=key.public_key)

    def key(self) -> PlatformKey:
        """The key itself, for `seal`."""
        return PlatformKey(self.key_id, self.suite, self.public_key)


class TerminalFacts(WireModel):
    """What a terminal says of itself when it enrols."""

    software_version: ShortText
    hardware: ShortText = ""
    suites: tuple[ShortText, ...] = ()


class EnrolmentRequest(WireModel):
    """A one-time token and the terminal's new key; made by `enrolment.enrolment_request`.

    `proof` is that key's signature over the request's other fields: whoever sends it holds the
    private half. `terminal` is there where a terminal is enrolled again: the number it has to get.
    """

    token: ShortText
    terminal: TerminalNumber | None = None
    public_key: Base64
    facts: TerminalFacts
    proof: Base64


class AcknowledgementKey(WireModel):
    """The Ed25519 key the platform signs its answers with."""

    key_id: KeyId
    public_key: Base64


class TerminalSettings(WireModel):
    """What the platform wants of its terminals."""

    feed_wait_s: Annotated[int, Field(ge=0, le=MAX_FEED_WAIT_S)] = 25
    batch_messages: Annotated[int, Field(ge=1, le=MAX_BATCH_MESSAGES)] = MAX_BATCH_MESSAGES


class EnrolmentReply(WireModel):
    """All a terminal needs to work: its number, the platform's keys (the first is current)."""

    terminal: TerminalNumber
    place: ShortText
    platform_keys: Annotated[tuple[PlatformKeyModel, ...], Field(min_length=1)]
    acknowledgement_key: AcknowledgementKey
    server_time: Moment
    settings: TerminalSettings


class Position(WireModel):
    """A place in a terminal's queue."""

    epoch: UUID
    seq: Seq


class MessageIn(WireModel):
    """One sealed message, exactly as the terminal froze it when the fact happened.

    Args:
        id: UUIDv7; the platform counts a message once by it.
        epoch: the epoch it is sent in.
        seq: its place in that epoch.
        sealed_as: where it stood when it was sealed, if the terminal has since taken a new
            epoch (after a fork); absent means `epoch` and `seq`.
        case_id: case it belongs to; None where it is about the terminal itself.
        created_at: the terminal's wall clock when the fact happened.
        age_s: monotonic seconds since then, None after a restart.
        sha256: of `sealed`.
        signature: the terminal's, over context and sealed bytes.
    """

    id: UUID
    epoch: UUID
    seq: Seq
    kind: MessageKind
    case_id: UUID | None = None
    created_at: Moment
    age_s: Annotated[int, Field(ge=0)] | None = None
    protocol_version: int = PROTOCOL_VERSION
    item_version: PlainLine = ""
    key_id: KeyId
    sealed: Base64
    sha256: Sha256
    signature: Base64
    sealed_as: Position | None = None

    def context(self, terminal: str) -> EnvelopeContext:
        """The context the envelope of this message was sealed for."""
        at = self.sealed_as or self
        return EnvelopeContext(
            terminal=terminal,
            epoch=at.epoch,
            seq=at.seq,
            kind=self.kind,
            item_version=self.item_version,
            key_id=self.key_id,
            protocol_version=self.protocol_version,
        )

    @classmethod
    def sealing(
        cls,
        plaintext: bytes,
        context: EnvelopeContext,
        *,
        platform_key: PlatformKey,
        terminal_key: Ed25519PrivateKey,
        message_id: UUID,
        case_id: UUID | None,
        created_at: datetime,
    ) -> Self:
        """Seal and sign a body; what comes out is to be stored and sent unchanged."""
        sealed = seal(plaintext, context, platform_key)
        return cls(
            id=message_id,
            epoch=context.epoch,
            seq=context.seq,
            kind=context.kind,
            case_id=case_id,
            created_at=created_at,
            protocol_version=context.protocol_version,
            item_version=context.item_version,
            key_id=context.key_id,
            sealed=sealed,
            sha256=sha256_hex(sealed),
            signature=sign_envelope(sealed, context, terminal_key),
        )


class MessageBatch(WireModel):
    """Messages of one terminal, at most 100 and 4 MiB."""

    messages: Annotated[tuple[MessageIn, ...], Field(min_length=1, max_length=MAX_BATCH_MESSAGES)]


class Outcome(StrEnum):
    """What the platform did with one message."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    REFUSED = "refused"


class MessageResult(WireModel):
    """The platform's word on one message.

    Args:
        sha256: of the sealed bytes the word is about; compare before believing it.
        status: what the answer would be if this message had come alone (200, 400, 409, 413, 422).
        code: why it was refused, dotted; empty otherwise.
        text: the same as one English sentence for a technician.
        case_number: the platform's number of the case, once there is one.
    """

    id: UUID
    sha256: Sha256 | None
    outcome: Outcome
    status: int = 200
    code: ShortText = ""
    text: str = ""
    case_number: ShortText | None = None


class Acknowledgement(WireModel):
    """The platform's signature over the rest of the answer it stands in.

    `content_sha256` is the hash of the canonical JSON of that answer without this member.
    """

    purpose: ShortText
    terminal: TerminalNumber
    issued_at: Moment
    content_sha256: Sha256
    key_id: KeyId
    signature: Base64


class BatchReply(WireModel):
    """Results in the order of the batch; `held` is the last seq without a gap, by epoch."""

    terminal: TerminalNumber
    results: tuple[MessageResult, ...]
    held: tuple[HeldUpTo, ...]
    acknowledgement: Acknowledgement


class HeldUpTo(WireModel):
    """Everything of `epoch` up to and including `seq` is at the platform; 0 means nothing."""

    epoch: UUID
    seq: Annotated[int, Field(ge=0)]


class FeedEvent(WireModel):
    """Something the platform wants a terminal to know.

    `state` is the name of a state of a case. `text` is for the citizen, by language.
    """

    position: Seq
    kind: Literal["case_state"] = "case_state"
    case_id: UUID
    deposit_number: ShortText
    case_number: ShortText
    state: ShortText
    at: Moment
    text: dict[str, str] = Field(default_factory=dict)


class CommandEvent(WireModel):
    """Something an operator wants a terminal to do, once, and not after `expires_at`.

    `name` is one of `sync.protocol.command_names`, or one that only newer terminals know.
    """

    position: Seq
    kind: Literal["command"] = "command"
    command_id: UUID
    name: ShortText
    at: Moment
    expires_at: Moment


class OtherEvent(WireModel):
    """An event of a kind that only newer terminals know; passed over, whatever else is in it."""

    model_config = ConfigDict(extra="ignore")

    position: Seq
    kind: Annotated[ShortText, Field(json_schema_extra={"not": {"enum": [*_KNOWN]}})]


def _kind_of(event: Any) -> str:
    kind = event.get("kind", _CASE_STATE) if isinstance(event, dict) else None
    return kind if kind in _KNOWN else _OTHER


class KeysOffer(WireModel):
    """The keys to seal to, newest first, for a terminal that knows others.

    `nonce` is that of the request it answers, so that old keys cannot be offered again.
    """

    nonce: ShortText
    platform_keys: Annotated[tuple[PlatformKeyModel, ...], Field(min_length=1)]


class FeedPage(WireModel):
    """Events after the asked position, oldest first; ask again after `cursor`.

    `keys` and `signers` are for terminals that ask for them: other keys to seal to, and what was
    announced after the signing key they named.
    """

    terminal: TerminalNumber
    events: tuple[
        Annotated[
            Annotated[FeedEvent, Tag(_CASE_STATE)]
            | Annotated[CommandEvent, Tag(_COMMAND)]
            | Annotated[NoticeEvent, Tag(_NOTICE)]
            | Annotated[NoticeWithdrawnEvent, Tag(_NOTICE_WITHDRAWN)]
            | Annotated[CorrectionEvent, Tag(_CORRECTION)]
            | Annotated[OtherEvent, Tag(_OTHER)],
            Discriminator(_kind_of),
        ],
        ...,
    ]
    cursor: Annotated[int, Field(ge=0)]
    more: bool = False
    keys: KeysOffer | None = None
    signers: Annotated[tuple[SignerAnnouncement, ...], Field(max_length=MAX_CHAIN)] | None = None
    acknowledgement: Acknowledgement


class ClockOffer(WireModel):
    """The platform's time, signed, for a terminal whose clock is wrong.

    `nonce` is that of the request it answers, so that an old offer cannot be played again.
    """

    server_time: Moment
    nonce: ShortText
    key_id: KeyId
    signature: Base64


class WipedReply(WireModel):
    """The platform has heard that a terminal has wiped itself; `wiped_at` says when first."""

    terminal: TerminalNumber
    wiped_at: Moment
    acknowledgement: Acknowledgement


class KeyReply(WireModel):
    """How a terminal's new key stands; ``in_use`` when a request came that it signed."""

    terminal: TerminalNumber
    public_key: Base64
    state: Literal["announced", "in_use"]
    acknowledgement: Acknowledgement


class Problem(WireModel):
    """RFC 9457 problem details; every error of the platform looks like this."""

    type: str
    title: str
    status: int
    detail: str = ""
    code: str
    clock: ClockOffer | None = None
    revocation: Revocation | None = None
    errors: tuple[dict[str, Any], ...] = ()


BatchReply.model_rebuild()
