"""Openings of one store, and of its copies, give each number once as far as they can know."""

from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.cases.numbering import Row, any_start, next_number
from kiosk.cases.samples import SteppingClock

STARTS = st.lists(st.integers(1, 9999), min_size=1, max_size=5)


def give(rows: dict[int, Row], start: int) -> int:
    number, row = next_number(start, rows.values())
    rows[row.start] = row
    return number


def test_an_opening_counts_on_from_its_start_and_begins_again_after_9999() -> None:
    rows: dict[int, Row] = {}
    assert [give(rows, 9998) for _ in range(4)] == [9998, 9999, 1, 2]
    assert rows == {9998: Row(9998, 4)}


def test_what_another_opening_gave_is_passed_over() -> None:
    rows = {5: Row(5, 3), 8: Row(8, 1), 9999: Row(9999, 2)}
    assert [give(rows, 4) for _ in range(2)] == [4, 9]
    assert [give(rows, 9998) for _ in range(3)] == [9998, 2, 3]
    assert give(rows, 9998) == 10


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(1, 40)), max_size=12), STARTS)
def test_no_number_is_given_twice(turns: list[tuple[int, int]], starts: list[int]) -> None:
    rows: dict[int, Row] = {}
    numbers = [
        give(rows, starts[which % len(starts)]) for which, times in turns for _ in range(times)
    ]
    assert len(set(numbers)) == len(numbers)
    assert all(1 <= number <= 9999 for number in numbers)


@settings(max_examples=5, deadline=None)
@given(STARTS)
def test_all_numbers_of_a_day_can_be_given_and_then_there_is_none(starts: list[int]) -> None:
    rows = {start: Row(start, 3) for start in starts}
    taken = {(start - 1 + step) % 9999 + 1 for start in starts for step in range(3)}
    while (number := give(rows, 77)) <= 9999:
        assert number not in taken
        taken.add(number)
    assert len(taken) == 9999


def test_openings_begin_anywhere() -> None:
    starts = [any_start(SteppingClock(seed=seed)) for seed in range(300)]
    assert all(1 <= start <= 9999 for start in starts)
    assert len(set(starts)) > 280
