"""`kiosk demo` with a display: the terminal and the dock beside it, on a virtual screen."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import cv2
import pytest

pytestmark = pytest.mark.timeout(180)

GRAB = """
import sys
from PySide6.QtGui import QGuiApplication
application = QGuiApplication(sys.argv)
picture = application.primaryScreen().grabWindow(0)
assert not picture.isNull() and picture.save(sys.argv[1])
"""
JADE = (0x57, 0x6B, 0x0B)
"""The header's colour, as OpenCV orders it (blue, green, red)."""
PAPER = (0xEA, 0xF2, 0xF5)


@pytest.fixture
def display() -> Iterator[dict[str, str]]:
    """A virtual screen; its environment."""
    reader, writer = os.pipe()
    command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1700x1200x24", "-nolisten"]
    with subprocess.Popen([*command, "tcp"], pass_fds=[writer], stderr=subprocess.DEVNULL) as xvfb:
        os.close(writer)
        with os.fdopen(reader) as pipe:
            number = pipe.readline().strip()
        environment = {**os.environ, "DISPLAY": f":{number}"}
        del environment["QT_QPA_PLATFORM"]
        yield environment
        xvfb.terminate()


def test_the_terminal_and_its_dock_stand_beside_each_other(
    display: dict[str, str], tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "kiosk.cli.main", "demo"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, env=display) as demo:
        assert demo.stderr is not None
        events = []
        for line in demo.stderr:
            events.append(json.loads(line)["event"])  # nothing but the log is on stderr
            if events[-1] == "screen.ready":
                break
        else:
            pytest.fail(f"the screen never was ready: {events}")
        shot = tmp_path / "screen.png"
        subprocess.run([sys.executable, "-c", GRAB, str(shot)], env=display, check=True)
        demo.send_signal(signal.SIGTERM)
        demo.stderr.read()
        assert demo.wait(timeout=30) == 0
    picture = cv2.imread(str(shot))
    assert picture is not None
    assert picture.shape[:2] == (1200, 1700)
    left, right = picture[:, :850].reshape(-1, 3), picture[:, 850:].reshape(-1, 3)
    assert (left == JADE).all(axis=1).sum() > 20_000, "no terminal on the left"
    assert (right == PAPER).all(axis=1).sum() > 50_000, "no dock on the right"
    assert not (right == JADE).all(axis=1).any(), "the terminal covers the dock"
