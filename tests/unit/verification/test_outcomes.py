"""What is said of codes: ours, others', changed ones, and whatever strangers print."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.receipt_printer.drawing import qr_modules
from kiosk.errors import BugError
from kiosk.verification import Claims, DocumentKind, Outcome, Reason, TrustList, sign_code, verify
from kiosk.verification import base45 as own_base45
from kiosk.verification.algorithms import algorithm_of, is_signed
from kiosk.verification.claims import digest_of, plain, short_name
from kiosk.verification.trust import TrustedKey
from kiosk.verification.wrapping import wrap
from sync.protocol.numbers import DepositNumber

Coded = Callable[..., str]
LARGEST = DepositNumber(9999, date(2099, 12, 31), 9999).text
DOCUMENT = -65537


@pytest.fixture(scope="session")
def receipt(now: datetime) -> Claims:
    return Claims(
        DocumentKind.DEPOSIT_RECEIPT,
        LARGEST,
        now,
        item="100103",
        name="王*花",
        facts=digest_of(["王*花", "高龄津贴申请"]),
    )


@pytest.fixture(scope="session")
def code(receipt: Claims, keys: Any) -> str:
    return sign_code(receipt, keys.ed25519, keys.kid(keys.ed25519))


def test_what_was_signed_comes_back(
    code: str, receipt: Claims, keys: Any, trust: TrustList, now: datetime
) -> None:
    verdict = verify(f" {code}\r\n", trust, now)
    assert verdict.outcome is Outcome.GENUINE
    assert verdict.key_id == keys.kid(keys.ed25519)
    assert verdict.issuer == {"zh_CN": "新泰市", "en": "Xintai"}
    assert verdict.claims is not None
    assert replace(verdict.claims, raw={}) == receipt


@pytest.mark.parametrize("name", ["p256", "rsa"])
def test_other_keys_sign_too_and_every_claim_is_kept(
    name: str, receipt: Claims, keys: Any, trust: TrustList, now: datetime
) -> None:
    key = getattr(keys, name)
    claims = replace(
        receipt,
        kind=DocumentKind.CERTIFICATE,
        number="新泰证字 2026-0042",
        expires=now + timedelta(days=1),
        begins=now,
        issuer="汶南镇",
    )
    found = verify(sign_code(claims, key, keys.kid(key)), trust, now).claims
    assert found is not None
    assert replace(found, raw={}) == claims


def test_a_key_that_signs_no_codes_is_our_mistake(receipt: Claims) -> None:
    from cryptography.hazmat.primitives.asymmetric import ec

    with pytest.raises(BugError):
        sign_code(receipt, ec.generate_private_key(ec.SECP384R1()), b"12345678")


@pytest.mark.parametrize(
    "name",
    ["王*花", "买" + "*" * 9 + "·" + "*" * 9 + "木", "𠮷" * 9, "J******* v** d** B***** S***"],
)
def test_the_code_of_a_receipt_has_60_modules_a_side_at_most(
    name: str, receipt: Claims, keys: Any, trust: TrustList, now: datetime
) -> None:
    """With its quiet zone, at error correction M, on paper of 58 mm too."""
    claims = replace(receipt, name=short_name(name))
    for key in (keys.ed25519, keys.p256):
        text = sign_code(claims, key, keys.kid(key))
        assert qr_modules(text) <= 60
        assert verify(text, trust, now).outcome is Outcome.GENUINE


def test_a_long_name_is_shortened_and_a_short_one_is_not() -> None:
    assert short_name("王*花") == "王*花"
    assert short_name("买" + "*" * 9 + "·" + "*" * 9 + "木") == "买*·*木"
    assert len(short_name("𠮷" * 9).encode()) == 12


def test_a_bit_changed_anywhere_is_noticed(code: str, trust: TrustList, now: datetime) -> None:
    """Also at the key's id, where another key may be meant."""
    content = own_base45.decode(code[4:])
    payload = content.index(bytes.fromhex("3a00010000"))  # our claim, in the payload
    for place in range(len(content)):
        for bit in range(8):
            changed = bytearray(content)
            changed[place] ^= 1 << bit
            outcome = verify("BM2:" + own_base45.encode(bytes(changed)), trust, now).outcome
            assert outcome in {Outcome.CHANGED, Outcome.UNKNOWN_ISSUER}
            if place >= payload:
                assert outcome is Outcome.CHANGED


def test_a_character_changed_anywhere_is_noticed(
    code: str, trust: TrustList, now: datetime
) -> None:
    for place in range(4, len(code)):
        other = "0" if code[place] != "0" else "1"
        verdict = verify(code[:place] + other + code[place + 1 :], trust, now)
        assert verdict.outcome in {Outcome.CHANGED, Outcome.UNKNOWN_ISSUER}
        assert verdict.claims is None
        assert not verdict.issuer


