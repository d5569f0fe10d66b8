"""Cards and readers that do not do as they should: what the page says, and how it goes on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from drivers.id_card.status_words import StatusWord
from drivers.simulators.id_card_reader import LineDamage, SimulatedCard

MARK_PLACE = 248
"""Where the text of a card says of which kind it is."""


def of_unknown_kind() -> SimulatedCard:
    """A card of a kind that did not exist when this program was written."""
    card = SimulatedCard.sample("hmt_permit")
    text = card.content.text
    changed = text[:MARK_PLACE] + "Z".encode("utf-16-le") + text[MARK_PLACE + 2 :]
    return replace(card, content=replace(card.content, text=changed))


def goes_on_with_a_good_card(point: Any) -> None:
    point.reader.mend()
    point.reader.lift()
    point.lay("elder")
    point.screen.until(lambda: point.screen.model.state == "take")
    point.screen.says("李*顺，您好", "身份证读好了")


def test_a_card_of_an_unknown_kind(point: Any) -> None:
    point.screen.reaches_identify()
    point.lay(of_unknown_kind())
    point.screen.says_about("card.unknown_kind")
    goes_on_with_a_good_card(point)


def test_something_on_the_reader_that_is_no_identity_card(point: Any) -> None:
    point.screen.reaches_identify()
    point.lay()
    point.reader.damage(StatusWord.UNKNOWN_CARD_TYPE)
    point.screen.says_about("card.unknown_kind")
    goes_on_with_a_good_card(point)


def test_an_expired_card(point: Any) -> None:
    point.screen.reaches_identify()
    point.lay("expired")
    point.screen.says_about("card.expired")
    assert not point.screen.shows("孙*国")
    goes_on_with_a_good_card(point)


def test_a_card_whose_number_has_a_wrong_check_digit(point: Any, cards: Any) -> None:
    card = replace(cards["elder"], id_no="370982194103120011")
    point.screen.reaches_identify()
    point.lay(SimulatedCard.from_id_card(card))
    point.screen.says_about("card.check_digit")
    goes_on_with_a_good_card(point)


@pytest.mark.parametrize("offset", [0, 1, 14, 270, 700, 1294])
def test_a_card_pulled_away_while_it_is_read(point: Any, offset: int) -> None:
    point.screen.reaches_identify()
    point.reader.pull_at(offset)
    point.lay()
    point.screen.says_about("card.pulled")
    goes_on_with_a_good_card(point)


def test_a_card_whose_chip_is_damaged(point: Any) -> None:
    point.screen.reaches_identify()
    point.lay()
    point.reader.damage(StatusWord.READ_FAILED)
    point.screen.says_about("card.damaged")
    goes_on_with_a_good_card(point)


def test_one_whose_card_cannot_be_read_can_leave_and_the_next_one_finds_the_first_page(
    point: Any,
) -> None:
    point.screen.reaches_identify()
    point.lay()
    point.reader.damage(StatusWord.READ_FAILED)
    point.screen.says_about("card.damaged")
    point.reader.lift()
    point.screen.robot.tap("headerExit")
    point.screen.at("Attract")


def test_a_card_that_does_not_prove_itself(point: Any) -> None:
    point.screen.reaches_identify()
    point.lay()
    point.reader.damage(StatusWord.INFORMATION_AUTHENTICATION)
    point.screen.says_about("card.not_authenticated")
    goes_on_with_a_good_card(point)


def test_a_reader_that_is_unplugged_and_comes_back(point: Any) -> None:
    point.screen.reaches_identify()
    point.reader.unplug()
    point.screen.says_about("card.reader_unplugged")
    point.reader.replug()
    point.screen.until(lambda: point.screen.model.state == "lay")
    point.screen.says("请把身份证放在感应区")
    goes_on_with_a_good_card(point)


def test_a_reader_that_does_not_answer(point: Any) -> None:
    point.screen.reaches_identify()
    point.reader.damage(LineDamage.SILENCE)
    point.screen.says_about("card.reader_silent")
    goes_on_with_a_good_card(point)


def test_a_reader_unplugged_in_the_middle_of_the_questions_costs_no_answer(point: Any) -> None:
    screen = point.screen
    point.reaches_questions()
    screen.goes_on_to("/data/contact/phone")
    screen.robot.tap("input_/data/contact/phone")
    screen.robot.dial("13805380000")
    point.reader.unplug()
    screen.until(lambda: not screen.app.conductor.journey.reader_usable)
    screen.says("138 0538 0000", "李*顺")
    point.reader.replug()
    screen.answers_after_phone()
    assert screen.hands_in()


def test_the_home_page_says_that_the_reader_is_gone_and_when_it_is_back(point: Any) -> None:
    point.screen.at("Attract")
    point.screen.robot.tap("attractTouch")
    point.screen.at("Home")
    point.reader.unplug()
    point.screen.says_about("card.reader_unplugged")
    point.reader.replug()
    point.screen.says("请把身份证放在感应区")
