"""Transports carry bytes and know nothing of what they mean.

A driver is given a closed transport and opens it. Every call has a deadline: an absolute moment
of the monotonic clock in seconds (`kiosk.clock.Clock.monotonic`), so that one deadline can be
handed through several calls.
"""

from __future__ import annotations

from typing import Protocol

from drivers.api import DeviceFault


class TransportFault(DeviceFault):
    """The line failed; the driver turns it into the word of its own class.

    Codes: ``line.missing`` (cannot be opened), ``line.ambiguous`` (several devices fit),
    ``line.lost`` (was open and broke, or was never opened), ``line.jammed`` (the other side took
    no more bytes before the deadline).

    Args:
        code: one of the four.
        message: what happened, for a technician.
        remedy: what to do about it.
        sent: bytes of this `write` that are gone and cannot be called back; None if not known.
    """

    def __init__(
        self, code: str, message: str, remedy: str = "", *, sent: int | None = None
    ) -> None:
        super().__init__(code, message, remedy)
        self.sent = sent


class Transport(Protocol):
    """One line to one device."""

    def open(self, deadline: float) -> None:
        """Open the line and throw away what lies unread.

        Raises `TransportFault` ``line.missing`` or ``line.ambiguous``.
        """

    def read(self, n: int, deadline: float) -> bytes:
        """Read up to `n` bytes: exactly `n`, or what had come by the deadline (maybe nothing).

        With a deadline that has passed it returns at once with what is already there.
        Raises `TransportFault` ``line.lost`` when the line breaks before `n` bytes are there.
        """

    def write(self, data: bytes, deadline: float) -> None:
        """Hand over all of `data`.

        Raises `TransportFault` ``line.lost`` or ``line.jammed``; part of the data may be gone.
        """

    def close(self) -> None:
        """Release the line; safe to call twice and from another thread, where it ends a wait."""
