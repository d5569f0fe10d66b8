"""Platforms that let in whom they should not, or say it otherwise, fail the checks that say so."""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.conformance.bench import Wishes
from sync.platform import admission, enrolment
from sync.platform.api import authentication, reading
from sync.platform.store import Transaction
from sync.protocol import signatures
from sync.protocol.signatures import SignatureFault, SignedRequest

Fault = Callable[[Any, pytest.MonkeyPatch], None]


def changed(change: Callable[[Any], None]) -> Fault:
    """A platform whose answers are changed."""

    def fault(trial: Any, _: pytest.MonkeyPatch) -> None:
        trial.door.change = change

    return fault


def calls_it_otherwise(*codes: str) -> Fault:
    """A platform that refuses what it must, by another code."""

    def change(exchange: Any) -> None:
        for code in codes:
            exchange.answer = exchange.answer.replace(f'"{code}"'.encode(), b'"other.code"')

    return changed(change)


def patched(place: Any, name: str, value: Any) -> Fault:
    """A platform with another part."""
    return lambda _, patch: patch.setattr(place, name, value)


# --- enrolment ------------------------------------------------------------------------------------


def _names_another_key(exchange: Any) -> None:
    if exchange.path == "/v1/enrolments" and exchange.status == 200:
        reply = exchange.json
        other = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
        reply["acknowledgement_key"]["public_key"] = base64.b64encode(other).decode()
        exchange.say(reply)


def _gives_another_number_each_time() -> Fault:
    seen: set[str] = set()

    def change(exchange: Any) -> None:
        if exchange.path == "/v1/enrolments" and exchange.status == 200:
            key = json.loads(exchange.content)["public_key"]
            if key in seen:
                exchange.say(exchange.json | {"terminal": "7777"})
            seen.add(key)

    return changed(change)


def _uses_tokens_up() -> Fault:
    seen: set[str] = set()

    def change(exchange: Any) -> None:
        if exchange.path != "/v1/enrolments" or b"proof" not in exchange.content:
            return
        token = json.loads(exchange.content)["token"]
        if token in seen:
            exchange.status = 403
            exchange.say({"status": 403, "code": "enrolment.token"})
        elif exchange.status in {400, 409}:
            seen.add(token)

    return changed(change)


def _lets_in_twice(transaction: Transaction, sha256: str, now: Any) -> bool:
    del transaction, sha256, now
    return True


# --- signatures -----------------------------------------------------------------------------------


def _believes_every_signature(_: Any, patch: pytest.MonkeyPatch) -> None:
    verify = authentication.verify_request

    def careless(request: Any, body: bytes, *, keys: Any, now: Any) -> SignedRequest:
        try:
            return verify(request, body, keys=keys, now=now)
        except SignatureFault as fault:
            found = request.headers.get("signature-input", "").partition('keyid="')[2][:4]
            if fault.code != "signature.invalid" or keys.public_key(found) is None:
                raise
            return SignedRequest(found, now, secrets.token_hex(16))

    patch.setattr(authentication, "verify_request", careless)


