"""The token a technician types and the request made with it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.protocol.enrolment import (
    EnrolmentError,
    EnrolmentToken,
    check_platform,
    enrolment_request,
    fingerprint,
    proof_bytes,
)
from sync.protocol.envelope import generate_platform_key
from sync.protocol.messages import (
    AcknowledgementKey,
    EnrolmentReply,
    EnrolmentRequest,
    PlatformKeyModel,
    TerminalFacts,
    TerminalSettings,
)

FACTS = TerminalFacts(software_version="0.1.0", hardware="demo")


def reply(acknowledgement_key: bytes) -> EnrolmentReply:
    return EnrolmentReply(
        terminal="0817",
        place="汶南镇便民服务中心",
        platform_keys=(PlatformKeyModel.of(generate_platform_key("k1")[1]),),
        acknowledgement_key=AcknowledgementKey(key_id="a1", public_key=acknowledgement_key),
        server_time=datetime(2026, 11, 21, 8, 0, tzinfo=UTC),
        settings=TerminalSettings(),
    )


def test_a_request_is_signed_by_the_key_it_brings() -> None:
    key, token = Ed25519PrivateKey.generate(), EnrolmentToken.make(bytes(20), b"key")
    made = EnrolmentRequest.model_validate_json(
        enrolment_request(token, key, FACTS).model_dump_json()
    )
    assert (made.token, made.facts) == (token.text, FACTS)
    signed = proof_bytes(made.token, made.public_key, made.facts.model_dump(mode="json"))
    key.public_key().verify(made.proof, signed)


def test_a_terminal_knows_its_platform_from_the_token() -> None:
    token = EnrolmentToken.make(bytes(20), b"the platform's key")
    check_platform(token, reply(b"the platform's key"))
    with pytest.raises(EnrolmentError) as caught:
        check_platform(token, reply(b"somebody else's key"))
    assert caught.value.code == "enrolment.wrong_platform"


def test_a_token_is_read_however_it_was_typed() -> None:
    token = EnrolmentToken.make(bytes(range(20)), b"key")
    assert token.fingerprint == fingerprint(b"key")
    for typed in (token.text, token.text.lower(), f" {token.text[:9]} {token.text[9:]}\n"):
        assert EnrolmentToken.parse(typed) == token
    assert token.secret not in repr(token)
    assert EnrolmentToken.parse(token.text).sha256 == token.sha256


@pytest.mark.parametrize(
    "text", ["", "BM1", "BM1-A-B", "BM2-" + "A" * 32 + "-" + "A" * 16, "9" * 999]
)
def test_what_is_no_token_is_said(text: str) -> None:
    with pytest.raises(EnrolmentError) as caught:
        EnrolmentToken.parse(text)
    assert caught.value.code == "enrolment.token_malformed"
