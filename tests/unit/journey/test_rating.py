"""On the last page people may say how content they are; nobody has to."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kiosk.cases.rating import Rating
from kiosk.journey import commands, events
from kiosk.journey.steps import Step
from sync.protocol.satisfaction import Satisfaction


@pytest.fixture
def rater(walker: Any) -> Any:
    """Somebody who has handed in and taken the card."""
    return walker.reaches_done().does(events.CardLifted(), events.FinishAsked())


def kept(walker: Any) -> list[Rating]:
    return [one.rating for one in walker.wanted if isinstance(one, commands.KeepRating)]


def chosen(level: str, *codes: str) -> list[events.Event]:
    return [events.SatisfactionChosen(level), *map(events.ReasonToggled, codes)]


def test_one_touch_is_a_rating(rater: Any) -> None:
    rater.does(*chosen("satisfied"), events.FinishAsked())
    assert kept(rater) == [Rating(rater.receipt().number, Satisfaction.SATISFIED)]
    assert rater.step is Step.ATTRACT


def test_reasons_stand_in_the_interfaces_order_and_can_be_taken_back(rater: Any) -> None:
    rater.does(*chosen("unsatisfied", "214", "207", "210", "214"), events.FinishAsked())
    (rating,) = kept(rater)
    assert rating.reasons == ("207", "210")


def test_reasons_of_another_level_are_dropped_with_it(rater: Any) -> None:
    rater.does(*chosen("satisfied", "406"), *chosen("satisfied", "413"))
    assert rater.journey.visit.rating.reasons == ("406", "413")
    rater.does(*chosen("very_satisfied", "406", "510"), events.FinishAsked())
    assert kept(rater) == [Rating(rater.receipt().number, Satisfaction.VERY_SATISFIED, ("510",))]


def test_who_says_nothing_rates_nothing(rater: Any) -> None:
    rater.does(events.ReasonToggled("510"), events.FinishAsked())
    assert kept(rater) == []
    assert rater.journey.visit.rating is None


def test_the_page_stands_longer_where_something_can_be_said(rater: Any) -> None:
    rater.waits(12)
    assert rater.step is Step.FINISH
    rater.does(events.SatisfactionChosen("satisfied")).waits(20)
    assert rater.step is Step.FINISH
    rater.does(events.ReasonToggled("406")).waits(24)
    assert rater.step is Step.FINISH
    rater.waits(2)
    assert rater.step is Step.ATTRACT
    assert kept(rater) == [Rating(rater.receipt().number, Satisfaction.SATISFIED, ("406",))]


def test_a_rating_is_kept_once(rater: Any) -> None:
    rater.does(*chosen("satisfied"), events.FinishAsked(), events.Begun()).waits(600)
    assert len(kept(rater)) == 1


def test_an_item_after_a_death_is_not_rated(walker: Any) -> None:
    walker.reaches_done()
    outcome = walker.journey.visit.outcome
    outcome.item = replace(outcome.item, asks_rating=False)
    walker.does(events.CardLifted(), events.FinishAsked())
    assert walker.journey.visit.rating is None
    walker.does(*chosen("satisfied"), events.FinishAsked())
    assert kept(walker) == []


@pytest.mark.parametrize("leaves", [events.ExitAsked(), events.RevocationTold(revoked=True)])
def test_who_did_not_say_that_they_are_finished_is_not_asked(
    walker: Any, leaves: events.Event
) -> None:
    walker.reaches_done().does(leaves).waits(60)
    assert walker.step is Step.FINISH
    assert walker.journey.visit.rating is None


def test_nothing_but_the_number_is_still_known(rater: Any) -> None:
    visit = rater.journey.visit
    assert (visit.person, visit.application, visit.outcome, visit.item) == (None,) * 4
    assert visit.rating.number == rater.receipt().number


@pytest.mark.parametrize("said", [[], ["satisfied"]])
def test_who_lays_a_card_on_the_last_page_does_not_rate_for_the_one_before(
    rater: Any, said: list[str]
) -> None:
    rater.does(*map(events.SatisfactionChosen, said)).lays(rater.li)
    rater.does(*chosen("very_unsatisfied", "115"), events.CardLifted(), events.FinishAsked())
    assert [one.satisfaction for one in kept(rater)] == said
    assert rater.step is Step.ATTRACT


# --- an end of the asking -------------------------------------------------------------------------


@pytest.fixture
def forgetful(walker: Any) -> Any:
    """Somebody who has finished, and whose card still lies there."""
    return walker.reaches_done().does(events.FinishAsked())


def test_a_forgotten_card_does_not_hold_what_was_said_in_memory(forgetful: Any) -> None:
    forgetful.does(*chosen("satisfied")).waits(24)
    assert kept(forgetful) == []
    forgetful.waits(2)
    assert kept(forgetful) == [Rating(forgetful.receipt().number, Satisfaction.SATISFIED)]
    assert forgetful.journey.visit.rating is None
    assert forgetful.step is Step.FINISH
    forgetful.does(*chosen("very_unsatisfied"), events.CardLifted()).waits(60)
    assert len(kept(forgetful)) == 1
    assert forgetful.step is Step.ATTRACT


def test_nobody_is_asked_for_ever_because_a_card_lies_there(forgetful: Any) -> None:
    forgetful.waits(16)
    assert forgetful.journey.visit.rating is None
    assert forgetful.step is Step.FINISH


@pytest.mark.parametrize("event", [events.PresenceTold(near=False), events.BatteryTold(empty=True)])
def test_what_was_said_is_kept_when_the_person_or_the_power_goes(
    forgetful: Any, event: events.Event
) -> None:
    forgetful.does(*chosen("satisfied"), event)
    assert len(kept(forgetful)) == 1
    assert forgetful.journey.visit.rating is None
    forgetful.does(*chosen("unsatisfied"), events.CardLifted()).waits(60)
    assert len(kept(forgetful)) == 1


@pytest.mark.parametrize(
    "event",
    [
        events.PresenceTold(near=True),
        events.PresenceTold(near=None),
        events.BatteryTold(empty=False),
        events.RevocationTold(revoked=False),
    ],
)
def test_news_of_nothing_bad_ends_no_question(forgetful: Any, event: events.Event) -> None:
    forgetful.does(*chosen("satisfied"), event)
    assert kept(forgetful) == []
    assert forgetful.journey.visit.rating is not None


def test_a_terminal_that_is_taken_away_keeps_no_rating(forgetful: Any) -> None:
    forgetful.does(*chosen("satisfied"), events.RevocationTold(revoked=True))
    forgetful.does(events.CardLifted()).waits(60)
    assert kept(forgetful) == []
    assert forgetful.journey.visit.rating is None


# --- as the person reads --------------------------------------------------------------------------


def test_the_question_is_put_in_the_persons_language_and_letters(walker: Any) -> None:
    walker.reaches_done().does(events.LanguageChosen("en"), events.SeniorToggled())
    walker.does(events.CardLifted(), events.FinishAsked())
    assert (walker.journey.visit.language, walker.journey.visit.senior) == ("en", True)
    walker.waits(29)
    assert walker.step is Step.FINISH
    walker.waits(2)
    assert walker.step is Step.ATTRACT
    assert (walker.journey.visit.language, walker.journey.visit.senior) == ("zh_CN", False)


def test_a_goodbye_without_a_question_forgets_language_and_letters(walker: Any) -> None:
    walker.reaches_done().does(events.LanguageChosen("en"), events.SeniorToggled())
    walker.does(events.ExitAsked())
    assert (walker.journey.visit.language, walker.journey.visit.senior) == ("zh_CN", False)


@pytest.mark.parametrize(
    "event", [events.LanguageChosen("en"), events.SeniorToggled(), events.Touched()]
)
def test_who_turns_or_scrolls_the_page_has_more_time(rater: Any, event: events.Event) -> None:
    rater.waits(12).does(event).waits(12)
    assert rater.step is Step.FINISH


def test_without_a_question_a_touch_does_not_hold_the_goodbye(walker: Any) -> None:
    walker.reaches_done().does(events.ExitAsked(), events.CardLifted()).waits(5)
    walker.does(events.Touched()).waits(2)
    assert walker.step is Step.ATTRACT
