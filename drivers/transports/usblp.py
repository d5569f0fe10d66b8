"""A printer on USB by the kernel's own driver: `/dev/usb/lp0`.

The kernel carries bytes both ways where the printer offers it. Of a printer that only takes data
nothing can be read; the kernel may still tell whether it has paper, as on a parallel port.
"""

from __future__ import annotations

import errno
import os
import select
from collections.abc import Callable
from dataclasses import dataclass
from fcntl import ioctl
from pathlib import Path
from threading import Lock
from typing import Protocol, runtime_checkable

from drivers.transports import TransportFault
from kiosk.clock import Clock

CHUNK = 4096
LPGETSTATUS = 0x060B
"""`ioctl` of `linux/lp.h`: the port's status byte."""
NO_ERROR, SELECTED, PAPER_OUT = 0x08, 0x10, 0x20
TAKES_ONLY = errno.EINVAL
"""What a read answers when the printer has no pipe back."""


@dataclass(frozen=True, slots=True)
class PortStatus:
    """What the kernel tells of a printer that tells nothing itself.

    Args:
        ready: it is on line and reports no error.
        paper_out: it reports that it has no paper.
    """

    ready: bool
    paper_out: bool


@runtime_checkable
class TellsPort(Protocol):
    """A transport that knows something of the printer at its end."""

    def port_status(self) -> PortStatus | None:
        """What the port tells; None when it tells nothing."""


def ask_port(file: int) -> int:
    """The port's status byte; raises `OSError` where there is none."""
    answer = bytearray(4)
    ioctl(file, LPGETSTATUS, answer)
    return answer[0]


class UsblpTransport:
    """One printer file of the kernel.

    Args:
        path: the file, for instance `/dev/usb/lp0`.
        clock: where deadlines are measured.
        read: as `os.read`; simulators put themselves in its place, here and below.
        ask: asks the kernel for the port's status byte.
    """

    def __init__(
        self,
        path: Path,
        *,
        clock: Clock,
        read: Callable[[int, int], bytes] = os.read,
        ask: Callable[[int], int] = ask_port,
    ) -> None:
        self.path = path
        self._clock = clock
        self._read = read
        self._ask = ask
        self._gate = Lock()
        """Held by whoever opens or closes."""
        self._io = Lock()
        """Held by whoever waits; `close` first wakes it, then takes this."""
        self._file: int | None = None
        self._waker: tuple[int, int] | None = None
        self._takes_only = False

    def __str__(self) -> str:
        return f"usblp://{self.path}"

    def open(self, deadline: float) -> None:  # noqa: ARG002 - opening the file never waits
        """Open the file; the kernel lets one program have it. Raises ``line.missing``."""
        self.close()
        with self._gate:
            try:
                file = os.open(self.path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
            except OSError as error:
                raise self._missing(error) from error
            with self._io:
                self._file, self._waker, self._takes_only = file, os.pipe(), False

    def read(self, n: int, deadline: float) -> bytes:
        """Read up to `n` bytes, or what had come by the deadline."""
        data = b""
        with self._io:
            while len(data) < n:
                file, wake = self._opened()
                watched = [wake] if self._takes_only else [file, wake]
                ready, _, _ = select.select(watched, [], [], self._left(deadline))
                if wake in ready:
                    raise self._lost("it was closed")
                if not ready:
                    break
                piece = self._piece(file, n - len(data))
                if not piece and not self._takes_only:
                    break
                data += piece
        return data

    def write(self, data: bytes, deadline: float) -> None:
        """Hand all of `data` to the kernel, in chunks."""
        sent = 0
        with self._io:
            while sent < len(data):
                file, wake = self._opened(sent)
                woken, ready, _ = select.select([wake], [file], [], self._left(deadline))
                if woken:
                    raise self._lost("it was closed", sent)
                if not ready:
                    raise TransportFault(
                        "line.jammed",
                        f"{self.path} takes no more data after {sent} bytes.",
                        "See whether the printer has stopped for paper or an open cover.",
                        sent=sent,
                    )
                try:
                    sent += os.write(file, data[sent : sent + CHUNK])
                except BlockingIOError:
                    continue
                except OSError as error:
                    raise self._lost(str(error), sent) from error

    def port_status(self) -> PortStatus | None:
        """What the kernel tells of the printer; None when it tells nothing."""
        with self._io:
            file, _ = self._opened()
            try:
                status = self._ask(file)
            except OSError as error:
                if error.errno == errno.ENODEV:
                    raise self._lost(str(error)) from error
                return None
        return PortStatus(
            ready=status & (NO_ERROR | SELECTED) == NO_ERROR | SELECTED,
            paper_out=bool(status & PAPER_OUT),
        )

    def close(self) -> None:
        """Release the file; safe to call twice and from another thread, where it ends a wait."""
        with self._gate:
            if self._file is None or self._waker is None:
                return
            os.write(self._waker[1], b"x")
            with self._io:
                for end in (self._file, *self._waker):
                    os.close(end)
                self._file = self._waker = None

    def _piece(self, file: int, size: int) -> bytes:
        try:
            data = self._read(file, size)
        except BlockingIOError:
            return b""
        except OSError as error:
            if error.errno == TAKES_ONLY:
                self._takes_only = True
                return b""
            raise self._lost(str(error)) from error
        # Some printers send empty packets while they have nothing to say.
        if not data and _hung_up(file):
            raise self._lost("it was unplugged")
        return data

    def _opened(self, sent: int = 0) -> tuple[int, int]:
        if self._file is None or self._waker is None:
            raise self._lost("it is not open", sent)
        return self._file, self._waker[0]

    def _left(self, deadline: float) -> float:
        return max(0.0, deadline - self._clock.monotonic())

    def _missing(self, error: OSError) -> TransportFault:
        if error.errno in {errno.EACCES, errno.EPERM}:
            remedy = "Put the service user into the group that owns it (on Debian: lp)."
        elif error.errno == errno.EBUSY:
            remedy = "Another program holds it, perhaps CUPS: take the printer out of that one."
        else:
            remedy = "Check the plug; `ls /dev/usb` lists printers the kernel knows."
        return TransportFault(
            "line.missing", f"{self.path} cannot be opened: {error.strerror}.", remedy
        )

    def _lost(self, why: str, sent: int = 0) -> TransportFault:
        return TransportFault(
            "line.lost",
            f"The line {self.path} broke: {why}.",
            "Check the plug of the printer.",
            sent=sent,
        )


def _hung_up(file: int) -> bool:
    asked = select.poll()
    asked.register(file, 0)
    return bool(asked.poll(0))
