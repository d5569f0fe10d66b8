"""Time, randomness and identifiers; they come from here alone, so that tests can choose them."""

from __future__ import annotations

import secrets
import time
from datetime import UTC, datetime
from typing import Protocol
from uuid import UUID


class Clock(Protocol):
    """Wall clock, monotonic clock and identifiers of one process."""

    def now(self) -> datetime:
        """Wall clock, aware, UTC."""

    def monotonic(self) -> float:
        """Seconds that only go forward; unaffected by a clock that is set."""

    def uuid7(self) -> UUID:
        """A new identifier ordered by time (RFC 9562 §5.7)."""

    def token(self, length: int) -> bytes:
        """`length` random bytes fit for keys."""


class SystemClock:
    """The machine's own clock and random numbers."""

    def now(self) -> datetime:
        """Wall clock, aware, UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds that only go forward."""
        return time.monotonic()

    def uuid7(self) -> UUID:
        """A new identifier ordered by time (RFC 9562 §5.7)."""
        return uuid7_at(self.now(), secrets.token_bytes(10))

    def token(self, length: int) -> bytes:
        """`length` random bytes fit for keys."""
        return secrets.token_bytes(length)


def uuid7_at(moment: datetime, random: bytes) -> UUID:
    """Build a UUIDv7 from a moment and ten random bytes (RFC 9562 §5.7)."""
    milliseconds = int(moment.timestamp() * 1000) & 0xFFFF_FFFF_FFFF
    value = milliseconds << 80 | int.from_bytes(random[:10])
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=value)
