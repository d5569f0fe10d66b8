"""What a printer sends back: real-time status bytes, job numbers, fence answers.

All three can come mixed in one stream. They can be told apart because a status byte always has
`(b & 0x93) == 0x12`, a job number comes in a frame `37 22 … 00`, and a fence answer has bits 4
and 7 clear. A printer whose switches make it report changes by itself sends four bytes, the first
with `(b & 0x93) == 0x10`; they are skipped, or their rest would look like fence answers. Anything
else is no answer (noise, an echo, a printer of another language).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

FRAME_HEAD = b"\x37\x22"
FRAME_LENGTH = 7
REPORT_LENGTH = 4
JOB_LETTERS = b"ABCDEFGHIJKLMNOP"
"""Letters for job numbers that can be taken neither for a status byte nor for a frame's head."""


class Ask(IntEnum):
    """The four questions of `DLE EOT`."""

    PRINTER = 1
    OFFLINE_CAUSE = 2
    ERROR_CAUSE = 3
    PAPER = 4


@dataclass(frozen=True, slots=True)
class RealTime:
    """The printer's state as it told it in four bytes.

    Args:
        offline: it takes no data now.
        cover_open: somebody opened the cover.
        paper_out: no paper under the head, or it stopped for that.
        paper_low: the roll is nearly used up.
        cutter: the knife is stuck.
        unrecoverable: only service helps.
        overheated: it goes on by itself after a while.
    """

    offline: bool
    cover_open: bool
    paper_out: bool
    paper_low: bool
    cutter: bool
    unrecoverable: bool
    overheated: bool

    @classmethod
    def of(cls, printer: int, offline_cause: int, error_cause: int, paper: int) -> RealTime:
        """Decode the four answers (ESC/POS reference, `DLE EOT`)."""
        return cls(
            offline=bool(printer & 0x08),
            cover_open=bool(offline_cause & 0x04),
            paper_out=bool(offline_cause & 0x20 or paper & 0x60),
            paper_low=bool(paper & 0x0C),
            cutter=bool(error_cause & 0x08),
            unrecoverable=bool(error_cause & 0x20),
            overheated=bool(error_cause & 0x40),
        )

    @property
    def problem(self) -> str:
        """Code of what keeps it from printing; empty when nothing does."""
        problems = {
            "print.hardware": self.unrecoverable,
            "print.cutter": self.cutter,
            "print.cover_open": self.cover_open,
            "print.paper_out": self.paper_out,
            "print.overheated": self.overheated,
            "print.offline": self.offline,
        }
        return next((code for code, holds in problems.items() if holds), "")


def is_status(byte: int) -> bool:
    """Whether a byte can be an answer to `DLE EOT`."""
    return byte & 0x93 == 0x12  # noqa: PLR2004 — the fixed bits of the reference


def is_report(byte: int) -> bool:
    """Whether a byte begins an automatic status report (`GS a`)."""
    return byte & 0x93 == 0x10  # noqa: PLR2004 — the fixed bits of the reference


def is_fence(byte: int) -> bool:
    """Whether a byte can be an answer to `GS r`."""
    return byte & 0x90 == 0


class ReplyStream:
    """Sort what comes in, byte by byte, into the three kinds."""

    def __init__(self) -> None:
        self.statuses: list[int] = []
        self.jobs: list[bytes] = []
        self.fences: list[int] = []
        self._pending = b""

    def feed(self, data: bytes) -> None:
        """Take in what was read."""
        self._pending += data
        while self._pending and not self._waits_for_frame():
            if self._pending.startswith(FRAME_HEAD) and self._pending[FRAME_LENGTH - 1] == 0:
                self.jobs.append(self._pending[2:6])
                self._pending = self._pending[FRAME_LENGTH:]
                continue
            if is_report(self._pending[0]):
                self._pending = self._pending[REPORT_LENGTH:]
                continue
            byte, self._pending = self._pending[0], self._pending[1:]
            if is_status(byte):
                self.statuses.append(byte)
            elif is_fence(byte):
                self.fences.append(byte)

    def _waits_for_frame(self) -> bool:
        head = self._pending[: len(FRAME_HEAD)]
        if is_report(head[0]):
            return len(self._pending) < REPORT_LENGTH
        return FRAME_HEAD.startswith(head) and len(self._pending) < FRAME_LENGTH
