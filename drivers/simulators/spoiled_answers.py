"""Answers over HTTP that are not what they should be."""

from __future__ import annotations

from enum import Enum, auto
from http.server import BaseHTTPRequestHandler
from typing import Protocol

from drivers.document_printer.exchange import ANSWER_LIMIT, IPP
from drivers.document_printer.message import Message, decode, encode
from drivers.simulators.child_process import PATIENCE_S

DRIP_S = 0.05
PIECE = bytes(1 << 16)


class Spoiled(Enum):
    """What can become of an answer. The request was carried out, unless it says otherwise."""

    GARBAGE = auto()
    HALF = auto()
    """The HTTP body breaks off in the middle."""
    TRUNCATED = auto()
    """A whole body with half an IPP answer in it."""
    HTML = auto()
    OTHER_REQUEST = auto()
    """The answer to some other request."""
    HANGUP = auto()
    NEVER = auto()
    """Nothing comes, and the connection stays open."""
    DRIP = auto()
    """A byte now and then, without end."""
    ENDLESS = auto()
    """More than anybody would read."""
    NOT_HTTP = auto()


class Source(Protocol):
    """Where answers come from."""

    def answer(self, request: Message) -> tuple[bytes, Spoiled | None, int]:
        """What to answer, how to spoil it, and the status of HTTP."""

    def wait(self, seconds: float) -> bool:
        """Wait while nothing is answered; True when it listens no more."""


class Answering(BaseHTTPRequestHandler):
    """Answers one request, as it is told to."""

    source: Source

    def do_POST(self) -> None:
        """Answer."""
        request = decode(self.rfile.read(int(self.headers.get("Content-Length", "0"))))
        content, spoiled, status = self.source.answer(request)
        try:
            if spoiled is Spoiled.NEVER:
                self.source.wait(PATIENCE_S)
            elif spoiled is Spoiled.NOT_HTTP:
                self.wfile.write(b"SSH-2.0-OpenSSH_9.2\r\n")
            elif spoiled is not Spoiled.HANGUP:
                self._send(_spoil(content, spoiled, request), spoiled, status)
        except OSError:
            self.close_connection = True  # whoever asked has gone

    def _send(self, content: bytes, spoiled: Spoiled | None, status: int) -> None:
        length = ANSWER_LIMIT * 2 if spoiled is Spoiled.ENDLESS else len(content)
        self.send_response(status)
        self.send_header("Content-Type", "text/html" if spoiled is Spoiled.HTML else IPP)
        self.send_header("Content-Length", str(length))
        self.end_headers()
        if spoiled is Spoiled.DRIP:
            for byte in content:
                self.wfile.write(bytes([byte]))
                if self.source.wait(DRIP_S):
                    return
        elif spoiled is Spoiled.ENDLESS:
            for _ in range(length // len(PIECE)):
                self.wfile.write(PIECE)
        else:
            self.wfile.write(content[: length // 2] if spoiled is Spoiled.HALF else content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 — the server's word for it
        """Say nothing."""


def _spoil(content: bytes, spoiled: Spoiled | None, request: Message) -> bytes:
    match spoiled:
        case Spoiled.GARBAGE:
            return bytes(range(256)) * 3
        case Spoiled.TRUNCATED:
            return content[: len(content) // 2]
        case Spoiled.HTML:
            return b"<html><body>Sign in</body></html>"
        case Spoiled.OTHER_REQUEST:
            return encode(0, request.request_id + 1, [])
        case _:
            return content
