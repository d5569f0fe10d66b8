"""A serial port: UART, USB-serial converter, USB CDC, or the pty of a simulator."""

from __future__ import annotations

import errno
import os
import select
import termios
from threading import Lock

import serial

from drivers.transports import TransportFault
from kiosk.clock import Clock

CHUNK = 4096

_BROKEN = (OSError, serial.SerialException, termios.error)


class SerialTransport:
    """One serial port, 8N1, no flow control, claimed for this process alone.

    Args:
        path: device file, best one of `/dev/serial/by-id/` which stays the same across reboots.
        baud: speed in bit/s.
        clock: where deadlines are measured.
    """

    def __init__(self, path: str, *, baud: int = 115200, clock: Clock) -> None:
        self.path = path
        self.baud = baud
        self._clock = clock
        self._gate = Lock()
        """Held by whoever opens or closes."""
        self._io = Lock()
        """Held by whoever waits on the port; `close` first wakes it, then takes this."""
        self._port: serial.Serial | None = None
        self._waker: tuple[int, int] | None = None

    def __str__(self) -> str:
        return f"serial://{self.path}?baud={self.baud}"

    def open(self, deadline: float) -> None:  # noqa: ARG002 - opening a serial port never waits
        """Open and claim the port; raises `TransportFault` ``line.missing``."""
        self.close()
        with self._gate:
            try:
                port = serial.Serial(
                    self.path, self.baud, timeout=0, write_timeout=0, exclusive=True
                )
            except (*_BROKEN, ValueError) as error:
                raise self._missing(error) from error
            with self._io:
                self._port = port
                self._waker = os.pipe()

    def read(self, n: int, deadline: float) -> bytes:
        """Read up to `n` bytes, or what had come by the deadline."""
        data = b""
        with self._io:
            port, wake = self._opened()
            try:
                while len(data) < n:
                    ready, _, _ = select.select([port.fileno(), wake], [], [], self._left(deadline))
                    if wake in ready:
                        raise self._lost("it was closed")
                    if not ready:
                        break
                    data += port.read(min(CHUNK, n - len(data)))
            except _BROKEN as error:
                raise self._lost(str(error)) from error
        return data

    def write(self, data: bytes, deadline: float) -> None:
        """Hand all of `data` to the kernel, in chunks."""
        sent = 0
        with self._io:
            port, wake = self._opened()
            try:
                while sent < len(data):
                    woken, ready, _ = select.select(
                        [wake], [port.fileno()], [], self._left(deadline)
                    )
                    if woken:
                        raise self._lost("it was closed", sent)
                    if not ready:
                        raise TransportFault(
                            "line.jammed",
                            f"{self.path} takes no more data after {sent} bytes.",
                            "See whether the device is switched on and has not stopped.",
                            sent=sent,
                        )
                    sent += port.write(data[sent : sent + CHUNK]) or 0
            except _BROKEN as error:
                raise self._lost(str(error), sent) from error

    def set_baud(self, baud: int) -> None:
        """Go on at another speed, for instance after the device was told to; stays for `open`."""
        self.baud = baud
        with self._io:
            port, _ = self._opened()
            try:
                port.baudrate = baud
            except _BROKEN as error:
                raise self._lost(str(error)) from error

    def close(self) -> None:
        """Release the port; safe to call twice and from another thread, where it ends a wait."""
        with self._gate:
            if self._port is None or self._waker is None:
                return
            wake, waker = self._waker
            os.write(waker, b"x")
            with self._io:
                self._port.close()
                os.close(wake)
                os.close(waker)
                self._port = self._waker = None

    def _opened(self) -> tuple[serial.Serial, int]:
        if self._port is None or self._waker is None:
            raise self._lost("it is not open")
        return self._port, self._waker[0]

    def _left(self, deadline: float) -> float:
        return max(0.0, deadline - self._clock.monotonic())

    def _missing(self, error: Exception) -> TransportFault:
        number = getattr(error, "errno", None)
        if number in {errno.EACCES, errno.EPERM}:
            remedy = "Put the service user into the group that owns it (on Debian: dialout)."
        elif number in {errno.EAGAIN, errno.EBUSY}:
            remedy = "Another program holds it: stop that program."
        else:
            remedy = "Check the plug and the path in the configuration."
        return TransportFault("line.missing", f"{self.path} cannot be opened: {error}.", remedy)

    def _lost(self, why: str, sent: int = 0) -> TransportFault:
        return TransportFault(
            "line.lost",
            f"The line {self.path} broke: {why}.",
            "Check the plug of the device.",
            sent=sent,
        )
