"""Documents, drivers with patient clocks, and the printers of CUPS."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
from pypdf import PdfWriter

from drivers.api import PrintOutcome
from drivers.document_printer.client import IppClient
from drivers.document_printer.exchange import Exchange
from drivers.document_printer.ipp import IppDocumentPrinter
from drivers.simulators.eve_printer import EvePrinter
from drivers.simulators.ipp_printer import IppPrinterSimulator
from drivers.simulators.paced_clock import PacedClock
from drivers.simulators.private_cups import PrivateCups
from kiosk.clock import SystemClock

LONG_S = 100.0
"""Longer than anything here takes; `Driven.time_is_over` ends it."""


class Driven:
    """A driver, and its time.

    Args:
        url: the printer's address.
        factor: how many real seconds one of its seconds takes.
    """

    def __init__(self, url: str, factor: float) -> None:
        parts = urlsplit(url)
        assert parts.hostname is not None
        assert parts.port is not None
        self.clock = PacedClock(factor)
        exchange = Exchange(parts.hostname, parts.port, parts.path, tls=None, clock=self.clock)
        self.printer = IppDocumentPrinter("a4", IppClient(exchange, url), clock=self.clock)
        other = Exchange(parts.hostname, parts.port, parts.path, tls=None, clock=SystemClock())
        self.client = IppClient(other, url)
        self._pool = ThreadPoolExecutor(1)

    def print(self, pages: int = 3, copies: int = 1, deadline_s: float = LONG_S) -> PrintOutcome:
        """Print a document and wait for what becomes of it."""
        return self.printer.print(_document(pages), copies=copies, deadline_s=deadline_s)

    def begin(self, pages: int = 3) -> Future[PrintOutcome]:
        """Print a document meanwhile."""
        return self._pool.submit(self.print, pages)

    def jobs(self) -> int:
        """How many jobs the printer has now."""
        until = SystemClock().monotonic() + 60
        return int(self.client.printer(["queued-job-count"], until)["queued-job-count"][0])

    def printing(self) -> bool:
        """Whether the printer, or the queue, is at a job."""
        until = SystemClock().monotonic() + 60
        return self.client.printer(["printer-state"], until)["printer-state"] == (4,)

    def time_is_over(self) -> None:
        """Let the deadline of what is printed just now pass."""
        self.clock.pass_time(LONG_S)

    def close(self) -> None:
        """Wait for what is printed just now."""
        self._pool.shutdown()


def _document(pages: int) -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


@pytest.fixture
def document() -> Callable[[int], bytes]:
    """Makes a PDF of so many empty A4 pages."""
    return _document


@pytest.fixture
def drive() -> Iterator[Callable[..., Driven]]:
    """Make drivers; they are open."""
    made: list[Driven] = []

    def make(url: str, factor: float = 10.0) -> Driven:
        driven = Driven(url, factor)
        driven.printer.open()
        made.append(driven)
        return driven

    yield make
    for driven in made:
        driven.time_is_over()
        driven.close()


@pytest.fixture
def make_eve() -> Iterator[Callable[..., EvePrinter]]:
    """Switch on printers of CUPS's own kind."""
    if reason := EvePrinter.missing():
        pytest.skip(reason)
    made: list[EvePrinter] = []

    def make(**options: object) -> EvePrinter:
        eve = EvePrinter(**options)  # type: ignore[arg-type]
        made.append(eve)
        eve.start()
        return eve

    yield make
    for eve in made:
        eve.stop()


@pytest.fixture
def eve(make_eve: Callable[..., EvePrinter]) -> EvePrinter:
    """One such printer."""
    return make_eve()


@pytest.fixture
def cups() -> Iterator[PrivateCups]:
    """A CUPS of this test alone."""
    if reason := PrivateCups.missing():
        pytest.skip(reason)
    cups = PrivateCups()
    cups.start()
    yield cups
    cups.stop()


@pytest.fixture
def simulator() -> Iterator[IppPrinterSimulator]:
    """The printer that answers what real ones cannot be made to."""
    simulator = IppPrinterSimulator()
    simulator.start()
    yield simulator
    simulator.stop()
