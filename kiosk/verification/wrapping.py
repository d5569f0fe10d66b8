"""The text of a code: a prefix with the version, base45, and zlib where that makes it shorter."""

from __future__ import annotations

import zlib

from kiosk.verification import base45

OWN = "BM2:"
"""Signed documents of terminals and platforms; ``BM1:`` stands before unsigned deposit numbers."""
HEALTH = "HC1:"
PREFIXES = (OWN, HEALTH)
_MAX_LENGTH = 8192
"""Characters; a QR code holds 4,296."""
_MAX_BYTES = 64 * 1024
"""Of a message after unpacking: small ones that unpack to gigabytes are let be."""
_DEFLATE, _CHECK = 8, 31


class WrappingError(ValueError):
    """A text that begins like a code is damaged."""


def is_code(text: str) -> bool:
    """Whether a text says that it is a code that can be verified."""
    return text.startswith(PREFIXES)


def unwrap(text: str) -> bytes:
    """The message in the text of a code.

    Raises:
        WrappingError: it is too long, no base45, or what is packed in it is not whole.
    """
    if len(text) > _MAX_LENGTH:
        raise WrappingError("too long")
    try:
        content = base45.decode(text[len(OWN) :])
    except base45.Base45Error as error:
        raise WrappingError(str(error)) from error
    return _unpacked(content) if _is_packed(content) else content


def wrap(message: bytes, prefix: str = OWN) -> str:
    """The text for a message; health certificates are always packed."""
    packed = zlib.compress(message, 9)
    shorter = prefix == HEALTH or len(packed) < len(message)
    return prefix + base45.encode(packed if shorter else message)


def _is_packed(content: bytes) -> bool:
    """Whether it begins as RFC 1950 says; no array and no tag of CBOR that is meant here does."""
    head = int.from_bytes(content[:2])
    return len(content) > 1 and head >> 8 & 0xF == _DEFLATE and head % _CHECK == 0


def _unpacked(content: bytes) -> bytes:
    unpacking = zlib.decompressobj()
    try:
        message = unpacking.decompress(content, _MAX_BYTES)
    except zlib.error as error:
        raise WrappingError("not packed whole") from error
    if not unpacking.eof or unpacking.unused_data:
        raise WrappingError("not one packed message, or too large a one")
    return message
