"""Thermal printers for slips."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from drivers.api.printing import PrintOutcome
from drivers.api.status import Device, Status
from kiosk.documents.slip import Slip


class Confirmation(StrEnum):
    """How a printer says that a job is on paper."""

    PROCESS_ID = "process_id"
    """`GS ( H` function 48: the printer returns the job's own number when it is printed."""
    FENCE = "fence"
    """`GS r 1` behind the data: it answers once everything before it has been worked off."""
    NONE = "none"
    """It never says; every job ends UNKNOWN."""
    UNPROBED = "unprobed"
    """Not yet asked, because the printer could not take a question."""


@dataclass(frozen=True, slots=True)
class PrinterCapabilities:
    """What one receipt printer can do.

    Args:
        paper_mm: width of the roll.
        dots: printable dots across (203 dpi).
        columns: narrow characters across; a Chinese character takes two.
        native_qr: whether it draws QR codes itself (`GS ( k`).
        confirmation: how it confirms a job.
        provenance: how `confirmation` is known, for the diagnostics page.
    """

    paper_mm: int
    dots: int
    columns: int
    native_qr: bool
    confirmation: Confirmation
    provenance: str


class ReceiptPrinter(Device, Protocol):
    """Prints slips on a thermal printer."""

    def open(self) -> None:
        """Open the transport and ask for the printer's status."""

    def close(self) -> None:
        """Release the transport; safe to call twice."""

    def status(self) -> Status:
        """Ask the printer how it is; never assumes."""

    def print(self, slip: Slip, *, deadline_s: float) -> PrintOutcome:
        """Print and wait for the printer's own word that it is done."""
