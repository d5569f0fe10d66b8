"""Text of a form that is printed on the receipt instead of being asked."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from kiosk.forms import load_form
from kiosk.journey import commands, events
from kiosk.journey.ports import CHINA
from kiosk.journey.printing import MOST_CHARACTERS, printed_texts
from kiosk.journey.steps import Step

FORM = load_form(Path(__file__).with_name("printer.xml"))
TEXTS = ("Bring the card for a bus.", "Come on Monday", "To Tai'an")


@pytest.fixture
def walker(make: Callable[..., Any]) -> Any:
    walker: Any = None

    def open_form(_item: object) -> Any:
        return FORM.open(now=walker.clock.now, tz=CHINA)

    walker = make(open_form=open_form)
    return walker.reaches_questions()


def questions(walker: Any) -> Any:
    return walker.journey.visit.application.questionnaire


def reaches_done(walker: Any) -> Any:
    walker.does(
        events.Answered("/data/day", "Monday"),
        events.Continued(),
        events.Answered("/data/page/kind", "a bus"),
        events.Continued(),
        events.RowEdited("/data/trip[1]"),
        events.Answered("/data/trip[1]/to", "Tai'an"),
        events.Continued(),
        events.Continued(),
        events.Confirmed(),
    )
    walker.signs().does(events.Signed())
    receipt = replace(walker.receipt(), adds_text=True)
    deposit: Any = SimpleNamespace(number=receipt.number, receipt=receipt)
    walker.does(events.Deposited(deposit))
    assert walker.step is Step.DONE
    return walker


def test_what_is_printed_is_no_page_and_no_field(walker: Any) -> None:
    refs = [plan.ref for plan in questions(walker).plans()]
    assert refs == ["/data/day", "/data/page", "/data/trip"]
    walker.does(events.Answered("/data/day", "Monday"), events.Continued())
    assert [field.ref for field in questions(walker).page().fields] == ["/data/page/kind"]
    assert not [a for a in questions(walker).answers() if a.ref in {"/data/slip", "/data/told"}]


def test_it_stands_on_the_first_receipt_and_on_those_of_the_session(walker: Any) -> None:
    reaches_done(walker)
    assert walker.last(commands.PrintReceipt).texts == TEXTS
    walker.does(events.PrintEnded(walker.receipt().number, "FAILED", "print.paper_out"))
    walker.does(events.ReprintAsked())
    assert walker.count(commands.PrintReceipt) == 2
    assert walker.last(commands.PrintReceipt).texts == TEXTS


def test_the_submission_says_only_that_there_was_text(walker: Any) -> None:
    reaches_done(walker)
    submission = walker.last(commands.DepositCase).submission
    assert submission.adds_text is True
    assert submission.answers["slip"] == "Come on Monday"


def test_my_cases_prints_without_it(walker: Any) -> None:
    reaches_done(walker).does(events.AnotherAsked(), events.MyCasesAsked())
    case = walker.case()
    walker.does(events.CasesFound(walker.journey.lookups, (case,)))
    walker.does(events.ReprintAsked(case.number))
    assert walker.last(commands.PrintReceipt).texts == ()


def test_it_is_kept_out_of_what_a_stray_log_line_would_show(walker: Any) -> None:
    reaches_done(walker)
    assert "Monday" not in repr(walker.last(commands.PrintReceipt))
    assert "Monday" not in repr(walker.journey.visit.outcome)


def test_a_receipt_is_no_book() -> None:
    session = FORM.open(now=lambda: datetime(2026, 11, 22, tzinfo=UTC), tz=CHINA)
    session.set("/data/day", "x" * MOST_CHARACTERS)
    texts = printed_texts(session)
    assert sum(map(len, texts)) <= MOST_CHARACTERS + 1
    assert texts[-1].endswith("…")
