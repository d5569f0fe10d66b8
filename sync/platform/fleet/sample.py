"""A case as an ordinary visit leaves it, about nobody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.clock import Clock
from sync.protocol.body import (
    ApplicantBody,
    AttachmentBody,
    CaseBody,
    FormBody,
    ItemBody,
    PlaceBody,
    SignatureBody,
    TimesBody,
)
from sync.protocol.envelope import EnvelopeContext, MessageKind, PlatformKey
from sync.protocol.messages import MAX_BATCH_MESSAGES, MessageIn
from sync.protocol.numbers import DepositNumber, local_day

ITEMS = ("602", "904", "A02", "501")
SEALED_BYTES = 4096
"""Size of a sealed case with one small picture (protocol.md, "Speed to reach")."""
_SEAL_BYTES = 48
"""Encapsulated key and tag of an envelope."""


def sample_case(
    terminal: str, sequence: int, picture: bytes, *, place: str, clock: Clock
) -> CaseBody:
    """A case.

    Args:
        terminal: number of the terminal.
        sequence: how many-th case it is, 1..9999.
        picture: content of its one attachment.
        place: name of the service point.
        clock: time and ids.
    """
    now = clock.now()
    item = ITEMS[sequence % len(ITEMS)]
    return CaseBody(
        case_id=clock.uuid7(),
        deposit_number=DepositNumber(int(terminal), local_day(now), sequence).text,
        item=ItemBody(id=item, code=f"11370982MB2857374A4371014000{item}", version="1", name={}),
        form=FormBody(id=f"kiosk.{item}", version="1"),
        applicant=ApplicantBody(
            kind="resident",
            name="王秀花",
            sex="2",
            nation="01",
            birth=date(1953, 8, 15),
            id_no="370982195308150022",
            source="card",
            evidence={"reader": "sdt"},
        ),
        answers={"phone": "13812345678", "bank": "6228480402564890018"},
        instance="<data><phone>13812345678</phone><bank>6228480402564890018</bank></data>",
        attachments=(AttachmentBody.of("photo.jpg", "image/jpeg", picture),),
        signature=SignatureBody(
            strokes=(tuple((float(x), 2.5 * x, 16.0 * x, 0.5) for x in range(8)),),
            png=b"\x89PNG signature",
            summary_sha256="1" * 64,
        ),
        routing={"civil_affairs": ("/data/phone",)},
        place=PlaceBody(terminal=terminal, name=place),
        times=TimesBody(started_at=now, deposited_at=now),
    )


def sample_batches(
    terminal: str,
    key: Ed25519PrivateKey,
    platform_key: PlatformKey,
    count: int,
    *,
    place: str,
    clock: Clock,
) -> Iterator[bytes]:
    """The contents of the requests that carry so many sealed, signed cases.

    Args:
        terminal: number of the terminal.
        key: its key.
        platform_key: what the cases are sealed to.
        count: how many cases, 1..9999.
        place: name of the service point.
        clock: time, ids and randomness.
    """
    epoch = clock.uuid7()
    empty = len(sample_case(terminal, 1, b"", place=place, clock=clock).to_bytes())
    picture = max(0, SEALED_BYTES - empty - _SEAL_BYTES) * 3 // 4  # in Base64
    for first in range(1, count + 1, MAX_BATCH_MESSAGES):
        messages = []
        for sequence in range(first, min(first + MAX_BATCH_MESSAGES, count + 1)):
            body = sample_case(terminal, sequence, clock.token(picture), place=place, clock=clock)
            context = EnvelopeContext(
                terminal, epoch, sequence, MessageKind.CASE, body.item.version, platform_key.key_id
            )
            message = MessageIn.sealing(
                body.to_bytes(),
                context,
                platform_key=platform_key,
                terminal_key=key,
                message_id=clock.uuid7(),
                case_id=body.case_id,
                created_at=clock.now(),
            )
            messages.append(message.model_dump_json())
        yield b'{"messages":[' + ",".join(messages).encode() + b"]}"
