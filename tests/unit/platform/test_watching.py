"""What a serving platform does by itself: it goes on after a mistake and ends in order."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from structlog.testing import capture_logs

from kiosk.clock import SystemClock
from kiosk.errors import EnvironmentFault
from sync.platform.api import create_app, watching
from sync.platform.api.watching import watch
from sync.platform.settings import Settings
from sync.platform.stock import Stock, Stocktaking
from sync.platform.store import Database
from sync.platform.waiting import Bell, Lookout

ROUNDS = ["cases", "files", "forms", "people"]


class Enough(BaseException):
    """Ends a watch, which nothing less does."""


class _Reading:
    """A database at which only the look for cases to check ends up."""

    def __init__(self, look: Callable[[], int]) -> None:
        self._look = look

    def __call__(self) -> Any:
        self._look()
        return nullcontext(SimpleNamespace(checks=SimpleNamespace(free=lambda *_: [])))


def watched(name: str, look: Callable[[], int]) -> Any:
    """A platform of which one round of the watch does this; the others find nothing to do."""

    def nothing() -> int:
        return 0

    return SimpleNamespace(
        database=SimpleNamespace(reading=_Reading(look if name == "forms" else nothing)),
        keys=None,
        receiving=SimpleNamespace(borrowed_tokens=0 if name == "forms" else 3),
        receiver=SimpleNamespace(quiet_s=60.0 if name == "forms" else 0.0),
        clock=SystemClock(),
        bell=Bell(),
        decisions=SimpleNamespace(accept_by_silence=look if name == "cases" else nothing),
        queries=SimpleNamespace(note_whose=look if name == "people" else nothing),
        files=SimpleNamespace(
            sweep=look if name == "files" else nothing,
            answers=nothing,
            storage=SimpleNamespace(answers=nothing),
        ),
    )


@pytest.fixture
def _no_stocktaking(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Stocktaking, "take_if_due", lambda *_: None)


@pytest.mark.usefixtures("_no_stocktaking")
@pytest.mark.parametrize("name", ROUNDS)
@pytest.mark.parametrize(
    "wrong", [ValueError("a case"), EnvironmentFault("database.unavailable", "It restarts.")]
)
def test_the_watch_goes_on_after_a_mistake(wrong: Exception, name: str) -> None:
    looks = 0

    def look() -> int:
        nonlocal looks
        looks += 1
        if looks < 3:
            raise wrong
        raise Enough

    with pytest.raises(BaseExceptionGroup) as caught:
        asyncio.run(watch(watched(name, look), every_s=0))
    assert caught.group_contains(Enough)
    assert looks == 3


@pytest.mark.usefixtures("_no_stocktaking")
@pytest.mark.parametrize("name", ROUNDS)
def test_the_watch_ends_when_no_round_works_any_more(name: str) -> None:
    begun, go_on, over = threading.Event(), threading.Event(), threading.Event()

    def look() -> int:
        begun.set()
        assert go_on.wait(60)
        over.set()
        return 0

    async def end() -> bool:
        watching = asyncio.create_task(watch(watched(name, look), every_s=1000))
        assert await asyncio.to_thread(begun.wait, 60)
        watching.cancel()
        # long enough for a watch that does not wait to end before
        asyncio.get_running_loop().call_later(0.2, go_on.set)
        await asyncio.wait([watching])
        assert watching.cancelled()
        return over.is_set()

    assert asyncio.run(end())


@pytest.mark.usefixtures("_no_stocktaking")
def test_that_feeds_are_not_watched_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    restarts = EnvironmentFault("database.unavailable", "It restarts.")
    outcomes = [restarts, restarts, ValueError("a row"), ValueError("a row"), None, restarts]

    def look(_: Lookout) -> None:
        if not outcomes:
            raise Enough
        if (outcome := outcomes.pop(0)) is not None:
            raise outcome

    woken: list[int] = []
    monkeypatch.setattr(Bell, "wake_all", lambda _: woken.append(len(outcomes)))
    monkeypatch.setattr(Lookout, "look", look)
    monkeypatch.setattr(watching, "_OTHERS_S", 0)
    monkeypatch.setattr(watching, "_GATHER_S", 0)
    with capture_logs() as logs, pytest.raises(BaseExceptionGroup):
        asyncio.run(watch(watched("", int), every_s=1000))
    told = [line["code"] for line in logs if line["event"] == "feeds.not_watched"]
    assert told == ["database.unavailable", "platform.bug", "database.unavailable"]
    assert woken == [5, 4, 3, 2, 0]  # they look for themselves whenever nobody looks for them


class Ticking(SystemClock):
    """Half a second passes from one look to the next."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def monotonic(self) -> float:
        self.seconds += 0.5
        return self.seconds


@pytest.mark.usefixtures("_no_stocktaking")
@pytest.mark.parametrize("busy", [{"borrowed_tokens": 1}, {"quiet_s": 0.4}])
def test_while_terminals_send_few_cases_are_checked_but_some_are(busy: dict[str, float]) -> None:
    looked_at: list[float] = []
    clock = Ticking()

    def look() -> int:
        looked_at.append(clock.seconds)
        if len(looked_at) == 3:
            raise Enough
        return 0

    platform = watched("forms", look)
    platform.clock = clock
    for part in (platform.receiving, platform.receiver):
        for name, value in busy.items():
            if hasattr(part, name):
                setattr(part, name, value)
    with pytest.raises(BaseExceptionGroup):
        asyncio.run(watch(platform, every_s=0))
    assert min(b - a for a, b in pairwise(looked_at)) >= 5


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Any]:
    made = create_app(Settings(tmp_path, f"sqlite:///{tmp_path / 'platform.db'}"))
    yield made
    made.state.platform.database.close()


def test_a_platform_that_ends_stops_comparing_and_then_closes_its_database(
    app: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = threading.Event()
    said: list[str] = []
    close = Database.close

    def take(_: Stocktaking, go_on: Callable[[], bool]) -> Stock | None:
        begun.set()
        deadline = time.monotonic() + 60
        while go_on() and time.monotonic() < deadline:
            time.sleep(0.01)
        said.append("went on" if go_on() else "stopped")
        return None

    def closed(database: Database) -> None:
        said.append("closed")
        close(database)

    monkeypatch.setattr(Stocktaking, "take_if_due", take)
    monkeypatch.setattr(Database, "close", closed)

    async def serve() -> None:
        async with app.router.lifespan_context(app):
            assert await asyncio.to_thread(begun.wait, 60)

    asyncio.run(serve())
    assert said == ["stopped", "closed"]
