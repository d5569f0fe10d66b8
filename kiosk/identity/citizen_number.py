"""The citizen number of GB 11643: eighteen characters, the last a check character."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from kiosk.errors import EnvironmentFault
from kiosk.identity.card import Sex

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS = "10X98765432"
_SHAPE = re.compile(r"[1-9][0-9]{16}[0-9X]")
_LEGACY_SHAPE = re.compile(r"[1-9][0-9]{14}")
_CENTENARIANS = frozenset({"996", "997", "998", "999"})
"""Sequence numbers that 15-digit numbers kept for people born before 1900."""


class CitizenNumberError(EnvironmentFault):
    """A text is no citizen number.

    Codes: ``identity.number_shape``, ``identity.number_check``, ``identity.number_date``. The
    message never repeats the number.
    """


@dataclass(frozen=True, slots=True)
class CitizenNumber:
    """A citizen number that holds together.

    Args:
        text: the eighteen characters, check character upper case.
        birth: date of birth in it.
        sex: from the seventeenth digit, odd is male.
        region6: division code where the number was first given, not where the person lives.
    """

    text: str
    birth: date
    sex: Sex
    region6: str


def check_character(first17: str) -> str:
    """Give the eighteenth character (ISO 7064 MOD 11-2) of seventeen digits.

    Raises:
        CitizenNumberError: `first17` is not seventeen ASCII digits.
    """
    if not re.fullmatch(r"[0-9]{17}", first17):
        raise CitizenNumberError(
            "identity.number_shape",
            "A check character can only be worked out over seventeen digits.",
        )
    total = sum(int(digit) * weight for digit, weight in zip(first17, _WEIGHTS, strict=True))
    return _CHECK_CHARACTERS[total % 11]


def has_right_check_character(text: str) -> bool:
    """Whether eighteen characters end in the check character their digits ask for."""
    return bool(_SHAPE.fullmatch(text)) and text[17] == check_character(text[:17])


def parse(text: str) -> CitizenNumber:
    """Read a citizen number as typed or as on a card.

    Spaces around it and a small ``x`` are forgiven; a 15-digit number of before 1999 is made
    into its 18-character form.

    Raises:
        CitizenNumberError: wrong shape, wrong check character or a date that never was.
    """
    number = text.strip().upper()
    if _LEGACY_SHAPE.fullmatch(number):
        number = _from_legacy(number)
    if not _SHAPE.fullmatch(number):
        raise CitizenNumberError(
            "identity.number_shape",
            "A citizen number has seventeen digits and a check character (or fifteen digits).",
            "Compare it with the card.",
        )
    if number[17] != check_character(number[:17]):
        raise CitizenNumberError(
            "identity.number_check",
            "The check character of the citizen number does not fit its digits.",
            "One digit is wrong or two are swapped: compare it with the card.",
        )
    try:
        birth = date.fromisoformat(f"{number[6:10]}-{number[10:12]}-{number[12:14]}")
    except ValueError:
        raise CitizenNumberError(
            "identity.number_date",
            "The date of birth in the citizen number is no date of the calendar.",
            "Compare it with the card.",
        ) from None
    return CitizenNumber(number, birth, sex_of(number), number[:6])


def sex_of(number: str) -> Sex:
    """Sex by the seventeenth digit of an 18-character number: odd is male."""
    return Sex.MALE if int(number[16]) % 2 else Sex.FEMALE


def _from_legacy(number: str) -> str:
    """Make eighteen characters of fifteen digits (GB 11643-1999, introduction)."""
    century = "18" if number[12:] in _CENTENARIANS else "19"
    first17 = number[:6] + century + number[6:]
    return first17 + check_character(first17)
