"""Signed requests to the platform, one at a time, and answers judged by `answers`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from typing import TypeVar
from urllib.parse import urlsplit
from uuid import UUID

import requests
import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.cases.terminal import TerminalIdentity
from kiosk.clock import Clock
from kiosk.errors import EnvironmentFault
from sync.agent.answers import Answer, StopKind, Stopped, Took, classify, classify_upload
from sync.agent.settings import AgentSettings
from sync.protocol.signatures import SignatureFault, sign_request, verify_clock_offer
from sync.protocol.uploads import (
    FILES_PURPOSE,
    PIECE_TYPE,
    TUS_VERSION,
    upload_checksum,
    upload_metadata,
)

Judged = TypeVar("Judged")
Judge = Callable[[int, Mapping[str, str], bytes], Judged]
"""Makes an answer of status, headers and content."""

MAX_ANSWER_BYTES = 8 * 1024 * 1024
"""More than a full page of the feed; nobody may fill our memory."""
_PIECE = 64 * 1024
_events = structlog.get_logger()
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class TooLargeError(ValueError):
    """An answer has more than `MAX_ANSWER_BYTES`."""


class CorrectedClock:
    """Our clock moved by what the platform's signed time says."""

    def __init__(self, clock: Clock, offset: timedelta) -> None:
        self._clock = clock
        self.offset = offset

    def now(self) -> datetime:
        """The platform's time as far as we know it."""
        return self._clock.now() + self.offset

    def monotonic(self) -> float:
        """Our own."""
        return self._clock.monotonic()

    def uuid7(self) -> UUID:
        """Our own."""
        return self._clock.uuid7()

    def token(self, length: int) -> bytes:
        """Our own."""
        return self._clock.token(length)


class PlatformClient:
    """Calls of one thread to the platform.

    Args:
        identity: who we are.
        settings: time-outs.
        clock: time and nonces; the platform's signed time corrects it for signatures only.
        offset_s: correction known from before, seconds.

    Raises:
        EnvironmentFault: ``platform.url``.
    """

    def __init__(
        self,
        identity: TerminalIdentity,
        settings: AgentSettings,
        clock: Clock,
        *,
        offset_s: float = 0.0,
    ) -> None:
        self._identity = identity
        self._settings = settings
        self._clock = CorrectedClock(clock, timedelta(seconds=offset_s))
        self._base = checked_url(identity.platform_url)
        self._key = Ed25519PrivateKey.from_private_bytes(identity.private_key)
        self._session = open_session()

    @property
    def offset_s(self) -> float:
        """The platform's time minus ours, seconds, as far as it told."""
        return self._clock.offset.total_seconds()

    def post_messages(self, batch: bytes) -> Answer:
        """``POST /v1/messages``.

        Args:
            batch: JSON of a `MessageBatch`.
        """
        return self._corrected(
            requests.Request(
                "POST",
                f"{self._base}/v1/messages",
                data=batch,
                headers={"Content-Type": "application/json"},
            ),
            self._judge("messages"),
        )

    def get_feed(self, after: int, wait_s: int) -> Answer:
        """``GET /v1/feed``, commands too; the platform answers within `wait_s` seconds."""
        asked = {"after": str(after), "wait": str(wait_s), "commands": "1"}
        return self._corrected(
            requests.Request("GET", f"{self._base}/v1/feed", params=asked),
            self._judge("feed"),
            wait_s=wait_s,
        )

    def get_file(self, name: str) -> Answer:
        """``GET /v1/files/…``: how much of a file the platform has.

        Args:
            name: SHA-256 of its sealed bytes.
        """
        request = requests.Request("GET", f"{self._base}/v1/files/{name}")
        return self._corrected(request, self._judge(FILES_PURPOSE))

    def create_file(self, name: str, size: int) -> Answer | Took:
        """``POST /v1/files``: begin to upload a file, or find that it has been begun."""
        headers = {
            "Tus-Resumable": TUS_VERSION,
            "Upload-Length": str(size),
            "Upload-Metadata": upload_metadata(name),
        }
        request = requests.Request("POST", f"{self._base}/v1/files", headers=headers)
        return self._corrected(request, partial(classify_upload, identity=self._identity))

    def patch_file(self, name: str, offset: int, piece: bytes) -> Answer | Took:
        """``PATCH /v1/files/…``: send a piece of a file.

        Args:
            name: SHA-256 of its sealed bytes.
            offset: where the piece belongs.
            piece: sealed bytes from there on.
        """
        headers = {
            "Content-Type": PIECE_TYPE,
            "Tus-Resumable": TUS_VERSION,
            "Upload-Offset": str(offset),
            "Upload-Checksum": upload_checksum(sha256(piece).digest()),
        }
        request = requests.Request(
            "PATCH", f"{self._base}/v1/files/{name}", data=piece, headers=headers
        )
        return self._corrected(request, partial(classify_upload, identity=self._identity))

    def close(self) -> None:
        """Close kept connections."""
        self._session.close()

    def _judge(self, purpose: str) -> Judge[Answer]:
        return partial(classify, purpose=purpose, identity=self._identity)

    def _corrected(
        self, request: requests.Request, judge: Judge[Judged], *, wait_s: float = 0
    ) -> Judged | Stopped:
        """Send; if only our clock is wrong, take the platform's time and send once more."""
        answer, nonce = self._send(request, judge, wait_s)
        if not isinstance(answer, Stopped) or answer.clock_offer is None:
            return answer
        try:
            offered = verify_clock_offer(
                answer.clock_offer, nonce=nonce, keys=self._identity.acknowledgement_keys
            )
        except SignatureFault as fault:
            return Stopped(StopKind.NETWORK, fault.code, fault.message)
        self._clock.offset += offered - self._clock.now()
        _events.warning("clock.wrong", offset_s=round(self.offset_s))
        return self._send(request, judge, wait_s)[0]

    def _send(
        self, request: requests.Request, judge: Judge[Judged], wait_s: float
    ) -> tuple[Judged | Stopped, str]:
        prepared = self._session.prepare_request(request)
        nonce = sign_request(
            prepared, terminal=self._identity.terminal, key=self._key, clock=self._clock
        )
        try:
            with send_once(
                self._session,
                prepared,
                (self._settings.connect_s, self._settings.read_s + wait_s),
            ) as response:
                content = read_limited(response)
        except requests.exceptions.SSLError as error:
            return _stop("network.certificate", f"The certificate is not trusted: {error}"), nonce
        except (requests.RequestException, TooLargeError) as error:
            return _stop("network.unreachable", f"{type(error).__name__}: {error}"), nonce
        return judge(response.status_code, response.headers, content), nonce


