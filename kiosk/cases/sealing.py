"""From facts to the frozen bytes of a message; after this the terminal cannot read them.

Heavy to import (pydantic, cryptography): `kiosk.cases.deposit` imports it when it is first needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.cases.messages import OutboxMessage
from kiosk.cases.rating import Rating
from kiosk.cases.records import PrintRecord
from kiosk.cases.submission import Applicant, Attachment, Signature, Submission
from kiosk.cases.terminal import TerminalIdentity
from kiosk.clock import Clock
from kiosk.errors import EnvironmentFault
from sync.protocol.body import (
    AttachmentBody,
    AuditBreakBody,
    CaseBody,
    ForkBody,
    PrintOutcomeBody,
    SealedFileBody,
)
from sync.protocol.canonical import sha256_hex
from sync.protocol.envelope import EnvelopeContext, MessageKind, first_usable, seal, sign_envelope
from sync.protocol.messages import MAX_MESSAGE_BYTES
from sync.protocol.rating import RatingBody
from sync.protocol.sealed_files import MAX_FILE_BYTES, new_file_key, seal_file

INLINE_BYTES = 16 * 1024
"""An attachment up to this size travels inside its case: drawings and signatures do."""
MOST_INLINE_BYTES = 128 * 1024
"""All of them together; further ones travel on their own lane."""

Sample = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class SealedFile:
    """A file for its own lane.

    Args:
        sha256: of the sealed bytes.
        content: the sealed bytes.
    """

    sha256: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Enclosed:
    """What a case encloses, as its body says it, and the files that travel beside it."""

    attachments: tuple[AttachmentBody, ...] = ()
    files: tuple[SealedFile, ...] = ()


def enclose(attachments: Sequence[Attachment]) -> Enclosed:
    """Put small attachments into the body, and seal the others as files.

    Raises:
        EnvironmentFault: ``deposit.too_large``.
    """
    bodies: list[AttachmentBody] = []
    files: list[SealedFile] = []
    inline = 0
    for one in attachments:
        size = len(one.content)
        if size <= INLINE_BYTES and inline + size <= MOST_INLINE_BYTES:
            inline += size
            bodies.append(AttachmentBody.of(one.name, one.media_type, one.content))
            continue
        if size > MAX_FILE_BYTES:
            raise _too_large(f"A file has {size} bytes; it may have {MAX_FILE_BYTES}.")
        key = new_file_key()
        content = b"".join(seal_file(one.content, key))
        file = SealedFile(sha256_hex(content), content)
        files.append(file)
        bodies.append(
            AttachmentBody(
                name=one.name,
                media_type=one.media_type,
                sha256=sha256_hex(one.content),
                size=size,
                file=SealedFileBody(sha256=file.sha256, size=len(content), key=key),
            )
        )
    return Enclosed(tuple(bodies), tuple(files))


def case_body(
    submission: Submission,
    *,
    case_id: UUID,
    number: str,
    terminal: str,
    deposited_at: datetime,
    attachments: tuple[AttachmentBody, ...],
) -> bytes:
    """The bytes of a case before sealing; `attachments` are those of `enclose`.

    Written by pydantic, not `CaseBody.to_bytes`: the reader takes any JSON, these bytes are frozen
    anyway, and canonical order of a thousand stroke points costs more than the disk.

    Raises:
        ValueError: the submission does not fit the protocol (pydantic's error).
    """
    signature = submission.signature
    body = CaseBody.model_validate(
        {
            "case_id": case_id,
            "deposit_number": number,
            "item": {
                "id": submission.item_id,
                "code": submission.item_code,
                "version": submission.item_version,
                "name": dict(submission.item_name),
            },
            "form": {"id": submission.form_id, "version": submission.form_version},
            "applicant": _applicant(submission.applicant),
            "consents": tuple(
                {
                    "id": one.id,
                    "version": one.version,
                    "sha256": one.sha256,
                    "given_at": one.given_at,
                }
                for one in submission.consents
            ),
            "answers": dict(submission.answers),
            "instance": submission.instance.decode(),
            "attachments": attachments,
            "signature": {
                "strokes": _strokes(signature),
                "png": signature.png,
                "summary_sha256": signature.summary_sha256,
            },
            "routing": dict(submission.routing),
            "place": {
                "terminal": terminal,
                "name": submission.place.name,
                "division": submission.place.division,
            },
            "times": {"started_at": submission.started_at, "deposited_at": deposited_at},
        }
    )
    return body.model_dump_json().encode()


def print_body(record: PrintRecord, number: str) -> bytes:
    """The bytes of a print outcome before sealing."""
    return PrintOutcomeBody(
        case_id=record.case_id,
        deposit_number=number,
        result=record.result,
        reason=record.reason,
        at=record.at,
    ).to_bytes()


def rating_body(rating: Rating, case_id: UUID, at: datetime) -> bytes:
    """The bytes of a rating before sealing."""
    return RatingBody(
        case_id=case_id,
        deposit_number=rating.number,
        satisfaction=rating.satisfaction,
        reasons=rating.reasons,
        at=at,
    ).to_bytes()


def fork_body(left: UUID, begun: UUID, moved: int, at: datetime) -> bytes:
    """The bytes of the word about a fork before sealing."""
    return ForkBody(left=left, begun=begun, moved=moved, at=at).to_bytes()


def audit_break_body(position: int, at: datetime) -> bytes:
    """The bytes of the word about a changed log before sealing."""
    return AuditBreakBody(position=position, at=at).to_bytes()


def seal_message(
    plaintext: bytes,
    identity: TerminalIdentity,
    *,
    message_id: UUID,
    case_id: UUID | None,
    place: tuple[UUID, int],
    kind: MessageKind,
    item_version: str,
    created_at: datetime,
    clock: Clock,
) -> OutboxMessage:
    """Seal and sign a body for its place in the queue.

    Args:
        plaintext: the body.
        identity: whose key signs, and the platform keys, of which the first one of a suite we
            know is sealed to.
        message_id: UUIDv7 of the message.
        case_id: the case it belongs to.
        place: epoch and seq.
        kind: what the message is about.
        item_version: version of the item, empty where there is none.
        created_at: wall clock of the fact.
        clock: for the monotonic time of the fact.

    Raises:
        EnvironmentFault: ``deposit.too_large``, or ``envelope.*`` for a damaged platform key or
            none of a suite that is known.
    """
    platform_key = first_usable(identity.platform_keys)
    epoch, seq = place
    context = EnvelopeContext(
        terminal=identity.terminal,
        epoch=epoch,
        seq=seq,
        kind=kind,
        item_version=item_version,
        key_id=platform_key.key_id,
    )
    sealed = seal(plaintext, context, platform_key)
    if len(sealed) > MAX_MESSAGE_BYTES:
        raise _too_large(
            f"The case has {len(sealed)} bytes; a message may have {MAX_MESSAGE_BYTES}."
        )
    return OutboxMessage(
        message_id=message_id,
        context=context,
        epoch=epoch,
        seq=seq,
        case_id=case_id,
        created_at=created_at,
        created_monotonic=clock.monotonic(),
        body=sealed,
        signature=sign_envelope(sealed, context, _key(identity.private_key)),
        sha256=sha256_hex(sealed),
    )


def _too_large(message: str) -> EnvironmentFault:
    return EnvironmentFault(
        "deposit.too_large", message, "Take the photos again with a lower resolution."
    )


@lru_cache(maxsize=4)
def _key(raw: bytes) -> Ed25519PrivateKey:
    """Load a private key once: it is the same for every message."""
    return Ed25519PrivateKey.from_private_bytes(raw)


def _strokes(signature: Signature) -> tuple[tuple[Sample, ...], ...]:
    """The strokes as the protocol wants them, in whole milliseconds.

    A list first: a generator is resumed for each of hundreds of points, and a citizen waits.
    """
    return tuple(
        tuple([(one.x, one.y, round(one.t_ms), one.pressure) for one in stroke])
        for stroke in signature.strokes
    )


def _applicant(applicant: Applicant) -> dict[str, object]:
    card = applicant.card
    return {
        "kind": card.kind.value,
        "name": card.name,
        "latin_name": card.latin_name,
        "sex": card.sex.value,
        "nation": card.nation,
        "birth": card.birth,
        "address": card.address,
        "id_no": card.id_no,
        "issuer": card.issuer,
        "valid_from": card.valid_from,
        "valid_to": card.valid_to,
        "permit_no": card.permit_no,
        "nationality": card.nationality,
        "needs_manual_check": card.needs_manual_check,
        "source": applicant.source,
        "evidence": dict(applicant.evidence),
    }
