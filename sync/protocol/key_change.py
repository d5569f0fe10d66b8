"""A terminal's next key, shown to the platform by the one it has and by itself."""

from __future__ import annotations

import base64
import hashlib
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from kiosk.errors import EnvironmentFault
from sync.protocol.canonical import canonical
from sync.protocol.wire import Base64, Sha256, WireModel

KEY_PURPOSE = "key"
MAX_KEY_BYTES = 4096
ANNOUNCED, IN_USE = "announced", "in_use"
_TAG = b"bianmin-terminal-key-v1\x00"


class KeyProofError(EnvironmentFault):
    """A key change is not what it says. Code: ``key.proof``."""

    def __init__(self) -> None:
        super().__init__("key.proof", "The new key did not sign that it follows the one in use.")


class KeyChangeBody(WireModel):
    """``POST /v1/key``; the key in use signs the request, the new one signs `proof`.

    Args:
        terminal_key: SHA-256 of the raw public key in use, whose place the new one takes.
        public_key: the new raw public key.
        epoch: of the database that made it; tells two copies of a terminal apart.
        proof: by the new key, over the others and the terminal's number.
    """

    terminal_key: Sha256
    public_key: Base64
    epoch: UUID
    proof: Base64


def change_key(
    terminal: str, *, current: Ed25519PrivateKey, following: Ed25519PrivateKey, epoch: UUID
) -> KeyChangeBody:
    """What a terminal says to get another key."""
    unsigned = KeyChangeBody(
        terminal_key=_name_of(current.public_key().public_bytes_raw()),
        public_key=following.public_key().public_bytes_raw(),
        epoch=epoch,
        proof=b"",
    )
    return unsigned.model_copy(update={"proof": following.sign(_signed_bytes(unsigned, terminal))})


def verify_key_change(said: KeyChangeBody, *, terminal: str, signed_with: bytes) -> None:
    """Make sure that a key is the next one of this terminal.

    Args:
        said: as received.
        terminal: who signed the request.
        signed_with: the raw public key that signed it: the one in use, or the new one itself.

    Raises:
        KeyProofError: it is not.
    """
    if signed_with != said.public_key and said.terminal_key != _name_of(signed_with):
        raise KeyProofError
    try:
        key = Ed25519PublicKey.from_public_bytes(said.public_key)
        key.verify(said.proof, _signed_bytes(said, terminal))
    except (ValueError, InvalidSignature) as error:
        raise KeyProofError from error


def _name_of(public_key: bytes) -> str:
    return hashlib.sha256(public_key).hexdigest()


def _signed_bytes(said: KeyChangeBody, terminal: str) -> bytes:
    content: dict[str, Any] = {
        "terminal": terminal,
        "terminal_key": said.terminal_key,
        "public_key": base64.b64encode(said.public_key).decode(),
        "epoch": str(said.epoch),
    }
    return _TAG + canonical(content)
