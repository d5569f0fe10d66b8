"""HTTP connections that cannot be held for nothing: limits uvicorn does not have."""

from __future__ import annotations

import asyncio
import socket
from http import HTTPStatus
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from sync.platform.api.errors import MEDIA_TYPE, problem

HEAD_GAP_S = 20.0
"""How long the head of a request may take from its first byte, or a new connection to begin one."""
LINGER_S = 5.0
"""How long a request that was answered before its end may go on coming: closed at once, the line
would take the answer with it."""
MOST = 1024
"""Connections a worker holds at once; waiting feed requests are most of them."""
_RETRY_AFTER_S = 5


class PatientProtocol(H11Protocol):
    """One connection."""

    _deadline: asyncio.TimerHandle | None = None
    _lingering: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn's own
        """Take a connection, or say that there are too many."""
        super().connection_made(transport)
        # head and content are written one after the other: the second would wait for word of the
        # first, which who reads puts off for 40 ms. asyncio says so itself to sockets whose
        # protocol is named; those that were accepted for workers have none
        line = transport.get_extra_info("socket")
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if len(self.connections) > MOST:
            transport.write(_CROWDED)
            transport.close()
            return
        self._wait_for_head()

    def data_received(self, data: bytes) -> None:
        """Take what came; the head of the next request may begin with it."""
        super().data_received(data)
        if self.conn.their_state is h11.IDLE:
            self._wait_for_head()
        else:
            self._stop_waiting()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._stop_waiting()
        if self._lingering is not None:
            self._lingering.cancel()
        super().connection_lost(exc)

    def on_response_complete(self) -> None:
        """Go on with the next request, or end a connection whose request has no end."""
        super().on_response_complete()
        if self._lingering is not None:
            self._lingering.cancel()
        # uvicorn's own time for this begins to count, and each drop that comes stops it for ever
        if self._is_half_read() and not self.transport.is_closing():
            self._lingering = self.loop.call_later(LINGER_S, self._end_half_read)

    def _is_half_read(self) -> bool:
        return self.conn.our_state is h11.DONE and self.conn.their_state is h11.SEND_BODY

    def _end_half_read(self) -> None:
        if self._is_half_read():
            self.transport.close()

    def _wait_for_head(self) -> None:
        if self._deadline is None:
            self._deadline = self.loop.call_later(HEAD_GAP_S, self._give_up)

    def _stop_waiting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _give_up(self) -> None:
        self._deadline = None
        if not self.transport.is_closing() and self.conn.their_state is h11.IDLE:
            self.transport.close()


def _answer(status: HTTPStatus, code: str, words: str) -> bytes:
    content = problem(status, code, words).model_dump_json(exclude_none=True).encode()
    fields: dict[str, Any] = {
        "Content-Type": MEDIA_TYPE,
        "Content-Length": len(content),
        "Retry-After": _RETRY_AFTER_S,
        "Connection": "close",
    }
    head = [f"HTTP/1.1 {status.value} {status.phrase}"]
    head += [f"{name}: {value}" for name, value in fields.items()]
    return "\r\n".join([*head, "", ""]).encode() + content


_CROWDED = _answer(
    HTTPStatus.SERVICE_UNAVAILABLE, "platform.crowded", "Too many connections at once."
)
