"""Sealing files: segment by segment, so that neither side needs a whole file in memory twice.

The key is made for one file and travels inside the sealed body of its case; whoever cannot open the
body cannot open the file. The construction is STREAM (Hoang, Reyhanitabar, Rogaway, Vizár, 2015):
AES-256-GCM over segments of 64 KiB, whose nonce counts them and marks the last one. A segment that
is missing, moved, doubled or cut off does not open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sync.protocol.envelope import EnvelopeError

FILE_SUITE = "stream-aes256gcm-64k"
KEY_BYTES = 32
SEGMENT_BYTES = 64 * 1024
MAX_FILE_BYTES = 50 * 1024 * 1024
"""Of a file before it is sealed."""

_TAG_BYTES = 16
_SEALED_SEGMENT_BYTES = SEGMENT_BYTES + _TAG_BYTES
_COUNTER_BYTES = 11
_BOUND_TO = b"bianmin-file-v1\x00"


def new_file_key() -> bytes:
    """A key for one file, 32 bytes from the system's randomness."""
    return AESGCM.generate_key(KEY_BYTES * 8)


def sealed_size(size: int) -> int:
    """Bytes of a sealed file that had `size` bytes; an empty one has one empty segment."""
    segments = max(1, -(-size // SEGMENT_BYTES))
    return size + segments * _TAG_BYTES


def seal_file(content: bytes, key: bytes) -> Iterator[bytes]:
    """Encrypt a file.

    Args:
        content: the file.
        key: 32 bytes of `new_file_key`, never used before.

    Returns:
        Its sealed segments in order.
    """
    cipher = AESGCM(key)
    view = memoryview(content)
    for number, start in enumerate(range(0, max(1, len(content)), SEGMENT_BYTES)):
        segment = view[start : start + SEGMENT_BYTES]
        last = start + SEGMENT_BYTES >= len(content)
        yield cipher.encrypt(_nonce(number, last=last), segment, _BOUND_TO)


def open_file(sealed: Iterable[bytes], key: bytes) -> Iterator[bytes]:
    """Decrypt what `seal_file` made.

    Args:
        sealed: the bytes in order, in pieces of any size.
        key: what it was sealed with.

    Returns:
        The file's segments. Only when the last one has come the file is known to be whole.

    Raises:
        EnvelopeError: ``envelope.unreadable``; another key, or not the bytes that were sealed.
    """
    cipher = AESGCM(key)
    held = bytearray()
    number = 0
    try:
        for piece in sealed:
            held += piece
            while len(held) > _SEALED_SEGMENT_BYTES:
                segment = bytes(held[:_SEALED_SEGMENT_BYTES])
                del held[:_SEALED_SEGMENT_BYTES]
                yield cipher.decrypt(_nonce(number, last=False), segment, _BOUND_TO)
                number += 1
        yield cipher.decrypt(_nonce(number, last=True), bytes(held), _BOUND_TO)
    except InvalidTag as error:
        raise EnvelopeError(
            "envelope.unreadable", "The file was sealed with another key, or is damaged."
        ) from error


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(_COUNTER_BYTES) + bytes([last])
