"""Platforms that change keys, but not as it has to be done."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.clock import SystemClock
from sync.conformance.bench import Wishes
from sync.platform import key_change
from sync.platform.store.credentials import Credentials
from sync.protocol.signers import announce

Fault = Callable[[Any, pytest.MonkeyPatch], None]


def changed(change: Callable[[Any], None]) -> Fault:
    """A platform whose answers are changed."""

    def fault(trial: Any, _: pytest.MonkeyPatch) -> None:
        trial.door.change = change

    return fault


def calls_it_otherwise(code: str) -> Fault:
    """A platform that refuses what it must, by another code."""

    def change(exchange: Any) -> None:
        exchange.answer = exchange.answer.replace(f'"{code}"'.encode(), b'"other.code"')

    return changed(change)


def patched(place: Any, name: str, value: Any) -> Fault:
    """A platform with another part."""
    return lambda _, patch: patch.setattr(place, name, value)


def says_of_keys(*, signed: bool = True, **members: Any) -> Fault:
    """A platform that answers otherwise when a key is shown."""

    def change(exchange: Any) -> None:
        if exchange.path == "/v1/key" and exchange.status == 200:
            document = exchange.json | members
            if not signed:
                del document["acknowledgement"]
            exchange.say(document)

    return changed(change)


def _keeps_the_first(trial: Any, patch: pytest.MonkeyPatch) -> None:
    announced = Credentials.announce

    def once(self: Credentials, terminal: str, public_key: bytes, next_key: bytes) -> bool:
        with trial.parts.database.reading() as transaction:
            row = transaction.terminal(terminal)
        return row.next_key is not None or announced(self, terminal, public_key, next_key)

    patch.setattr(Credentials, "announce", once)


def offers(**members: Any) -> Fault:
    """A platform that offers its keys otherwise."""

    def change(exchange: Any) -> None:
        if exchange.path == "/v1/feed" and exchange.status == 200 and "keys" in exchange.json:
            exchange.say(exchange.json | {"keys": exchange.json["keys"] | members})

    return changed(change)


def _offers_nothing(exchange: Any) -> None:
    if exchange.path == "/v1/feed" and exchange.status == 200 and "keys" in exchange.json:
        page = exchange.json
        del page["keys"]
        exchange.say(page)


def _offers_for_ever(exchange: Any) -> None:
    if exchange.path == "/v1/feed" and exchange.status == 200 and "keys" not in exchange.json:
        public = base64.b64encode(bytes(32)).decode()
        key = {"key_id": "seal-1", "suite": "hpke-x25519-aes256gcm", "public_key": public}
        exchange.say(exchange.json | {"keys": {"nonce": "n", "platform_keys": [key]}})


def _forges_a_chain(exchange: Any) -> None:
    if exchange.path == "/v1/signers":
        made = Ed25519PrivateKey.generate()
        link = partial(
            announce,
            public_key=made.public_key().public_bytes_raw(),
            begins_at=SystemClock().now(),
            key=Ed25519PrivateKey.generate(),
        )
        chain = [link("b", by="a"), link("c", by="b")]
        content = {"signers": [one.model_dump(mode="json") for one in chain]}
        exchange.answer = json.dumps(content).encode()


def _has_no_chain(exchange: Any) -> None:
    if exchange.path == "/v1/signers":
        exchange.answer = b'{"signers": []}'


def _tells_no_chain(exchange: Any) -> None:
    if exchange.path == "/v1/signers":
        exchange.answer = b"{}"


AFTER = {"key.in_use", "key.sealed_before"}
OF_KEYS: dict[str, tuple[Fault, set[str]]] = {
    "has its own word for what is no key": (
        calls_it_otherwise("key.malformed"),
        {"key.malformed"},
    ),
    "asks for no proof": (
        patched(key_change, "verify_key_change", lambda *_, **__: None),
        {"key.proof"},
    ),
    "gives one key to two terminals": (
        patched(Credentials, "is_taken", lambda *_, **__: False),
        {"key.taken"},
    ),
    "does not sign for a key": (says_of_keys(signed=False), {"key.announced", *AFTER}),
    "says too early that a key is in use": (says_of_keys(state="in_use"), {"key.announced"}),
    "speaks of another key": (
        says_of_keys(public_key=base64.b64encode(bytes(32)).decode()),
        {"key.announced", *AFTER},
    ),
    "lets the old key in as before": (
        patched(Credentials, "take_into_use", lambda *_: False),
        AFTER,
    ),
    "forgets the old key": (patched(Credentials, "_leave_behind", lambda *_: None), AFTER),
    "has one announcement for ever": (_keeps_the_first, {"key.announced_again", *AFTER}),
    "does not offer new keys": (changed(_offers_nothing), {"offers.keys"}),
    "offers keys to an older request": (offers(nonce="an-older-request-s"), {"offers.keys"}),
    "offers them for ever": (changed(_offers_for_ever), {"offers.keys"}),
    "forges its chain": (changed(_forges_a_chain), {"signers.chain"}),
    "tells no chain": (changed(_tells_no_chain), {"signers.chain"}),
}
OTHERS: dict[str, tuple[Fault, set[str]]] = {
    "has no chain to the key that signs": (changed(_has_no_chain), {"signers.next_key"}),
}


@pytest.mark.parametrize("name", OF_KEYS)
def test_a_platform_that_changes_keys_and(name: str, failing: Callable[..., set[str]]) -> None:
    fault, breaks = OF_KEYS[name]
    assert failing(fault, breaks) == breaks


def test_a_platform_whose_chain_does_not_lead_to_the_key_that_signs(
    failing: Callable[..., set[str]], trial: Any, operator: Callable[..., None]
) -> None:
    fault, breaks = OTHERS["has no chain to the key that signs"]
    wishes = Wishes(signer=True, ask=partial(operator, trial))
    assert failing(fault, breaks, wishes) == breaks
