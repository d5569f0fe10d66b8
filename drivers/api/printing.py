"""What becomes of something to be printed, on any printer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class PrintResult(StrEnum):
    """Three-valued: after UNKNOWN nothing is sent again, the person is asked."""

    PRINTED = "PRINTED"
    FAILED = "FAILED"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True)
class PrintOutcome:
    """What became of a print job.

    Args:
        result: printed, failed or unknown.
        reason: code such as ``print.paper_out``, ``print.cover_open``, ``print.silent``,
            ``print.unplugged``; empty after PRINTED.
        sheets: how many sheets came out, where they are counted (document printers, PRINTED).
    """

    result: PrintResult
    reason: str = ""
    sheets: int | None = None
