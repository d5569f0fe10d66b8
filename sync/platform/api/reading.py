"""Reading a request with care: size before content, signature before meaning."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from fastapi import Request
from fastapi.concurrency import run_in_threadpool

from sync.platform.api.parts import Platform
from sync.platform.problems import ProblemError
from sync.platform.store import Database
from sync.protocol.signatures import (
    REPLAY_WINDOW,
    OutsideWindowError,
    ReceivedRequest,
    SignatureFault,
    SignedRequest,
    offer_clock,
    verify_request,
)

READ_GAP_S = 20.0
"""How long a request may be silent in the middle: a line that died there would be waited for, with
what it had sent kept in memory, for ever."""


RUSH = timedelta(seconds=10)
"""How much of a terminal's allowance it may use up at once after a silence."""


class _Keys:
    """The terminals' keys in the database; remembers the one it found for the handler."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.found: Ed25519PublicKey | None = None

    def public_key(self, terminal: str) -> Ed25519PublicKey | None:
        with self._database.reading() as transaction:
            row = transaction.terminal(terminal)
        self.found = None if row is None else Ed25519PublicKey.from_public_bytes(row.public_key)
        return self.found


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
    clock = asyncio.get_running_loop().time
    try:
        async with asyncio.timeout(READ_GAP_S) as patience:
            async for chunk in request.stream():
                patience.reschedule(clock() + READ_GAP_S)
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


async def authenticate(
    request: Request, body: bytes, platform: Platform
) -> tuple[SignedRequest, Ed25519PublicKey]:
    """Who signed this request, with the key that did.

    Raises:
        SignatureFault: it is not signed as it must be, or was received before.
        ProblemError: 401 with the platform's time, if only the clock is wrong; 429.
    """
    return await run_in_threadpool(_authenticate, _received(request), body, platform)


def _received(request: Request) -> ReceivedRequest:
    path: bytes = request.scope.get("raw_path") or request.url.path.encode()
    query: bytes = request.scope["query_string"]
    # the host is not signed: a terminal may reach us under several names
    url = b"http://platform" + path.partition(b"?")[0] + (b"?" + query if query else b"")
    return ReceivedRequest(request.method, url.decode("latin-1"), request.headers)


def _authenticate(
    received: ReceivedRequest, body: bytes, platform: Platform
) -> tuple[SignedRequest, Ed25519PublicKey]:
    now = platform.clock.now()
    keys = _Keys(platform.database)
    try:
        signed = verify_request(received, body, keys=keys, now=now)
    except OutsideWindowError as error:
        offer = offer_clock(
            error.request.nonce,
            key_id=platform.keys.acknowledgement_id,
            key=platform.keys.acknowledgement,
            now=now,
        )
        raise ProblemError(401, error.code, error.message, error.remedy, clock=offer) from error
    expires_at = signed.created + 2 * REPLAY_WINDOW
    gap = timedelta(seconds=1) / platform.rate
    with platform.database.begin() as transaction:
        allowed = transaction.allow(signed.terminal, now=now, gap=gap, credit=RUSH)
        fresh = transaction.use_nonce(signed.terminal, signed.nonce, now=now, expires_at=expires_at)
    if not allowed:
        raise ProblemError(429, "request.rate", "This terminal asks too often.")
    if not fresh or keys.found is None:
        raise SignatureFault("signature.replayed", "This request was received before.")
    return signed, keys.found
