"""The simulated receipt printer on a simulated USB bus: its TCP port behind two bulk pipes."""

from __future__ import annotations

import socket
from contextlib import suppress
from threading import Thread

from drivers.simulators.receipt_printer import ReceiptPrinterSimulator
from drivers.simulators.usb_bus import SimulatedUsbDevice, UsbBus
from drivers.transports.usb_ids import UsbIds

PRINTER_CLASS = 7
TO_HOST, TO_PRINTER = 0x82, 0x01


class UsbPrinterCable:
    """Carries bytes between a USB bus and a simulated printer.

    Args:
        printer: the printer, started.
        bus: where it is plugged in.
        ids: what it says of itself.
    """

    def __init__(self, printer: ReceiptPrinterSimulator, bus: UsbBus, ids: UsbIds) -> None:
        self.device = SimulatedUsbDevice(
            ids, (TO_PRINTER, TO_HOST), self._hear, interface_class=PRINTER_CLASS
        )
        self._printer = printer
        self._bus = bus
        self._line: socket.socket | None = None

    def plug(self) -> None:
        """Connect both ends; the printer has power."""
        line = socket.create_connection((self._printer.host, self._printer.port), 5.0)
        line.settimeout(None)
        self._line = line
        self._bus.plug(self.device)
        Thread(target=self._listen, args=(line,), name="usb-printer", daemon=True).start()

    def unplug(self) -> None:
        """Pull the plug; the printer keeps its power."""
        self._bus.unplug(self.device)
        line, self._line = self._line, None
        if line is not None:
            with suppress(OSError):  # the printer may have hung up before
                line.shutdown(socket.SHUT_RDWR)

    def _hear(self, pipe: int, data: bytes) -> None:
        del pipe  # there is one
        line = self._line
        if line is not None:
            line.sendall(data)

    def _listen(self, line: socket.socket) -> None:
        with line, suppress(ConnectionError):  # pulled while an answer was on its way
            while data := line.recv(4096):
                self._bus.send(self.device, TO_HOST, data)
        self._bus.unplug(self.device)
