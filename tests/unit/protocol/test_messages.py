"""Wire models: what passes and what does not."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import TypeAdapter, ValidationError

from sync.protocol.canonical import sha256_hex
from sync.protocol.envelope import (
    EnvelopeContext,
    MessageKind,
    generate_platform_key,
    open_sealed,
    verify_envelope,
)
from sync.protocol.messages import MessageBatch, MessageIn, PlatformKeyModel, Position
from sync.protocol.wire import Moment

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
PRIVATE, PUBLIC = generate_platform_key("k1")
KEY = Ed25519PrivateKey.generate()
CONTEXT = EnvelopeContext(
    terminal="0817",
    epoch=UUID(int=1),
    seq=7,
    kind=MessageKind.CASE,
    item_version="3",
    key_id="k1",
)


def message() -> MessageIn:
    return MessageIn.sealing(
        b"body",
        CONTEXT,
        platform_key=PUBLIC,
        terminal_key=KEY,
        message_id=UUID(int=2),
        case_id=UUID(int=3),
        created_at=NOW,
    )


def test_a_message_knows_the_context_it_was_sealed_in() -> None:
    made = message()
    assert made.context("0817") == CONTEXT
    assert open_sealed(made.sealed, made.context("0817"), PRIVATE) == b"body"
    verify_envelope(made.sealed, CONTEXT, made.signature, KEY.public_key())
    assert made.sha256 == sha256_hex(made.sealed)


def test_a_message_keeps_its_context_under_a_new_epoch() -> None:
    moved = message().model_copy(
        update={
            "epoch": UUID(int=9),
            "seq": 1,
            "sealed_as": Position(epoch=CONTEXT.epoch, seq=CONTEXT.seq),
        }
    )
    assert moved.context("0817") == CONTEXT


def test_a_message_reads_back_from_its_json() -> None:
    made = message()
    assert MessageIn.model_validate_json(made.model_dump_json()) == made
    batch = MessageBatch(messages=(made,))
    assert MessageBatch.model_validate_json(batch.model_dump_json()) == batch


@pytest.mark.parametrize(
    "change",
    [
        {"seq": 0},
        {"seq": 2**53},
        {"kind": "gossip"},
        {"sha256": "A" * 64},
        {"key_id": "with space"},
        {"created_at": "2026-11-21T08:00:00"},
        {"age_s": -1},
        {"surprise": 1},
        {"sealed": "not base64"},
    ],
    ids=str,
)
def test_a_message_that_is_not_as_agreed_does_not_pass(change: dict[str, Any]) -> None:
    found = json.loads(message().model_dump_json())
    with pytest.raises(ValidationError):
        MessageIn.model_validate(found | change)


@pytest.mark.parametrize("number", [0, 101])
def test_a_batch_is_one_to_a_hundred(number: int) -> None:
    made = message()
    with pytest.raises(ValidationError):
        MessageBatch(messages=(made,) * number)


def test_a_platform_key_survives_the_wire() -> None:
    wire = PlatformKeyModel.of(PUBLIC).model_dump_json()
    assert PlatformKeyModel.model_validate_json(wire).key() == PUBLIC


@pytest.mark.parametrize(
    ("written", "passes"),
    [
        ("0001-01-01T00:00:00+00:00", True),
        ("0001-01-01T00:00:00+08:00", False),
        ("9999-12-31T23:59:59+08:00", True),
        ("9999-12-31T23:59:59-08:00", False),
    ],
)
def test_a_moment_is_in_the_calendar_wherever_it_is_read(written: str, *, passes: bool) -> None:
    moment = TypeAdapter(Moment)
    if passes:
        assert moment.validate_python(written).astimezone(UTC)
    else:
        with pytest.raises(ValidationError, match="outside the calendar"):
            moment.validate_python(written)
