"""The benchmarks run and say what they measured; their bounds are judged by `script/bench`."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest


@pytest.mark.timeout(300)
def test_a_benchmark_prints_one_object(project_root: Path) -> None:
    done = subprocess.run(
        [project_root / "script" / "bench", "submit"], capture_output=True, text=True, check=False
    )
    [line] = done.stdout.splitlines()
    result = json.loads(line)
    assert result["benchmark"] == "submit"
    assert set(result["bounds"]) <= set(result["figures"])
    assert isinstance(result["ok"], bool)
    assert done.returncode == (0 if result["ok"] else 1)


def test_a_benchmark_nobody_knows_is_told(project_root: Path) -> None:
    done = subprocess.run(
        [project_root / "script" / "bench", "nothing"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "no benchmark is called nothing" in done.stderr
