"""Levels and reasons of a rating (好差评), as the national interface numbers them.

GB/T 39046 counts the levels from 1, very satisfied, and interfaces for ratings from 5; so they have
names here, and each side of an interface gets its own numbers.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources

CHANNEL = "5"
"""What interfaces for ratings call a self-service terminal."""


class Satisfaction(StrEnum):
    """How content somebody is, best first."""

    VERY_SATISFIED = "very_satisfied"
    SATISFIED = "satisfied"
    BASICALLY_SATISFIED = "basically_satisfied"
    UNSATISFIED = "unsatisfied"
    VERY_UNSATISFIED = "very_unsatisfied"

    @property
    def stars(self) -> int:
        """Its number in interfaces for ratings: 5 is very satisfied."""
        return len(Satisfaction) - list(Satisfaction).index(self)

    @property
    def grade(self) -> int:
        """Its number by GB/T 39046-2020, A.8: 1 is very satisfied."""
        return list(Satisfaction).index(self) + 1


CONTENT = (
    Satisfaction.VERY_SATISFIED,
    Satisfaction.SATISFIED,
    Satisfaction.BASICALLY_SATISFIED,
)
"""The levels of those who are content."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody is as content as that.

    Args:
        code: three digits, the first of them the stars.
        words: language → what it says.
    """

    code: str
    words: Mapping[str, str]


@cache
def reasons() -> Mapping[Satisfaction, tuple[Reason, ...]]:
    """What may be said to each level, in the interface's order."""
    text = resources.files(__package__).joinpath("rating_reasons.json").read_text("utf-8")
    return {
        Satisfaction(level): tuple(Reason(one.pop("code"), one) for one in said)
        for level, said in json.loads(text).items()
    }
