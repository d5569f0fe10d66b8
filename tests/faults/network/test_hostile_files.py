"""Files over a line on which everything goes wrong: each arrives once, whole, and none is called
received before it is there.

A story is a seed: ``BIANMIN_NETWORK_SEED=17 pytest tests/faults/network/test_hostile_files.py``
tells that one alone.
"""

from __future__ import annotations

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

import pytest
import structlog

from drivers.simulators.hostile_network import HostileNetwork, NetworkFault
from kiosk.cases import delivery
from kiosk.cases.deposit import deposit
from kiosk.cases.messages import MessageState
from kiosk.cases.samples import sample_submission
from kiosk.cases.submission import Attachment
from kiosk.clock import SystemClock
from kiosk.store import Store
from sync.agent.client import PlatformClient
from sync.agent.delivery import Deliverer
from sync.agent.enrolment import enrol
from sync.agent.files import FileSender
from sync.agent.line import Line
from sync.agent.settings import AgentSettings
from sync.protocol.messages import TerminalFacts

SEEDS = 60
STORIES = (
    [int(os.environ["BIANMIN_NETWORK_SEED"])]
    if "BIANMIN_NETWORK_SEED" in os.environ
    else list(range(SEEDS))
)
FAULTS = [fault for fault in NetworkFault if fault is not NetworkFault.LATE_ANSWER]
"""Without the one that costs time; messages meet it in the stories next door."""
MOST_FAULTS = 12
TRIES = 80
PIECE = 32 * 1024
COMMAND = [sys.executable, "-m", "sync.platform.cli"]


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


class Served:
    """`kiosk-platform serve` in a process of its own, which may be killed and started again."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "data"
        self._ready = folder / "ready.json"
        self._log = folder / "log"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, port: int = 0) -> int:
        self._ready.unlink(missing_ok=True)
        command = [*COMMAND, "serve", "--data", str(self.data), "--port", str(port)]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [*command, "--ready-file", str(self._ready), "--rate", "100000"], stderr=log
            )
        clock, pause = SystemClock(), Event()
        until = clock.monotonic() + 60
        while not (self._ready.exists() and self._ready.read_text()):
            assert self._process.poll() is None, self._log.read_text()
            assert clock.monotonic() < until
            pause.wait(0.02)
        return int(self._ready.read_text().split('"port": ')[1].split(",")[0].rstrip("}\n"))

    def kill(self) -> None:
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def token(self) -> str:
        command = [*COMMAND, "token", "--data", str(self.data)]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    def whole(self, terminal: str) -> dict[str, bytes]:
        """The files that lie whole in its folder."""
        folder = self.data / "files" / terminal
        return {path.name: path.read_bytes() for path in folder.glob("*") if path.is_file()}


@dataclass
class Terminal:
    """A terminal's store and the sending halves of its agent, on a clock that hurries."""

    store: Store
    deliverer: Deliverer
    sender: FileSender
    clock: HurryingClock
    number: str

    def deposit(self, random: Random) -> dict[str, bytes]:
        """A case with files; gives back their sealed bytes by name."""
        enclosed = tuple(
            Attachment(f"{n}.jpg", "image/jpeg", random.randbytes(random.randint(17_000, 150_000)))
            for n in range(random.randint(1, 2))
        )
        small = replace(sample_submission(strokes=1, png_bytes=10), attachments=enclosed)
        deposit(self.store.unit_of_work(), small, clock=self.clock)
        with self.store.reading() as uow:
            return {
                file.sha256: uow.files.part(file.sha256, 0)
                for file in uow.files.in_state(MessageState.QUEUED)
            }

    def acknowledged(self) -> set[str]:
        with self.store.reading() as uow:
            return {file.sha256 for file in uow.files.in_state(MessageState.ACKNOWLEDGED)}


