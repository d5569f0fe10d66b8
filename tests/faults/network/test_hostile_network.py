"""A thousand networks on which everything goes wrong: each case arrives once, nothing is early.

Every seed is one story: some cases are deposited, a plan of faults is drawn, the agent sends until
everything is through. One story alone: ``BIANMIN_NETWORK_SEED=123 pytest tests/faults/network``.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from threading import Event
from uuid import UUID

import pytest
import structlog
from sqlcipher3 import dbapi2 as sqlite

from drivers.simulators.hostile_network import HostileNetwork, NetworkFault
from kiosk.cases import delivery
from kiosk.cases.deposit import deposit
from kiosk.cases.messages import MessageState
from kiosk.cases.samples import sample_submission
from kiosk.clock import SystemClock
from kiosk.store import Store
from sync.agent.client import PlatformClient
from sync.agent.delivery import Deliverer
from sync.agent.enrolment import enrol
from sync.agent.line import Line
from sync.agent.settings import AgentSettings
from sync.protocol.messages import TerminalFacts

pytestmark = pytest.mark.timeout(600)

SEEDS = 1000
BLOCK = 50
"""Stories told by one terminal, one after the other."""
ALONE = os.environ.get("BIANMIN_NETWORK_SEED")
BLOCKS = (
    [range(int(ALONE), int(ALONE) + 1)]
    if ALONE
    else [range(first, first + BLOCK) for first in range(0, SEEDS, BLOCK)]
)
MOST_CASES = 5
MOST_FAULTS = 7
READ_S = 0.4
LATE_S = 0.6
TRIES = 200
"""More steps than any story needs; the clock goes on between them."""
KEY = bytes(range(32))
SMALL = sample_submission(strokes=1, png_bytes=10)
FAULTS: list[NetworkFault] = [
    fault for fault in NetworkFault if fault is not NetworkFault.LATE_ANSWER
]


class HurryingClock(SystemClock):
    """The machine's clock, which can be told that time has passed."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def hurry(self, seconds: float) -> None:
        self._ahead += timedelta(seconds=seconds)

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def monotonic(self) -> float:
        return super().monotonic() + self._ahead.total_seconds()


