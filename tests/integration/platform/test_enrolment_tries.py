"""Whoever guesses enrolment tokens is let wait."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import text

from kiosk.clock import SystemClock
from sync.platform.admission import AT_ONCE, GAP, limited, network_of
from sync.platform.problems import ProblemError
from sync.protocol.enrolment import EnrolmentToken, enrolment_request
from sync.protocol.messages import TerminalFacts

Read = Callable[[requests.Response], dict[str, Any]]
DAY = timedelta(days=1)
"""How far the clock is put ahead, so that no stop of the machine counts beside it."""


def ask(url: str, token: EnrolmentToken) -> requests.Response:
    asked = enrolment_request(
        token, Ed25519PrivateKey.generate(), TerminalFacts(software_version="0.1.0")
    )
    return requests.post(
        f"{url}/v1/enrolments",
        data=asked.model_dump_json().encode(),
        headers={"Content-Type": "application/json"},
        timeout=30,
    )


def guess() -> EnrolmentToken:
    return EnrolmentToken.make(SystemClock().token(20), b"any platform's key")


@pytest.fixture
def guessed(platform: Any) -> Any:
    """A platform at which somebody has used up all guesses, at a time that stands still."""
    stood = platform.clock.now()
    platform.clock.now = lambda: stood + platform.clock.ahead
    assert [ask(platform.url, guess()).status_code for _ in range(AT_ONCE)] == [403] * AT_ONCE
    return platform


def test_who_guessed_too_often_waits_and_the_right_token_with_him(
    guessed: Any, problem: Read
) -> None:
    for token in (guess(), guessed.token()):
        refused = ask(guessed.url, token)
        assert (refused.status_code, problem(refused)["code"]) == (429, "enrolment.rate")
        assert refused.headers["Retry-After"] == str(int(GAP.total_seconds()))


def test_after_the_wait_there_is_one_more_try(guessed: Any) -> None:
    token = guessed.token()
    guessed.clock.ahead = GAP
    assert ask(guessed.url, guess()).status_code == 403
    assert ask(guessed.url, guess()).status_code == 429
    guessed.clock.ahead = 2 * GAP
    assert ask(guessed.url, token).status_code == 200


def test_who_was_quiet_is_forgotten(guessed: Any) -> None:
    guessed.clock.ahead = DAY
    assert ask(guessed.url, guess()).status_code == 403
    with guessed.parts.database.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM enrolment_tries")).scalar() == 1
    assert [ask(guessed.url, guess()).status_code for _ in range(2)] == [403, 403]


def test_others_do_not_wait_for_who_guesses(guessed: Any) -> None:
    clock = guessed.clock
    with limited(guessed.parts.database, "192.0.2.7", clock):
        pass
    with (
        pytest.raises(ProblemError) as caught,
        limited(guessed.parts.database, "127.0.0.1", clock),
    ):
        pytest.fail("was let in")
    assert caught.value.code == "enrolment.rate"


def test_terminals_that_are_let_in_do_not_count(platform: Any) -> None:
    answers = [ask(platform.url, platform.token()).status_code for _ in range(2 * AT_ONCE)]
    assert answers == [200] * 2 * AT_ONCE


@pytest.mark.parametrize(
    ("host", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("a" * 100, "a" * 64),
    ],
)
def test_what_counts_as_one_address(host: str, counted: str) -> None:
    assert network_of(host) == counted
