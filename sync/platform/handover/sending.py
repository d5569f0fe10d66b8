"""One request to a department's system, which may be slow, hang, break off or never end.

The standard library's client, because the whole exchange needs one deadline: time-outs between two
bytes let a server that sends one now and then hold a delivery for ever.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from ipaddress import ip_address
from threading import Timer
from urllib.parse import SplitResult, urlsplit

from kiosk.errors import EnvironmentFault
from sync.platform.handover.signing import Outgoing

CONNECT_S = 10.0
EXCHANGE_S = 30.0
"""From the connection to the end of the answer."""
LONGEST = timedelta(seconds=120)
"""No request is begun that is not sent by then: the name may have been looked up for minutes."""
MOST_ANSWER_BYTES = 64 * 1024
_LONGEST_URL = 2000
_HTML = "text/html"


class SendingError(EnvironmentFault):
    """The department did not say that it has the case.

    Codes: ``handover.unreachable``, ``handover.certificate``, ``handover.silent``,
    ``handover.cut_off``, ``handover.redirect``, ``handover.not_the_department``,
    ``handover.refused``.

    Args:
        status: of the answer, 0 if there was none.
        retry_after: the answer's wish.
    """

    def __init__(self, code: str, message: str, *, status: int = 0, retry_after: str = "") -> None:
        super().__init__(code, message)
        self.status = status
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a department is waited for, seconds.

    Args:
        connect: for a connection.
        exchange: for everything after it.
    """

    connect: float = CONNECT_S
    exchange: float = EXCHANGE_S


def check_url(url: str) -> None:
    """Make sure that a webhook can be spoken to safely.

    Raises:
        EnvironmentFault: ``department.webhook``.
    """
    try:
        parts = urlsplit(url)
        usable = (
            parts.scheme in {"http", "https"}
            and parts.hostname
            and parts.port != 0
            and "@" not in parts.netloc
            and not parts.fragment
            and len(url) <= _LONGEST_URL
            and url.isascii()
            and url.isprintable()
            and " " not in url
        )
    except ValueError:
        usable = False
    if not usable:
        raise EnvironmentFault(
            "department.webhook",
            "This is no address of a webhook.",
            "Write https://HOST/PATH, in ASCII, without user and password.",
        )
    if parts.scheme != "https" and not _is_loopback(parts.hostname or ""):
        raise EnvironmentFault(
            "department.webhook",
            f"{parts.hostname} is another machine, so TLS is needed.",
            "Write https://.",
        )


def send(request: Outgoing, limits: Limits) -> int:
    """Send a request; the status, always one of 200 to 299.

    Raises:
        SendingError: everything else.
    """
    parts = urlsplit(request.url)
    begun = time.monotonic()
    try:
        line = socket.create_connection(
            (parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)), limits.connect
        )
    except (OSError, UnicodeError) as error:
        raise SendingError("handover.unreachable", "Nobody answers there.") from error
    line.settimeout(None)  # that of the connection would go on for every byte
    with line, _ended_in_time(line, limits.exchange) as overdue:
        if time.monotonic() - begun > LONGEST.total_seconds():
            raise SendingError("handover.unreachable", "The connection took too long.")
        try:
            return _exchange(request, parts, line)
        except ssl.SSLCertVerificationError as error:
            raise SendingError(
                "handover.certificate", "The certificate of the department is not trusted."
            ) from error
        except (OSError, http.client.HTTPException) as error:
            if overdue():
                raise SendingError("handover.silent", "No whole answer came in time.") from error
            raise SendingError("handover.cut_off", "The answer broke off.") from error


def _exchange(request: Outgoing, parts: SplitResult, line: socket.socket) -> int:
    host = parts.netloc
    connection = http.client.HTTPConnection(host)
    connection.sock = (
        ssl.create_default_context().wrap_socket(line, server_hostname=parts.hostname)
        if parts.scheme == "https"
        else line
    )
    connection.auto_open = 0  # this connection or none: another would have no deadline
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = {**request.headers, "Connection": "close", "User-Agent": "bianmin-platform"}
    try:
        connection.request(request.method, path, request.body, headers)
        with connection.getresponse() as answer:
            _judge(answer)
            _read(answer)
            return answer.status
    finally:
        connection.close()


def _read(answer: http.client.HTTPResponse) -> None:
    """Make sure that an answer is whole, unless it is too long to be read."""
    left = MOST_ANSWER_BYTES
    while left and (chunk := answer.read(left)):
        left -= len(chunk)
    if left and answer.length:
        raise http.client.IncompleteRead(b"", answer.length)


def _judge(answer: http.client.HTTPResponse) -> None:
    status = answer.status
    media_type = (answer.getheader("Content-Type") or "").partition(";")[0].strip().lower()
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        raise SendingError(
            "handover.redirect", "The department's system points elsewhere.", status=status
        )
    if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        raise SendingError(
            "handover.refused",
            f"The department's system answers {status}.",
            status=status,
            retry_after=answer.getheader("Retry-After") or "",
        )
    if media_type == _HTML:
        raise SendingError(
            "handover.not_the_department",
            "A page for people answers, and no department's system.",
            status=status,
        )


@contextmanager
def _ended_in_time(line: socket.socket, seconds: float) -> Iterator[Callable[[], bool]]:
    """Cut a connection after some seconds, whatever is happening on it."""
    # a second descriptor of the same connection: TLS takes the first one away from its socket
    with line.dup() as guard:
        late: list[bool] = []

        def cut() -> None:
            late.append(True)
            with suppress(OSError):  # the other side was faster
                guard.shutdown(socket.SHUT_RDWR)

        timer = Timer(seconds, cut)
        timer.daemon = True
        timer.start()
        try:
            yield lambda: bool(late)
        finally:
            timer.cancel()
            timer.join()


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
