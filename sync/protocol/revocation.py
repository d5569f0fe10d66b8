"""The platform's signed word that a terminal is not to work any more, and the terminal's answer.

A terminal that believes it wipes itself. So it names the terminal, the very key it was enrolled
with, and the nonce of the request it answers: nobody else can say it, and nobody can say it again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import Field

from kiosk.errors import EnvironmentFault
from sync.protocol.canonical import canonical
from sync.protocol.wire import Base64, Moment, Sha256, ShortText, TerminalNumber, WireModel

REVOKED = "terminal.revoked"
"""The code it comes with, status 403."""
WIPED_PURPOSE = "wiped"
MAX_WIPED_BYTES = 4096
_TAG = b"bianmin-revocation-v1\x00"


class RevocationError(EnvironmentFault):
    """A revocation is not the platform's, or not for us. Code: ``terminal.revocation_invalid``."""

    def __init__(self) -> None:
        super().__init__(
            "terminal.revocation_invalid",
            "Somebody says that this terminal is revoked, without the platform's signature.",
        )


class Revocation(WireModel):
    """Said to a terminal in the problem details of a 403.

    Args:
        terminal: who is revoked.
        terminal_key: SHA-256 of the raw public key it was enrolled with; another one is not meant.
        revoked_at: when an operator said so.
        nonce: of the request this answers, so that it cannot be said again.
        key_id: the platform's key it is signed with.
        signature: over the other members.
    """

    terminal: TerminalNumber
    terminal_key: Sha256
    revoked_at: Moment
    nonce: ShortText
    key_id: ShortText
    signature: Base64


class WipedBody(WireModel):
    """A terminal's last word: what it has let go of, and what it still keeps.

    Args:
        at: its wall clock when it had wiped.
        kept: messages and files it keeps sealed, because the platform has not signed for them.
    """

    at: Moment
    kept: int = Field(ge=0, lt=2**53)


def revoke(
    terminal: str,
    public_key: bytes,
    *,
    revoked_at: datetime,
    nonce: str,
    key_id: str,
    key: Ed25519PrivateKey,
) -> Revocation:
    """Say it, in answer to the request with `nonce` that `public_key` signed."""
    unsigned = Revocation(
        terminal=terminal,
        terminal_key=_name_of(public_key),
        revoked_at=revoked_at,
        nonce=nonce,
        key_id=key_id,
        signature=b"",
    )
    return unsigned.model_copy(update={"signature": key.sign(_signed_bytes(unsigned))})


def verify_revocation(
    said: Revocation, *, terminal: str, public_key: bytes, nonce: str, keys: Mapping[str, bytes]
) -> None:
    """Make sure that it is the platform's word about us, now.

    Args:
        said: as received.
        terminal: our number.
        public_key: our raw public key.
        nonce: of our request.
        keys: raw public keys of the platform by key id.

    Raises:
        RevocationError: it is not.
    """
    meant = (said.terminal, said.terminal_key, said.nonce)
    if meant != (terminal, _name_of(public_key), nonce):
        raise RevocationError
    try:
        key = Ed25519PublicKey.from_public_bytes(keys[said.key_id])
        key.verify(said.signature, _signed_bytes(said))
    except (ValueError, KeyError, InvalidSignature) as error:
        raise RevocationError from error


def _name_of(public_key: bytes) -> str:
    return hashlib.sha256(public_key).hexdigest()


def _signed_bytes(said: Revocation) -> bytes:
    return _TAG + canonical(said.model_dump(mode="json", exclude={"signature"}))
