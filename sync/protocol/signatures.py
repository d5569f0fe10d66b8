"""Signed requests (RFC 9421) and signed answers.

A terminal signs every request with its Ed25519 key over method, path, query and content digest,
with `created` and a nonce. The platform signs its answers inside the JSON, so that the terminal
can store an acknowledgement and show it later without the HTTP around it.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from cryptography.exceptions import InvalidSignature as BadSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from http_message_signatures import (
    HTTPMessageSignaturesException,
    HTTPMessageSigner,
    HTTPMessageVerifier,
    InvalidSignature,
    MappingKeyResolver,
)
from http_message_signatures.algorithms import ED25519

from kiosk.clock import Clock
from kiosk.errors import EnvironmentFault
from sync.protocol.canonical import canonical, sha256_hex
from sync.protocol.messages import Acknowledgement, ClockOffer

REPLAY_WINDOW = timedelta(minutes=5)
TAG = "bianmin-v1"
_LABEL = "terminal"
_NONCE_BYTES = 18
_NONCE_MIN, _NONCE_MAX = 16, 64
_BARE = ("@method", "@path", "@query")
_WITH_BODY = (*_BARE, "content-type", "content-digest")
_UPLOAD = ("upload-offset", "upload-length", "upload-metadata", "upload-checksum")
"""Headers of tus that say what is to become of the content; signed wherever they are there."""
_ANSWER_TAG = b"bianmin-answer-v1\x00"
_CLOCK_TAG = b"bianmin-clock-v1\x00"


class SignatureFault(EnvironmentFault):
    """A request or an answer is not signed as it must be.

    Codes: ``signature.missing``, ``signature.invalid``, ``signature.digest``,
    ``terminal.unknown``, ``acknowledgement.invalid``, ``clock.offer_invalid``.
    """


class OutsideWindowError(SignatureFault):
    """The signature is right but made too long ago or in the future. Code: ``clock.window``.

    Args:
        request: the request's signed facts; its nonce goes into the clock offer.
    """

    def __init__(self, request: SignedRequest) -> None:
        super().__init__(
            "clock.window",
            "The request was signed more than five minutes from the platform's time.",
            "Set the terminal's clock; the answer carries the platform's time.",
        )
        self.request = request


class SignableRequest(Protocol):
    """What `requests.PreparedRequest` offers, as far as signing needs it."""

    method: str | None
    url: str | None

    @property
    def headers(self) -> MutableMapping[str, str]:
        """Header fields, read and written."""

    @property
    def body(self) -> bytes | str | None:
        """The content to be sent."""


@dataclass(frozen=True, slots=True)
class ReceivedRequest:
    """A request as the platform received it; `headers` holds every field line."""

    method: str
    url: str
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """What a verified signature says.

    Args:
        terminal: number of the terminal that signed.
        created: when it says it signed.
        nonce: never seen before, if the caller's nonce store agrees.
    """

    terminal: str
    created: datetime
    nonce: str


class TerminalKeys(Protocol):
    """Where the platform finds the public keys of its terminals."""

    def public_key(self, terminal: str) -> Ed25519PublicKey | None:
        """The key of an enrolled terminal, None for an unknown or blocked one."""


class _Verifier(HTTPMessageVerifier):
    """The library's verifier without its own idea of time: the window is judged by our clock."""

    def validate_created_and_expires(self, sig_input: Any, max_age: Any = None) -> None:
        del max_age
        if "created" not in sig_input.params:
            raise InvalidSignature('Signature is missing a required "created" parameter')


class _Resolver:
    """Looks keys up lazily and remembers why there was none."""

    def __init__(self, keys: TerminalKeys) -> None:
        self._keys = keys
        self.unknown = False
        self.failure: Exception | None = None

    def resolve_public_key(self, key_id: str) -> Ed25519PublicKey | None:
        try:
            key = self._keys.public_key(key_id)
        except Exception as error:
            self.failure = error  # the library would call a broken key store a bad signature
            raise
        self.unknown = key is None
        return key


def sign_request(
    request: SignableRequest, *, terminal: str, key: Ed25519PrivateKey, clock: Clock
) -> str:
    """Sign a prepared request in place; each attempt needs a signature of its own.

    Returns:
        The nonce, which a clock offer to this request must repeat.
    """
    nonce = base64.urlsafe_b64encode(clock.token(_NONCE_BYTES)).decode()
    body = request.body
    if isinstance(body, str):
        body = body.encode()
    for name in ("Content-Digest", "Signature", "Signature-Input"):
        request.headers.pop(name, None)
    signer = HTTPMessageSigner(
        signature_algorithm=ED25519,
        key_resolver=MappingKeyResolver(public_keys={}, private_keys={terminal: key}),
    )
    signer.sign(
        request,
        key_id=terminal,
        created=clock.now(),
        nonce=nonce,
        label=_LABEL,
        tag=TAG,
        covered_component_ids=(
            *_BARE,
            *(() if body is None else ("content-type",)),
            *_upload_fields(request.headers),
        ),
        body=body,
    )
    return nonce


