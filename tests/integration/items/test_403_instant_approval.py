"""Registering treatment elsewhere: what the rule grants, and what goes to people."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kiosk.catalogue import Catalogue
from kiosk.catalogue.approval import compiled

Opened = Callable[..., Any]
PLAN = tomllib.loads((Path(__file__).parent / "matrix" / "403.toml").read_text("utf-8"))
FAMILY = {
    "for_whom": "family",
    "patient_name": "李小满",
    "patient_id_no": "370811202502030018",
    "patient_relation": "child",
}


def granted(starter: Catalogue, opened: Opened, answers: dict[str, str]) -> bool:
    filled = opened("403", **PLAN["card"])
    filled.set(**{**PLAN["right"], **answers})
    rule = starter.item("403").instant_approval
    return compiled(rule, filled.form).met(filled.session)


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"insurance": "employee", "kind": "working"},
        {"kind": "emergency", "away_address": "", "start_on": "2026-11-10"},
        {"kind": "other_visit", "away_address": ""},
        {"away_province": "310000", "away_city": ""},
    ],
)
def test_what_the_commitment_covers_is_registered_at_once(
    starter: Catalogue, opened: Opened, answers: dict[str, str]
) -> None:
    assert granted(starter, opened, answers)


@pytest.mark.parametrize(
    "answers",
    [
        {"for_whom": ""},
        FAMILY,
        {"insurance": ""},
        {"insurance": "unknown"},
        {"kind": ""},
        {"kind": "referral", "referred_by": "新泰市人民医院"},
        {"away_address": ""},
        {"away_city": ""},
        {"away_province": ""},
        {"start_on": ""},
        {"start_on": "2026-01-01"},
        {"end_on": ""},
        {"end_on": "2026-11-21"},
        {"start_on": "2026-10-01", "end_on": "2026-11-20"},
        {"commitment": ""},
    ],
)
def test_what_people_have_to_look_at_is_not(
    starter: Catalogue, opened: Opened, answers: dict[str, str]
) -> None:
    assert not granted(starter, opened, answers)
