"""How fast the agent empties a long queue, and what a long queue costs otherwise.

A queue of 10,000 sealed cases of some 4 KiB is emptied into `kiosk-platform serve` on this machine,
which opens, checks and files each of them (``cases_per_s``), and into a platform that does nothing
but sign its answers (``agent_cases_per_s``): what the agent can do if the other side costs little.
Beside it the agent's processor time for each case, its peak memory with 1,000 and with 100,000
messages waiting, and how long the store takes to open and to say what the home page shows.

What the limit is stands beside, too: the same rows of the same queue read and updated by bare
statements, as many at a time and as durably (``bare_store_cases_per_s``), and for each batch one
signature made, one checked and its bytes hashed (``bare_signature_us``, for each case).
``limit_cases_per_s`` is what an agent could do that did nothing else and that one after the other,
and ``share_of_limit`` how much of it ``agent_cases_per_s`` is.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.cases import delivery
from kiosk.cases.deposit import deposit
from kiosk.cases.samples import sample_submission, sample_terminal
from kiosk.cases.terminal import TerminalIdentity
from kiosk.clock import SystemClock
from kiosk.store import Store
from kiosk.store.engine import connector
from sync.agent.enrolment import enrol
from sync.protocol.canonical import canonical
from sync.protocol.messages import TerminalFacts
from sync.protocol.signatures import acknowledge

CASES = int(os.environ.get("BENCH_CASES", "10000"))
SHORT, LONG = 1_000, 100_000
DRAINED = 5_000
"""So many of the long queue are sent before memory is read."""
AT_ONCE = 1_000
A_DAY = 5_000
BATCH = 100
KEY = bytes(range(32))
SUBMISSION = sample_submission(strokes=3, png_bytes=1250)
"""Sealed, it has some 4 KiB."""
BOUNDS: dict[str, tuple[str, float]] = {
    "cases_per_s": (">=", 1500.0),
    "memory_ratio": ("<=", 1.10),
    "opening_ratio": ("<=", 1.5),
}
# -P: this file has the name of a package of ours
PLATFORM = (sys.executable, "-P", "-m", "sync.platform.cli")
AGENT = """
import signal, sys
from pathlib import Path
from threading import Event
from kiosk import log
from kiosk.clock import SystemClock
from kiosk.store import Store
from sync.agent.run import run_agent
from sync.agent.settings import AgentSettings

log.configure()
stop = Event()
signal.signal(signal.SIGTERM, lambda *_: stop.set())
store = Store.open(Path(sys.argv[1]), bytes(range(32)))
run_agent(AgentSettings(Path(sys.argv[1] + ".lock")), store, clock=SystemClock(), stop_event=stop)
store.close()
"""
PATIENCE_S = 120.0


class Gathered:
    """Many deposits in one transaction."""

    def __init__(self, uow: Any) -> None:
        self._uow = uow

    def __getattr__(self, name: str) -> Any:
        return getattr(self._uow, name)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return

    def commit(self) -> None:
        """Later, with the others."""


class DaysAgo(SystemClock):
    """The machine's clock, some days behind."""

    days = 0

    def now(self) -> datetime:
        """Wall clock of that day."""
        return super().now() - timedelta(days=self.days)


def fill(store: Store, cases: int) -> int:
    """Deposit cases; gives back the size of a sealed one in bytes.

    On several days, for a terminal has 9999 numbers a day.
    """
    clock = DaysAgo()
    for first in range(0, cases, AT_ONCE):
        clock.days = first // A_DAY
        with store.unit_of_work() as uow:
            for _ in range(first, min(first + AT_ONCE, cases)):
                done = deposit(Gathered(uow), SUBMISSION, clock=clock)  # type: ignore[arg-type] # the same calls
            message = uow.outbox.get(done.message_id)
            uow.commit()
    assert message is not None
    return len(message.body)


def stuff(store: Store, messages: int) -> None:
    """Copies of one message under other names: what only counts for their number."""
    clock = SystemClock()
    with store.unit_of_work() as uow:
        done = deposit(Gathered(uow), SUBMISSION, clock=clock)  # type: ignore[arg-type] # the same calls
        first = uow.outbox.get(done.message_id)
        uow.commit()
    assert first is not None
    for begin in range(1, messages, AT_ONCE):
        with store.unit_of_work() as uow:
            for _ in range(begin, min(begin + AT_ONCE, messages)):
                epoch, seq = uow.numbers.next_seq()
                uow.outbox.add(
                    replace(first, message_id=clock.uuid7(), case_id=None, epoch=epoch, seq=seq)
                )
            uow.commit()


