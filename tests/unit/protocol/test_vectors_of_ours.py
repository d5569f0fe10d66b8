"""Our own code agrees with the test vectors of docs/protocol.md."""

from __future__ import annotations

import base64
import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from kiosk.clock import SystemClock
from sync.protocol.canonical import canonical
from sync.protocol.enrolment import EnrolmentToken, fingerprint, proof_bytes
from sync.protocol.envelope import (
    EnvelopeContext,
    MessageKind,
    PlatformPrivateKey,
    open_sealed,
    sign_envelope,
)
from sync.protocol.key_change import KeyChangeBody, change_key, verify_key_change
from sync.protocol.messages import ClockOffer
from sync.protocol.numbers import parse_deposit_number
from sync.protocol.queries import AnswerContext, QueryAnswerBody, QueryBody, QueryContext
from sync.protocol.revocation import Revocation, verify_revocation
from sync.protocol.sealed_files import open_file, sealed_size
from sync.protocol.signatures import sign_request, verify_answer, verify_clock_offer
from sync.protocol.signers import SignerAnnouncement, follow

ROOT = Path(__file__).resolve().parents[3]
MOMENT = datetime(2026, 11, 22, 6, 46, 0, 123456, tzinfo=UTC)


class FixedClock(SystemClock):
    def now(self) -> datetime:
        return MOMENT

    def token(self, length: int) -> bytes:
        return bytes(range(length))


@pytest.fixture(scope="module")
def vectors() -> Any:
    page = (ROOT / "docs" / "protocol.md").read_text(encoding="utf-8")
    found = re.search(r"(?ms)^```json\n(.*?)^```", page.partition("\n## Test vectors\n")[2])
    assert found is not None
    return json.loads(found[1])


@pytest.fixture
def key(vectors: Any) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(
        bytes.fromhex(vectors["keys"]["terminal"]["private"])
    )


def acknowledgement_keys(vectors: Any) -> dict[str, bytes]:
    named = vectors["keys"]["acknowledgement"]
    return {named["key_id"]: bytes.fromhex(named["public"])}


def context(values: list[Any]) -> EnvelopeContext:
    version, terminal, epoch, seq, kind, item_version, key_id = values
    return EnvelopeContext(
        terminal, UUID(epoch), seq, MessageKind(kind), item_version, key_id, version
    )


def test_canonical_json(vectors: Any) -> None:
    assert canonical(vectors["canonical"]["value"]) == bytes.fromhex(vectors["canonical"]["bytes"])


def test_enrolment(vectors: Any) -> None:
    vector = vectors["enrolment"]
    token = EnrolmentToken.parse(vector["token"])
    assert token.sha256 == vector["kept"]
    (named,) = acknowledgement_keys(vectors).values()
    assert token.fingerprint == fingerprint(named)
    public = bytes.fromhex(vectors["keys"]["terminal"]["public"])
    assert proof_bytes(token.text, public, vector["facts"]) == bytes.fromhex(vector["signed"])


def test_requests(vectors: Any, key: Ed25519PrivateKey) -> None:
    for vector in vectors["requests"]:
        wanted = vector["headers"]
        given = {
            name: value
            for name, value in wanted.items()
            if not name.startswith("Signature") and name != "Content-Digest"
        }
        request = requests.Request(
            vector["method"],
            f"http://platform.example{vector['target']}",
            data=vector["content"].encode() or None,
            headers=given,
        ).prepare()
        sign_request(request, terminal="0817", key=key, clock=FixedClock())
        assert {name: request.headers[name] for name in wanted} == wanted


@pytest.mark.parametrize("name", ["envelope", "hybrid"])
def test_envelopes(vectors: Any, key: Ed25519PrivateKey, name: str) -> None:
    vector = vectors[name]
    sealed = base64.b64decode("".join(vector["sealed"]))
    where = context(vector["context"])
    own = PlatformPrivateKey(where.key_id, vector["suite"], bytes.fromhex(vector["private"]))
    assert where.info() == bytes.fromhex(vector["info"])
    assert open_sealed(sealed, where, own) == vector["plain"].encode()
    if "signature" in vector:
        assert sign_envelope(sealed, where, key) == base64.b64decode(vector["signature"])


