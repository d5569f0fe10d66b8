"""Property register search: what runs by itself, and what goes to people."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kiosk.catalogue import Catalogue
from kiosk.catalogue.approval import compiled

Opened = Callable[..., Any]
RIGHT = tomllib.loads((Path(__file__).parent / "matrix" / "804.toml").read_text("utf-8"))["right"]
NUMBERED = {"scope": "one", "known": "yes", "certificate_no": "新集用2003第118号"}
AGENT = {
    "role": "agent",
    "right_holder": "李建国",
    "right_holder_id_no": "34052419800101001X",
    "agent_mandate": "mandate.pdf",
}


def granted(starter: Catalogue, opened: Opened, answers: dict[str, str], birth: str) -> bool:
    filled = opened("804", birth=birth)
    filled.set(**{**RIGHT, **answers})
    rule = starter.item("804").instant_approval
    return compiled(rule, filled.form).met(filled.session)


@pytest.mark.parametrize(
    ("answers", "birth"),
    [({}, "1943-08-15"), ({}, "2008-11-21"), (NUMBERED, "1943-08-15")],
)
def test_what_is_ones_own_is_looked_up_at_once(
    starter: Catalogue, opened: Opened, answers: dict[str, str], birth: str
) -> None:
    assert granted(starter, opened, answers, birth)


@pytest.mark.parametrize(
    ("answers", "birth"),
    [
        ({}, ""),
        ({}, "2008-11-22"),
        (AGENT, "1943-08-15"),
        ({"role": ""}, "1943-08-15"),
        ({"consent": ""}, "1943-08-15"),
        ({"scope": ""}, "1943-08-15"),
        ({**NUMBERED, "certificate_no": ""}, "1943-08-15"),
        ({"kinds": ""}, "1943-08-15"),
        ({"contents": ""}, "1943-08-15"),
        ({"contents": "basic copy"}, "1943-08-15"),
        ({"purpose": ""}, "1943-08-15"),
        ({"purpose": "other"}, "1943-08-15"),
    ],
)
def test_what_people_have_to_look_at_is_not(
    starter: Catalogue, opened: Opened, answers: dict[str, str], birth: str
) -> None:
    assert not granted(starter, opened, answers, birth)
