"""Runs the pictures and the plays in processes of their own and hands their facts to the tests.

The view-models without a terminal carry the names of the real ones in the same QML module, and a
process has one class by a name.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
SETTINGS = {
    "QT_QPA_PLATFORM": "offscreen",
    "QT_QUICK_BACKEND": "software",
    "QT_IM_MODULE": "qtvirtualkeyboard",
    "QT_VIRTUALKEYBOARD_STYLE": "bianmin",
    "QT_VIRTUALKEYBOARD_DESKTOP_DISABLE": "1",
}


def _run(script: str, home: Path, *arguments: str) -> str:
    """Run a script beside this file; what the keyboard learns goes to `home`."""
    done = subprocess.run(
        [sys.executable, str(HERE / script), *arguments],
        env={**os.environ, **SETTINGS, "XDG_CONFIG_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


@pytest.fixture(scope="session")
def plays(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What came of the plays."""
    return dict(json.loads(_run("plays.py", tmp_path_factory.mktemp("plays"))))


@pytest.fixture(scope="session")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Facts about every state of a variant, by its name; each variant is drawn once."""
    known: dict[str, dict[str, Any]] = {}

    def facts(variant: str) -> dict[str, Any]:
        if variant not in known:
            out = tmp_path_factory.mktemp(variant)
            written = out / "facts.json"
            _run("shots.py", out, str(out), "--variant", variant, "--facts", str(written))
            known[variant] = json.loads(written.read_text())
        return known[variant]

    return facts
