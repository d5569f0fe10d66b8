"""Every state of every page by the keys of a five-key pad (EN 301 549 §5.5, §5.8, WCAG 2.1.1)."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

pytestmark = pytest.mark.timeout(900)  # the first test of a variant draws it whole
VARIANTS = ("normal", "landscape-senior")
WAYS = [
    ("normal", "down"),
    ("normal", "up"),
    ("normal", "tab"),
    ("normal", "backtab"),
    ("landscape-senior", "down"),
    ("landscape-senior", "up"),
]
Box = list[float]
Walked = Callable[[str], dict[str, Any]]


def goes_back(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether the eye that reads lines from left to right would have met the other before.

    A thing above is before, unless it begins another column to the right.
    """
    kind = "box" if one["pane"] == other["pane"] else "seen"
    a: Box = one[kind]
    b: Box = other[kind]
    above = b[1] + b[3] <= a[1]
    to_the_right = b[0] >= a[0] + a[2]
    in_line = abs((b[1] + b[3] / 2) - (a[1] + a[3] / 2)) < min(a[3], b[3]) / 2
    return (above and not to_the_right) or (in_line and b[0] + b[2] <= a[0])


def rotated(names: list[str], first: str) -> list[str]:
    at = names.index(first) if first in names else 0
    return names[at:] + names[:at]


@pytest.mark.parametrize(("variant", "way"), WAYS)
def test_every_target_is_reached(walked: Walked, variant: str, way: str) -> None:
    missed = {
        state: sorted({target["target"] for target in facts["targets"]} - set(facts[way]["came"]))
        for state, facts in walked(variant).items()
    }
    assert {state: names for state, names in missed.items() if names} == {}


@pytest.mark.parametrize(("variant", "way"), WAYS)
def test_nothing_holds_the_keys(walked: Walked, variant: str, way: str) -> None:
    trapped = [state for state, facts in walked(variant).items() if not facts[way]["round"]]
    assert trapped == []


@pytest.mark.parametrize(("variant", "way"), WAYS)
def test_the_ring_is_seen_around_what_the_keys_are_on(
    walked: Walked, variant: str, way: str
) -> None:
    unmarked = {state: facts[way]["unmarked"] for state, facts in walked(variant).items()}
    assert {state: names for state, names in unmarked.items() if names} == {}


@pytest.mark.parametrize(("variant", "way"), WAYS)
def test_the_keys_stop_nowhere_else(walked: Walked, variant: str, way: str) -> None:
    strangers = {state: facts[way]["strangers"] for state, facts in walked(variant).items()}
    assert {state: names for state, names in strangers.items() if names} == {}


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_keys_go_in_the_order_of_reading(walked: Walked, variant: str) -> None:
    back = []
    for state, facts in walked(variant).items():
        places = {target["target"]: target for target in facts["targets"]}
        first = facts["targets"][0]["target"]
        way = [name for name in rotated(facts["down"]["came"], first) if name in places]
        back += [(state, a, b) for a, b in pairwise(way) if goes_back(places[a], places[b])]
    assert back == []


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_walks_leave_nothing_to_complain_about(walked: Walked, variant: str) -> None:
    complaints = {state: facts["messages"] for state, facts in walked(variant).items()}
    assert {state: messages for state, messages in complaints.items() if messages} == {}


@pytest.mark.parametrize("variant", VARIANTS)
def test_what_is_used_has_a_name_and_a_role(walked: Walked, variant: str) -> None:
    silent = [
        (state, target["target"], target["role"])
        for state, facts in walked(variant).items()
        for target in facts["targets"]
        if not target["name"].strip() or target["role"] in (None, "NoRole", "Client", "Pane")
    ]
    assert silent == []


@pytest.mark.parametrize("variant", VARIANTS)
def test_what_can_be_chosen_says_whether_it_is(walked: Walked, variant: str) -> None:
    roles = ("RadioButton", "CheckBox")
    wrong = [
        (state, target["target"])
        for state, facts in walked(variant).items()
        for target in facts["targets"]
        if target["role"] in roles and not target["checkable"]
    ]
    assert wrong == []


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_field_says_what_is_in_it(walked: Walked, variant: str) -> None:
    """What a field shows is its value or its description for who listens."""
    dumb = [
        (state, target["target"], target["shown"])
        for state, facts in walked(variant).items()
        for target in facts["targets"]
        if target["shown"] and target["shown"] not in (target["value"], target["description"])
    ]
    assert dumb == []


@pytest.mark.parametrize("variant", VARIANTS)
def test_what_has_to_be_mended_is_told(walked: Walked, variant: str) -> None:
    """Each error of the page is among what assistive technology can read, as an alert."""
    untold = [
        (state, error)
        for state, facts in walked(variant).items()
        for error in facts["errors"]
        if not any(error in alert for alert in facts["alerts"])
    ]
    assert untold == []
    assert any(facts["errors"] for facts in walked(variant).values())
