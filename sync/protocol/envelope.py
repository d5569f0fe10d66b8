"""Sealing: a message is encrypted to the platform's key and signed by the terminal's.

HPKE base mode (RFC 9180) with a named suite; the context of a message is its `info`, so that a
sealed message cannot be passed off as another terminal's, another item's or another position's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Any, Protocol
from uuid import UUID

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

from kiosk.errors import EnvironmentFault
from sync.protocol.canonical import canonical

PROTOCOL_VERSION = 1
_INFO_TAG = b"bianmin-envelope-v1\x00"
_SIGNATURE_TAG = b"bianmin-envelope-signature-v1\x00"
_MLKEM768_PUBLIC = 1184
_MLKEM768_SEED = 64


class EnvelopeError(EnvironmentFault):
    """A sealed message cannot be made or opened.

    Codes: ``envelope.suite_unknown``, ``envelope.key``, ``envelope.unreadable``,
    ``envelope.signature``.
    """


class MessageKind(StrEnum):
    """What a message is about (docs/protocol.md)."""

    CASE = "case"
    CORRECTION = "correction"
    WITHDRAWAL = "withdrawal"
    RATING = "rating"
    PRINT_OUTCOME = "print_outcome"
    AUDIT = "audit"
    HEALTH = "health"
    COMMAND_OUTCOME = "command_outcome"


class SuiteName(StrEnum):
    """Named choices of cryptography; a terminal uses the one its platform key names."""

    X25519 = "hpke-x25519-aes256gcm"
    MLKEM768_X25519 = "hpke-mlkem768x25519-aes256gcm"


class _Cipher(Protocol):
    def encrypt(self, plaintext: bytes, public_key: Any, info: bytes | None = None) -> bytes: ...

    def decrypt(self, ciphertext: bytes, private_key: Any, info: bytes | None = None) -> bytes: ...


@dataclass(frozen=True, slots=True)
class _Scheme:
    cipher: _Cipher
    public: Callable[[bytes], Any]
    private: Callable[[bytes], Any]
    generate: Callable[[], tuple[bytes, bytes]]


def _x25519_pair() -> tuple[bytes, bytes]:
    private = X25519PrivateKey.generate()
    return private.private_bytes_raw(), private.public_key().public_bytes_raw()


def _hybrid_public(raw: bytes) -> MLKEM768X25519PublicKey:
    return MLKEM768X25519PublicKey(
        MLKEM768PublicKey.from_public_bytes(raw[:_MLKEM768_PUBLIC]),
        X25519PublicKey.from_public_bytes(raw[_MLKEM768_PUBLIC:]),
    )


def _hybrid_private(raw: bytes) -> MLKEM768X25519PrivateKey:
    return MLKEM768X25519PrivateKey(
        MLKEM768PrivateKey.from_seed_bytes(raw[:_MLKEM768_SEED]),
        X25519PrivateKey.from_private_bytes(raw[_MLKEM768_SEED:]),
    )


def _hybrid_pair() -> tuple[bytes, bytes]:
    lattice, curve = MLKEM768PrivateKey.generate(), X25519PrivateKey.generate()
    return (
        lattice.private_bytes_raw() + curve.private_bytes_raw(),
        lattice.public_key().public_bytes_raw() + curve.public_key().public_bytes_raw(),
    )


_SCHEMES: Mapping[str, _Scheme] = {
    SuiteName.X25519: _Scheme(
        Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM),
        X25519PublicKey.from_public_bytes,
        X25519PrivateKey.from_private_bytes,
        _x25519_pair,
    ),
    SuiteName.MLKEM768_X25519: _Scheme(
        Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM),
        _hybrid_public,
        _hybrid_private,
        _hybrid_pair,
    ),
}


@dataclass(frozen=True, slots=True)
class PlatformKey:
    """A public key messages may be sealed to.

    Args:
        key_id: name of the key, chosen by the platform.
        suite: value of `SuiteName`; kept as text because a newer platform may name another.
        public_key: raw bytes, 32 for X25519, 1184 + 32 for the hybrid.
    """

    key_id: str
    suite: str
    public_key: bytes


@dataclass(frozen=True, slots=True)
class PlatformPrivateKey:
    """The platform's half; raw bytes, 32 for X25519, 64 (seed) + 32 for the hybrid."""

    key_id: str
    suite: str
    private_key: bytes = field(repr=False)


class Bound(Protocol):
    """What sealed bytes are bound to: they open for the same again, and for nothing else."""

    def info(self) -> bytes:
        """The `info` of RFC 9180."""


class VerifyingKey(Protocol):
    """A public key of Ed25519, of whatever library."""

    def verify(self, signature: bytes, data: bytes, /) -> None:
        """Check a signature.

        Raises:
            InvalidSignature: it is not one of this key over these bytes.
        """


@dataclass(frozen=True, slots=True)
class Written:
    """What something is bound to, written out once for all that is asked of it."""

    written: bytes

    def info(self) -> bytes:
        """The `info` of RFC 9180."""
        return self.written


