"""Ask a printer things and wait for its answers, over whatever line it hangs on."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

from drivers.receipt_printer import commands
from drivers.receipt_printer.replies import JOB_LETTERS, Ask, RealTime, ReplyStream
from drivers.transports import Transport
from kiosk.clock import Clock

ANSWER_S = 0.5
"""A printer answers `DLE EOT` within some 10 ms; serial ones at 9600 baud need a little more."""
TICK_S = 0.02


class Conversation:
    """Questions and answers on one open line.

    Every method raises `TransportFault` when the line breaks.

    Args:
        transport: the open line.
        clock: where deadlines are measured and job numbers begin.
    """

    def __init__(self, transport: Transport, clock: Clock) -> None:
        self._transport = transport
        self._clock = clock
        self._jobs = count(int.from_bytes(clock.token(2)))
        self.replies = ReplyStream()

    def fresh_job(self) -> bytes:
        """A job number no earlier job of this conversation had (65,536 of them)."""
        number = next(self._jobs) & 0xFFFF
        return bytes(JOB_LETTERS[number >> shift & 0xF] for shift in (12, 8, 4, 0))

    def forget(self) -> None:
        """Throw away what the printer said to earlier questions."""
        self._transport.read(4096, self._clock.monotonic())
        self.replies = ReplyStream()

    def real_time(self, deadline: float) -> RealTime | None:
        """The printer's state, or None when it does not answer all four questions."""
        answers = []
        for ask in Ask:
            self.replies.statuses.clear()
            self.send(commands.ask_status(ask), deadline)
            until = min(deadline, self._clock.monotonic() + ANSWER_S)
            if not self.wait(lambda: bool(self.replies.statuses), until):
                return None
            answers.append(self.replies.statuses[-1])
        return RealTime.of(*answers)

    def send(self, data: bytes, deadline: float) -> None:
        """Hand bytes to the printer."""
        self._transport.write(data, deadline)

    def wait(self, happened: Callable[[], bool], deadline: float) -> bool:
        """Take in replies until something has happened or the deadline is there."""
        while not happened():
            if self._clock.monotonic() >= deadline:
                return False
            until = min(deadline, self._clock.monotonic() + TICK_S)
            self.replies.feed(self._transport.read(1, until))
            self.replies.feed(self._transport.read(256, self._clock.monotonic()))
        return True
