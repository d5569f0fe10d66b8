"""What a citizen asks at a terminal, and what comes back (docs/protocol.md, "Queries", "Results").

Both ways are sealed: the question to the platform's key, the answer to a key that the terminal made
for this visit and forgets with it. Between them nobody reads who asked, or what was found.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal, Self
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from pydantic import Field, StringConstraints

from sync.protocol.body import ItemBody, PlaceBody, SealedFileBody, parse_body
from sync.protocol.canonical import canonical
from sync.protocol.corrections import Everything
from sync.protocol.envelope import (
    PROTOCOL_VERSION,
    PlatformKey,
    PlatformPrivateKey,
    SuiteName,
    open_sealed,
    seal,
)
from sync.protocol.messages import Acknowledgement
from sync.protocol.wire import (
    Base64,
    KeyId,
    Moment,
    Sha256,
    ShortText,
    TerminalNumber,
    WireModel,
)

QUERIES_PURPOSE = "queries"
RESULTS_PURPOSE = "results"
MAX_QUERY_BYTES = 16 * 1024
"""Of the whole HTTP body."""
MAX_CASES = 20
"""In one answer."""
_QUERY_TAG = b"bianmin-query-v1\x00"
_ANSWER_TAG = b"bianmin-query-answer-v1\x00"
_KEY_BYTES = 32

CaseNumber = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z]{1,50}$")]


@dataclass(frozen=True, slots=True)
class QueryContext:
    """What a question is bound to."""

    terminal: str
    query_id: UUID
    key_id: str

    def info(self) -> bytes:
        """The `info` of RFC 9180."""
        return _QUERY_TAG + canonical(
            [PROTOCOL_VERSION, self.terminal, str(self.query_id), self.key_id]
        )


@dataclass(frozen=True, slots=True)
class AnswerContext:
    """What an answer is bound to."""

    terminal: str
    query_id: UUID

    def info(self) -> bytes:
        """The `info` of RFC 9180."""
        return _ANSWER_TAG + canonical([PROTOCOL_VERSION, self.terminal, str(self.query_id)])


class QueryIn(WireModel):
    """A sealed question.

    Args:
        id: made for this question; its answer names it.
        key_id: the platform's key it is sealed to.
        sealed: a `QueryBody`.
    """

    id: UUID
    protocol_version: Literal[1] = 1
    key_id: KeyId
    sealed: Base64

    @classmethod
    def sealing(cls, body: QueryBody, context: QueryContext, key: PlatformKey) -> Self:
        """Seal a question.

        Raises:
            EnvelopeError: the platform's key cannot be used.
        """
        plain = canonical(body.model_dump(mode="json"))
        return cls(id=context.query_id, key_id=key.key_id, sealed=seal(plain, context, key))


class AskerBody(WireModel):
    """Who stands at the terminal, in the words of `ApplicantBody`, and what proves it.

    Args:
        kind: of the card.
        name: as the card says.
        id_no: its number.
        source: where these facts come from.
        evidence: by name; `read_at` has to be there, a moment by the platform's time as the
            terminal knows it. Further ones: `reader`, `sam`, and `verified_by` for a code.
    """

    kind: ShortText
    name: ShortText
    id_no: Annotated[str, Field(min_length=1, max_length=40)]
    source: Literal["card", "code", "typed"]
    evidence: Annotated[dict[ShortText, ShortText], Field(max_length=16)]


class SessionKeyBody(WireModel):
    """A public key that was made for this visit, and is for nothing else."""

    suite: Literal["hpke-x25519-aes256gcm"] = "hpke-x25519-aes256gcm"
    public_key: Annotated[Base64, Field(min_length=_KEY_BYTES, max_length=_KEY_BYTES)]


class QueryBody(WireModel):
    """A question: the cases of who stands here.

    Args:
        format: name and version of this shape.
        asker: who asks.
        session_key: what the answer is sealed to.
        after: case number of the last case of the page before; None for the first page.
    """

    format: Literal["bianmin-query/1"] = "bianmin-query/1"
    asker: AskerBody
    session_key: SessionKeyBody
    after: CaseNumber | None = None

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Read what was sealed.

        Raises:
            BodyError: it is no question; the message names fields, never values.
        """
        return parse_body(cls, data)


