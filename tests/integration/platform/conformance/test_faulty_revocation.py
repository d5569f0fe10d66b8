"""Platforms that say that a terminal is revoked, but not as it has to be said."""

from __future__ import annotations

import base64
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from sync.conformance.bench import Wishes

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


def _bends_its_word(**members: Any) -> Fault:
    def change(exchange: Any) -> None:
        if exchange.status == 403 and "revocation" in exchange.json:
            word = exchange.json["revocation"] | members
            exchange.say(exchange.json | {"revocation": word})

    return changed(change)


def _does_not_sign_for_the_last_word(exchange: Any) -> None:
    if exchange.path == "/v1/wiped" and exchange.status == 200:
        document = exchange.json
        del document["acknowledgement"]
        exchange.say(document)


def _tells_everybody_who_is_revoked(exchange: Any) -> None:
    if exchange.status == 401 and exchange.json["code"] == "signature.invalid":
        exchange.status = 403
        exchange.say(exchange.json | {"status": 403, "code": "terminal.revoked"})


OF_REVOKED: dict[str, tuple[Fault, set[str]]] = {
    "repeats an old word": (_bends_its_word(nonce="an-older-request-s"), {"revocation.told"}),
    "means another key": (_bends_its_word(terminal_key="0" * 64), {"revocation.told"}),
    "does not sign its word": (
        _bends_its_word(signature=base64.b64encode(bytes(64)).decode()),
        {"revocation.told"},
    ),
    "tells everybody who is revoked": (
        changed(_tells_everybody_who_is_revoked),
        {"revocation.told_to_the_key_only"},
    ),
    "does not sign for the last word": (
        changed(_does_not_sign_for_the_last_word),
        {"revocation.last_word"},
    ),
    "has its own word for what is no last word": (
        calls_it_otherwise("terminal.malformed"),
        {"revocation.no_last_word"},
    ),
    "takes a last word too early": (
        calls_it_otherwise("terminal.not_revoked"),
        {"revocation.not_revoked"},
    ),
}


@pytest.mark.parametrize("name", OF_REVOKED)
def test_a_platform_that_revokes_and(
    name: str, failing: Callable[..., set[str]], trial: Any, operator: Callable[..., None]
) -> None:
    fault, breaks = OF_REVOKED[name]

    wishes = Wishes(revocation=True, ask=partial(operator, trial))
    assert failing(fault, breaks, wishes) == breaks
