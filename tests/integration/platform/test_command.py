"""The command kiosk-platform, as an operator meets it."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

COMMAND = (sys.executable, "-m", "sync.platform.cli")


def run(*words: str, code: int = 0) -> subprocess.CompletedProcess[str]:
    done = subprocess.run([*COMMAND, *words], capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    return done


def fault(*words: str) -> str:
    """One sentence on stderr, nothing on stdout, code 2."""
    done = run(*words, code=2)
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    return done.stderr


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def serve(data: Path, tmp_path: Path) -> Iterator[Callable[..., dict[str, Any]]]:
    """Starts the command and waits for its ready file."""
    started: list[subprocess.Popen[str]] = []

    def start(*more: str) -> dict[str, Any]:
        ready = tmp_path / f"ready{len(started)}"
        words = ("serve", "--data", str(data), "--port", "0", "--ready-file", str(ready))
        process = subprocess.Popen([*COMMAND, *words, *more], stderr=subprocess.PIPE, text=True)
        started.append(process)
        while not ready.exists():
            assert process.poll() is None, process.communicate()[1]
            threading.Event().wait(0.02)
        found: dict[str, Any] = json.loads(ready.read_text())
        assert found["pid"] == process.pid
        return found

    yield start
    for process in started:
        process.send_signal(signal.SIGTERM)
    ended = [(process, process.communicate(timeout=20)[1]) for process in started]
    for process, errors in ended:
        assert process.returncode == 0, errors
        assert "Traceback" not in errors
        assert [json.loads(line)["event"] for line in errors.splitlines()][-1] == "platform.stopped"


def test_a_case_goes_in_by_http_and_comes_out_by_export(
    serve: Callable[..., dict[str, Any]],
    data: Path,
    tmp_path: Path,
    terminal_at: Callable[..., Any],
) -> None:
    url = serve("--acceptance", "by-operator")["url"]
    token = json.loads(run("token", "--data", str(data), "--place", "村便民点", "--json").stdout)
    assert token["place"] == "村便民点"
    terminal = terminal_at(url, token["token"])
    body = terminal.case()
    (result,) = terminal.deliver(terminal.message(body)).results
    decided = run("decide", "--data", str(data), body.deposit_number, "accepted")
    assert decided.stdout == f"{result.case_number} accepted\n"
    assert [event.state for event in terminal.feed().events] == ["delivered", "accepted"]

    found = json.loads(run("export", "--data", str(data), "--json").stdout)
    assert found["cases"][0]["body"]["applicant"]["id_no"] == body.applicant.id_no

    out, files = tmp_path / "out.json", tmp_path / "files"
    out.touch()
    out.chmod(0o644)  # from an earlier day, readable by all
    run("export", "--data", str(data), "--out", str(out), "--attachments", str(files))
    assert out.stat().st_mode & 0o077 == 0
    (attachment,) = json.loads(out.read_text())["cases"][0]["body"]["attachments"]
    assert Path(attachment["file"]).read_bytes() == b"\x89PNG picture"
    assert Path(attachment["file"]).parent.parent == files


def test_the_platform_is_ready_soon(serve: Callable[..., dict[str, Any]]) -> None:
    found = serve()
    assert found["url"] == f"http://127.0.0.1:{found['port']}"
    assert requests.get(f"{found['url']}/healthz", timeout=60).json() == {"status": "ok"}


def test_two_platforms_share_one_database(
    serve: Callable[..., dict[str, Any]], data: Path, terminal_at: Callable[..., Any]
) -> None:
    first, second = serve()["url"], serve()["url"]
    terminal = terminal_at(first, run("token", "--data", str(data)).stdout)
    message = terminal.message()
    assert terminal.deliver(message).results[0].outcome == "accepted"
    terminal.url = second
    assert terminal.deliver(message).results[0].outcome == "duplicate"


def test_all_that_is_kept_is_private(data: Path) -> None:
    run("token", "--data", str(data))
    assert data.stat().st_mode & 0o077 == 0
    for path in data.iterdir():
        assert path.stat().st_mode & 0o077 == 0, path


def test_keys_are_shown_by_their_public_half_and_can_be_renewed(data: Path) -> None:
    first = json.loads(run("keys", "--data", str(data), "--json").stdout)
    suite = "hpke-mlkem768x25519-aes256gcm"
    run("keys", "--data", str(data), "--rotate", "--suite", suite)
    second = json.loads(run("keys", "--data", str(data), "--json").stdout)
    assert second["acknowledgement"] == first["acknowledgement"]
    assert second["sealing"][1:] == first["sealing"]
    assert second["sealing"][0]["suite"] == suite
    shown = run("keys", "--data", str(data)).stdout
    assert first["acknowledgement"]["fingerprint"] in shown
    assert "rot13" in fault("keys", "--data", str(data), "--rotate", "--suite", "rot13")


def test_cases_sealed_before_and_after_a_rotation_open(
    serve: Callable[..., dict[str, Any]], data: Path, terminal_at: Callable[..., Any]
) -> None:
    old = terminal_at(serve()["url"], run("token", "--data", str(data)).stdout)
    old.deliver(old.message())
    run("keys", "--data", str(data), "--rotate", "--suite", "hpke-mlkem768x25519-aes256gcm")
    new = terminal_at(serve()["url"], run("token", "--data", str(data)).stdout)
    new.deliver(new.message())
    old.url = new.url
    assert old.deliver(old.message()).results[0].outcome == "accepted"
    assert len(json.loads(run("export", "--data", str(data)).stdout)["cases"]) == 3


def test_migrate_says_whether_there_was_something_to_do(data: Path) -> None:
    assert "brought up to date" in run("migrate", "--data", str(data)).stdout
    assert "Nothing to do" in run("migrate", "--data", str(data)).stdout


def test_every_command_says_what_it_is_for() -> None:
    words = run("--help").stdout
    for command in ("serve", "token", "export", "decide", "keys", "acts", "migrate"):
        assert command in words
        assert "--data" in run(command, "--help").stdout


def test_a_port_in_use_is_said(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        said = fault("serve", "--data", str(data), "--port", port)
    assert f"port {port}" in said
    assert "platform.address" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("serve", "--data", "{data}", "--port", "0", "--host", "x.invalid", "--behind-tls"),
            "address",
        ),
        (("serve", "--data", "{data}", "--port", "0", "--host", "0.0.0.0"), "TLS"),  # noqa: S104 - it must be refused
        (
            (
                *("serve", "--data", "{data}", "--port", "0"),
                *("--certificate", "/dev/null", "--certificate-key", "/dev/null"),
            ),
            "certificate",
        ),
        (("serve", "--data", "{file}", "--port", "0"), "data folder"),
        (("serve", "--data", "{data}", "--port", "0", "--database", "nonsense"), "database"),
        (("serve", "--data", "{data}", "--port", "0", "--database", "oracle9://x"), "database"),
        (("serve", "--data", "{data}", "--port", "0", "--ready-file", "/no/where"), "ready file"),
        (("token", "--data", "{file}/below"), "data folder"),
        (("token", "--data", "{data}", "--number", "10000"), "1 to 9999"),
        (("export", "--data", "{data}", "--out", "/no/where/at/all"), "/no/where/at/all"),
        (("decide", "--data", "{data}", "nothing", "accepted"), "No case"),
    ],
    ids=lambda value: re.sub(r"\W+", "-", " ".join(value)) if isinstance(value, tuple) else None,
)
def test_what_cannot_be_done_is_said_in_one_sentence(
    tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    (tmp_path / "file").touch()
    filled = [word.format(data=tmp_path / "data", file=tmp_path / "file") for word in words]
    assert said in fault(*filled)


@pytest.mark.parametrize("port", ["65536", "-1", "http", "1.5"])
def test_what_is_no_port_is_said(data: Path, port: str) -> None:
    done = run("serve", "--data", str(data), "--port", port, code=2)
    assert "port" in done.stderr


def test_a_damaged_key_file_is_said(data: Path) -> None:
    run("keys", "--data", str(data))
    keys = data / "platform-keys.json"
    keys.write_text("{}")
    assert "keys.damaged" in fault("keys", "--data", str(data))
    keys.write_text('{"format": "of another program"}')
    assert "keys.damaged" in fault("keys", "--data", str(data))
    keys.chmod(0o644)
    assert "keys.exposed" in fault("keys", "--data", str(data))
    keys.unlink()
    keys.mkdir(0o700)
    assert "keys.unreadable" in fault("keys", "--data", str(data))


def test_a_damaged_database_is_said(data: Path) -> None:
    run("migrate", "--data", str(data))
    (data / "platform.db").write_bytes(b"no database at all" * 100)
    assert "store.corrupt" in fault("export", "--data", str(data))


def test_a_database_of_a_newer_program_is_left_alone(data: Path) -> None:
    from sync.platform.store import Database  # SQLAlchemy is not what the other tests are about

    run("migrate", "--data", str(data))
    database = Database(f"sqlite:///{data}/platform.db")
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    assert "store.newer" in fault("export", "--data", str(data))


def test_a_missing_package_is_said(data: Path, tmp_path: Path) -> None:
    (tmp_path / "fastapi.py").write_text("raise ImportError('gone', name='fastapi')")
    done = subprocess.run(
        [*COMMAND, "serve", "--data", str(data), "--port", "0"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
    )
    assert done.returncode == 2
    assert "fastapi is missing" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_reader_that_has_enough_is_no_fault(data: Path) -> None:
    run("keys", "--data", str(data))
    done = subprocess.run(
        ["sh", "-c", f"{' '.join(COMMAND)} keys --data {data} --json | true"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
