"""How texts are typed: their signs, the letters they sound like, and the first letters of those.

Letters are put together that are heard alike or mixed up in dialects of Mandarin: *zh ch sh* with
*z c s*, *ng* with *n* at the end of a syllable, *ü* with *u*.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from kiosk.search.lines import folded
from kiosk.search.readings import syllables_of

_MOST_READINGS = 2  # of one character; further ones are names and old poems
_MOST_SPELLINGS = 4  # of one text whose characters have several readings
_RUNS = re.compile(r"(?P<letters>[a-z]+)|(?P<digits>[0-9]+)|(?P<signs>[^\sa-z0-9]+)")
_ALIKE = re.compile(r"([zcs])h|ng(?![aeiou])|v")


class Spelling(NamedTuple):
    """One way to say a text.

    Attributes:
        syllables: a syllable for every character of `plain`; what has none stands for itself.
    """

    syllables: tuple[str, ...]

    @property
    def letters(self) -> str:
        """All in one row, as it is heard (`heard`)."""
        return "".join(heard(syllable) for syllable in self.syllables)

    @property
    def initials(self) -> str:
        """The first letters."""
        return "".join(syllable[0] for syllable in self.syllables)


def plain(text: str) -> str:
    """A text without case, width, spaces and punctuation.

    >>> plain("高龄 津贴 ６０２ Old-Age")
    '高龄津贴602oldage'
    """
    return "".join(character for character in folded(text) if character.isalnum())


def runs(text: str) -> list[tuple[str, str]]:
    """A text taken apart into ``signs``, ``letters`` and ``digits``, without what is silent.

    >>> runs("低bao 2026")
    [('signs', '低'), ('letters', 'bao'), ('digits', '2026')]
    """
    found = []
    for met in _RUNS.finditer(folded(text)):
        kind = str(met.lastgroup)
        written = plain(met.group())
        if written:
            found.append((kind, written))
    return found


@lru_cache(maxsize=8192)
def heard(letters: str) -> str:
    """Letters without the differences that many people do not hear.

    >>> heard("shenfenzheng")
    'senfenzen'
    """
    return _ALIKE.sub(lambda met: met.group(1) or {"ng": "n", "v": "u"}[met.group()], letters)


def spellings(text: str) -> tuple[Spelling, ...]:
    """The ways to say a text, the likely one first; none where there is nothing to say."""
    ways = [_said(character) for character in plain(text)]
    if not ways:
        return ()
    likely = tuple(way[0] for way in ways)
    found = [Spelling(likely)]
    for place, way in enumerate(ways):  # one character otherwise at a time
        found += [Spelling((*likely[:place], other, *likely[place + 1 :])) for other in way[1:]]
    return tuple(found[:_MOST_SPELLINGS])


def first_letters(pieces: Sequence[str]) -> str:
    """The first letter of what was written for each character; of a sign, of how it is said."""
    return "".join(_said(piece)[0][0] if len(piece) == 1 else piece[0] for piece in pieces)


@lru_cache(maxsize=8192)
def _said(character: str) -> tuple[str, ...]:
    """How a character is said, the most usual first; itself where nobody knows."""
    return syllables_of(character)[:_MOST_READINGS] or (character,)
