"""The demo's own judgement must be able to fail."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from kiosk.demo.visits import Visit, differences, load_visits

Body = dict[str, Any]


@pytest.fixture
def visit() -> Visit:
    return next(visit for visit in load_visits() if visit.name == "offline-then-back")


@pytest.fixture
def body(visit: Visit) -> Body:
    """What the platform holds when all went well."""
    card = visit.person.facts
    return {
        "applicant": {"id_no": card.id_no},
        "answers": {
            "applied_on": "2026-11-22",
            "applicant": {
                "name": card.name,
                "sex": card.sex.value,
                "nation": card.nation,
                "birth": card.birth.isoformat(),
                "id_no": card.id_no,
                "address": card.address,
            },
            "contact": {"phone": "13705380033"},
            "opponents": {
                "opponent": [
                    {
                        "opponent_name": "张大山",
                        "opponent_phone": "13805380044",
                        "opponent_relation": "neighbour",
                        "opponent_address": "东柳村二组",
                    },
                    {"opponent_name": "张小山", "opponent_relation": "villager"},
                ]
            },
            "dispute": {"dispute_kind": "homestead"},
            "when_page": {"began_on": "2026-09-01"},
            "facts_page": {"facts": visit.entries["facts_page/facts"]},
            "request_page": {"request": visit.entries["request_page/request"], "amount": 1200},
            "history": {"tried": "talked"},
            "evidence_page": {"evidence": ["photo", "witness"]},
            "mediator_page": {"mediator": "any"},
            "voluntary_page": {"voluntary": "OK"},
        },
    }


def test_a_body_that_holds_everything_is_equal(visit: Visit, body: Body) -> None:
    assert differences(visit, body) == []


def drop_answer(body: Body) -> None:
    del body["answers"]["contact"]["phone"]


def change_answer(body: Body) -> None:
    body["answers"]["request_page"]["amount"] = 12000


def drop_choice(body: Body) -> None:
    body["answers"]["evidence_page"]["evidence"] = ["photo"]


def swap_rows(body: Body) -> None:
    body["answers"]["opponents"]["opponent"].reverse()


def add_row(body: Body) -> None:
    body["answers"]["opponents"]["opponent"].append({"opponent_name": "王五"})


def lose_card_fact(body: Body) -> None:
    body["answers"]["applicant"]["address"] = ""


def another_person(body: Body) -> None:
    body["applicant"]["id_no"] = "110105194912310021"


@pytest.mark.parametrize(
    "spoil",
    [
        drop_answer,
        change_answer,
        drop_choice,
        swap_rows,
        add_row,
        lose_card_fact,
        another_person,
    ],
)
def test_whatever_is_other_than_entered_is_found(
    visit: Visit, body: Body, spoil: Callable[[Body], None]
) -> None:
    spoiled = copy.deepcopy(body)
    spoil(spoiled)
    assert differences(visit, spoiled) != []
