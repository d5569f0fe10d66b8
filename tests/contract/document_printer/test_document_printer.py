"""What every `DocumentPrinter` promises: on the fake, on CUPS's own printer, and through CUPS."""

import io
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from pypdf import PdfWriter

from drivers.api import (
    DeviceClass,
    DeviceFault,
    DeviceState,
    DocumentPrinter,
    Paper,
    PrintOutcome,
    PrintResult,
    Sides,
    Toner,
    Witness,
)
from drivers.document_printer.client import IppClient
from drivers.document_printer.exchange import Exchange
from drivers.document_printer.ipp import IppDocumentPrinter
from drivers.simulators.child_process import LOOPBACK
from drivers.simulators.eve_printer import PATH, EvePrinter
from drivers.simulators.fake_document_printer import FakeDocumentPrinter
from drivers.simulators.paced_clock import PacedClock
from drivers.simulators.printer_hands import PrinterHands

LONG_S = 120.0


@dataclass
class Rig:
    """A printer and somebody to handle it."""

    patient: DocumentPrinter
    """Asked by somebody who has more time than any machine needs."""
    hasty: DocumentPrinter
    """The same printer, asked by the clock on the wall."""
    hands: PrinterHands

    @property
    def out(self) -> list[tuple[str, int, int, str]]:
        """Title, pages, copies and sides of the documents that came out whole."""
        if isinstance(self.hands, FakeDocumentPrinter):
            return [
                (each.title, each.pages, each.copies, each.sides.value)
                for each in self.hands.documents
            ]
        assert isinstance(self.hands, EvePrinter)
        return [(each.title, each.pages, each.copies, each.sides) for each in self.hands.printed]


def document(pages: int) -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


@pytest.fixture(params=["fake", "ippeveprinter"])
def rig(request: pytest.FixtureRequest) -> Iterator[Rig]:
    if request.param == "fake":
        fake = FakeDocumentPrinter()
        yield Rig(fake, fake, fake)
        return
    if reason := EvePrinter.missing():
        pytest.skip(reason)
    eve = EvePrinter()
    eve.start()

    def driver(factor: float) -> IppDocumentPrinter:
        clock = PacedClock(factor)
        exchange = Exchange(LOOPBACK, eve.port, PATH, tls=None, clock=clock)
        return IppDocumentPrinter("a4", IppClient(exchange, eve.url), clock=clock)

    yield Rig(driver(20.0), driver(1.0), eve)
    eve.stop()


@pytest.fixture
def opened(rig: Rig) -> Rig:
    rig.patient.open()
    return rig


def test_a_document_is_printed_once_and_its_sheets_are_counted(opened: Rig) -> None:
    outcome = opened.patient.print(document(3), title="回执", deadline_s=LONG_S)
    assert outcome == PrintOutcome(PrintResult.PRINTED, sheets=3)
    assert opened.out == [("回执", 3, 1, "one-sided")]


def test_each_document_is_confirmed_for_itself(opened: Rig) -> None:
    outcomes = [opened.patient.print(document(n), deadline_s=LONG_S) for n in (1, 2, 4)]
    assert [outcome.sheets for outcome in outcomes] == [1, 2, 4]
    assert [pages for _, pages, _, _ in opened.out] == [1, 2, 4]


def test_copies_and_both_sides_come_out_as_asked(opened: Rig) -> None:
    outcome = opened.patient.print(
        document(3), copies=2, sides=Sides.TWO_LONG_EDGE, title="x", deadline_s=LONG_S
    )
    assert outcome == PrintOutcome(PrintResult.PRINTED, sheets=4)
    assert opened.out == [("x", 3, 2, "two-sided-long-edge")]


@pytest.mark.parametrize("copies", [0, -1, 1000])
def test_more_copies_than_it_can_make_are_refused(opened: Rig, copies: int) -> None:
    outcome = opened.patient.print(document(1), copies=copies, deadline_s=LONG_S)
    assert outcome == PrintOutcome(PrintResult.FAILED, "document.copies")
    assert opened.out == []


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", "回执".encode(), document(1)[:300]])
def test_what_is_no_pdf_is_not_sent(opened: Rig, content: bytes) -> None:
    outcome = opened.patient.print(content, deadline_s=LONG_S)
    assert outcome == PrintOutcome(PrintResult.FAILED, "document.not_pdf")
    assert opened.out == []


