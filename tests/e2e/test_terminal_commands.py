"""What a technician sees when a machine or a file is not as it should be: one sentence."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ui.display import sentence_about

KIOSK = [sys.executable, "-m", "kiosk.cli.main"]
WITHOUT_LIBRARY = """
import importlib.abc
import runpy
import sys

MODULE, LIBRARY = sys.argv[1:3]


class NotInstalled(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name == MODULE:
            raise ImportError(
                f"{LIBRARY}: cannot open shared object file: No such file or directory"
            )
        return None


sys.meta_path.insert(0, NotInstalled())
sys.argv = ["kiosk", *sys.argv[3:]]
runpy.run_module("kiosk.cli.main", run_name="__main__")
"""
"""The loader's own complaint, at the import where it comes when the library is not installed."""


def run(*words: str, program: list[str] | None = None, **environment: str | None) -> str:
    """Run a command that has to end with 2 and one sentence on stderr; returns the sentence."""
    variables = {**os.environ, "QT_QPA_PLATFORM": "offscreen", **environment}
    done = subprocess.run(
        [*(program or KIOSK), *words],
        env={name: value for name, value in variables.items() if value is not None},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    *log, line = done.stderr.splitlines()
    assert all(entry.startswith('{"') for entry in log), done.stderr
    assert line.startswith(f"kiosk {words[0]}: ")
    assert done.stdout == ""
    return line


def config(folder: Path, content: str | bytes = 'data_dir = "data"\n') -> str:
    path = folder / "terminal.toml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(path)


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ('data_dir = "data"\nlanguage = \n', "line 2"),
        ('data_dir = "data"\nsite = "汶南镇"\n', "[site]"),
        ('data_dir = "data"\n[site]\nname = "汶南镇"\n'.encode("gbk"), "UTF-8"),
        (b"\x00\xff\xfe" * 1000, "UTF-8"),
        ("", "data_dir"),
        ('data_dir = "data"\nplatform = "https://x"\n', "platform"),
        ('data_dir = "data"\n[[device]]\nname = "a"\nclass = "scanner"\n', "id_card_reader"),
    ],
)
@pytest.mark.parametrize("command", ["run", "sync"])
def test_a_configuration_that_cannot_be_used_is_named(
    tmp_path: Path, command: str, content: str | bytes, named: str
) -> None:
    path = config(tmp_path, content)
    line = run(command, "--config", path)
    assert path in line
    assert named in line


def test_a_configuration_that_may_not_be_read(tmp_path: Path) -> None:
    assert "cannot be read" in run("run", "--config", str(tmp_path))


def test_a_device_address_that_is_none_is_told_at_the_start(tmp_path: Path) -> None:
    path = config(
        tmp_path,
        'data_dir = "data"\n[[device]]\nname = "id"\nclass = "id_card_reader"\nurl = "usb:1"\n',
    )
    assert "usb:1" in run("run", "--config", path)


@pytest.mark.parametrize(
    ("command", "module", "library", "package"),
    [
        ("run", "PySide6.QtGui", "libEGL.so.1", "libegl1"),
        ("run", "PySide6.QtQuick", "libxkbcommon.so.0", "libxkbcommon0"),
        ("run", "sqlcipher3", "libcrypto.so.3", "package that holds it"),
        ("sync", "sqlcipher3", "libcrypto.so.3", "package that holds it"),
    ],
)
def test_a_missing_system_library_is_named_with_its_package(
    tmp_path: Path, command: str, module: str, library: str, package: str
) -> None:
    line = run(
        command,
        "--config",
        config(tmp_path),
        program=[sys.executable, "-c", WITHOUT_LIBRARY, module, library],
    )
    assert library.partition(".so")[0] in line
    assert package in line


def test_no_display_is_told_and_not_left_to_qt(tmp_path: Path) -> None:
    line = run(
        "run",
        "--config",
        config(tmp_path),
        QT_QPA_PLATFORM=None,
        DISPLAY=None,
        WAYLAND_DISPLAY=None,
    )
    assert "There is no display" in line


def test_a_display_that_does_not_answer_is_told(tmp_path: Path) -> None:
    line = run(
        "run",
        "--config",
        config(tmp_path),
        QT_QPA_PLATFORM=None,
        DISPLAY=":4711",
        WAYLAND_DISPLAY=None,
    )
    assert "display" in line


def test_a_library_of_the_display_that_is_missing_is_named_with_its_package() -> None:
    said = ["From 6.5.0, xcb-cursor0 or libxcb-cursor0 is needed.", "This application failed."]
    assert sentence_about(said).endswith("sudo apt-get install libxcb-cursor0")
    assert sentence_about(["No plugin.\nAvailable: …"]).endswith("No plugin. Run: kiosk doctor")


@pytest.mark.parametrize("command", ["run", "sync"])
def test_a_data_folder_that_cannot_be_made_is_told(tmp_path: Path, command: str) -> None:
    (tmp_path / "data").write_text("a file where a folder should be")
    assert "data folder" in run(command, "--config", config(tmp_path))


@pytest.mark.parametrize("command", ["run", "sync"])
def test_a_store_that_is_none_is_told_and_left_alone(tmp_path: Path, command: str) -> None:
    path = config(tmp_path)
    (tmp_path / "data").mkdir()
    key = tmp_path / "data" / "store.key"
    key.write_bytes(bytes(32))
    key.chmod(0o600)
    database = tmp_path / "data" / "bianmin.db"
    database.write_bytes(b"not a database " * 1000)
    assert "does not open with this key" in run(command, "--config", path)
    assert database.read_bytes() == b"not a database " * 1000


def test_a_key_file_that_is_none_is_told(tmp_path: Path) -> None:
    path = config(tmp_path)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "store.key").write_bytes(b"short")
    assert "key" in run("sync", "--config", path)


def test_a_platform_that_is_not_there_is_told_at_enrolment(tmp_path: Path) -> None:
    path = config(tmp_path, 'data_dir = "data"\nplatform_url = "http://127.0.0.1:9"\n')
    assert "enrol" in run("enrol", "--config", path, "not-a-token")
