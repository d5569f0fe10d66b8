"""A department sees what the form routes to it, in the shape of the answers, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from kiosk.catalogue import starter_folder
from kiosk.forms import load_form
from sync.platform.routing import department_views
from sync.protocol.body import CaseBody

ANSWERS: dict[str, Any] = {
    "applicant": {"name": "王秀花", "id_no": "370982195308150022"},
    "opponents": {"opponent": [{"name": "李", "phone": "1"}, {"name": "赵", "phone": "2"}]},
    "benefits": ["a", "b"],
    "amount": None,
}


def views(answers: Any, **routing: tuple[str, ...]) -> Any:
    return department_views(CaseBody.model_construct(answers=answers, routing=routing))


@pytest.mark.parametrize(
    ("paths", "seen"),
    [
        ((), {}),
        (("/data/applicant/name",), {"applicant": {"name": "王秀花"}}),
        (("/data/benefits", "/data/amount"), {"benefits": ["a", "b"], "amount": None}),
        (
            ("/data/opponents/opponent/name",),
            {"opponents": {"opponent": [{"name": "李"}, {"name": "赵"}]}},
        ),
        (("/data/orx:amount",), {"amount": None}),
        (("/data/applicant",), {"applicant": ANSWERS["applicant"]}),
        (("/data/nothing", "/data/amount/deeper", "/data", "", "/"), {}),
    ],
)
def test_a_view_has_the_shape_of_the_answers(paths: tuple[str, ...], seen: Any) -> None:
    assert views(ANSWERS, civil_affairs=paths) == {"civil_affairs": seen}


def test_rows_that_are_none_are_left_out() -> None:
    assert views({"rows": ["x", {"a": 1, "b": 2}]}, d=("/data/rows/a",)) == {
        "d": {"rows": [{"a": 1}]}
    }


def leaves(found: Any, *way: str) -> set[tuple[str, ...]]:
    if isinstance(found, dict):
        return {leaf for name, one in found.items() for leaf in leaves(one, *way, name)}
    if isinstance(found, list) and found and isinstance(found[0], dict):
        return {leaf for one in found for leaf in leaves(one, *way)}
    return {way}


@pytest.mark.parametrize("item", ["602", "904"])
def test_departments_see_exactly_what_the_forms_that_ship_route_to_them(item: str) -> None:
    form = load_form((starter_folder() / item / "form.xml").read_bytes())
    answers = form.open(now=lambda: datetime.now(UTC), tz=UTC).to_json()
    departments = {one for named in form.routing.values() for one in named}
    routed = {
        one: tuple(path for path, named in form.routing.items() if one in named)
        for one in departments
    }
    assert departments
    for department, seen in views(answers, **routed).items():
        told = {tuple(path.split("/")[2:]) for path in routed[department]}
        assert leaves(seen) == leaves(answers) & told
        assert leaves(seen), department
