"""From a finger's touch to the frame that shows what it did, with the software renderer.

A whole visit is played on the real screen, with simulated devices, store, agent and platform
beside it on the same machine. Each tap is timed from the touch to the first frame in which its
effect stands: the new page where the tap leads to one, else the next frame. ``worst_frame_ms`` is
the longest single frame (from the scene being read to the picture on the glass).
"""

from __future__ import annotations

import json
import math
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"  # before Qt is loaded
os.environ["QT_QUICK_BACKEND"] = "software"

from PySide6.QtCore import Qt

from kiosk import bootstrap, log
from kiosk.config import load_config
from kiosk.demo.player import Player
from kiosk.demo.robot import TouchRobot
from kiosk.demo.visits import load_visits
from kiosk.demo.world import World
from ui.app import App

BOUND_MS = 50.0
PAGE_TAPS = {
    "attractTouch": "Home",
    "item_602": "Guide",
    "item_904": "Guide",
    "guideStart": "Identify",
    "identifyContinue": "Consent",
    "consentAgree": "Questions",
    "doneFinish": "Finish",
    "finishClose": "Attract",
}
"""Taps that lead to another page; those that have to wait for store or card are not among them."""


class TimedRobot(TouchRobot):
    """A finger with a stopwatch."""

    def __init__(self, app: App) -> None:
        assert app.window is not None
        super().__init__(app.window)
        self._app = app
        self._began = 0.0
        self.swapped: list[float] = []
        self.frames: list[float] = []
        self.taps: list[tuple[str, float]] = []
        direct = Qt.ConnectionType.DirectConnection
        app.window.beforeSynchronizing.connect(self._begin, direct)
        app.window.frameSwapped.connect(self._swap, direct)

    def _begin(self) -> None:
        self._began = time.perf_counter()

    def _swap(self) -> None:
        now = time.perf_counter()
        self.swapped.append(now)
        self.frames.append(now - self._began)

    def tap(self, name: str, at: tuple[float, float] = (0.5, 0.5)) -> None:
        """Touch, and time until the frame that shows the effect."""
        self.wait_for(name)
        page = PAGE_TAPS.get(name)
        touched = time.perf_counter()
        super().tap(name, at)
        effect: Callable[[], bool] = (
            (lambda: self._app.view_model.property("page") == page) if page else (lambda: True)
        )
        assert self.wait_until(effect), f"{name} did not lead to {page}"
        there = time.perf_counter() if page is None or self.swapped[-1] < touched else touched
        since = touched if page is None else there
        assert self.wait_until(lambda: self.swapped[-1] > since), f"no frame after {name}"
        shown = next(moment for moment in self.swapped if moment > since)
        self.taps.append((name, (shown - touched) * 1000))


def percentile(values: list[float], part: float) -> float:
    """The value below which `part` of them lie."""
    return sorted(values)[math.ceil(len(values) * part) - 1]


def main() -> None:
    """Print the figures as one JSON object; the log goes to stderr."""
    log.configure()
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        with World(out / "world") as world:
            config = load_config(world.config_file)
            app = bootstrap.build_screen(config, windowed=True, size=(1080, 1920))
            player = Player(app, world, None)
            player.wait_for("the screen to be ready", lambda: app.ready_at is not None)
            robot = TimedRobot(app)
            player.robot = robot
            for visit in load_visits()[:2]:
                player.deposit(visit)
                player.wait_for_delivery(visit)
                player.finish(visit)
            app.close()
    taps = [milliseconds for _, milliseconds in robot.taps]
    pages = [ms for name, ms in robot.taps if name in PAGE_TAPS or name == "pageNext"]
    p95 = percentile(taps, 0.95)
    slowest = max(robot.taps, key=lambda tap: tap[1])
    figures = {
        "tap_to_frame_p95_ms": round(p95, 1),
        "tap_to_frame_median_ms": round(statistics.median(taps), 1),
        "page_change_p95_ms": round(percentile(pages, 0.95), 1),
        "slowest_tap_ms": round(slowest[1], 1),
        "slowest_tap": slowest[0],
        "worst_frame_ms": round(max(robot.frames) * 1000, 1),
        "taps": len(taps),
    }
    bounds = {"tap_to_frame_p95_ms": ["<=", BOUND_MS]}
    result = {"benchmark": "interaction", "figures": figures, "bounds": bounds}
    print(json.dumps({**result, "ok": p95 <= BOUND_MS}))


if __name__ == "__main__":
    main()