class Believing:
    """A platform that takes everything and signs for it."""

    def __init__(self, terminal: str, key: Ed25519PrivateKey) -> None:
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                """The feed has nothing; a terminal asks again after a while."""
                threading.Event().wait(1.0)
                self._say({"terminal": terminal, "events": [], "cursor": 0}, "feed")

            def do_POST(self) -> None:
                batch = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                results = [
                    {
                        "id": one["id"],
                        "sha256": one["sha256"],
                        "outcome": "accepted",
                        "status": 200,
                        "code": "",
                        "text": "",
                        "case_number": "1",
                    }
                    for one in batch["messages"]
                ]
                self._say({"terminal": terminal, "results": results, "held": []}, "messages")

            def _say(self, content: dict[str, Any], purpose: str) -> None:
                signature = acknowledge(
                    canonical(content),
                    purpose=purpose,
                    terminal=terminal,
                    key_id="ack-1",
                    key=key,
                    now=SystemClock().now(),
                )
                content["acknowledgement"] = signature.model_dump(mode="json")
                answer = json.dumps(content).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Stop."""
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def real_platform(folder: Path) -> Iterator[str]:
    """`kiosk-platform serve` with its SQLite database; its address."""
    ready = folder / "ready.json"
    command = [*PLATFORM, "serve", "--data", str(folder), "--port", "0"]
    with (
        (folder / "log").open("w") as log,
        subprocess.Popen([*command, "--ready-file", str(ready)], stderr=log) as process,
        ended(process),
    ):
        wait(lambda: ready.exists() and bool(ready.read_text()))
        yield str(json.loads(ready.read_text())["url"])


@contextmanager
def ended(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """Tell a process to end whatever happens, for leaving its own context waits for it."""
    try:
        yield
    finally:
        process.terminate()


def enrolled(folder: Path, url: str) -> TerminalIdentity:
    """A new terminal of a real platform."""
    command = [*PLATFORM, "token", "--place", "汶南镇", "--data", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return enrol(url, done.stdout.strip(), TerminalFacts(software_version="1"))


def opened(path: Path, identity: TerminalIdentity) -> Store:
    """A new store of a terminal."""
    store = Store.open(path, KEY)
    with store.unit_of_work() as uow:
        uow.terminal.save(identity)
        uow.commit()
    return store


def wait(condition: Any) -> None:
    """Until it is so.

    Raises:
        AssertionError: it took for ever too long.
    """
    until, pause = time.monotonic() + PATIENCE_S, threading.Event()
    while not condition():
        assert time.monotonic() < until, "it did not come about"
        pause.wait(0.02)


def drain(path: Path, store: Store, wanted: int) -> dict[str, float]:
    """Run an agent until so many are acknowledged; seconds, its processor time, its peak."""
    command = [sys.executable, "-P", "-c", AGENT, str(path)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as it, ended(it):
        wait(lambda: delivery.counts(store.reading()).acknowledged > 0)
        began, already = time.perf_counter(), delivery.counts(store.reading()).acknowledged
        before = processor_s(it.pid)
        wait(lambda: delivery.counts(store.reading()).acknowledged >= wanted)
        seconds = time.perf_counter() - began
        counted = delivery.counts(store.reading()).acknowledged - already
        used = processor_s(it.pid) - before
        status = Path(f"/proc/{it.pid}/status").read_text(encoding="ascii")
        peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return {
        "per_s": counted / seconds if counted else 0.0,
        "cpu_us": used / counted * 1e6 if counted else 0.0,
        "peak_mib": int(peak.split()[1]) / 1024,
    }


def processor_s(pid: int) -> float:
    """Processor time of a process, seconds."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def opening_ms(paths: Sequence[Path]) -> list[float]:
    """To open each store and say who we are and what waits, as the first pages do; medians.

    By turns: whatever else the machine does slows all of them down alike.
    """
    times: list[list[float]] = [[] for _ in paths]
    for _ in range(25):
        for path, taken in zip(paths, times, strict=True):
            began = time.perf_counter()
            store = Store.open(path, KEY)
            assert store.terminal() is not None
            with store.reading() as uow:
                uow.link.get()
                uow.outbox.counts()
            taken.append((time.perf_counter() - began) * 1000)
            store.close()
    return [statistics.median(taken) for taken in times]


def empty_into_a_real_platform(folder: Path) -> dict[str, float]:
    """The whole way: agent, platform, both stores on this disk."""
    folder.mkdir()
    with real_platform(folder) as url:
        store = opened(folder / "kiosk.db", enrolled(folder, url))
        size = fill(store, CASES)
        store.close()
        for name in ("bare.db", "believing.db"):
            shutil.copy(folder / "kiosk.db", folder / name)
        store = Store.open(folder / "kiosk.db", KEY)
        figures = drain(folder / "kiosk.db", store, CASES)
        store.close()
    store_us, signature_us = bare_store_us(folder / "bare.db"), bare_signature_us(size)
    return {
        **figures,
        "agent_per_s": believed_per_s(folder / "believing.db"),
        "sealed_bytes": size,
        "bare_store_us": store_us,
        "bare_signature_us": signature_us,
    }


def believed_per_s(path: Path) -> float:
    """The same queue into a platform that does nothing but sign: the agent's own speed."""
    store, key = Store.open(path, KEY), Ed25519PrivateKey.generate()
    identity = store.terminal()
    assert identity is not None
    believing = Believing(identity.terminal, key)
    with store.unit_of_work() as uow:
        keys = {"ack-1": key.public_key().public_bytes_raw()}
        known = replace(identity, platform_url=believing.url, acknowledgement_keys=keys)
        uow.terminal.save(known)
        uow.commit()
    figures = drain(path, store, CASES)
    store.close()
    believing.close()
    return figures["per_s"]


