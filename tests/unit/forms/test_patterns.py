"""Patterns of forms cannot hang the screen."""

import time

import pytest

from kiosk.forms.errors import EvaluationError
from kiosk.forms.xpath.functions.patterns import search


@pytest.mark.parametrize(
    "pattern",
    ["(?=a)(a|a)*$", "(?!z)(a|aa)+$", r"(a)\1(b|b|b)*c", "(?=a)(a+)+$", "(?=a)(a|a){9,}$"],
)
def test_a_repeated_group_beside_look_around_is_refused(pattern: str) -> None:
    with pytest.raises(EvaluationError, match="repeats a group"):
        search(pattern, "a" * 60 + "!")


@pytest.mark.parametrize("pattern", ["^(a|a)*$", "(a|aa)+$", "(a+)+$", r"^(\w|\d)*$", "(.*a){20}$"])
def test_without_look_around_the_same_takes_no_time(pattern: str) -> None:
    begun = time.process_time()
    assert not search(pattern, "a" * 20_000 + "!")
    assert time.process_time() - begun < 5


def test_look_around_itself_and_brackets_as_characters_are_taken() -> None:
    assert search(r"^(?!0000)\d{4}(-\d\d)?$", "1234-56")
    assert search(r"^(?=\()\(\d+\)+$", "(12))")
