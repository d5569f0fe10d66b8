"""Printers for A4 documents."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from drivers.api.printing import PrintOutcome
from drivers.api.status import Device, Status


class Sides(StrEnum):
    """On which sides of a sheet to print, in the words of IPP."""

    ONE = "one-sided"
    TWO_LONG_EDGE = "two-sided-long-edge"
    """Turned like the pages of a book."""
    TWO_SHORT_EDGE = "two-sided-short-edge"
    """Turned like a calendar on the wall."""


class Witness(StrEnum):
    """Whose word there is for a document being on paper."""

    PRINTER = "printer"
    """The printer itself is asked."""
    QUEUE = "queue"
    """A print queue that waits for the printer's own word."""
    NOBODY = "nobody"
    """A queue that only knows that it handed the data on; every job ends UNKNOWN."""
    UNASKED = "unasked"
    """Not yet known, because the printer was never reached."""


@dataclass(frozen=True, slots=True)
class DocumentPrinterCapabilities:
    """What one printer for documents can do.

    Args:
        formats: media types it takes.
        sides: sides it can print on.
        colour: whether it prints in colour.
        a4: whether it takes A4 paper.
        copies: most copies of one job.
        witness: whose word there is for a document being printed.
        provenance: how `witness` is known, for the diagnostics page.
    """

    formats: frozenset[str]
    sides: frozenset[Sides]
    colour: bool
    a4: bool
    copies: int
    witness: Witness
    provenance: str


class DocumentPrinter(Device, Protocol):
    """Prints A4 documents."""

    @property
    def capabilities(self) -> DocumentPrinterCapabilities:
        """What it can do; known after `open`."""

    def open(self) -> None:
        """Reach the printer and ask what it can do."""

    def close(self) -> None:
        """Release it; safe to call twice."""

    def status(self) -> Status:
        """Ask the printer how it is; never assumes."""

    def print(
        self,
        pdf: bytes,
        *,
        copies: int = 1,
        sides: Sides = Sides.ONE,
        title: str = "",
        deadline_s: float,
    ) -> PrintOutcome:
        """Print a document and wait for the printer's own word that it is done.

        Args:
            pdf: the document; A4 pages.
            copies: how many times, 1 or more.
            sides: of the sheets; a printer that knows one side only prints on that one.
            title: what queues and the printer's display call the job: the kind of document, never
                anything of a person. They may keep it for long.
            deadline_s: seconds after which the job is cancelled, if it is not done.

        Returns:
            PRINTED with the sheets that came out; FAILED when none of them can come out any more;
            else UNKNOWN, after which a person is asked and nothing is sent again.
        """