@dataclass
class Platform:
    """`kiosk-platform serve` in a process of its own, and its database from outside."""

    data: Path
    port: int

    def token(self) -> str:
        command = [sys.executable, "-m", "sync.platform.cli", "token", "--place", "汶南镇"]
        done = subprocess.run(
            [*command, "--data", str(self.data)], capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    def messages(self, terminal: str) -> list[UUID]:
        """What it holds of a terminal."""
        (file,) = self.data.glob("*.db")
        with sqlite.connect(f"file:{file}?mode=ro", uri=True) as connection:
            found = connection.execute("SELECT id FROM messages WHERE terminal = ?", (terminal,))
            return [UUID(row[0]) for row in found]

    def cases(self, terminal: str) -> list[UUID]:
        """The cases it has opened for a terminal."""
        command = [sys.executable, "-m", "sync.platform.cli", "export", "--json"]
        done = subprocess.run(
            [*command, "--data", str(self.data)], capture_output=True, text=True, check=True
        )
        cases = json.loads(done.stdout)["cases"]
        return [UUID(case["case_id"]) for case in cases if case["terminal"] == terminal]


@contextmanager
def quick_folder() -> Iterator[Path]:
    """A folder in memory where there is one: what a disk forgets is tried elsewhere."""
    memory = Path("/dev/shm")  # noqa: S108 — a file system, no file
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def platform() -> Iterator[Platform]:
    with quick_folder() as folder:
        yield from serving(folder)


def serving(folder: Path) -> Iterator[Platform]:
    ready, data = folder / "ready.json", folder / "data"
    command = [sys.executable, "-m", "sync.platform.cli", "serve", "--data", str(data)]
    with (
        (folder / "log").open("w") as log,
        subprocess.Popen(
            [*command, "--port", "0", "--ready-file", str(ready)], stderr=log
        ) as process,
    ):
        clock, pause = SystemClock(), Event()
        until = clock.monotonic() + 60
        while not (ready.exists() and ready.read_text()):
            assert process.poll() is None, (folder / "log").read_text()
            assert clock.monotonic() < until
            pause.wait(0.02)
        yield Platform(data, json.loads(ready.read_text())["port"])
        process.terminate()


@pytest.fixture
def network(platform: Platform) -> Iterator[HostileNetwork]:
    network = HostileNetwork(platform.port, late_s=LATE_S)
    network.start()
    yield network
    network.stop()


@dataclass
class Terminal:
    """A terminal's store and the sending half of its agent, on a clock that hurries."""

    store: Store
    deliverer: Deliverer
    clock: HurryingClock
    number: str

    def deposit(self) -> UUID:
        return deposit(self.store.unit_of_work(), SMALL, clock=self.clock).case_id

    def waiting(self) -> set[UUID]:
        return self._messages(MessageState.QUEUED)

    def acknowledged(self, among: set[UUID] | None = None) -> set[UUID]:
        """Messages that are marked as sent."""
        if among is None:
            return self._messages(MessageState.ACKNOWLEDGED)
        with self.store.reading() as uow:
            found = uow.outbox.load(among)
        sent = MessageState.ACKNOWLEDGED
        return {message.message_id for message in found if message.state is sent}

    def _messages(self, state: MessageState) -> set[UUID]:
        with self.store.reading() as uow:
            return {message.message_id for message in uow.outbox.in_state(state)}


@pytest.fixture
def terminal(platform: Platform, network: HostileNetwork) -> Iterator[Terminal]:
    with quick_folder() as folder:
        yield from enrolled(platform, network, folder)


def enrolled(platform: Platform, network: HostileNetwork, folder: Path) -> Iterator[Terminal]:
    identity = enrol(
        f"http://127.0.0.1:{platform.port}", platform.token(), TerminalFacts(software_version="1")
    )
    identity = replace(identity, platform_url=f"http://127.0.0.1:{network.port}")
    store = Store.open(folder / "kiosk.db", KEY)
    with store.unit_of_work() as uow:
        uow.terminal.save(identity)
        uow.commit()
    clock = HurryingClock()
    settings = AgentSettings(folder / "agent.lock", connect_s=5, read_s=READ_S)
    client = PlatformClient(identity, settings, clock)
    line = Line(store, clock)
    deliverer = Deliverer(store, client, line, settings, clock, most=100, stopping=lambda: False)
    with structlog.testing.capture_logs():  # of what goes wrong on purpose there is no end
        yield Terminal(store, deliverer, clock, identity.terminal)
    client.close()
    store.close()


def plan_of(random: Random) -> list[NetworkFault]:
    """Most faults cost no time; a late answer costs some, so that there are fewer of them."""
    faults: list[NetworkFault] = random.choices(FAULTS, k=random.randint(1, MOST_FAULTS))
    if random.random() < 0.1:
        faults[random.randrange(len(faults))] = NetworkFault.LATE_ANSWER
    return faults


def tell(seed: int, terminal: Terminal, platform: Platform, network: HostileNetwork) -> set[UUID]:
    """One story; gives back the cases it deposited."""
    random = Random(seed)  # noqa: S311 — to be repeatable is the point
    network.plan(plan_of(random), random)
    cases = {terminal.deposit() for _ in range(random.randint(1, MOST_CASES))}
    more = random.randint(0, 2)
    messages = terminal.waiting()
    for _ in range(TRIES):
        if more and random.random() < 0.3:
            cases.add(terminal.deposit())
            messages |= terminal.waiting()
            more -= 1
        terminal.deliverer.step()
        early = terminal.acknowledged(messages) - set(platform.messages(terminal.number))
        assert not early, f"seed {seed}: marked as sent, and not there: {network.done}"
        if not more and not delivery.counts(terminal.store.reading()).pending:
            break
        terminal.clock.hurry(random.choice((1, 30, 400)))
    counts = delivery.counts(terminal.store.reading())
    assert not counts.pending, f"seed {seed}: {counts.pending} never arrived: {network.done}"
    assert not counts.quarantined, f"seed {seed}: refused: {network.done}"
    return cases


@pytest.mark.parametrize("seeds", BLOCKS, ids=lambda seeds: f"{seeds[0]}-{seeds[-1]}")
def test_whatever_the_network_does_each_case_arrives_once(
    seeds: range, terminal: Terminal, platform: Platform, network: HostileNetwork
) -> None:
    deposited: set[UUID] = set()
    for seed in seeds:
        deposited |= tell(seed, terminal, platform, network)
    held = platform.messages(terminal.number)
    assert len(held) == len(set(held))
    assert set(held) == terminal.acknowledged()
    received = platform.cases(terminal.number)
    assert len(received) == len(set(received)) == len(deposited)
    assert set(received) == deposited


def test_every_fault_occurs_in_the_stories() -> None:
    plans = (plan_of(Random(seed)) for seed in range(SEEDS))  # noqa: S311 — the same
    drawn = {fault for plan in plans for fault in plan}
    assert drawn == set(NetworkFault)
