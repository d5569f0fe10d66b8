"""What somebody wrote to find something, as patterns over `Lines`."""

from __future__ import annotations

import re
from functools import cached_property
from typing import NamedTuple

from kiosk.search.lines import folded
from kiosk.search.readings import is_syllable, readings, signs_beginning, signs_of

_LONGEST_SYLLABLE = 6  # zhuang
_MOST_WAYS = 8  # in which letters are read as syllables and initials; more help nobody
_LONGEST = 48  # letters looked at
_APART = re.compile(r"[\s'’]+")
_LETTER = re.compile(r"[a-z]")


class _Step(NamedTuple):
    """What the letters from one place on may be.

    Attributes:
        pattern: regular expression of the sign.
        written: the letters, or the sign itself.
        after: where the next begins.
    """

    pattern: str
    written: str
    after: int


class Query:
    """What somebody wrote.

    Args:
        text: Hanzi, pinyin with or without spaces, initials, or a code; in any case and width.
    """

    def __init__(self, text: str) -> None:
        self.words = " ".join(folded(text).split())[:_LONGEST]
        self._spoken = _APART.sub("", self.words).replace("ü", "v")

    @property
    def empty(self) -> bool:
        """Whether nothing was written."""
        return not self.words

    @cached_property
    def sounds(self) -> tuple[re.Pattern[str], re.Pattern[str]] | None:
        """Patterns of lines that begin so, and of lines in which it lies; None without letters."""
        if not self._ways:
            return None
        pattern = _alternatives([tuple(step.pattern for step in way) for way in self._ways])
        return re.compile(rf"\n{pattern}"), re.compile(pattern)

    @property
    def ways(self) -> tuple[tuple[str, ...], ...]:
        """How it may be read: the letters written for each character, or the character itself."""
        return tuple(tuple(step.written for step in way) for way in self._ways)

    @cached_property
    def _ways(self) -> list[tuple[_Step, ...]]:
        return _ways(self._spoken) if _LETTER.search(self._spoken) else []


def _ways(written: str) -> list[tuple[_Step, ...]]:
    """How letters may be read, step by step, the longest syllables first."""
    steps = [_steps(written, at) for at in range(len(written))]
    through = [False] * len(written) + [True]
    for at in reversed(range(len(written))):
        through[at] = any(through[step.after] for step in steps[at])
    ways: list[tuple[_Step, ...]] = []

    def go(at: int, way: tuple[_Step, ...]) -> None:
        if at == len(written):
            ways.append(way)
        for step in steps[at] if at < len(written) else ():
            if through[step.after] and len(ways) < _MOST_WAYS:
                go(step.after, (*way, step))

    go(0, ())
    if all(some and some[-1].after == at + 1 for at, some in enumerate(steps)):
        initials = tuple(some[-1] for some in steps)
        ways += [initials] if initials not in ways else []
    return ways


def _steps(written: str, at: int) -> list[_Step]:
    """What the letters from here on may be, and where the next begins; one letter comes last."""
    letter = written[at]
    if not _LETTER.match(letter):
        sign = re.escape(letter.translate(readings().signs))
        return [_Step(sign, letter, at + 1)]
    found: list[_Step] = []
    for after in range(min(at + _LONGEST_SYLLABLE, len(written)), at + 1, -1):
        syllable = written[at:after]
        unfinished = signs_beginning(syllable) if after == len(written) else ""
        if unfinished or is_syllable(syllable):
            found.append(_Step(f"[{unfinished or signs_of(syllable)}]", syllable, after))
    initial = signs_beginning(letter)  # no syllable begins with i, u or v
    return [*found, _Step(f"[{letter}{initial}]", letter, at + 1)] if initial else found


def _alternatives(ways: list[tuple[str, ...]]) -> str:
    """One regular expression for all ways; what they begin with in common is written once."""
    if any(not way for way in ways):
        return ""
    rest: dict[str, list[tuple[str, ...]]] = {}
    for way in ways:
        rest.setdefault(way[0], []).append(way[1:])
    parts = [first + _alternatives(further) for first, further in rest.items()]
    return parts[0] if len(parts) == 1 else f"(?:{'|'.join(parts)})"
