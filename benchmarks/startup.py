"""How long from starting `kiosk run` to the first page on the glass.

The process is the real one, started from outside; the moment is its own log line
``screen.first_frame``, read as soon as it is written. ``ready_s`` is when store, devices and
catalogue are there too.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RUNS = 7
BOUND_S = 1.0


def one_start(config: Path) -> tuple[float, float]:
    """Start the terminal once; seconds until the first frame and until all is ready."""
    command = [sys.executable, "-m", "kiosk.cli.main", "run", "--size", "1080x1920"]
    command += ["--config", str(config)]
    began = time.perf_counter()
    with subprocess.Popen(command, stderr=subprocess.PIPE, env=dict(os.environ)) as terminal:
        assert terminal.stderr is not None
        moments: dict[str, float] = {}
        for line in terminal.stderr:
            if line.startswith(b"{"):
                moments[json.loads(line)["event"]] = time.perf_counter() - began
            if "screen.ready" in moments:
                break
        terminal.terminate()
    return moments["screen.first_frame"], moments["screen.ready"]


def main() -> None:
    """Print the figures as one JSON object."""
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "terminal.toml"
        config.write_text('data_dir = "data"\n', encoding="utf-8")
        one_start(config)  # the first start makes the store
        starts = [one_start(config) for _ in range(RUNS)]
    first_frame = statistics.median(start[0] for start in starts)
    figures = {
        "first_frame_s": round(first_frame, 3),
        "first_frame_worst_s": round(max(start[0] for start in starts), 3),
        "ready_s": round(statistics.median(start[1] for start in starts), 3),
    }
    result = {
        "benchmark": "startup",
        "figures": figures,
        "bounds": {"first_frame_s": ["<=", BOUND_S]},
        "ok": first_frame <= BOUND_S,
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
