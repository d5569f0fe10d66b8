"""Scanners in HID-POS mode: reports that carry length, kind and bytes of a code.

After "HID Point of Sale Usage Tables 1.02", usage page 8C (Bar Code Scanner). Makers order and
size the fields differently, so the layout is read from the device's own report descriptor. The
common one: report 2 with a byte count, the three characters of the AIM identifier, 56 bytes of
data, two bytes of the maker's, and a bit that says that the next report carries on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from drivers.api import Code, DeviceClass, DeviceFault
from drivers.codes.content import LIMIT
from drivers.scanners.aim import Marked
from drivers.scanners.faults import endless, scanner_fault
from drivers.transports import TransportFault
from drivers.transports.hid_descriptor import BrokenDescriptorError, Field, input_fields
from drivers.transports.hid_reports import HidInterface
from kiosk.clock import Clock

PAGE = 0x8C << 16
SYMBOLOGY_IDENTIFIERS = (PAGE | 0xFB, PAGE | 0xFC, PAGE | 0xFD)
DECODED_DATA = PAGE | 0xFE
DATA_CONTINUED = PAGE | 0xFF
BYTE_COUNT = 0x01 << 16 | 0x3B
"""Generic Desktop, Byte Count."""
OPEN_S = 2.0
GAP_S = 0.5
"""A report that is to carry on comes within a few milliseconds, or not at all."""
FLOW_S = 4.0
OCTET = 8


@dataclass(frozen=True, slots=True)
class Layout:
    """Where in a report the parts of a scan lie.

    Args:
        report: number of the report, 0 where reports are not numbered.
        data: the bytes of the code.
        identifier: the AIM identifier's characters; none on scanners that do not send it.
        size: how many of the bytes count; None where the rest is filled with NUL.
        continued: whether the next report carries on; None on scanners that never need one.
    """

    report: int
    data: Field
    identifier: tuple[Field, ...]
    size: Field | None
    continued: Field | None

    @classmethod
    def of(cls, descriptor: bytes) -> Layout | None:
        """Read it from a report descriptor; None when the device is no HID-POS scanner."""
        try:
            fields = input_fields(descriptor)
        except BrokenDescriptorError:
            return None
        data = next((each for each in fields if each.usage == DECODED_DATA), None)
        if data is None or data.bits != OCTET or data.offset % OCTET:
            return None
        found = {each.usage: each for each in fields if each.report == data.report}
        return cls(
            data.report,
            data,
            tuple(found[usage] for usage in SYMBOLOGY_IDENTIFIERS if usage in found),
            found.get(BYTE_COUNT),
            found.get(DATA_CONTINUED),
        )

    def part(self, report: bytes) -> Part | None:
        """What a report carries; None when it is another one."""
        if self.report:
            if report[:1] != bytes((self.report,)):
                return None
            report = report[1:]
        sent = self.data.octets(report)
        data = sent.rstrip(b"\0") if self.size is None else sent[: self.size.value(report)]
        mark = bytes(each.value(report) & 0xFF for each in self.identifier)
        more = self.continued is not None and bool(self.continued.value(report))
        return Part(mark.rstrip(b"\0"), data, more)


@dataclass(frozen=True, slots=True)
class Part:
    """What one report carries of a scan."""

    identifier: bytes
    data: bytes
    more: bool


def that_scan(interfaces: Sequence[HidInterface]) -> list[HidInterface]:
    """Those of the interfaces that send scans."""
    return [each for each in interfaces if Layout.of(each.descriptor) is not None]


class Reports(Protocol):
    """A line that carries reports (`drivers.transports.hid_reports`)."""

    @property
    def interface(self) -> HidInterface:
        """The interface that was opened last."""

    def open(self, deadline: float) -> None:
        """Claim the device."""

    def interfaces(self) -> Sequence[HidInterface]:
        """All interfaces of the device, open or not."""

    def read(self, deadline: float) -> bytes:
        """The next report; empty by the deadline."""

    def close(self) -> None:
        """Release it."""


class HidPosCodeReader:
    """A scanner in HID-POS mode.

    Args:
        name: its name in the configuration.
        reports: a closed line to it that opens the first of `that_scan`.
        clock: where deadlines are measured.
    """

    device_class = DeviceClass.CODE_READER

    def __init__(self, name: str, reports: Reports, *, clock: Clock) -> None:
        self.name = name
        self._reports = reports
        self._clock = clock
        self._layout: Layout | None = None

    def open(self) -> None:
        """Claim the scanner and learn how its reports are laid out."""
        try:
            self._reports.open(self._in(OPEN_S))
        except TransportFault as fault:
            there = self._reports.interfaces()
            if there and not that_scan(there):
                raise DeviceFault(
                    "code.scanner_mode",
                    f"The scanner «{self.name}» is there, but not in HID-POS mode.",
                    "Scan the setting «USB HID-POS» in its manual.",
                ) from fault
            raise scanner_fault(fault) from fault
        # of the interface that is open: one that was looked at before may be another one's
        self._layout = Layout.of(self._reports.interface.descriptor)

    def close(self) -> None:
        """Release it; safe to call twice."""
        self._reports.close()

    def scan(self) -> Code | None:
        """The next code it has sent; waits only for the rest of one that has begun."""
        try:
            parts = self._collect()
        except TransportFault as fault:
            raise scanner_fault(fault) from fault
        if not parts:
            return None
        content = b"".join(part.data for part in parts)
        sent = Marked.of(parts[0].identifier + content)
        if not sent.aim:  # what stands there is none that we know: it is no part of the code
            sent = Marked("", content)
        return sent.code()

    def clear(self) -> None:
        """Throw away what was scanned and not asked for."""
        last = self._in(FLOW_S)
        try:
            deadline = self._clock.monotonic()
            while report := self._reports.read(deadline):
                part = self._layout.part(report) if self._layout else None
                if self._clock.monotonic() > last:
                    raise endless(self.name)
                more = part is not None and part.more
                deadline = self._in(GAP_S) if more else self._clock.monotonic()
        except TransportFault as fault:
            raise scanner_fault(fault) from fault

    def _collect(self) -> list[Part]:
        """The reports of one scan, in order; none when nothing was scanned."""
        parts: list[Part] = []
        last = self._in(FLOW_S)
        deadline = self._clock.monotonic()
        size = 0
        while report := self._reports.read(deadline):
            part = self._layout.part(report) if self._layout else None
            if part is not None:
                size += len(part.data)
                if size <= LIMIT + len(part.data):  # one part beyond the limit is kept, no more
                    parts.append(part)
                if not part.more:
                    return parts
            if self._clock.monotonic() > last:
                raise endless(self.name)
            deadline = self._in(GAP_S) if parts else self._clock.monotonic()
        if parts:
            raise DeviceFault(
                "code.scanner_garbled",
                f"The scanner «{self.name}» broke off before the end of a code.",
                "Check its plug and its cable.",
            )
        return []

    def _in(self, seconds: float) -> float:
        return self._clock.monotonic() + seconds
