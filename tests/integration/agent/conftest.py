import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from kiosk.cases.fakes import FakeStore
from kiosk.cases.ports import CaseStore
from kiosk.cases.samples import SampleTerminal, SteppingClock, sample_terminal
from kiosk.clock import SystemClock
from kiosk.store import Store
from sync.agent.enrolment import enrol
from sync.agent.health import Look, Machine
from sync.agent.run import run_agent
from sync.agent.settings import AgentSettings
from sync.protocol.messages import TerminalFacts

KEY = bytes(range(32))
FACTS = TerminalFacts(software_version="0.1.0")
PATIENCE_S = 120.0


@pytest.fixture
def wait_for() -> Callable[[Callable[[], object]], None]:
    """Wait until something is so; ask often, give up late."""

    def wait(condition: Callable[[], object]) -> None:
        clock, pause = SystemClock(), Event()
        end = clock.monotonic() + PATIENCE_S
        while not condition():
            assert clock.monotonic() < end, "it did not come about"
            pause.wait(0.01)

    return wait


@dataclass
class RealPlatform:
    """`kiosk-platform serve` in a process of its own."""

    data: Path
    url: str

    def run(self, *arguments: str) -> str:
        command = [sys.executable, "-m", "sync.platform.cli", *arguments, "--data", str(self.data)]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    def token(self) -> str:
        return self.run("token", "--place", "伏山镇便民服务中心").strip()

    def export(self) -> dict[str, Any]:
        found = json.loads(self.run("export", "--json"))
        assert isinstance(found, dict)
        return found


@pytest.fixture(scope="session")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealPlatform]:
    folder = tmp_path_factory.mktemp("platform")
    ready = folder / "ready.json"
    command = [
        *(sys.executable, "-m", "sync.platform.cli", "serve", "--data", str(folder / "data")),
        *("--port", "0", "--ready-file", str(ready)),
    ]
    with (folder / "log").open("w") as log, subprocess.Popen(command, stderr=log) as process:
        pause = Event()
        while not ready.exists():
            assert process.poll() is None, (folder / "log").read_text()
            pause.wait(0.02)
        while not (content := ready.read_text()):
            pause.wait(0.01)
        yield RealPlatform(folder / "data", json.loads(content)["url"])
        process.terminate()


@pytest.fixture
def enrolled(platform: RealPlatform, tmp_path: Path) -> Iterator[Store]:
    """A real store, enrolled with the real platform."""
    store = Store.open(tmp_path / "kiosk.db", KEY)
    with store.unit_of_work() as uow:
        uow.terminal.save(enrol(platform.url, platform.token(), FACTS))
        uow.commit()
    yield store
    store.close()


@pytest.fixture
def settings(tmp_path: Path) -> AgentSettings:
    return AgentSettings(
        tmp_path / "agent.lock",
        poll_s=0.02,
        look_s=0.1,
        connect_s=20,
        read_s=30,
        network_retry_s=0.2,
    )


class RunningAgent:
    """`run_agent` on a thread."""

    def __init__(self, settings: AgentSettings, store: CaseStore, look: Look) -> None:
        self.stop = Event()
        self.error: BaseException | None = None
        self._thread = Thread(target=self._run, args=(settings, store, look))
        self._thread.start()

    def _run(self, settings: AgentSettings, store: CaseStore, look: Look) -> None:
        try:
            run_agent(settings, store, clock=SystemClock(), stop_event=self.stop, look=look)
        except BaseException as error:  # noqa: BLE001 # looked at by the test
            self.error = error

    def end(self) -> None:
        self.stop.set()
        self._thread.join()


@pytest.fixture
def start_agent(settings: AgentSettings) -> Iterator[Callable[..., RunningAgent]]:
    running: list[RunningAgent] = []

    def start(store: CaseStore, look: Look = Machine, **changes: Any) -> RunningAgent:
        running.append(RunningAgent(replace(settings, **changes), store, look))
        return running[-1]

    yield start
    for agent in running:
        agent.end()
    assert [agent.error for agent in running if agent.error is not None] == []


@pytest.fixture
def clock() -> SteppingClock:
    return SteppingClock()


@pytest.fixture(scope="session")
def terminal() -> SampleTerminal:
    return sample_terminal()


@pytest.fixture
def fake_store(clock: SteppingClock) -> FakeStore:
    return FakeStore(clock)
