"""A serial or USB cable to the simulated printer: a pty whose other end is its TCP port.

The cable outlives the printer's power, as a serial converter does; what is sent meanwhile is lost.
"""

from __future__ import annotations

import os
import select
import socket
from pathlib import Path
from threading import Event, Thread

from drivers.simulators.pseudo_terminal import PseudoTerminal
from drivers.simulators.receipt_printer import ReceiptPrinterSimulator

WAIT_S = 0.05


class PrinterCable:
    """Carries bytes between a port and a simulated printer.

    Args:
        printer: the printer, started.
        path: where the driver finds the port.
    """

    def __init__(self, printer: ReceiptPrinterSimulator, path: Path) -> None:
        self._printer = printer
        self._port = PseudoTerminal(path)
        self._ended = Event()
        self._thread: Thread | None = None

    @property
    def path(self) -> Path:
        """Where the driver finds the port."""
        return self._port.path

    def plug(self) -> None:
        """Connect both ends."""
        self._ended.clear()
        end = self._port.plug()
        self._thread = Thread(target=self._carry, args=(end,), name="printer-cable", daemon=True)
        self._thread.start()

    def unplug(self) -> None:
        """Pull the cable from the terminal; the printer keeps its power."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join(5.0)
        self._port.unplug()

    def _carry(self, end: int) -> None:
        while not self._ended.is_set():
            try:
                line = socket.create_connection((self._printer.host, self._printer.port), WAIT_S)
            except OSError:  # the printer has no power
                self._lose(end)
                continue
            with line:
                self._exchange(end, line)

    def _lose(self, end: int) -> None:
        if select.select([end], [], [], WAIT_S)[0]:
            os.read(end, 65536)

    def _exchange(self, end: int, line: socket.socket) -> None:
        line.setblocking(True)
        while not self._ended.is_set():
            ready, _, _ = select.select([end, line.fileno()], [], [], WAIT_S)
            try:
                if end in ready:
                    line.sendall(os.read(end, 4096))
                if line.fileno() in ready:
                    data = line.recv(4096)
                    if not data:
                        return
                    os.write(end, data)
            except OSError:
                return
