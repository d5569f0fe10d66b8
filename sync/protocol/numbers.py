"""The deposit number the terminal gives, the case number the platform gives, their check digit."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from kiosk.errors import EnvironmentFault

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_VALUES = {character: value for value, character in enumerate(_ALPHABET)}
_MODULUS = len(_ALPHABET)
_DEPOSIT = re.compile(
    r"L(?P<terminal>\d{4})(?P<day>\d{6})(?P<sequence>\d{4})(?P<check>[0-9A-Z])", re.ASCII
)
_CENTURY = 2000
YEARS = range(_CENTURY, _CENTURY + 100)
"""Years a deposit number can name."""
MAX_TERMINAL = 9999
MAX_SEQUENCE = 9999
MAX_IMPLEMENTATION_CODE = 33
MAX_CASE_SEQUENCE = 999_999_999

LOCAL_TIME = timezone(timedelta(hours=8), "Asia/Shanghai")
"""Civil time of every terminal; China has had one zone and no summer time since 1991."""


class NumberError(EnvironmentFault):
    """A number somebody typed, scanned or sent is not one of ours.

    Codes: ``number.malformed``, ``number.check``, ``number.exhausted``.
    """


def mod37_36(payload: str) -> str:
    """Check character of `payload` after ISO 7064 MOD 37,36.

    Raises:
        NumberError: `payload` is empty or holds something else than 0-9 and A-Z.
    """
    if not payload:
        raise NumberError("number.malformed", "A check character needs something to check.")
    product = _MODULUS
    try:
        for character in payload:
            product = ((product + _VALUES[character]) % _MODULUS or _MODULUS) * 2 % (_MODULUS + 1)
    except KeyError as error:
        raise NumberError("number.malformed", "A number may hold only 0-9 and A-Z.") from error
    return _ALPHABET[(1 - product) % _MODULUS]


def local_day(moment: datetime) -> date:
    """The civil day a moment falls on at the terminal."""
    return moment.astimezone(LOCAL_TIME).date()


@dataclass(frozen=True, slots=True)
class DepositNumber:
    """`L` + terminal + yymmdd + number of that day + check character.

    Args:
        terminal: number of the terminal, 1..9999.
        day: civil day of the deposit, 2000..2099.
        sequence: a number given once on that day; it does not say the how many-th (ADR 0036).
    """

    terminal: int
    day: date
    sequence: int

    def __post_init__(self) -> None:
        """Refuse what has no room in the number.

        Raises:
            NumberError: a part is out of its range.
        """
        if not 1 <= self.terminal <= MAX_TERMINAL:
            raise NumberError("number.malformed", "A terminal number is 1 to 9999.")
        if self.day.year not in YEARS:
            raise NumberError("number.malformed", "A deposit number can name days of 2000 to 2099.")
        if not 1 <= self.sequence <= MAX_SEQUENCE:
            raise NumberError(
                "number.exhausted",
                "A terminal can give 9999 deposit numbers a day.",
                "Check the terminal's clock: a day that does not end is a stopped clock.",
            )

    @property
    def text(self) -> str:
        """Sixteen characters without gaps: what is stored, sent and put into the QR code."""
        payload = f"L{self.terminal:04}{self.day:%y%m%d}{self.sequence:04}"
        return payload + mod37_36(payload)

    @property
    def grouped(self) -> str:
        """The number as people read it: ``L0817 261121 0042 K``."""
        return group(self.text)

    def __str__(self) -> str:
        return self.text


def is_tidy(text: str) -> bool:
    """Whether a text has the shape of a deposit number as it is stored and sent."""
    return _DEPOSIT.fullmatch(text) is not None


def parse_deposit_number(text: str) -> DepositNumber:
    """Read a deposit number, however it was typed: grouped, lower case, full width.

    Raises:
        NumberError: it is not one (``number.malformed``) or was mistyped (``number.check``).
    """
    match = _DEPOSIT.fullmatch(text) or _DEPOSIT.fullmatch(_tidied(text))
    if match is None:
        raise NumberError("number.malformed", "This is not a deposit number.")
    if mod37_36(match[0][:-1]) != match["check"]:
        raise NumberError("number.check", "The check character of this deposit number is wrong.")
    day_text = match["day"]
    try:
        day = date(_CENTURY + int(day_text[:2]), int(day_text[2:4]), int(day_text[4:]))
    except ValueError as error:
        raise NumberError("number.malformed", "This deposit number names no day.") from error
    return DepositNumber(int(match["terminal"]), day, int(match["sequence"]))


def _tidied(text: str) -> str:
    return re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", text[:64])).upper()


def group(text: str) -> str:
    """Put the gaps for reading into the sixteen characters of a deposit number."""
    return f"{text[:5]} {text[5:11]} {text[11:15]} {text[15:]}"


def case_number(implementation_code: str, day: date, sequence: int) -> str:
    """The platform's number: implementation code + yyyymmdd + sequence of four digits.

    The ten thousandth case of an item and a day gets five: a city that was cut off for weeks
    sends more than 9999 cases of its commonest item at once, and none of them may be turned away.

    Raises:
        NumberError: the code is empty or too long, or the sequence has more than nine digits.
    """
    if not implementation_code.isalnum() or len(implementation_code) > MAX_IMPLEMENTATION_CODE:
        raise NumberError(
            "number.malformed", "An implementation code is 1 to 33 letters or digits."
        )
    if not 1 <= sequence <= MAX_CASE_SEQUENCE:
        raise NumberError("number.exhausted", "A case number's sequence has nine digits at most.")
    return f"{implementation_code}{day:%Y%m%d}{sequence:04}"
