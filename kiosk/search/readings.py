"""How Chinese characters are read: one sign for each set of syllables a character may have.

A text in which every character is replaced by the sign of its readings has as many signs as it has
characters, whatever their readings are, and a class of signs in a regular expression stands for
"any character that may be read so". The signs are of the private use area (Unicode §23.5).
"""

from __future__ import annotations

import hashlib
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

_FIRST_SIGN = 0xE000  # begin of the private use area; it has room for 6,400
_SILENT = " \t·•-—–_.,，。、:：;；/\\|()（）[]【】<>《》“”\"'’‘`"  # not spoken, nor written


class Readings(NamedTuple):
    """All that is known.

    Attributes:
        signs: code point of a character → its sign, for `str.translate`; None takes it away.
        by_syllable: syllable without tone → the signs that may be read so, in order.
    """

    signs: dict[int, str | None]
    by_syllable: dict[str, list[int]]


@cache
def digest() -> str:
    """Says which readings these are; what was made of others has to be made again."""
    content = files("kiosk.search").joinpath("readings.txt").read_bytes()
    return hashlib.blake2b(content, digest_size=8).hexdigest()


@cache
def readings() -> Readings:
    """The readings of all characters; read from the file once, when somebody first searches."""
    text = files("kiosk.search").joinpath("readings.txt").read_text("utf-8")
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    signs: dict[int, str | None] = dict.fromkeys(map(ord, _SILENT))
    by_syllable: dict[str, list[int]] = {}
    for sign, (syllables, characters) in enumerate(rows, start=_FIRST_SIGN):
        signs.update(dict.fromkeys(map(ord, characters), chr(sign)))
        for syllable in dict.fromkeys(_spellings(syllables.split())):
            by_syllable.setdefault(syllable, []).append(sign)
    return Readings(signs, by_syllable)


def _spellings(syllables: list[str]) -> list[str]:
    """With *lu* for *lü*, as those write it who have no ü, and *lyu*, as passports do."""
    return syllables + [
        each.replace("v", otherwise)
        for each in syllables
        if "v" in each
        for otherwise in ("u", "yu")
    ]


@lru_cache(maxsize=2048)
def is_syllable(written: str) -> bool:
    """Whether this is a whole syllable."""
    return written in readings().by_syllable


@lru_cache(maxsize=2048)
def signs_beginning(written: str) -> str:
    """A regular expression's class of what may be read so from its first letter; "" for nothing."""
    found = {
        sign
        for syllable, signs in readings().by_syllable.items()
        if syllable.startswith(written)
        for sign in signs
    }
    return _in_class(found)


@lru_cache(maxsize=2048)
def signs_of(syllable: str) -> str:
    """A regular expression's class of what may be read as this syllable; "" for nothing."""
    return _in_class(set(readings().by_syllable.get(syllable, ())))


def _in_class(signs: set[int]) -> str:
    """Neighbours as a range, without the brackets."""
    parts: list[str] = []
    runs: list[list[int]] = []
    for sign in sorted(signs):
        if runs and runs[-1][1] == sign - 1:
            runs[-1][1] = sign
        else:
            runs.append([sign, sign])
    for first, last in runs:
        parts.append(chr(first) if first == last else f"{chr(first)}-{chr(last)}")
    return "".join(parts)
