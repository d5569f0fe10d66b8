"""The platform's next signing key, announced by the one before it (docs/protocol.md).

A terminal believes the keys it knows, and whatever one of them has announced. So a chain of
announcements leads from any key the platform ever signed with to the one it signs with today,
whoever hands the chain on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Annotated

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import Field

from kiosk.errors import EnvironmentFault
from sync.protocol.canonical import canonical
from sync.protocol.wire import Base64, KeyId, Moment, WireModel

MAX_CHAIN = 100
"""Announcements in a chain: a change every year for a hundred years."""
_TAG = b"bianmin-signer-v1\x00"


class SignerError(EnvironmentFault):
    """A signing key was not announced by the one before it. Code: ``signer.invalid``."""

    def __init__(self) -> None:
        super().__init__(
            "signer.invalid",
            "A signing key of the platform was not announced by the one before it.",
            "Somebody may stand between; if the platform was made anew, enrol the terminal again.",
        )


class SignerAnnouncement(WireModel):
    """From a moment on the platform signs with another key.

    Args:
        by: name of the key it signed with until then, which signs this.
        key_id: name of the new key.
        public_key: the new key, 32 raw bytes of Ed25519.
        begins_at: from when on the platform signs with it, by its own clock.
        signature: over the other members, by `by`.
    """

    by: KeyId
    key_id: KeyId
    public_key: Base64
    begins_at: Moment
    signature: Base64


class SignerChain(WireModel):
    """Every announcement a platform has made, oldest first; ``GET /v1/signers``."""

    signers: Annotated[tuple[SignerAnnouncement, ...], Field(max_length=MAX_CHAIN)]


def announce(
    key_id: str,
    public_key: bytes,
    *,
    begins_at: datetime,
    by: str,
    key: Ed25519PrivateKey,
) -> SignerAnnouncement:
    """Say with which key the platform signs next.

    Args:
        key_id: name of the new key.
        public_key: its raw public half.
        begins_at: from when on.
        by: name of the key in use.
        key: the key in use.
    """
    unsigned = SignerAnnouncement(
        by=by, key_id=key_id, public_key=public_key, begins_at=begins_at, signature=b""
    )
    return unsigned.model_copy(update={"signature": key.sign(_signed_bytes(unsigned))})


def follow(chain: Iterable[SignerAnnouncement], known: Mapping[str, bytes]) -> dict[str, bytes]:
    """The keys that may be believed now: those that are known, and what they have announced.

    What is announced by a key that is not known, or not any more, is passed over: a key that was
    forgotten announces nothing. Each key has one successor: whoever stole a key that has announced
    its own cannot announce another.

    Args:
        chain: announcements, oldest first.
        known: raw public keys by name, oldest first.

    Returns:
        The same keys and new ones behind them, in the order of the chain.

    Raises:
        SignerError: an announcement in the name of a key that is known was not signed by it, or
            the key has announced another one.
    """
    found = dict(known)
    for one in chain:
        if one.by not in found or one.key_id in found:
            continue
        if one.by != next(reversed(found)):
            raise SignerError
        try:
            Ed25519PublicKey.from_public_bytes(one.public_key)
            by = Ed25519PublicKey.from_public_bytes(found[one.by])
            by.verify(one.signature, _signed_bytes(one))
        except (ValueError, InvalidSignature) as error:
            raise SignerError from error
        found[one.key_id] = one.public_key
    return found


def _signed_bytes(one: SignerAnnouncement) -> bytes:
    return _TAG + canonical(one.model_dump(mode="json", exclude={"signature"}))
