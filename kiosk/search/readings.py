"""How Chinese characters are read: one sign for each set of syllables a character may have.

A text in which every character is replaced by the sign of its readings has as many signs as it has
characters, whatever their readings are, and a class of signs in a regular expression stands for
"any character that may be read so". The signs are of the private use area (Unicode §23.5).
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from functools import cache, lru_cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

_LIBRARY = "pypinyin"
_FIRST_SIGN = 0xE000  # begin of the private use area; it has room for 6,400
_SILENT = " \t·•-—–_.,，。、:：;；/\\|()（）[]【】<>《》“”\"'’‘`"  # not spoken, nor written


class Readings(NamedTuple):
    """All that is known.

    Attributes:
        signs: code point of a character → its sign, for `str.translate`; None takes it away.
        by_syllable: syllable without tone → the signs that may be read so, in order.
        syllables: sign → its syllables without tone, the most usual first.
    """

    signs: dict[int, str | None]
    by_syllable: dict[str, list[int]]
    syllables: dict[str, tuple[str, ...]]


@cache
def digest() -> str:
    """Says which readings these are; what was made of others has to be made again."""
    return hashlib.blake2b(version(_LIBRARY).encode(), digest_size=8).hexdigest()


@cache
def readings() -> Readings:
    """The readings of all characters.

    Made once, in a fifth of a second: not on the screen's thread.
    """
    together: dict[tuple[str, ...], list[int]] = {}
    for code, written in _with_tones().items():
        together.setdefault(_without_tones(written), []).append(code)
    _without_tones.cache_clear()
    signs: dict[int, str | None] = dict.fromkeys(map(ord, _SILENT))
    by_syllable: dict[str, list[int]] = {}
    by_sign: dict[str, tuple[str, ...]] = {}
    for sign, (syllables, codes) in enumerate(sorted(together.items()), start=_FIRST_SIGN):
        signs.update(dict.fromkeys(codes, chr(sign)))
        by_sign[chr(sign)] = syllables
        for syllable in dict.fromkeys(_spellings(list(syllables))):
            by_syllable.setdefault(syllable, []).append(sign)
    return Readings(signs, by_syllable, by_sign)


def syllables_of(character: str) -> tuple[str, ...]:
    """How a character may be read, without tones, the most usual first; none where unknown."""
    known = readings()
    sign = known.signs.get(ord(character))
    return known.syllables[sign] if sign is not None else ()


def _with_tones() -> dict[int, str]:
    """Code point → readings with their tones and commas between, from pypinyin's characters.

    Its file is read past the package: that brings a table of phrases, twice the time and 13 MiB.
    """
    package = find_spec(_LIBRARY)
    assert package is not None  # noqa: S101 -- a dependency of this project
    assert package.origin is not None  # noqa: S101 -- it lies in files
    table = json.loads(Path(package.origin).with_name("pinyin_dict.json").read_text("utf-8"))
    return {int(code): written for code, written in table.items()}


@cache
def _without_tones(written: str) -> tuple[str, ...]:
    """The syllables of a character: ü is v, each stands once."""
    return tuple(dict.fromkeys(map(_plain, written.split(","))))


def _plain(syllable: str) -> str:
    letters = unicodedata.normalize("NFD", syllable).replace("u\u0308", "v")
    return "".join(letter for letter in letters if letter.isascii())


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
