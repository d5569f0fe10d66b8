"""Cut the bytes of a serial scanner into scans.

A scanner sends a code and then what it was told to send after it, nearly always CR or CR LF.
Nothing announces a code, and its bytes may be any; so the end of a scan is its suffix or, where
none was agreed, silence.
"""

from __future__ import annotations

import re
from enum import StrEnum

from drivers.scanners.aim import LONGEST


class End(StrEnum):
    """What ends a scan."""

    LINE = "line"
    """CR, LF or both: right for nearly every scanner as it comes from its box."""
    CR = "cr"
    LF = "lf"
    CRLF = "crlf"
    GAP = "gap"
    """Silence; codes may hold line ends, and one that breaks off is taken for whole."""


_PIECES = re.compile(rb"[\r\n]|[^\r\n]+")


class ScanFramer:
    """Cuts scans out of bytes that come in any pieces.

    A scan longer than `LONGEST` is cut there: whoever holds up such a code is told that it cannot
    be read, and its rest is dropped up to its end.

    Args:
        end: what ends a scan.
    """

    def __init__(self, end: End) -> None:
        self._end = end
        self._held = bytearray()
        self._after_cr = False

    @property
    def inside(self) -> bool:
        """Whether a scan has begun."""
        return bool(self._held)

    def clear(self) -> None:
        """Forget what has begun."""
        self._held.clear()
        self._after_cr = False

    def feed(self, data: bytes) -> list[bytes]:
        """Take bytes in, give the scans that are now complete, in order, without suffix."""
        scans = []
        for piece in _PIECES.findall(data):
            if self._ends(piece):
                scans += self._finish()
            elif not self._is_rest_of_line_end(piece):
                self._held += piece
                del self._held[LONGEST + 1 :]  # one more for the CR of a CR LF
            self._after_cr = piece == b"\r"
        return scans

    def silence(self) -> tuple[list[bytes], bool]:
        """The line has gone quiet.

        Returns:
            The scan that silence ends, and whether one broke off: its suffix never came.
        """
        if self._end is not End.GAP:
            broken = self.inside
            self.clear()
            return [], broken
        return self._finish(), False

    def _ends(self, piece: bytes) -> bool:
        match self._end:
            case End.LINE:
                return piece == b"\r" or (piece == b"\n" and not self._after_cr)
            case End.CR:
                return piece == b"\r"
            case End.LF:
                return piece == b"\n"
            case End.CRLF:
                return piece == b"\n" and self._after_cr
            case End.GAP:
                return False

    def _is_rest_of_line_end(self, piece: bytes) -> bool:
        """Whether it is the LF of a CR LF whose CR has ended the scan."""
        return self._end is End.LINE and piece == b"\n"

    def _finish(self) -> list[bytes]:
        """The scan that has ended; an empty one is a suffix by itself, which means nothing."""
        scan = bytes(self._held)
        self._held.clear()
        if self._end is End.CRLF:
            scan = scan.removesuffix(b"\r")
        return [scan[:LONGEST]] if scan else []
