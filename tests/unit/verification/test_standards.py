"""Examples of the standards, and messages in the form of HCERT that the program did not build."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from kiosk.verification import DocumentKind, Outcome, Reason, TrustList, cose, verify
from kiosk.verification.algorithms import is_signed
from kiosk.verification.claims import read

Coded = Callable[..., str]

COSE_KEY = (
    "bac5b11cad8f99f9c72b05cf4b9e26d244dc189f745228255a219a86d6a09eff",
    "20138bf82dc1b6d562be0fa54ab7804a3a64b6d72ccfed6b6fb6ed28bbfc117e",
)
CWT_KEY = (
    "143329cce7868e416927599cf65a34f3ce2ffda55a7eca69ed8919a394d42f0f",
    "60f7f1a780d8a783bfb7a2dd6b2796e8128dbbcef9d3d168db9529971a36e7b9",
)
RFC_9052_C_2_1 = (
    "d28443a10126a10442313154546869732069732074686520636f6e74656e742e58408eb33e4ca31d1c465ab05a"
    "ac34cc6b23d58fef5c083106c4d25a91aef0b0117e2af9a291aa32e14ab834dc56ed2a223444547e01f11d3b09"
    "16e5a4c345cacb36"
)
RFC_8392_A_3 = (
    "d28443a10126a104524173796d6d657472696345434453413235365850a70175636f61703a2f2f61732e657861"
    "6d706c652e636f6d02656572696b77037818636f61703a2f2f6c696768742e6578616d706c652e636f6d041a56"
    "12aeb0051a5610d9f0061a5610d9f007420b7158405427c1ff28d23fbad1f29c4c7c6a555e601d6fa29f9179bc"
    "3d7438bacaca5acd08c8d4d4f96131680c429a01f85951ecee743a52b9b63632c57209120e1c9e30"
)


def p256(x: str, y: str) -> ec.EllipticCurvePublicKey:
    curve = ec.SECP256R1()
    return ec.EllipticCurvePublicNumbers(int(x, 16), int(y, 16), curve).public_key()


def test_a_message_of_rfc_9052() -> None:
    message = cose.read(bytes.fromhex(RFC_9052_C_2_1))
    assert message.payload == b"This is the content."
    assert message.key_id == b"11"
    key = p256(*COSE_KEY)
    signed = (message.to_be_signed, message.signature)
    assert is_signed(key, message.algorithm, *signed)
    assert not is_signed(key, -8, *signed)
    assert not is_signed(p256(*CWT_KEY), message.algorithm, *signed)
    assert not is_signed(key, message.algorithm, message.to_be_signed, message.signature[1:])


def test_a_token_of_rfc_8392() -> None:
    message = cose.read(bytes.fromhex(RFC_8392_A_3))
    assert message.key_id == b"AsymmetricECDSA256"
    key = p256(*CWT_KEY)
    assert is_signed(key, message.algorithm, message.to_be_signed, message.signature)
    claims = read(message.payload)
    assert claims.issuer == "coap://as.example.com"
    assert claims.expires == datetime.fromtimestamp(1444064944, UTC)
    assert claims.issued == claims.begins == datetime.fromtimestamp(1443944944, UTC)
    assert claims.raw[7] == b"\x0b\x71"


def certificate(now: datetime, **entries: Any) -> dict[Any, Any]:
    """Claims of a health certificate; ``v``, ``t`` or ``r`` is among the entries."""
    person = {"fn": "Musterfrau-Gößinger", "fnt": "MUSTERFRAU<GOESSINGER"}
    content = {"ver": "1.0.0", "nam": person, "dob": "1998-02-26", **entries}
    day = int(now.timestamp())
    return {4: day + 180 * 86400, 6: day - 60, 1: "AT", -260: {1: content}}


VACCINATION = {"v": [{"ci": "URN:UVCI:01:AT:1080#B", "dn": 1, "sd": 2}]}


@pytest.mark.parametrize("name", ["p256", "rsa", "ed25519"])
@pytest.mark.parametrize("tags", [(18,), (61, 18), ()])
@pytest.mark.parametrize("packed", [True, False])
def test_a_health_certificate(
    *,
    name: str,
    tags: tuple[int, ...],
    packed: bool,
    keys: Any,
    trust: TrustList,
    coded: Coded,
    now: datetime,
) -> None:
    claims = certificate(now, **VACCINATION)
    text = coded(claims, getattr(keys, name), tags=tags, packed=packed)
    verdict = verify(text, trust, now)
    assert (verdict.outcome, verdict.reason) == (Outcome.GENUINE, Reason.SIGNED)
    assert verdict.issuer["en"] == "Xintai"
    found = verdict.claims
    assert found is not None
    assert found.kind is DocumentKind.VACCINATION
    assert found.number == "URN:UVCI:01:AT:1080#B"
    assert found.issuer == "AT"
    assert found.raw[-260][1]["nam"]["fn"] == "Musterfrau-Gößinger"
    assert verify(text, trust, now + timedelta(days=181)).outcome is Outcome.EXPIRED
    assert verify(text, trust, now - timedelta(days=1)).outcome is Outcome.NOT_YET_VALID


@pytest.mark.parametrize(
    ("key", "kind"), [("v", "vaccination"), ("t", "test"), ("r", "recovery"), ("x", None)]
)
def test_the_kind_is_told_by_what_is_certified(
    *, key: str, kind: str | None, keys: Any, trust: TrustList, coded: Coded, now: datetime
) -> None:
    text = coded(certificate(now, **{key: [{"co": "AT"}]}), keys.p256)
    claims = verify(text, trust, now).claims
    assert claims is not None
    assert (claims.kind, claims.number) == (kind, "")


def test_where_key_id_and_algorithm_may_stand(
    keys: Any, trust: TrustList, coded: Coded, now: datetime
) -> None:
    """As the common test cases of the HCERT family have it."""
    claims, kid = certificate(now, **VACCINATION), keys.kid(keys.p256)

    def outcome(protected: Any, unprotected: Any) -> Outcome:
        text = coded(claims, keys.p256, protected=protected, unprotected=unprotected)
        return verify(text, trust, now).outcome

    assert outcome({1: -7}, {4: kid}) is Outcome.GENUINE
    assert outcome({}, {1: -7, 4: kid}) is Outcome.GENUINE
    assert outcome(b"\xa0", {1: -7, 4: kid}) is Outcome.GENUINE
    assert outcome({1: -7, 4: kid}, {4: b"foo"}) is Outcome.GENUINE
    assert outcome({1: -7, 4: b"foo"}, {4: kid}) is Outcome.UNKNOWN_ISSUER
    assert outcome({1: -7}, {4: b"foo"}) is Outcome.UNKNOWN_ISSUER
    assert outcome({1: -7}, {}) is Outcome.UNKNOWN_ISSUER
    assert outcome({1: -37, 4: kid}, {1: -7}) is Outcome.CHANGED
    assert outcome({4: kid}, {}) is Outcome.CHANGED
    assert outcome({1: -7, 2: [4], 4: kid}, {}) is Outcome.CHANGED  # extensions we do not know
    assert outcome({1: -7, 4: 11}, {}) is Outcome.CHANGED
    assert outcome(b"\x80", {1: -7, 4: kid}) is Outcome.CHANGED
    assert outcome(b"\xa2\x01\x26\x01\x26", {4: kid}) is Outcome.CHANGED  # a key twice
