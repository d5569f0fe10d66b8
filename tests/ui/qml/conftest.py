"""Runs the pictures and the plays in processes of their own and hands their facts to the tests.

The view-models without a terminal carry the names of the real ones in the same QML module, and a
process has one class by a name.
"""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
DRAWN_S = 840
"""Whoever draws or walks a variant longer than this hangs; a crowded machine needs minutes."""
SETTINGS = {
    "QT_QPA_PLATFORM": "offscreen",
    "QT_QUICK_BACKEND": "software",
    "QT_IM_MODULE": "qtvirtualkeyboard",
    "QT_VIRTUALKEYBOARD_STYLE": "bianmin",
    "QT_VIRTUALKEYBOARD_DESKTOP_DISABLE": "1",
}


def _run(script: str, home: Path, *arguments: str, timeout_s: float = 110) -> str:
    """Run a script beside this file; what the keyboard learns goes to `home`."""
    done = subprocess.run(
        [sys.executable, str(HERE / script), *arguments],
        env={**os.environ, **SETTINGS, "XDG_CONFIG_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=timeout_s,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def _once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], str]) -> Any:
    """What `make` tells, made once for all workers of a test run."""
    shared = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder = shared / f"screen-{name}"
    folder.mkdir(exist_ok=True)
    told = folder / "told.json"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not told.exists():
            told.write_text(make(folder))
    return json.loads(told.read_text())


@pytest.fixture(scope="session")
def plays(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What came of the plays."""
    return dict(_once(tmp_path_factory, "plays", lambda folder: _run("plays.py", folder)))


@pytest.fixture(scope="session")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], dict[str, Any]]:
    """What came of walking through every state of a variant with the keys; walked once."""

    @cache
    def facts(variant: str) -> dict[str, Any]:
        def walk(folder: Path) -> str:
            tabs = ["--tabs"] if variant == "normal" else []
            return _run("fivekeys.py", folder, "--variant", variant, *tabs, timeout_s=DRAWN_S)

        return dict(_once(tmp_path_factory, f"keys-{variant}", walk))

    return facts


@pytest.fixture(scope="session")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], dict[str, Any]]:
    """Facts about every state of a variant, by its name; each variant is drawn once."""

    @cache
    def facts(variant: str) -> dict[str, Any]:
        def draw(folder: Path) -> str:
            written = folder / "facts.json"
            what = ("--variant", variant, "--facts", str(written))
            _run("shots.py", folder, str(folder), *what, timeout_s=DRAWN_S)
            return written.read_text()

        return dict(_once(tmp_path_factory, variant, draw))

    return facts
