from collections.abc import Callable
from typing import Any

Opened = Callable[..., Any]

ROW = "/data/opponents/opponent"
RIGHT = {
    "phone": "13805480001",
    "dispute_kind": "neighbours",
    "began_on": "2026-10-01",
    "facts": "邻居修墙占了我家的过道，找他说了几次都没有结果。",
    "request": "把墙退回原来的地界。",
    "tried": "talked",
    "evidence": "photo witness",
    "mediator": "any",
    "voluntary": "OK",
}
OPPONENT = {"opponent_name": "赵大山", "opponent_relation": "neighbour"}


def opponent(form: Any, row: int, **answers: str) -> None:
    for name, value in answers.items():
        form.session.set(f"{ROW}[{row}]/{name}", value)


def filled(opened: Opened, **answers: str) -> Any:
    form = opened("904")
    form.set(**{**RIGHT, **answers})
    opponent(form, 1, **OPPONENT)
    return form


def test_filled_rightly_nothing_is_left_to_mend(opened: Opened) -> None:
    form = filled(opened, amount="1200")
    assert form.broken() == {}
    data = form.session.to_json()
    assert data["applicant"]["name"] == "王秀花"
    assert [row["opponent_name"] for row in data["opponents"]["opponent"]] == ["赵大山"]
    assert data["request_page"]["amount"] == 1200
    assert data["evidence_page"]["evidence"] == ["photo", "witness"]
    assert data["when_page"]["began_on"] == "2026-10-01"


def test_there_is_a_first_opponent_to_fill_in(opened: Opened) -> None:
    form = opened("904")
    assert form.session.evaluate(f"count({ROW})") == 1
    assert form.broken() == {
        **dict.fromkeys(RIGHT, "required"),
        **dict.fromkeys((f"opponent[1].{name}" for name in OPPONENT), "required"),
    }


def test_five_opponents_are_fine_and_a_sixth_is_not(opened: Opened) -> None:
    form = filled(opened)
    for row in range(2, 6):
        form.session.add_repeat(ROW)
        opponent(form, row, **OPPONENT)
    assert form.broken() == {}
    form.session.add_repeat(ROW)
    opponent(form, 6, **OPPONENT)
    assert form.broken() == {"opponent[6].opponent_name": "constraint"}
    assert [node.path for node in form.session.violations()] == [f"{ROW}[6]/opponent_name"]
    assert "最多写 5 位" in form.session[f"{ROW}[6]/opponent_name"].message
    form.session.remove_repeat(f"{ROW}[2]")
    assert form.broken() == {}
    assert len(form.session.to_json()["opponents"]["opponent"]) == 5


def test_a_matter_taken_up_elsewhere_is_explained_and_no_stop(opened: Opened) -> None:
    form = filled(opened, tried="authority")
    assert form["tried_note"].relevant
    assert form.broken() == {}
    form.set(tried="no")
    assert not form["tried_note"].relevant


def test_a_foreign_resident_may_apply_too(opened: Opened) -> None:
    form = opened("904", id_no="USA110081010121", nation="")
    form.set(**RIGHT)
    opponent(form, 1, **OPPONENT)
    assert form.broken() == {}


def test_only_the_village_mediation_committee_sees_it(opened: Opened) -> None:
    routing = opened("904").form.routing
    answers = {ref: to for ref, to in routing.items() if "/meta" not in ref}
    assert len(answers) > 20
    assert set(answers.values()) == {("village_mediation",)}
