"""Several processes on one socket are one platform; connections cannot be held for nothing."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from sync.platform import connection
from sync.platform.store import Database

COMMAND = (sys.executable, "-m", "sync.platform.cli")
WORKERS = 3
PATIENCE_S = 60.0


def until(condition: Callable[[], Any]) -> Any:
    """What `condition` gives once it is true."""
    deadline = time.monotonic() + PATIENCE_S
    while not (found := condition()):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return found


def children(pid: int) -> set[int]:
    return set(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))


class Served:
    """A platform with workers, started as an operator does."""

    def __init__(self, folder: Path, url: str) -> None:
        self.options = ("--data", str(folder / "data"), "--database", url)
        ready = folder / "ready"
        self.process = subprocess.Popen(
            [
                *(*COMMAND, "serve", *self.options, "--port", "0"),
                *("--ready-file", str(ready), "--workers", str(WORKERS)),
            ],
            stderr=subprocess.PIPE,
            text=True,
        )
        until(lambda: ready.exists() or self.process.poll() is not None)
        assert self.process.poll() is None, self.process.communicate()[1]
        found = json.loads(ready.read_text())
        self.url, self.port = found["url"], found["port"]

    def token(self) -> str:
        return subprocess.run(
            [*COMMAND, "token", *self.options], capture_output=True, text=True, check=True
        ).stdout

    def stop(self) -> list[dict[str, Any]]:
        self.process.send_signal(signal.SIGTERM)
        errors = self.process.communicate(timeout=PATIENCE_S)[1]
        assert self.process.returncode in {0, -signal.SIGKILL}, errors
        assert "Traceback" not in errors
        return [json.loads(line) for line in errors.splitlines()]


@pytest.fixture
def served(tmp_path: Path, new_database: Callable[..., str]) -> Iterator[Served]:
    """A platform with three workers, on SQLite and on PostgreSQL."""
    platform = Served(tmp_path, new_database(empty=True))
    yield platform
    platform.stop()


def test_five_parallel_posts_at_several_workers_give_one_case(
    served: Served, terminal_at: Callable[..., Any]
) -> None:
    terminal = terminal_at(served.url, served.token())
    messages = [terminal.message() for _ in range(8)]
    items = ",".join(message.model_dump_json() for message in messages)
    body = f'{{"messages":[{items}]}}'.encode()
    attempts = [terminal.signed("POST", "/v1/messages", body) for _ in range(5)]
    with ThreadPoolExecutor(5) as pool:
        responses = list(pool.map(terminal.send, attempts))
    assert [response.status_code for response in responses] == [200] * 5
    answers = [response.json()["results"] for response in responses]
    outcomes = sorted({one["outcome"] for one in answer} for answer in answers)
    assert outcomes.count({"accepted"}) == 1
    assert outcomes.count({"duplicate"}) == 4
    assert len({tuple(one["case_number"] for one in answer) for answer in answers}) == 1
    assert [event.position for event in terminal.feed().events] == list(range(1, 17))


def test_terminals_at_several_workers_get_different_numbers(
    served: Served, terminal_at: Callable[..., Any]
) -> None:
    terminals = [terminal_at(served.url, served.token()) for _ in range(4)]

    def deliver(terminal: Any) -> list[str]:
        batches = [[terminal.message() for _ in range(10)] for _ in range(3)]
        return [
            result.case_number for batch in batches for result in terminal.deliver(*batch).results
        ]

    with ThreadPoolExecutor(4) as pool:
        numbers = [number for one in pool.map(deliver, terminals) for number in one]
    assert sorted(int(number[-4:]) for number in numbers) == list(range(1, 121))


def test_a_request_one_worker_took_no_other_takes(
    served: Served, terminal_at: Callable[..., Any]
) -> None:
    terminal = terminal_at(served.url, served.token())
    request = terminal.signed("GET", "/v1/feed")
    with ThreadPoolExecutor(6) as pool:
        codes = sorted(one.status_code for one in pool.map(terminal.send, [request] * 12))
    assert codes == [200] + [401] * 11


def test_a_worker_that_is_lost_is_replaced(served: Served, terminal_at: Callable[..., Any]) -> None:
    terminal = terminal_at(served.url, served.token())
    first = children(served.process.pid)
    assert len(first) == WORKERS
    lost = min(first)
    os.kill(lost, signal.SIGKILL)
    until(lambda: len(children(served.process.pid) - first) == 1)
    (result,) = terminal.deliver(terminal.message()).results
    assert result.outcome == "accepted"
    events = served.stop()
    assert [one["pid"] for one in events if one["event"] == "worker.ended"] == [lost]
    assert events[-1]["event"] == "platform.stopped"


def test_workers_do_not_outlive_their_keeper(served: Served) -> None:
    workers = children(served.process.pid)
    served.process.kill()
    until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers))
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", served.port), timeout=60)


def silent(port: int, *said: bytes) -> bytes:
    """What the platform says to a connection on which no more comes."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S) as line:
        for piece in said:
            line.sendall(piece)
        return line.makefile("rb").read()


@pytest.mark.parametrize("said", [b"", b"GET /healthz HTTP/1.1\r\nHost:"])
def test_a_request_that_never_begins_is_not_waited_for(
    platform: Any, monkeypatch: pytest.MonkeyPatch, said: bytes
) -> None:
    monkeypatch.setattr(connection, "HEAD_GAP_S", 0.2)
    assert silent(platform.port, said) == b""


def test_the_second_request_of_a_connection_has_to_begin_too(
    platform: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "HEAD_GAP_S", 5)
    with socket.create_connection(("127.0.0.1", platform.port), timeout=PATIENCE_S) as line:
        line.sendall(b"GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n")
        said = line.recv(65536)
        line.sendall(b"GET /healthz HT")
        said += line.makefile("rb").read()
    assert said.startswith(b"HTTP/1.1 404 ")
    assert b" 200 " not in said


def test_a_waiting_feed_request_is_no_silent_connection(
    terminal: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "HEAD_GAP_S", 5)
    assert terminal.feed(wait=7).events == ()


def test_too_many_connections_are_told_so(platform: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "MOST", 1)
    with socket.create_connection(("127.0.0.1", platform.port), timeout=PATIENCE_S) as first:
        said = silent(platform.port)
        assert said.startswith(b"HTTP/1.1 503 ")
        assert b"platform.crowded" in said
        first.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert b" 200 " in first.makefile("rb").readline()


def test_the_tables_are_made_once_for_all_workers(served: Served) -> None:
    database = Database(served.options[-1])
    assert not database.migrate()
    database.close()
