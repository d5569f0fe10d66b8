"""Make receipt printers from their addresses.

==========================================  =====================================================
``escpos+tcp://192.168.1.50:9100``          on the network
``escpos+serial:///dev/ttyS1?baud=19200``   on a serial line
``escpos+usb://0fe6:811e?serial=X1``        on USB, by its numbers; ``serial`` where there are two
``escpos+usblp:///dev/usb/lp0``             on USB, by the kernel's own driver
==========================================  =====================================================

Options of all of them, where what is left out is found out or assumed: ``width`` 58 or 80,
``profile`` its model, ``qr`` native or picture, ``font`` gb18030, gb2312 or none, ``cut`` partial,
full or none, ``confirm`` ask, process_id, fence or none, ``asb`` ask or none (whether it may tell
of changes by itself), ``status`` ask or never (a printer that never answers).

Drivers are imported when one is made: a terminal carries only what it uses.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from drivers.address import Address
from drivers.api import ChineseFont, Confirmation, Cutter, Device
from drivers.fitting import Fitting, Maker
from drivers.transports import Transport

if TYPE_CHECKING:
    from drivers.receipt_printer.profiles import Profile

CONFIRMATIONS = {
    "ask": Confirmation.UNPROBED,
    "process_id": Confirmation.PROCESS_ID,
    "fence": Confirmation.FENCE,
    "none": Confirmation.NONE,
}
QR = {"ask": None, "native": True, "picture": False}
FONTS = {"ask": None} | {font.value: font for font in ChineseFont}
CUTTERS = {"usual": None} | {cutter.value: cutter for cutter in Cutter}
REPORTS = {"ask": True, "none": False}
SERIAL_BAUD = 19200
PRINTER_CLASS = 7
"""Class of a printer's USB interface."""
NOTES = "receipt_printers.json"


def _escpos_tcp(address: Address, fitting: Fitting) -> Device:
    from drivers.transports.tcp import TcpTransport

    host, port = address.host_and_port()
    return _printer(address, TcpTransport(host, port, clock=fitting.clock), fitting)


def _escpos_serial(address: Address, fitting: Fitting) -> Device:
    from drivers.transports.serial import SerialTransport

    baud = address.baud(SERIAL_BAUD)
    line = SerialTransport(str(address.path()), baud=baud, clock=fitting.clock)
    return _printer(address, line, fitting, baud)


def _escpos_usb(address: Address, fitting: Fitting) -> Device:
    from drivers.transports.usb import UsbTransport
    from drivers.transports.usb_ids import UsbIds

    ids = UsbIds(*address.usb_ids(), address.text("serial") or "")
    line = UsbTransport(ids, clock=fitting.clock, interface_class=PRINTER_CLASS)
    return _printer(address, line, fitting)


def _escpos_usblp(address: Address, fitting: Fitting) -> Device:
    from drivers.transports.usblp import UsblpTransport

    return _printer(address, UsblpTransport(address.path(), clock=fitting.clock), fitting)


def _printer(
    address: Address, transport: Transport, fitting: Fitting, baud: int | None = None
) -> Device:
    from drivers.receipt_printer.encoder import PAPERS
    from drivers.receipt_printer.escpos import EscposReceiptPrinter
    from drivers.receipt_printer.notes import PrinterNotes
    from drivers.receipt_printer.unit import Speech, Wishes

    papers = {str(width): width for width in PAPERS}
    width = None if address.text("width") is None else address.choose("width", papers, "")
    speech = {"ask": Speech.SURE, "never": Speech.NEVER}
    wishes = Wishes(
        paper_mm=None if width is None else papers[width],
        native_qr=QR[address.choose("qr", QR, "ask")],
        chinese=FONTS[address.choose("font", FONTS, "ask")],
        cutter=CUTTERS[address.choose("cut", CUTTERS, "usual")],
        confirmation=CONFIRMATIONS[address.choose("confirm", CONFIRMATIONS, "ask")],
        automatic_status=REPORTS[address.choose("asb", REPORTS, "ask")],
        profile=_profile(address),
        speech=speech[address.choose("status", speech, "ask")],
    )
    notes = PrinterNotes(None if fitting.notes is None else fitting.notes / NOTES)
    return EscposReceiptPrinter(
        address.name, transport, wishes, notes=notes, baud=baud, clock=fitting.clock
    )


def _profile(address: Address) -> Profile | None:
    from drivers.receipt_printer.profiles import profiles

    if address.text("profile") is None:
        return None
    known = profiles()
    return known[address.choose("profile", known, "")]


MAKERS: Mapping[str, Maker] = {
    "escpos+tcp": _escpos_tcp,
    "escpos+serial": _escpos_serial,
    "escpos+usb": _escpos_usb,
    "escpos+usblp": _escpos_usblp,
}
