"""Whatever answers in the platform's place: the screen stays honest, and it arrives once."""

from __future__ import annotations

import json
from typing import Any

import pytest

LOGIN_PAGE = b"<!doctype html><title>WiFi</title><form action=/login>Your phone number</form>"
ARRIVAL_S = 120.0
"""The agent may just have begun one of its longer waits."""
UNTRUE = ("已经报上去了", "平台已经收到", "已经受理")


def garbage(_between: Any, _path: str, _body: bytes) -> Any:
    return 200, "application/json", b"\x00\xff{]" * 400


def a_login_page(_between: Any, _path: str, _body: bytes) -> Any:
    return 200, "text/html; charset=utf-8", LOGIN_PAGE


def an_error(_between: Any, _path: str, _body: bytes) -> Any:
    return 500, "text/plain", b"Internal Server Error"


def a_promise_without_a_signature(_between: Any, _path: str, _body: bytes) -> Any:
    return 200, "application/json", b'{"results": [{"outcome": "accepted"}]}'


def nothing_at_all(_between: Any, _path: str, _body: bytes) -> Any:
    return None


def a_changed_signature(between: Any, _path: str, body: bytes) -> Any:
    """The platform has filed the case; what it says is changed on the way."""
    status, kind, content = between.pass_on(between.request, body)
    document = json.loads(content)
    if "acknowledgement" in document:
        signature = document["acknowledgement"]["signature"]
        document["acknowledgement"]["signature"] = signature[1:5] + signature[:1] + signature[5:]
    return status, kind, json.dumps(document).encode()


@pytest.mark.parametrize(
    "conduct",
    [
        garbage,
        a_login_page,
        an_error,
        a_promise_without_a_signature,
        nothing_at_all,
        a_changed_signature,
    ],
)
def test_the_screen_says_saved_until_the_platform_itself_has_said_more(
    town: Any, conduct: Any
) -> None:
    town.puts_between(conduct)
    number, before = town.reaches_done(), town.between.batches
    town.screen.until(lambda: town.between.batches > before and town.waits_to_try_again())
    town.screen.says("已保存在本机", "联网后自动上报")
    assert town.screen.model.state == "saved"
    for words in UNTRUE:
        assert not town.screen.shows(words)
    town.leads_home()
    town.screen.until(lambda: town.screen.model.state != "saved", ARRIVAL_S)
    town.screen.says("已经")
    assert town.numbers().count(number) == 1
