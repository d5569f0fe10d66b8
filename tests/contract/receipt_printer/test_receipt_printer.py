"""What every `ReceiptPrinter` promises: one suite on the real driver and on the fake."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from drivers.api import (
    DeviceClass,
    DeviceFault,
    DeviceState,
    Paper,
    PrintOutcome,
    PrintResult,
    ReceiptPrinter,
)
from drivers.receipt_printer import probing
from drivers.receipt_printer.escpos import EscposReceiptPrinter
from drivers.receipt_printer.unit import Wishes
from drivers.simulators.fake_printer import FakeReceiptPrinter
from drivers.simulators.paced_clock import PacedClock, patient
from drivers.simulators.printer_hands import PrinterHands
from drivers.simulators.printer_interpreter import Model
from drivers.simulators.receipt_printer import ReceiptPrinterSimulator
from drivers.transports.tcp import TcpTransport
from kiosk.documents.slip import Field, Qr, Slip, Text

SLIP = Slip("回执", "zh-CN", (Text("回执"), Field("编号", "L0817"), Qr("L0817")))
PRINTED = PrintOutcome(PrintResult.PRINTED)
PATIENCE = 3.0
"""How many real seconds one of the driver's takes, where no silence is meant."""


@dataclass
class Rig:
    """A printer and somebody to handle it."""

    printer: ReceiptPrinter
    hands: PrinterHands
    simulator: ReceiptPrinterSimulator | None
    clock: PacedClock

    def fall_silent(self) -> None:
        """From now on silence is meant: nobody need be patient with a busy machine."""
        self.clock.keep_pace(1.0)
        self.hands.fall_silent()

    def speak(self) -> None:
        """It answers again."""
        self.clock.keep_pace(PATIENCE)
        self.hands.speak()

    @property
    def pieces(self) -> int:
        """Slips that came out whole."""
        if self.simulator is None:
            assert isinstance(self.printer, FakeReceiptPrinter)
            return len(self.printer.slips)
        return len(self.simulator.receipts)


@pytest.fixture(params=["fake", "real 80 mm", "real 58 mm", "fence only"])
def rig(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Rig]:
    clock = PacedClock(PATIENCE)
    if request.param == "fake":
        fake = FakeReceiptPrinter()
        yield Rig(fake, fake, None, clock)
        return
    # The simulator answers in one piece: patience is needed for the first byte alone.
    monkeypatch.setattr(probing, "QUIET_S", probing.QUIET_S / PATIENCE)
    paper_mm = 58 if "58" in request.param else 80
    model = Model(knows_process_id=request.param != "fence only")
    simulator = ReceiptPrinterSimulator(paper_mm=paper_mm, model=model)
    simulator.start()
    line = patient(TcpTransport("127.0.0.1", simulator.port, clock=clock), clock)
    printer = EscposReceiptPrinter("printer", line, Wishes(paper_mm=paper_mm), clock=clock)
    yield Rig(printer, simulator, simulator, clock)
    printer.close()
    simulator.stop()
    assert simulator.faults == []


@pytest.fixture
def opened(rig: Rig) -> Rig:
    rig.printer.open()
    return rig


def test_a_slip_is_printed_once(opened: Rig) -> None:
    assert opened.printer.print(SLIP, deadline_s=60) == PRINTED
    assert opened.pieces == 1


def test_each_slip_is_confirmed_for_itself(opened: Rig) -> None:
    outcomes = [opened.printer.print(SLIP, deadline_s=60) for _ in range(5)]
    assert outcomes == [PRINTED] * 5
    assert opened.pieces == 5


def test_a_healthy_printer_says_so(opened: Rig) -> None:
    status = opened.printer.status()
    assert status.device_class is DeviceClass.RECEIPT_PRINTER
    assert (status.state, status.reason) == (DeviceState.ONLINE, "")
    assert (status.paper, status.cover_open) == (Paper.FULL, False)
    assert status.last_ok is not None


def test_a_low_roll_still_prints(opened: Rig) -> None:
    opened.hands.paper_low()
    status = opened.printer.status()
    assert (status.state, status.paper) == (DeviceState.ONLINE, Paper.LOW)
    assert opened.printer.print(SLIP, deadline_s=60) == PRINTED


def test_without_paper_nothing_is_sent(opened: Rig) -> None:
    opened.hands.paper_out()
    outcome = opened.printer.print(SLIP, deadline_s=60)
    assert outcome == PrintOutcome(PrintResult.FAILED, "print.paper_out")
    opened.hands.load_paper()
    assert opened.printer.status().paper is Paper.FULL
    assert opened.printer.print(SLIP, deadline_s=60) == PRINTED
    assert opened.pieces == 1


def test_without_paper_the_status_says_so(opened: Rig) -> None:
    opened.hands.paper_out()
    status = opened.printer.status()
    assert (status.state, status.reason) == (DeviceState.OFFLINE, "print.paper_out")
    assert status.paper is Paper.OUT


def test_with_an_open_cover_nothing_is_sent(opened: Rig) -> None:
    opened.hands.open_cover()
    outcome = opened.printer.print(SLIP, deadline_s=60)
    assert outcome == PrintOutcome(PrintResult.FAILED, "print.cover_open")
    status = opened.printer.status()
    assert (status.state, status.cover_open) == (DeviceState.USER_ERROR, True)
    opened.hands.close_cover()
    assert opened.printer.status().state is DeviceState.ONLINE
    assert opened.pieces == 0


def test_a_silent_printer_is_sent_nothing(opened: Rig) -> None:
    opened.fall_silent()
    outcome = opened.printer.print(SLIP, deadline_s=60)
    assert outcome == PrintOutcome(PrintResult.FAILED, "print.silent")
    status = opened.printer.status()
    assert (status.state, status.paper) == (DeviceState.OFFLINE, Paper.UNKNOWN)
    assert status.cover_open is None
    opened.speak()
    assert opened.printer.status().state is DeviceState.ONLINE
    assert opened.pieces == 0


def test_a_silent_printer_cannot_be_opened(rig: Rig) -> None:
    rig.fall_silent()
    with pytest.raises(DeviceFault) as caught:
        rig.printer.open()
    assert caught.value.code == "print.silent"


def test_an_unplugged_printer_cannot_be_opened(rig: Rig) -> None:
    rig.hands.unplug()
    with pytest.raises(DeviceFault) as caught:
        rig.printer.open()
    assert caught.value.code == "print.unplugged"


def test_a_printer_unplugged_later_is_noticed_and_comes_back(opened: Rig) -> None:
    opened.hands.unplug()
    with pytest.raises(DeviceFault) as caught:
        opened.printer.status()
    assert caught.value.code == "print.unplugged"
    outcome = opened.printer.print(SLIP, deadline_s=60)
    assert outcome == PrintOutcome(PrintResult.FAILED, "print.unplugged")
    opened.hands.replug()
    opened.printer.open()
    assert opened.printer.print(SLIP, deadline_s=60) == PRINTED
    assert opened.pieces == 1


def test_closing_twice_is_safe(opened: Rig) -> None:
    opened.printer.close()
    opened.printer.close()
