"""Reading a request with care: size before content."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from fastapi import Request

from sync.platform.problems import ProblemError

READ_GAP_S = 20.0
"""How long a request may be silent in the middle: a line that died there would be waited for, with
what it had sent kept in memory, for ever."""
READ_S = 600.0
_SLOWEST = 8192
"""Bytes a second. A request may take `READ_S` and as long as its limit needs at this rate: a drop
now and then would hold its place for ever, too."""


class Patience:
    """Waits for the content of a request, which has to go on and to come to its end.

    Args:
        limit: bytes it may have.
    """

    def __init__(self, limit: int) -> None:
        self._clock = asyncio.get_running_loop().time
        self._end = self._clock() + READ_S + limit / _SLOWEST
        self.timeout = asyncio.timeout_at(self._next())

    def renew(self) -> None:
        """Something came."""
        self.timeout.reschedule(self._next())

    def _next(self) -> float:
        return min(self._clock() + READ_GAP_S, self._end)


async def read_body(request: Request, limit: int, wanted: str = "application/json") -> bytes:
    """The content of a request, of the wanted media type and no more than `limit` bytes.

    Raises:
        ProblemError: 408 if no more comes, 413 before a byte too many is kept, 415 for something
            else than what is wanted, or packed.
    """
    too_large = ProblemError(413, "request.too_large", f"The content may have {limit} bytes.")
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != wanted or request.headers.get("content-encoding"):
        raise ProblemError(415, "request.media_type", f"Send plain {wanted}.")
    declared = request.headers.get("content-length", "0")
    if not declared.isdecimal() or int(declared) > limit:
        raise too_large
    body = bytearray()
    patience = Patience(limit)
    try:
        async with patience.timeout:
            async for chunk in request.stream():
                patience.renew()
                body += chunk
                if len(body) > limit:
                    raise too_large
    except TimeoutError as error:
        raise ProblemError(408, "request.slow", "The content did not come to its end.") from error
    return bytes(body)


def parse_json(body: bytes) -> Any:
    """JSON of a request.

    Raises:
        ProblemError: 400 ``request.json``.
    """
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ProblemError(400, "request.json", "The content is not JSON.") from error