def verify_request(
    request: ReceivedRequest, body: bytes, *, keys: TerminalKeys, now: datetime
) -> SignedRequest:
    """Check the signature of a received request against the platform's clock.

    The nonce is the caller's to remember for twice `REPLAY_WINDOW`.

    Raises:
        OutsideWindowError: signature right, time wrong.
        SignatureFault: everything else that is wrong with it.
        Exception: whatever `keys` raised.
    """
    names = {name.lower() for name in request.headers}
    if not {"signature", "signature-input"} <= names:
        raise SignatureFault("signature.missing", "The request is not signed.")
    resolver = _Resolver(keys)
    verifier = _Verifier(signature_algorithm=ED25519, key_resolver=resolver)  # type: ignore[arg-type] # duck-typed by the library
    try:
        verified = verifier.verify(
            request,
            max_age=None,
            expect_tag=TAG,
            require_components=(
                *(_WITH_BODY if body else _BARE),
                *_upload_fields(request.headers),
            ),
        )
        result = verified[0]
    except (InvalidSignature, HTTPMessageSignaturesException) as error:
        if resolver.failure is not None:
            raise resolver.failure from None
        if resolver.unknown:
            raise SignatureFault(
                "terminal.unknown",
                "No enrolled terminal has this key.",
                "Enrol the terminal.",
            ) from error
        raise SignatureFault(
            "signature.invalid", "The request's signature does not fit the request."
        ) from error
    try:
        verifier.verify_body(request, verified, body)
    except InvalidSignature as error:
        raise SignatureFault(
            "signature.digest", "The content does not fit its signed digest."
        ) from error
    nonce = result.nonce or ""
    if not _NONCE_MIN <= len(nonce) <= _NONCE_MAX:
        raise SignatureFault("signature.invalid", "The signature carries no usable nonce.")
    try:
        created = datetime.fromtimestamp(int(result.parameters["created"]), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise SignatureFault("signature.invalid", "The signature's time is no time.") from error
    signed = SignedRequest(str(result.parameters["keyid"]), created, nonce)
    if abs(now - created) > REPLAY_WINDOW:
        raise OutsideWindowError(signed)
    return signed


def acknowledge(
    content: bytes,
    *,
    purpose: str,
    terminal: str,
    key_id: str,
    key: Ed25519PrivateKey,
    now: datetime,
) -> Acknowledgement:
    """Sign an answer; `content` is its canonical JSON without the acknowledgement."""
    unsigned = Acknowledgement(
        purpose=purpose,
        terminal=terminal,
        issued_at=now,
        content_sha256=sha256_hex(content),
        key_id=key_id,
        signature=b"",
    )
    return unsigned.model_copy(update={"signature": key.sign(_acknowledged_bytes(unsigned))})


def verify_answer(
    answer: Mapping[str, Any],
    *,
    purpose: str,
    terminal: str,
    keys: Mapping[str, bytes],
) -> Acknowledgement:
    """Check the acknowledgement in a received answer.

    Args:
        answer: the JSON object exactly as received, `json.loads` of the response.
        purpose: ``messages``, ``feed`` or ``files``.
        terminal: our own number.
        keys: raw public keys of the platform by key id, as enrolment gave them.

    Raises:
        SignatureFault: the answer is not the platform's, or not for us.
    """
    fault = SignatureFault(
        "acknowledgement.invalid", "The answer does not carry the platform's signature."
    )
    try:
        acknowledgement = Acknowledgement.model_validate(answer.get("acknowledgement"))
        content = {name: value for name, value in answer.items() if name != "acknowledgement"}
        digest = sha256_hex(canonical(content))
        key = Ed25519PublicKey.from_public_bytes(keys[acknowledgement.key_id])
        key.verify(acknowledgement.signature, _acknowledged_bytes(acknowledgement))
    except (ValueError, KeyError, EnvironmentFault, BadSignature) as error:
        raise fault from error
    found = (acknowledgement.purpose, acknowledgement.terminal, acknowledgement.content_sha256)
    if found != (purpose, terminal, digest):
        raise fault
    return acknowledgement


def offer_clock(nonce: str, *, key_id: str, key: Ed25519PrivateKey, now: datetime) -> ClockOffer:
    """The platform's time as an answer to the request with `nonce`."""
    unsigned = ClockOffer(server_time=now, nonce=nonce, key_id=key_id, signature=b"")
    return unsigned.model_copy(update={"signature": key.sign(_clock_bytes(unsigned))})


def verify_clock_offer(offer: ClockOffer, *, nonce: str, keys: Mapping[str, bytes]) -> datetime:
    """The platform's time, if the offer is the platform's and answers our request.

    Raises:
        SignatureFault: it is not.
    """
    fault = SignatureFault(
        "clock.offer_invalid", "The offered time does not carry the platform's signature."
    )
    if offer.nonce != nonce:
        raise fault
    try:
        key = Ed25519PublicKey.from_public_bytes(keys[offer.key_id])
        key.verify(offer.signature, _clock_bytes(offer))
    except (ValueError, KeyError, BadSignature) as error:
        raise fault from error
    return offer.server_time


def _upload_fields(headers: Mapping[str, str]) -> tuple[str, ...]:
    there = {name.lower() for name in headers}
    return tuple(name for name in _UPLOAD if name in there)


def _acknowledged_bytes(acknowledgement: Acknowledgement) -> bytes:
    return _ANSWER_TAG + canonical(acknowledgement.model_dump(mode="json", exclude={"signature"}))


def _clock_bytes(offer: ClockOffer) -> bytes:
    return _CLOCK_TAG + canonical(offer.model_dump(mode="json", exclude={"signature"}))
