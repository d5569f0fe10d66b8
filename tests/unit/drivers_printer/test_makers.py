"""Addresses of receipt printers, and the mistakes in them."""

import json
from pathlib import Path

import pytest

from drivers.api import ChineseFont, Confirmation, Cutter, DeviceClass, DeviceFault, DeviceState
from drivers.fitting import Fitting
from drivers.receipt_printer.escpos import EscposReceiptPrinter
from drivers.registry import DeviceConfig, build
from drivers.simulators.receipt_printer import ReceiptPrinterSimulator
from kiosk.clock import SystemClock
from kiosk.errors import EnvironmentFault


def make(url: str, notes: Path | None = None) -> EscposReceiptPrinter:
    config = DeviceConfig("slips", DeviceClass.RECEIPT_PRINTER, url)
    (device,) = build([config], Fitting(SystemClock(), notes=notes))
    assert isinstance(device, EscposReceiptPrinter)
    return device


@pytest.mark.parametrize(
    "url",
    [
        "escpos+tcp://192.0.2.7:9100",
        "escpos+serial:///dev/ttyS1?baud=9600",
        "escpos+usb://04b8:0e15?serial=X1",
        "escpos+usblp:///dev/usb/lp0",
    ],
)
def test_each_way_to_a_printer_makes_its_driver(url: str) -> None:
    assert make(url).capabilities.paper_mm == 80


def test_everything_can_be_set() -> None:
    capable = make(
        "escpos+usblp:///dev/usb/lp0"
        "?width=58&qr=native&font=gb2312&cut=full&confirm=fence&asb=none&status=never"
    ).capabilities
    assert (capable.paper_mm, capable.native_qr, capable.chinese) == (58, True, ChineseFont.GB2312)
    assert (capable.cutter, capable.confirmation) == (Cutter.FULL, Confirmation.FENCE)
    assert not capable.automatic_status
    assert set(capable.provenance.values()) == {"set in the configuration"}


def test_a_profile_can_be_named_and_overruled() -> None:
    capable = make("escpos+tcp://192.0.2.7:9100?profile=POS-5890&cut=partial").capabilities
    assert (capable.paper_mm, capable.dots, capable.cutter) == (58, 384, Cutter.PARTIAL)
    assert capable.provenance["native_qr"] == "profile POS-5890"


@pytest.mark.parametrize(
    ("url", "remedy"),
    [
        ("escpos+tcp://192.0.2.7:9100?profile=TM-X", "TM-T20II"),
        ("escpos+tcp://192.0.2.7:9100?profile=", "TM-T20II"),
        ("escpos+tcp://192.0.2.7:9100?cut=maybe", "partial, full, none"),
        ("escpos+tcp://192.0.2.7:9100?font=big5", "gb18030, gb2312, none"),
        ("escpos+tcp://192.0.2.7:9100?width=76", "58, 80"),
        ("escpos+tcp://192.0.2.7:9100?status=no", "never"),
        ("escpos+tcp://192.0.2.7:9100?drawer=1", "asb, confirm, cut, font"),
        ("escpos+usb://04b8", "lsusb"),
        ("escpos+usblp://lp0", "three slashes"),
    ],
)
def test_a_mistake_is_told_with_what_to_write_instead(url: str, remedy: str) -> None:
    with pytest.raises(EnvironmentFault) as caught:
        make(url)
    assert caught.value.code == "config.device_url"
    assert remedy in caught.value.remedy


def test_what_a_printer_answered_is_noted_in_the_folder_of_notes(tmp_path: Path) -> None:
    simulator = ReceiptPrinterSimulator()
    simulator.start()
    printer = make(f"escpos+tcp://127.0.0.1:{simulator.port}", tmp_path / "devices")
    printer.open()
    printer.close()
    simulator.stop()
    (file,) = (tmp_path / "devices").iterdir()
    assert file.name == "receipt_printers.json"
    known = json.loads(file.read_text(encoding="utf-8"))["units"]
    assert list(known) == ["S0001 SIM-80 1.02"]
    assert known["S0001 SIM-80 1.02"]["confirmation"]["value"] == "process_id"


def test_a_printer_that_may_be_silent_is_opened_without_an_answer() -> None:
    simulator = ReceiptPrinterSimulator()
    simulator.start()
    simulator.fall_silent()
    strict = make(f"escpos+tcp://127.0.0.1:{simulator.port}")
    with pytest.raises(DeviceFault, match="status=never"):
        strict.open()
    lenient = make(f"escpos+tcp://127.0.0.1:{simulator.port}?status=never")
    lenient.open()
    assert lenient.status().state is DeviceState.UNKNOWN
    lenient.close()
    simulator.stop()
