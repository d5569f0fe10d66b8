"""A TCP connection to a device on the local network, the raw port 9100 kind."""

from __future__ import annotations

import select
import socket
from threading import Lock

from drivers.transports import TransportFault
from kiosk.clock import Clock

CHUNK = 4096
SEND_BUFFER = 64 * 1024


class TcpTransport:
    """One TCP connection.

    Args:
        host: name or address of the device.
        port: its port.
        clock: where deadlines are measured.
    """

    def __init__(self, host: str, port: int, *, clock: Clock) -> None:
        self.host = host
        self.port = port
        self._clock = clock
        self._lock = Lock()
        self._socket: socket.socket | None = None

    def __str__(self) -> str:
        return f"tcp://{self.host}:{self.port}"

    def open(self, deadline: float) -> None:
        """Connect; raises `TransportFault` ``line.missing``."""
        self.close()
        try:
            line = socket.create_connection((self.host, self.port), self._left(deadline))
        except OSError as error:
            raise TransportFault(
                "line.missing",
                f"Nothing answers at {self}: {error.strerror or error}.",
                "Check that the device is switched on, and its address.",
            ) from error
        line.setblocking(False)
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # What the device has not taken must not wait unseen in a large buffer of ours.
        line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        # A device that loses power says no goodbye; the kernel notices within about 10 s.
        line.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 4)
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 2)
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 3)
        with self._lock:
            self._socket = line

    def read(self, n: int, deadline: float) -> bytes:
        """Read up to `n` bytes, or what had come by the deadline."""
        line = self._line()
        data = b""
        try:
            while len(data) < n:
                if not select.select([line], [], [], max(0.0, self._left(deadline, 0.0)))[0]:
                    break
                piece = line.recv(n - len(data))
                if not piece and data:
                    break  # what came before the end is still to be heard
                if not piece:
                    raise self._lost("the device closed the connection")
                data += piece
        except BlockingIOError:
            return data
        except (OSError, ValueError) as error:  # ValueError: closed under us by another thread
            raise self._lost(str(error)) from error
        return data

    def write(self, data: bytes, deadline: float) -> None:
        """Hand all of `data` to the kernel, in chunks."""
        line = self._line()
        sent = 0
        try:
            while sent < len(data):
                if not select.select([], [line], [], max(0.0, self._left(deadline, 0.0)))[1]:
                    raise TransportFault(
                        "line.jammed",
                        f"{self} takes no more data after {sent} bytes.",
                        "See whether the device has stopped for paper or an open cover.",
                        sent=sent,
                    )
                sent += line.send(data[sent : sent + CHUNK])
        except (OSError, ValueError) as error:
            raise self._lost(str(error), sent) from error

    def close(self) -> None:
        """Disconnect; ends a wait in another thread."""
        with self._lock:
            line, self._socket = self._socket, None
        if line is None:
            return
        try:
            line.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # the other side was gone already
        finally:
            line.close()

    def _line(self) -> socket.socket:
        with self._lock:
            if self._socket is None:
                raise self._lost("it is not open")
            return self._socket

    def _left(self, deadline: float, least: float = 0.001) -> float:
        return max(least, deadline - self._clock.monotonic())

    def _lost(self, why: str, sent: int = 0) -> TransportFault:
        return TransportFault(
            "line.lost",
            f"The connection to {self} broke: {why}.",
            "Check the network cable and whether the device is switched on.",
            sent=sent,
        )
