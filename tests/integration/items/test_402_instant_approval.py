"""Joining the resident medical insurance: what the rule grants, and what goes to people."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kiosk.catalogue import Catalogue
from kiosk.catalogue.approval import compiled

Opened = Callable[..., Any]
PLAN = tomllib.loads((Path(__file__).parent / "matrix" / "402.toml").read_text("utf-8"))


def granted(starter: Catalogue, opened: Opened, answers: dict[str, str]) -> bool:
    filled = opened("402", **PLAN["card"])
    filled.set(**{**PLAN["right"], **answers})
    rule = starter.item("402").instant_approval
    return compiled(rule, filled.form).met(filled.session)


@pytest.mark.parametrize(
    "answers", [{}, {"who": "self"}, {"who": "family", "self_aid": ""}, {"year": "2026"}]
)
def test_a_family_that_goes_on_is_registered_at_once(
    starter: Catalogue, opened: Opened, answers: dict[str, str]
) -> None:
    assert granted(starter, opened, answers)


@pytest.mark.parametrize(
    "answers",
    [
        {"kind": ""},
        {"kind": "first"},
        {"kind": "newborn"},
        {"kind": "moved"},
        {"year": ""},
        {"year": "2025"},
        {"family[1].member_id_no": ""},
        {"who": ""},
        {"self_aid": ""},
        {"self_aid": "disabled"},
        {"family[1].member_aid": ""},
        {"family[1].member_aid": "minimum_living"},
        {"family[2].member_name": "李小满"},
        {"elsewhere": ""},
        {"elsewhere": "yes"},
        {"commitment": ""},
    ],
)
def test_what_people_have_to_look_at_is_not(
    starter: Catalogue, opened: Opened, answers: dict[str, str]
) -> None:
    assert not granted(starter, opened, answers)