@pytest.mark.parametrize("length", [1, 4, 40, 100])
def test_a_code_cut_off_is_noticed(length: int, code: str, trust: TrustList, now: datetime) -> None:
    expected = Outcome.CHANGED if length >= 4 else Outcome.UNREADABLE
    assert verify(code[:length], trust, now).outcome is expected


def test_who_signed_is_not_on_the_list(
    receipt: Claims, keys: Any, trust: TrustList, now: datetime
) -> None:
    text = sign_code(receipt, keys.stranger, keys.kid(keys.stranger))
    verdict = verify(text, trust, now)
    assert (verdict.outcome, verdict.reason) == (Outcome.UNKNOWN_ISSUER, Reason.KEY_UNKNOWN)
    assert verdict.claims is None
    assert verify(text, TrustList(), now).outcome is Outcome.UNKNOWN_ISSUER
    pretending = sign_code(receipt, keys.stranger, keys.kid(keys.ed25519))
    verdict = verify(pretending, trust, now)
    assert (verdict.outcome, verdict.reason) == (Outcome.CHANGED, Reason.SIGNATURE)


@pytest.mark.parametrize(
    ("limits", "outcome", "reason"),
    [
        ({}, Outcome.GENUINE, Reason.SIGNED),
        ({"revoked": 0}, Outcome.REVOKED, Reason.KEY_REVOKED),
        ({"revoked": 1}, Outcome.GENUINE, Reason.SIGNED),
        ({"valid_from": 1}, Outcome.NOT_YET_VALID, Reason.KEY_TIME_TO_COME),
        ({"valid_to": -1}, Outcome.EXPIRED, Reason.KEY_TIME_OVER),
        ({"valid_from": -1, "valid_to": 1}, Outcome.GENUINE, Reason.SIGNED),
        ({"kinds": {DocumentKind.DEPOSIT_RECEIPT}}, Outcome.GENUINE, Reason.SIGNED),
        ({"kinds": {DocumentKind.TEST}}, Outcome.UNKNOWN_ISSUER, Reason.KIND_NOT_ALLOWED),
    ],
)
def test_what_the_list_says_of_the_key(
    *,
    limits: dict[str, Any],
    outcome: Outcome,
    reason: Reason,
    code: str,
    keys: Any,
    now: datetime,
) -> None:
    told = {
        name: frozenset(value) if name == "kinds" else now + timedelta(days=value)
        for name, value in limits.items()
    }
    kid = keys.kid(keys.ed25519)
    key = TrustedKey(kid, keys.ed25519.public_key(), {"en": "Xintai"}, **told)
    verdict = verify(code, TrustList([key]), now)
    assert (verdict.outcome, verdict.reason) == (outcome, reason)
    assert verdict.claims is not None


def test_of_keys_with_one_id_the_right_one_is_found(code: str, keys: Any, now: datetime) -> None:
    kid = keys.kid(keys.ed25519)
    right, wrong = keys.ed25519.public_key(), keys.stranger.public_key()
    revoked = TrustedKey(kid, right, {"en": "old"}, revoked=now)
    both = TrustList([TrustedKey(kid, wrong, {"en": "other"}), revoked])
    assert verify(code, both, now).outcome is Outcome.REVOKED
    three = TrustList([revoked, TrustedKey(kid, right, {"en": "new"})])
    assert verify(code, three, now).issuer == {"en": "new"}
    assert len(three) == 2


@pytest.mark.parametrize(
    ("claim", "days", "outcome"),
    [
        ("expires", 0, Outcome.EXPIRED),
        ("expires", 1, Outcome.GENUINE),
        ("begins", 1, Outcome.NOT_YET_VALID),
        ("issued", 1, Outcome.NOT_YET_VALID),
        ("issued", -4000, Outcome.GENUINE),
    ],
)
def test_the_times_of_a_document(
    *,
    claim: str,
    days: int,
    outcome: Outcome,
    receipt: Claims,
    keys: Any,
    trust: TrustList,
    now: datetime,
) -> None:
    claims = replace(receipt, **{claim: now + timedelta(days=days)})
    text = sign_code(claims, keys.ed25519, keys.kid(keys.ed25519))
    assert verify(text, trust, now).outcome is outcome


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", Reason.NO_CODE),
        ("https://example.org/", Reason.NO_CODE),
        ("hc1:ABC", Reason.NO_CODE),
        (f"BM1:{LARGEST}", Reason.UNSIGNED),
    ],
)
def test_what_is_no_signed_code(text: str, reason: Reason, trust: TrustList, now: datetime) -> None:
    verdict = verify(text, trust, now)
    assert (verdict.outcome, verdict.reason) == (Outcome.UNREADABLE, reason)