def test_a_healthy_printer_says_so(opened: Rig) -> None:
    status = opened.patient.status()
    assert status.device_class is DeviceClass.DOCUMENT_PRINTER
    assert (status.state, status.reason) == (DeviceState.ONLINE, "")
    assert (status.paper, status.toner, status.cover_open) == (Paper.FULL, Toner.FULL, False)
    assert status.last_ok is not None


def test_it_tells_what_it_can_do(opened: Rig) -> None:
    able = opened.patient.capabilities
    assert "application/pdf" in able.formats
    assert Sides.TWO_LONG_EDGE in able.sides
    assert (able.a4, able.colour, able.witness) == (True, False, Witness.PRINTER)
    assert able.copies >= 99


def test_a_few_sheets_still_print(opened: Rig) -> None:
    opened.hands.paper_low()
    status = opened.patient.status()
    assert (status.state, status.paper) == (DeviceState.ONLINE, Paper.LOW)
    assert opened.patient.print(document(1), deadline_s=LONG_S).result is PrintResult.PRINTED


def test_without_paper_nothing_is_sent(opened: Rig) -> None:
    opened.hands.paper_out()
    outcome = opened.patient.print(document(1), deadline_s=LONG_S)
    assert outcome == PrintOutcome(PrintResult.FAILED, "document.paper_out")
    status = opened.patient.status()
    assert (status.state, status.reason) == (DeviceState.OFFLINE, "document.paper_out")
    assert status.paper is Paper.OUT
    opened.hands.load_paper()
    assert opened.patient.status().paper is Paper.FULL
    assert opened.patient.print(document(2), deadline_s=LONG_S).sheets == 2
    assert [pages for _, pages, _, _ in opened.out] == [2]


def test_with_an_open_cover_nothing_is_sent(opened: Rig) -> None:
    opened.hands.open_cover()
    outcome = opened.patient.print(document(1), deadline_s=LONG_S)
    assert outcome == PrintOutcome(PrintResult.FAILED, "document.cover_open")
    status = opened.patient.status()
    assert (status.state, status.cover_open) == (DeviceState.USER_ERROR, True)
    opened.hands.close_cover()
    assert opened.patient.status().state is DeviceState.ONLINE
    assert opened.out == []


def test_a_silent_printer_is_sent_nothing(opened: Rig) -> None:
    opened.hands.fall_silent()
    outcome = opened.hasty.print(document(1), deadline_s=1.0)
    assert outcome == PrintOutcome(PrintResult.FAILED, "document.silent")
    with pytest.raises(DeviceFault) as caught:
        opened.hasty.status()
    assert caught.value.code == "document.silent"
    opened.hands.speak()
    assert opened.patient.status().state is DeviceState.ONLINE
    assert opened.out == []


def test_a_silent_printer_cannot_be_opened(rig: Rig) -> None:
    rig.hands.fall_silent()
    with pytest.raises(DeviceFault) as caught:
        rig.hasty.open()
    assert caught.value.code == "document.silent"


def test_an_unplugged_printer_cannot_be_opened(rig: Rig) -> None:
    rig.hands.unplug()
    with pytest.raises(DeviceFault) as caught:
        rig.patient.open()
    assert caught.value.code == "document.unplugged"


def test_a_printer_unplugged_later_is_noticed_and_comes_back(opened: Rig) -> None:
    opened.hands.unplug()
    with pytest.raises(DeviceFault) as caught:
        opened.patient.status()
    assert caught.value.code == "document.unplugged"
    outcome = opened.patient.print(document(1), deadline_s=LONG_S)
    assert outcome == PrintOutcome(PrintResult.FAILED, "document.unplugged")
    opened.hands.replug()
    opened.patient.open()
    assert opened.patient.print(document(1), deadline_s=LONG_S).sheets == 1
    assert len(opened.out) == 1


def test_closing_twice_is_safe(opened: Rig) -> None:
    opened.patient.close()
    opened.patient.close()
