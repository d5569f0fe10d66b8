"""The A4 printer's thread: documents one by one, and a look at the printer now and then."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass, field

from drivers.api import DeviceState, DocumentPrinter, PrintOutcome, Sides, Status
from drivers.workers.printing import PrintingWorker

UNWELL_S = 0.8
"""A printer that cannot print is asked this often, so that new paper is soon noticed."""
BEATS = 5
"""So many heartbeats go by from one look to the next: printers sleep, and are not to be woken."""


@dataclass(frozen=True, slots=True)
class Document:
    """Something to be printed on A4 paper.

    Args:
        pdf: its pages.
        copies: how many times.
        sides: of the sheets.
        title: what queues call it; nothing of a person.
    """

    pdf: bytes = field(repr=False)
    copies: int = 1
    sides: Sides = Sides.ONE
    title: str = ""


class DocumentPrinterWorker(PrintingWorker[DocumentPrinter]):
    """Prints documents with one printer."""

    def print(self, document: Document, deadline_s: float) -> Future[PrintOutcome]:
        """Put a document in line."""
        printer = self._device

        def work(left: float) -> PrintOutcome:
            return printer.print(
                document.pdf,
                copies=document.copies,
                sides=document.sides,
                title=document.title,
                deadline_s=left,
            )

        return self._line_up(work, deadline_s).outcome

    def _rest_after(self, status: Status) -> float:
        content = status.state in {DeviceState.ONLINE, DeviceState.UNKNOWN}
        return self.pace.heartbeat_s * BEATS if content else UNWELL_S
