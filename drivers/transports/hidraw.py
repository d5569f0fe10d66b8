"""A stream of bytes in the reports of a HID device, as makers of card readers put it there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from drivers.transports.hid_descriptor import VENDOR_PAGES, Reports, read_descriptor
from drivers.transports.hid_reports import HidInterface, HidReports
from drivers.transports.kernel import Kernel
from drivers.transports.usb_ids import UsbIds
from kiosk.clock import Clock

USUAL_SIZE = 64
"""Bytes of a report where the descriptor cannot be read: a full packet at full speed."""


class ReportFraming(Protocol):
    """How a maker puts a stream of bytes into reports, and takes it out again."""

    def pack(self, data: bytes) -> list[bytes]:
        """Reports, none longer than an output report, that carry `data`; begins a new exchange."""

    def unpack(self, report: bytes) -> bytes:
        """What a report carries; empty when it carries nothing that makes sense."""


class HidrawTransport:
    """A stream of bytes in the reports of one HID device.

    Where some of its interfaces have reports of the maker's own, the others (keyboards, for
    instance) are left out. Of two devices of one kind none is taken without a serial number.

    Args:
        ids: which device.
        framing: how its maker frames; called with the size of an output report.
        clock: where deadlines are measured.
        kernel: for simulators.
    """

    def __init__(
        self,
        ids: UsbIds,
        framing: Callable[[int], ReportFraming],
        *,
        clock: Clock,
        kernel: Kernel | None = None,
    ) -> None:
        self.ids = ids
        self._new_framing = framing
        self._line = HidReports(ids, self._choose, clock=clock, kernel=kernel, writable=True)
        self._reports = Reports()
        self._framing = framing(USUAL_SIZE)
        self._held = b""

    def __str__(self) -> str:
        return str(self._line)

    def open(self, deadline: float) -> None:
        """Find and open the device; raises ``line.missing`` or ``line.ambiguous``."""
        self._line.open(deadline)
        self._reports = read_descriptor(self._line.interface.descriptor)
        self._framing = self._new_framing(self._size)
        self._held = b""

    def read(self, n: int, deadline: float) -> bytes:
        """Read up to `n` bytes, or what had come by the deadline."""
        skip = 1 if self._reports.numbered else 0
        while len(self._held) < n:
            report = self._line.read(deadline)
            if not report:
                break
            self._held += self._framing.unpack(report[skip:])
        data, self._held = self._held[:n], self._held[n:]
        return data

    def write(self, data: bytes, deadline: float) -> None:
        """Hand over all of `data`, in reports filled up with zeros to their size."""
        number = bytes((self._reports.out_number,))
        reports = [number + each.ljust(self._size, b"\0") for each in self._framing.pack(data)]
        self._line.write(reports, deadline)

    def close(self) -> None:
        """Release the device; safe to call twice and from another thread, where it ends a wait."""
        self._line.close()

    @property
    def _size(self) -> int:
        return self._reports.out_size or USUAL_SIZE

    def _choose(self, found: Sequence[HidInterface]) -> list[HidInterface]:
        pages = {each: read_descriptor(each.descriptor).usage_page for each in found}
        own = [each for each in found if pages[each] >= VENDOR_PAGES] or found
        return [self.ids.choose([(each, each.serial) for each in own])]
