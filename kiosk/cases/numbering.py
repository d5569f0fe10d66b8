"""Which of a day's deposit numbers comes next (docs/decisions/0036-forks.md).

Each opening of a store counts from a place of its own, drawn at random: two copies of one store,
or one that was put back to yesterday, count in different parts of the 9999 numbers of a day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kiosk.clock import Clock
from sync.protocol.numbers import MAX_SEQUENCE


@dataclass(frozen=True, slots=True)
class Row:
    """The numbers of a day that openings of the store with one start have given.

    Args:
        start: the first of them, 1..9999.
        given: how many, counting on from there; after 9999 comes 1.
    """

    start: int
    given: int

    def left_from(self, number: int) -> int:
        """How many steps `number` is from the first number after this row; 0 if outside it."""
        return max(self.given - (number - self.start) % MAX_SEQUENCE, 0)


def any_start(clock: Clock) -> int:
    """Where an opening of a store begins to count."""
    return int.from_bytes(clock.token(8)) % MAX_SEQUENCE + 1


def next_number(start: int, rows: Iterable[Row]) -> tuple[int, Row]:
    """The next number of a day, and the row it belongs to as it is then.

    Args:
        start: where this opening of the store began to count.
        rows: what has been given of that day.

    Returns:
        A number this store has not given; 10000, which no deposit number can carry, if there is
        none left.
    """
    known = {row.start: row for row in rows}
    own = known.pop(start, Row(start, 0))
    given = own.given
    while given < MAX_SEQUENCE:
        number = (start - 1 + given) % MAX_SEQUENCE + 1
        taken = max((row.left_from(number) for row in known.values()), default=0)
        if not taken:
            return number, Row(start, given + 1)
        given += taken  # what another row has given need not be looked at one by one
    return MAX_SEQUENCE + 1, own
