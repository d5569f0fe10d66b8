"""My cases: what the platform knows of other terminals comes beside what this one knows."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from kiosk.journey import commands, events
from kiosk.journey.steps import ElsewhereState, EnquiryState


@pytest.fixture
def walker(make: Callable[..., Any]) -> Any:
    asking = make(asks_elsewhere=True)
    asking.does(events.Begun(), events.MyCasesAsked()).lays(asking.wang)
    return asking


def other(number: str = "L09031212110001K") -> Any:
    return SimpleNamespace(number=number)


def looked(walker: Any, *cases: Any) -> Any:
    return walker.does(events.CasesFound(walker.last(commands.FindCasesOf).lookup, cases))


def told(walker: Any, *cases: Any) -> Any:
    return walker.does(events.ElsewhereTold(walker.last(commands.AskElsewhere).lookup, cases))


def silent(walker: Any) -> Any:
    return walker.does(events.ElsewhereSilent(walker.last(commands.AskElsewhere).lookup))


def shown(walker: Any) -> tuple[EnquiryState, ElsewhereState, list[str]]:
    enquiry = walker.journey.visit.enquiry
    numbers = [case.number for case in (*enquiry.cases, *enquiry.others)]
    return enquiry.state, enquiry.elsewhere, numbers


def test_the_platform_is_asked_with_the_card_that_was_laid(walker: Any) -> None:
    asked = walker.last(commands.AskElsewhere)
    assert asked.card is walker.wang
    assert asked.read_at == walker.journey.visit.person.read_at
    assert asked.lookup == walker.last(commands.FindCasesOf).lookup


def test_own_cases_are_shown_at_once_and_others_when_they_come(walker: Any) -> None:
    own = walker.case()
    looked(walker, own)
    assert shown(walker) == (EnquiryState.LIST, ElsewhereState.ASKING, [own.number])
    told(walker, other(own.number), other())
    numbers = [own.number, other().number]
    assert shown(walker) == (EnquiryState.LIST, ElsewhereState.TOLD, numbers)


def test_others_that_come_first_wait_for_own_ones(walker: Any) -> None:
    own = walker.case()
    told(walker, other(own.number), other())
    assert walker.journey.visit.enquiry.state is EnquiryState.SEARCHING
    looked(walker, own)
    numbers = [own.number, other().number]
    assert shown(walker) == (EnquiryState.LIST, ElsewhereState.TOLD, numbers)


@pytest.mark.parametrize(
    ("answer", "elsewhere"), [(told, ElsewhereState.TOLD), (silent, ElsewhereState.FAILED)]
)
def test_nothing_is_said_to_be_nothing_only_once_the_platform_was_asked(
    walker: Any, answer: Callable[[Any], Any], elsewhere: ElsewhereState
) -> None:
    looked(walker)
    assert walker.journey.visit.enquiry.state is EnquiryState.SEARCHING
    answer(walker)
    assert shown(walker) == (EnquiryState.NONE, elsewhere, [])


def test_a_platform_that_is_silent_takes_nothing_from_the_list(walker: Any) -> None:
    looked(walker, walker.case())
    silent(walker)
    assert shown(walker) == (EnquiryState.LIST, ElsewhereState.FAILED, [walker.case().number])


def test_a_word_of_the_platform_leaves_what_a_printer_said(walker: Any) -> None:
    looked(walker, walker.case())
    number = walker.case().number
    walker.does(events.ReprintAsked(number), events.PrintEnded(number, "FAILED", "print.paper_out"))
    told(walker, other())
    assert walker.journey.visit.enquiry.problem == "print.paper_out"


def test_nothing_of_another_terminal_is_printed(walker: Any) -> None:
    looked(walker)
    told(walker, other())
    walker.does(events.ReprintAsked(other().number), events.CorrectionAsked(other().number))
    assert walker.count(commands.PrintReceipt) == walker.count(commands.PrintCorrection) == 0


def test_an_answer_to_the_last_persons_question_is_shown_to_nobody(walker: Any) -> None:
    late = walker.last(commands.AskElsewhere).lookup
    walker.does(events.ExitAsked(), events.CardLifted()).waits(7)
    walker.lays(walker.li).does(events.MyCasesAsked())
    walker.does(events.ElsewhereTold(late, (other(),)), events.ElsewhereSilent(late))
    assert shown(walker) == (EnquiryState.SEARCHING, ElsewhereState.ASKING, [])


def test_a_store_that_fails_is_told_whatever_the_platform_says(walker: Any) -> None:
    lookup = walker.last(commands.FindCasesOf).lookup
    walker.does(events.EnquiryFailed(lookup, "store.unavailable"))
    told(walker, other())
    enquiry = walker.journey.visit.enquiry
    assert (enquiry.state, enquiry.problem) == (EnquiryState.FAILED, "store.unavailable")


def test_a_card_that_was_read_long_ago_is_to_be_laid_again(make: Callable[..., Any]) -> None:
    walker = make(asks_elsewhere=True)
    walker.lays(walker.wang)
    for _ in range(10):
        walker.waits(59).does(events.Touched())
    walker.does(events.MyCasesAsked())
    looked(walker)
    assert walker.count(commands.AskElsewhere) == 0
    assert shown(walker) == (EnquiryState.NONE, ElsewhereState.STALE, [])
    walker.does(events.CardLifted()).lays(walker.wang)
    assert walker.count(commands.AskElsewhere) == 1


def test_a_receipt_asks_nobody_elsewhere(make: Callable[..., Any]) -> None:
    walker = make(asks_elsewhere=True)
    walker.does(events.Begun(), events.ScanAsked(), events.CodeSeen("OUR:L08172611210001K"))
    assert walker.count(commands.FindCase) == 1
    assert walker.count(commands.AskElsewhere) == 0
    walker.does(events.CasesFound(walker.last(commands.FindCase).lookup, ()))
    assert walker.journey.visit.enquiry.problem == "code.no_case"


def test_who_waits_for_the_platform_is_warned_as_ever(walker: Any) -> None:
    looked(walker)
    walker.waits(61)
    assert walker.journey.idle_seconds > 0
    silent(walker)
    assert walker.journey.idle_seconds > 0
