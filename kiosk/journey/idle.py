"""When nobody seems to be there any more."""

from __future__ import annotations

import math

LIMIT_S = 60.0
SENIOR_LIMIT_S = 120.0
WARNING_S = 20.0
UNATTENDED_S = 600.0
"""Signing and scanning know no time-out; ten minutes without a single touch are not signing any
more, and what stands on the glass would be shown to whoever comes next."""


AWAY_S = 10.0
"""So long the page stays as it is when a sensor saw the person go; then the warning comes."""


class IdleWatch:
    """Measures the time since the last sign of life, in monotonic seconds."""

    def __init__(self, now: float) -> None:
        self._last = now
        self._left = 0.0
        self._gone: float | None = None

    def alive(self, now: float) -> None:
        """Somebody did something."""
        self._last = now
        self._left = 0.0

    def gone(self, now: float) -> None:
        """Sensors see nobody any more; said again, it is nothing new."""
        if self._gone is None:
            self._gone = now

    def back(self) -> None:
        """Somebody is there: a sensor says so, or a touch that proves it wrong."""
        self._gone = None

    def measure(self, now: float, limit_s: float) -> bool:
        """Look at the clock; True when limit and warning have passed."""
        if self._gone is not None and limit_s < UNATTENDED_S:  # nobody is hurried while signing
            limit_s = min(limit_s, max(0.0, self._gone - self._last) + AWAY_S)
        self._left = self._last + limit_s + WARNING_S - now
        return self._left <= 0.0

    @property
    def warning_s(self) -> int:
        """Whole seconds left while the warning is up, else 0."""
        if 0.0 < self._left <= WARNING_S:
            return math.ceil(self._left)
        return 0
