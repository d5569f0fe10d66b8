"""What somebody wrote to find something, as patterns over `Lines`."""

from __future__ import annotations

import re
from functools import cached_property

from kiosk.search.lines import folded
from kiosk.search.readings import is_syllable, readings, signs_beginning, signs_of

_LONGEST_SYLLABLE = 6  # zhuang
_MOST_WAYS = 8  # in which letters are read as syllables and initials; more help nobody
_LONGEST = 48  # letters looked at
_APART = re.compile(r"[\s'’]+")
_LETTER = re.compile(r"[a-z]")


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
        if not _LETTER.search(self._spoken):
            return None
        ways = _ways(self._spoken)
        if not ways:
            return None
        pattern = _alternatives(ways)
        return re.compile(rf"\n{pattern}"), re.compile(pattern)


def _ways(written: str) -> list[tuple[str, ...]]:
    """How letters may be read, each a row of regular expressions, the longest syllables first."""
    steps = [_steps(written, at) for at in range(len(written))]
    through = [False] * len(written) + [True]
    for at in reversed(range(len(written))):
        through[at] = any(through[after] for _, after in steps[at])
    ways: list[tuple[str, ...]] = []

    def go(at: int, way: tuple[str, ...]) -> None:
        if at == len(written):
            ways.append(way)
        for pattern, after in steps[at] if at < len(written) else ():
            if through[after] and len(ways) < _MOST_WAYS:
                go(after, (*way, pattern))

    go(0, ())
    if all(step and step[-1][1] == at + 1 for at, step in enumerate(steps)):
        initials = tuple(step[-1][0] for step in steps)
        ways += [initials] if initials not in ways else []
    return ways


def _steps(written: str, at: int) -> list[tuple[str, int]]:
    """What the letters from here on may be, and where the next begins; one letter comes last."""
    letter = written[at]
    if not _LETTER.match(letter):
        return [(re.escape(letter.translate(readings().signs)), at + 1)]
    found: list[tuple[str, int]] = []
    for after in range(min(at + _LONGEST_SYLLABLE, len(written)), at + 1, -1):
        syllable = written[at:after]
        unfinished = signs_beginning(syllable) if after == len(written) else ""
        if unfinished or is_syllable(syllable):
            found.append((f"[{unfinished or signs_of(syllable)}]", after))
    initial = signs_beginning(letter)  # no syllable begins with i, u or v
    return [*found, (f"[{letter}{initial}]", at + 1)] if initial else found


def _alternatives(ways: list[tuple[str, ...]]) -> str:
    """One regular expression for all ways; what they begin with in common is written once."""
    if any(not way for way in ways):
        return ""
    rest: dict[str, list[tuple[str, ...]]] = {}
    for way in ways:
        rest.setdefault(way[0], []).append(way[1:])
    parts = [first + _alternatives(further) for first, further in rest.items()]
    return parts[0] if len(parts) == 1 else f"(?:{'|'.join(parts)})"
