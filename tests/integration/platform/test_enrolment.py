"""POST /v1/enrolments: a token lets one terminal in, once."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.errors import EnvironmentFault
from sync.protocol.enrolment import (
    EnrolmentError,
    EnrolmentToken,
    check_platform,
    enrolment_request,
)
from sync.protocol.messages import TerminalFacts

Read = Callable[[requests.Response], dict[str, Any]]
FACTS = TerminalFacts(software_version="0.1.0")


def ask(url: str, token: EnrolmentToken, key: Ed25519PrivateKey) -> requests.Response:
    body = enrolment_request(token, key, FACTS).model_dump_json()
    return requests.post(
        f"{url}/v1/enrolments",
        data=body.encode(),
        headers={"Content-Type": "application/json"},
        timeout=20,
    )


def test_a_terminal_gets_its_number_and_all_it_needs(terminal: Any) -> None:
    reply = terminal.enrolment
    assert reply.terminal == "0001"
    assert reply.place == "汶南镇便民服务中心"
    assert reply.platform_keys[0].suite == "hpke-x25519-aes256gcm"
    assert abs(reply.server_time - terminal.clock.now()) < timedelta(minutes=1)
    assert reply.settings.batch_messages == 100
    check_platform(terminal.token, reply)


def test_a_terminal_notices_that_another_platform_answered(terminal: Any) -> None:
    token = EnrolmentToken.make(bytes(20), b"another platform's key")
    with pytest.raises(EnrolmentError) as caught:
        check_platform(token, terminal.enrolment)
    assert caught.value.code == "enrolment.wrong_platform"


def test_the_same_request_again_gets_the_same_answer(terminal: Any) -> None:
    again = terminal.enrol(terminal.token)
    assert again.status_code == 200
    assert again.json()["terminal"] == terminal.number


def test_a_used_token_lets_no_other_key_in(terminal: Any, problem: Read) -> None:
    response = ask(terminal.url, terminal.token, Ed25519PrivateKey.generate())
    assert (response.status_code, problem(response)["code"]) == (403, "enrolment.token")


def test_a_token_used_by_ten_at_once_lets_one_in(platform: Any) -> None:
    token = platform.token()
    keys = [Ed25519PrivateKey.generate() for _ in range(10)]
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda key: ask(platform.url, token, key), keys))
    assert sorted(answer.status_code for answer in answers) == [200] + [403] * 9


def test_an_expired_token_lets_nobody_in(platform: Any, problem: Read) -> None:
    token = platform.token(life=timedelta(hours=1))
    platform.clock.ahead = timedelta(hours=1)
    response = ask(platform.url, token, Ed25519PrivateKey.generate())
    assert (response.status_code, problem(response)["code"]) == (403, "enrolment.token")


def test_a_made_up_token_lets_nobody_in(platform: Any, problem: Read) -> None:
    token = EnrolmentToken.make(bytes(20), platform.parts.keys.first_signer.public)
    response = ask(platform.url, token, Ed25519PrivateKey.generate())
    assert (response.status_code, problem(response)["code"]) == (403, "enrolment.token")


def test_a_key_is_one_terminal_only(platform: Any, terminal: Any, problem: Read) -> None:
    token = platform.token()
    response = ask(platform.url, token, terminal.key)
    assert (response.status_code, problem(response)["code"]) == (409, "enrolment.key")
    fresh = ask(platform.url, token, Ed25519PrivateKey.generate())
    assert fresh.status_code == 200, "a refusal must not use the token up"


@pytest.mark.parametrize("change", ["public_key", "facts", "proof"])
def test_a_request_not_made_by_its_key_is_refused(
    platform: Any, problem: Read, change: str
) -> None:
    asked = enrolment_request(platform.token(), Ed25519PrivateKey.generate(), FACTS)
    other = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    changes: dict[str, Any] = {
        "public_key": other,
        "facts": TerminalFacts(software_version="6.6.6"),
        "proof": bytes(64),
    }
    body = asked.model_copy(update={change: changes[change]}).model_dump_json()
    response = requests.post(
        f"{platform.url}/v1/enrolments",
        data=body.encode(),
        headers={"Content-Type": "application/json"},
        timeout=20,
    )
    assert (response.status_code, problem(response)["code"]) == (400, "enrolment.proof")


@pytest.mark.parametrize("spoiled", ["token", "public_key"])
def test_a_token_or_key_that_is_none_is_refused(platform: Any, problem: Read, spoiled: str) -> None:
    key = Ed25519PrivateKey.generate()
    if spoiled == "token":
        asked = enrolment_request(EnrolmentToken("secret", "mark"), key, FACTS)
        expected = (403, "enrolment.token")
    else:
        asked = enrolment_request(platform.token(), key, FACTS)
        asked = asked.model_copy(update={"public_key": b"short"})
        expected = (400, "enrolment.proof")
    response = requests.post(
        f"{platform.url}/v1/enrolments",
        data=asked.model_dump_json().encode(),
        headers={"Content-Type": "application/json"},
        timeout=20,
    )
    assert (response.status_code, problem(response)["code"]) == expected


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"{", "request.json"),
        (b"{}", "enrolment.malformed"),
        (b"[]", "enrolment.malformed"),
        (json.dumps({"token": 1}).encode(), "enrolment.malformed"),
    ],
)
def test_what_is_no_request_is_refused(
    platform: Any, problem: Read, body: bytes, code: str
) -> None:
    response = requests.post(
        f"{platform.url}/v1/enrolments",
        data=body,
        headers={"Content-Type": "application/json"},
        timeout=20,
    )
    assert (response.status_code, problem(response)["code"]) == (400, code)


def test_numbers_go_up_and_pass_by_those_given_by_hand(
    platform: Any, new_terminal: Callable[..., Any]
) -> None:
    assert new_terminal(platform.token(number=2)).number == "0002"
    assert new_terminal().number == "0001"
    assert new_terminal().number == "0003"
    assert new_terminal(platform.token(number=817)).number == "0817"


def test_a_number_is_given_once(platform: Any, problem: Read) -> None:
    first, second = platform.token(number=5), platform.token(number=5)
    assert ask(platform.url, first, Ed25519PrivateKey.generate()).status_code == 200
    response = ask(platform.url, second, Ed25519PrivateKey.generate())
    assert (response.status_code, problem(response)["code"]) == (409, "enrolment.number")
    for number in (5, -1, 10000):
        with pytest.raises(EnvironmentFault) as caught:
            platform.token(number=number)
        assert caught.value.code == "enrolment.number"


def test_the_last_number_is_the_last(platform: Any, problem: Read) -> None:
    with platform.parts.database.engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO counters VALUES ('terminal', 9999)")
    response = ask(platform.url, platform.token(), Ed25519PrivateKey.generate())
    assert (response.status_code, problem(response)["code"]) == (409, "enrolment.number")


def test_the_platform_keeps_no_token(platform: Any) -> None:
    token = platform.token()
    for path in platform.settings.data.glob("*.*"):
        assert token.secret.encode() not in path.read_bytes()
