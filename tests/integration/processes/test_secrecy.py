"""The terminal's real processes: what they leave on the machine, and what they refuse."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kiosk.cases.samples import sample_terminal
from kiosk.clock import SystemClock
from kiosk.memory import SHARED_MEMORY
from kiosk.store import Store
from kiosk.store.key import load_or_create_key

KIOSK = (sys.executable, "-m", "kiosk.cli.main")
FOLDERS = "bianmin-words-*"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "terminal.toml"
    path.write_text('data_dir = "data"\nplatform_url = "http://127.0.0.1:1"\n')
    return path


@contextmanager
def running(command: str, config: Path, until: str) -> Iterator[subprocess.Popen[str]]:
    """A process of the terminal that has logged `until`; told to stop and waited for after."""
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "HOME": str(config.parent)}
    environment.pop("XDG_CONFIG_HOME", None)
    process = subprocess.Popen(
        [*KIOSK, command, "--config", str(config)],
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )
    with process:
        assert process.stderr is not None
        said = []
        for line in process.stderr:
            said.append(line)
            if line.startswith("{") and json.loads(line)["event"] == until:
                break
        else:
            pytest.fail(f"it ended before {until}: {''.join(said)}")
        yield process
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)
    assert process.returncode == 0


@pytest.mark.parametrize(("command", "until"), [("sync", "agent.waiting"), ("run", "screen.ready")])
def test_no_core_dump_is_written(config: Path, command: str, until: str) -> None:
    with running(command, config, until) as process:
        limits = Path(f"/proc/{process.pid}/limits").read_text()
        (core,) = (line for line in limits.splitlines() if line.startswith("Max core file size"))
        assert core.split()[4] == "0"


def test_what_the_keyboard_keeps_stands_in_memory_and_goes(config: Path) -> None:
    before = set(SHARED_MEMORY.glob(FOLDERS))
    with running("run", config, "screen.ready"):
        fresh = set(SHARED_MEMORY.glob(FOLDERS)) - before  # another test's screen may be among them
        assert fresh
        assert not [folder for folder in fresh if folder.stat().st_mode & 0o077]
    assert [folder for folder in fresh if not folder.exists()]


def test_an_enrolled_terminal_is_not_enrolled_again(config: Path) -> None:
    folder = config.parent / "data"
    folder.mkdir()
    clock = SystemClock()
    store = Store.open(folder / "bianmin.db", load_or_create_key(folder / "store.key", clock))
    with store.unit_of_work() as uow:
        uow.terminal.save(sample_terminal("0817").identity)
        uow.commit()
    done = subprocess.run(
        [*KIOSK, "enrol", "--config", str(config), "-"],
        input="BM1-" + "A" * 32 + "-" + "A" * 16,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "terminal 0817" in done.stderr
    assert done.stderr.endswith("[enrolment.done]\n")
    identity = store.terminal()
    store.close()
    assert identity is not None
    assert identity.terminal == "0817"


def test_a_token_is_read_from_the_input_and_never_told(config: Path) -> None:
    token = "BM1-" + "A" * 32 + "-" + "B" * 16
    done = subprocess.run(
        [*KIOSK, "enrol", "--config", str(config), "-"],
        input=token + "\n",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.endswith("[network.unreachable]\n")  # the token was read and understood
    assert "A" * 32 not in done.stderr + done.stdout
