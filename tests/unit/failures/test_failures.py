"""What failed is told by kind and place; nobody's words get into the log."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from structlog.testing import capture_logs

from kiosk import failures
from kiosk.errors import EnvironmentFault
from kiosk.identity import citizen_number

SECRET = "37098219530815002X"


def raised(error: BaseException) -> BaseException:
    try:
        raise error
    except type(error) as caught:
        return caught


@contextmanager
def hook() -> Iterator[None]:
    before, sys.excepthook = sys.excepthook, failures.report_uncaught
    try:
        yield
    finally:
        sys.excepthook = before


def test_the_words_of_an_error_are_left_out() -> None:
    with capture_logs() as logs:
        failures.report("find_cases", raised(ValueError(f"no such person: {SECRET}")))
    (entry,) = logs
    assert (entry["event"], entry["work"]) == ("screen.work_failed", "find_cases")
    assert (entry["kind"], entry["code"]) == ("ValueError", "")
    assert SECRET not in repr(entry)


def test_a_fault_is_told_by_its_code_and_with_what_helps_to_find_it() -> None:
    with capture_logs() as logs:
        fault = EnvironmentFault("form.invalid", "It is no form.")
        failures.report("load_form", fault, item="602")
    assert (logs[0]["code"], logs[0]["item"], logs[0]["place"]) == ("form.invalid", "602", "")


def test_the_place_is_the_innermost_line_of_ours() -> None:
    with pytest.raises(citizen_number.CitizenNumberError) as caught:
        citizen_number.parse(SECRET)
    module, _, line = failures.place_of(caught.value).partition(":")
    assert module == "kiosk.identity.citizen_number"
    assert int(line) > 0


def test_what_is_repeated_is_told_when_it_begins_and_when_it_is_another() -> None:
    looking = failures.Repeated("look_at_store")
    gone, full = EnvironmentFault("store.gone", ""), EnvironmentFault("store.full", "")
    with capture_logs() as logs:
        failed = [looking.failed(error) for error in (None, gone, gone, full, None, full)]
    assert failed == [False, True, True, True, False, True]
    assert [entry["code"] for entry in logs] == ["store.gone", "store.full", "store.full"]


def test_what_nobody_caught_leaves_no_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    error = raised(KeyError(SECRET))
    with hook(), capture_logs() as logs:
        sys.excepthook(type(error), error, error.__traceback__)
    assert logs[0]["kind"] == "KeyError"
    printed = capsys.readouterr()
    assert printed.out + printed.err == ""
