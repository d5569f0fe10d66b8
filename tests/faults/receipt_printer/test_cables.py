"""Printers on serial lines and on USB, whose cables stay when the printer goes, or go alone."""

import errno
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from drivers.api import (
    Confirmation,
    DeviceFault,
    DeviceState,
    Paper,
    PrintOutcome,
    PrintResult,
)
from drivers.receipt_printer.encoder import PAPERS, Setting, encode_slip
from drivers.receipt_printer.escpos import EscposReceiptPrinter
from drivers.receipt_printer.notes import PrinterNotes
from drivers.receipt_printer.unit import Speech, Wishes
from drivers.simulators.paced_clock import PacedClock, patient
from drivers.simulators.printer_cable import PrinterCable
from drivers.simulators.printer_interpreter import Model
from drivers.simulators.receipt_printer import ReceiptPrinterSimulator
from drivers.simulators.usb_bus import UsbBus
from drivers.simulators.usb_receipt_printer import UsbPrinterCable
from drivers.transports.serial import SerialTransport
from drivers.transports.usb import UsbTransport
from drivers.transports.usb_ids import UsbIds
from drivers.transports.usblp import NO_ERROR, PAPER_OUT, SELECTED, UsblpTransport
from kiosk.clock import SystemClock
from kiosk.documents.slip import Field, Qr, Slip, Text

CLOCK = SystemClock()
BAUD = 115200
SLIP = Slip(
    "回执",
    "zh-CN",
    (
        *(Field(f"第{number}行", "王秀花的补贴申请材料齐全") for number in range(200)),
        Qr("L081726112100042K"),
        Text("完"),
    ),
)
LENGTH = len(b"".join(encode_slip(SLIP, Setting(PAPERS[80], native_qr=True))))
PRINTED = PrintOutcome(PrintResult.PRINTED)


@dataclass
class Rig:
    """A simulated printer on a cable."""

    simulator: ReceiptPrinterSimulator
    cable: PrinterCable
    clock: PacedClock = field(default_factory=lambda: PacedClock(3.0))

    def serial(self, notes: PrinterNotes | None = None) -> EscposReceiptPrinter:
        line = SerialTransport(str(self.cable.path), baud=BAUD, clock=self.clock)
        line = patient(line, self.clock)
        return EscposReceiptPrinter("printer", line, notes=notes, baud=BAUD, clock=self.clock)

    def usb(self) -> EscposReceiptPrinter:
        line = patient(UsblpTransport(self.cable.path, clock=self.clock), self.clock)
        return EscposReceiptPrinter("printer", line, clock=self.clock)


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    simulator = ReceiptPrinterSimulator()
    simulator.start()
    cable = PrinterCable(simulator, tmp_path / "port")
    cable.plug()
    yield Rig(simulator, cable)
    cable.unplug()
    simulator.stop()


@pytest.mark.parametrize("kind", ["serial", "usb"])
def test_a_slip_goes_over_the_cable(rig: Rig, kind: str) -> None:
    printer = getattr(rig, kind)()
    printer.open()
    assert printer.print(SLIP, deadline_s=60) == PRINTED
    assert [receipt.qr for receipt in rig.simulator.receipts] == [["L081726112100042K"]]
    assert rig.simulator.faults == []
    printer.close()


