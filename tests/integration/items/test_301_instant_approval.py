"""Employment registration: what the rule grants, and what goes to people."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kiosk.catalogue import Catalogue
from kiosk.catalogue.approval import compiled

Opened = Callable[..., Any]
PLAN = tomllib.loads((Path(__file__).parent / "matrix" / "301.toml").read_text("utf-8"))
FLEXIBLE = {"work_kind": "flexible", "job_place": "汶南镇"}
SHOP = {"work_kind": "own_business", "business_name": "王家小店"}


def granted(starter: Catalogue, opened: Opened, answers: dict[str, str], birth: str) -> bool:
    filled = opened("301", **{**PLAN["card"], "birth": birth})
    filled.set(**{**PLAN["right"], **answers})
    rule = starter.item("301").instant_approval
    return compiled(rule, filled.form).met(filled.session)


@pytest.mark.parametrize(
    ("answers", "birth"),
    [({}, "1985-12-01"), (FLEXIBLE, "1985-12-01"), ({"start_on": "2026-11-21"}, "2010-11-21")],
)
def test_a_job_that_can_be_compared_is_registered_at_once(
    starter: Catalogue, opened: Opened, answers: dict[str, str], birth: str
) -> None:
    assert granted(starter, opened, answers, birth)


@pytest.mark.parametrize(
    ("answers", "birth"),
    [
        ({}, ""),
        ({}, "2010-11-22"),
        ({"work_kind": ""}, "1985-12-01"),
        ({"employer_uscc": ""}, "1985-12-01"),
        ({"employer_uscc": "91350100M000100Y44"}, "1985-12-01"),
        ({"work_kind": "public_post"}, "1985-12-01"),
        (SHOP, "1985-12-01"),
        ({"start_on": ""}, "1985-12-01"),
        ({"start_on": "2026-11-22"}, "1985-12-01"),
        ({"commitment": ""}, "1985-12-01"),
    ],
)
def test_what_people_have_to_look_at_is_not(
    starter: Catalogue, opened: Opened, answers: dict[str, str], birth: str
) -> None:
    assert not granted(starter, opened, answers, birth)
