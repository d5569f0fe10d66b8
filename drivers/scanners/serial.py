"""Scanners on a serial line, most of them by USB as a CDC device: bytes as they are in the code."""

from __future__ import annotations

from collections import deque

from drivers.api import Code, DeviceClass, DeviceFault
from drivers.scanners.aim import Marked
from drivers.scanners.faults import endless, scanner_fault
from drivers.scanners.framing import End, ScanFramer
from drivers.transports import Transport, TransportFault
from kiosk.clock import Clock

OPEN_S = 2.0
GAP_S = 0.2
"""Silence this long ends a scan; inside one a scanner pauses 16 ms at most."""
FLOW_S = 6.0
"""The longest scan that is read, at the slowest speed, takes 4.3 s."""
CHUNK = 4096


class SerialCodeReader:
    """A scanner on a serial line.

    Args:
        name: its name in the configuration.
        transport: a closed line to it.
        end: what ends a scan.
        clock: where deadlines are measured.
    """

    device_class = DeviceClass.CODE_READER

    def __init__(
        self, name: str, transport: Transport, *, end: End = End.LINE, clock: Clock
    ) -> None:
        self.name = name
        self._transport = transport
        self._clock = clock
        self._framer = ScanFramer(end)
        self._scans: deque[bytes] = deque()

    def open(self) -> None:
        """Open the port; a scanner says nothing until it has scanned."""
        self._forget()
        try:
            self._transport.open(self._in(OPEN_S))
        except TransportFault as fault:
            raise scanner_fault(fault) from fault

    def close(self) -> None:
        """Release the port; safe to call twice."""
        self._forget()
        self._transport.close()

    def scan(self) -> Code | None:
        """The next code it has sent; waits only for the rest of one that has begun."""
        try:
            if not self._scans:
                self._receive()
        except TransportFault as fault:
            raise scanner_fault(fault) from fault
        if not self._scans:
            return None
        return Marked.of(self._scans.popleft()).code()

    def clear(self) -> None:
        """Throw away what was scanned and not asked for."""
        last = self._in(FLOW_S)
        try:
            wait = 0.0
            while self._transport.read(CHUNK, self._in(wait)):
                wait = GAP_S  # the rest of a scan that has begun
                if self._clock.monotonic() > last:
                    raise endless(self.name)
        except TransportFault as fault:
            raise scanner_fault(fault) from fault
        finally:
            self._forget()

    def _receive(self) -> None:
        """Take in what has come, and the rest of a scan that has begun."""
        data = self._transport.read(CHUNK, self._clock.monotonic())
        last = self._in(FLOW_S)
        while data:
            self._scans.extend(self._framer.feed(data))
            if not self._framer.inside:
                return
            if self._clock.monotonic() > last:
                self._framer.clear()
                raise endless(self.name)
            data = self._transport.read(1, self._in(GAP_S))
            if data:
                data += self._transport.read(CHUNK, self._clock.monotonic())
        scans, broke_off = self._framer.silence()
        self._scans.extend(scans)
        if broke_off:
            raise DeviceFault(
                "code.scanner_garbled",
                f"The scanner «{self.name}» broke off before the end of a code.",
                "Compare its suffix and its speed with the configuration.",
            )

    def _forget(self) -> None:
        self._scans.clear()
        self._framer.clear()

    def _in(self, seconds: float) -> float:
        return self._clock.monotonic() + seconds
