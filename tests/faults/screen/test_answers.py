"""Answers that do not fit: the form's own sentence, nothing lost, mended and on."""

from __future__ import annotations

from typing import Any

PHONE = "/data/contact/phone"
ACCOUNT = "/data/account_page/account"
BENEFITS = "/data/other_benefits/benefits"


def test_a_question_left_empty_says_what_is_missing_and_goes_on_once_it_is_answered(
    point: Any,
) -> None:
    screen = point.screen
    point.reaches_questions()
    screen.goes_on_to(PHONE)
    screen.robot.tap("pageNext")
    screen.says("还没有填手机号码。")
    screen.robot.tap(f"input_{PHONE}")
    screen.robot.dial("13805380000")
    screen.goes_on_to("/data/bank/bank_name")


def test_a_number_with_a_digit_missing_stays_and_needs_only_that_digit(point: Any) -> None:
    screen = point.screen
    point.reaches_questions()
    screen.goes_on_to(PHONE)
    screen.robot.tap(f"input_{PHONE}")
    screen.robot.dial("1380538000")
    screen.robot.tap("pageNext")
    screen.says("手机号码是 1 开头的 11 位数字，再核对一下。", "138 0538 000")
    screen.robot.tap(f"input_{PHONE}")
    screen.robot.dial("0")
    screen.goes_on_to("/data/bank/bank_name")


def test_an_account_that_is_too_short(point: Any) -> None:
    screen = point.screen
    point.reaches_questions()
    screen.goes_on_to(PHONE)
    screen.robot.tap(f"input_{PHONE}")
    screen.robot.dial("13805380000")
    screen.goes_on_to("/data/bank/bank_name")
    screen.robot.tap("choice_/data/bank/bank_name_rcb")
    screen.goes_on_to(ACCOUNT)
    screen.robot.tap(f"input_{ACCOUNT}")
    screen.robot.dial("62284804")
    screen.robot.tap("pageNext")
    screen.says("账号是 12 到 19 位数字，中间不留空格。对照存折或银行卡再输一遍就好。", "62284804")
    screen.robot.dial("02564890018")
    screen.answers_after_account()
    assert screen.hands_in()


def test_none_of_these_beside_a_benefit(point: Any) -> None:
    screen = point.screen
    point.reaches_questions()
    screen.answers()
    screen.robot.tap(f"change_{BENEFITS}")
    screen.robot.wait_for(f"field_{BENEFITS}")
    screen.robot.tap(f"choice_{BENEFITS}_elder_service")
    screen.robot.tap("pageNext")
    screen.says("【都没有】不能和别的补贴一起选，留下对的那些就好。")
    screen.robot.tap(f"choice_{BENEFITS}_none")
    screen.robot.tap("pageNext")
    screen.at("Check")
    assert screen.hands_in()


def test_a_letter_in_a_name_is_kept_and_a_digit_is_told(point: Any) -> None:
    screen, name = point.screen, "/data/relative/relative_name"
    point.reaches_questions()
    screen.answers()
    screen.robot.tap(f"change_{name}")
    screen.robot.tap(f"input_{name}")
    screen.robot.type("2")
    screen.robot.tap("pageNext")
    screen.says("姓名里不含数字，最多 50 个字。", "王建军2")


def test_one_who_is_not_eighty_yet_hears_from_when_on(point: Any) -> None:
    screen = point.screen
    point.reaches_questions("resident")  # born on 15 August 1953
    screen.robot.tap("pageNext")
    screen.says("高龄津贴从满 80 周岁起可以申请", "2033年8月15日")
    assert screen.page == "Questions"
    assert screen.shows("王秀花")
