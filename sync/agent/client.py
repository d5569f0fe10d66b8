"""Signed requests to the platform, one at a time, and answers judged by `answers`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from hashlib import sha256
from typing import TypeVar
from urllib.parse import urlsplit

import requests
import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import ValidationError

from kiosk.cases.terminal import TerminalIdentity
from kiosk.clock import Clock
from kiosk.errors import EnvironmentFault
from sync.agent.answers import Answer, Answered, StopKind, Stopped, Took, classify, classify_upload
from sync.agent.clock import CorrectedClock
from sync.agent.settings import AgentSettings
from sync.agent.standing import Standing
from sync.agent.trust import Trust
from sync.protocol.key_change import KEY_PURPOSE
from sync.protocol.revocation import (
    WIPED_PURPOSE,
    Revocation,
    RevocationError,
    verify_revocation,
)
from sync.protocol.signatures import SignatureFault, sign_request, verify_clock_offer
from sync.protocol.signers import SignerChain
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
_UNBELIEVED = {"acknowledgement.invalid", "clock.offer_invalid", "terminal.revocation_invalid"}
"""Somebody answered in the platform's name, with a signature we do not know."""
_events = structlog.get_logger()
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class TooLargeError(ValueError):
    """An answer has more bytes than it may have."""


class PlatformClient:
    """Calls of one thread to the platform.

    Args:
        identity: who we are.
        settings: time-outs.
        clock: time and nonces; the platform's signed time corrects it for signatures only.
        offset_s: correction known from before, seconds.
        revoked: called when the platform says, and proves, that we are revoked; on the thread that
            asked it.
        standing: who we are for all threads, where our keys may change; else `identity` for ever.
        trust: learns the platform's next signing keys; without it only those of `identity` count.

    Raises:
        EnvironmentFault: ``platform.url``.
    """

    most_bytes = MAX_ANSWER_BYTES
    """Of one answer."""

    def __init__(
        self,
        identity: TerminalIdentity,
        settings: AgentSettings,
        clock: Clock,
        *,
        offset_s: float = 0.0,
        revoked: Callable[[], None] = lambda: None,
        standing: Standing | None = None,
        trust: Trust | None = None,
    ) -> None:
        self._standing = standing or Standing(identity)
        self._trust = trust
        self._settings = settings
        self._clock = CorrectedClock(clock, timedelta(seconds=offset_s))
        self._base = checked_url(identity.platform_url)
        self._session = open_session()
        self._revoked = revoked
        self.nonce = ""
        """Of the last request that was made."""

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

    def get_feed(self, after: int, wait_s: int, keys: str = "", signer: str = "") -> Answer:
        """``GET /v1/feed``, all that we know; the platform answers within `wait_s` seconds.

        Args:
            after: position that was read last.
            wait_s: how long the platform may wait for news.
            keys: digest of the platform's keys that we know; empty asks for none.
            signer: name of the last signing key that we know; empty asks for none.
        """
        known = dict.fromkeys(("commands", "notices", "corrections"), "1")
        if keys:
            known["keys"] = keys
        if signer:
            known["signer"] = signer
        asked = {"after": str(after), "wait": str(wait_s), **known}
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
        return self._corrected(request, self._judge_upload)

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
        return self._corrected(request, self._judge_upload)

    def post_key(self, body: bytes, key: Ed25519PrivateKey) -> Answer:
        """``POST /v1/key``: show the next key, whatever is in use.

        Args:
            body: JSON of a `KeyChangeBody`.
            key: which key signs the request.
        """
        request = requests.Request(
            "POST",
            f"{self._base}/v1/key",
            data=body,
            headers={"Content-Type": "application/json"},
        )
        return self._corrected(request, self._judge(KEY_PURPOSE), key=key)

    def post_wiped(self, body: bytes) -> Answer:
        """``POST /v1/wiped``: the last word of a revoked terminal.

        Args:
            body: JSON of a `WipedBody`.
        """
        request = requests.Request(
            "POST",
            f"{self._base}/v1/wiped",
            data=body,
            headers={"Content-Type": "application/json"},
        )
        return self._corrected(request, self._judge(WIPED_PURPOSE))

    def close(self) -> None:
        """Close kept connections."""
        self._session.close()

    def _judge(self, purpose: str) -> Judge[Answer]:
        def judge(status: int, headers: Mapping[str, str], content: bytes) -> Answer:
            return classify(status, headers, content, purpose=purpose, identity=self._identity)

        return judge

    def _judge_upload(
        self, status: int, headers: Mapping[str, str], content: bytes
    ) -> Answer | Took:
        return classify_upload(status, headers, content, identity=self._identity)

    @property
    def _identity(self) -> TerminalIdentity:
        return self._standing.identity

    def _corrected(
        self,
        request: requests.Request,
        judge: Judge[Judged],
        *,
        wait_s: float = 0,
        key: Ed25519PrivateKey | None = None,
    ) -> Judged | Stopped:
        """Send; if only our clock is wrong, take the platform's time and send once more."""
        if key is not None:
            return self._signed_by(key, request, judge, wait_s)
        with self._standing.using() as own:
            if own is None:
                return _stop("key.changing", "Our key is just being changed.")
            return self._signed_by(own, request, judge, wait_s)

    def _signed_by(
        self,
        key: Ed25519PrivateKey,
        request: requests.Request,
        judge: Judge[Judged],
        wait_s: float,
    ) -> Judged | Stopped:
        """Send; if a signature is of a key we do not know, learn what was announced, and again."""
        believed = self._identity.acknowledgement_keys
        answer = self._in_time(key, request, judge, wait_s)
        if (
            isinstance(answer, Stopped)
            and answer.code in _UNBELIEVED
            # or another thread of ours has, while we were asking
            and (self._has_learnt() or self._identity.acknowledgement_keys != believed)
        ):
            answer = self._in_time(key, request, judge, wait_s)
        if isinstance(answer, Answered) and self._trust is not None:
            self._trust.believed(answer.document["acknowledgement"]["key_id"])
        return answer

    def _has_learnt(self) -> bool:
        """Ask which signing keys were announced; nobody has to be believed for that."""
        if self._trust is None:
            return False
        request = self._session.prepare_request(requests.Request("GET", f"{self._base}/v1/signers"))
        timeout = (self._settings.connect_s, self._settings.read_s)
        try:
            with send_once(self._session, request, timeout) as response:
                chain = SignerChain.model_validate_json(read_limited(response))
        except (requests.RequestException, TooLargeError, ValidationError):
            return False
        return self._trust.learn(chain.signers)

    def _in_time(
        self,
        key: Ed25519PrivateKey,
        request: requests.Request,
        judge: Judge[Judged],
        wait_s: float,
    ) -> Judged | Stopped:
        answer, nonce = self._send(request, judge, wait_s, key)
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
        return self._send(request, judge, wait_s, key)[0]

    def _send(
        self,
        request: requests.Request,
        judge: Judge[Judged],
        wait_s: float,
        key: Ed25519PrivateKey,
    ) -> tuple[Judged | Stopped, str]:
        prepared = self._session.prepare_request(request)
        self.nonce = nonce = sign_request(
            prepared, terminal=self._identity.terminal, key=key, clock=self._clock
        )
        try:
            with send_once(
                self._session,
                prepared,
                (self._settings.connect_s, self._settings.read_s + wait_s),
            ) as response:
                content = read_limited(response, self.most_bytes)
        except requests.exceptions.SSLError as error:
            return _stop("network.certificate", f"The certificate is not trusted: {error}"), nonce
        except (requests.RequestException, TooLargeError) as error:
            return _stop("network.unreachable", f"{type(error).__name__}: {error}"), nonce
        answer = judge(response.status_code, response.headers, content)
        if isinstance(answer, Stopped) and answer.revocation is not None:
            return self._heard_revocation(answer, answer.revocation, nonce, key), nonce
        return answer, nonce

    def _heard_revocation(
        self, answer: Stopped, said: Revocation, nonce: str, key: Ed25519PrivateKey
    ) -> Stopped:
        """Believe that we are revoked only if the platform says so to this very request."""
        try:
            verify_revocation(
                said,
                terminal=self._identity.terminal,
                public_key=key.public_key().public_bytes_raw(),
                nonce=nonce,
                keys=self._identity.acknowledgement_keys,
            )
        except RevocationError as fault:
            return Stopped(StopKind.NETWORK, fault.code, fault.message)
        self._revoked()
        return answer


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


def read_limited(response: requests.Response, most: int = MAX_ANSWER_BYTES) -> bytes:
    """The content of an answer, which may have so many bytes.

    Raises:
        TooLargeError: it is larger than anything a platform says.
        requests.RequestException: the connection broke.
    """
    content = bytearray()
    for piece in response.iter_content(_PIECE):
        content += piece
        if len(content) > most:
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
