"""Terminals that wait: one look for all of them finds out for whom there is news."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import timedelta
from http.client import HTTPConnection
from typing import Any

import pytest

from sync.platform import notices
from sync.platform.api import routes
from sync.platform.commands import give
from sync.platform.feed import events_after
from sync.platform.keys import announce_signer, open_keys, rotate
from sync.platform.waiting import Bell, Lookout
from sync.protocol.command_names import CommandName
from sync.protocol.envelope import SuiteName


def nothing() -> None:
    """Nobody writes anything."""


class Waiting:
    """Requests that wait for news in a platform's database."""

    def __init__(self, platform: Any) -> None:
        self.database = platform.parts.database
        self.folder = platform.settings.data
        self.clock = platform.clock
        self.bell = Bell()
        self.lookout = Lookout(self.database, open_keys(self.folder, self.clock), self.bell)

    def woken(self, heard: dict[str, nothing], *doings: Callable[[], object]) -> list[set[str]]:
        """Which terminals, that have heard so much, wake up at a look after each doing."""

        async def look() -> list[set[str]]:
            found = []
            with ExitStack() as stack:
                listening = self.bell.listening
                ears = [stack.enter_context(listening(*waiter)) for waiter in heard.items()]
                for doing in (nothing, *doings):  # the first look wakes everybody
                    doing()
                    self.lookout.look()
                    await asyncio.sleep(0)  # who was called hears it in the next round of the loop
                    found.append({ear.terminal for ear in ears if await ear.wait(0)})
            return found[1:]

        return asyncio.run(look())


@pytest.fixture
def waiting(platform: Any) -> Waiting:
    return Waiting(platform)


def test_only_those_with_news_are_woken_and_once(
    waiting: Waiting, terminal: Any, new_terminal: Callable[..., Any]
) -> None:
    other = new_terminal()
    terminal.deliver(terminal.message())

    def news() -> None:
        other.deliver(other.message())

    heard = {terminal.number: 2, other.number: 0}
    assert waiting.woken(heard, nothing, news, nothing, news) == [
        set(),
        {other.number},
        set(),
        {other.number},
    ]


def test_who_has_not_heard_all_is_woken(waiting: Waiting, terminal: Any) -> None:
    terminal.deliver(terminal.message())
    assert waiting.woken({terminal.number: 1}, nothing) == [{terminal.number}]


def test_a_command_wakes_its_terminal(
    waiting: Waiting, terminal: Any, new_terminal: Callable[..., Any]
) -> None:
    def command() -> None:
        name = CommandName.SELF_TEST
        give(waiting.database, terminal.number, name, actor="王主任", clock=waiting.clock)

    heard = {terminal.number: 0, new_terminal().number: 0}
    assert waiting.woken(heard, command) == [{terminal.number}]


def test_notices_wake_everybody(
    waiting: Waiting, terminal: Any, new_terminal: Callable[..., Any]
) -> None:
    posted = []

    def post() -> None:
        now = waiting.clock.now()
        words = {"zh_CN": "停电", "en": "No electricity"}
        posted.append(
            notices.post(
                waiting.database,
                title=words,
                text=words,
                begins_at=now,
                ends_at=now + timedelta(days=1),
                terminals=(),
                actor="王主任",
                clock=waiting.clock,
            )
        )

    def withdraw() -> None:
        (row,) = posted
        notices.withdraw(waiting.database, row.notice_id, actor="王主任", clock=waiting.clock)

    both = {terminal.number, new_terminal().number}
    assert waiting.woken(dict.fromkeys(both, 0), post, nothing, withdraw) == [both, set(), both]


def test_other_keys_wake_everybody(
    waiting: Waiting, terminal: Any, new_terminal: Callable[..., Any]
) -> None:
    def new_key() -> None:
        rotate(waiting.folder, waiting.clock, SuiteName.X25519)

    def new_signer() -> None:
        announce_signer(waiting.folder, waiting.clock, waiting.clock.now() + timedelta(days=1))

    both = {terminal.number, new_terminal().number}
    heard = dict.fromkeys(both, 0)
    assert waiting.woken(heard, new_key, nothing, new_signer, nothing) == [both, set(), both, set()]


def test_who_waits_in_vain_does_not_look(
    platform: Any,
    terminal: Any,
    new_terminal: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looks: Counter[str] = Counter()

    def look(database: Any, number: str, *args: Any, **kwargs: Any) -> Any:
        looks[number] += 1
        return events_after(database, number, *args, **kwargs)

    monkeypatch.setattr(routes, "events_after", look)
    other = new_terminal()
    with ThreadPoolExecutor(2) as pool:
        in_vain = pool.submit(other.feed, 0, 50)
        _until(lambda: looks[other.number] > 0 and len(platform.parts.bell.terminals()) == 1)
        for after in range(0, 10, 2):
            waiting = pool.submit(terminal.feed, after, 50)
            _until(lambda: len(platform.parts.bell.terminals()) == 2)
            terminal.deliver(terminal.message())
            assert waiting.result(timeout=60).cursor > after
        platform.parts.bell.close()
        assert in_vain.result(timeout=60).events == ()
    assert looks[terminal.number] >= 10
    assert looks[other.number] <= 3  # when it came, at the first look for all, at the end


def test_nobody_waits_for_who_is_gone(
    platform: Any, terminal: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "_STILL_THERE_S", 0.1)
    request = terminal.signed("GET", "/v1/feed?after=0&wait=50")
    connection = HTTPConnection("127.0.0.1", platform.port)
    connection.request(request.method, request.path_url, headers=dict(request.headers))
    _until(platform.parts.bell.terminals)
    connection.close()
    _until(lambda: not platform.parts.bell.terminals())


def _until(come: Callable[[], object]) -> None:
    for _ in range(6000):
        if come():
            return
        threading.Event().wait(0.01)
    pytest.fail("in vain")
