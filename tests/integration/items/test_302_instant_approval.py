"""Unemployment registration: what the rule grants, and what goes to people."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kiosk.catalogue import Catalogue
from kiosk.catalogue.approval import compiled

Opened = Callable[..., Any]
PLAN = tomllib.loads((Path(__file__).parent / "matrix" / "302.toml").read_text("utf-8"))


def granted(
    starter: Catalogue, opened: Opened, answers: dict[str, str], card: dict[str, str]
) -> bool:
    filled = opened("302", **{**PLAN["card"], **card})
    filled.set(**{**PLAN["right"], **answers})
    rule = starter.item("302").instant_approval
    return compiled(rule, filled.form).met(filled.session)


@pytest.mark.parametrize(
    ("answers", "card"),
    [
        ({}, {}),
        ({"looking": "training"}, {}),
        ({"former_post": ""}, {"sex": "1"}),  # men are not asked
        ({}, {"birth": "1976-03-22"}),  # a worker, a day before she may retire
        ({"lost_on": "2026-11-21"}, {"birth": "2010-11-21"}),
    ],
)
def test_somebody_out_of_work_is_registered_at_once(
    starter: Catalogue, opened: Opened, answers: dict[str, str], card: dict[str, str]
) -> None:
    assert granted(starter, opened, answers, card)


@pytest.mark.parametrize(
    ("answers", "card"),
    [
        ({}, {"birth": ""}),
        ({}, {"birth": "2010-11-22"}),
        ({}, {"birth": "1976-03-21"}),  # a worker who may retire today
        ({}, {"sex": "1", "birth": "1964-12-31"}),
        ({}, {"sex": ""}),
        ({"former_post": ""}, {}),
        ({"lost_on": ""}, {}),
        ({"lost_on": "2026-11-22"}, {}),
        ({"reason": ""}, {}),
        ({"reason": "other", "reason_other": "生病养好了"}, {}),
        ({"looking": ""}, {}),
        ({"looking": "no"}, {}),
        ({"now_paid": ""}, {}),
        ({"now_paid": "yes"}, {}),
        ({"commitment": ""}, {}),
    ],
)
def test_what_people_have_to_look_at_is_not(
    starter: Catalogue, opened: Opened, answers: dict[str, str], card: dict[str, str]
) -> None:
    assert not granted(starter, opened, answers, card)