def bare_store_us(path: Path) -> float:
    """What the store's file costs for each case, without an agent; microseconds of the clock.

    As the promises want it: a state before the attempt, and an answer kept with the state after.
    """
    connection = connector(path, KEY)()
    lowest, highest = connection.execute(
        "SELECT min(position), max(position) FROM outbox"
    ).fetchone()
    answer = bytes(256 * BATCH)
    began = time.perf_counter()
    for first in range(lowest, highest + 1, BATCH):
        batch = (first, first + BATCH - 1)
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(
            "UPDATE outbox SET state = 'sending', attempt = attempt + 1, lease_owner = 'bare',"
            " lease_until = 0 WHERE position BETWEEN ? AND ?",
            batch,
        )
        connection.execute(
            "SELECT * FROM outbox JOIN bodies USING (position) WHERE position BETWEEN ? AND ?",
            batch,
        ).fetchall()
        connection.execute("COMMIT")
        connection.execute("BEGIN IMMEDIATE")
        number = connection.execute(
            "INSERT INTO acknowledgements (answer) VALUES (?)", (answer,)
        ).lastrowid
        connection.execute(
            "UPDATE outbox SET state = 'acknowledged', lease_owner = NULL, lease_until = NULL,"
            " acknowledgement = ? WHERE position BETWEEN ? AND ?",
            (number, *batch),
        )
        connection.execute(
            "UPDATE cases SET state = 'delivered', platform_number = '1', acknowledged_at = 0"
            " WHERE case_id IN (SELECT case_id FROM outbox WHERE position BETWEEN ? AND ?)",
            batch,
        )
        connection.execute("COMMIT")
    seconds = time.perf_counter() - began
    connection.close()
    return float(seconds / (highest - lowest + 1) * 1e6)


def bare_signature_us(size: int) -> float:
    """What signing a batch, hashing its bytes and checking one answer cost for each case."""
    key, batch = Ed25519PrivateKey.generate(), bytes(size * 4 // 3 * BATCH)
    times = []
    for _ in range(50):
        began = time.perf_counter()
        digest = sha256(batch).digest()
        key.public_key().verify(key.sign(digest), digest)
        times.append(time.perf_counter() - began)
    return statistics.median(times) / BATCH * 1e6


def empty_into_a_believing_one(folder: Path) -> dict[str, float]:
    """The agent's own limit, and what a long queue costs it."""
    folder.mkdir()
    terminal = sample_terminal()
    believing = Believing(terminal.identity.terminal, terminal.acknowledging)
    identity = replace(terminal.identity, platform_url=believing.url)
    queues = {"short": (SHORT, SHORT), "long": (LONG, DRAINED)}
    paths = {name: folder / f"{name}.db" for name in queues}
    for name, (messages, _) in queues.items():
        store = opened(paths[name], identity)
        stuff(store, messages)
        store.close()
    medians = opening_ms(list(paths.values()))
    figures = {f"opening_{name}_ms": ms for name, ms in zip(queues, medians, strict=True)}
    for name, (_, wanted) in queues.items():
        store = Store.open(paths[name], KEY)
        drained = drain(paths[name], store, wanted)
        figures |= {f"{key}_{name}": value for key, value in drained.items()}
        store.close()
    believing.close()
    return figures


def main() -> int:
    """Print the figures as one JSON object."""
    with tempfile.TemporaryDirectory() as folder:
        real = empty_into_a_real_platform(Path(folder) / "real")
        bare = empty_into_a_believing_one(Path(folder) / "bare")
    limit = 1e6 / (real["bare_store_us"] + real["bare_signature_us"])
    figures = {
        "cases_per_s": round(real["per_s"], 1),
        "limit_cases_per_s": round(limit, 1),
        "share_of_limit": round(real["agent_per_s"] / limit, 3),
        "bare_store_cases_per_s": round(1e6 / real["bare_store_us"], 1),
        "bare_signature_us": round(real["bare_signature_us"], 2),
        "sealed_bytes": real["sealed_bytes"],
        "agent_cpu_us_per_case": round(real["cpu_us"], 1),
        "agent_cases_per_s": round(real["agent_per_s"], 1),
        "memory_ratio": round(bare["peak_mib_long"] / bare["peak_mib_short"], 3),
        "peak_mib_1000": round(bare["peak_mib_short"], 1),
        "peak_mib_100000": round(bare["peak_mib_long"], 1),
        "opening_ms_1000": round(bare["opening_short_ms"], 1),
        "opening_ms_100000": round(bare["opening_long_ms"], 1),
        "opening_ratio": round(bare["opening_long_ms"] / bare["opening_short_ms"], 2),
    }
    ok = figures["cases_per_s"] >= BOUNDS["cases_per_s"][1]
    ok = ok and all(figures[name] <= BOUNDS[name][1] for name in ("memory_ratio", "opening_ratio"))
    print(json.dumps({"benchmark": "sync", "figures": figures, "bounds": BOUNDS, "ok": ok}))
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
