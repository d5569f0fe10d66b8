"""A line to the platform on which everything goes wrong that can, chosen by a seed.

An HTTP proxy on loopback. For each request it takes the next fault of its plan; when the plan is
used up the line is good. Which faults there are is protocol.md's list of what networks do: lose,
delay, repeat and reorder, break off at any byte, answer in the platform's place.
"""

from __future__ import annotations

import http.client
import socket
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from threading import Lock, Thread
from types import MappingProxyType

LOOPBACK = "127.0.0.1"
_PATIENCE_S = 30.0
_SHUTDOWN_POLL_S = 0.05


class NetworkFault(StrEnum):
    """What can happen to one request and its answer."""

    NONE = "none"
    REFUSED = "refused"
    """Nothing of the request gets through."""
    CUT_REQUEST = "cut_request"
    """The platform gets the beginning of the request."""
    CORRUPT_REQUEST = "corrupt_request"
    """One bit of the request's content is another."""
    LOST_ANSWER = "lost_answer"
    """The platform has done its work, and nobody hears of it."""
    CUT_ANSWER = "cut_answer"
    """The answer breaks off."""
    HALF_CLOSED = "half_closed"
    """The answer's head comes, and then nothing more but the end."""
    CORRUPT_ANSWER = "corrupt_answer"
    """One bit of the answer's content is another."""
    LATE_ANSWER = "late_answer"
    """The answer comes when nobody waits for it any more."""
    TWICE = "twice"
    """The platform gets the request two times; the first answer comes back."""
    TWICE_SECOND = "twice_second"
    """The same, and the second answer comes back."""
    STALE = "stale"
    """Before this request the platform gets an earlier one once more."""
    REORDERED = "reordered"
    """The request is held back, and reaches the platform behind the next one."""
    OLD_ANSWER = "old_answer"
    """What was answered to an earlier request is answered again."""
    PORTAL = "portal"
    """A login page, with the status of success."""
    REDIRECT = "redirect"
    """A login page elsewhere."""
    UNSIGNED = "unsigned"
    """JSON that says all is well, from somebody who is not the platform."""
    GARBAGE = "garbage"
    """Bytes that are no HTTP."""
    BAD_GATEWAY = "bad_gateway"
    UNAVAILABLE = "unavailable"
    """503, with or without a time to come back."""
    TOO_MANY = "too_many"
    """429, with a time to come back."""
    TOO_LARGE = "too_large"
    """413 from a proxy, not from the platform."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it came."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    content: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to be given."""

    status: int
    headers: tuple[tuple[str, str], ...]
    content: bytes


def _html(status: int, *more: tuple[str, str]) -> Answer:
    page = "<html><body>请先登录 · please log in</body></html>".encode()
    return Answer(status, (("Content-Type", "text/html; charset=utf-8"), *more), page)


_INSTEAD: Mapping[NetworkFault, Answer] = MappingProxyType(
    {
        NetworkFault.PORTAL: _html(200),
        NetworkFault.REDIRECT: _html(302, ("Location", "http://192.0.2.1/login?城=1")),
        NetworkFault.UNSIGNED: Answer(
            200, (("Content-Type", "application/json"),), b'{"results": [], "held": []}'
        ),
        NetworkFault.BAD_GATEWAY: _html(502),
        NetworkFault.TOO_LARGE: _html(413),
        NetworkFault.TOO_MANY: _html(429, ("Retry-After", "7")),
        NetworkFault.UNAVAILABLE: _html(503, ("Retry-After", "Sun, 22 Nov 2026 05:00:00 GMT")),
    }
)
"""Answers that somebody gives in the platform's place; the platform hears nothing."""

_KEPT = {"content-type", "retry-after", "tus-resumable", "upload-offset"}
_NOT_DELIVERED = {NetworkFault.REFUSED, NetworkFault.CUT_REQUEST, NetworkFault.REORDERED}