@contextmanager
def quick_folder() -> Iterator[Path]:
    """A folder in memory where there is one: what a disk forgets is tried elsewhere."""
    memory = Path("/dev/shm")  # noqa: S108 -- a file system, no file
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with quick_folder() as folder:
        platform = Served(folder)
        yield platform
        platform.kill()


@pytest.fixture
def network(served: Served) -> Iterator[HostileNetwork]:
    network = HostileNetwork(served.start(), late_s=0)
    network.start()
    yield network
    network.stop()
    served.kill()


@pytest.fixture
def terminal(served: Served, network: HostileNetwork) -> Iterator[Terminal]:
    identity = enrol(
        f"http://127.0.0.1:{network.port}", served.token(), TerminalFacts(software_version="1")
    )
    with quick_folder() as folder:
        store = Store.open(folder / "kiosk.db", bytes(range(32)))
        with store.unit_of_work() as uow:
            uow.terminal.save(identity)
            uow.commit()
        clock, stop = HurryingClock(), Event()
        settings = AgentSettings(
            folder / "agent.lock", connect_s=5, read_s=30, piece_bytes=PIECE, network_retry_s=0.1
        )
        client = PlatformClient(identity, settings, clock)
        line = Line(store, clock)
        deliverer = Deliverer(store, client, line, settings, clock, most=100, stopping=stop.is_set)
        sender = FileSender(store, client, line, settings, clock, stop=stop)
        with structlog.testing.capture_logs():  # of what goes wrong on purpose there is no end
            yield Terminal(store, deliverer, sender, clock, identity.terminal)
        client.close()
        store.close()


def tell(
    seed: int, terminal: Terminal, served: Served, network: HostileNetwork
) -> dict[str, bytes]:
    """One story; gives back the files it deposited."""
    random = Random(seed)  # noqa: S311 -- to be repeatable is the point
    files = terminal.deposit(random)
    network.plan([NetworkFault.NONE], random)
    while terminal.deliverer.step():
        pass
    network.plan(random.choices(FAULTS, k=random.randint(1, MOST_FAULTS)), random)
    for _ in range(TRIES):
        terminal.deliverer.step()
        terminal.sender.step()
        early = terminal.acknowledged() - set(served.whole(terminal.number))
        assert not early, f"seed {seed}: called received, and not there: {network.done}"
        if not delivery.counts(terminal.store.reading()).pending:
            break
        terminal.clock.hurry(random.choice((1, 30, 400)))
    counts = delivery.counts(terminal.store.reading())
    assert not counts.pending, f"seed {seed}: never arrived: {network.done}"
    assert not counts.files_quarantined, f"seed {seed}: refused: {network.done}"
    return files


def test_whatever_the_network_does_each_file_arrives_whole(
    terminal: Terminal, served: Served, network: HostileNetwork
) -> None:
    deposited: dict[str, bytes] = {}
    for seed in STORIES:
        deposited |= tell(seed, terminal, served, network)
    assert served.whole(terminal.number) == deposited
    assert terminal.acknowledged() == set(deposited)
    with terminal.store.reading() as uow:
        assert all(uow.files.part(name, 0) == b"" for name in deposited)


def test_a_platform_killed_in_the_middle_of_a_file_goes_on_with_it(
    terminal: Terminal, served: Served, network: HostileNetwork
) -> None:
    files = terminal.deposit(Random(1))  # noqa: S311 -- the same
    while terminal.deliverer.step():
        pass
    # the state, the creation, one piece; then nothing gets through any more
    network.plan([NetworkFault.NONE] * 3 + [NetworkFault.REFUSED] * 3, Random(1))  # noqa: S311
    terminal.sender.step()
    before = delivery.counts(terminal.store.reading())
    assert 0 < before.file_bytes < sum(map(len, files.values()))
    served.kill()
    network._platform = served.start()
    for _ in range(TRIES):
        if not delivery.counts(terminal.store.reading()).files:
            break
        terminal.clock.hurry(400)
        terminal.sender.step()
    assert not delivery.counts(terminal.store.reading()).files
    assert served.whole(terminal.number) == files
