"""What the kernel tells and hands out of USB devices, in a folder and over pipes.

For drivers that read `/dev/hidrawN` or `/dev/input/eventN`: the same bytes in the same pieces, the
same answers about what is plugged in, the same refusals.
"""

from __future__ import annotations

import errno
import fcntl
import os
import select
import shutil
import struct
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from drivers.transports.evdev import EVIOCGRAB, KEYS_OF_A_KEYBOARD
from drivers.transports.kernel import Kernel
from drivers.transports.usb_ids import UsbIds
from kiosk.errors import BugError

PATIENCE_S = 20.0
"""A driver that reads nothing for so long has been stopped."""
PAUSE_S = 0.005
ROOM = 1 << 20
"""A quarter of a thousand pieces."""


@dataclass(eq=False)
class PluggedDevice:
    """One device file.

    Args:
        path: the file.
        folder: where the kernel tells of it.
        shared: whether several programs may open it.
        lock: the kernel's; who opens and who sends come one after the other.
    """

    path: Path
    folder: Path
    shared: bool
    lock: Lock
    readers: list[int] = field(default_factory=list)
    grabbed_by: int | None = None

    def send(self, *pieces: bytes) -> None:
        """Hand pieces to whoever has it open, without a pause between them; else they are lost."""
        until = time.monotonic() + PATIENCE_S
        left = list(pieces)
        while left:
            if time.monotonic() > until:
                raise BugError(f"Nobody reads what the simulated {self.path.name} sends.")
            with self.lock:
                while left and all(map(_takes, self.readers)):
                    piece = left.pop(0)
                    for reader in self.readers:
                        with suppress(BrokenPipeError):
                            os.write(reader, piece)
            if left:
                select.select([], [], [], PAUSE_S)


class SimulatedKernel:
    """Devices are plugged in and pulled out; `kernel` is what drivers are given.

    Args:
        folder: an empty folder of its own.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = Lock()
        self._plugged: dict[Path, PluggedDevice] = {}
        self._opened: dict[int, PluggedDevice] = {}
        self.refusal = 0
        """Number of the error with which opening fails, such as `errno.EACCES`; 0: it works."""
        self.kernel = Kernel(folder / "sys", folder / "dev", self._open, self._ioctl)

    def plug_hid(self, number: int, ids: UsbIds, descriptor: bytes) -> PluggedDevice:
        """A HID device appears as `/dev/hidrawNUMBER`."""
        told = f"HID_ID=0003:{ids.vendor:08X}:{ids.product:08X}\nHID_UNIQ={ids.serial}\n"
        name = f"hidraw{number}"
        facts = {"uevent": told.encode(), "report_descriptor": descriptor}
        return self._plug(Path("hidraw") / name, Path(name), facts, shared=False)

    def plug_input(
        self, number: int, ids: UsbIds, keys: tuple[int, ...] = KEYS_OF_A_KEYBOARD
    ) -> PluggedDevice:
        """An input device with these keys appears as `/dev/input/eventNUMBER`."""
        name = f"event{number}"
        bits = sum(1 << key for key in keys)
        size = struct.calcsize("l") * 8
        words = f"{bits >> size:x} {bits & ((1 << size) - 1):x}"
        facts = {
            "id/vendor": f"{ids.vendor:04x}\n".encode(),
            "id/product": f"{ids.product:04x}\n".encode(),
            "uniq": f"{ids.serial}\n".encode(),
            "capabilities/key": f"{words}\n".encode(),
        }
        return self._plug(Path("input") / name, Path("input") / name, facts, shared=True)

    def unplug(self, device: PluggedDevice) -> None:
        """Pull it out: whoever has it open reads an end."""
        with self._lock:
            self._plugged.pop(device.path, None)
            for reader in device.readers:
                os.close(reader)
            device.readers.clear()
        shutil.rmtree(device.folder, ignore_errors=True)

    def close(self) -> None:
        """Pull everything out."""
        for device in list(self._plugged.values()):
            self.unplug(device)

    def _plug(
        self, told: Path, file: Path, facts: dict[str, bytes], *, shared: bool
    ) -> PluggedDevice:
        folder = self._folder / "sys/class" / told
        for name, content in facts.items():
            path = folder / "device" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        device = PluggedDevice(self._folder / "dev" / file, folder, shared, self._lock)
        with self._lock:
            self._plugged[device.path] = device
        return device

    def _open(self, path: Path, mode: int) -> int:  # noqa: ARG002 — nothing is written to scanners
        with self._lock:
            device = self._plugged.get(path)
            if device is None:
                raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
            if self.refusal:
                raise OSError(self.refusal, os.strerror(self.refusal), str(path))
            for reader in [each for each in device.readers if _hung_up(each)]:
                device.readers.remove(reader)
                os.close(reader)
            if device.readers and not device.shared:
                raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN), str(path))
            if not device.readers:
                device.grabbed_by = None
            # in packet mode a pipe keeps the pieces apart, as these device files do
            theirs, ours = os.pipe2(os.O_DIRECT | os.O_NONBLOCK | os.O_CLOEXEC)
            fcntl.fcntl(ours, fcntl.F_SETPIPE_SZ, ROOM)
            device.readers.append(ours)
            self._opened[theirs] = device
            return theirs

    def _ioctl(self, file: int, request: int, argument: int) -> int:
        with self._lock:
            device = self._opened.get(file)
            if device is None or request != EVIOCGRAB or not argument:
                raise OSError(errno.ENOTTY, os.strerror(errno.ENOTTY))
            if device.grabbed_by is not None:
                raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))
            device.grabbed_by = file
            return 0


def _takes(reader: int) -> bool:
    """Whether there is room for another piece."""
    return bool(select.select([], [reader], [], 0)[1])


def _hung_up(reader: int) -> bool:
    """Whether the driver has closed its end."""
    look = select.poll()
    look.register(reader, select.POLLERR)
    return bool(look.poll(0))
