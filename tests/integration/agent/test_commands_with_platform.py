"""An operator's commands on their whole way, the agent killed in between."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kiosk.cases.ports import CaseStore
from kiosk.cases.records import CommandState
from kiosk.store import Store

AGENT = """
import os, signal, sys
from kiosk import stopping
from pathlib import Path
from threading import Event
from kiosk.clock import SystemClock
from kiosk.store import Store
from sync.agent.health import Machine
from sync.agent.run import run_agent
from sync.agent.settings import AgentSettings

stop = Event()
signal.signal(signal.SIGTERM, stopping.handler(stop.set))
store = Store.open(Path(sys.argv[1]), bytes(range(32)))

def look():
    if sys.argv[2] == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    return Machine("0.1.0")

settings = AgentSettings(Path(sys.argv[1] + ".lock"), poll_s=0.02, look_s=0.1)
run_agent(settings, store, clock=SystemClock(), stop_event=stop, look=look)
store.close()
"""


def given(platform: Any, terminal: str) -> list[dict[str, Any]]:
    found = json.loads(platform.run("commands", "--json"))
    return [one for one in found if one["terminal"] == terminal]


def number(store: CaseStore) -> str:
    identity = store.terminal()
    assert identity is not None
    return identity.terminal


def test_an_operator_hears_what_became_of_each_command(
    platform: Any,
    enrolled: Store,
    start_agent: Callable[[CaseStore], Any],
    wait_for: Callable[[Callable[[], object]], None],
) -> None:
    terminal = number(enrolled)
    for name in ("send-diagnostics", "refresh-catalogue", "self-test"):
        platform.run("command", terminal, name)
    assert [one["state"] for one in given(platform, terminal)] == ["sent"] * 3
    start_agent(enrolled)
    wait_for(lambda: all(one["reported_at"] for one in given(platform, terminal)))
    done, refused, failed = given(platform, terminal)
    assert (done["state"], done["outcome"]["report"]["messages"]["queued"]) == ("done", 0)
    assert (refused["state"], refused["code"]) == ("refused", "command.no_catalogue_updates")
    assert (failed["state"], failed["code"]) == ("failed", "command.no_screen")
    assert all(one["fetched_at"] for one in (done, refused, failed))


def test_an_agent_killed_between_taking_and_doing_does_it_once_when_it_is_back(
    platform: Any, enrolled: Store, tmp_path: Path, wait_for: Callable[[Callable[[], object]], None]
) -> None:
    terminal = number(enrolled)
    platform.run("command", terminal, "send-diagnostics")

    @contextmanager
    def agent(how: str) -> Iterator[subprocess.Popen[bytes]]:
        command = [sys.executable, "-c", AGENT, str(tmp_path / "kiosk.db"), how]
        with subprocess.Popen(command) as process:
            try:
                yield process
            finally:
                process.kill()  # does nothing to one that has ended

    with agent("die") as killed:
        assert killed.wait(60) == -signal.SIGKILL
    with enrolled.reading() as uow:
        (taken,) = uow.commands.unsettled()
    assert taken.state is CommandState.TAKEN
    assert given(platform, terminal)[0]["state"] == "sent"
    with agent("live") as process:
        wait_for(lambda: given(platform, terminal)[0]["state"] == "done")
        os.kill(process.pid, signal.SIGTERM)
        assert process.wait(60) == 0
    with enrolled.reading() as uow:
        assert uow.commands.unsettled() == []
        assert uow.outbox.counts().acknowledged == 1
