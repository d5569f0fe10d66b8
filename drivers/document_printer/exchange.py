"""One request and its answer over HTTP, in bounded time (RFC 8010 section 4).

Every request has a connection of its own: what a printer thinks of an old one need not be known.
"""

from __future__ import annotations

import contextlib
import http.client
import io
import socket
import ssl
from dataclasses import dataclass
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, Any, cast

from drivers.api import DeviceFault

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.clock import Clock

ANSWER_LIMIT = 1 << 20
"""Longest answer in bytes; printers describe themselves in some tens of thousands."""
PIECE = 65536
IPP = "application/ipp"


class ExchangeFault(DeviceFault):
    """Nothing came of a request.

    Args:
        arrived: whether the other side may have taken it.
    """

    def __init__(self, code: str, message: str, remedy: str = "", *, arrived: bool) -> None:
        super().__init__(code, message, remedy)
        self.arrived = arrived


@dataclass(frozen=True, slots=True)
class Reply:
    """What HTTP brought back.

    Args:
        status: of HTTP.
        kind: media type of the content.
        content: the body.
    """

    status: int
    kind: str
    content: bytes


class Exchange:
    """Posts to one place.

    Args:
        host: name or address.
        port: its port.
        path: behind the host, for instance ``/ipp/print``.
        tls: how certificates are judged; None for an open connection.
        clock: where deadlines are measured.
    """

    def __init__(
        self, host: str, port: int, path: str, *, tls: ssl.SSLContext | None, clock: Clock
    ) -> None:
        self.host = host
        self.port = port
        self.path = path
        self._tls = tls
        self._clock = clock
        self._lock = Lock()
        self._line: socket.socket | None = None

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'ipps' if self._tls else 'ipp'}://{host}:{self.port}{self.path}"

    def post(self, content: bytes, deadline: float) -> Reply:
        """Send `content` and wait for the answer.

        Raises:
            ExchangeFault: ``document.unplugged`` when nobody is there or the connection broke,
                ``document.silent`` when the deadline passed, ``document.certificate`` when the
                other side is not who it should be, ``document.garbled`` when it speaks no HTTP.
        """
        line = self._connect(deadline)
        timed = TimedSocket(line, deadline, self._clock)
        connection = http.client.HTTPConnection(self.host, self.port)
        connection.sock = cast("Any", timed)
        with self._lock:
            self._line = line
        try:
            connection.request("POST", self.path, content, {"Content-Type": IPP})
            response = connection.getresponse()
            body = response.read(ANSWER_LIMIT + 1)
        except TimeoutError as error:
            raise self._silent(arrived=True) from error
        except http.client.RemoteDisconnected as error:
            raise self._broken("it hung up without an answer") from error
        except http.client.IncompleteRead as error:
            raise self._garbled("its answer breaks off") from error
        except http.client.HTTPException as error:
            raise self._garbled(f"{type(error).__name__} instead of an answer") from error
        except (OSError, ValueError) as error:  # ValueError: closed under us by another thread
            raise self._broken(str(error)) from error
        finally:
            with self._lock:
                self._line = None
            connection.close()
            line.close()
        if len(body) > ANSWER_LIMIT:
            raise self._garbled(f"its answer has more than {ANSWER_LIMIT} bytes")
        return Reply(response.status, response.headers.get_content_type(), body)

    def interrupt(self) -> None:
        """End a wait in another thread."""
        with self._lock:
            if self._line is not None:
                with contextlib.suppress(OSError):
                    self._line.shutdown(socket.SHUT_RDWR)

    def _connect(self, deadline: float) -> socket.socket:
        try:
            line = socket.create_connection((self.host, self.port), self._left(deadline))
        except TimeoutError as error:
            raise self._silent(arrived=False) from error
        except OSError as error:
            raise ExchangeFault(
                "document.unplugged",
                f"Nothing answers at {self}: {error.strerror or error}.",
                "Check that the printer (or CUPS) is switched on, and its address.",
                arrived=False,
            ) from error
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self._tls is None:
            return line
        try:
            line.settimeout(self._left(deadline))
            return self._tls.wrap_socket(line, server_hostname=self.host)
        except TimeoutError as error:
            line.close()
            raise self._silent(arrived=False) from error
        except ssl.SSLCertVerificationError as error:
            line.close()
            raise ExchangeFault(
                "document.certificate",
                f"The certificate of {self} is not to be trusted: {error.verify_message}.",
                "Save the printer's own certificate and name it: ?certificate=/etc/….pem.",
                arrived=False,
            ) from error
        except OSError as error:
            line.close()
            raise ExchangeFault(
                "document.garbled",
                f"{self} does not speak TLS: {error.strerror or error}.",
                "Write ipp:// instead of ipps://.",
                arrived=False,
            ) from error

    def _left(self, deadline: float) -> float:
        return max(0.001, deadline - self._clock.monotonic())

    def _silent(self, *, arrived: bool) -> ExchangeFault:
        return ExchangeFault(
            "document.silent",
            f"{self} did not answer in time.",
            "Switch the printer off and on; check its network.",
            arrived=arrived,
        )

    def _broken(self, why: str) -> ExchangeFault:
        return ExchangeFault(
            "document.unplugged",
            f"The connection to {self} broke: {why}.",
            "Check the network and whether the printer is switched on.",
            arrived=True,
        )

    def _garbled(self, why: str) -> ExchangeFault:
        return ExchangeFault(
            "document.garbled",
            f"What answers at {self} is no printer: {why}.",
            "Check the address: an IPP printer or a CUPS queue belongs there.",
            arrived=True,
        )


class TimedSocket:
    """As much of a socket as `http.client` uses, with one deadline over all of it."""

    def __init__(self, line: socket.socket, deadline: float, clock: Clock) -> None:
        self._line = line
        self._deadline = deadline
        self._clock = clock

    def sendall(self, content: bytes) -> None:
        """Send everything before the deadline; raises TimeoutError."""
        view = memoryview(content)
        while view:
            view = view[self.within(partial(self._line.send, view[:PIECE])) :]

    def makefile(self, mode: str) -> io.BufferedReader:  # noqa: ARG002 — always "rb"
        """The answer."""
        return io.BufferedReader(_TimedReader(self, self._line))

    def close(self) -> None:
        """Whoever opened the socket closes it."""

    def within(self, step: Callable[[], int]) -> int:
        """Let a step take what is left; raises TimeoutError when nothing is.

        The socket counts the machine's seconds; whether the time is over, the clock says.
        """
        while (left := self._deadline - self._clock.monotonic()) > 0:
            self._line.settimeout(left)
            try:
                return step()
            except TimeoutError:
                continue
        raise TimeoutError


class _TimedReader(io.RawIOBase):
    def __init__(self, timed: TimedSocket, line: socket.socket) -> None:
        super().__init__()
        self._timed = timed
        self._line = line

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self._timed.within(partial(self._line.recv_into, buffer))
