"""Ask a printer things and wait for its answers, over whatever line it hangs on."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

from drivers.receipt_printer import commands
from drivers.receipt_printer.replies import JOB_LETTERS, Ask, RealTime, ReplyStream
from drivers.transports import Transport
from kiosk.clock import Clock

ANSWER_S = 1.0
"""A printer answers `DLE EOT` within some 10 ms; the rest is for a terminal that is busy itself."""
SETTLE_S = 0.06
"""A report that has begun has its end within this time, even at 9600 baud."""
MUTE = 3
"""A question not answered so often, by a printer that answers others, is not asked any more."""


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
        self._misses = dict.fromkeys(Ask, 0)
        self._knows_first = False
        """Whether it has answered the first question since it was connected."""
        self.replies = ReplyStream()

    def fresh_job(self) -> bytes:
        """A job number no earlier job of this conversation had (65,536 of them)."""
        number = next(self._jobs) & 0xFFFF
        return bytes(JOB_LETTERS[number >> shift & 0xF] for shift in (12, 8, 4, 0))

    def begin(self) -> None:
        """A printer that was just connected: nothing is known of it."""
        self._misses, self._knows_first = dict.fromkeys(Ask, 0), False
        self.forget()

    def forget(self) -> None:
        """Throw away what the printer said to earlier questions, half a report included."""
        self.replies.feed(self._transport.read(4096, self._clock.monotonic()))
        self.wait(lambda: not self.replies.unfinished, self._clock.monotonic() + SETTLE_S)
        self.replies = ReplyStream()

    def real_time(self, deadline: float) -> RealTime | None:
        """The printer's state as far as it tells it, or None when it answers nothing.

        Nearly every printer that answers at all answers the first question. Some leave out
        others; those are asked no more after a while, as each costs a second.
        """
        answers: dict[Ask, int | None] = dict.fromkeys(Ask)
        for ask in Ask:
            if self._misses[ask] >= MUTE:
                continue
            if self._clock.monotonic() >= deadline:
                break  # an answer nobody waits for would be taken for the next question's
            answers[ask] = self._one(ask, deadline)
            if ask is Ask.PRINTER and answers[ask] is None and not self._knows_another(deadline):
                return None
            self._misses[ask] = self._misses[ask] + 1 if answers[ask] is None else 0
        self._knows_first = self._knows_first or answers[Ask.PRINTER] is not None
        return RealTime.of(*answers.values())

    def answers(self, line_s: float, deadline: float) -> bool:
        """Whether the printer answers at all, however it is.

        Args:
            line_s: seconds the line needs for what was written before.
            deadline: when to give up.
        """
        return self._one(Ask.PRINTER, deadline, ANSWER_S + line_s) is not None

    def send(self, data: bytes, deadline: float) -> None:
        """Hand bytes to the printer."""
        self._transport.write(data, deadline)

    def wait(self, happened: Callable[[], bool], deadline: float) -> bool:
        """Take in replies until something has happened or the deadline is there."""
        while not happened():
            if self._clock.monotonic() >= deadline:
                return False
            self.replies.feed(self._transport.read(1, deadline))
            self.replies.feed(self._transport.read(256, self._clock.monotonic()))
        return True

    def overhear(self, quiet_s: float, deadline: float, end: bytes = b"") -> bytes:
        """Everything the printer sends until it has been quiet so long after its first byte.

        Args:
            quiet_s: how long it has to be quiet.
            deadline: when to give up.
            end: what ends an answer before; empty: only quiet does.
        """
        heard = b""
        while self._clock.monotonic() < deadline and not (end and heard.endswith(end)):
            until = self._clock.monotonic() + quiet_s if heard else deadline
            piece = self._transport.read(1, min(deadline, until))
            if not piece:
                break
            heard += piece
        return heard

    def _knows_another(self, deadline: float) -> bool:
        """Whether one that never answered the first question tells at least of its paper.

        One that did answer it is silent now; its late answer would be taken for another's.
        """
        in_time = self._clock.monotonic() < deadline
        return in_time and not self._knows_first and self._one(Ask.PAPER, deadline) is not None

    def _one(self, ask: Ask, deadline: float, patience_s: float = ANSWER_S) -> int | None:
        self.replies.statuses.clear()
        self.send(commands.ask_status(ask), deadline)
        until = min(deadline, self._clock.monotonic() + patience_s)
        if not self.wait(lambda: bool(self.replies.statuses), until):
            return None
        return self.replies.statuses[-1]
