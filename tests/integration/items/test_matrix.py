"""Every item of the starter catalogue, filled rightly, and each of its rules broken.

What is filled stands in ``matrix/<id>.toml``:

    [card]                                  what the ID card says otherwise than `conftest.CARD`
    birth = "1966-01-02"

    [right]                                 answers with which nothing is left to mend
    phone = "13805480001"
    "member[1].member_name" = "李建国"       of a row

    [gives]                                 values that follow, by name, as they are submitted
    age = "60"

    [[case]]                                one change, and what it breaks
    set = {phone = "1280548"}               answers, over those of [right]; "" takes one away
    card = {birth = "2020-01-02"}           facts, over those of [card]
    breaks = {phone = "constraint"}         nothing where it is right as well
    gives = {band = "90"}                   as above

A rule that no case breaks is told, so a form cannot have a rule that nobody tried.
"""

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from kiosk.catalogue import Catalogue

MATRIX = Path(__file__).parent / "matrix"
X = "{http://www.w3.org/2002/xforms}"
ITEMS = sorted(file.stem for file in MATRIX.glob("*.toml"))


def read(item: str) -> dict[str, Any]:
    return tomllib.loads((MATRIX / f"{item}.toml").read_text("utf-8"))


def cases() -> list[Any]:
    return [
        pytest.param(item, case, id=f"{item}-{number}")
        for item in ITEMS
        for number, case in enumerate(read(item).get("case", ()), 1)
    ]


def fill(opened: Callable[..., Any], item: str, case: dict[str, Any]) -> Any:
    plan = read(item)
    form = opened(item, **(plan.get("card", {}) | case.get("card", {})))
    form.set(**{**plan["right"], **case.get("set", {})})
    return form


def assert_gives(form: Any, expected: dict[str, Any]) -> None:
    assert {name: form[name].value for name in expected} == expected


def test_every_item_has_a_matrix(starter: Catalogue) -> None:
    assert list(starter.items) == ITEMS


@pytest.mark.parametrize("item", ITEMS)
def test_filled_rightly_nothing_is_left_to_mend(opened: Callable[..., Any], item: str) -> None:
    form = fill(opened, item, {})
    assert form.broken() == {}
    assert_gives(form, read(item).get("gives", {}))
    assert form.session.to_xml().startswith("<data")


@pytest.mark.parametrize(("item", "case"), cases())
def test_each_rule_stops_what_it_should_and_nothing_else(
    opened: Callable[..., Any], item: str, case: dict[str, Any]
) -> None:
    form = fill(opened, item, case)
    assert form.broken() == case.get("breaks", {})
    for name in form.broken():
        assert form[name].message
    assert_gives(form, case.get("gives", {}))


@pytest.mark.parametrize("item", ITEMS)
def test_every_rule_of_the_form_is_broken_by_a_case(starter: Catalogue, item: str) -> None:
    rules = set()
    for bind in etree.fromstring(starter.item(item).form_xml()).iter(f"{X}bind"):
        name = bind.get("nodeset").rpartition("/")[2]
        if bind.get("constraint"):
            rules.add((name, "constraint"))
        if bind.get("required") not in {None, "false()"}:
            rules.add((name, "required"))
    tried = {
        (re.sub(r"^.*\.", "", name), kind)
        for case in read(item).get("case", ())
        for name, kind in case.get("breaks", {}).items()
    }
    assert sorted(rules - tried) == []
