"""The demo for hands: the terminal in a window, the dock in another."""

from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtQml import QQmlApplicationEngine

from drivers.simulators.pcsc_service import PcscService, why_not
from kiosk.demo.hands import Hands
from kiosk.demo.switches import dock_of
from kiosk.demo.world import KIOSK, World

DOCK = Path(__file__).with_name("Dock.qml")


def _chips(folder: Path) -> PcscService | None:
    """A service for chip cards, where one can run."""
    if why_not():
        return None
    place = folder / "chips"
    place.mkdir()
    return PcscService(place)


def show() -> int:
    """Run until the dock or the terminal is closed; returns the terminal's exit code."""
    application = QGuiApplication(sys.argv[:1])
    with (
        tempfile.TemporaryDirectory(prefix="bianmin-") as folder,
        World(Path(folder), more=True, chips=_chips(Path(folder))) as world,
    ):
        hands = Hands(dock_of(world))
        engine = QQmlApplicationEngine()
        engine.setInitialProperties({"hands": hands})
        engine.load(DOCK)
        terminal = subprocess.Popen(
            [*KIOSK, "run", "--windowed", "--config", str(world.config_file)]
        )
        watch = QTimer()
        watch.timeout.connect(lambda: application.quit() if terminal.poll() is not None else None)
        watch.start(200)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: application.quit())
        application.exec()
        if terminal.poll() is None:
            terminal.terminate()
        code = terminal.wait()
        del engine  # before the hands it shows
    return max(code, 0)  # a terminal the dock ended is no failure