def test_query(vectors: Any) -> None:
    vector, envelope = vectors["query"], vectors["envelope"]
    context = QueryContext("0817", UUID(vector["id"]), vector["key_id"])
    assert context.info() == bytes.fromhex(vector["info"])
    own = PlatformPrivateKey("seal-1", envelope["suite"], bytes.fromhex(envelope["private"]))
    opened = open_sealed(base64.b64decode("".join(vector["sealed"])), context, own)
    assert opened == vector["plain"].encode()
    body = QueryBody.from_bytes(opened)
    assert body.session_key.public_key == bytes.fromhex(vector["session"]["public"])
    assert canonical(body.model_dump(mode="json")) == opened
    answer, bound = vector["answer"], AnswerContext("0817", UUID(vector["id"]))
    assert bound.info() == bytes.fromhex(answer["info"])
    session = PlatformPrivateKey(
        "session", body.session_key.suite, bytes.fromhex(vector["session"]["private"])
    )
    opened = open_sealed(base64.b64decode(answer["sealed"]), bound, session)
    assert opened == answer["plain"].encode()
    assert QueryAnswerBody.model_validate_json(opened) == QueryAnswerBody(cases=())


def test_acknowledgement(vectors: Any) -> None:
    answer = vectors["acknowledgement"]["answer"]
    keys = acknowledgement_keys(vectors)
    found = verify_answer(answer, purpose="messages", terminal="0817", keys=keys)
    assert found.issued_at == MOMENT


def test_clock_offer(vectors: Any) -> None:
    offer = ClockOffer.model_validate(vectors["clock"]["offer"])
    keys = acknowledgement_keys(vectors)
    assert verify_clock_offer(offer, nonce=offer.nonce, keys=keys) == MOMENT


def test_revocation(vectors: Any) -> None:
    said = Revocation.model_validate(vectors["revocation"]["word"])
    verify_revocation(
        said,
        terminal="0817",
        public_key=bytes.fromhex(vectors["keys"]["terminal"]["public"]),
        nonce=said.nonce,
        keys=acknowledgement_keys(vectors),
    )


def test_key_change(vectors: Any, key: Ed25519PrivateKey) -> None:
    vector = vectors["key_change"]
    following = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(vector["private"]))
    said = KeyChangeBody.model_validate(vector["said"])
    assert change_key("0817", current=key, following=following, epoch=said.epoch) == said
    following.public_key().verify(said.proof, bytes.fromhex(vector["signed"]))
    for signed_with in (key, following):
        public = signed_with.public_key().public_bytes_raw()
        verify_key_change(said, terminal="0817", signed_with=public)


def test_signers(vectors: Any) -> None:
    vector = vectors["signers"]
    chain = [SignerAnnouncement.model_validate(one) for one in vector["chain"]]
    known = acknowledgement_keys(vectors)
    assert list(follow(chain, known)) == ["ack-1", "ack-2", "ack-3"]
    for one, signed in zip(chain, vector["signed"], strict=True):
        by = Ed25519PublicKey.from_public_bytes(follow(chain, known)[one.by])
        by.verify(one.signature, bytes.fromhex(signed))


def test_files(vectors: Any) -> None:
    for vector in vectors["files"][:2]:
        sealed = base64.b64decode(vector["sealed"])
        opened = b"".join(open_file([sealed], bytes.fromhex(vector["key"])))
        assert opened == vector["content"].encode()
    assert sealed_size(vectors["files"][2]["size"]) == vectors["files"][2]["sealed_size"]


def test_deposit_numbers(vectors: Any) -> None:
    for number in vectors["deposit_numbers"]:
        assert parse_deposit_number(number).text == number