class HostileNetwork:
    """A proxy with a plan of faults.

    Args:
        port: where the platform listens on loopback.
        late_s: how long a late answer takes; longer than whoever asks waits.
    """

    def __init__(self, port: int, *, late_s: float) -> None:
        self._platform = port
        self._late_s = late_s
        self._lock = Lock()
        self._plan: deque[NetworkFault] = deque()
        self._random = Random(0)  # noqa: S311 — to be repeatable is the point
        self._earlier: list[tuple[Request, Answer]] = []
        self._held: list[Request] = []
        self.done: list[NetworkFault] = []
        """The faults there have been since the plan was made."""
        network = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                network._serve(self)

            def do_GET(self) -> None:
                network._serve(self)

            def do_PATCH(self) -> None:
                network._serve(self)

            def log_message(self, *_: object) -> None:
                return

        self._server = ThreadingHTTPServer((LOOPBACK, 0), Handler)
        self._server.daemon_threads = True
        self.port: int = self._server.server_port
        self._thread = Thread(
            target=self._server.serve_forever, args=(_SHUTDOWN_POLL_S,), daemon=True
        )

    def start(self) -> None:
        """Begin to carry; the line is good until a plan is made."""
        self._thread.start()

    def stop(self) -> None:
        """End."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def plan(self, faults: list[NetworkFault], random: Random) -> None:
        """What goes wrong with the next requests, one for each; afterwards nothing does.

        Args:
            faults: the faults in order.
            random: chooses places and bits.
        """
        with self._lock:
            self._plan = deque(faults)
            self._random = random
            self.done = []

    # --- one request ------------------------------------------------------------------------

    def _serve(self, asked: BaseHTTPRequestHandler) -> None:
        length = int(asked.headers.get("Content-Length", 0))
        request = Request(
            asked.command, asked.path, tuple(asked.headers.items()), asked.rfile.read(length)
        )
        with self._lock:  # one after the other, so that a seed is one story
            fault = self._plan.popleft() if self._plan else NetworkFault.NONE
            self.done.append(fault)
            say = self._conduct(fault, request)
        asked.close_connection = True
        try:
            say(asked)
        except OSError:
            return  # whoever asked waits no more

    def _conduct(
        self, fault: NetworkFault, request: Request
    ) -> Callable[[BaseHTTPRequestHandler], None]:
        """Do to the platform what the fault is, and say how the answer is to be given."""
        if fault in _INSTEAD:
            return _give(_INSTEAD[fault])
        if fault is NetworkFault.GARBAGE:
            return _write(self._random.randbytes(self._random.randrange(1, 400)))
        if fault is NetworkFault.OLD_ANSWER and self._earlier:
            return _give(self._random.choice(self._earlier)[1])
        if fault in _NOT_DELIVERED:
            if fault is NetworkFault.CUT_REQUEST:
                self._send_part(request)
            if fault is NetworkFault.REORDERED:
                self._held.append(request)
            return _say_nothing
        return self._spoiled(fault, self._delivered(fault, request))

    def _delivered(self, fault: NetworkFault, request: Request) -> Answer:
        """Have the platform answer, and do around it what the fault is."""
        if fault is NetworkFault.STALE and self._earlier:
            self._send(self._random.choice(self._earlier)[0])
        if fault is NetworkFault.TWICE_SECOND:
            self._exchange(request)
        sent = self._flipped(request) if fault is NetworkFault.CORRUPT_REQUEST else request
        answer = self._exchange(sent)
        if fault is NetworkFault.TWICE:
            self._send(request)
        while self._held:
            self._send(self._held.pop())
        return answer

    def _spoiled(
        self, fault: NetworkFault, answer: Answer
    ) -> Callable[[BaseHTTPRequestHandler], None]:
        content = answer.content
        match fault:
            case NetworkFault.LOST_ANSWER:
                return _say_nothing
            case NetworkFault.CUT_ANSWER:
                return _give(answer, only=self._random.randrange(len(content) + 1))
            case NetworkFault.HALF_CLOSED:
                return _give(answer, only=0)
            case NetworkFault.CORRUPT_ANSWER:
                return _give(Answer(answer.status, answer.headers, self._with_flip(content)))
            case NetworkFault.LATE_ANSWER:
                return _give(answer, after_s=self._late_s)
            case _:
                return _give(answer)

    def _flipped(self, request: Request) -> Request:
        content = self._with_flip(request.content)
        return Request(request.method, request.path, request.headers, content)

    def _with_flip(self, content: bytes) -> bytes:
        if not content:
            return content
        place = self._random.randrange(len(content))
        flipped = content[place] ^ 1 << self._random.randrange(8)
        return content[:place] + bytes([flipped]) + content[place + 1 :]

    # --- to the platform --------------------------------------------------------------------

    def _exchange(self, request: Request) -> Answer:
        answer = self._send(request)
        self._earlier.append((request, answer))
        return answer

    def _send(self, request: Request) -> Answer:
        headers = {name: value for name, value in request.headers if name != "Connection"}
        made = http.client.HTTPConnection(LOOPBACK, self._platform, timeout=_PATIENCE_S)
        with closing(made) as line:
            line.request(request.method, request.path, request.content, headers)
            heard = line.getresponse()
            content = heard.read()
        kept = tuple((name, value) for name, value in heard.getheaders() if name.lower() in _KEPT)
        return Answer(heard.status, kept, content)

    def _send_part(self, request: Request) -> None:
        lines = [f"{request.method} {request.path} HTTP/1.1"]
        lines += [f"{name}: {value}" for name, value in request.headers]
        whole = ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + request.content
        with socket.create_connection((LOOPBACK, self._platform), _PATIENCE_S) as line:
            line.sendall(whole[: self._random.randrange(len(whole))])


# --- to whoever asked ---------------------------------------------------------------------------


def _say_nothing(asked: BaseHTTPRequestHandler) -> None:
    """Close the connection."""
    asked.connection.shutdown(socket.SHUT_RDWR)


def _write(content: bytes) -> Callable[[BaseHTTPRequestHandler], None]:
    return lambda asked: asked.connection.sendall(content)


def _give(
    answer: Answer, *, only: int | None = None, after_s: float = 0.0
) -> Callable[[BaseHTTPRequestHandler], None]:
    """Give an answer: only so many bytes of it, or after so long."""

    def give(asked: BaseHTTPRequestHandler) -> None:
        if after_s:
            _wait_while_open(asked.connection, after_s)
        asked.send_response(answer.status)
        for name, value in answer.headers:
            asked.send_header(name, value.encode().decode("latin-1"))
        asked.send_header("Content-Length", str(len(answer.content)))
        asked.send_header("Connection", "close")
        asked.end_headers()
        asked.wfile.write(answer.content[:only])

    return give


def _wait_while_open(connection: socket.socket, seconds: float) -> None:
    """Wait, or until the other side has gone."""
    connection.settimeout(seconds)
    try:
        connection.recv(1)
    except TimeoutError:
        return
