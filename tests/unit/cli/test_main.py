import re
import subprocess
import sys
from pathlib import Path

import pytest


def kiosk(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kiosk.cli.main", *words],
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_known_fault_is_one_sentence_and_exit_code_2(tmp_path: Path) -> None:
    done = kiosk("config", "check", "--config", str(tmp_path / "none.toml"))
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("kiosk config: The configuration file")
    assert done.stderr.endswith("[config.unusable]\n")
    assert "Traceback" not in done.stderr


def test_a_wrong_device_address_is_told(tmp_path: Path) -> None:
    path = tmp_path / "terminal.toml"
    path.write_text(
        'data_dir = "x"\n[[device]]\nname = "a"\nclass = "code_reader"\nurl = "nonsense"\n'
    )
    done = kiosk("config", "check", "--config", str(path))
    assert done.returncode == 2
    assert "nonsense" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_right_file_is_said_to_be_right(tmp_path: Path) -> None:
    path = tmp_path / "terminal.toml"
    path.write_text(
        'data_dir = "x"\n[[device]]\nname = "a"\nclass = "receipt_printer"\n'
        'url = "escpos+tcp://127.0.0.1:9100?width=80"\n'
    )
    done = kiosk("config", "check", "--config", str(path))
    assert done.stderr == ""
    assert done.returncode == 0
    assert "1 device." in done.stdout


def test_the_doctor_finds_everything_after_the_setup() -> None:
    done = kiosk("doctor")
    assert "MISSING" not in done.stdout
    assert done.returncode == 0
    for what in ("Qt", "SQLite", "zbar", "LXGW WenKai"):
        assert what in done.stdout


def test_without_a_command_it_says_how_to_use_it() -> None:
    done = kiosk()
    assert done.returncode == 2
    assert "usage: kiosk" in done.stderr


def test_it_names_its_version() -> None:
    done = kiosk("--version")
    assert done.returncode == 0
    assert re.fullmatch(r"kiosk \d+\.\d+\.\d+\n", done.stdout)


@pytest.mark.parametrize("command", ["run", "sync", "enrol", "demo", "doctor"])
def test_every_command_says_what_it_does(command: str) -> None:
    done = kiosk(command, "--help")
    assert done.returncode == 0
    usage, description, *_ = done.stdout.split("\n\n")
    assert usage.startswith(f"usage: kiosk {command}")
    assert description.endswith(".")
