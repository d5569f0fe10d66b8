"""A terminal gets another key by itself; the one it had lets nobody in from then on."""

from __future__ import annotations

import base64
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import insert

from sync.platform.enrolment import issue_token
from sync.platform.revoking import revoke
from sync.platform.store import tables
from sync.protocol.enrolment import enrolment_request
from sync.protocol.key_change import KeyChangeBody, change_key
from sync.protocol.messages import Outcome, Problem, TerminalFacts
from sync.protocol.revocation import WipedBody, verify_revocation
from sync.protocol.signatures import verify_answer

Read = Callable[[requests.Response], dict[str, Any]]


def said(terminal: Any, following: Ed25519PrivateKey, **changes: Any) -> KeyChangeBody:
    made = change_key(
        terminal.number, current=terminal.key, following=following, epoch=terminal.epoch
    )
    return made.model_copy(update=changes)


def show(
    terminal: Any, body: KeyChangeBody, key: Ed25519PrivateKey | None = None
) -> requests.Response:
    content = body.model_dump_json().encode()
    answer: requests.Response = terminal.send(terminal.signed("POST", "/v1/key", content, key=key))
    return answer


def state(terminal: Any, answer: requests.Response, key: Ed25519PrivateKey) -> str:
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    verify_answer(found, purpose="key", terminal=terminal.number, keys=terminal.platform_keys)
    assert base64.b64decode(found["public_key"]) == key.public_key().public_bytes_raw()
    return str(found["state"])


def acts(platform: Any) -> list[str]:
    with platform.parts.database.reading() as transaction:
        return [one.act for one in transaction.acts() if one.act.startswith("key:")]


@pytest.fixture
def new() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.generate()


def test_both_keys_are_let_in_until_the_new_one_signs(
    platform: Any, terminal: Any, new: Ed25519PrivateKey, problem: Read
) -> None:
    old = terminal.key
    body = said(terminal, new)
    assert state(terminal, show(terminal, body), new) == "announced"
    terminal.feed()
    assert state(terminal, show(terminal, body), new) == "announced", "an answer that was lost"
    sealed_with_the_old = terminal.message()
    assert state(terminal, show(terminal, body, new), new) == "in_use"
    assert state(terminal, show(terminal, body, new), new) == "in_use"
    terminal.key = new
    terminal.feed()
    results = terminal.deliver(sealed_with_the_old, terminal.message()).results
    assert [one.outcome for one in results] == [Outcome.ACCEPTED] * 2
    terminal.clock.ahead = timedelta(seconds=2)  # signatures know whole seconds
    for _ in range(3):
        refused = terminal.send(terminal.signed("GET", "/v1/feed", key=old))
        assert (refused.status_code, problem(refused)["code"]) == (401, "terminal.key_former")
    assert acts(platform) == ["key:announced", "key:changed", "key:former"]


def test_any_request_of_the_new_key_takes_it_into_use(
    platform: Any, terminal: Any, new: Ed25519PrivateKey, problem: Read
) -> None:
    old = terminal.key
    show(terminal, said(terminal, new))
    terminal.key = new
    with ThreadPoolExecutor(5) as pool:
        pages = list(pool.map(lambda _: terminal.feed(), range(5)))
    assert len(pages) == 5
    refused = terminal.send(terminal.signed("GET", "/v1/feed", key=old))
    assert problem(refused)["code"] == "terminal.key_former"
    assert acts(platform).count("key:changed") == 1


def test_what_the_old_key_signed_before_the_change_came_late_and_tells_of_nobody(
    platform: Any, terminal: Any, new: Ed25519PrivateKey, problem: Read
) -> None:
    late = terminal.signed("GET", "/v1/feed")
    body = said(terminal, new)
    show(terminal, body)
    platform.clock.ahead = timedelta(seconds=2)  # signatures know whole seconds
    show(terminal, body, new)
    assert problem(terminal.send(late))["code"] == "terminal.key_former"
    assert "key:former" not in acts(platform)


def test_who_has_neither_key_is_a_stranger_before_and_after(
    terminal: Any, new: Ed25519PrivateKey, problem: Read
) -> None:
    body = said(terminal, new)
    for _ in range(2):
        stranger = show(terminal, body, Ed25519PrivateKey.generate())
        assert problem(stranger)["code"] == "signature.invalid"
        assert problem(show(terminal, body, new))["code"] == "signature.invalid"
    show(terminal, body)
    show(terminal, body, new)
    stranger = show(terminal, body, Ed25519PrivateKey.generate())
    assert problem(stranger)["code"] == "signature.invalid"


def test_a_change_that_is_not_proved_is_refused(
    terminal: Any, new: Ed25519PrivateKey, new_terminal: Callable[..., Any], problem: Read
) -> None:
    other = new_terminal()
    right = said(terminal, new)
    wrong = [
        said(terminal, new, proof=bytes(64)),
        said(terminal, new, terminal_key="0" * 64),
        said(terminal, new, epoch=other.epoch),
        said(terminal, new, public_key=bytes(7)),
        right.model_copy(
            update={"public_key": Ed25519PrivateKey.generate().public_key().public_bytes_raw()}
        ),
        said(other, new),
    ]
    for body in wrong:
        refused = show(terminal, body)
        assert (refused.status_code, problem(refused)["code"]) == (400, "key.proof")
    malformed = terminal.send(terminal.signed("POST", "/v1/key", b"{}"))
    assert (malformed.status_code, problem(malformed)["code"]) == (400, "key.malformed")


