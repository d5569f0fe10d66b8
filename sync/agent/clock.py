"""The terminal's clock, corrected by what the platform signed."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from kiosk.clock import Clock


class CorrectedClock:
    """Our clock moved by what the platform's signed time says."""

    def __init__(self, clock: Clock, offset: timedelta) -> None:
        self._clock = clock
        self.offset = offset

    def now(self) -> datetime:
        """The platform's time as far as we know it."""
        return self._clock.now() + self.offset

    def monotonic(self) -> float:
        """Our own."""
        return self._clock.monotonic()

    def uuid7(self) -> UUID:
        """Our own."""
        return self._clock.uuid7()

    def token(self, length: int) -> bytes:
        """Our own."""
        return self._clock.token(length)
