"""A platform as a process, on each of its databases, and machines whose disks can be copied."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from threading import Event, Thread
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, select

from kiosk.cases import delivery
from kiosk.cases.deposit import Deposit, deposit
from kiosk.cases.enquiry import case_by_number
from kiosk.cases.messages import MessageState, OutboxMessage
from kiosk.cases.samples import sample_submission
from kiosk.cases.submission import Attachment
from kiosk.clock import SystemClock
from kiosk.store import Store
from kiosk.store.key import load_or_create_key
from sync.agent.client import PlatformClient
from sync.agent.delivery import Deliverer
from sync.agent.enrolment import enrol
from sync.agent.line import Line
from sync.agent.run import run_agent
from sync.agent.settings import AgentSettings
from sync.platform.store import Database, tables
from sync.protocol.messages import TerminalFacts

PATIENCE_S = 60.0
SMALL = sample_submission(strokes=1, png_bytes=10)
PAPER = Attachment("户口簿.jpg", "image/jpeg", bytes(range(256)) * 200)
_TABLES = [one for one in tables.metadata.sorted_tables if one is not tables.acts]
WITH_PAPER = replace(SMALL, attachments=(PAPER,))


class MachineClock(SystemClock):
    """The machine's clock with a hand on it, and its own random numbers: no story differs."""

    def __init__(self, seed: int) -> None:
        self.ahead = timedelta()
        self._seed = seed
        self._starts = 0
        self.begin_anew()

    def begin_anew(self) -> None:
        """Other random numbers for each start, however many an agent has used before it."""
        self._starts += 1
        self._random = Random(f"{self._seed}.{self._starts}")  # noqa: S311 # repeatable

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def monotonic(self) -> float:
        return super().monotonic() + self.ahead.total_seconds()

    def token(self, length: int) -> bytes:
        return self._random.randbytes(length)


@dataclass
class Platform:
    """`kiosk-platform serve`, and what its operator sees."""

    data: Path
    url: str
    database: str

    def run(self, *arguments: str) -> str:
        place = ("--data", str(self.data), "--database", self.database)
        command = [sys.executable, "-m", "sync.platform.cli", *arguments, *place]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    def holds(self, terminal: str) -> tuple[list[Any], list[Any]]:
        """Cases of a terminal, and what is kept of it in quarantine."""
        database = Database(self.database)
        with database.reading() as transaction:
            cases, quarantine = transaction.cases(), transaction.quarantined()
        database.close()
        return (
            [one for one in cases if one.terminal == terminal],
            [one for one in quarantine if one.terminal == terminal],
        )

    def backup(self) -> dict[str, list[dict[str, Any]]]:
        """Everything in its tables but what operators did, which cannot be taken back."""
        with self._connected() as connection:
            return {
                table.name: [dict(row) for row in connection.execute(select(table)).mappings()]
                for table in _TABLES
            }

    def put_back(self, rows: dict[str, list[dict[str, Any]]]) -> None:
        """Have in its tables what was there at a backup."""
        with self._connected() as connection:
            for table in reversed(_TABLES):
                connection.execute(table.delete())
            for table in _TABLES:
                if rows[table.name]:
                    connection.execute(table.insert(), rows[table.name])

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        database = Database(self.database)
        try:
            with database.engine.begin() as connection:
                yield connection
        finally:
            database.close()

    def forks(self, terminal: str) -> list[str]:
        """What the list of acts says about forks of a terminal."""
        acts = json.loads(self.run("acts", "--json"))
        return [
            one["of"]
            for one in acts
            if (one["actor"], one["act"]) == (f"terminal {terminal}", "fork")
        ]


@dataclass
class Machine:
    """A terminal's machine: a folder with key and database, a screen and an agent."""

    folder: Path
    platform: Platform
    clock: MachineClock
    numbers: list[str] = field(default_factory=list)
    store: Store = field(init=False)

    def __post_init__(self) -> None:
        self.folder.mkdir(exist_ok=True)
        self.start()

    @property
    def database(self) -> Path:
        return self.folder / "bianmin.db"

    def start(self) -> None:
        self.clock.begin_anew()
        key = load_or_create_key(self.folder / "store.key", self.clock)
        self.store = Store.open(self.database, key, clock=self.clock)

    def stop(self) -> None:
        self.store.close()

    def enrol(self) -> None:
        token = self.platform.run("token", "--place", "汶南镇便民服务中心").strip()
        with self.store.unit_of_work() as uow:
            facts = TerminalFacts(software_version="0.1.0")
            uow.terminal.save(enrol(self.platform.url, token, facts))
            uow.commit()

    @property
    def terminal(self) -> str:
        identity = self.store.terminal()
        assert identity is not None
        return identity.terminal

    @property
    def epoch(self) -> UUID:
        with self.store.unit_of_work() as uow:
            return uow.numbers.next_seq()[0]  # not committed: nothing was taken

    def deposits(self, count: int, *, paper: bool = False) -> list[Deposit]:
        submission = WITH_PAPER if paper else SMALL
        made = [
            deposit(self.store.unit_of_work(), submission, clock=self.clock) for _ in range(count)
        ]
        self.numbers += [one.number for one in made]
        return made

    def sends(self, batches: int | None = None) -> None:
        """Send as the agent does: so many batches, or until nothing is to be sent just now."""
        identity = self.store.terminal()
        assert identity is not None
        settings = AgentSettings(self.folder / "agent.lock")
        client = PlatformClient(identity, settings, self.clock)
        deliverer = Deliverer(
            self.store,
            client,
            Line(self.store, self.clock),
            settings,
            self.clock,
            most=3,
            stopping=lambda: False,
        )
        sent = 0
        while sent != batches and deliverer.step():
            sent += 1
        client.close()

    def copied(self, seed: int) -> Machine:
        """The same disk in another machine as well."""
        folder = self.folder.with_name(f"machine{seed}")
        self.stop()
        shutil.copytree(self.folder, folder)
        self.start()
        return Machine(folder, self.platform, MachineClock(seed), list(self.numbers))

    @property
    def waits(self) -> tuple[int, int, int]:
        """Messages and files that are still to go, messages and files in quarantine."""
        counts = delivery.counts(self.store.reading())
        return counts.pending, counts.quarantined, counts.files_quarantined

    def messages(self) -> list[OutboxMessage]:
        """Everything in the outbox, in its order."""
        with self.store.reading() as uow:
            found = [one for state in MessageState for one in uow.outbox.in_state(state)]
        return sorted(found, key=lambda one: one.seq)

    def state(self, number: str) -> str | None:
        """What the screen says about a case."""
        found = case_by_number(self.store.reading(), number)
        return None if found is None else str(found.state)


