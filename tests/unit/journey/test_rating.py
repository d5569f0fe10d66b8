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
