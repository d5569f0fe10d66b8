"""HID devices report by report, through the kernel's hidraw files.

A device is found anew by its numbers at every `open`: it may come back under another
`/dev/hidrawN`. Only devices on USB are looked at.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from drivers.transports.kernel import DeviceFile, Kernel, meant
from drivers.transports.usb_ids import UsbIds
from kiosk.clock import Clock

LONGEST = 4096
"""The kernel keeps no report larger than this."""

_BUS_USB = "0003"


@dataclass(frozen=True, slots=True)
class HidInterface:
    """One interface of a HID device that is plugged in.

    Args:
        name: `hidrawN`.
        serial: serial number of the device; empty when it has none.
        descriptor: its report descriptor.
    """

    name: str
    serial: str
    descriptor: bytes = field(repr=False)


NOTHING = HidInterface("", "", b"")
Choice = Callable[[Sequence[HidInterface]], Sequence[HidInterface]]
"""Of all interfaces with a vendor and product those that will do, the best first."""


def find_interfaces(ids: UsbIds, kernel: Kernel) -> list[HidInterface]:
    """Every interface with this vendor and product that is plugged in, in order of its name."""
    found = []
    for folder in sorted((kernel.sys / "class/hidraw").glob("hidraw*")):
        device = folder / "device"
        lines = kernel.attribute(device, "uevent").splitlines()
        told = dict(line.split("=", 1) for line in lines if "=" in line)
        bus, _, numbers = told.get("HID_ID", "").partition(":")
        vendor, _, product = numbers.partition(":")
        if bus != _BUS_USB or not meant(UsbIds(ids.vendor, ids.product), vendor, product, ""):
            continue
        try:
            descriptor = (device / "report_descriptor").read_bytes()
        except OSError:
            continue  # it was unplugged while we looked
        found.append(HidInterface(folder.name, told.get("HID_UNIQ", ""), descriptor))
    return found


class HidReports:
    """One interface of one HID device, claimed for this driver alone.

    The kernel lets many programs use a hidraw file; a lock on it keeps two of our own drivers from
    taking the same device of two that are of one kind.

    Args:
        ids: which device; without a serial number the first that is free.
        choose: chooses among its interfaces; may raise `TransportFault`.
        clock: where deadlines are measured.
        kernel: for simulators.
        writable: whether reports are sent to it, too.
    """

    def __init__(
        self,
        ids: UsbIds,
        choose: Choice,
        *,
        clock: Clock,
        kernel: Kernel | None = None,
        writable: bool = False,
    ) -> None:
        self.ids = ids
        self.interface = NOTHING
        """The one that was opened last."""
        self._choose = choose
        self._kernel = kernel or Kernel()
        mode = os.O_RDWR if writable else os.O_RDONLY
        self._file = DeviceFile(self._kernel, clock, f"HID device {ids}", mode)

    def __str__(self) -> str:
        return f"hidraw://{self.ids}" + (f", {self.interface.name}" if self._file.is_open else "")

    def open(self, deadline: float) -> None:  # noqa: ARG002 — opening never waits
        """Find it, open and claim it.

        Raises:
            TransportFault: ``line.missing``, ``line.lost`` when it was closed meanwhile, or what
                `choose` raises.
        """
        chosen: dict[Path, HidInterface] = {}

        def choose() -> Iterator[Path]:
            for each in self._choose(self.interfaces()):
                if self.ids.serial in {"", each.serial}:
                    path = self._kernel.dev / each.name
                    chosen[path] = each
                    yield path

        path = self._file.open_first(
            choose(), lambda file: fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        )
        self.interface = chosen[path]

    def interfaces(self) -> list[HidInterface]:
        """All of its interfaces, open or not; none when it is not there."""
        return find_interfaces(self.ids, self._kernel)

    def read(self, deadline: float) -> bytes:
        """The next report, its number first if the device numbers them; empty by the deadline.

        Raises:
            TransportFault: ``line.lost``.
        """
        return self._file.read(LONGEST, deadline)

    def write(self, reports: Sequence[bytes], deadline: float) -> None:
        """Send reports, their numbers (or 0) first.

        Raises:
            TransportFault: ``line.lost`` or ``line.jammed``.
        """
        self._file.write(reports, deadline)

    def close(self) -> None:
        """Release it; safe to call twice and from another thread, where it ends a wait."""
        self._file.close()