@pytest.mark.parametrize("kind", ["serial", "usb"])
def test_paper_that_runs_out_is_told_over_the_cable(rig: Rig, kind: str) -> None:
    printer = getattr(rig, kind)()
    printer.open()
    rig.simulator.paper_out(after=LENGTH // 2)
    outcome = printer.print(SLIP, deadline_s=60)
    assert outcome == PrintOutcome(PrintResult.UNKNOWN, "print.paper_out")
    rig.simulator.load_paper()
    assert rig.simulator.wait_for(lambda: len(rig.simulator.receipts) == 1)
    assert printer.changed(20)
    assert printer.status().state is DeviceState.ONLINE
    printer.close()


@pytest.mark.parametrize("kind", ["serial", "usb"])
def test_a_cable_pulled_in_mid_job_is_unknown(rig: Rig, kind: str) -> None:
    printer = getattr(rig, kind)()
    printer.open()
    rig.simulator.hold()
    with ThreadPoolExecutor(1) as pool:
        job = pool.submit(printer.print, SLIP, deadline_s=60)
        assert rig.simulator.wait_for(lambda: rig.simulator.waiting > LENGTH)
        rig.cable.unplug()
        assert job.result(60) == PrintOutcome(PrintResult.UNKNOWN, "print.unplugged")
    with pytest.raises(DeviceFault) as caught:
        printer.open()
    assert caught.value.code == "print.unplugged"
    rig.simulator.release()
    rig.cable.plug()
    printer.open()
    assert printer.print(SLIP, deadline_s=60) == PRINTED
    assert rig.simulator.receipts[-1].qr == ["L081726112100042K"]
    printer.close()


@pytest.mark.parametrize("part", [0.3, 0.6])
def test_a_printer_that_loses_its_power_on_a_serial_line_is_never_believed(
    rig: Rig, part: float
) -> None:
    """The port stays, and nothing says that bytes were lost."""
    printer = rig.serial()
    printer.open()
    rig.clock.keep_pace(1.0)
    rig.simulator.unplug(after=int(LENGTH * part))
    outcome = printer.print(SLIP, deadline_s=60)
    assert outcome == PrintOutcome(PrintResult.UNKNOWN, "print.silent")
    rig.simulator.replug()
    assert rig.simulator.receipts == []
    printer.close()


def test_a_printer_that_comes_back_with_its_power_prints_the_next_slip(rig: Rig) -> None:
    printer = rig.serial()
    printer.open()
    rig.clock.keep_pace(1.0)
    rig.simulator.unplug(after=LENGTH // 2)
    assert printer.print(SLIP, deadline_s=60).result is PrintResult.UNKNOWN
    rig.clock.keep_pace(3.0)
    rig.simulator.replug()
    printer.close()

    def back() -> bool:
        try:
            printer.open()
        except DeviceFault:
            return False
        return True

    until = CLOCK.monotonic() + 60
    while not back():
        assert CLOCK.monotonic() < until
    assert printer.print(SLIP, deadline_s=60) == PRINTED
    whole = [receipt for receipt in rig.simulator.receipts if "完" in receipt.text]
    assert len(whole) == 1
    printer.close()


def only_takes(_file: int, _size: int) -> bytes:
    raise OSError(errno.EINVAL, "Invalid argument")


@pytest.mark.parametrize("speech", [Speech.NEVER, Speech.PERHAPS])
def test_a_printer_that_only_takes_prints_and_says_nothing(rig: Rig, speech: Speech) -> None:
    line = UsblpTransport(rig.cable.path, clock=CLOCK, read=only_takes)
    printer = EscposReceiptPrinter("printer", line, Wishes(speech=speech))
    printer.open()
    status = printer.status()
    assert (status.state, status.reason) == (DeviceState.UNKNOWN, "print.cannot_tell")
    assert (status.paper, status.cover_open) == (Paper.UNKNOWN, None)
    assert printer.print(SLIP, deadline_s=60).result is PrintResult.UNKNOWN
    assert rig.simulator.wait_for(lambda: len(rig.simulator.receipts) == 1)
    assert rig.simulator.receipts[0].text.endswith("完")
    printer.close()


def test_a_printer_that_only_takes_is_no_printer_for_a_terminal_that_was_not_told(rig: Rig) -> None:
    line = UsblpTransport(rig.cable.path, clock=CLOCK, read=only_takes)
    printer = EscposReceiptPrinter("printer", line)
    with pytest.raises(DeviceFault) as caught:
        printer.open()
    assert caught.value.code == "print.silent"
    assert "status=never" in caught.value.remedy


def test_the_kernel_may_know_that_a_printer_that_only_takes_has_no_paper(rig: Rig) -> None:
    port = [NO_ERROR | SELECTED]
    line = UsblpTransport(rig.cable.path, clock=CLOCK, read=only_takes, ask=lambda _: port[0])
    printer = EscposReceiptPrinter("printer", line, Wishes(speech=Speech.NEVER))
    printer.open()
    status = printer.status()
    assert (status.state, status.paper) == (DeviceState.ONLINE, Paper.UNKNOWN)
    port[0] |= PAPER_OUT
    status = printer.status()
    assert (status.reason, status.paper) == ("print.paper_out", Paper.OUT)
    assert printer.print(SLIP, deadline_s=60) == PrintOutcome(PrintResult.FAILED, "print.paper_out")
    port[0] = SELECTED
    assert printer.status().reason == "print.offline"
    assert rig.simulator.receipts == []
    printer.close()


def test_a_unit_that_was_asked_once_is_not_asked_again(rig: Rig, tmp_path: Path) -> None:
    notes = tmp_path / "notes.json"

    def start() -> EscposReceiptPrinter:
        printer = rig.serial(PrinterNotes(notes))
        printer.open()
        return printer

    first = start()
    first.close()
    asked = rig.simulator.hanging.raw.count(b"\x1d(H")
    again = start()
    assert rig.simulator.hanging.raw.count(b"\x1d(H") == asked == 1
    assert again.capabilities == first.capabilities
    assert again.capabilities.confirmation is Confirmation.PROCESS_ID
    assert dict(again.details()) == {
        "serial": "S0001",
        "model": "SIM-80",
        "firmware": "1.02",
        "paper": "80 mm, 576 dots, 48 columns",
        "native_qr": "yes (asked: answered GS ( k function 82)",
        "chinese": "gb18030 (asked: GS I 69 answered CHINA GB18030)",
        "cutter": "partial (assumed)",
        "confirmation": "process_id (asked: answered GS ( H function 48)",
        "automatic_status": "yes (asked: answered GS a with four bytes)",
    }
    again.close()


def test_another_unit_at_the_same_place_is_asked_anew(rig: Rig, tmp_path: Path) -> None:
    notes = PrinterNotes(tmp_path / "notes.json")
    printer = rig.serial(notes)
    printer.open()
    before = printer.capabilities
    printer.close()
    rig.cable.unplug()
    other = ReceiptPrinterSimulator(
        model=Model(names={68: "X9"}, knows_process_id=False, knows_qr_size=False)
    )
    other.start()
    cable = PrinterCable(other, rig.cable.path)
    cable.plug()
    printer.open()
    after = printer.capabilities
    assert (before.confirmation, after.confirmation) == (
        Confirmation.PROCESS_ID,
        Confirmation.FENCE,
    )
    assert not after.native_qr
    printer.close()
    cable.unplug()
    other.stop()


IDS = UsbIds(0x04B8, 0x0E15)


def test_a_slip_goes_over_libusb() -> None:
    simulator, bus = ReceiptPrinterSimulator(), UsbBus()
    simulator.start()
    cable = UsbPrinterCable(simulator, bus, IDS)
    clock = PacedClock(3.0)
    line = patient(UsbTransport(IDS, clock=clock, interface_class=7, backend=bus), clock)
    printer = EscposReceiptPrinter("printer", line, clock=clock)
    with pytest.raises(DeviceFault) as caught:
        printer.open()
    assert caught.value.code == "print.unplugged"
    cable.plug()
    cable.device.kernel_driver = True  # usblp got it first; it is taken from it
    printer.open()
    assert printer.capabilities.confirmation is Confirmation.PROCESS_ID
    assert printer.print(SLIP, deadline_s=60) == PRINTED
    simulator.paper_out()
    assert printer.changed(20)
    assert printer.status().paper is Paper.OUT
    simulator.load_paper()
    simulator.hold()
    with ThreadPoolExecutor(1) as pool:
        job = pool.submit(printer.print, SLIP, deadline_s=60)
        assert simulator.wait_for(lambda: simulator.waiting > LENGTH)
        cable.unplug()
        assert job.result(60) == PrintOutcome(PrintResult.UNKNOWN, "print.unplugged")
    printer.close()
    simulator.stop()
    assert len(simulator.receipts) == 1
    assert simulator.faults == []
