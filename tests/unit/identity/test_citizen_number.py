from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.identity.card import Sex
from kiosk.identity.citizen_number import (
    CitizenNumberError,
    check_character,
    has_right_check_character,
    parse,
)

VALID = [
    ("11010519491231002X", date(1949, 12, 31), Sex.FEMALE),
    ("440524188001010014", date(1880, 1, 1), Sex.MALE),
    ("34052419800101001X", date(1980, 1, 1), Sex.MALE),
    ("370982195308150022", date(1953, 8, 15), Sex.FEMALE),
    ("370811202502030018", date(2025, 2, 3), Sex.MALE),
]


@pytest.mark.parametrize(("text", "birth", "sex"), VALID)
def test_a_right_number_tells_birth_sex_and_region(text: str, birth: date, sex: Sex) -> None:
    number = parse(text)
    assert (number.text, number.birth, number.sex, number.region6) == (text, birth, sex, text[:6])


def test_fifteen_digits_become_eighteen_characters() -> None:
    assert parse("340524800101001").text == "34052419800101001X"


def test_fifteen_digits_with_a_centenarians_sequence_were_born_before_1900() -> None:
    assert parse("340524800101996").birth == date(1880, 1, 1)


def test_spaces_and_a_small_x_are_forgiven() -> None:
    assert parse(" 11010519491231002x ").text == "11010519491231002X"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("370982199002290012", "identity.number_date"),
        ("370982195308150023", "identity.number_check"),
        ("37098219530815002", "identity.number_shape"),
        ("3709821953081500222", "identity.number_shape"),
        ("070982195308150022", "identity.number_shape"),
        ("３７０９８２１９５３０８１５００２２", "identity.number_shape"),
        ("X70982195308150022", "identity.number_shape"),
        ("", "identity.number_shape"),
        ("340524801301001", "identity.number_date"),
    ],
)
def test_a_wrong_number_says_what_is_wrong_without_repeating_it(text: str, code: str) -> None:
    with pytest.raises(CitizenNumberError) as told:
        parse(text)
    assert told.value.code == code
    assert not text or text not in str(told.value)


def test_a_check_character_needs_seventeen_digits() -> None:
    with pytest.raises(CitizenNumberError):
        check_character("1234")


@given(st.sampled_from([text for text, _, _ in VALID]), st.integers(0, 17), st.integers(1, 9))
def test_one_wrong_digit_never_passes(text: str, place: int, shift: int) -> None:
    digit = "0123456789X".index(text[place])
    wrong = text[:place] + str((digit + shift) % 10) + text[place + 1 :]
    if wrong != text:
        assert not has_right_check_character(wrong)


@given(st.sampled_from([text for text, _, _ in VALID]), st.integers(0, 15))
def test_two_swapped_neighbours_never_pass(text: str, place: int) -> None:
    swapped = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    if swapped != text:
        assert not has_right_check_character(swapped)


@given(st.text(max_size=20))
def test_any_text_is_a_number_or_a_named_error(text: str) -> None:
    try:
        number = parse(text)
    except CitizenNumberError as told:
        assert told.code.startswith("identity.number_")  # noqa: PT017 - both ways are right
    else:
        assert parse(number.text) == number
