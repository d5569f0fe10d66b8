"""Printers slower than the line, and workers that hear of changes at once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Condition

import pytest
from PIL import Image

from drivers.api import (
    DeviceClass,
    DeviceEvent,
    DeviceFault,
    DeviceState,
    Paper,
    PrintOutcome,
    PrintResult,
    Status,
    StatusChanged,
)
from drivers.receipt_printer.conversation import Conversation
from drivers.receipt_printer.delivering import deliver
from drivers.receipt_printer.escpos import EscposReceiptPrinter
from drivers.simulators.paced_clock import PacedClock, patient
from drivers.simulators.printer_interpreter import Model
from drivers.simulators.receipt_printer import ReceiptPrinterSimulator
from drivers.supervisor import Supervisor
from drivers.transports import TransportFault
from drivers.transports.tcp import TcpTransport
from drivers.workers.base import Pace
from kiosk.clock import SystemClock
from kiosk.documents.slip import Qr, Slip, Text

CLOCK = SystemClock()
SLIP = Slip("回执", "zh-CN", (Text("回执"), Qr("L0817"), Text("完")))
POSTER = Image.radial_gradient("L").resize((576, 3000)).convert("1")
POSTER_BYTES = 72 * 3000
PRINTED = PrintOutcome(PrintResult.PRINTED)
PACE = Pace(heartbeat_s=3600, open_limit_s=60, call_limit_s=60)


@pytest.fixture
def simulator() -> Iterator[ReceiptPrinterSimulator]:
    simulator = ReceiptPrinterSimulator(model=Model(buffer_bytes=4096))
    simulator.start()
    yield simulator
    simulator.stop()
    assert simulator.faults == []


@pytest.fixture
def printer(simulator: ReceiptPrinterSimulator) -> Iterator[EscposReceiptPrinter]:
    clock = PacedClock(3.0)
    line = patient(TcpTransport("127.0.0.1", simulator.port, clock=clock), clock)
    printer = EscposReceiptPrinter("printer", line, clock=clock)
    printer.open()
    yield printer
    printer.close()


def until_well(printer: EscposReceiptPrinter) -> None:
    until = CLOCK.monotonic() + 60
    while printer.status().state is not DeviceState.ONLINE:
        assert CLOCK.monotonic() < until


def test_a_printer_with_a_small_memory_is_sent_as_much_as_it_takes(
    simulator: ReceiptPrinterSimulator, printer: EscposReceiptPrinter
) -> None:
    simulator.hold()
    with ThreadPoolExecutor(1) as pool:
        job = pool.submit(printer.print_picture, POSTER, deadline_s=60)
        assert simulator.wait_for(lambda: simulator.waiting >= 4096)
        assert not job.done()
        simulator.release()
        assert job.result(60) == PRINTED
    (receipt,) = simulator.receipts
    assert sum(piece.height for piece in receipt.pictures) == 3000


def test_a_printer_that_takes_no_more_is_unknown_and_does_not_mix_two_jobs(
    simulator: ReceiptPrinterSimulator, printer: EscposReceiptPrinter
) -> None:
    simulator.hold()
    outcome = printer.print_picture(POSTER, deadline_s=3)
    assert outcome.result is PrintResult.UNKNOWN
    simulator.release()
    until_well(printer)
    assert printer.print(SLIP, deadline_s=60) == PRINTED
    half, whole = simulator.receipts
    assert 0 < sum(piece.height for piece in half.pictures) < 3000
    assert (whole.text, whole.qr) == ("回执\n完", ["L0817"])


def test_a_printer_that_took_nothing_printed_nothing(
    simulator: ReceiptPrinterSimulator, printer: EscposReceiptPrinter
) -> None:
    simulator.hold()
    assert printer.print_picture(POSTER, deadline_s=3).result is PrintResult.UNKNOWN
    assert printer.print(SLIP, deadline_s=3) == PrintOutcome(PrintResult.FAILED, "print.silent")
    simulator.release()
    until_well(printer)
    assert simulator.wait_for(lambda: simulator.waiting == 0)
    assert all("完" not in receipt.text for receipt in simulator.receipts)


class Line:
    """A transport that takes so many bytes and then fails."""

    def __init__(self, takes: int, code: str) -> None:
        self.takes = takes
        self.code = code

    def open(self, deadline: float) -> None: ...

    def read(self, n: int, deadline: float) -> bytes:  # noqa: ARG002 — it has nothing to say
        return b""

    def write(self, data: bytes, deadline: float) -> None:  # noqa: ARG002 — nor does it wait
        if len(data) > self.takes:
            raise TransportFault(self.code, "it stopped", sent=self.takes)
        self.takes -= len(data)

    def close(self) -> None: ...


@pytest.mark.parametrize(
    ("takes", "code", "begun", "lacking"),
    [
        (0, "line.jammed", False, 0),
        (1, "line.jammed", True, 9),
        (10, "line.jammed", True, 0),
        (25, "line.jammed", True, 5),
        (25, "line.lost", True, 20),
        (0, "line.lost", False, 0),
    ],
)
def test_what_broke_off_is_known_to_the_byte(
    takes: int, code: str, lacking: int, *, begun: bool
) -> None:
    talk = Conversation(Line(takes, code), CLOCK)
    delivered = deliver(talk, (bytes(10), bytes(20), bytes(5)), CLOCK.monotonic() + 5)
    assert (delivered.whole, delivered.begun, delivered.lacking) == (False, begun, lacking)
    assert delivered.fault is not None


def test_all_of_a_job_is_nothing_broken_off() -> None:
    talk = Conversation(Line(35, "line.lost"), CLOCK)
    delivered = deliver(talk, (bytes(10), bytes(20), bytes(5)), CLOCK.monotonic() + 5)
    assert (delivered.whole, delivered.begun, delivered.lacking) == (True, True, 0)


class Listening:
    """What a supervisor that almost never asks by itself tells of a printer."""

    def __init__(self, simulator: ReceiptPrinterSimulator) -> None:
        clock = PacedClock(3.0)
        line = patient(TcpTransport("127.0.0.1", simulator.port, clock=clock), clock)
        self.printer = EscposReceiptPrinter("printer", line, clock=clock)
        self.supervisor = Supervisor([self.printer], clock=CLOCK, pace=PACE)
        self.statuses: list[Status] = []
        self._news = Condition()
        self.supervisor.subscribe(self._listen)
        self.supervisor.start()

    def _listen(self, event: DeviceEvent) -> None:
        with self._news:
            if isinstance(event, StatusChanged):
                self.statuses.append(event.status)
            self._news.notify_all()

    def until(self, state: DeviceState, paper: Paper) -> None:
        with self._news:
            assert self._news.wait_for(
                lambda: (
                    bool(self.statuses)
                    and (self.statuses[-1].state, self.statuses[-1].paper) == (state, paper)
                ),
                60,
            ), self.statuses


@pytest.fixture
def listening(simulator: ReceiptPrinterSimulator) -> Iterator[Listening]:
    listening = Listening(simulator)
    listening.until(DeviceState.ONLINE, Paper.FULL)
    yield listening
    listening.supervisor.stop()


def test_changes_are_told_at_once_and_not_at_the_next_heartbeat(
    simulator: ReceiptPrinterSimulator, listening: Listening
) -> None:
    simulator.paper_low()
    listening.until(DeviceState.ONLINE, Paper.LOW)
    simulator.paper_out()
    listening.until(DeviceState.OFFLINE, Paper.OUT)
    simulator.load_paper()
    listening.until(DeviceState.ONLINE, Paper.FULL)
    simulator.open_cover()
    listening.until(DeviceState.USER_ERROR, Paper.FULL)
    simulator.close_cover()
    listening.until(DeviceState.ONLINE, Paper.FULL)


def test_a_plug_that_is_pulled_is_told_at_once(
    simulator: ReceiptPrinterSimulator, listening: Listening
) -> None:
    simulator.unplug()
    listening.until(DeviceState.OFFLINE, Paper.FULL)
    simulator.replug()
    listening.until(DeviceState.ONLINE, Paper.FULL)


def test_slips_are_printed_between_listening(
    simulator: ReceiptPrinterSimulator, listening: Listening
) -> None:
    futures = [listening.supervisor.print(SLIP, deadline_s=30) for _ in range(5)]
    assert [future.result(60) for future in futures] == [PRINTED] * 5
    assert len(simulator.receipts) == 5
    status = listening.supervisor.status(DeviceClass.RECEIPT_PRINTER)
    assert status.state in {DeviceState.ONLINE, DeviceState.BUSY}


def test_listening_to_a_closed_printer_is_a_fault(printer: EscposReceiptPrinter) -> None:
    printer.close()
    with pytest.raises(DeviceFault) as caught:
        printer.changed(0.1)
    assert caught.value.code == "print.unplugged"
