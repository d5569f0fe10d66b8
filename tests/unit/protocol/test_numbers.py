"""Deposit numbers, case numbers and their check character."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.protocol.numbers import (
    DepositNumber,
    NumberError,
    case_number,
    group,
    local_day,
    mod37_36,
    parse_deposit_number,
)

NUMBER = DepositNumber(817, date(2026, 11, 21), 42)
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def test_the_standard_s_vector_has_its_check_character() -> None:
    assert mod37_36("A12425GABC1234002") == "M"


@pytest.mark.parametrize("payload", ["", "a", "L 1", "中", "Ⅷ"])
def test_only_digits_and_capitals_can_be_checked(payload: str) -> None:
    with pytest.raises(NumberError) as caught:
        mod37_36(payload)
    assert caught.value.code == "number.malformed"


def test_a_number_is_sixteen_characters_and_is_grouped_for_reading() -> None:
    assert NUMBER.text == "L08172611210042" + mod37_36("L08172611210042")
    assert NUMBER.grouped == f"L0817 261121 0042 {NUMBER.text[-1]}"
    assert group(NUMBER.text) == NUMBER.grouped
    assert str(NUMBER) == NUMBER.text


@pytest.mark.parametrize(
    "typed",
    [
        NUMBER.text,
        NUMBER.grouped,
        NUMBER.text.lower(),
        f" {NUMBER.grouped}\n",
        NUMBER.grouped.replace(" ", "-"),
        "".join(chr(ord(c) + 0xFEE0) for c in NUMBER.text),
    ],
)
def test_a_number_is_read_however_it_was_typed(typed: str) -> None:
    assert parse_deposit_number(typed) == NUMBER


@pytest.mark.parametrize(
    "text", ["", "L", "hello", "X08172611210042", "L٠817261121004" + "28", "9" * 9999]
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(NumberError) as caught:
        parse_deposit_number(text)
    assert caught.value.code == "number.malformed"


def test_a_number_that_names_no_day_is_refused() -> None:
    payload = "L08172613990042"
    with pytest.raises(NumberError) as caught:
        parse_deposit_number(payload + mod37_36(payload))
    assert caught.value.code == "number.malformed"


numbers = st.builds(
    DepositNumber,
    st.integers(1, 9999),
    st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    st.integers(1, 9999),
)


@given(numbers)
def test_every_number_reads_back(number: DepositNumber) -> None:
    assert parse_deposit_number(number.grouped) == number


@given(numbers, st.integers(1, 15), st.sampled_from(ALPHABET))
def test_no_single_wrong_character_passes(number: DepositNumber, at: int, wrong: str) -> None:
    text = number.text
    mistyped = text[:at] + wrong + text[at + 1 :]
    if mistyped == text:
        assert parse_deposit_number(mistyped) == number
        return
    with pytest.raises(NumberError):
        parse_deposit_number(mistyped)


def test_swapped_neighbours_hardly_ever_pass() -> None:
    # ISO 7064 hybrid systems catch every wrong character and nearly every swap
    swaps = unnoticed = 0
    for sequence in range(1, 10000, 7):
        text = DepositNumber(817, date(2026, 11, 21), sequence).text
        for at in range(1, 14):
            swapped = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
            if swapped != text:
                swaps += 1
                unnoticed += mod37_36(swapped[:-1]) == swapped[-1]
    assert swaps > 10_000
    assert unnoticed / swaps < 0.01


@pytest.mark.parametrize(
    ("terminal", "day", "sequence", "code"),
    [
        (0, date(2026, 1, 1), 1, "number.malformed"),
        (10000, date(2026, 1, 1), 1, "number.malformed"),
        (1, date(1999, 12, 31), 1, "number.malformed"),
        (1, date(2100, 1, 1), 1, "number.malformed"),
        (1, date(2026, 1, 1), 0, "number.exhausted"),
        (1, date(2026, 1, 1), 10000, "number.exhausted"),
    ],
)
def test_what_has_no_room_makes_no_number(
    terminal: int, day: date, sequence: int, code: str
) -> None:
    with pytest.raises(NumberError) as caught:
        DepositNumber(terminal, day, sequence)
    assert caught.value.code == code


def test_the_day_changes_at_midnight_of_the_village() -> None:
    assert local_day(datetime(2026, 11, 21, 15, 59, tzinfo=UTC)) == date(2026, 11, 21)
    assert local_day(datetime(2026, 11, 21, 16, 0, tzinfo=UTC)) == date(2026, 11, 22)


def test_a_case_number_is_code_day_and_sequence() -> None:
    code = "11370982MB2857374A4371014000602"
    assert case_number(code, date(2026, 11, 21), 7) == code + "202611210007"
    assert case_number(code, date(2026, 11, 21), 10_000) == code + "2026112110000"


@pytest.mark.parametrize(
    ("code", "sequence", "expected"),
    [
        ("", 1, "number.malformed"),
        ("A-1", 1, "number.malformed"),
        ("A" * 34, 1, "number.malformed"),
        ("A", 0, "number.exhausted"),
        ("A", 1_000_000_000, "number.exhausted"),
    ],
)
def test_a_case_number_needs_a_code_and_a_free_place(
    code: str, sequence: int, expected: str
) -> None:
    with pytest.raises(NumberError) as caught:
        case_number(code, date(2026, 11, 21), sequence)
    assert caught.value.code == expected
