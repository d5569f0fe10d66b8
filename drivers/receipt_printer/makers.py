"""Make receipt printers from their addresses.

==========================================  =====================================================
``escpos+tcp://192.168.1.50:9100?width=80`` on the network; ``width`` 58 or 80, ``qr`` native or
                                            picture, ``confirm`` ask, process_id, fence or none
``escpos+serial:///dev/ttyS1?baud=19200``   the same on a serial line
==========================================  =====================================================

Drivers are imported when one is made: a terminal carries only what it uses.
"""

from __future__ import annotations

from collections.abc import Mapping

from drivers.address import Address
from drivers.api import Confirmation, Device
from drivers.fitting import Fitting, Maker
from drivers.transports import Transport

CONFIRMATIONS = {
    "ask": Confirmation.UNPROBED,
    "process_id": Confirmation.PROCESS_ID,
    "fence": Confirmation.FENCE,
    "none": Confirmation.NONE,
}
QR = {"native": True, "picture": False}


def _escpos_tcp(address: Address, fitting: Fitting) -> Device:
    from drivers.transports.tcp import TcpTransport

    host, port = address.host_and_port()
    return _printer(address, TcpTransport(host, port, clock=fitting.clock), fitting)


def _escpos_serial(address: Address, fitting: Fitting) -> Device:
    from drivers.transports.serial import SerialTransport

    line = SerialTransport(str(address.path()), baud=address.baud(19200), clock=fitting.clock)
    return _printer(address, line, fitting)


def _printer(address: Address, transport: Transport, fitting: Fitting) -> Device:
    from drivers.receipt_printer.encoder import PAPERS
    from drivers.receipt_printer.escpos import EscposReceiptPrinter

    papers = {str(width): width for width in PAPERS}
    return EscposReceiptPrinter(
        address.name,
        transport,
        paper_mm=papers[address.choose("width", papers, "80")],
        native_qr=QR[address.choose("qr", QR, "native")],
        confirmation=CONFIRMATIONS[address.choose("confirm", CONFIRMATIONS, "ask")],
        clock=fitting.clock,
    )


MAKERS: Mapping[str, Maker] = {"escpos+tcp": _escpos_tcp, "escpos+serial": _escpos_serial}
