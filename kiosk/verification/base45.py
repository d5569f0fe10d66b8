"""Base45 (RFC 9285): bytes in the alphanumeric set of QR codes, two bytes in three characters."""

from __future__ import annotations

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUES = {character: value for value, character in enumerate(_ALPHABET)}
_BASE = 45
_TRIPLE, _PAIR = 3, 2


class Base45Error(ValueError):
    """A text is no base45."""


def encode(content: bytes) -> str:
    """Bytes as text."""
    pieces = []
    for start in range(0, len(content), 2):
        chunk = content[start : start + 2]
        value = int.from_bytes(chunk)
        for _ in range(_TRIPLE if len(chunk) == _PAIR else _PAIR):
            value, digit = divmod(value, _BASE)
            pieces.append(_ALPHABET[digit])
    return "".join(pieces)


def decode(text: str) -> bytes:
    """Text as bytes, strictly: lower case, line ends and numbers too large are refused.

    Raises:
        Base45Error: a character is not of the set, one is left over, or a group is too large.
    """
    content = bytearray()
    for start in range(0, len(text), _TRIPLE):
        group = text[start : start + _TRIPLE]
        if len(group) < _PAIR:
            raise Base45Error("a character is left over")
        try:
            value = sum(_VALUES[one] * _BASE**place for place, one in enumerate(group))
        except KeyError as error:
            raise Base45Error(f"{error.args[0]!r} is no character of base45") from None
        try:
            content += value.to_bytes(len(group) - 1)
        except OverflowError:
            raise Base45Error(f"{group!r} is too large") from None
    return bytes(content)
