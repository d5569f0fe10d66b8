"""Files on their own lane: what both sides say to each other beside the tus headers (tus 1.0.0)."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from sync.protocol.messages import Acknowledgement
from sync.protocol.wire import Moment, Sha256, TerminalNumber, WireModel

TUS_VERSION = "1.0.0"
TUS_EXTENSIONS = "creation,checksum,expiration"
CHECKSUM_MISMATCH = 460
"""A status of tus alone."""
PIECE_TYPE = "application/offset+octet-stream"
MAX_PIECE_BYTES = 1024 * 1024
"""Of one PATCH: its signature covers the whole content, which is therefore held in memory."""
MIN_PIECE_BYTES = 1024
"""Of every PATCH but a file's last: each piece costs the platform a row and an object."""
FILES_PURPOSE = "files"
"""What the platform signs the state of a file for."""
SHA256_NAME = "sha256"
"""Name of the hash in Upload-Metadata and in Upload-Checksum."""


class FileState(WireModel):
    """How much the platform has of a file.

    Args:
        sha256: of the sealed bytes; the file's name.
        size: of the sealed bytes.
        offset: bytes that are there without a gap.
        complete: whether all are there and fit the hash; never taken back.
        expires_at: when an unfinished upload is thrown away, None for a complete one.
    """

    terminal: TerminalNumber
    sha256: Sha256
    size: Annotated[int, Field(ge=0)]
    offset: Annotated[int, Field(ge=0)]
    complete: bool
    expires_at: Moment | None = None
    acknowledgement: Acknowledgement


def upload_metadata(sha256: str) -> str:
    """The value of ``Upload-Metadata`` for a file."""
    return f"{SHA256_NAME} {base64.b64encode(sha256.encode()).decode()}"


def upload_checksum(digest: bytes) -> str:
    """The value of ``Upload-Checksum`` for a piece, of its SHA-256 in 32 bytes."""
    return f"{SHA256_NAME} {base64.b64encode(digest).decode()}"


def read_metadata(value: str) -> Mapping[str, bytes]:
    """Names and values of ``Upload-Metadata``.

    Raises:
        ValueError: it is not written as tus says.
    """
    found: dict[str, bytes] = {}
    for entry in value.split(","):
        name, _, encoded = entry.strip().partition(" ")
        if not name or name in found:
            raise ValueError("names must be there, and each once")
        found[name] = decoded(encoded)
    return found


def decoded(text: str) -> bytes:
    """The bytes of a base64 text.

    Raises:
        ValueError: it is none.
    """
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error
