"""Joining the resident pension: what the rule grants, and what goes to people."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kiosk.catalogue import Catalogue
from kiosk.catalogue.approval import compiled

Opened = Callable[..., Any]
PLAN = tomllib.loads((Path(__file__).parent / "matrix" / "503.toml").read_text("utf-8"))


def granted(starter: Catalogue, opened: Opened, answers: dict[str, str], birth: str) -> bool:
    filled = opened("503", **{**PLAN["card"], "birth": birth})
    filled.set(**{**PLAN["right"], **answers})
    rule = starter.item("503").instant_approval
    return compiled(rule, filled.form).met(filled.session)


@pytest.mark.parametrize(
    ("answers", "birth"),
    [
        ({}, "1985-12-01"),
        ({}, "2008-11-21"),
        ({}, "1966-11-22"),
        ({"level": "5000", "start_month": "2026-11-01"}, "1985-12-01"),
    ],
)
def test_who_pays_alone_and_has_no_other_pension_is_registered_at_once(
    starter: Catalogue, opened: Opened, answers: dict[str, str], birth: str
) -> None:
    assert granted(starter, opened, answers, birth)


@pytest.mark.parametrize(
    ("answers", "birth"),
    [
        ({}, ""),
        ({}, "2008-11-22"),
        ({}, "1966-11-21"),
        ({"student": ""}, "1985-12-01"),
        ({"student": "yes"}, "1985-12-01"),
        ({"other_pension": ""}, "1985-12-01"),
        ({"other_pension": "before"}, "1985-12-01"),
        ({"other_pension": "now"}, "1985-12-01"),
        ({"hardship": ""}, "1985-12-01"),
        ({"hardship": "disabled", "level": "100"}, "1985-12-01"),
        ({"level": ""}, "1985-12-01"),
        ({"start_month": ""}, "1985-12-01"),
        ({"start_month": "2026-12-01"}, "1985-12-01"),
        ({"holder": ""}, "1985-12-01"),
        ({"holder": "relative"}, "1985-12-01"),
        ({"commitment": ""}, "1985-12-01"),
    ],
)
def test_what_people_have_to_look_at_is_not(
    starter: Catalogue, opened: Opened, answers: dict[str, str], birth: str
) -> None:
    assert not granted(starter, opened, answers, birth)
