"""Texts as grams: pieces of one to three signs, letters or initials, each a number.

A gram is three code points of 21 bits in one number of 63 (Unicode has no longer ones). Letters and
initials are moved to planes of their own, so that *di* heard and *di* as first letters differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kiosk.search.query import Query
from kiosk.search.spelling import first_letters, heard, plain, runs, spellings

_BITS = 21
_EDGE = 2  # code point for where a text begins and ends; nothing that is written
_LETTERS = 0xF0000  # private use planes 15 and 16 (Unicode §23.5)
_INITIALS = 0x100000
_SIZES = {0: (1, 2), _LETTERS: (3,), _INITIALS: (2, 3)}
"""Plane → how long its grams are: one sign says much, one letter nothing."""
_PAIR = 2  # its second sign may be where the text ends
_SHORTEST_WORD = 4  # letters; shorter ones are in every text

Numbers = NDArray[np.int64]
Factors = NDArray[np.float32]


class Weighed(NamedTuple):
    """What a place is found by.

    Attributes:
        grams: the pieces; one may stand there several times.
        weights: how much each says of the place, above 0, at most 1.
    """

    grams: Numbers
    weights: Factors


class Grams(NamedTuple):
    """The pieces of what somebody wrote, each once.

    Attributes:
        signs: of Hanzi and digits, and whole words.
        letters: of what is heard when it is said.
        initials: of the first letters that may be meant.
    """

    signs: Numbers
    letters: Numbers
    initials: Numbers


def of_place(names: Sequence[tuple[str, float]], words: str, weight: float) -> Weighed:
    """What a place is found by.

    Args:
        names: what it is called, and how much each name says of it; found by signs, sounds and
            initials.
        words: what is said about it; found by pairs of signs and by whole words.
        weight: how much these say of it.
    """
    ways = [(spelling, factor) for text, factor in names for spelling in spellings(text)]
    apart = [  # old age is found by age
        (heard(part), factor)
        for text, factor in names
        for kind, part in runs(text)
        if kind == "letters"
    ]
    parts = runs(words)
    digests = _digests(parts)
    about, _ = _cut([part for kind, part in parts if kind != "letters"], 0)
    about = np.concatenate([np.unique(about[about >> _BITS > 0]), digests])
    streams = [
        _weighed([(plain(text), factor) for text, factor in names], 0),
        _weighed([*((way.letters, factor) for way, factor in ways), *apart], _LETTERS),
        _weighed([(way.initials, factor) for way, factor in ways], _INITIALS),
        Weighed(about, np.full(len(about), weight, np.float32)),
    ]
    return Weighed(
        np.concatenate([stream.grams for stream in streams]),
        np.concatenate([stream.weights for stream in streams]),
    )


def of_query(text: str) -> Grams:
    """The pieces of what somebody wrote; letters and initials only where there are letters."""
    parts = runs(text)
    written = "".join(part for kind, part in parts if kind != "letters")
    signs = np.concatenate([_cut([written], 0)[0], _digests(parts)])
    said = [heard(part) for kind, part in parts if kind == "letters"]
    if not said:
        return Grams(np.unique(signs), _cut([], _LETTERS)[0], _cut([], _INITIALS)[0])
    together = heard("".join(part for kind, part in parts if kind == "letters"))
    mixed = [way.letters for way in spellings(text)[:1]]
    ways = [first_letters(way) for way in Query(text).ways]
    return Grams(
        np.unique(signs),
        np.unique(_cut([*said, together, *mixed], _LETTERS)[0]),
        np.unique(_cut(ways, _INITIALS)[0]),
    )


def _digests(parts: Iterable[tuple[str, str]]) -> Numbers:
    """Whole words of letters: their digests, above every gram."""
    words = {part for kind, part in parts if kind == "letters" and len(part) >= _SHORTEST_WORD}
    digests = (blake2b(word.encode(), digest_size=8).digest() for word in sorted(words))
    return np.array([int.from_bytes(one) >> 2 | 1 << 62 for one in digests], np.int64)


def _weighed(texts: Sequence[tuple[str, float]], plane: int) -> Weighed:
    """All grams of texts, each with the weight of its text."""
    grams, owners = _cut([text for text, _ in texts], plane)
    return Weighed(grams, np.array([factor for _, factor in texts], np.float32)[owners])


def _cut(texts: Sequence[str], plane: int) -> tuple[Numbers, NDArray[np.int64]]:
    """All grams of texts, and for each the number of the text it is of."""
    edge = _EDGE + plane
    joined = "\2".join(["", *texts, ""])
    points = np.frombuffer(joined.encode("utf-32-le"), np.uint32).astype(np.int64) + plane
    owners = np.cumsum(points == edge) - 1
    found, owned = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for size in _SIZES[plane]:
        last = max(0, len(points) - size + 1)
        grams = np.zeros(last, np.int64)
        for at in range(size):
            grams = grams << _BITS | points[at : last + at]
        inner = points[size // 2 : last + size // 2]  # two texts meet there, or it is nothing
        kept = inner != edge
        if size == _PAIR:
            kept |= points[:last] != edge
        found.append(grams[kept])
        owned.append(owners[:last][kept])
    return np.concatenate(found), np.concatenate(owned)
