"""Finding choices by words, pinyin, initials or code, in lists of any length.

A `Finder` is made on the thread of its session and read there by `prepare`, in small portions;
`find` knows nothing of the session any more and may run on another thread.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from kiosk.forms.choices import Choice
from kiosk.forms.offered import OfferedList
from kiosk.search import Gathering, Lines, Query

_PORTION = 128  # choices read at a time; some milliseconds on a slow machine


def always() -> bool:
    """Nobody has lost interest."""
    return True


class Finder(Protocol):
    """Finds choices of one question as it is offered now."""

    def prepare(self) -> bool:
        """Read the next portion of the list; True once everything is read."""

    def find(self, text: str, limit: int, wanted: Callable[[], bool] = always) -> list[Choice]:
        """The best choices, the better first, at most `limit`.

        Args:
            text: Hanzi, pinyin, initials, or the beginning of a value.
            limit: how many.
            wanted: asked now and then; once it says no, whatever is found so far is returned.
        """


class ListFinder:
    """Finds in a list that is in memory.

    Args:
        count: how many choices there are.
        choice: the choice at a place, from 0.
    """

    def __init__(self, count: int, choice: Callable[[int], Choice]) -> None:
        self._count = count
        self._choice = choice
        self._choices: list[Choice] = []
        self._blocks: list[tuple[Lines, Lines]] = []

    def prepare(self) -> bool:
        """Read the next portion of the list; True once everything is read."""
        first = len(self._choices)
        portion = [self._choice(at) for at in range(first, min(first + _PORTION, self._count))]
        if portion:
            self._choices += portion
            labels = Lines.of(choice.label or choice.value for choice in portion)
            self._blocks.append((labels, Lines.of(choice.value for choice in portion)))
        return len(self._choices) == self._count

    def find(self, text: str, limit: int, wanted: Callable[[], bool] = always) -> list[Choice]:
        """The best choices, the better first, at most `limit`; see `Finder.find`."""
        gathering = Gathering(Query(text), limit)
        for number, (labels, values) in enumerate(self._blocks):
            if gathering.full or not wanted():
                break
            gathering.look(labels, number * _PORTION)
            gathering.look_at_codes(values, number * _PORTION)
        return [self._choices[place] for place in gathering.best()]


class StoredFinder:
    """Finds in a long list that is kept in a file."""

    def __init__(self, offered: OfferedList) -> None:
        self._offered = offered

    def prepare(self) -> bool:
        """Nothing has to be read: the file was made ready when it was made."""
        return True

    def find(self, text: str, limit: int, wanted: Callable[[], bool] = always) -> list[Choice]:
        """The best choices, the better first, at most `limit`; see `Finder.find`."""
        offered = self._offered
        rows = offered.rows.find(offered.label, offered.value, text, limit, wanted)
        return [
            Choice(row.named(offered.value)[0].value, row.named(offered.label)[0].value)
            for row in rows
        ]
