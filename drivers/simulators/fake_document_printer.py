"""A printer for documents without any bytes, for tests of what stands above drivers.

It keeps the same contract as the real driver (`tests/contract/document_printer`).
"""

from __future__ import annotations

from dataclasses import dataclass

from drivers.api import (
    DeviceClass,
    DeviceFault,
    DocumentPrinterCapabilities,
    Paper,
    PrintOutcome,
    PrintResult,
    Sides,
    Status,
    Toner,
    Witness,
)
from drivers.document_printer.outcome import Expected
from drivers.document_printer.pages import KIND, count_pages
from drivers.document_printer.reasons import device_state
from drivers.simulators.printer_hands import FakePrinterHands
from kiosk.clock import Clock, SystemClock


@dataclass(frozen=True, slots=True)
class PrintedDocument:
    """What came out.

    Args:
        title: what the job was called.
        pages: of the document.
        copies: of each page.
        sides: of the sheets.
    """

    title: str
    pages: int
    copies: int
    sides: Sides


class FakeDocumentPrinter(FakePrinterHands):
    """Prints into a list.

    Args:
        name: its name.
        clock: for the times in its status.
    """

    device_class = DeviceClass.DOCUMENT_PRINTER

    def __init__(self, name: str = "document_printer", *, clock: Clock | None = None) -> None:
        super().__init__()
        self.name = name
        self.documents: list[PrintedDocument] = []
        """What came out whole."""
        self._clock = clock or SystemClock()
        self._held = False

    @property
    def capabilities(self) -> DocumentPrinterCapabilities:
        """Both sides, in black."""
        return DocumentPrinterCapabilities(
            formats=frozenset({KIND}),
            sides=frozenset(Sides),
            colour=False,
            a4=True,
            copies=99,
            witness=Witness.PRINTER,
            provenance="a fake",
        )

    def open(self) -> None:
        """Open; raises `DeviceFault` when unplugged or silent."""
        with self._state:
            self._check_line()
            self._open = True

    def close(self) -> None:
        """Close."""
        with self._state:
            self._open = False

    def interrupt(self) -> None:
        """End a print that is held."""
        self.release()

    def status(self) -> Status:
        """How it is; raises `DeviceFault` when unplugged or silent."""
        with self._state:
            self._check_line()
            problem = self._problem()
            return Status(
                device=self.name,
                device_class=DeviceClass.DOCUMENT_PRINTER,
                state=device_state(problem),
                reason=problem,
                since=self._clock.now(),
                last_ok=None if problem else self._clock.now(),
                paper=self._paper,
                cover_open=self._cover_open,
                toner=Toner.FULL,
            )

    def print(
        self,
        pdf: bytes,
        *,
        copies: int = 1,
        sides: Sides = Sides.ONE,
        title: str = "",
        deadline_s: float,
    ) -> PrintOutcome:
        """Print at once, unless it is held."""
        with self._state:
            try:
                expected = Expected(count_pages(pdf), copies, sides)
                self._check_line()
            except DeviceFault as fault:
                return PrintOutcome(PrintResult.FAILED, fault.code)
            problem = self._problem()
            if not problem and not 1 <= copies <= self.capabilities.copies:
                problem = "document.copies"
            if problem:
                return PrintOutcome(PrintResult.FAILED, problem)
            trouble, self._trouble_in_job = self._trouble_in_job, ""
            if not self._state.wait_for(lambda: not self._held, deadline_s):
                return PrintOutcome(PrintResult.FAILED, "document.late")
            if trouble:
                return PrintOutcome(PrintResult.UNKNOWN, trouble)
            self.documents.append(PrintedDocument(title, expected.pages, copies, sides))
            return PrintOutcome(PrintResult.PRINTED, sheets=expected.sheets)

    # --- hands ------------------------------------------------------------------------------

    def hold(self) -> None:
        """Be slow: print nothing until `release`."""
        self._set(_held=True)

    def release(self) -> None:
        """Go on."""
        self._set(_held=False)

    # --- inside -----------------------------------------------------------------------------

    def _problem(self) -> str:
        if self._cover_open:
            return "document.cover_open"
        return "document.paper_out" if self._paper is Paper.OUT else ""

    def _check_line(self) -> None:
        if self._unplugged:
            raise DeviceFault("document.unplugged", "The printer is not there.", "Plug it in.")
        if self._silent:
            raise DeviceFault("document.silent", "The printer does not answer.")
