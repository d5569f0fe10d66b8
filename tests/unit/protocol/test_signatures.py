"""Signing requests and checking them, without a network in between."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from http_message_signatures import HTTPMessageSigner, MappingKeyResolver
from http_message_signatures.algorithms import ED25519

from kiosk.clock import SystemClock
from sync.protocol.canonical import canonical
from sync.protocol.signatures import (
    TAG,
    OutsideWindowError,
    ReceivedRequest,
    SignatureFault,
    acknowledge,
    offer_clock,
    sign_request,
    verify_answer,
    verify_clock_offer,
    verify_request,
)

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
BODY = '{"messages":["汉"]}'.encode()


class FixedClock(SystemClock):
    """Stands still; its random bytes are all the same."""

    def __init__(self, now: datetime = NOW) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def token(self, length: int) -> bytes:
        return b"n" * length

    def uuid7(self) -> UUID:
        raise NotImplementedError


class Keys:
    """One terminal is enrolled."""

    def public_key(self, terminal: str) -> Ed25519PublicKey | None:
        return KEY.public_key() if terminal == "0817" else None


class BrokenKeys:
    """The key store does not answer."""

    def public_key(self, terminal: str) -> Ed25519PublicKey | None:
        raise ConnectionError(terminal)


def request(method: str = "POST", body: Any = BODY) -> requests.PreparedRequest:
    headers = {"Content-Type": "application/json"} if body is not None else {}
    return requests.Request(
        method, "http://127.0.0.1:1/v1/messages?a=1", data=body, headers=headers
    ).prepare()


def received(prepared: requests.PreparedRequest) -> ReceivedRequest:
    assert prepared.method is not None
    return ReceivedRequest(
        prepared.method, "http://elsewhere/v1/messages?a=1", dict(prepared.headers)
    )


def signed(body: Any = BODY, method: str = "POST", now: datetime = NOW) -> requests.PreparedRequest:
    prepared = request(method, body)
    sign_request(prepared, terminal="0817", key=KEY, clock=FixedClock(now))
    return prepared


def code_of(prepared: requests.PreparedRequest, body: bytes = BODY, keys: Any = None) -> str:
    with pytest.raises(SignatureFault) as caught:
        verify_request(received(prepared), body, keys=keys or Keys(), now=NOW)
    return caught.value.code


def test_a_signed_request_says_who_when_and_once() -> None:
    found = verify_request(received(signed()), BODY, keys=Keys(), now=NOW)
    assert (found.terminal, found.created) == ("0817", NOW)
    assert 16 <= len(found.nonce) <= 64


def test_a_request_without_content_is_signed_too() -> None:
    prepared = signed(None, "GET")
    assert "Content-Digest" not in prepared.headers
    assert verify_request(received(prepared), b"", keys=Keys(), now=NOW).terminal == "0817"


def test_text_as_content_is_signed_as_its_bytes() -> None:
    prepared = signed(BODY.decode())
    assert verify_request(received(prepared), BODY, keys=Keys(), now=NOW).terminal == "0817"


def test_another_attempt_replaces_the_signature() -> None:
    prepared = signed(now=NOW - timedelta(hours=1))
    sign_request(prepared, terminal="0817", key=KEY, clock=FixedClock())
    assert verify_request(received(prepared), BODY, keys=Keys(), now=NOW).created == NOW


def test_content_where_none_was_signed_is_refused() -> None:
    assert code_of(signed(None, "GET"), b"something") == "signature.invalid"


@pytest.mark.parametrize("seconds", [-301, 301])
def test_outside_five_minutes_the_nonce_is_still_known(seconds: int) -> None:
    prepared = signed(now=NOW + timedelta(seconds=seconds))
    with pytest.raises(OutsideWindowError) as caught:
        verify_request(received(prepared), BODY, keys=Keys(), now=NOW)
    assert caught.value.code == "clock.window"
    assert caught.value.request.terminal == "0817"


@pytest.mark.parametrize("seconds", [-300, 0, 300])
def test_within_five_minutes_all_is_well(seconds: int) -> None:
    prepared = signed(now=NOW + timedelta(seconds=seconds))
    verify_request(received(prepared), BODY, keys=Keys(), now=NOW)


def sign_otherwise(**wishes: Any) -> requests.PreparedRequest:
    prepared = request()
    signer = HTTPMessageSigner(
        signature_algorithm=ED25519,
        key_resolver=MappingKeyResolver(public_keys={}, private_keys={"0817": KEY}),
    )
    usual: dict[str, Any] = {
        "key_id": "0817",
        "created": NOW,
        "nonce": "n" * 24,
        "label": "terminal",
        "tag": TAG,
        "covered_component_ids": ("@method", "@path", "@query", "content-type"),
        "body": BODY,
    }
    signer.sign(prepared, **(usual | wishes))
    return prepared


def test_what_the_tests_sign_by_hand_is_taken() -> None:
    verify_request(received(sign_otherwise()), BODY, keys=Keys(), now=NOW)


@pytest.mark.parametrize(
    "wishes",
    [
        {"nonce": None},
        {"nonce": "short"},
        {"nonce": "n" * 65},
        {"tag": None},
        {"tag": "another"},
        {"covered_component_ids": ("@method", "@path", "content-type")},
        {"covered_component_ids": ("@method", "@query", "content-type")},
        {"covered_component_ids": ("@path", "@query", "content-type")},
        {"covered_component_ids": ("@method", "@path", "@query")},
        {"body": None},
    ],
    ids=str,
)
def test_a_signature_that_leaves_something_open_is_refused(wishes: dict[str, Any]) -> None:
    assert code_of(sign_otherwise(**wishes)) == "signature.invalid"


@pytest.mark.parametrize("created", ["", ";created=999999999999999", ";created=-99999999999999"])
def test_a_time_that_is_none_is_refused(created: str) -> None:
    prepared = signed()
    parameters = (
        '("@method" "@path" "@query" "content-type" "content-digest")'
        f'{created};keyid="0817";nonce="{"n" * 24}";tag="{TAG}"'
    )
    lines = (
        '"@method": POST',
        '"@path": /v1/messages',
        '"@query": ?a=1',
        '"content-type": application/json',
        f'"content-digest": {prepared.headers["Content-Digest"]}',
        f'"@signature-params": {parameters}',
    )
    raw = base64.b64encode(KEY.sign("\n".join(lines).encode())).decode()
    prepared.headers["Signature-Input"] = f"terminal={parameters}"
    prepared.headers["Signature"] = f"terminal=:{raw}:"
    assert code_of(prepared) == "signature.invalid"


def test_an_unsigned_request_and_an_unknown_terminal_are_told_apart() -> None:
    assert code_of(request()) == "signature.missing"
    prepared = request()
    sign_request(prepared, terminal="0001", key=KEY, clock=FixedClock())
    assert code_of(prepared) == "terminal.unknown"


def test_changed_content_is_told_apart_too() -> None:
    assert code_of(signed(), BODY + b" ") == "signature.digest"


def test_a_key_store_that_fails_is_no_bad_signature() -> None:
    with pytest.raises(ConnectionError):
        verify_request(received(signed()), BODY, keys=BrokenKeys(), now=NOW)


def test_an_acknowledgement_is_kept_and_shown_later() -> None:
    content = {"results": [{"id": "1"}], "terminal": "0817"}
    made = acknowledge(
        canonical(content), purpose="messages", terminal="0817", key_id="k", key=KEY, now=NOW
    )
    answer = {**content, "acknowledgement": made.model_dump(mode="json")}
    keys = {"k": KEY.public_key().public_bytes_raw()}
    found = verify_answer(answer, purpose="messages", terminal="0817", keys=keys)
    assert found == made
    assert found.issued_at == NOW
    for spoiled in (
        answer | {"terminal": "0818"},
        {"acknowledgement": "x"},
        {},
        answer
        | {"acknowledgement": answer["acknowledgement"] | {"issued_at": "2030-01-01T00:00Z"}},
        answer | {"number": 2**60 + 1},
    ):
        with pytest.raises(SignatureFault) as caught:
            verify_answer(spoiled, purpose="messages", terminal="0817", keys=keys)
        assert caught.value.code == "acknowledgement.invalid"
    with pytest.raises(SignatureFault):
        verify_answer(answer, purpose="messages", terminal="0817", keys={"k": b"short"})


def test_a_time_offer_is_the_platform_s_and_for_one_request() -> None:
    offer = offer_clock("nonce", key_id="k", key=KEY, now=NOW)
    keys = {"k": KEY.public_key().public_bytes_raw()}
    assert verify_clock_offer(offer, nonce="nonce", keys=keys) == NOW
    later = offer.model_copy(update={"server_time": NOW + timedelta(hours=1)})
    for wrong, nonce, known in (
        (offer, "other", keys),
        (later, "nonce", keys),
        (offer, "nonce", {}),
    ):
        with pytest.raises(SignatureFault) as caught:
            verify_clock_offer(wrong, nonce=nonce, keys=known)
        assert caught.value.code == "clock.offer_invalid"


UPLOAD = {"Upload-Offset": "7", "Upload-Checksum": "sha256 YQ==", "Tus-Resumable": "1.0.0"}


def uploading(**changes: str | None) -> ReceivedRequest:
    """A signed piece of a file as it arrives, with headers changed on its way."""
    request = requests.Request(
        "PATCH",
        "https://platform.example/v1/files/a",
        data=BODY,
        headers={"Content-Type": "application/offset+octet-stream", **UPLOAD},
    ).prepare()
    sign_request(request, terminal="0817", key=KEY, clock=FixedClock())
    headers = dict(request.headers)
    for name, value in changes.items():
        headers.pop(name.replace("_", "-"), None)
        if value is not None:
            headers[name.replace("_", "-")] = value
    return ReceivedRequest("PATCH", "https://platform.example/v1/files/a", headers)


def test_a_piece_of_a_file_is_signed_with_its_place() -> None:
    assert verify_request(uploading(), BODY, keys=Keys(), now=NOW).terminal == "0817"


@pytest.mark.parametrize(
    "change",
    [{"Upload_Offset": "8"}, {"Upload_Offset": None}, {"Upload_Length": "9"}],
    ids=["other", "taken away", "added"],
)
def test_a_place_that_was_changed_on_its_way_is_noticed(change: dict[str, str | None]) -> None:
    with pytest.raises(SignatureFault) as caught:
        verify_request(uploading(**change), BODY, keys=Keys(), now=NOW)
    assert caught.value.code == "signature.invalid"
