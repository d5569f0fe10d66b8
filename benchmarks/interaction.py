"""From a finger's touch to the frame that shows what it did, with the software renderer.

A whole visit is played on the real screen, with simulated devices, store, agent and platform
beside it on the same machine. Each tap is timed from the moment the finger comes down, when it has
found its place, to the first frame in which its effect stands: the new page where the tap leads to
one, else the frame after the finger is lifted. ``cpu`` figures are the processor time of the
screen's thread meanwhile, which other work on the machine does not change. ``worst_frame_ms`` is
the longest single frame (from the scene being read to the picture on the glass).
"""

from __future__ import annotations

import json
import math
import os
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"  # before Qt is loaded
os.environ["QT_QUICK_BACKEND"] = "software"

from PySide6.QtCore import QPoint, Qt

from kiosk import bootstrap, log
from kiosk.config import load_config
from kiosk.demo.player import Player
from kiosk.demo.robot import Place, TouchRobot
from kiosk.demo.visits import load_visits
from kiosk.demo.world import World
from ui.app import App

BOUND_MS = 50.0
SLOWEST = 12
"""Taps that are named in the result."""
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


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment by the clock, and by the processor time of the screen's thread; seconds."""

    wall: float
    cpu: float

    @classmethod
    def now(cls) -> Moment:
        """This moment; asked for on the screen's thread."""
        return cls(time.perf_counter(), time.thread_time())


@dataclass(frozen=True, slots=True)
class Tap:
    """How long the effect of a tap took to stand on the glass, in milliseconds."""

    name: str
    ms: float
    cpu_ms: float


class TimedRobot(TouchRobot):
    """A finger with a stopwatch."""

    def __init__(self, app: App) -> None:
        assert app.window is not None
        super().__init__(app.window)
        self._app = app
        self._began = 0.0
        self._page: str | None = None
        self._down = Moment.now()
        self._effect: Moment | None = None
        self._shown: Moment | None = None
        self.frames: list[float] = []
        self.taps: list[Tap] = []
        direct = Qt.ConnectionType.DirectConnection
        app.window.beforeSynchronizing.connect(self._begin, direct)
        app.window.frameSwapped.connect(self._swap, direct)
        app.view_model.pageChanged.connect(self._turn, direct)

    def tap(self, name: str, at: Place = (0.5, 0.5), *, held_ms: int = 0) -> None:
        """Touch, and time until the frame that shows the effect."""
        self._page = PAGE_TAPS.get(name)
        super().tap(name, at, held_ms=held_ms)
        assert self.wait_until(lambda: self._shown is not None), f"no frame after {name}"
        assert self._shown is not None
        wall, cpu = self._shown.wall - self._down.wall, self._shown.cpu - self._down.cpu
        self.taps.append(Tap(name, wall * 1000, cpu * 1000))

    def _press(self, place: QPoint) -> None:
        self._effect = self._shown = None
        self._down = Moment.now()
        super()._press(place)

    def _release(self, place: QPoint) -> None:
        if self._page is None:
            self._effect = Moment.now()
        super()._release(place)
        self.window.update()  # what acts when it is touched may have no frame of its own any more

    def _turn(self) -> None:
        if self._page is not None and self._app.view_model.property("page") == self._page:
            self._effect = Moment.now()

    def _begin(self) -> None:
        self._began = time.perf_counter()

    def _swap(self) -> None:
        now = Moment.now()
        self.frames.append(now.wall - self._began)
        if self._shown is None and self._effect is not None and self._effect.wall < self._began:
            self._shown = now


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
    taps = [tap.ms for tap in robot.taps]
    cpu = [tap.cpu_ms for tap in robot.taps]
    pages = [tap.ms for tap in robot.taps if tap.name in PAGE_TAPS or tap.name == "pageNext"]
    p95 = percentile(taps, 0.95)
    slowest = sorted(robot.taps, key=lambda tap: tap.ms, reverse=True)[:SLOWEST]
    figures = {
        "tap_to_frame_p95_ms": round(p95, 1),
        "tap_to_frame_median_ms": round(statistics.median(taps), 1),
        "tap_cpu_p95_ms": round(percentile(cpu, 0.95), 1),
        "tap_cpu_median_ms": round(statistics.median(cpu), 1),
        "page_change_p95_ms": round(percentile(pages, 0.95), 1),
        "slowest": [[tap.name, round(tap.ms, 1), round(tap.cpu_ms, 1)] for tap in slowest],
        "worst_frame_ms": round(max(robot.frames) * 1000, 1),
        "taps": len(taps),
    }
    bounds = {"tap_to_frame_p95_ms": ["<=", BOUND_MS]}
    result = {"benchmark": "interaction", "figures": figures, "bounds": bounds}
    print(json.dumps({**result, "ok": p95 <= BOUND_MS}))


if __name__ == "__main__":
    main()
