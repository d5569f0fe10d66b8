import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import sync.agent.events
import sync.platform.log
from kiosk.log import EVENTS as TERMINAL_EVENTS

EVENTS = TERMINAL_EVENTS | sync.agent.events.EVENTS | sync.platform.log.EVENTS
LEVELS = {"debug", "info", "warning", "error", "critical", "exception"}


def logged_events(folder: Path) -> Iterator[tuple[str, str]]:
    """Find every `log.info("name", …)` of the terminal's source."""
    for package in ("kiosk", "ui", "drivers", "sync"):
        for path in sorted((folder / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Attribute)
                    and node.func.attr in LEVELS
                    and ast.unparse(node.func.value)
                    in {"log", "_events", "events", "_log", "logger"}
                    and node.args
                ):
                    name = node.args[0]
                    assert isinstance(name, ast.Constant), f"{path}:{node.lineno} builds its name"
                    yield str(name.value), f"{path}:{node.lineno}"


def test_every_event_logged_is_in_the_catalogue_of_events(project_root: Path) -> None:
    unknown = [place for name, place in logged_events(project_root) if name not in EVENTS]
    assert unknown == []


def test_every_event_of_the_catalogue_is_logged_somewhere(project_root: Path) -> None:
    logged = {name for name, _ in logged_events(project_root)}
    assert set(EVENTS) - logged == set()


def test_a_log_that_nobody_can_read_any_more_stops_nobody() -> None:
    program = (
        "import os, structlog; from kiosk import log; log.configure(); os.close(2);"
        "structlog.get_logger().warning('device.failed'); print('goes on')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == "goes on\n"