def open_session() -> requests.Session:
    """A session that goes straight to the platform, whatever the environment says of proxies."""
    session = requests.Session()
    session.trust_env = False
    return session


def send_once(
    session: requests.Session, request: requests.PreparedRequest, timeout: tuple[float, float]
) -> requests.Response:
    """Send one request to the one address it was signed for; close what it gives.

    Past `Session.send`, which even when told not to follow a redirect reads its content whole and
    its address as UTF-8: a login page's address may be GBK, and its content as long as it likes.

    Raises:
        requests.RequestException: nobody answered.
    """
    adapter = session.get_adapter(request.url or "")
    verify = True if session.verify is None else session.verify
    return adapter.send(request, stream=True, timeout=timeout, verify=verify, cert=session.cert)


def read_limited(response: requests.Response) -> bytes:
    """The content of an answer.

    Raises:
        TooLargeError: it is larger than anything a platform says.
        requests.RequestException: the connection broke.
    """
    content = bytearray()
    for piece in response.iter_content(_PIECE):
        content += piece
        if len(content) > MAX_ANSWER_BYTES:
            raise TooLargeError("the answer is too large")
    return bytes(content)


def checked_url(url: str) -> str:
    """The platform's base URL without a slash at its end.

    Raises:
        EnvironmentFault: it is none, or not protected by TLS outside this machine.
    """
    parts = urlsplit(url)
    secure = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    if not secure or not parts.hostname:
        raise EnvironmentFault(
            "platform.url",
            f"{url!r} is no address of a platform.",
            "Use https://…; http:// is for a platform on this machine only.",
        )
    return url.rstrip("/")


def _stop(code: str, detail: str) -> Stopped:
    return Stopped(StopKind.NETWORK, code, detail[:500])
