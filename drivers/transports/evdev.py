"""Keyboards through the kernel's event files, taken away from everybody else.

The kernel's interface has not changed since it was made: records of fixed size, two ioctls. A
library for it exists; docs/decisions/0022 says why it is not used.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from drivers.transports.kernel import DeviceFile, Kernel, meant
from drivers.transports.usb_ids import UsbIds
from kiosk.clock import Clock

EV_SYN = 0x00
EV_KEY = 0x01
SYN_DROPPED = 0x03
"""The kernel's queue ran over: events are missing."""
PRESSED = 1
RELEASED = 0
EVIOCGRAB = 0x40044590
"""_IOW('E', 0x90, int): events go to this file alone, to no console and no window."""
KEYS_OF_A_KEYBOARD = (16, 30, 28)
"""Q, A and Enter; other interfaces of a scanner have none of them."""
AT_ONCE = 64
BITS_PER_WORD = struct.calcsize("l") * 8

_EVENT = struct.Struct("llHHi")
"""struct input_event: time in two words, type, code, value; in the machine's own order."""


@dataclass(frozen=True, slots=True)
class InputEvent:
    """One event; its time is not kept."""

    kind: int
    code: int
    value: int

    def to_bytes(self) -> bytes:
        """As the kernel writes it."""
        return _EVENT.pack(0, 0, self.kind, self.code, self.value)


class EvdevTransport:
    """One keyboard, grabbed: nothing typed on it reaches another program.

    Args:
        ids: which device; without a serial number the first that is free.
        clock: where deadlines are measured.
        kernel: for simulators.
    """

    def __init__(
        self,
        ids: UsbIds,
        *,
        clock: Clock,
        kernel: Kernel | None = None,
    ) -> None:
        self.ids = ids
        self._kernel = kernel or Kernel()
        self._file = DeviceFile(self._kernel, clock, f"keyboard {ids}")

    def __str__(self) -> str:
        return f"evdev://{self.ids}"

    def open(self, deadline: float) -> None:  # noqa: ARG002 — opening never waits
        """Find it, open and grab it; raises `TransportFault` ``line.missing``."""
        self._file.open_first(self._nodes(), self._grab)

    def read(self, deadline: float) -> list[InputEvent]:
        """The next events, none by the deadline; raises `TransportFault` ``line.lost``."""
        data = self._file.read(_EVENT.size * AT_ONCE, deadline)
        whole = len(data) - len(data) % _EVENT.size
        return [InputEvent(*fields[2:]) for fields in _EVENT.iter_unpack(data[:whole])]

    def close(self) -> None:
        """Let go of it; safe to call twice."""
        self._file.close()

    def _grab(self, file: int) -> None:
        self._kernel.ioctl(file, EVIOCGRAB, 1)

    def _nodes(self) -> Iterator[Path]:
        """The files of the keyboards that are meant, in order."""
        for folder in sorted((self._kernel.sys / "class/input").glob("event*")):
            device = folder / "device"
            vendor, product, serial = (
                self._kernel.attribute(device, name) for name in ("id/vendor", "id/product", "uniq")
            )
            if meant(self.ids, vendor, product, serial) and self._types(device):
                yield self._kernel.dev / "input" / folder.name

    def _types(self, folder: Path) -> bool:
        """Whether it is a keyboard."""
        words = self._kernel.attribute(folder, "capabilities/key").split()
        keys = 0
        for word in words:
            keys = keys << BITS_PER_WORD | int(word, 16)
        return all(keys >> key & 1 for key in KEYS_OF_A_KEYBOARD)
