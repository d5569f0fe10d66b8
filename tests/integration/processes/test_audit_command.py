"""`kiosk audit` on a real store, in the test's own process."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kiosk.bootstrap import open_store
from kiosk.cases.enrolling import keep
from kiosk.cases.samples import sample_terminal
from kiosk.cli.main import main
from kiosk.clock import SystemClock
from kiosk.config import load_config
from kiosk.store import Store
from kiosk.store.key import load_key

CLOCK = SystemClock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "terminal.toml"
    found.write_text('data_dir = "data"\n', encoding="utf-8")
    return found


@pytest.fixture
def done(path: Path) -> Path:
    """A terminal that was enrolled twice."""
    store = open_store(load_config(path), CLOCK)
    for actor in ("technician li", "technician wang"):
        keep(store.unit_of_work(), sample_terminal().identity, clock=CLOCK, actor=actor)
    store.close()
    return path


def change(path: Path) -> None:
    """What somebody does who has the store and its key."""
    config = load_config(path)
    store = Store.open(config.database, load_key(config.key_file))
    with store._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE audit SET actor = 'technician wang' WHERE position = 1")
    store.close()


def test_what_was_done_is_listed_with_who_did_it(
    done: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["audit", "--config", str(done)]) == 0
    first, second = capsys.readouterr().out.splitlines()
    number = sample_terminal().identity.terminal
    assert first.startswith("1  2")
    assert first.endswith(f"+08:00  technician li  terminal.enrolled  {number}")
    assert second.endswith(f"technician wang  terminal.enrolled_again  {number}")


def test_a_change_is_named_and_the_exit_code_says_so(
    done: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["audit", "--config", str(done), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["broken"] == []
    change(done)
    assert main(["audit", "--config", str(done)]) == 1
    assert "Entry 1 does not follow" in capsys.readouterr().err
    assert main(["audit", "--config", str(done), "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["broken"] == [1]
    assert [one["act"] for one in found["entries"]] == [
        "terminal.enrolled",
        "terminal.enrolled_again",
    ]


def test_a_terminal_without_a_store_is_given_none(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["audit", "--config", str(path)]) == 0
    assert capsys.readouterr().out == "Nothing was done to this terminal yet.\n"
    assert not load_config(path).database.exists()