class RunningAgent:
    """The whole agent of a machine, on threads of this process."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._stop = Event()
        self.error: BaseException | None = None
        self._thread = Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        machine = self._machine
        settings = AgentSettings(
            machine.folder / "agent.lock", poll_s=0.02, look_s=0.1, network_retry_s=0.2
        )
        try:
            run_agent(settings, machine.store, clock=machine.clock, stop_event=self._stop)
        except BaseException as error:  # noqa: BLE001 # looked at when it has ended
            self.error = error

    def end(self) -> None:
        self._stop.set()
        self._thread.join()


@pytest.fixture
def start_agent() -> Iterator[Callable[[Machine], RunningAgent]]:
    """Starts whole agents; all are stopped at the end, and none may have failed."""
    running: list[RunningAgent] = []

    def start(machine: Machine) -> RunningAgent:
        running.append(RunningAgent(machine))
        return running[-1]

    yield start
    for agent in running:
        agent.end()
    assert [agent.error for agent in running if agent.error is not None] == []


@pytest.fixture
def wait_for() -> Callable[[Callable[[], object]], None]:
    """Wait until something is so; ask often, give up late."""

    def wait(condition: Callable[[], object]) -> None:
        clock, pause = SystemClock(), Event()
        end = clock.monotonic() + PATIENCE_S
        while not condition():
            assert clock.monotonic() < end, "it did not come about"
            pause.wait(0.02)

    return wait


def served(folder: Path, database: str) -> Iterator[Platform]:
    """A platform that answers until the end of the tests."""
    ready = folder / "ready.json"
    command = [
        *(sys.executable, "-m", "sync.platform.cli", "serve", "--data", str(folder / "data")),
        *("--database", database, "--port", "0", "--rate", "1000", "--ready-file", str(ready)),
    ]
    with (folder / "log").open("w") as log, subprocess.Popen(command, stderr=log) as process:
        pause = Event()
        while not (ready.exists() and ready.read_text()):
            assert process.poll() is None, (folder / "log").read_text()
            pause.wait(0.02)
        url = json.loads(ready.read_text())["url"]
        yield Platform(folder / "data", url, database)
        process.terminate()


@pytest.fixture(scope="session")
def _on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    folder = tmp_path_factory.mktemp("sqlite")
    (folder / "data").mkdir(mode=0o700)
    yield from served(folder, f"sqlite:///{folder / 'data' / 'platform.db'}")


@pytest.fixture(scope="session")
def _on_postgresql(
    tmp_path_factory: pytest.TempPathFactory, project_root: Path
) -> Iterator[Platform]:
    # no disk is lost here: what has to survive one is tried elsewhere
    command = (project_root / "script" / "with-postgresql", "-c", "fsync=off")
    with subprocess.Popen(
        [*command, "sh", "-c", "echo $BIANMIN_POSTGRESQL; exec cat"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        if not url:
            said = process.communicate()[1]
            assert process.returncode == 77, said
            pytest.skip(said.strip())
        yield from served(tmp_path_factory.mktemp("postgresql"), url)
        process.communicate()  # the end of its input ends it
        assert process.returncode == 0


@pytest.fixture(params=["sqlite", "postgresql"])
def platform(request: pytest.FixtureRequest) -> Platform:
    """The same stories on both databases."""
    found = request.getfixturevalue(f"_on_{request.param}")
    assert isinstance(found, Platform)
    return found


@pytest.fixture
def machine(platform: Platform, tmp_path: Path) -> Iterator[Machine]:
    """An enrolled terminal; whoever stops it starts it again."""
    machine = Machine(tmp_path / "first", platform, MachineClock(1))
    machine.enrol()
    yield machine
    machine.stop()
