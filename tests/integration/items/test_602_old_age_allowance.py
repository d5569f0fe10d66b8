from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.identity.checksums import luhn_ok

Opened = Callable[..., Any]

RIGHT = {
    "phone": "13805480001",
    "bank_name": "rcb",
    "account": "6228480402564890018",
    "holder": "applicant",
    "relative_name": "李建国",
    "relative_relation": "child",
    "relative_phone": "13905480002",
    "living": "family",
    "benefits": "none",
    "commitment": "OK",
}


def filled(opened: Opened, card: dict[str, str] | None = None, **answers: str) -> Any:
    form = opened("602", **(card or {}))
    form.set(**{**RIGHT, **answers})
    return form


def test_filled_rightly_nothing_is_left_to_mend(opened: Opened) -> None:
    form = filled(opened)
    assert form.broken() == {}
    data = form.session.to_json()
    assert data["applicant"]["name"] == "王秀花"
    assert data["applicant"]["birth"] == "1943-08-15"
    assert data["applicant"]["age"] == 83
    assert data["applicant"]["band"] == "80"
    assert data["applicant"]["monthly_amount"] == 60
    assert data["account_page"]["account"] == "6228480402564890018"
    assert data["account_page"]["account_check"] == "ok"
    assert data["other_benefits"]["benefits"] == ["none"]
    assert data["applied_on"] == "2026-11-21"


def test_what_does_not_apply_is_not_submitted(opened: Opened) -> None:
    xml = filled(opened).session.to_xml()
    for name in ("bank_other", "holder_name", "nursing_home", "eligible_from", "account_warning"):
        assert f"<{name}" not in xml
    assert "王秀花" in xml


def test_card_facts_are_read_only_and_known_to_come_from_the_card(opened: Opened) -> None:
    form = opened("602")
    for name in ("name", "sex", "nation", "birth", "id_no", "address"):
        assert form[name].source == "card"
        assert form[name].readonly
    assert dict(form["nation"].choices)["01"] == "汉"
    assert len(form["nation"].choices) == 58
    assert dict(form["sex"].choices)["2"] == "女"


def test_an_empty_form_names_everything_that_is_missing(opened: Opened) -> None:
    form = opened("602")
    assert form.broken() == dict.fromkeys(RIGHT, "required")


# --- age ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("birth", "age", "band", "amount"),
    [
        ("1946-11-21", 80, "80", 60),  # the birthday itself
        ("1946-11-20", 80, "80", 60),
        ("1936-11-22", 89, "80", 60),
        ("1936-11-21", 90, "90", 100),
        ("1926-11-22", 99, "90", 100),
        ("1926-11-21", 100, "100", 300),
        ("1915-01-01", 111, "100", 300),
        ("1944-02-29", 82, "80", 60),
    ],
)
def test_age_and_band_follow_from_the_card(
    opened: Opened, birth: str, age: int, band: str, amount: int
) -> None:
    form = filled(opened, {"birth": birth})
    assert form.broken() == {}
    data = form.session.to_json()["applicant"]
    assert (data["age"], data["band"], data["monthly_amount"]) == (age, band, amount)
    assert form["entitlement"].relevant
    assert f"今年 {age} 周岁，每月可以领 {amount} 元" in form["entitlement"].label


@pytest.mark.parametrize(
    ("birth", "words", "iso"),
    [
        ("1946-11-22", "2026年11月22日", "2026-11-22"),
        ("1947-03-05", "2027年3月5日", "2027-03-05"),
        ("1990-12-31", "2070年12月31日", "2070-12-31"),
        ("1952-02-29", "2032年2月29日", "2032-02-29"),
    ],
)
def test_who_is_too_young_is_told_from_when(
    opened: Opened, birth: str, words: str, iso: str
) -> None:
    form = filled(opened, {"birth": birth})
    assert form.broken() == {"birth": "constraint"}
    assert words in form["birth"].message
    assert not form["entitlement"].relevant
    form.session.language = "English (en)"
    assert iso in form["birth"].message
    assert "welcome" in form["birth"].message


# --- each rule broken once ------------------------------------------------------------------------


def test_a_card_number_that_was_not_read_whole_is_told(opened: Opened) -> None:
    form = filled(opened, {"id_no": "37098219430815"})
    assert form.broken() == {"id_no": "constraint"}


def test_an_answer_comes_back_when_its_question_does(opened: Opened) -> None:
    form = filled(opened, bank_name="other", bank_other="村镇银行")
    form.set(bank_name="abc")
    assert not form["bank_other"].relevant
    form.set(bank_name="other")
    assert form["bank_other"].value == "村镇银行"
    assert form.broken() == {}


# --- the account number ---------------------------------------------------------------------------


def test_a_number_that_fails_luhn_is_a_warning_and_no_stop(opened: Opened) -> None:
    form = filled(opened, account="6228480402564890019")
    assert form.broken() == {}
    assert form["account_warning"].relevant
    assert "再对一遍" in form["account_warning"].label
    assert form.session.to_json()["account_page"]["account_check"] == "look"
    form.set(account="6228480402564890018")
    assert not form["account_warning"].relevant


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(account=st.text("0123456789", min_size=12, max_size=19))
def test_the_sheets_luhn_agrees_with_the_programs(opened: Opened, account: str) -> None:
    form = opened("602")
    form.set(account=account)
    assert form["account_warning"].relevant is not luhn_ok(account)


# --- who sees what --------------------------------------------------------------------------------


def test_the_village_sees_everything_but_the_bank_account(opened: Opened) -> None:
    routing = opened("602").form.routing
    names = {ref.rpartition("/")[2]: departments for ref, departments in routing.items()}
    hidden = {"bank_name", "bank_other", "account", "holder", "holder_name", "holder_relation"}
    for name in (*RIGHT, "name", "id_no", "age", "nursing_home", "bank_other"):
        wanted = ("township", "civil_affairs")
        assert names[name] == (wanted if name in hidden else ("village", *wanted)), name
