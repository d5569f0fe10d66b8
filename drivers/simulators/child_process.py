"""Programs that stand in for devices: started, waited for, ended."""

from __future__ import annotations

import contextlib
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from kiosk.errors import BugError

LOOPBACK = "127.0.0.1"
PATIENCE_S = 60.0
STEP_S = 0.02


class ChildProcess:
    """One program.

    Args:
        command: what to run.
        output: the file its words go to.
        environment: its environment; None for ours.
    """

    def __init__(
        self, command: Sequence[str], output: Path, environment: Mapping[str, str] | None = None
    ) -> None:
        self._output = output
        with output.open("ab") as file:
            self._process = subprocess.Popen(
                list(command),
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
                env=None if environment is None else dict(environment),
            )

    @property
    def running(self) -> bool:
        """Whether it has not ended."""
        return self._process.poll() is None

    def wait_until(self, ready: Callable[[], bool]) -> None:
        """Wait until it is ready; raises `BugError` with its words when it ends or never is."""
        until = time.monotonic() + PATIENCE_S
        while not ready():
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(STEP_S)
            if not self.running or time.monotonic() > until:
                words = self._output.read_text("utf-8", "replace")[-2000:]
                raise BugError(f"{self._process.args!r} did not get ready: {words}")

    def freeze(self) -> None:
        """Let it do nothing, and keep its ports open."""
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self._process.send_signal(signal.SIGCONT)

    def end(self, *, gently: bool = False) -> None:
        """End it; gently lets it tidy up."""
        if self.running:
            self.thaw()
            self._process.send_signal(signal.SIGTERM if gently else signal.SIGKILL)
        try:
            self._process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def free_port() -> int:
    """A port on loopback that nobody listens on just now."""
    with socket.socket() as place:
        place.bind((LOOPBACK, 0))
        return int(place.getsockname()[1])


def listening(port: int) -> bool:
    """Whether somebody listens on loopback."""
    with socket.socket() as line:
        line.settimeout(1.0)
        return line.connect_ex((LOOPBACK, port)) == 0
