"""A clock with a pace of its own, for deadlines that must not depend on the machine."""

from __future__ import annotations

from datetime import datetime
from threading import Lock
from uuid import UUID

from kiosk.clock import SystemClock


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
