"""Answers from codes, and the place where the terminal stands."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kiosk.forms import load_form
from kiosk.journey import commands, events, scanning
from kiosk.journey.fields import Kind
from kiosk.journey.ports import CHINA
from kiosk.journey.steps import Step

FORM = load_form(Path(__file__).with_name("devices.xml"))
FIRST, SECOND, COUNT = "/data/packs/first", "/data/packs/second", "/data/packs/count"
HERE = "35.7125 117.7672 210.0 10.0"


@pytest.fixture
def walker(make: Callable[..., Any]) -> Any:
    """Somebody on the page with three fields for codes."""
    walker: Any = None

    def open_form(_item: object) -> Any:
        return FORM.open(now=walker.clock.now, tz=CHINA)

    walker = make(open_form=open_form, position=HERE)
    walker.reaches_questions()
    questions(walker).keep_recording("/data/story", "audio/ogg", b"OggS")
    return walker.does(events.Continued())


def questions(walker: Any) -> Any:
    return walker.journey.visit.application.questionnaire


def values(walker: Any) -> list[str]:
    return [field.value for field in questions(walker).page().fields]


def problem(walker: Any) -> tuple[str, str]:
    seen = walker.journey.visit.application.scanning
    return seen.about, seen.problem


def scans(walker: Any) -> list[bool]:
    return [each.on for each in walker.wanted if isinstance(each, commands.ScanCodes)]


def test_three_ways_to_ask_for_a_code_are_one_control(walker: Any) -> None:
    fields = questions(walker).page().fields
    assert [field.kind for field in fields] == [Kind.CODE] * 3


def test_codes_are_looked_for_on_this_page_alone(walker: Any) -> None:
    assert scans(walker) == [True]
    walker.does(events.Continued(), events.Continued())  # past the page of one more code
    assert scans(walker) == [True, False]
    walker.does(events.WentBack())
    assert scans(walker) == [True, False, True]
    walker.does(events.ExitAsked())
    assert scans(walker) == [True, False, True, False]


def test_a_time_out_ends_the_looking(walker: Any) -> None:
    walker.waits(80)
    assert walker.step is Step.FINISH
    assert scans(walker) == [True, False]


def test_codes_fill_field_after_field(walker: Any) -> None:
    assert scanning.in_hand(walker.journey) == FIRST
    walker.does(events.CodeSeen("8189"))
    assert values(walker) == ["8189", "", ""]
    walker.does(events.CodeSeen("六十粒"))
    walker.does(events.CodeSeen("60"))
    assert values(walker) == ["8189", "六十粒", "60"]
    assert scanning.in_hand(walker.journey) == ""
    walker.does(events.CodeSeen("and one too many"))
    assert values(walker) == ["8189", "六十粒", "60"]


def test_a_field_can_be_scanned_again(walker: Any) -> None:
    walker.does(events.CodeSeen("1"), events.CodeSeen("2"), events.CodeAsked(FIRST))
    assert values(walker) == ["", "2", ""]
    assert scanning.in_hand(walker.journey) == FIRST
    walker.does(events.CodeSeen("3"))
    assert values(walker) == ["3", "2", ""]


def test_the_field_that_was_asked_for_comes_first(walker: Any) -> None:
    walker.does(events.CodeAsked(SECOND), events.CodeSeen("2"))
    assert values(walker) == ["", "2", ""]
    assert scanning.in_hand(walker.journey) == FIRST
    walker.does(events.CodeAsked("/data/end"))
    assert scanning.in_hand(walker.journey) == FIRST


def test_what_was_typed_is_not_written_over(walker: Any) -> None:
    walker.does(events.Answered(FIRST, "typed"), events.CodeSeen("2"))
    assert values(walker) == ["typed", "2", ""]


def test_what_was_scanned_cannot_be_typed_over(walker: Any) -> None:
    walker.does(events.CodeSeen("1"), events.Answered(FIRST, "other"))
    assert values(walker)[0] == "1"
    walker.does(events.CodeAsked(FIRST), events.Answered(FIRST, "other"))
    assert values(walker)[0] == "other"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "code.no_text"),
        ("OUR:L08172611210001K", "code.is_receipt"),
        ("8" * 401, "code.too_long"),
    ],
)
def test_codes_that_are_no_answer_say_why(walker: Any, text: str, code: str) -> None:
    walker.does(events.CodeSeen(text))
    assert problem(walker) == (FIRST, code)
    assert values(walker) == ["", "", ""]
    walker.does(events.CodeSeen("8189"))
    assert problem(walker) == ("", "")
    assert values(walker)[0] == "8189"


def tones(walker: Any) -> int:
    return int(walker.count(commands.TellCodeTaken))


def test_a_code_that_is_taken_is_heard_and_no_other(walker: Any) -> None:
    walker.does(events.CodeSeen(""), events.CodeSeen("OUR:L08172611210001K"))
    assert tones(walker) == 0
    walker.does(events.CodeSeen("8189"))
    assert tones(walker) == 1
    walker.does(events.CodeSeen("2"), events.CodeSeen("sixty"))
    assert tones(walker) == 2
    walker.does(events.CodeSeen("60"), events.CodeSeen("and one too many"))
    assert tones(walker) == 3


def test_a_receipt_that_is_taken_is_heard_and_no_other_code(make: Callable[..., Any]) -> None:
    walker = make().does(events.Begun(), events.ScanAsked(), events.CodeSeen("somebody else's"))
    assert tones(walker) == 0
    walker.does(events.CodeSeen("OUR:L08172611210001K"))
    assert tones(walker) == 1


def test_a_field_with_a_limit_of_its_own_keeps_it(walker: Any) -> None:
    walker.does(events.CodeAsked(SECOND), events.CodeSeen("8" * 21))
    assert problem(walker) == (SECOND, "code.too_long")


def test_a_number_takes_no_letters(walker: Any) -> None:
    walker.does(events.CodeAsked(COUNT), events.CodeSeen("sixty"))
    assert problem(walker) == (COUNT, "code.unfit")
    assert values(walker) == ["", "", ""]


def test_a_field_that_only_a_device_fills_is_asked_all_the_same(walker: Any) -> None:
    walker.does(events.Continued())
    (field,) = questions(walker).page().fields
    assert (field.kind, field.read_only) == (Kind.CODE, True)
    walker.does(events.Answered("/data/only", "typed"))
    assert values(walker) == [""]
    walker.does(events.CodeSeen("1"))
    assert values(walker) == ["1"]
    walker.does(events.CodeAsked("/data/only"), events.CodeSeen("2"))
    assert values(walker) == ["2"]


def test_the_check_page_says_where_answers_come_from(walker: Any) -> None:
    walker.does(events.CodeSeen("1"), events.Answered(SECOND, "typed"))
    found = {answer.ref: answer for answer in questions(walker).answers()}
    assert (found[FIRST].source, found[FIRST].changeable) == ("code", True)
    assert (found[SECOND].source, found[SECOND].changeable) == ("person", True)


def test_the_terminal_offers_its_own_place_and_no_other(walker: Any) -> None:
    walker.does(events.Continued(), events.Continued())
    (field,) = questions(walker).page().fields
    assert field.kind is Kind.PLACE
    walker.does(events.Answered("/data/where", "1 2 3 4"))
    assert values(walker) == [""]
    walker.does(events.Answered("/data/where", HERE))
    assert values(walker) == [HERE]
    assert questions(walker).session.to_json()["where"] == [35.7125, 117.7672, 210, 10]
    walker.does(events.Answered("/data/where", ""))
    assert values(walker) == [""]


def test_a_terminal_that_knows_no_place_takes_none(make: Callable[..., Any]) -> None:
    walker = make(open_form=lambda _item: FORM.open(now=walker.clock.now, tz=CHINA))
    walker.reaches_questions()
    questions(walker).change("/data/where")
    walker.does(events.Answered("/data/where", HERE))
    assert values(walker) == [""]
