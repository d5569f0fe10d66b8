"""A clock with a pace of its own, for deadlines that must not depend on the machine."""

from __future__ import annotations

from datetime import datetime
from threading import Lock
from typing import TypeVar
from uuid import UUID

from drivers.transports import Transport
from kiosk.clock import Clock, SystemClock

Line = TypeVar("Line", bound=Transport)


class PacedClock:
    """The machine's clock, except that its seconds take as long as one likes.

    Whoever waits by a slow one is patient with a slow machine; what is to be late is made late by
    `pass_time`.

    Args:
        factor: how many real seconds one of its seconds takes.
    """

    def __init__(self, factor: float) -> None:
        self._real = SystemClock()
        self._factor = factor
        self._lock = Lock()
        self._passed = 0.0

    def now(self) -> datetime:
        """Wall clock, aware, UTC."""
        return self._real.now()

    def monotonic(self) -> float:
        """Seconds that only go forward."""
        with self._lock:
            return self._real.monotonic() / self._factor + self._passed

    def keep_pace(self, factor: float) -> None:
        """From now on its seconds take so many real ones: few of them where silence is meant."""
        with self._lock:
            now = self._real.monotonic()
            self._passed += now / self._factor - now / factor
            self._factor = factor

    def pass_time(self, seconds: float) -> None:
        """Let so many seconds have passed."""
        with self._lock:
            self._passed += seconds

    def uuid7(self) -> UUID:
        """A new identifier ordered by time."""
        return self._real.uuid7()

    def token(self, length: int) -> bytes:
        """Random bytes."""
        return self._real.token(length)


def patient(line: Line, clock: Clock) -> Line:
    """Make a line wait for an answer until its deadline has come by the clock it was given.

    It waits in real seconds, which by a slow clock are over too soon.
    """
    read = line.read

    def read_on(n: int, deadline: float) -> bytes:
        while not (data := read(n, deadline)) and clock.monotonic() < deadline:
            pass
        return data

    line.read = read_on  # type: ignore[method-assign]
    return line
