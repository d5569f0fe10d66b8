"""A terminal is let in again under its number: another key, and the old one no more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.errors import EnvironmentFault
from sync.platform.enrolment import issue_token
from sync.platform.revoking import revoke
from sync.protocol.enrolment import EnrolmentToken, enrolment_request
from sync.protocol.messages import Outcome, Problem, TerminalFacts
from sync.protocol.revocation import WipedBody, verify_revocation

Read = Callable[[requests.Response], dict[str, Any]]


def ask(
    url: str, token: EnrolmentToken, key: Ed25519PrivateKey, terminal: str | None = None
) -> requests.Response:
    asked = enrolment_request(token, key, TerminalFacts(software_version="0.2.0"), terminal)
    return requests.post(
        f"{url}/v1/enrolments",
        data=asked.model_dump_json(exclude_none=True).encode(),
        headers={"Content-Type": "application/json"},
        timeout=30,
    )


def replaced(platform: Any, terminal: Any) -> Ed25519PrivateKey:
    """Lets the terminal in again; the key it had until now."""
    old: Ed25519PrivateKey = terminal.key
    terminal.key = Ed25519PrivateKey.generate()
    token = platform.token(number=int(terminal.number), replaces=True)
    answer = ask(terminal.url, token, terminal.key, terminal.number)
    assert answer.status_code == 200, answer.text
    assert answer.json()["terminal"] == terminal.number
    return old


def test_the_new_key_is_let_in_and_the_old_one_told_so(
    platform: Any, terminal: Any, problem: Read
) -> None:
    terminal.deliver(terminal.message())
    old = replaced(platform, terminal)
    assert len(terminal.feed().events) == 2, "its cases are its own as before"
    refused = terminal.send(terminal.signed("GET", "/v1/feed", key=old))
    assert (refused.status_code, problem(refused)["code"]) == (401, "terminal.key_former")
    stranger = terminal.send(terminal.signed("GET", "/v1/feed", key=Ed25519PrivateKey.generate()))
    assert problem(stranger)["code"] == "signature.invalid"


def test_what_was_sealed_before_is_taken_from_the_new_key(platform: Any, terminal: Any) -> None:
    once, before = terminal.message(), terminal.message()
    terminal.deliver(once)
    replaced(platform, terminal)
    reply = terminal.deliver(once, before, terminal.message())
    assert [one.outcome for one in reply.results] == [
        Outcome.DUPLICATE,
        Outcome.ACCEPTED,
        Outcome.ACCEPTED,
    ]


def test_what_another_sealed_is_not(
    platform: Any, terminal: Any, new_terminal: Callable[..., Any]
) -> None:
    other = new_terminal()
    replaced(platform, terminal)
    terminal.key, mine = other.key, terminal.key
    forged = terminal.message()
    terminal.key = mine
    (result,) = terminal.deliver(forged).results
    assert result.code == "envelope.signature"


def test_a_lost_answer_is_given_again(platform: Any, terminal: Any, problem: Read) -> None:
    key = Ed25519PrivateKey.generate()
    token = platform.token(number=int(terminal.number), replaces=True)
    answers = [ask(terminal.url, token, key, terminal.number) for _ in range(2)]
    assert [one.status_code for one in answers] == [200, 200]
    other = ask(terminal.url, token, Ed25519PrivateKey.generate(), terminal.number)
    assert (other.status_code, problem(other)["code"]) == (403, "enrolment.token")


def test_a_stolen_terminal_is_told_to_wipe_itself_after_another_got_its_number(
    platform: Any, terminal: Any, problem: Read
) -> None:
    revoke(platform.parts.database, "0001", because="stolen", actor="li", clock=platform.clock)
    old = replaced(platform, terminal)
    terminal.feed()
    told = terminal.send(terminal.signed("GET", "/v1/feed", key=old))
    assert problem(told)["code"] == "terminal.revoked"
    word = Problem.model_validate_json(told.content).revocation
    assert word is not None
    verify_revocation(
        word,
        terminal="0001",
        public_key=old.public_key().public_bytes_raw(),
        nonce=terminal.nonce,
        keys=terminal.platform_keys,
    )
    said = WipedBody(at=terminal.clock.now(), kept=4).model_dump_json().encode()
    last = terminal.send(terminal.signed("POST", "/v1/wiped", said, key=old))
    assert last.status_code == 200, last.text
    with platform.parts.database.reading() as transaction:
        (former,) = transaction.credentials.revoked_formerly()
        now = transaction.terminal("0001")
    assert (former.revoked_because, former.wiped_kept) == ("stolen", 4)
    assert now is not None
    assert (now.revoked_at, now.wiped_at) == (None, None)
    terminal.feed()


def test_a_token_for_another_terminal_is_refused_and_not_used_up(
    platform: Any, terminal: Any, new_terminal: Callable[..., Any], problem: Read
) -> None:
    other = new_terminal()
    key = Ed25519PrivateKey.generate()
    for token in (platform.token(number=int(other.number), replaces=True), platform.token()):
        wrong = ask(terminal.url, token, key, terminal.number)
        assert (wrong.status_code, problem(wrong)["code"]) == (409, "enrolment.number")
        right = ask(terminal.url, token, Ed25519PrivateKey.generate())
        assert right.status_code == 200
    terminal.feed()


def test_no_key_comes_back(platform: Any, terminal: Any, problem: Read) -> None:
    old = replaced(platform, terminal)
    token = platform.token(number=int(terminal.number), replaces=True)
    again = ask(terminal.url, token, old, terminal.number)
    assert (again.status_code, problem(again)["code"]) == (409, "enrolment.key")


def test_a_number_is_replaced_only_when_that_is_said(platform: Any, terminal: Any) -> None:
    for wish in (
        {"number": int(terminal.number)},
        {"number": 4711, "replaces": True},
        {"replaces": True},
    ):
        with pytest.raises(EnvironmentFault) as caught:
            platform.token(**wish)
        assert caught.value.code == "enrolment.number"


def test_the_place_stays_unless_another_is_named(platform: Any, terminal: Any) -> None:
    parts = platform.parts
    for place, kept in (("", "汶南镇便民服务中心"), ("汶河村", "汶河村")):
        token = issue_token(
            parts.database, parts.keys, place=place, number=1, replaces=True, clock=platform.clock
        )
        answer = ask(terminal.url, token, Ed25519PrivateKey.generate())
        assert answer.json()["place"] == kept
