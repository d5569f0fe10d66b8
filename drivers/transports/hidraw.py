"""The reports of a HID device, through the kernel's hidraw.

A device is found anew by its numbers at every `open`: it may come back under another
`/dev/hidrawN`. Only devices on USB are looked at.
"""

from __future__ import annotations

import errno
import os
import select
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Protocol

from drivers.transports import TransportFault
from drivers.transports.hid_descriptor import VENDOR_PAGES, Reports, read_descriptor
from drivers.transports.usb_ids import UsbIds
from kiosk.clock import Clock

SYSFS = Path("/sys/class/hidraw")
DEVICES = Path("/dev")
USUAL_SIZE = 64
"""Bytes of a report where the descriptor cannot be read: a full packet at full speed."""

_BUS_USB = 0x0003
_LARGEST = 4096
"""The kernel keeps no report larger than this."""


class ReportFraming(Protocol):
    """How a maker puts a stream of bytes into reports, and takes it out again."""

    def pack(self, data: bytes) -> list[bytes]:
        """Reports, none longer than an output report, that carry `data`; begins a new exchange."""

    def unpack(self, report: bytes) -> bytes:
        """What a report carries; empty when it carries nothing that makes sense."""


@dataclass(frozen=True, slots=True)
class HidNode:
    """One interface of a HID device.

    Args:
        name: `hidrawN`.
        serial: serial number of the device; empty when it has none.
        reports: what its descriptor says.
    """

    name: str
    serial: str
    reports: Reports


def find_nodes(ids: UsbIds, sysfs: Path = SYSFS) -> list[HidNode]:
    """Every interface with this vendor and product that is plugged in.

    Where some have reports of the maker's own, the others (keyboards, for instance) are left out.
    """
    nodes = []
    for folder in sorted(sysfs.glob("hidraw*")):
        try:
            facts = dict(
                line.partition("=")[::2]
                for line in (folder / "device" / "uevent").read_text("utf-8", "replace").split("\n")
            )
            bus, vendor, product = (int(part, 16) for part in facts["HID_ID"].split(":"))
            descriptor = (folder / "device" / "report_descriptor").read_bytes()
        except (OSError, KeyError, ValueError):
            continue  # unplugged while we looked, or no USB device
        if (bus, vendor, product) == (_BUS_USB, ids.vendor, ids.product):
            reports = read_descriptor(descriptor)
            nodes.append(HidNode(folder.name, facts.get("HID_UNIQ", ""), reports))
    own = [node for node in nodes if node.reports.usage_page >= VENDOR_PAGES]
    return own or nodes


def open_node(path: Path) -> int:
    """Open a device file for reading and writing without waiting; raises `OSError`."""
    return os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)


class HidrawTransport:
    """A stream of bytes in the reports of one HID device.

    Args:
        ids: which device.
        framing: how its maker frames; called with the size of an output report.
        clock: where deadlines are measured.
        sysfs: where the kernel lists hidraw devices.
        open_node: opens one of them.
    """

    def __init__(
        self,
        ids: UsbIds,
        framing: Callable[[int], ReportFraming],
        *,
        clock: Clock,
        sysfs: Path = SYSFS,
        open_node: Callable[[Path], int] = open_node,
    ) -> None:
        self.ids = ids
        self._new_framing = framing
        self._clock = clock
        self._sysfs = sysfs
        self._open_node = open_node
        self._gate = Lock()
        """Held by whoever opens or closes."""
        self._io = Lock()
        """Held by whoever waits on the device; `close` first wakes it, then takes this."""
        self._file: int | None = None
        self._waker: tuple[int, int] | None = None
        self._node = HidNode("", "", Reports())
        self._framing = framing(USUAL_SIZE)
        self._held = b""

    def __str__(self) -> str:
        return f"hidraw://{self.ids}" + (f", {self._node.name}" if self._file is not None else "")

    def open(self, deadline: float) -> None:  # noqa: ARG002 - opening a device file never waits
        """Find and open the device; raises ``line.missing`` or ``line.ambiguous``."""
        self.close()
        with self._gate:
            nodes = find_nodes(self.ids, self._sysfs)
            node = self.ids.choose([(node, node.serial) for node in nodes])
            try:
                file = self._open_node(DEVICES / node.name)
            except OSError as error:
                raise self._missing(node, error) from error
            with self._io:
                self._file = file
                self._waker = os.pipe()
                self._node = node
                self._framing = self._new_framing(node.reports.out_size or USUAL_SIZE)
                self._held = b""

    def read(self, n: int, deadline: float) -> bytes:
        """Read up to `n` bytes, or what had come by the deadline."""
        with self._io:
            file, wake = self._opened()
            skip = 1 if self._node.reports.numbered else 0
            try:
                while len(self._held) < n:
                    ready, _, _ = select.select([file, wake], [], [], self._left(deadline))
                    if wake in ready:
                        raise self._lost("it was closed")
                    if not ready:
                        break
                    report = os.read(file, _LARGEST)
                    if not report:
                        raise self._lost("it is gone")
                    self._held += self._framing.unpack(report[skip:])
            except OSError as error:
                raise self._lost(str(error)) from error
            data, self._held = self._held[:n], self._held[n:]
        return data

    def write(self, data: bytes, deadline: float) -> None:
        """Hand over all of `data`, in reports filled up with zeros to their size."""
        with self._io:
            file, wake = self._opened()
            number = bytes((self._node.reports.out_number,))
            size = self._node.reports.out_size or USUAL_SIZE
            try:
                for report in self._framing.pack(data):
                    woken, ready, _ = select.select([wake], [file], [], self._left(deadline))
                    if woken:
                        raise self._lost("it was closed")
                    if not ready:
                        raise TransportFault(
                            "line.jammed",
                            f"The HID device {self.ids} takes no more reports.",
                            "Unplug the device and plug it in again.",
                        )
                    os.write(file, number + report.ljust(size, b"\0"))
            except OSError as error:
                raise self._lost(str(error)) from error

    def close(self) -> None:
        """Release the device; safe to call twice and from another thread, where it ends a wait."""
        with self._gate:
            if self._file is None or self._waker is None:
                return
            wake, waker = self._waker
            os.write(waker, b"x")
            with self._io:
                for end in (self._file, wake, waker):
                    os.close(end)
                self._file = self._waker = None

    def _opened(self) -> tuple[int, int]:
        if self._file is None or self._waker is None:
            raise self._lost("it is not open")
        return self._file, self._waker[0]

    def _left(self, deadline: float) -> float:
        return max(0.0, deadline - self._clock.monotonic())

    def _missing(self, node: HidNode, error: OSError) -> TransportFault:
        remedy = "Unplug the device and plug it in again."
        if error.errno in {errno.EACCES, errno.EPERM}:
            remedy = "Give the service user access with a udev rule, as operating.md shows."
        return TransportFault(
            "line.missing",
            f"The HID device {self.ids} cannot be opened at /dev/{node.name}: {error.strerror}.",
            remedy,
        )

    def _lost(self, why: str) -> TransportFault:
        return TransportFault(
            "line.lost",
            f"The line to the HID device {self.ids} broke: {why}.",
            "Check the plug of the device.",
        )
