"""How makers of card readers put SDT frames into HID reports.

No standard says how; three ways were found in public programs for such readers, and no reader was
at hand to try them on:

`plain`
    The frame as it is, cut into reports. Read in a program that sends pieces of at most 64 bytes
    to the interrupt pipe of a reader with the numbers 0316:5020 and joins what comes back.
`counted`
    The first byte of every report says how many of the bytes behind it count. Read in programs
    for contactless readers with security module (0483:572b) and for readers of a bank. One maker
    says with a count above what a report can hold (FF) that a report was received: such reports
    carry nothing.
`bare`
    Without the five bytes of the preamble: the first report of a message begins with LEN, the
    others go on. Read in a program for the HID readers of a bank; there LEN and the rest of the
    frame are what they are on a serial line.

All three fill the last report with zeros. Which one a reader speaks is said in its address.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from drivers.id_card.frames import LONGEST_LEN, PREAMBLE, SMALLEST_LEN
from drivers.transports.hidraw import ReportFraming

_LEN_SIZE = 2


class Plain:
    """Frames cut into pieces of a report's size.

    What fills the last report up is taken for noise between frames.
    """

    def __init__(self, size: int) -> None:
        self._size = size

    def pack(self, data: bytes) -> list[bytes]:
        """`data` in pieces."""
        return _pieces(data, self._size)

    def unpack(self, report: bytes) -> bytes:
        """The whole report."""
        return report


class Counted:
    """A count before the bytes of every report."""

    def __init__(self, size: int) -> None:
        self._size = size

    def pack(self, data: bytes) -> list[bytes]:
        """`data` in pieces with their lengths before them."""
        return [bytes((len(piece),)) + piece for piece in _pieces(data, min(self._size, 256) - 1)]

    def unpack(self, report: bytes) -> bytes:
        """The bytes that count; none when the count is larger than the report."""
        if not report or report[0] > len(report) - 1:
            return b""
        return report[1 : 1 + report[0]]


class Bare:
    """Frames without preamble, one after the other, each beginning in a report of its own."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._missing = 0
        """So many bytes of the frame that has begun are still to come."""

    def pack(self, data: bytes) -> list[bytes]:
        """The frame `data` without its preamble; an answer that was not finished is forgotten."""
        self._missing = 0
        return _pieces(data.removeprefix(PREAMBLE), self._size)

    def unpack(self, report: bytes) -> bytes:
        """What belongs to the frame, the preamble put back before it."""
        if self._missing:
            data = report[: self._missing]
            self._missing -= len(data)
            return data
        length = int.from_bytes(report[:_LEN_SIZE])
        if not SMALLEST_LEN <= length <= LONGEST_LEN:
            return b""
        data = report[: _LEN_SIZE + length]
        self._missing = _LEN_SIZE + length - len(data)
        return PREAMBLE + data


FRAMINGS: Mapping[str, Callable[[int], ReportFraming]] = MappingProxyType(
    {"plain": Plain, "counted": Counted, "bare": Bare}
)
"""By their names in addresses; each is made for the size of a report."""


def _pieces(data: bytes, size: int) -> list[bytes]:
    return [data[start : start + size] for start in range(0, len(data), size)]
