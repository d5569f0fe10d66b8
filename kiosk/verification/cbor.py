"""CBOR (RFC 8949) from strangers: whole, not deep, no key twice, and none of the costly tags."""

from __future__ import annotations

from io import BytesIO
from typing import Any, NoReturn

import cbor2

_MAX_DEPTH = 16
_COSTLY = (2, 3, 4, 5, 25, 28, 29, 30, 35, 36, 37, 52, 54, 256, 258, 260, 261, 43000)
"""Tags that make numbers without end, patterns, references and the like; no token needs them."""


class CborError(ValueError):
    """Bytes are no CBOR that is taken here."""


def decode(content: bytes) -> Any:
    """The one item that the bytes are.

    Raises:
        CborError: they are none, or one that is not taken.
    """
    stream = BytesIO(content)
    decoder = cbor2.CBORDecoder(
        stream,
        max_depth=_MAX_DEPTH,
        allow_duplicate_keys=False,
        semantic_decoders=dict.fromkeys(_COSTLY, _refuse),
    )
    try:
        item = decoder.decode()
    except (cbor2.CBORDecodeError, ValueError, TypeError, ArithmeticError) as error:
        raise CborError("no CBOR that is taken here") from error
    if stream.read(1):
        raise CborError("more bytes than one item has")
    return item


def encode(item: Any) -> bytes:
    """An item in its deterministic encoding (RFC 8949 §4.2)."""
    return cbor2.dumps(item, canonical=True)


def _refuse(_decoder: object, *_: object) -> NoReturn:
    raise CborError("a tag that is not taken here")
