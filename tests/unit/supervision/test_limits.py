"""When a limit ends, worked out by hand with a calendar on the wall."""

from __future__ import annotations

from datetime import datetime

import pytest

from sync.platform.states import State
from sync.platform.supervision.limits import Deadline, Limit, Run, Unit, deadline
from sync.platform.supervision.runs import PROMISED, SILENCE, runs_of
from sync.platform.supervision.working_days import WorkingDays
from sync.protocol.numbers import LOCAL_TIME

CALENDAR = WorkingDays()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL_TIME)


@pytest.mark.parametrize(
    ("number", "unit", "start", "yellow", "red"),
    [
        # Monday: 2 working days are Tuesday and Wednesday; nine tenths: 1.8 days
        (2, "working_day", "2026-11-16T09:00", "2026-11-18T19:12", "2026-11-19T00:00"),
        # the hour of the day does not count
        (2, "working_day", "2026-11-16T23:59", "2026-11-18T19:12", "2026-11-19T00:00"),
        # on a Saturday the count begins with Monday all the same
        (1, "working_day", "2026-11-21T10:00", "2026-11-23T21:36", "2026-11-24T00:00"),
        # 22 working days from 16 September 2026: over the National Day, one Saturday worked
        (22, "working_day", "2026-09-16T10:00", "2026-10-20T19:12", "2026-10-23T00:00"),
        (10, "working_day", "2026-11-02T10:00", "2026-11-14T00:00", "2026-11-17T00:00"),
        (15, "day", "2026-11-02T10:00", "2026-11-16T12:00", "2026-11-18T00:00"),
        # the fifth day is a Saturday: the end of Monday
        (5, "day", "2026-11-16T10:00", "2026-11-21T12:00", "2026-11-24T00:00"),
        (24, "hour", "2026-11-20T10:00", "2026-11-21T07:36", "2026-11-21T10:00"),
    ],
)
def test_one_run(number: int, unit: str, start: str, yellow: str, red: str) -> None:
    found = deadline(Limit(number, Unit(unit)), [Run(at(start))], CALENDAR)
    assert found == Deadline(at(yellow), at(red))


def test_a_limit_that_never_ran_has_no_end() -> None:
    assert deadline(Limit(5, Unit.WORKING_DAY), [], CALENDAR) is None


@pytest.mark.parametrize("unit", list(Unit))
def test_a_limit_stands_still_while_it_is_interrupted(unit: Unit) -> None:
    run = Run(at("2026-11-16T10:00"), at("2026-11-16T15:00"))
    assert deadline(Limit(10, unit), [run], CALENDAR) is None


@pytest.mark.parametrize(
    ("limit", "runs", "yellow", "red"),
    [
        # three of five working days gone (17, 18, 19 November), two left after the 25th
        (
            Limit(5, Unit.WORKING_DAY),
            [("2026-11-16T10:00", "2026-11-19T11:00"), ("2026-11-25T09:00", None)],
            "2026-11-27T12:00",
            "2026-11-28T00:00",
        ),
        # interrupted and resumed on one day: nothing is lost and nothing gained
        (
            Limit(5, Unit.WORKING_DAY),
            [("2026-11-16T10:00", "2026-11-17T11:00"), ("2026-11-17T12:00", None)],
            "2026-11-23T12:00",
            "2026-11-24T00:00",
        ),
        # interrupted on its last day: the rest of the day on which it goes on is left
        (
            Limit(2, Unit.WORKING_DAY),
            [("2026-11-16T10:00", "2026-11-18T11:00"), ("2026-11-25T09:00", None)],
            "2026-11-26T00:00",
            "2026-11-26T00:00",
        ),
        # it had ended before it was interrupted
        (
            Limit(2, Unit.WORKING_DAY),
            [("2026-11-16T10:00", "2026-11-19T00:01"), ("2026-11-25T09:00", None)],
            "2026-11-18T19:12",
            "2026-11-19T00:00",
        ),
        # calendar days: interrupted on the Sunday after its last day, which the Monday makes good
        (
            Limit(5, Unit.DAY),
            [("2026-11-16T10:00", "2026-11-22T11:00"), ("2026-11-25T09:00", None)],
            "2026-11-26T00:00",
            "2026-11-26T00:00",
        ),
        (
            Limit(24, Unit.HOUR),
            [("2026-11-16T10:00", "2026-11-16T15:00"), ("2026-11-18T10:00", None)],
            "2026-11-19T02:36",
            "2026-11-19T05:00",
        ),
        (
            Limit(24, Unit.HOUR),
            [("2026-11-16T10:00", "2026-11-17T09:00"), ("2026-11-18T10:00", None)],
            "2026-11-18T10:00",
            "2026-11-18T11:00",
        ),
        (
            Limit(24, Unit.HOUR),
            [("2026-11-16T10:00", "2026-11-17T11:00"), ("2026-11-18T10:00", None)],
            "2026-11-17T07:36",
            "2026-11-17T10:00",
        ),
    ],
)
def test_an_interrupted_limit(
    limit: Limit, runs: list[tuple[str, str | None]], yellow: str, red: str
) -> None:
    made = [Run(at(start), None if end is None else at(end)) for start, end in runs]
    assert deadline(limit, made, CALENDAR) == Deadline(at(yellow), at(red))


def test_a_limit_runs_in_its_states() -> None:
    one, two, three, four, five = (at(f"2026-11-1{day}T10:00") for day in range(5))
    history = [
        (State.DELIVERED, one),
        (State.ACCEPTED, two),
        (State.IN_REVIEW, three),
        (State.CORRECTION_REQUESTED, four),
        (State.ACCEPTED, five),
    ]
    assert runs_of(history, PROMISED) == [Run(two, four), Run(five)]
    assert runs_of(history, SILENCE) == [Run(one, two)]
    assert runs_of([], SILENCE) == []