@pytest.mark.parametrize(
    "claims",
    [
        b"",
        b"\xff",
        [],
        {DOCUMENT: 1},
        {DOCUMENT: [1, 5]},
        {DOCUMENT: [1, -5]},
        {DOCUMENT: [1, 10**15]},
        {DOCUMENT: [1, b"x"]},
        {DOCUMENT: ["x"]},
        {DOCUMENT: [1, "x", "x" * 65]},
        {DOCUMENT: [1, "x", "", 5]},
        {DOCUMENT: [1, "x", "", "", "x"]},
        {DOCUMENT: [1, "x"], 6: "yesterday"},
        {DOCUMENT: [1, "x"], 6: 1 << 62},
        b"\xa1\x04\xfb\x7f\xf0\x00\x00\x00\x00\x00\x00",  # expires at infinity
        b"\xa1\x04\xf5",  # expires at true
        b"\xa1\x04\xc2\x49" + b"\xff" * 9,  # a number without end
    ],
)
def test_claims_that_make_no_sense_are_no_genuine_document(
    claims: Any, keys: Any, trust: TrustList, coded: Coded, now: datetime
) -> None:
    verdict = verify(coded(claims, keys.ed25519), trust, now)
    assert (verdict.outcome, verdict.reason) == (Outcome.CHANGED, Reason.DAMAGED)


def test_what_a_later_version_adds_is_passed_over(
    keys: Any, trust: TrustList, coded: Coded, now: datetime
) -> None:
    claims = {DOCUMENT: [77, "x", "", "", b"", {"more": 1}], 99: "new"}
    verdict = verify(coded(claims, keys.ed25519, prefix="BM2:"), trust, now)
    assert verdict.outcome is Outcome.GENUINE
    assert verdict.claims is not None
    assert verdict.claims.kind is None


def test_a_time_with_its_tag_is_a_time(
    keys: Any, trust: TrustList, coded: Coded, now: datetime
) -> None:
    claims = b"\xa1\x04\xc1\x1a" + int(now.timestamp()).to_bytes(4)
    assert verify(coded(claims, keys.ed25519), trust, now).reason is Reason.TIME_OVER


@pytest.mark.parametrize(
    "message",
    [
        zlib.compress(bytes(10_000_000), 9),  # unpacks to much more than it is
        zlib.compress(b"\x80") + b"more",
        zlib.compress(b"\x80" * 50)[:-2],
        zlib.compress(b"\x81" * 5000),
        b"\x78\x9c\xff\xff",
        b"\xd2\x84\x40\xa0\x40",
        b"\x84\x40\x80\x40\x40",
        b"\x84\x40\xa0\xf6\x40",
        b"\x9b" + b"\x7f" * 8,
        b"\x80\x80",
    ],
)
def test_messages_that_are_none(message: bytes, trust: TrustList, now: datetime) -> None:
    verdict = verify("HC1:" + own_base45.encode(message), trust, now)
    assert (verdict.outcome, verdict.reason) == (Outcome.CHANGED, Reason.DAMAGED)


def test_a_text_longer_than_any_code_is_let_be(trust: TrustList, now: datetime) -> None:
    assert verify("HC1:" + "0" * 9000, trust, now).reason is Reason.DAMAGED


def test_a_health_certificate_is_packed_and_a_receipt_only_where_that_is_shorter() -> None:
    assert own_base45.decode(wrap(b"1", "HC1:")[4:]) == zlib.compress(b"1", 9)
    assert own_base45.decode(wrap(b"1")[4:]) == b"1"
    assert own_base45.decode(wrap(b"1" * 99)[4:]) == zlib.compress(b"1" * 99, 9)


@given(st.text(max_size=300), st.sampled_from(["", "HC1:", "BM2:", "BM1:"]))
def test_no_text_breaks_it(trust: TrustList, now: datetime, text: str, prefix: str) -> None:
    assert verify(prefix + text, trust, now).outcome is not Outcome.GENUINE


@given(message=st.binary(max_size=300), packed=st.booleans())
def test_no_message_breaks_it(
    *, trust: TrustList, now: datetime, message: bytes, packed: bool
) -> None:
    content = zlib.compress(message) if packed else message
    verdict = verify("HC1:" + own_base45.encode(content), trust, now)
    assert verdict.outcome is not Outcome.GENUINE


@given(signature=st.binary(max_size=300))
def test_no_signature_breaks_it(keys: Any, signature: bytes) -> None:
    for key in (keys.ed25519, keys.p256, keys.rsa):
        public = key.public_key()
        assert not is_signed(public, algorithm_of(public), b"signed", signature)


@given(payload=st.binary(max_size=200))
def test_no_signed_payload_breaks_it(
    keys: Any, trust: TrustList, coded: Coded, now: datetime, payload: bytes
) -> None:
    verdict = verify(coded(payload, keys.ed25519), trust, now)
    assert verdict.outcome in set(Outcome)
    if verdict.claims is not None:
        plain(verdict.claims.raw)
