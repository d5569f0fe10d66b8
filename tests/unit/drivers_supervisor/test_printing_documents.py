"""Documents through the supervisor: one at a time, always an outcome, never a thread held up."""

import io
from collections.abc import Iterator
from threading import Event

import pytest
from pypdf import PdfWriter

from drivers.api import (
    DeviceClass,
    DeviceEvent,
    DeviceState,
    PrintOutcome,
    PrintResult,
    Sides,
    StatusChanged,
)
from drivers.simulators.fake_document_printer import FakeDocumentPrinter, PrintedDocument
from drivers.supervisor import Supervisor
from drivers.workers.base import Pace
from kiosk.clock import SystemClock

A4 = DeviceClass.DOCUMENT_PRINTER
PACE = Pace(heartbeat_s=0.02, reopen_s=0.02, print_grace_s=0.1)
PRINTED = PrintOutcome(PrintResult.PRINTED, sheets=1)
PATIENCE_S = 60


def document() -> bytes:
    writer, file = PdfWriter(), io.BytesIO()
    writer.add_blank_page(595, 842)
    writer.write(file)
    return file.getvalue()


PDF = document()


class HangingPrinter(FakeDocumentPrinter):
    """Hangs in its first print, deaf to interruption."""

    def __init__(self) -> None:
        super().__init__()
        self.hanging, self.released = Event(), Event()

    def interrupt(self) -> None: ...

    def print(
        self,
        pdf: bytes,
        *,
        copies: int = 1,
        sides: Sides = Sides.ONE,
        title: str = "",
        deadline_s: float,
    ) -> PrintOutcome:
        if not self.released.is_set():
            self.hanging.set()
            self.released.wait(PATIENCE_S)
        return super().print(pdf, copies=copies, sides=sides, title=title, deadline_s=deadline_s)


class Desk:
    """A supervisor with one A4 printer."""

    def __init__(self, printer: FakeDocumentPrinter) -> None:
        self.printer = printer
        self.supervisor = Supervisor([printer], clock=SystemClock(), pace=PACE)
        self._seen: list[tuple[DeviceState, str]] = []
        self._news = Event()
        self.supervisor.subscribe(self._note)
        self.supervisor.start()

    def until(self, state: DeviceState, reason: str = "") -> None:
        """Wait until the printer is like this."""
        while True:
            self._news.clear()
            now = self.supervisor.status(A4)
            if (now.state, now.reason) == (state, reason):
                return
            assert self._news.wait(PATIENCE_S), self._seen

    def _note(self, event: DeviceEvent) -> None:
        assert isinstance(event, StatusChanged)
        self._seen.append((event.status.state, event.status.reason))
        self._news.set()


@pytest.fixture
def desk() -> Iterator[Desk]:
    desk = Desk(FakeDocumentPrinter())
    desk.until(DeviceState.ONLINE)
    yield desk
    desk.supervisor.stop()


def test_a_document_is_printed_as_it_was_asked_for(desk: Desk) -> None:
    outcome = desk.supervisor.print_document(
        PDF, copies=2, sides=Sides.TWO_LONG_EDGE, title="证明"
    ).result(PATIENCE_S)
    assert outcome == PrintOutcome(PrintResult.PRINTED, sheets=2)
    assert desk.printer.documents == [PrintedDocument("证明", 1, 2, Sides.TWO_LONG_EDGE)]


def test_documents_come_out_one_after_the_other(desk: Desk) -> None:
    desk.printer.hold()
    waiting = [desk.supervisor.print_document(PDF, title=str(n)) for n in range(3)]
    desk.until(DeviceState.BUSY)
    desk.printer.release()
    assert [each.result(PATIENCE_S) for each in waiting] == [PRINTED] * 3
    assert [each.title for each in desk.printer.documents] == ["0", "1", "2"]


def test_paper_that_is_out_is_told_and_noticed_when_it_is_back(desk: Desk) -> None:
    desk.printer.paper_out()
    outcome = desk.supervisor.print_document(PDF).result(PATIENCE_S)
    assert outcome == PrintOutcome(PrintResult.FAILED, "document.paper_out")
    desk.until(DeviceState.OFFLINE, "document.paper_out")
    desk.printer.load_paper()
    desk.until(DeviceState.ONLINE)


def test_an_unplugged_printer_fails_what_waits_and_comes_back(desk: Desk) -> None:
    desk.printer.unplug()
    desk.until(DeviceState.OFFLINE, "document.unplugged")
    outcome = desk.supervisor.print_document(PDF).result(PATIENCE_S)
    assert outcome == PrintOutcome(PrintResult.FAILED, "document.unplugged")
    desk.printer.replug()
    desk.until(DeviceState.ONLINE)
    assert desk.supervisor.print_document(PDF).result(PATIENCE_S) == PRINTED


def test_a_job_that_was_half_done_is_unknown(desk: Desk) -> None:
    desk.printer.fail_in_next_job("document.paper_jam")
    outcome = desk.supervisor.print_document(PDF).result(PATIENCE_S)
    assert outcome == PrintOutcome(PrintResult.UNKNOWN, "document.paper_jam")
    assert desk.printer.documents == []


def test_without_a_printer_the_job_fails() -> None:
    supervisor = Supervisor([], clock=SystemClock())
    outcome = supervisor.print_document(PDF).result(0)
    assert outcome == PrintOutcome(PrintResult.FAILED, "document.not_fitted")
    assert supervisor.status(A4).state is DeviceState.NO_DEVICE


def test_a_print_that_hangs_is_unknown_and_what_waits_behind_it_fails() -> None:
    printer = HangingPrinter()
    desk = Desk(printer)
    desk.until(DeviceState.ONLINE)
    first = desk.supervisor.print_document(PDF, deadline_s=3)
    assert printer.hanging.wait(PATIENCE_S)
    second = desk.supervisor.print_document(PDF)
    assert first.result(PATIENCE_S) == PrintOutcome(PrintResult.UNKNOWN, "document.hung")
    assert second.result(PATIENCE_S) == PrintOutcome(PrintResult.FAILED, "document.hung")
    desk.until(DeviceState.HARDWARE_ERROR, "document.hung")
    printer.released.set()
    desk.until(DeviceState.ONLINE)
    assert desk.supervisor.print_document(PDF).result(PATIENCE_S) == PRINTED
    desk.supervisor.stop()


def test_the_end_of_the_program_leaves_no_document_without_an_outcome() -> None:
    printer = HangingPrinter()
    desk = Desk(printer)
    running, waiting = desk.supervisor.print_document(PDF), desk.supervisor.print_document(PDF)
    assert printer.hanging.wait(PATIENCE_S)
    desk.supervisor.stop(timeout_s=0.1)
    assert running.result(0) == PrintOutcome(PrintResult.UNKNOWN, "document.stopped")
    assert waiting.result(0) == PrintOutcome(PrintResult.FAILED, "document.stopped")
    printer.released.set()
