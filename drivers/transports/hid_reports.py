"""HID devices report by report, through the kernel's hidraw files.

`drivers/transports/hidraw.py` makes a stream of bytes of what makers put into reports of their
own; here reports are handed on as they are, for devices that keep to a published usage page.
"""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from pathlib import Path

from drivers.transports.kernel import DeviceFile, Kernel, meant
from drivers.transports.usb_ids import UsbIds
from kiosk.clock import Clock

LONGEST = 4096
"""The kernel keeps no report larger than this."""


class HidReports:
    """One interface of one HID device, claimed for this driver alone.

    The kernel lets many programs read a hidraw file; a lock on it keeps two of our own drivers
    from taking the same device of two that are of one kind.

    Args:
        ids: which device; without a serial number the first that is free.
        wanted: chooses among the interfaces of the device by their report descriptors.
        clock: where deadlines are measured.
        kernel: for simulators.
    """

    def __init__(
        self,
        ids: UsbIds,
        wanted: Callable[[bytes], bool],
        *,
        clock: Clock,
        kernel: Kernel | None = None,
    ) -> None:
        self.ids = ids
        self._wanted = wanted
        self._kernel = kernel or Kernel()
        self._file = DeviceFile(self._kernel, clock, f"HID device {ids}")

    def __str__(self) -> str:
        return f"hidraw://{self.ids}"

    def open(self, deadline: float) -> None:  # noqa: ARG002 — opening never waits
        """Find it, open and claim it; raises `TransportFault` ``line.missing``."""
        nodes = (name for name, descriptor in self._nodes() if self._wanted(descriptor))
        self._file.open_first(
            (self._kernel.dev / name for name in nodes),
            lambda file: fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB),
        )

    def descriptors(self) -> list[bytes]:
        """Report descriptors of its interfaces, open or not; none when it is not there."""
        return [descriptor for _, descriptor in self._nodes()]

    def read(self, deadline: float) -> bytes:
        """The next report, its number first if the device numbers them; empty by the deadline.

        Raises:
            TransportFault: ``line.lost``.
        """
        return self._file.read(LONGEST, deadline)

    def close(self) -> None:
        """Release it; safe to call twice."""
        self._file.close()

    def _nodes(self) -> Iterator[tuple[str, bytes]]:
        """Names and report descriptors of the interfaces that are meant, in order."""
        for folder in sorted((self._kernel.sys / "class/hidraw").glob("hidraw*")):
            lines = self._kernel.attribute(folder / "device", "uevent").splitlines()
            told = dict(line.split("=", 1) for line in lines if "=" in line)
            _, _, numbers = told.get("HID_ID", "").partition(":")
            vendor, _, product = numbers.partition(":")
            if meant(self.ids, vendor, product, told.get("HID_UNIQ", "")):
                yield folder.name, _descriptor(folder / "device")


def _descriptor(folder: Path) -> bytes:
    try:
        return (folder / "report_descriptor").read_bytes()
    except OSError:
        return b""  # it was unplugged while we looked
