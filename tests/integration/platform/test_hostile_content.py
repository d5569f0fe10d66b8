"""Signed requests whose content is meant to break something: answered, kept, nothing blocked."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sync.protocol.envelope import MessageKind

DEEP = 100_000


def post(terminal: Any, *items: Any) -> Any:
    return terminal.send(
        terminal.signed("POST", "/v1/messages", json.dumps({"messages": items}).encode())
    )


def as_json(message: Any) -> dict[str, Any]:
    found = json.loads(message.model_dump_json())
    assert isinstance(found, dict)
    return found


def outcomes(response: Any) -> list[tuple[str, str]]:
    assert response.status_code == 200, response.text
    return [(one["outcome"], one["code"]) for one in response.json()["results"]]


def test_half_a_character_in_a_member_name_spoils_one_message_only(terminal: Any) -> None:
    bad = as_json(terminal.message()) | {"\ud800": 1}
    assert outcomes(post(terminal, bad, as_json(terminal.message()))) == [
        ("refused", "message.malformed"),
        ("accepted", ""),
    ]


def test_a_member_name_of_megabytes_is_not_kept_as_a_reason(terminal: Any) -> None:
    bad = as_json(terminal.message()) | {"x" * 1_000_000: 1}
    response = post(terminal, bad)
    assert outcomes(response) == [("refused", "message.malformed")]
    assert len(response.content) < 10_000


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
def test_a_moment_at_the_end_of_the_calendar_spoils_one_message_only(
    terminal: Any, moment: str
) -> None:
    bad = as_json(terminal.message()) | {"created_at": moment}
    assert outcomes(post(terminal, bad, as_json(terminal.message()))) == [
        ("refused", "message.malformed"),
        ("accepted", ""),
    ]


def test_a_body_nested_without_end_spoils_one_message_only(terminal: Any) -> None:
    bad = terminal.message(kind=MessageKind.HEALTH, plaintext=b"[" * DEEP)
    assert outcomes(post(terminal, as_json(bad), as_json(terminal.message()))) == [
        ("refused", "body.invalid"),
        ("accepted", ""),
    ]


@pytest.mark.parametrize("depth", [50, 200, 400, 700, 900, 960, 980])
def test_an_entry_nested_deeply_spoils_one_message_only(terminal: Any, depth: int) -> None:
    bad = as_json(terminal.message())
    text = json.dumps(bad)[:-1] + ',"more":' + "[" * depth + "]" * depth + "}"
    good = terminal.message().model_dump_json()
    response = terminal.send(
        terminal.signed("POST", "/v1/messages", f'{{"messages":[{text},{good}]}}'.encode())
    )
    if response.status_code == 400:
        assert response.json()["code"] == "request.json"
    else:
        assert outcomes(response) == [("refused", "message.malformed"), ("accepted", "")]


def test_a_message_of_another_shape_is_refused_by_the_hash_its_sender_knows(terminal: Any) -> None:
    bad = as_json(terminal.message()) | {"from_the_future": 1}
    for entry in (bad, bad | {"sha256": "no hash"}, bad | {"sha256": 7}):
        response = post(terminal, entry)
        assert outcomes(response) == [("refused", "message.malformed")]
        same = response.json()["results"][0]["sha256"] == entry["sha256"]
        assert same == (entry is bad)


def test_a_body_that_is_cut_off_in_the_middle_of_a_number_is_no_body(terminal: Any) -> None:
    bad = terminal.message(kind=MessageKind.AUDIT, plaintext=b"1" * 100_000)
    assert outcomes(post(terminal, as_json(bad))) == [("refused", "body.invalid")]


def with_item(terminal: Any, **changes: str) -> Any:
    """A message as a terminal would send it that does not look at what it seals."""
    body = terminal.case()
    return terminal.message(body.model_copy(update={"item": body.item.model_copy(update=changes)}))


def test_a_zero_byte_that_no_column_holds_spoils_one_message_only(terminal: Any) -> None:
    good = as_json(terminal.message())
    assert outcomes(post(terminal, as_json(with_item(terminal, id="6\x00")), good)) == [
        ("refused", "body.invalid"),
        ("accepted", ""),
    ]


@pytest.mark.parametrize("changes", [{"item_version": "1\x00"}, {"\x00": 1}, {"\ud800": "\x00"}])
def test_a_zero_byte_in_the_clear_spoils_one_message_only(
    terminal: Any, changes: dict[str, Any]
) -> None:
    bad = as_json(terminal.message()) | changes
    assert outcomes(post(terminal, bad, as_json(terminal.message()))) == [
        ("refused", "message.malformed"),
        ("accepted", ""),
    ]
