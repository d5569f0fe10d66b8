"""Texts made ready for searching: one line each, in words and in sounds."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterable

from kiosk.search.readings import readings


def folded(text: str) -> str:
    """A text without the differences of case and of full and half width (UAX #15, NFKC)."""
    return unicodedata.normalize("NFKC", text).casefold()


class Lines:
    """Some hundred or thousand texts, each on a line of its own.

    Args:
        words: the folded texts, a line break before, between and after them.
        sounds: the same with the signs of `readings` for characters, so that the lines agree;
            None where it is made when it is first needed.
    """

    def __init__(self, words: str, sounds: str | None = None) -> None:
        self.words = words
        self._sounds = sounds
        self._starts: tuple[list[int], list[int]] = ([], [])

    @classmethod
    def of(cls, texts: Iterable[str]) -> Lines:
        """Make texts ready."""
        joined = "\n".join(" ".join(text.split()) for text in texts)  # no breaks within
        return cls(f"\n{folded(joined)}\n")

    @property
    def sounds(self) -> str:
        """The lines in signs."""
        if self._sounds is None:
            self._sounds = self.words.translate(readings().signs)
        return self._sounds

    def line_in_words(self, place: int) -> int:
        """The line, from 0, in which a place of `words` lies."""
        return self._line(0, self.words, place)

    def line_in_sounds(self, place: int) -> int:
        """The line, from 0, in which a place of `sounds` lies."""
        return self._line(1, self.sounds, place)

    def _line(self, which: int, text: str, place: int) -> int:
        starts = self._starts[which]
        if not starts:  # most blocks of a long list are never asked
            at = text.find("\n")
            while at >= 0:
                starts.append(at)
                at = text.find("\n", at + 1)
        return bisect_right(starts, place - 1) - 1
