"""Check digits of bank cards and organisations; MOD 37,36 lives in `sync.protocol.numbers`."""

from __future__ import annotations

import re

_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_USCC_SHAPE = re.compile(rf"[{_USCC_ALPHABET}]{{2}}[0-9]{{6}}[{_USCC_ALPHABET}]{{10}}")
_BANK_CARD_SHAPE = re.compile(r"[0-9]{12,19}")
_LUHN_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
"""Digit sums of twice 0..9."""


def luhn_ok(text: str) -> bool:
    """Whether a card number of 12..19 digits passes Luhn (ISO/IEC 7812-1 annex B).

    A number that fails is a warning, not an error: passbook accounts carry no Luhn digit.
    """
    if not _BANK_CARD_SHAPE.fullmatch(text):
        return False
    digits = [int(digit) for digit in reversed(text)]
    return (sum(digits[::2]) + sum(_LUHN_DOUBLED[digit] for digit in digits[1::2])) % 10 == 0


def uscc_ok(text: str) -> bool:
    """Whether `text` is a unified social credit code with the right check character (GB 32100)."""
    if not _USCC_SHAPE.fullmatch(text):
        return False
    total = sum(
        _USCC_ALPHABET.index(character) * weight
        for character, weight in zip(text[:17], _USCC_WEIGHTS, strict=True)
    )
    return text[17] == _USCC_ALPHABET[-total % 31]