@dataclass(frozen=True, slots=True)
class EnvelopeContext:
    """Where a message stands; both sides must agree on every part to open it.

    Args:
        terminal: the terminal's number, four digits.
        epoch: random id of the terminal's database.
        seq: position in that epoch, from 1.
        kind: what the message is about.
        item_version: version of the service item, empty where there is none.
        key_id: platform key it is sealed to.
        protocol_version: of the envelope.
    """

    terminal: str
    epoch: UUID
    seq: int
    kind: MessageKind
    item_version: str
    key_id: str
    protocol_version: int = PROTOCOL_VERSION

    def info(self) -> bytes:
        """The `info` of RFC 9180: a tag and the context as a canonical JSON array."""
        return _INFO_TAG + canonical(
            [
                self.protocol_version,
                self.terminal,
                str(self.epoch),
                self.seq,
                self.kind.value,
                self.item_version,
                self.key_id,
            ]
        )


def generate_platform_key(
    key_id: str, suite: SuiteName = SuiteName.X25519
) -> tuple[PlatformPrivateKey, PlatformKey]:
    """Make a new pair of platform keys from the system's randomness."""
    private, public = _SCHEMES[suite].generate()
    return PlatformPrivateKey(key_id, suite, private), PlatformKey(key_id, suite, public)


def first_usable(keys: Iterable[PlatformKey]) -> PlatformKey:
    """The first of the platform's keys whose suite is known here; it names the newest first.

    Raises:
        EnvelopeError: ``envelope.suite_unknown``, there is none.
    """
    keys = tuple(keys)
    for key in keys:
        if key.suite in _SCHEMES:
            return key
    named = ", ".join(sorted({key.suite[:64] for key in keys})) or "none"
    raise EnvelopeError(
        "envelope.suite_unknown",
        f"No key of the platform can be sealed to by this version; suites: {named}.",
        "Update the terminal's program, or offer another key: kiosk-platform keys --rotate",
    )


def seal(plaintext: bytes, context: Bound, platform_key: PlatformKey) -> bytes:
    """Encrypt `plaintext` so that only the platform can read it; not even we can any more.

    Returns:
        HPKE's encapsulated key followed by the ciphertext.

    Raises:
        EnvelopeError: the key's suite is unknown or its bytes are no key.
    """
    scheme = _scheme(platform_key.suite)
    try:
        key = _loaded_public(platform_key.suite, platform_key.public_key)
    except ValueError as error:
        raise EnvelopeError(
            "envelope.key",
            f"The platform key {platform_key.key_id} is damaged.",
            "Enrol the terminal again or fetch the platform's keys again.",
        ) from error
    return scheme.cipher.encrypt(plaintext, key, context.info())


def open_sealed(
    sealed: bytes, context: Bound, private_key: PlatformPrivateKey, *, once: bool = False
) -> bytes:
    """Decrypt what `seal` made for the same context.

    Args:
        sealed: what came.
        context: what it has to be bound to.
        private_key: what it was sealed to.
        once: the key is for this alone; nothing of it is kept for the next time.

    Raises:
        EnvelopeError: it was sealed for another context or key, or was damaged on its way.
    """
    scheme = _scheme(private_key.suite)
    try:
        load = _loaded.__wrapped__ if once else _loaded
        key = load(private_key.suite, private_key.private_key)
        return scheme.cipher.decrypt(sealed, key, context.info())
    except (InvalidTag, ValueError) as error:
        raise EnvelopeError(
            "envelope.unreadable",
            "The message was sealed for another key or position, or is damaged.",
        ) from error


def sign_envelope(sealed: bytes, context: EnvelopeContext, key: Ed25519PrivateKey) -> bytes:
    """The terminal's signature over context and sealed bytes, 64 bytes."""
    return key.sign(_signed_bytes(sealed, context))


def verify_envelope(sealed: bytes, context: Bound, signature: bytes, key: VerifyingKey) -> None:
    """Check the terminal's signature over context and sealed bytes.

    Raises:
        EnvelopeError: somebody else made it, or it belongs to another position.
    """
    try:
        key.verify(signature, _signed_bytes(sealed, context))
    except InvalidSignature as error:
        raise EnvelopeError(
            "envelope.signature", "The message does not carry this terminal's signature."
        ) from error


def _signed_bytes(sealed: bytes, context: Bound) -> bytes:
    info = context.info()
    return _SIGNATURE_TAG + len(info).to_bytes(4) + info + sealed


@lru_cache(maxsize=16)
def _loaded_public(suite: str, raw: bytes) -> Any:
    """A public key ready for use: the same for every message of a terminal."""
    return _scheme(suite).public(raw)


@lru_cache(maxsize=16)
def _loaded(suite: str, raw: bytes) -> Any:
    """A private key ready for use: making it from its bytes costs half as much as decrypting."""
    return _scheme(suite).private(raw)


def _scheme(suite: str) -> _Scheme:
    try:
        return _SCHEMES[suite]
    except KeyError as error:
        raise EnvelopeError(
            "envelope.suite_unknown",
            f"The crypto suite {suite[:64]!r} is unknown here.",
            "Update this side of the connection.",
        ) from error
