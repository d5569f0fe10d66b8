"""Where the fields of the four cards lie in the 256-byte text block, and how they are padded.

Text is UTF-16LE, filled up with spaces (some cards: with NULs). The kind mark lies at byte 248 of
every card. Source: GA/T 467.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from drivers.id_card.functions import TEXT_SIZE
from kiosk.identity.card import CardKind

if TYPE_CHECKING:
    from collections.abc import Mapping

_RESIDENT = {
    "name": (0, 30),
    "sex": (30, 2),
    "nation": (32, 4),
    "birth": (36, 16),
    "address": (52, 70),
    "id_no": (122, 36),
    "issuer": (158, 30),
    "valid_from": (188, 16),
    "valid_to": (204, 16),
}

LAYOUTS: Mapping[CardKind, Mapping[str, tuple[int, int]]] = MappingProxyType(
    {
        CardKind.RESIDENT: _RESIDENT,
        CardKind.HMT_PERMIT: _RESIDENT | {"permit_no": (220, 18), "issue_count": (238, 4)},
        CardKind.FOREIGN_2017: {
            "latin_name": (0, 120),
            "sex": (120, 2),
            "id_no": (122, 30),
            "nationality": (152, 6),
            "name": (158, 30),
            "valid_from": (188, 16),
            "valid_to": (204, 16),
            "birth": (220, 16),
            "version": (236, 4),
            "issuer": (240, 8),
        },
        CardKind.FOREIGN_2023: {
            "name": (0, 30),
            "sex": (30, 2),
            "issue_count": (32, 4),
            "birth": (36, 16),
            "latin_name": (52, 70),
            "id_no": (122, 36),
            "valid_from": (188, 16),
            "valid_to": (204, 16),
            "latin_name_continued": (220, 22),
            "nationality": (242, 6),
            "old_number_link": (250, 6),
        },
    }
)
"""Card kind to field to (offset, length), both in bytes."""

MARKS: Mapping[str, CardKind] = MappingProxyType(
    {
        "": CardKind.RESIDENT,
        "J": CardKind.HMT_PERMIT,
        "I": CardKind.FOREIGN_2017,
        "Y": CardKind.FOREIGN_2023,
    }
)
"""Kind mark to card kind."""

_MARK = (248, 2)
_PADDING = " \0"
_UNIT = 2


def mark_of(text: bytes) -> str:
    """The kind mark of a text block; empty for a resident card."""
    return field(text, *_MARK)


def split(text: bytes, kind: CardKind) -> dict[str, str]:
    """Cut a text block into its fields, without padding.

    What is no UTF-16 (half a surrogate pair, where a long name was cut off) becomes U+FFFD.
    """
    return {name: field(text, *place) for name, place in LAYOUTS[kind].items()}


def join(fields: Mapping[str, str], kind: CardKind) -> bytes:
    """Make a text block of fields; what is not given is blank.

    Raises:
        ValueError: a field is too long for its place, or the card has no such field.
    """
    block = bytearray(" ".encode("utf-16-le") * (TEXT_SIZE // _UNIT))
    mark = next(mark for mark, marked in MARKS.items() if marked is kind)
    layout = {**LAYOUTS[kind], "mark": _MARK}
    for name, value in {**fields, "mark": mark}.items():
        if name not in layout:
            raise ValueError(f"A {kind} card has no field {name}.")
        offset, length = layout[name]
        block[offset : offset + length] = padded(value, length)
    return bytes(block)


def field(block: bytes, offset: int, length: int) -> str:
    """Text of one field without its padding."""
    return block[offset : offset + length].decode("utf-16-le", "replace").strip(_PADDING)


def padded(value: str, length: int) -> bytes:
    """`value` as UTF-16LE, filled up with spaces to `length` bytes.

    Raises:
        ValueError: it does not fit.
    """
    encoded = value.encode("utf-16-le")
    if len(encoded) > length:
        raise ValueError(f"A field of {length // _UNIT} characters cannot hold {len(value)}.")
    return encoded + " ".encode("utf-16-le") * ((length - len(encoded)) // _UNIT)
