"""`kiosk run` ends when an operator wants it to begin anew, and says so when it is there again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Any
from uuid import UUID

from kiosk.bootstrap import open_store
from kiosk.cases.mirror import apply_feed
from kiosk.cases.records import CommandState, RemoteCommand
from kiosk.cases.samples import sample_terminal
from kiosk.clock import SystemClock
from kiosk.config import load_config

PATIENCE_S = 120.0


def until(condition: Callable[[], bool]) -> None:
    clock, pause = SystemClock(), Event()
    end = clock.monotonic() + PATIENCE_S
    while not condition():
        assert clock.monotonic() < end, "it did not come about"
        pause.wait(0.05)


@contextmanager
def killed_at_the_end(process: subprocess.Popen[Any]) -> Iterator[None]:
    try:
        yield
    finally:
        process.kill()  # does nothing to one that has ended; else the test would wait for ever


def test_the_screen_ends_and_tells_of_it_when_it_is_there_again(tmp_path: Path) -> None:
    file = tmp_path / "terminal.toml"
    file.write_text('data_dir = "data"\n')
    clock = SystemClock()
    store = open_store(load_config(file), clock)
    now = clock.now()
    wanted = RemoteCommand(UUID(int=1), 1, "restart", now, now + timedelta(hours=24))
    with store.unit_of_work() as uow:
        uow.terminal.save(sample_terminal().identity)
        uow.commit()
    apply_feed(store.unit_of_work(), [], 1, [wanted])
    command = [sys.executable, "-m", "kiosk.cli.main", "run", "--config", str(file), "--windowed"]
    screen = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}

    def state() -> CommandState:
        with store.reading() as uow:
            found = uow.commands.get(UUID(int=1))
        assert found is not None
        return found.state

    with (
        subprocess.Popen(command, env=screen, stderr=subprocess.PIPE, text=True) as first,
        killed_at_the_end(first),
    ):
        log = first.communicate(timeout=PATIENCE_S)[1]
    assert first.returncode == 0, log
    assert log.count('"screen.restarts"') == 1
    assert state() is CommandState.UNDER_WAY
    with (
        subprocess.Popen(command, env=screen, stderr=subprocess.DEVNULL) as second,
        killed_at_the_end(second),
    ):
        until(lambda: state() is CommandState.SETTLED)
        second.send_signal(signal.SIGTERM)
        assert second.wait(PATIENCE_S) == 0
    with store.reading() as uow:
        assert uow.outbox.counts().queued == 1
    store.close()
