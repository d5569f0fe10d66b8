"""A terminal is taken out of use: who is told so, by whose word, and what it says to that."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.errors import EnvironmentFault
from sync.platform.revoking import revoke, state_of
from sync.protocol.messages import Problem, WipedReply
from sync.protocol.revocation import (
    Revocation,
    RevocationError,
    WipedBody,
    verify_revocation,
)
from sync.protocol.signatures import verify_answer

Read = Callable[[requests.Response], dict[str, Any]]


def take_out(platform: Any, number: str) -> None:
    revoke(platform.parts.database, number, because="stolen", actor="li", clock=platform.clock)


def row_of(platform: Any, number: str) -> Any:
    with platform.parts.database.reading() as transaction:
        return transaction.terminal(number)


def acts(platform: Any) -> list[tuple[str, str, str]]:
    with platform.parts.database.reading() as transaction:
        return [(one.actor, one.act, one.subject) for one in transaction.acts()]


def told(terminal: Any, response: requests.Response) -> Revocation:
    """The platform's word, believed as a terminal believes it."""
    problem = Problem.model_validate_json(response.content)
    assert problem.revocation is not None
    verify_revocation(
        problem.revocation,
        terminal=terminal.number,
        public_key=terminal.key.public_key().public_bytes_raw(),
        nonce=terminal.nonce,
        keys=terminal.platform_keys,
    )
    return problem.revocation


def wiped(terminal: Any, kept: int = 3) -> requests.Response:
    body = WipedBody(at=terminal.clock.now(), kept=kept).model_dump_json().encode()
    return terminal.send(terminal.signed("POST", "/v1/wiped", body))  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/v1/feed?after=0&wait=0"), ("GET", f"/v1/files/{'0' * 64}"), ("POST", "messages")],
)
def test_every_request_of_it_is_answered_with_the_signed_word(
    platform: Any, terminal: Any, problem: Read, method: str, path: str
) -> None:
    take_out(platform, terminal.number)
    if path == "messages":
        response = terminal.post(terminal.message())
    else:
        response = terminal.send(terminal.signed(method, path))
    assert (response.status_code, problem(response)["code"]) == (403, "terminal.revoked")
    assert told(terminal, response).revoked_at == row_of(platform, terminal.number).revoked_at


def test_nobody_else_is_told_and_nobody_else_concerned(
    platform: Any, terminal: Any, new_terminal: Callable[..., Any], problem: Read
) -> None:
    other = new_terminal()
    take_out(platform, terminal.number)
    stranger = terminal.send(terminal.signed("GET", "/v1/feed", key=Ed25519PrivateKey.generate()))
    assert problem(stranger)["code"] == "signature.invalid"
    assert "revocation" not in problem(stranger)
    assert other.feed().events == ()


def test_the_word_holds_for_one_request_of_one_key_only(platform: Any, terminal: Any) -> None:
    take_out(platform, terminal.number)
    word = told(terminal, terminal.send(terminal.signed("GET", "/v1/feed")))
    mine = {
        "terminal": terminal.number,
        "public_key": terminal.key.public_key().public_bytes_raw(),
        "nonce": terminal.nonce,
        "keys": terminal.platform_keys,
    }
    verify_revocation(word, **mine)
    for other in (
        {"terminal": "0002"},
        {"public_key": bytes(32)},
        {"nonce": "another nonce of ours"},
        {"keys": {}},
        {"keys": {word.key_id: Ed25519PrivateKey.generate().public_key().public_bytes_raw()}},
    ):
        with pytest.raises(RevocationError):
            verify_revocation(word, **(mine | other))
    bent = word.model_copy(update={"revoked_at": word.revoked_at + timedelta(days=1)})
    with pytest.raises(RevocationError):
        verify_revocation(bent, **mine)


def test_its_last_word_is_kept_once_and_signed_for(platform: Any, terminal: Any) -> None:
    take_out(platform, terminal.number)
    assert state_of(row_of(platform, terminal.number)) == "revoked"
    first, again = wiped(terminal, kept=3), wiped(terminal, kept=9)
    for response in (first, again):
        assert response.status_code == 200, response.text
        verify_answer(
            response.json(), purpose="wiped", terminal=terminal.number, keys=terminal.platform_keys
        )
    replies = [WipedReply.model_validate_json(one.content) for one in (first, again)]
    assert replies[0].wiped_at == replies[1].wiped_at
    row = row_of(platform, terminal.number)
    assert (state_of(row), row.wiped_kept, row.wiped_at) == ("wiped", 3, replies[0].wiped_at)
    assert acts(platform)[-2:] == [
        ("li", "revoke", f"{terminal.number}: stolen"),
        (f"terminal {terminal.number}", "wiped", "3 kept sealed"),
    ]


def test_who_is_in_use_has_no_last_word(platform: Any, terminal: Any, problem: Read) -> None:
    response = wiped(terminal)
    assert (response.status_code, problem(response)["code"]) == (409, "terminal.not_revoked")
    assert state_of(row_of(platform, terminal.number)) == "in_use"


@pytest.mark.parametrize("body", [b"{}", b'{"at":"2026-11-22T00:00:00Z","kept":-1}'])
def test_what_is_no_last_word_is_refused(
    platform: Any, terminal: Any, problem: Read, body: bytes
) -> None:
    take_out(platform, terminal.number)
    response = terminal.send(terminal.signed("POST", "/v1/wiped", body))
    assert (response.status_code, problem(response)["code"]) == (400, "terminal.malformed")


def test_a_terminal_is_revoked_once_and_must_be_there(platform: Any, terminal: Any) -> None:
    take_out(platform, terminal.number)
    for number, code in ((terminal.number, "terminal.revoked"), ("9999", "terminal.unknown")):
        with pytest.raises(EnvironmentFault) as caught:
            take_out(platform, number)
        assert caught.value.code == code
    assert [act for _, act, _ in acts(platform)].count("revoke") == 1