def test_no_other_terminal_s_key_and_none_that_was_left_is_taken(
    terminal: Any, new: Ed25519PrivateKey, new_terminal: Callable[..., Any], problem: Read
) -> None:
    other, old = new_terminal(), terminal.key
    taken = [other.key]
    body = said(terminal, new)
    show(terminal, body)
    show(terminal, body, new)
    terminal.key = new
    for key in (*taken, old):
        refused = show(terminal, said(terminal, key))
        assert (refused.status_code, problem(refused)["code"]) == (409, "key.taken")
    announced = Ed25519PrivateKey.generate()
    assert show(other, said(other, announced)).status_code == 200
    refused = show(terminal, said(terminal, announced))
    assert problem(refused)["code"] == "key.taken"


def test_a_terminal_put_back_from_a_backup_announces_another(
    terminal: Any, new: Ed25519PrivateKey
) -> None:
    show(terminal, said(terminal, Ed25519PrivateKey.generate()))
    body = said(terminal, new)
    assert state(terminal, show(terminal, body), new) == "announced"
    assert state(terminal, show(terminal, body, new), new) == "in_use"


def test_a_revoked_terminal_is_told_so_by_either_key(
    platform: Any, terminal: Any, new: Ed25519PrivateKey
) -> None:
    body = said(terminal, new)
    show(terminal, body)
    revoke(platform.parts.database, "0001", because="stolen", actor="li", clock=platform.clock)
    for key in (new, terminal.key):
        told = show(terminal, body, key)
        word = Problem.model_validate_json(told.content).revocation
        assert word is not None
        verify_revocation(
            word,
            terminal="0001",
            public_key=key.public_key().public_bytes_raw(),
            nonce=terminal.nonce,
            keys=terminal.platform_keys,
        )
    last = WipedBody(at=terminal.clock.now(), kept=4).model_dump_json().encode()
    answer = terminal.send(terminal.signed("POST", "/v1/wiped", last, key=new))
    assert answer.status_code == 200, answer.text
    assert acts(platform) == ["key:announced"]


def test_enrolled_again_with_the_key_it_had_announced(
    platform: Any, terminal: Any, new: Ed25519PrivateKey
) -> None:
    show(terminal, said(terminal, new))
    parts = platform.parts
    token = issue_token(
        parts.database, parts.keys, place="", number=1, replaces=True, clock=platform.clock
    )
    asked = enrolment_request(token, new, TerminalFacts(software_version="0.2.0"), "0001")
    content = asked.model_dump_json().encode()
    assert terminal.post_raw("/v1/enrolments", content).status_code == 200
    terminal.key = new
    terminal.feed()


def test_a_former_key_is_heard_once_and_not_often_and_costs_the_terminal_nothing(
    start_platform: Callable[..., Any],
    new_terminal: Callable[..., Any],
    new: Ed25519PrivateKey,
    problem: Read,
) -> None:
    platform = start_platform(rate=1, folder="slow")
    terminal = new_terminal(on=platform)
    old, body = terminal.key, said(terminal, new)
    show(terminal, body)
    show(terminal, body, new)
    terminal.key = new
    now = platform.clock.now()
    platform.clock.now = lambda: now + timedelta(seconds=30)  # time stands still while it is asked
    again = terminal.signed("GET", "/v1/feed", key=old)
    codes = [problem(terminal.send(again))["code"] for _ in range(2)]
    assert codes == ["terminal.key_former", "signature.replayed"]
    refused = [terminal.send(terminal.signed("GET", "/v1/feed", key=old)) for _ in range(12)]
    assert {problem(one)["code"] for one in refused} == {"terminal.key_former", "request.rate"}
    assert refused[-1].status_code == 429
    terminal.feed()


def test_a_terminal_announces_other_keys_seldom_and_the_same_as_often_as_it_likes(
    platform: Any, terminal: Any, new: Ed25519PrivateKey, problem: Read
) -> None:
    others = [Ed25519PrivateKey.generate() for _ in range(8)]
    for key in (*others, new, new):
        assert state(terminal, show(terminal, said(terminal, key)), key) == "announced"
    late = said(terminal, Ed25519PrivateKey.generate())
    answer = show(terminal, late)
    assert (answer.status_code, problem(answer)["code"]) == (429, "key.rate")
    assert acts(platform) == ["key:announced"] * 9
    # what was announced stays, and signs
    assert state(terminal, show(terminal, said(terminal, new), new), new) == "in_use"
    terminal.key = new
    platform.clock.ahead = terminal.clock.ahead = timedelta(hours=2)
    assert state(terminal, show(terminal, said(terminal, others[0])), others[0]) == "announced"


def test_of_many_former_keys_the_last_ones_are_tried(platform: Any, terminal: Any) -> None:
    database, now = platform.parts.database, platform.clock.now()
    with database.engine.begin() as connection:
        connection.execute(
            insert(tables.former_keys),
            [
                {
                    "public_key": bytes([number]) * 32,
                    "terminal": terminal.number,
                    "until": now + timedelta(seconds=number),
                }
                for number in range(40)
            ],
        )
    with database.reading() as transaction:
        tried = [row.public_key[0] for row in transaction.credentials.former(terminal.number)]
    assert tried == list(range(39, 7, -1))
