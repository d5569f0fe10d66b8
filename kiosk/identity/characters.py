"""Characters that old encodings put in the private-use area, and what to do with them."""

from __future__ import annotations

_SETTLED = {
    0xE78D: 0xFE10,
    0xE78E: 0xFE12,
    0xE78F: 0xFE11,
    0xE790: 0xFE13,
    0xE791: 0xFE14,
    0xE792: 0xFE15,
    0xE793: 0xFE16,
    0xE794: 0xFE17,
    0xE795: 0xFE18,
    0xE796: 0xFE19,
    0xE81E: 0x9FB4,
    0xE826: 0x9FB5,
    0xE82B: 0x9FB6,
    0xE82C: 0x9FB7,
    0xE832: 0x9FB8,
    0xE843: 0x9FB9,
    0xE854: 0x9FBA,
    0xE864: 0x9FBB,
}
"""Private-use points of GB 18030-2000 that later editions gave a place of their own."""

_PRIVATE_USE = ((0xE000, 0xF8FF), (0xF0000, 0xFFFFD), (0x100000, 0x10FFFD))
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def settle_private_use(text: str) -> str:
    """Put the eighteen characters that have since got their own code point there.

    Needed after decoding card text and after Python's ``gb18030`` codec, which both follow the
    edition of 2000. Every other private-use character stays as it is.
    """
    return text.translate(_SETTLED)


def needs_a_person(text: str) -> bool:
    """Whether `text` holds a character that no program can be sure of.

    True for private-use characters and for the replacement character that stands where the
    bytes were no character at all.
    """
    return _REPLACEMENT in text or any(
        first <= ord(character) <= last for character in text for first, last in _PRIVATE_USE
    )
