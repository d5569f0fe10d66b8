"""How answers are entered, stored and read."""

from __future__ import annotations

from datetime import date, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.journey import spelling
from kiosk.journey.ports import CHINA
from kiosk.journey.scale import LONGEST, Scale, read_scale

TODAY = date(2026, 11, 21)
NEPAL = timezone(timedelta(hours=5, minutes=45))


@pytest.mark.parametrize(
    ("text", "zone", "stored"),
    [
        ("09:30", CHINA, "09:30:00.000+08:00"),
        ("00:00", NEPAL, "00:00:00.000+05:45"),
        ("09:30", ZoneInfo("America/Phoenix"), "09:30:00.000-07:00"),
        ("09:30:00.000+08:00", CHINA, "09:30:00.000+08:00"),
        ("", CHINA, ""),
        ("24:00", CHINA, ""),
    ],
)
def test_a_time_is_stored_with_its_offset(text: str, zone: timezone, stored: str) -> None:
    assert spelling.stored_time(text, zone, TODAY) == stored


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("2024-02-29T23:59", "2024-02-29T23:59:00.000+08:00"),
        ("2023-02-29T10:00", ""),
        ("2026-11-21T09:30:00.000+08:00", "2026-11-21T09:30:00.000+08:00"),
        ("", ""),
    ],
)
def test_a_moment_is_stored_with_its_offset(text: str, stored: str) -> None:
    assert spelling.stored_moment(text, CHINA) == stored


@pytest.mark.parametrize(
    ("value", "entered"),
    [
        ("09:30:00.000+08:00", "09:30"),
        ("09:30:00", "09:30"),
        ("01:30:00Z", "09:30"),
        ("", ""),
        ("x", ""),
    ],
)
def test_a_time_is_entered_as_the_clock_on_the_wall_says(value: str, entered: str) -> None:
    assert spelling.entered_time(value, CHINA) == entered


@pytest.mark.parametrize(
    ("value", "entered"),
    [
        ("2026-11-21T09:30:00.000+08:00", "2026-11-21T09:30"),
        ("2026-11-20T20:00:00Z", "2026-11-21T04:00"),
        ("", ""),
    ],
)
def test_a_moment_is_entered_in_local_time(value: str, entered: str) -> None:
    assert spelling.entered_moment(value, CHINA) == entered


@given(st.datetimes().map(lambda moment: moment.isoformat("T", "minutes")))
def test_what_is_entered_comes_back(text: str) -> None:
    assert spelling.entered_moment(spelling.stored_moment(text, CHINA), CHINA) == text


@pytest.mark.parametrize(
    ("value", "entered"),
    [
        ("23.0", "23"),
        ("0.50", "0.5"),
        ("100", "100"),
        ("-7.0", "-7"),
        ("", ""),
        ("1.0e30", "1.0e30"),
    ],
)
def test_a_decimal_is_entered_without_idle_zeros(value: str, entered: str) -> None:
    assert spelling.entered_number(value) == entered


@pytest.mark.parametrize(
    ("digits", "appearances", "read"),
    [
        ("13805380000", (), "138 0538 0000"),
        ("1380538", (), "138 0538"),
        ("138", (), "138"),
        ("05387000000", (), "05387000000"),
        ("12345", (), "12345"),
        ("6228480402564890018", (), "6228 4804 0256 4890 018"),
        ("370982195308150022", ("citizen_number",), "370982 1953 0815 0022"),
        ("37098219530815002X", ("citizen_number",), "370982 1953 0815 002X"),
        ("0012345", ("thousands-sep",), "0,012,345"),
        ("", (), ""),
    ],
)
def test_digits_are_read_in_groups(digits: str, appearances: tuple[str, ...], read: str) -> None:
    assert spelling.grouped(digits, appearances) == read


@pytest.mark.parametrize(
    ("number", "read"),
    [
        ("12345.6", "12,345.6"),
        ("-1234567", "-1,234,567"),
        ("123", "123"),
        ("-123456", "-123,456"),
        ("1234.56789", "1,234.56789"),
        ("", ""),
    ],
)
def test_thousands_are_set_apart(number: str, read: str) -> None:
    assert spelling.with_thousands(number) == read


@pytest.mark.parametrize(
    ("value", "appearances", "part"),
    [
        ("2026-11-01", ("month-year",), "2026-11"),
        ("2026-01-01", ("year",), "2026"),
        ("2026-11-21", ("no-calendar",), "2026-11-21"),
        ("", ("year",), ""),
    ],
)
def test_a_date_is_read_as_far_as_it_was_asked(
    value: str, appearances: tuple[str, ...], part: str
) -> None:
    assert spelling.part_of_date(value, appearances) == part


def scale(start: str, end: str, step: str, type_: str = "decimal") -> Scale | None:
    return read_scale({"start": start, "end": end, "step": step}, type_)


@pytest.mark.parametrize(
    ("start", "end", "step", "numbers"),
    [
        ("0", "1", "0.25", ["0.00", "0.25", "0.50", "0.75", "1.00"]),
        ("1", "3", "1", ["1", "2", "3"]),
        ("3", "1", "1", ["3", "2", "1"]),
        ("3", "1", "-1", ["3", "2", "1"]),
        ("-1", "1", "1", ["-1", "0", "1"]),
        ("-0.1", "0.1", "0.1", ["-0.1", "0.0", "0.1"]),
        ("0", "10", "10", ["0", "10"]),
        ("0", "10", "4", ["0", "4", "8"]),
        ("0", "5", "9", ["0"]),
        ("7", "7", "1", ["7"]),
        ("1.0", "3.0", "1.0", ["1", "2", "3"]),
    ],
)
def test_a_scale_counts_exactly(start: str, end: str, step: str, numbers: list[str]) -> None:
    found = scale(start, end, step)
    assert found is not None
    assert [found.at(index) for index in range(found.count)] == numbers
    assert [found.index_of(number) for number in numbers] == list(range(found.count))


@pytest.mark.parametrize(
    ("start", "end", "step"),
    [
        ("", "10", "1"),
        ("0", "x", "1"),
        ("0", "10", "0"),
        ("0", "inf", "1"),
        ("nan", "1", "1"),
        ("0", str(LONGEST), "1"),
        ("0", "1", "0.0000000001"),
        ("1e99", "2e99", "1e98"),
        ("0", "1e-99", "1"),
    ],
)
def test_what_describes_no_scale_is_none(start: str, end: str, step: str) -> None:
    assert scale(start, end, step) is None


def test_whole_numbers_have_no_places() -> None:
    assert scale("0", "1", "0.5", "int") is None
    assert scale("0", "2", "1.0", "int") == Scale(0, 1, 0, 3)


def test_without_a_step_it_is_one() -> None:
    assert read_scale({"start": "1", "end": "5"}, "int") == Scale(1, 1, 0, 5)


@pytest.mark.parametrize(("value", "index"), [("", -1), ("x", -1), ("4", -1), ("2.0", 1)])
def test_what_is_not_on_the_scale_has_no_place(value: str, index: int) -> None:
    found = scale("1", "3", "1")
    assert found is not None
    assert found.index_of(value) == index
