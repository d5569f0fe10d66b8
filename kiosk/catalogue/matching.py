"""How well the names of an item match what somebody typed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from rapidfuzz import fuzz

from kiosk.catalogue.model import ItemFacts
from kiosk.search import Query
from kiosk.search.spelling import first_letters, plain, runs, spellings

_CALLED, _ALIAS = 1.0, 0.95  # how much stands for an item
_BY_GUIDE = 0.7  # what is found in the words of a guide is not what an item is called
_ALIKE = 72.0  # of 100: as many letters in the same order, see `fuzz.ratio`
_SHORTEST_MISTYPED = 4  # letters; shorter ones are like everything
_SAID_RIGHT = 0.75
_UNFINISHED = 0.97  # somebody goes on typing, or meant another syllable
_RARE = 0.97  # for another reading than the usual one
_LEAST_CONTAINED = 2  # signs of a name within what was written


class Name(NamedTuple):
    """What an item is called, or another word for it.

    Attributes:
        plain: as people write it, see `plain`.
        weight: how much it stands for the item.
        ways: how it is said, the likely way first: first letters, and syllables apart.
        letters: the same as they are heard.
    """

    plain: str
    weight: float
    ways: tuple[tuple[str, str], ...]
    letters: tuple[str, ...]

    @property
    def share(self) -> float:
        """How much each sign of it says; of two names that hold one the shorter is meant."""
        return self.weight / (1 + math.log1p(len(self.plain)) / 8)


def names_of(facts: ItemFacts) -> dict[str, Name]:
    """What people call an item, by how it is written."""
    names: dict[str, Name] = {}
    seen: set[str] = set()
    called = [*facts.name.texts.values(), *facts.short_name.texts.values()]
    for weight, texts in ((_CALLED, called), (_ALIAS, facts.aliases)):
        for text in texts:
            written = plain(text)
            if written and written not in seen:
                seen.add(written)
                ways = spellings(written)
                names[text] = Name(
                    written,
                    weight,
                    tuple((way.initials, " ".join(way.syllables)) for way in ways),
                    tuple(dict.fromkeys(way.letters for way in ways)),
                )
    return names


class Wanted:
    """What somebody typed, ready to be compared with the names of items.

    Args:
        text: as it was typed.
    """

    def __init__(self, text: str) -> None:
        self.words = plain(text)
        pairs = {self.words[at : at + 2] for at in range(len(self.words) - 1)}
        self._pairs = {pair for pair in pairs if not pair.isascii()}
        self._ways = [(first_letters(way), way) for way in Query(text).ways]
        said = any(kind == "letters" for kind, _ in runs(text))
        self._letters = spellings(text)[0].letters if said else ""

    def score(self, names: Sequence[Name], covered: float) -> float:
        """How well an item matches: its names, or else what stands in its guide.

        Args:
            names: what the item is called.
            covered: part of what was typed that is found in names and guide, 0 to 1.
        """
        best = max(name.weight * self._match(name) for name in names)
        if best < _SAID_RIGHT and len(self._letters) >= _SHORTEST_MISTYPED:
            best = max(best, self._nearly(names))
        return max(best, _BY_GUIDE * covered) + covered / 10

    def _match(self, name: Name) -> float:
        """How well a name is written or said, 0 to 1."""
        written = self._as_written(name.plain)
        return max(written, self._as_said(name)) if self._ways else written

    def _as_written(self, name: str) -> float:
        at = name.find(self.words)
        if at >= 0:
            return (0.8 if at else 0.9) + 0.1 * len(self.words) / len(name)
        if len(name) >= _LEAST_CONTAINED and name in self.words:
            return 0.5 + 0.4 * len(name) / len(self.words)
        shared = sum(pair in name for pair in self._pairs)
        return 0.6 * shared / len(self._pairs) if shared else 0.0

    def _as_said(self, name: Name) -> float:
        """How well it is said: from its beginning, or somewhere within."""
        best = 0.0
        for rare, (initials, spoken) in enumerate(name.ways):
            for firsts, way in self._ways:
                at = initials.find(firsts)
                while at >= 0:
                    syllables = spoken.split(" ")
                    said = _said_so(way, syllables[at:], name.plain[at:])
                    if said and (at == 0 or len(way) > 1):
                        begins, part = (0.85, 0.1) if at == 0 else (0.65, 0.15)
                        well = begins + part * len(way) / len(syllables)
                        best = max(best, said * well * (_RARE if rare else 1.0))
                        break
                    at = initials.find(firsts, at + 1)
        return best

    def _nearly(self, names: Sequence[Name]) -> float:
        """How well letters match that were heard or typed wrongly."""
        wanted = self._letters
        best = 0.0
        for name in names:
            for letters in name.letters:
                begun = fuzz.ratio(wanted, letters[: len(wanted)], score_cutoff=_ALIKE) * 0.97
                whole = fuzz.ratio(wanted, letters, score_cutoff=_ALIKE)
                within = 0.0
                if len(letters) >= _SHORTEST_MISTYPED:
                    within = fuzz.partial_ratio(wanted, letters, score_cutoff=_ALIKE) * 0.85
                best = max(best, name.weight * max(whole, begun, within))
        return _SAID_RIGHT * best / 100


def _said_so(way: Sequence[str], syllables: Sequence[str], signs: str) -> float:
    """How well what was typed says these characters: a syllable each, or its first letter.

    The last syllable may be unfinished; 0 where it says something else.
    """
    for at, (piece, syllable, sign) in enumerate(zip(way, syllables, signs, strict=False)):
        if piece in (syllable, sign) or (len(piece) == 1 and syllable[0] == piece):
            continue
        return _UNFINISHED if at == len(way) - 1 and syllable.startswith(piece) else 0.0
    return 1.0