class StateTold(WireModel):
    """A state a case came to."""

    state: ShortText
    at: Moment
    text: dict[str, str] = Field(default_factory=dict)


class MissingTold(WireModel):
    """Everything that is missing in a case, and the last day on which it may come."""

    until: date
    missing: Everything


class ResultOffer(WireModel):
    """A document the citizen may have.

    Args:
        id: to ask for it with, at this terminal and before `expires_at`; another one each time.
        kind: of `ResultKind`, or one that only newer platforms know.
        name: as the citizen reads it.
        media_type: ``application/pdf``.
        sha256: of the document.
        size: of the document.
        file: what comes when it is asked for, and the key it is opened with.
        expires_at: until when.
        collected_at: when somebody had it before.
    """

    id: UUID
    kind: ShortText
    name: ShortText
    media_type: ShortText = "application/pdf"
    sha256: Sha256
    size: Annotated[int, Field(ge=0)]
    file: SealedFileBody
    expires_at: Moment
    collected_at: Moment | None = None


class CaseTold(WireModel):
    """A case of who asked.

    Args:
        case_number: the platform's.
        deposit_number: the terminal's that took it.
        item: what was applied for.
        place: where.
        received_at: when the platform had it.
        state: where it is.
        state_at: since when.
        due_at: when its time limit ends; None while none runs.
        states: what it went through, oldest first.
        missing: all that is missing, while it waits for that.
        results: documents that came of it.
    """

    case_number: CaseNumber
    deposit_number: ShortText
    item: ItemBody
    place: PlaceBody
    received_at: Moment
    state: ShortText
    state_at: Moment
    due_at: Moment | None = None
    states: tuple[StateTold, ...]
    missing: MissingTold | None = None
    results: tuple[ResultOffer, ...] = ()


class QueryAnswerBody(WireModel):
    """Cases of who asked, newest first.

    Args:
        format: name and version of this shape.
        cases: at most 20.
        more: whether there are more behind the last of them.
    """

    format: Literal["bianmin-query-answer/1"] = "bianmin-query-answer/1"
    cases: Annotated[tuple[CaseTold, ...], Field(max_length=MAX_CASES)]
    more: bool = False

    def sealed_to(self, key: SessionKeyBody, context: AnswerContext) -> bytes:
        """The same for the visit alone that asked.

        Raises:
            EnvelopeError: the session's key is none.
        """
        plain = canonical(self.model_dump(mode="json"))
        return seal(plain, context, PlatformKey("session", key.suite, key.public_key))


class QueryReply(WireModel):
    """The sealed answer to one question: a `QueryAnswerBody`."""

    terminal: TerminalNumber
    id: UUID
    sealed: Base64
    acknowledgement: Acknowledgement


class CollectedBody(WireModel):
    """The citizen has a document; `how` they got it."""

    how: Literal["printed", "shown"]


class CollectedReply(WireModel):
    """The platform knows that a citizen has a document.

    Args:
        terminal: who said so.
        id: the document, as it was asked for.
        collected_at: when somebody had it first.
        state: of the case.
    """

    terminal: TerminalNumber
    id: UUID
    collected_at: Moment
    state: ShortText
    acknowledgement: Acknowledgement


class SessionKey:
    """The private half, in memory only, for as long as a visit lasts."""

    def __init__(self) -> None:
        private = X25519PrivateKey.generate()
        self._private = PlatformPrivateKey("session", SuiteName.X25519, private.private_bytes_raw())
        self.body = SessionKeyBody(public_key=private.public_key().public_bytes_raw())

    def open(self, sealed: bytes, context: AnswerContext) -> QueryAnswerBody:
        """Read an answer.

        Raises:
            EnvelopeError: it is not for this visit, or not the answer to this question.
            BodyError: it is no answer.
        """
        return parse_body(QueryAnswerBody, open_sealed(sealed, context, self._private, once=True))


QueryIn.model_rebuild()
