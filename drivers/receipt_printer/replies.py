"""What a printer sends back, sorted byte by byte.

Everything can come mixed in one stream, and a report the printer makes by itself can fall into the
middle of an answer. Bits 0, 1 and 4 tell whose byte it is (ESC/POS reference, "transmission status
identification"; the job letters are chosen to keep it so):

====================  ==========  ================================================================
answer                bits 4 1 0  form
====================  ==========  ================================================================
`DLE EOT n`           1 1 0       one byte
`GS a`, first byte    1 0 0       and three more with bits 4 and 7 clear
`GS ( H`              1 ? 1       `37`, then `22` and the four letters of the job, then `00`
`GS r`                0 ? ?       one byte
XON, XOFF             1 ? 1       `11` and `13`, of no meaning here
====================  ==========  ================================================================

A byte with bit 4 clear belongs to what was begun last and is not complete; only if nothing is,
it is an answer to `GS r`. Whatever fits nowhere is no answer: noise, an echo, another language.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

FRAME_MARK = 0x37
FRAME_HEAD = b"\x37\x22"
FRAME_LENGTH = 7
REPORT_LENGTH = 4
JOB_LETTERS = b"QSUWYqsuwy1359;="
"""Letters for job numbers: bits 4 and 0 set, so that they can be taken for nothing else."""
BLOCK_HEAD = b"_"
BLOCK_LIMIT = 80
"""So long may what `GS I` answers be."""


class Ask(IntEnum):
    """The four questions of `DLE EOT`."""

    PRINTER = 1
    OFFLINE_CAUSE = 2
    ERROR_CAUSE = 3
    PAPER = 4


@dataclass(frozen=True, slots=True)
class RealTime:
    """The printer's state as it told it.

    Args:
        offline: it takes no data now.
        cover_open: somebody opened the cover; None when it does not say.
        paper_out: no paper under the head, or it stopped for that.
        paper_low: the roll is nearly used up; None when it does not say how much there is.
        cutter: the knife is stuck.
        unrecoverable: only service helps.
        overheated: it goes on by itself after a while.
    """

    offline: bool
    cover_open: bool | None
    paper_out: bool
    paper_low: bool | None
    cutter: bool
    unrecoverable: bool
    overheated: bool

    @classmethod
    def of(
        cls,
        printer: int | None,
        offline_cause: int | None,
        error_cause: int | None,
        paper: int | None,
    ) -> RealTime:
        """Decode the four answers (ESC/POS reference, `DLE EOT`); None was not answered."""
        first, cause, error, roll = (
            answer or 0 for answer in (printer, offline_cause, error_cause, paper)
        )
        return cls(
            offline=bool(first & 0x08),
            cover_open=None if offline_cause is None else bool(cause & 0x04),
            paper_out=bool(cause & 0x20 or roll & 0x60),
            paper_low=None if paper is None else bool(roll & 0x0C),
            cutter=bool(error & 0x08),
            unrecoverable=bool(error & 0x20),
            overheated=bool(error & 0x40),
        )

    @classmethod
    def reported(cls, report: bytes) -> RealTime:
        """Decode the four bytes of an automatic report (ESC/POS reference, `GS a`)."""
        printer, error, paper, _ = report
        return cls(
            offline=bool(printer & 0x08),
            cover_open=bool(printer & 0x20),
            paper_out=bool(paper & 0x0C),
            paper_low=bool(paper & 0x03),
            cutter=bool(error & 0x08),
            unrecoverable=bool(error & 0x20),
            overheated=bool(error & 0x40),
        )

    @classmethod
    def by_port(cls, *, ready: bool, out: bool) -> RealTime:
        """What the kernel tells of a printer that says nothing itself."""
        return cls(
            offline=not ready,
            cover_open=None,
            paper_out=out,
            paper_low=None,
            cutter=False,
            unrecoverable=False,
            overheated=False,
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
    """Whether a byte is an answer to `DLE EOT`."""
    return byte & 0x93 == 0x12  # noqa: PLR2004 — the fixed bits of the reference


def is_report(byte: int) -> bool:
    """Whether a byte begins an automatic status report (`GS a`)."""
    return byte & 0x93 == 0x10  # noqa: PLR2004 — the fixed bits of the reference


def is_plain(byte: int) -> bool:
    """Whether a byte can be an answer to `GS r`, or the rest of something longer."""
    return byte & 0x90 == 0


def fence_shows_paper(answer: int) -> bool:
    """Whether an answer to `GS r 1` says that there is paper under the head."""
    return answer & 0x0C == 0


def printer_text(data: bytes) -> str:
    """What `GS I` answered with, `5F … 00`; empty when it is no such block."""
    start, end = data.find(BLOCK_HEAD), data.find(b"\x00")
    body = data[start + 1 : end] if 0 <= start < end else b""
    text = body.decode("ascii", "replace").strip()
    return text if len(text) <= BLOCK_LIMIT and text.isprintable() else ""


class ReplyStream:
    """Sort what comes in into statuses, reports, job numbers and fence answers."""

    def __init__(self) -> None:
        self.statuses: list[int] = []
        self.reports: list[RealTime] = []
        self.jobs: list[bytes] = []
        self.fences: list[int] = []
        self.unasked = 0
        """Reports begun, whole or not: that a printer says something by itself is news."""
        self._report = b""
        self._frame = b""
        self._report_is_inner = False

    @property
    def unfinished(self) -> bool:
        """Whether something has begun whose rest is still to come."""
        return bool(self._report or self._frame)

    def feed(self, data: bytes) -> None:
        """Take in what was read."""
        for byte in data:
            if is_status(byte):
                self.statuses.append(byte)
            elif is_report(byte):
                self._report, self._report_is_inner = bytes([byte]), True
                self.unasked += 1
            elif byte == FRAME_MARK:
                self._frame, self._report_is_inner = bytes([byte]), False
            elif byte in JOB_LETTERS and len(FRAME_HEAD) <= len(self._frame) < FRAME_LENGTH - 1:
                self._frame += bytes([byte])
            elif is_plain(byte):
                self._plain(bytes([byte]))

    def _plain(self, byte: bytes) -> None:
        if self._report and (self._report_is_inner or not self._frame_wants(byte)):
            self._report += byte
            if len(self._report) == REPORT_LENGTH:
                self.reports.append(RealTime.reported(self._report))
                self._report = b""
        elif self._frame_wants(byte):
            self._frame += byte
            if len(self._frame) == FRAME_LENGTH:
                self.jobs.append(self._frame[2:-1])
                self._frame = b""
        elif len(self._frame) > 1:
            self._frame = b""  # a frame that ends too early; its end is no answer to another
        else:
            self._frame = b""
            self.fences += byte

    def _frame_wants(self, byte: bytes) -> bool:
        return self._frame + byte == FRAME_HEAD or (
            len(self._frame) == FRAME_LENGTH - 1 and byte == b"\x00"
        )
