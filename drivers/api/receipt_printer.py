"""Thermal printers for slips."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, runtime_checkable

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


class Cutter(StrEnum):
    """What cuts the paper off."""

    PARTIAL = "partial"
    """A knife that leaves a bridge, so that the slip does not fall."""
    FULL = "full"
    NONE = "none"
    """The person tears it off."""


class ChineseFont(StrEnum):
    """Chinese letters a printer has of its own; what it lacks is sent as a picture."""

    GB18030 = "gb18030"
    """The two-byte half of GB18030, some 24,000 characters."""
    GB2312 = "gb2312"
    """Some 7,000 characters."""
    NONE = "none"


@dataclass(frozen=True, slots=True)
class PrinterCapabilities:
    """What one receipt printer can do.

    Args:
        paper_mm: width of the roll.
        dots: printable dots across.
        columns: narrow characters across; a Chinese character takes two.
        native_qr: whether it draws QR codes itself (`GS ( k`).
        chinese: which Chinese letters it has.
        cutter: how slips come off.
        confirmation: how it confirms a job.
        automatic_status: whether it tells of changes by itself (`GS a`).
        provenance: how each of the last five is known, by its name: ``set in the configuration``,
            ``asked: …``, ``profile …`` or ``assumed``.
    """

    paper_mm: int
    dots: int
    columns: int
    native_qr: bool
    chinese: ChineseFont
    cutter: Cutter
    confirmation: Confirmation
    automatic_status: bool
    provenance: Mapping[str, str]


@runtime_checkable
class Announcing(Protocol):
    """A device that tells of changes by itself."""

    def changed(self, wait_s: float) -> bool:
        """Wait for news, at most so long; True when the status may be another now.

        Raises `DeviceFault` when the line broke.
        """


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
