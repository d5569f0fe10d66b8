"""Checking what terminals signed, with libsodium.

A platform checks a signature for every message. OpenSSL's code for Ed25519 is made for any machine
and takes twice as long. What libsodium takes OpenSSL takes, too; keys and signatures that are no
honest signer's, of small order or written in a second way, it takes none of.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from nacl.exceptions import CryptoError
from nacl.signing import VerifyKey


class TerminalKey:
    """A terminal's public key.

    Args:
        raw: 32 bytes of Ed25519 (RFC 8032).
    """

    def __init__(self, raw: bytes) -> None:
        self._key = VerifyKey(raw)

    def verify(self, signature: bytes, data: bytes) -> None:
        """Check a signature.

        Raises:
            InvalidSignature: it is not one of this key over these bytes.
        """
        try:
            self._key.verify(data, signature)
        except (CryptoError, ValueError) as error:  # ValueError: it has another length
            raise InvalidSignature from error
