"""Going through lines block by block and keeping the best."""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum

from kiosk.search.lines import Lines
from kiosk.search.query import Query


class Rank(IntEnum):
    """How well a line is met, the best first."""

    WHOLE = 0
    WORDS_BEGIN = 1
    SOUNDS_BEGIN = 2
    WORDS_WITHIN = 3
    SOUNDS_WITHIN = 4
    CODE_BEGINS = 5


class Gathering:
    """One search.

    Args:
        query: what was written.
        limit: how many are wanted.
    """

    def __init__(self, query: Query, limit: int) -> None:
        self._query = query
        self._limit = limit
        self._found: dict[Rank, list[int]] = {rank: [] for rank in Rank}
        self._seen: dict[int, Rank] = {}

    @property
    def full(self) -> bool:
        """Whether there are enough lines that begin so; a later one could only be the same."""
        return sum(rank <= Rank.SOUNDS_BEGIN for rank in self._seen.values()) >= self._limit

    def look(self, lines: Lines, first: int = 0) -> None:
        """Go through a block; its first line has the place `first`."""
        if not self._query.empty:
            self._look_in_words(lines, first)
            self._look_in_sounds(lines, first)

    def _look_in_words(self, lines: Lines, first: int) -> None:
        begins = f"\n{self._query.words}"
        for at in _places(lines.words, begins):
            whole = lines.words.startswith("\n", at + len(begins))
            rank = Rank.WHOLE if whole else Rank.WORDS_BEGIN
            if not self._take(first + lines.line_in_words(at + 1), rank):
                break
        if self._enough(Rank.WORDS_WITHIN):
            return
        for at in _places(lines.words, self._query.words):
            if not self._take(first + lines.line_in_words(at), Rank.WORDS_WITHIN):
                break

    def _look_in_sounds(self, lines: Lines, first: int) -> None:
        patterns = self._query.sounds
        if patterns is None:
            return
        for met in patterns[0].finditer(lines.sounds):
            if not self._take(first + lines.line_in_sounds(met.start() + 1), Rank.SOUNDS_BEGIN):
                break
        if self._enough(Rank.SOUNDS_WITHIN):
            return
        for met in patterns[1].finditer(lines.sounds):
            if not self._take(first + lines.line_in_sounds(met.start()), Rank.SOUNDS_WITHIN):
                break

    def look_at_codes(self, lines: Lines, first: int = 0) -> None:
        """Go through the codes of a block, which count when they begin with what was written."""
        begins = f"\n{self._query.words}"
        for at in () if self._query.empty else _places(lines.words, begins):
            if not self._take(first + lines.line_in_words(at + 1), Rank.CODE_BEGINS):
                break

    def best(self) -> list[int]:
        """Places of the best lines: the better first, else in their order."""
        places = [
            place
            for rank, found in self._found.items()
            for place in found
            if self._seen[place] is rank
        ]
        return places[: self._limit]

    def _enough(self, rank: Rank) -> bool:
        return len(self._found[rank]) >= self._limit

    def _take(self, place: int, rank: Rank) -> bool:
        """Keep a line at its best; False when there are enough of this rank."""
        known = self._seen.get(place)
        if known is None or rank < known:
            self._seen[place] = rank
            self._found[rank].append(place)
        return not self._enough(rank)


def _places(text: str, wanted: str) -> Iterator[int]:
    """Where a text lies in another, at most once a line."""
    at = text.find(wanted)
    while at >= 0:
        yield at
        line_end = text.find("\n", at + 1)
        at = text.find(wanted, line_end if line_end >= 0 else len(text))
