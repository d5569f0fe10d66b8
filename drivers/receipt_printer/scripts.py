"""Which characters of a line belong together when it is drawn, and which way they run.

Chinese stands cell by cell. A letter with marks above or below is one drawing, and so is a run of
Arabic script (Uyghur, Kazakh), whose letters join and go from right to left. The paper as a whole
runs from left to right, as the form it reports on does.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

RIGHT_TO_LEFT = frozenset({"R", "AL"})
STRONG = RIGHT_TO_LEFT | {"L"}


def is_mark(character: str) -> bool:
    """Whether a character is set onto the one before it and takes no room."""
    return unicodedata.category(character) in {"Mn", "Me"}


def runs_right_to_left(character: str) -> bool:
    """Whether a letter belongs to a script that runs from right to left."""
    return unicodedata.bidirectional(character) in RIGHT_TO_LEFT


def leans_right(text: str) -> bool:
    """Whether a line begins on its right: its first letter runs from right to left."""
    strong = (c for c in text if unicodedata.bidirectional(c) in STRONG)
    return any(runs_right_to_left(first) for first in list(strong)[:1])


def drawn_together(text: str) -> Iterator[str]:
    """Take a line apart into what is drawn as one: characters with marks, runs right to left.

    Spaces and signs inside a run belong to it, those at its ends do not.
    """
    start = 0
    while start < len(text):
        end = _run_end(text, start) if runs_right_to_left(text[start]) else start + 1
        while end < len(text) and is_mark(text[end]):
            end += 1
        yield text[start:end]
        start = end


def _run_end(text: str, start: int) -> int:
    end = start + 1
    for place in range(start + 1, len(text)):
        if runs_right_to_left(text[place]):
            end = place + 1
        elif unicodedata.bidirectional(text[place]) == "L":
            break
    return end
