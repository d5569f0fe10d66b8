"""Device files of USB devices that the kernel speaks to: where they are and how they are opened.

A device is named by its USB ids, never by the number of its file, which changes with every plug
and with the order of plugging. Two devices of one kind have the same ids; each driver then takes
the first that nobody else holds, unless a serial number tells them apart.
"""

from __future__ import annotations

import errno
import fcntl
import os
import select
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from drivers.transports import TransportFault
from drivers.transports.usb_ids import UsbIds
from kiosk.clock import Clock


def meant(ids: UsbIds, vendor: str, product: str, serial: str) -> bool:
    """Whether a device of which the kernel tells these numbers (hexadecimal) is the one meant."""
    try:
        same = (ids.vendor, ids.product) == (int(vendor, 16), int(product, 16))
    except ValueError:
        return False
    return same and ids.serial in {"", serial}


def _open(path: Path, mode: int) -> int:
    return os.open(path, mode | os.O_NONBLOCK | os.O_CLOEXEC)


def _ioctl(file: int, request: int, argument: int) -> int:
    return fcntl.ioctl(file, request, argument)


@dataclass(frozen=True, slots=True)
class Kernel:
    """What is asked of the kernel; simulators put themselves in its place.

    Args:
        sys: where it tells of devices.
        dev: where their files are.
        open: opens a file (`os.O_RDONLY` or `os.O_RDWR`) without waiting; raises `OSError`.
        ioctl: as `fcntl.ioctl` with a number.
    """

    sys: Path = Path("/sys")
    dev: Path = Path("/dev")
    open: Callable[[Path, int], int] = _open
    ioctl: Callable[[int, int, int], int] = _ioctl

    def attribute(self, folder: Path, name: str) -> str:
        """One line that the kernel tells of a device; empty when it tells nothing."""
        try:
            return (folder / name).read_text(encoding="utf-8", errors="replace").strip()
        except OSError:
            return ""


class DeviceFile:
    """An open device file that is waited on with a deadline.

    Args:
        kernel: the kernel.
        clock: where deadlines are measured.
        what: how faults name the device.
        mode: `os.O_RDONLY`, or `os.O_RDWR` for a device that is written to.
    """

    def __init__(self, kernel: Kernel, clock: Clock, what: str, mode: int = os.O_RDONLY) -> None:
        self.what = what
        self._mode = mode
        self._kernel = kernel
        self._clock = clock
        self._gate = Lock()
        """Held by whoever opens or closes."""
        self._io = Lock()
        """Held by whoever waits on the file; `close` first wakes it, then takes this."""
        self._closes = 0
        """How often it was closed: whoever opens meanwhile has to give the file back."""
        self._file: int | None = None
        self._waker: tuple[int, int] | None = None

    @property
    def is_open(self) -> bool:
        """Whether the file is open."""
        return self._file is not None

    def open_first(self, paths: Iterable[Path], claim: Callable[[int], None]) -> Path:
        """Open the first file that can be claimed, and say which it is.

        Args:
            paths: the files of the devices that are meant; looked for when the last is closed.
            claim: makes it ours alone; raises `OSError` when another has it.

        Raises:
            TransportFault: ``line.missing`` when there is none, ``line.lost`` when it was closed
                meanwhile.
        """
        self.close()
        closes = self._closes
        refusal: OSError | None = None
        for path in paths:
            try:
                file = self._kernel.open(path, self._mode)
            except OSError as error:
                refusal = error
                continue
            try:
                claim(file)
            except OSError as error:
                os.close(file)
                refusal = error
                continue
            with self._gate, self._io:
                if self._closes != closes:
                    os.close(file)
                    raise self._lost("it was closed")
                self._file, self._waker = file, os.pipe()
            return path
        raise self._missing(refusal)

    def read(self, size: int, deadline: float) -> bytes:
        """What one read of the file gives, at most `size` bytes; nothing by the deadline: empty.

        Raises:
            TransportFault: ``line.lost`` when the device is gone or the file was closed.
        """
        with self._io:
            file, wake = self._opened()
            try:
                ready, _, _ = select.select([file, wake], [], [], self._left(deadline))
                if wake in ready:
                    raise self._lost("it was closed")
                if not ready:
                    return b""
                data = os.read(file, size)
            except BlockingIOError:
                return b""
            except OSError as error:
                raise self._lost(error.strerror or str(error)) from error
        if not data:
            raise self._lost("it was unplugged")
        return data

    def write(self, pieces: Iterable[bytes], deadline: float) -> None:
        """Hand over each piece in one write of the file.

        Raises:
            TransportFault: ``line.lost`` when the device is gone or the file was closed,
                ``line.jammed`` when it takes no more by the deadline.
        """
        with self._io:
            file, wake = self._opened()
            try:
                for piece in pieces:
                    woken, ready, _ = select.select([wake], [file], [], self._left(deadline))
                    if woken:
                        raise self._lost("it was closed")
                    if not ready:
                        raise TransportFault(
                            "line.jammed",
                            f"{self.what} takes no more.",
                            "Pull its plug and plug it in.",
                        )
                    os.write(file, piece)
            except OSError as error:
                raise self._lost(error.strerror or str(error)) from error

    def close(self) -> None:
        """Release the file; safe to call twice and from another thread, where it ends a wait."""
        with self._gate:
            self._closes += 1
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

    def _missing(self, error: OSError | None) -> TransportFault:
        if error is None:
            return TransportFault(
                "line.missing",
                f"There is no {self.what}.",
                "Check its plug, and its numbers with: lsusb",
            )
        if error.errno in {errno.EACCES, errno.EPERM}:
            remedy = "Give its file to a group of the service user by a udev rule; operating.md."
        elif error.errno in {errno.EBUSY, errno.EAGAIN}:
            remedy = "Another program holds it: stop that program."
        else:
            remedy = "Pull its plug and plug it in."
        return TransportFault(
            "line.missing", f"{self.what} cannot be opened: {error.strerror}.", remedy
        )

    def _lost(self, why: str) -> TransportFault:
        return TransportFault(
            "line.lost", f"The line to {self.what} broke: {why}.", "Check the plug of the device."
        )
