"""Nobody there any more: warning, time-out, and that nothing of a person survives."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable
from typing import Any

import pytest

from kiosk.journey import commands, events
from kiosk.journey.idle import UNATTENDED_S
from kiosk.journey.steps import Step


def test_after_a_minute_a_warning_counts_twenty_seconds_down(walker: Any) -> None:
    walker.reaches_questions().waits(59)
    assert walker.journey.idle_seconds == 0
    walker.waits(2)
    assert walker.journey.idle_seconds == 19
    walker.waits(18)
    assert (walker.step, walker.journey.idle_seconds) == (Step.QUESTIONS, 1)
    walker.waits(1)
    assert walker.step is Step.FINISH  # the card still lies there


def test_without_a_card_the_time_out_leads_to_the_first_page(walker: Any) -> None:
    walker.reaches_questions().does(events.CardLifted()).waits(80)
    assert walker.step is Step.ATTRACT


def test_a_touch_extends_without_limit(walker: Any) -> None:
    walker.reaches_questions()
    for _ in range(50):
        walker.waits(79).does(events.Touched())
        assert walker.journey.idle_seconds == 0
    assert walker.step is Step.QUESTIONS


def test_senior_mode_gives_two_minutes(walker: Any) -> None:
    walker.reaches_questions().does(events.SeniorToggled()).waits(119)
    assert walker.journey.idle_seconds == 0
    walker.waits(2)
    assert walker.journey.idle_seconds == 19


@pytest.mark.parametrize("way", ["sign", "scan"])
def test_nobody_is_hurried_while_signing_or_scanning(walker: Any, way: str) -> None:
    if way == "sign":
        walker.reaches_sign()
    else:
        walker.does(events.Begun(), events.ScanAsked())
    step = walker.step
    walker.waits(UNATTENDED_S - 1)
    assert (walker.step, walker.journey.idle_seconds) == (step, 0)


def test_an_abandoned_signature_is_wiped_in_the_end(walker: Any) -> None:
    walker.reaches_sign().signs().waits(UNATTENDED_S + 21)
    assert walker.journey.visit.application is None


def test_nobody_is_hurried_while_the_receipt_is_being_printed(walker: Any) -> None:
    walker.reaches_done().waits(300)
    assert (walker.step, walker.journey.idle_seconds) == (Step.DONE, 0)
    walker.does(events.PrintEnded(walker.receipt().number, "PRINTED")).waits(59)
    assert walker.journey.idle_seconds == 0
    walker.waits(2)
    assert walker.journey.idle_seconds == 19


def test_language_and_letters_are_the_next_persons_choice_again(walker: Any) -> None:
    walker.reaches_questions().does(events.SeniorToggled(), events.LanguageChosen("en"))
    walker.does(events.ExitAsked())
    assert (walker.journey.visit.senior, walker.journey.visit.language) == (False, "zh_CN")


def test_choices_made_on_the_first_page_and_left_are_reset(walker: Any) -> None:
    walker.does(events.LanguageChosen("en")).waits(81)
    assert walker.journey.visit.language == "zh_CN"


@pytest.mark.parametrize("sensed", [[], [events.PresenceTold(near=False)]])
def test_a_terminal_nobody_stands_at_forgets_once(walker: Any, sensed: list[events.Event]) -> None:
    walker.does(*sensed).waits(600)
    assert walker.count(commands.Forget) == 1
    walker.does(events.LanguageChosen("en")).waits(600)
    assert walker.count(commands.Forget) == 2
    assert walker.journey.visit.language == "zh_CN"


def leaves_by_exit(walker: Any) -> None:
    walker.does(events.ExitAsked())


def leaves_by_time_out(walker: Any) -> None:
    walker.waits(UNATTENDED_S + 21)


def leaves_by_another_card(walker: Any) -> None:
    walker.does(events.ExitAsked(), events.CardLifted()).waits(7)
    walker.lays(walker.li)


@pytest.mark.parametrize("leave", [leaves_by_exit, leaves_by_time_out, leaves_by_another_card])
@pytest.mark.parametrize("reach", ["reaches_questions", "reaches_check", "reaches_sign"])
def test_nothing_of_a_person_survives_the_end(
    walker: Any, reach: str, leave: Callable[[Any], None]
) -> None:
    laid = walker.wang_again()
    card = weakref.ref(laid)
    getattr(walker, reach)(laid)
    del laid
    application = walker.journey.visit.application
    watched = [
        card,
        weakref.ref(walker.journey.visit),
        weakref.ref(application),
        weakref.ref(application.questionnaire),
        weakref.ref(application.questionnaire.session),
    ]
    if reach == "reaches_sign":
        walker.signs()
    del application
    leave(walker)
    assert walker.count(commands.Forget) >= 1
    walker.wanted.clear()
    gc.collect()
    assert [ref() for ref in watched] == [None] * len(watched)


# --- what sensors tell --------------------------------------------------------------------------


def test_who_is_seen_to_leave_is_waited_for_ten_seconds_and_warned(walker: Any) -> None:
    walker.reaches_questions().does(events.PresenceTold(near=True), events.PresenceTold(near=False))
    walker.waits(9)
    assert walker.journey.idle_seconds == 0
    walker.waits(2)
    assert (walker.step, walker.journey.idle_seconds) == (Step.QUESTIONS, 19)
    walker.waits(19)
    assert walker.step is Step.FINISH


def test_who_comes_back_has_the_usual_time_since_the_last_touch(walker: Any) -> None:
    walker.reaches_questions().waits(5).does(events.PresenceTold(near=False)).waits(12)
    assert walker.journey.idle_seconds > 0
    walker.does(events.PresenceTold(near=True)).waits(1)
    assert walker.journey.idle_seconds == 0
    walker.waits(43)
    assert walker.journey.idle_seconds == 19


def test_a_second_sensor_that_sees_nobody_leaves_no_more_time(walker: Any) -> None:
    nobody = events.PresenceTold(near=False)
    walker.reaches_questions().does(nobody).waits(8).does(nobody).waits(3)
    assert walker.journey.idle_seconds == 19


def test_leaving_late_leaves_no_more_time_than_staying(walker: Any) -> None:
    walker.reaches_questions().waits(58).does(events.PresenceTold(near=False)).waits(3)
    assert walker.journey.idle_seconds == 19


@pytest.mark.parametrize("sign_of_life", [events.Touched(), events.PresenceTold(near=None)])
def test_a_touch_proves_a_sensor_wrong_and_one_that_fails_hurries_nobody(
    walker: Any, sign_of_life: events.Event
) -> None:
    walker.reaches_questions().does(events.PresenceTold(near=False), sign_of_life).waits(50)
    assert walker.journey.idle_seconds == 0


def test_a_sensor_that_sees_nobody_hurries_nobody_who_signs(walker: Any) -> None:
    walker.reaches_sign().does(events.PresenceTold(near=False)).waits(UNATTENDED_S - 1)
    assert (walker.step, walker.journey.idle_seconds) == (Step.SIGN, 0)


# --- taken out of use ---------------------------------------------------------------------------


def test_a_revoked_terminal_ends_the_session_and_begins_none(walker: Any) -> None:
    walker.reaches_questions().does(events.RevocationTold(revoked=True)).waits(1)
    assert (walker.step, walker.journey.stopped) == (Step.FINISH, "terminal.revoked")
    assert walker.journey.visit.person is None
    walker.does(events.CardLifted()).waits(31).does(events.Begun(), events.CardLaid())
    assert walker.step is Step.ATTRACT
    walker.does(events.RevocationTold(revoked=False), events.Begun())
    assert walker.step is Step.HOME


def test_what_is_being_saved_is_saved_before_a_revoked_terminal_stops(walker: Any) -> None:
    walker.reaches_sign().signs().does(events.Signed(), events.RevocationTold(revoked=True))
    walker.waits(5)
    assert walker.step is Step.SIGN


# --- the battery --------------------------------------------------------------------------------


def test_an_empty_battery_ends_the_session_and_says_why(walker: Any) -> None:
    walker.reaches_questions().does(events.BatteryTold(empty=True)).waits(1)
    assert (walker.step, walker.journey.stopped) == (Step.FINISH, "power.empty")
    assert walker.journey.visit.person is None
    walker.does(events.CardLifted()).waits(29)
    assert walker.step is Step.FINISH
    walker.waits(2)
    assert (walker.step, walker.journey.stopped) == (Step.ATTRACT, "")


def test_on_an_empty_battery_no_session_begins_until_the_mains_are_back(walker: Any) -> None:
    walker.does(events.BatteryTold(empty=True), events.Begun()).waits(1)
    walker.does(events.CardLaid(), events.CardUnreadable("card.pulled"))
    assert walker.step is Step.ATTRACT
    walker.does(events.BatteryTold(empty=False), events.Begun())
    assert walker.step is Step.HOME


def test_a_receipt_stands_for_half_a_minute_before_the_terminal_stops(walker: Any) -> None:
    walker.reaches_done().does(events.BatteryTold(empty=True)).waits(29)
    assert walker.step is Step.DONE
    walker.waits(2)
    assert (walker.step, walker.journey.stopped) == (Step.FINISH, "power.empty")


@pytest.mark.parametrize("mains_back_on", ["that page", "the next"])
def test_the_next_receipt_has_its_own_half_minute(walker: Any, mains_back_on: str) -> None:
    cut, back = events.BatteryTold(empty=True), events.BatteryTold(empty=False)
    printed = events.PrintEnded(walker.receipt().number, "PRINTED")
    walker.reaches_done().does(printed, cut).waits(20)
    if mains_back_on == "that page":
        walker.does(back).waits(1).does(cut)
    else:
        walker.does(events.AnotherAsked(), back)
        assert walker.step is not Step.DONE
        walker.reaches_done().does(printed, cut)
    walker.waits(29)
    assert walker.step is Step.DONE
    walker.waits(2)
    assert (walker.step, walker.journey.stopped) == (Step.FINISH, "power.empty")


def test_mains_that_come_back_in_time_leave_the_session_alone(walker: Any) -> None:
    walker.reaches_questions()
    walker.does(events.BatteryTold(empty=True), events.BatteryTold(empty=False)).waits(1)
    assert walker.step is Step.QUESTIONS


def test_what_is_being_saved_is_saved_before_the_terminal_stops(walker: Any) -> None:
    walker.reaches_sign().signs().does(events.Signed())
    assert walker.journey.busy
    walker.does(events.BatteryTold(empty=True)).waits(5)
    assert walker.step is Step.SIGN
