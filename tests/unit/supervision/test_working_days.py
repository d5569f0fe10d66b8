"""Counting working days as the State Council moved them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from sync.platform.supervision.working_days import WorkingDays

CALENDAR = WorkingDays()


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 11, 20), True),  # a Friday
        (date(2026, 11, 21), False),  # a Saturday
        (date(2026, 1, 1), False),  # New Year
        (date(2026, 1, 4), True),  # a Sunday worked for it
        (date(2026, 2, 14), True),  # a Saturday worked for the Spring Festival
        (date(2026, 2, 16), False),
        (date(2026, 2, 23), False),  # the ninth day of the Spring Festival
        (date(2026, 2, 24), True),
        (date(2026, 2, 28), True),
        (date(2025, 9, 28), True),  # a Sunday worked for the National Day
        (date(2025, 10, 8), False),
    ],
)
def test_days_of_the_state_councils_announcements(day: date, *, works: bool) -> None:
    assert CALENDAR.is_working_day(day) is works


def test_a_count_goes_around_a_holiday() -> None:
    # Friday the 13th, then the worked Saturday, then nine days off
    assert CALENDAR.after(date(2026, 2, 13), 1) == date(2026, 2, 14)
    assert CALENDAR.after(date(2026, 2, 13), 2) == date(2026, 2, 24)
    assert CALENDAR.after(date(2026, 2, 13), 0) == date(2026, 2, 13)


def test_counting_there_and_back_is_the_same() -> None:
    for count in range(60):
        last = CALENDAR.after(date(2026, 9, 18), count)
        assert CALENDAR.between(date(2026, 9, 18), last) == count


def test_the_first_working_day_from_a_day_on() -> None:
    assert CALENDAR.not_before(date(2026, 11, 21)) == date(2026, 11, 23)
    assert CALENDAR.not_before(date(2026, 11, 23)) == date(2026, 11, 23)


def test_a_region_has_days_of_its_own() -> None:
    third_of_the_third = date(2026, 4, 20)
    region = WorkingDays(
        off=frozenset({third_of_the_third}), on=frozenset({date(2026, 4, 19), third_of_the_third})
    )
    assert region.is_working_day(date(2026, 4, 19))
    assert region.is_working_day(third_of_the_third), "what is worked weighs more"
    region = WorkingDays(off=frozenset({third_of_the_third}))
    assert not region.is_working_day(third_of_the_third)
    assert region.after(date(2026, 4, 17), 1) == date(2026, 4, 21)


def test_threads_that_ask_for_different_years_at_once_are_told_the_truth() -> None:
    known = {year: CALENDAR.after(date(year, 9, 20), 12) for year in range(2018, 2027)}
    for _ in range(20):
        fresh = WorkingDays()
        with ThreadPoolExecutor(9) as pool:
            found = pool.map(lambda year: fresh.after(date(year, 9, 20), 12), known)  # noqa: B023
            assert list(found) == list(known.values())
