"""Changes of a construction qualification: what the rule grants, and what goes to people."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kiosk.catalogue import Catalogue
from kiosk.catalogue.approval import compiled

Opened = Callable[..., Any]
RIGHT = tomllib.loads((Path(__file__).parent / "matrix" / "308.toml").read_text("utf-8"))["right"]
MINE = "370982195308150022"
OTHER = "11010519491231002X"
MOVED = {"changes": "address", "new_address": "汶南镇东路1号", "moved": "inside"}
AGENT = {"role": "agent", "rep_name": "赵大山", "rep_phone": "13905480002"}


def granted(starter: Catalogue, opened: Opened, answers: dict[str, str]) -> bool:
    filled = opened("308", id_no=MINE)
    filled.set(**{**RIGHT, **answers})
    rule = starter.item("308").instant_approval
    return compiled(rule, filled.form).met(filled.session)


@pytest.mark.parametrize(
    "answers",
    [
        {},
        MOVED,
        {**MOVED, "changes": "name address"},
        {"changes": "legal_rep", "new_rep_name": "王秀花", "new_rep_id_no": MINE},
        {"old_cert": "electronic"},
    ],
)
def test_what_only_has_to_be_written_anew_is_granted_at_once(
    starter: Catalogue, opened: Opened, answers: dict[str, str]
) -> None:
    assert granted(starter, opened, answers)


@pytest.mark.parametrize(
    "answers",
    [
        {"changes": ""},
        {"org_uscc": ""},
        {"org_uscc": "91350100M000100Y44"},
        {"role": ""},
        AGENT,
        {"cert_until": "2026-11-20"},
        {"cert_until": ""},
        {"registered_on": ""},
        {"registered_on": "2026-11-22"},
        {"changes": "capital", "new_capital": "800"},
        {"changes": "name type", "new_type": "limited"},
        {**MOVED, "moved": "outside"},
        {**MOVED, "moved": ""},
        {"changes": "legal_rep", "new_rep_name": "赵大山", "new_rep_id_no": OTHER},
        {"changes": "legal_rep"},
        {"old_cert": "lost", "lost_declared": "OK"},
        {"old_cert": ""},
        {"commitment": ""},
    ],
)
def test_what_people_have_to_look_at_is_not(
    starter: Catalogue, opened: Opened, answers: dict[str, str]
) -> None:
    assert not granted(starter, opened, answers)
