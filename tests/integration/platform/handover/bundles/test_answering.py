"""A department's system says itself what it decided."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import requests

CARD = {"card_no": "37098219530815002244", "card_level": "2"}
Answer = Callable[..., requests.Response]


@pytest.fixture
def tokens(departments: Any) -> dict[str, str]:
    """The tokens of the departments with a part."""
    names = ("federation", "civil", "security", "medical", "police")
    return {name: departments.add(name, "", actor="a").token for name in names}


@pytest.fixture
def answer(platform: Any, tokens: dict[str, str]) -> Answer:
    """Says what a department decided."""

    def answer(
        name: str, number: str, decision: str = "approved", token: str = "", **more: Any
    ) -> requests.Response:
        return requests.post(
            f"{platform.url}/v1/departments/{name}/decisions",
            json={"case_number": number, "decision": decision} | more,
            headers={"Authorization": f"Bearer {token or tokens[name]}"},
            timeout=60,
        )

    return answer


def test_departments_decide_a_bundle_themselves(
    deposited: Any, answer: Answer, states: Any, terminal: Any
) -> None:
    number = deposited()
    said = answer("federation", number, produced=CARD)
    assert said.status_code == 200, said.text
    assert said.json() == {
        "case_number": number,
        "department": "federation",
        "decision": "approved",
        "case_state": "in_review",
        "news": True,
    }
    assert answer("federation", number, produced=CARD).json()["news"] is False
    answer("medical", number, "refused", text="已在外地参保")
    answer("security", number)
    assert answer("civil", number).json()["case_state"] == "approved"
    assert states(number)["case"] == "approved"
    last = terminal.feed().events[-1]
    assert last.text["zh_CN"].endswith("医保：已在外地参保")


def test_what_cannot_be_is_a_problem_with_a_code(
    deposited: Any, answer: Answer, problem: Any, states: Any
) -> None:
    number = deposited()
    before = states(number)
    for response, status, code in (
        (answer("civil", number), 409, "part.waiting"),
        (answer("police", number), 404, "part.unknown"),
        (answer("medical", "1" * 30), 404, "part.unknown"),
        (answer("federation", number), 422, "part.values"),
        (answer("federation", number, produced={"card_no": 1}), 400, "department.malformed"),
        (answer("federation", number, "perhaps"), 400, "department.malformed"),
        (answer("federation", number, text="a\nb"), 400, "department.malformed"),
        (answer("federation", number, token="x"), 401, "department.token"),
    ):
        assert response.status_code == status, response.text
        found = problem(response)
        assert found["code"] == code
        assert "security" not in response.text
    assert states(number) == before
    answer("federation", number, produced=CARD)
    assert problem(answer("federation", number, "refused"))["code"] == "part.decided"
