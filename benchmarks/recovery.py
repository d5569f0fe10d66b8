"""Devices that go and come back under the running screen: how soon, and whether it stalls.

The real screen stands on the page that waits for a card, with the card reader on its pty and the
receipt printer on its socket. Again and again a plug is pulled, a line falls silent, paper runs
out, and is put right; measured is the time from then until the device is well again, and the
longest time the screen's thread did not come round meanwhile.
"""

from __future__ import annotations

import json
import os
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"  # before Qt is loaded
os.environ["QT_QUICK_BACKEND"] = "software"

from PySide6.QtCore import QTimer

from drivers.api import DeviceClass, DeviceEvent, DeviceState, StatusChanged
from drivers.simulators.dock import Dock
from kiosk import bootstrap, log
from kiosk.config import load_config
from kiosk.demo.robot import TouchRobot
from kiosk.demo.switches import device_switches
from kiosk.demo.world import World
from ui.app import App

ROUNDS = 8
RECOVERY_BOUND_S = 1.0
STALL_BOUND_MS = 50.0
TICK_MS = 2
FAULTS = (
    (DeviceClass.ID_CARD_READER, "id_card.plug", "out", "in"),
    (DeviceClass.RECEIPT_PRINTER, "receipt.plug", "out", "in"),
    (DeviceClass.RECEIPT_PRINTER, "receipt.paper", "out", "in"),
    (DeviceClass.RECEIPT_PRINTER, "receipt.cover", "open", "closed"),
)


class Watch:
    """Sees when devices change, and how long the screen's thread is away."""

    def __init__(self, app: App) -> None:
        self.well: dict[DeviceClass, bool] = {}
        self.since: dict[DeviceClass, float] = {}
        self.worst_ms = 0.0
        self._lock = threading.Lock()
        self._last = time.perf_counter()
        app.conductor.services.supervisor.subscribe(self._heard)
        self._timer = QTimer()
        self._timer.timeout.connect(self._tick)

    def _heard(self, event: DeviceEvent) -> None:
        if isinstance(event, StatusChanged):
            with self._lock:
                status = event.status
                self.well[status.device_class] = status.state is DeviceState.ONLINE
                self.since[status.device_class] = time.perf_counter()

    def _tick(self) -> None:
        now = time.perf_counter()
        self.worst_ms = max(self.worst_ms, (now - self._last) * 1000 - TICK_MS)
        self._last = now

    def begin(self) -> None:
        """From now on the screen's thread is expected to come round."""
        self.worst_ms, self._last = 0.0, time.perf_counter()
        self._timer.start(TICK_MS)

    def is_well(self, device_class: DeviceClass, *, well: bool) -> Callable[[], bool]:
        """Whether a device is, or is not, well; for waiting."""
        return lambda: self.well.get(device_class) is well


def main() -> None:
    """Print the figures as one JSON object; the log goes to stderr."""
    log.configure()
    with tempfile.TemporaryDirectory() as folder, World(Path(folder)) as world:
        dock = Dock(device_switches(world))
        app = bootstrap.build_screen(
            load_config(world.config_file), windowed=True, size=(1080, 1920)
        )
        assert app.window is not None
        robot = TouchRobot(app.window, patience_s=60.0)
        assert robot.wait_until(lambda: app.ready_at is not None)
        watch = Watch(app)
        for name in ("attractTouch", "item_602", "guideStart"):
            robot.tap(name)
        assert robot.wait_until(lambda: app.view_model.property("page") == "Identify")
        times: dict[str, list[float]] = {key: [] for _, key, _, _ in FAULTS}
        watch.begin()
        for _ in range(ROUNDS):
            for device_class, key, wrong, right in FAULTS:
                dock.flip(key, wrong)
                assert robot.wait_until(watch.is_well(device_class, well=False)), key
                mended = time.perf_counter()
                dock.flip(key, right)
                assert robot.wait_until(watch.is_well(device_class, well=True)), key
                times[key].append(watch.since[device_class] - mended)
        stall = watch.worst_ms
        app.close()
    slowest = max(max(values) for values in times.values())
    figures = {
        "slowest_recovery_s": round(slowest, 3),
        **{f"{key}_median_s": round(statistics.median(values), 3) for key, values in times.items()},
        "longest_stall_ms": round(stall, 1),
        "faults": sum(map(len, times.values())),
    }
    bounds = {
        "slowest_recovery_s": ["<=", RECOVERY_BOUND_S],
        "longest_stall_ms": ["<=", STALL_BOUND_MS],
    }
    ok = slowest <= RECOVERY_BOUND_S and stall <= STALL_BOUND_MS
    result = {"benchmark": "recovery", "figures": figures, "bounds": bounds, "ok": ok}
    print(json.dumps(result))


if __name__ == "__main__":
    main()