def _ignores_digests(_: Any, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(signatures._Verifier, "verify_body", lambda *_: None)


def _does_not_look_what_is_covered(_: Any, patch: pytest.MonkeyPatch) -> None:
    verify = signatures._Verifier.verify

    def careless(self: Any, message: Any, **wanted: Any) -> Any:
        return verify(self, message, **(wanted | {"require_components": ()}))

    patch.setattr(signatures._Verifier, "verify", careless)


def _does_not_look_at_tags(_: Any, patch: pytest.MonkeyPatch) -> None:
    verify = signatures._Verifier.verify

    def careless(self: Any, message: Any, **wanted: Any) -> Any:
        return verify(self, message, **(wanted | {"expect_tag": None}))

    patch.setattr(signatures._Verifier, "verify", careless)


def _offers_the_time_to_anybody(exchange: Any) -> None:
    if exchange.status == 401 and exchange.json["code"] == "signature.invalid":
        exchange.say(exchange.json | {"clock": {"server_time": "2026-11-22T00:00:00Z"}})


def _repeats_an_old_offer(exchange: Any) -> None:
    if exchange.status == 401 and "clock" in exchange.json:
        clock = exchange.json["clock"] | {"nonce": "an-older-request-s"}
        exchange.say(exchange.json | {"clock": clock})


def _offers_no_time(exchange: Any) -> None:
    if exchange.status == 401:
        exchange.say({name: value for name, value in exchange.json.items() if name != "clock"})


def _fails_at_the_feed(exchange: Any) -> None:
    if exchange.path == "/v1/feed" and exchange.status == 200:
        exchange.status = 500


# --- errors and health ----------------------------------------------------------------------------


def _says_json(exchange: Any) -> None:
    if exchange.status >= 400:
        exchange.headers["Content-Type"] = "application/json"


def _says_no_title(exchange: Any) -> None:
    if exchange.status >= 400:
        exchange.say({name: value for name, value in exchange.json.items() if name != "title"})


def _answers_everything(exchange: Any) -> None:
    if exchange.path == "/v1/no-such-call":
        exchange.status = 200


def _is_never_well(exchange: Any) -> None:
    if exchange.path == "/healthz":
        exchange.say({"status": "perhaps"})


def _counts_in_its_own_way(exchange: Any) -> None:
    if exchange.path == "/metrics":
        exchange.answer = b'{"cases": 17}'


INVALID = {
    f"signature.{name}"
    for name in (
        "other_key",
        "other_terminal",
        "altered_digest",
        "altered_path",
        "altered_query",
        "altered_method",
        "altered_upload_field",
        "added_upload_field",
        "uncovered_part",
        "tag",
        "nonce_length",
        "clock_offer_for_signed",
    )
}
FAULTS: dict[str, tuple[Fault, set[str]]] = {
    "takes a key nobody proved to have": (
        patched(enrolment, "_check_proof", lambda _: None),
        {"enrolment.proof", "enrolment.one_number_for_a_key"},
    ),
    "has its own word for what is no request": (
        calls_it_otherwise("enrolment.malformed"),
        {"enrolment.malformed"},
    ),
    "has its own word for a wrong token": (
        calls_it_otherwise("enrolment.token"),
        {"enrolment.unknown_token", "enrolment.once"},
    ),
    "lets several in with one token": (
        patched(Transaction, "use_token", _lets_in_twice),
        {"enrolment.repeated", "enrolment.once"},
    ),
    "is another platform than the token says": (
        changed(_names_another_key),
        {"enrolment.answer", "enrolment.every_token_lets_in"},
    ),
    "gives another number to the same request": (
        _gives_another_number_each_time(),
        {"enrolment.repeated"},
    ),
    "uses a token up that it refused": (
        _uses_tokens_up(),
        {
            "enrolment.one_number_for_a_key",
            "enrolment.other_number",
            "enrolment.every_token_lets_in",
        },
    ),
    "takes any token for any number": (
        calls_it_otherwise("enrolment.number"),
        {"enrolment.other_number"},
    ),
    "believes every signature": (_believes_every_signature, INVALID),
    "has its own word for a wrong signature": (calls_it_otherwise("signature.invalid"), INVALID),
    "answers without a signature": (
        calls_it_otherwise("signature.missing"),
        {"signature.missing"},
    ),
    "knows no unknown terminal": (
        calls_it_otherwise("terminal.unknown"),
        {"signature.unknown_terminal"},
    ),
    "ignores the digest": (_ignores_digests, {"signature.altered_content"}),
    "does not look what is covered": (
        _does_not_look_what_is_covered,
        {"signature.uncovered_part", "signature.added_upload_field"},
    ),
    "does not look what a signature is for": (_does_not_look_at_tags, {"signature.tag"}),
    "takes short nonces": (patched(signatures, "_NONCE_MIN", 8), {"signature.nonce_length"}),
    "takes no long nonces": (patched(signatures, "_NONCE_MAX", 32), {"signature.nonce_length"}),
    "accepts replayed nonces": (
        patched(Transaction, "use_nonce", lambda *_, **__: True),
        {"signature.replayed", "signature.replayed_at_once"},
    ),
    "does not look at the clock": (
        patched(signatures, "REPLAY_WINDOW", timedelta(days=365)),
        {"signature.clock_offer"},
    ),
    "wants a clock that is right": (
        patched(signatures, "REPLAY_WINDOW", timedelta(minutes=2)),
        {"signature.clock_window"},
    ),
    "repeats an old offer of the time": (changed(_repeats_an_old_offer), {"signature.clock_offer"}),
    "offers no time": (changed(_offers_no_time), {"signature.clock_offer"}),
    "offers the time to anybody": (
        changed(_offers_the_time_to_anybody),
        {"signature.clock_offer_for_signed"},
    ),
    "fails at the feed": (
        changed(_fails_at_the_feed),
        {
            "signature.accepted",
            "signature.nonce_length",
            "signature.replayed",
            "signature.replayed_at_once",
            "signature.clock_window",
            "signature.clock_offer",
        },
    ),
    "says that its problems are JSON": (changed(_says_json), {"errors.problem_details"}),
    "names no title": (changed(_says_no_title), {"errors.problem_details"}),
    "answers what it does not know": (changed(_answers_everything), {"errors.problem_details"}),
    "has its own word for what is no JSON": (
        calls_it_otherwise("request.json"),
        {"errors.no_json"},
    ),
    "has its own word for other content": (
        calls_it_otherwise("request.media_type"),
        {"errors.media_type"},
    ),
    "has its own word for too much": (
        calls_it_otherwise("request.too_large"),
        {"errors.too_large"},
    ),
    "is never well": (changed(_is_never_well), {"health.healthz"}),
    "counts in its own way": (changed(_counts_in_its_own_way), {"health.metrics"}),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_platform_that(name: str, failing: Callable[..., set[str]]) -> None:
    fault, breaks = FAULTS[name]
    assert failing(fault, breaks) == breaks


def _asks_for_patience_without_end(exchange: Any) -> None:
    exchange.headers.pop("Retry-After", None)


LIMITED: dict[str, tuple[Fault, set[str]]] = {
    "does not say when to come again": (changed(_asks_for_patience_without_end), {"errors.rate"}),
    "has its own word for too often": (calls_it_otherwise("request.rate"), {"errors.rate"}),
    "has its own word for too slow": (calls_it_otherwise("request.slow"), {"errors.slow"}),
    "does not say when to try another token": (
        changed(_asks_for_patience_without_end),
        {"enrolment.guessed"},
    ),
}


@pytest.mark.usefixtures("failing")  # puts the platform right again
@pytest.mark.parametrize("name", LIMITED)
def test_a_platform_with_a_limit_that(
    name: str,
    trial: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fault, breaks = LIMITED[name]
    asked: dict[str, int] = {}

    def allow(_: Transaction, terminal: str, **__: Any) -> bool:
        asked[terminal] = asked.get(terminal, 0) + 1
        return asked[terminal] <= 60

    monkeypatch.setattr(Transaction, "allow", allow)
    fault(trial, monkeypatch)
    if name == "does not say when to try another token":
        monkeypatch.setattr(admission, "AT_ONCE", 10)
    monkeypatch.setattr(reading, "READ_GAP_S", 5.0)
    results = trial.run(*breaks, wishes=Wishes(requests=200, slow=True))
    assert {one.check.name for one in results if one.verdict == "failed"} == breaks
