"""Fields that know how much the form takes: item 904 says 500 characters for the two long texts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

FACTS, REQUEST = "/data/facts_page/facts", "/data/request_page/request"


@pytest.fixture
def teller(open_terminal: Callable[..., Any]) -> Any:
    """At the page where one tells what happened."""
    terminal = open_terminal()
    robot = terminal.robot
    terminal.reaches_home()
    robot.tap("item_904")
    terminal.waits_for_page("Guide")
    robot.tap("guideStart")
    terminal.waits_for_page("Identify")
    terminal.devices.lays(terminal.wang)
    robot.tap("identifyContinue")
    terminal.waits_for_page("Consent")
    robot.tap("consentAgree")
    terminal.waits_for_page("Questions")
    questions = terminal.app.conductor.journey.visit.application.questionnaire
    assert questions.change(FACTS)
    terminal.app.conductor.moved.emit()
    robot.wait_for(f"input_{FACTS}")
    return terminal


def most(terminal: Any) -> dict[str, int]:
    fields = terminal.app.view_model.property("pageModel").property("fields")
    return {entry["ref"]: entry["maxLength"] for entry in fields._entries}


def test_the_long_texts_take_what_the_form_takes(teller: Any) -> None:
    assert most(teller) == {FACTS: 500}
    questions = teller.app.conductor.journey.visit.application.questionnaire
    questions.change(REQUEST)
    teller.app.conductor.moved.emit()
    assert most(teller) == {REQUEST: 500, "/data/request_page/amount": 0}


def written(terminal: Any) -> str:
    session = terminal.app.conductor.journey.visit.application.questionnaire.session
    return str(session[FACTS].value)


@pytest.mark.parametrize(
    ("at", "typed", "kept"),
    [
        (499, "情多", "事" * 499 + "情"),
        (0, "情多", "情" + "事" * 499),
        (250, "情多", "事" * 250 + "情" + "事" * 249),
        (499, "𠮷𪚥", "事" * 499 + "𠮷"),
    ],
)
def test_the_field_takes_no_character_more_and_loses_none(
    teller: Any, at: int, typed: str, kept: str
) -> None:
    teller.robot.tap(f"input_{FACTS}")
    field = teller.robot.wait_for(f"input_{FACTS}")
    field.setProperty("text", "事" * 499)
    field.setProperty("cursorPosition", at)
    teller.robot.type(typed)
    teller.until(lambda: written(teller) == kept)
    assert field.property("text") == kept
