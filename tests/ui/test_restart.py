"""A restart that an operator of the platform wants: between two visits, once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from threading import Event
from typing import Any
from uuid import UUID

import pytest

from kiosk.cases import commands
from kiosk.cases.mirror import apply_feed
from kiosk.cases.records import CommandState, RemoteCommand
from kiosk.clock import SystemClock


class Ends:
    """Counts how often the screen is to end."""

    def __init__(self, terminal: Any) -> None:
        self.times = 0
        terminal.app.restartWanted.connect(self._end)

    def _end(self) -> None:
        self.times += 1


class Looks:
    """Counts how often the watch has looked since."""

    def __init__(self, terminal: Any) -> None:
        self.times = 0
        watch = terminal.app._restarts
        assert watch is not None
        watch._timer.timeout.connect(self._look)

    def _look(self) -> None:
        self.times += 1


@pytest.fixture
def wants(store: Any) -> Callable[..., None]:
    """An operator's word arrives."""

    def arrive(position: int = 1, hours: int = 24) -> None:
        now = SystemClock().now()
        command = RemoteCommand(
            UUID(int=position), position, "restart", now, now + timedelta(hours=hours)
        )
        apply_feed(store.unit_of_work(), [], position, [command])

    return arrive


def states(store: Any) -> list[CommandState]:
    return [one.state for one in store.data.commands.values()]


def said(store: Any) -> list[str]:
    return [one.kind for one in store.data.messages.values()]


def test_a_restart_waits_for_the_end_of_a_visit_and_is_told_by_who_comes_after(
    open_terminal: Callable[..., Any], store: Any, wants: Callable[..., None]
) -> None:
    terminal = open_terminal(restarts=True)
    ends = Ends(terminal)
    terminal.reaches_questions()
    wants()
    looks = Looks(terminal)
    terminal.answers()
    terminal.until(lambda: looks.times >= 2)
    assert (states(store), ends.times) == ([CommandState.TAKEN], 0)
    terminal.devices.lifts()
    terminal.app.view_model.exitSession()
    terminal.waits_for_page("Finish")
    assert ends.times == 0
    terminal.robot.tap("finishClose")
    terminal.until(lambda: ends.times == 1)
    assert terminal.page == "Attract"
    assert states(store) == [CommandState.UNDER_WAY]
    assert said(store) == []
    again = open_terminal(restarts=True)
    ends_again = Ends(again)
    again.until(lambda: states(store) == [CommandState.SETTLED])
    assert said(store) == ["command_outcome"]
    assert (ends.times, ends_again.times) == (1, 0)


def test_a_restart_that_a_visit_overtakes_is_put_back_and_done_after_it(
    open_terminal: Callable[..., Any],
    store: Any,
    wants: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    terminal = open_terminal(restarts=True)
    ends = Ends(terminal)
    begun, somebody_came = Event(), Event()

    def begin(uow: Any, command: RemoteCommand) -> bool:
        done = real_begin(uow, command)
        begun.set()
        return somebody_came.wait(60) and done

    real_begin = commands.begin
    monkeypatch.setattr(commands, "begin", begin)
    wants()
    terminal.until(begun.is_set)
    assert states(store) == [CommandState.UNDER_WAY]
    terminal.reaches_home()
    somebody_came.set()
    terminal.until(lambda: states(store) == [CommandState.TAKEN])
    assert ends.times == 0
    terminal.app.view_model.exitSession()
    terminal.until(lambda: ends.times == 1)
    assert terminal.page == "Attract"
    assert states(store) == [CommandState.UNDER_WAY]


def test_a_restart_whose_time_is_over_is_left_alone(
    open_terminal: Callable[..., Any], store: Any, wants: Callable[..., None]
) -> None:
    terminal = open_terminal(restarts=True)
    ends = Ends(terminal)
    wants(1, hours=-1)
    wants(2)
    terminal.until(lambda: ends.times == 1)
    assert states(store) == [CommandState.TAKEN, CommandState.UNDER_WAY]


def test_a_store_that_fails_is_asked_again(
    open_terminal: Callable[..., Any], store: Any, wants: Callable[..., None]
) -> None:
    terminal = open_terminal(restarts=True)
    ends = Ends(terminal)
    wants()
    store.fail_commits = 2
    terminal.until(lambda: ends.times == 1)
    assert store.fail_commits == 0


def test_a_screen_that_nobody_starts_again_does_not_end(
    terminal: Any, store: Any, wants: Callable[..., None]
) -> None:
    wants()
    ends = Ends(terminal)
    terminal.reaches_home()
    assert (states(store), ends.times) == ([CommandState.TAKEN], 0)
