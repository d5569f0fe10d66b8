"""An index of texts by their grams, in SQLite: opened at once, searched in milliseconds.

For each gram there is a row with the places that hold it and how much it says of each. A search
adds these up (as BM25 does, with the parts known beforehand) and takes the places with most.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlcipher3 import dbapi2  # the one SQLite in the program (docs/decisions/0002)

from kiosk.search.grams import Grams, Numbers, Weighed

_BLOCK = 2_000  # places put into order at a time
_WHOLE = 255  # says most; a byte holds it
_KINDS = {"signs": 1.0, "letters": 0.6, "initials": 0.5}
"""How much the pieces of each kind say; letters stand for many signs."""

_UNKNOWN = 0.5
"""How much a sign counts that no place holds: it is one of the words around what is meant."""

Places = NDArray[np.uint32]
Weights = NDArray[np.uint8]


class Candidate(NamedTuple):
    """A place that may be meant.

    Attributes:
        place: as `build` counted it, from 0.
        score: how much speaks for it; compares within one search.
        covered: part of the signs and words of what was written that is found there, 0 to 1.
    """

    place: int
    score: float
    covered: float


def build(connection: dbapi2.Connection, places: Iterable[Weighed]) -> None:
    """Write the index of places into a database that has none.

    Args:
        connection: to the database.
        places: what each is found by; the first has the place 0.
    """
    grams, held, weights, count = _gathered(places)
    order = np.argsort(grams, kind="stable")  # places stay in order within a gram
    grams, held, weights = grams[order], held[order], weights[order]
    starts = np.flatnonzero(np.r_[True, grams[1:] != grams[:-1]][: len(grams)]).tolist()
    ends = [*starts[1:], len(grams)][: len(starts)]
    connection.execute("CREATE TABLE gram (gram INTEGER PRIMARY KEY, places BLOB, weights BLOB)")
    connection.execute("CREATE TABLE grams (places INTEGER)")
    connection.execute("INSERT INTO grams VALUES (?)", (count,))
    connection.executemany(
        "INSERT INTO gram VALUES (?, ?, ?)",
        (
            (int(grams[start]), held[start:end].tobytes(), weights[start:end].tobytes())
            for start, end in zip(starts, ends, strict=True)
        ),
    )


def _gathered(places: Iterable[Weighed]) -> tuple[Numbers, Places, Weights, int]:
    """Grams, the places that hold them and their weights, in the order of places."""
    blocks = [(np.zeros(0, np.int64), np.zeros(0, np.uint32), np.zeros(0, np.uint8))]
    count = 0
    for block in _in_blocks(places):
        grams = np.concatenate([place.grams for place in block])
        weights = np.concatenate([place.weights for place in block])
        sizes = [len(place.grams) for place in block]
        held = np.repeat(np.arange(len(block), dtype=np.uint32), sizes)
        order = np.lexsort((-weights, grams, held))
        grams, held, weights = grams[order], held[order], weights[order]
        best = np.r_[True, (grams[1:] != grams[:-1]) | (held[1:] != held[:-1])][: len(grams)]
        scaled = np.maximum(1, weights[best] * _WHOLE).astype(np.uint8)
        blocks.append((grams[best], held[best] + np.uint32(count), scaled))
        count += len(block)
    columns = [np.concatenate(column) for column in zip(*blocks, strict=True)]
    return columns[0], columns[1], columns[2], count


def _in_blocks(places: Iterable[Weighed]) -> Iterator[list[Weighed]]:
    """Some places at a time."""
    remaining = iter(places)
    while block := list(islice(remaining, _BLOCK)):
        yield block


class RankedIndex:
    """Finds places in an index that `build` has written.

    Args:
        connection: to the database; used by one thread at a time.
    """

    def __init__(self, connection: dbapi2.Connection) -> None:
        self._connection = connection
        (self._count,) = connection.execute("SELECT places FROM grams").fetchone()

    def find(self, query: Grams, limit: int) -> list[Candidate]:
        """The places that most speaks for, the best first."""
        known: list[tuple[Places, Weights, float, bool]] = []
        whole = 0.0
        for grams, kind in zip(query, _KINDS.values(), strict=True):
            for gram in grams.tolist():
                row = self._connection.execute(
                    "SELECT places, weights FROM gram WHERE gram = ?", (gram,)
                ).fetchone()
                rarity = kind * self._rarity(len(row[1]) if row else 0)
                if grams is query.signs:
                    whole += rarity if row else rarity * _UNKNOWN
                if row:
                    held = np.frombuffer(row[0], np.uint32)
                    weights = np.frombuffer(row[1], np.uint8)
                    known.append((held, weights, rarity, grams is query.signs))
        if not known:
            return []
        scores = np.zeros(self._count, np.float32)
        for held, weights, rarity, _ in known:
            scores[held] += weights * np.float32(rarity / _WHOLE)
        best = np.argpartition(scores, -min(limit, self._count))[-limit:]
        best = best[np.lexsort((best, -scores[best]))]
        best = best[scores[best] > 0]
        covered = self._covered(known, best)
        return [
            Candidate(int(place), float(scores[place]), float(part) / whole if whole else 0.0)
            for place, part in zip(best, covered, strict=True)
        ]

    def _rarity(self, held: int) -> float:
        """How much a gram says that so many places hold (the idf of BM25)."""
        return math.log(1 + (self._count - held + 0.5) / (held + 0.5))

    @staticmethod
    def _covered(
        known: list[tuple[Places, Weights, float, bool]], wanted: NDArray[np.intp]
    ) -> NDArray[np.float64]:
        """How much of what was written each wanted place holds."""
        covered = np.zeros(len(wanted))
        for held, _, rarity, signs in known:
            if signs:
                at = np.minimum(np.searchsorted(held, wanted), len(held) - 1)
                covered += (held[at] == wanted) * rarity
        return covered
