"""Answers no printer should give: never a crash, never a lie, never the same document twice."""

from collections.abc import Callable
from typing import Any

import pytest

from drivers.api import DeviceFault, DeviceState, PrintOutcome, PrintResult
from drivers.document_printer.client import Operation, StatusCode
from drivers.document_printer.message import Tag
from drivers.document_printer.outcome import JobState
from drivers.simulators.ipp_printer import Ending, IppPrinterSimulator
from drivers.simulators.spoiled_answers import Spoiled

Drive = Callable[..., Any]
PRINTED = PrintOutcome(PrintResult.PRINTED, sheets=3)
NOT_A_PRINTER = [
    Spoiled.GARBAGE,
    Spoiled.HALF,
    Spoiled.TRUNCATED,
    Spoiled.HTML,
    Spoiled.OTHER_REQUEST,
    Spoiled.NOT_HTTP,
    Spoiled.ENDLESS,
    500,
    302,
]
SLOW = [Spoiled.NEVER, Spoiled.DRIP]
LOST = [Spoiled.GARBAGE, Spoiled.HALF, Spoiled.TRUNCATED, Spoiled.HANGUP, Spoiled.HTML]


def documents(simulator: IppPrinterSimulator) -> int:
    """How many documents it was sent, over all its jobs."""
    return sum(job.document is not None for job in simulator.jobs)


@pytest.mark.parametrize("how", NOT_A_PRINTER, ids=str)
def test_what_is_no_printer_is_not_opened(
    simulator: IppPrinterSimulator, drive: Drive, how: Spoiled | int
) -> None:
    driven = drive(simulator.url)
    simulator.spoil(Operation.GET_PRINTER_ATTRIBUTES, how)
    with pytest.raises(DeviceFault) as caught:
        driven.printer.open()
    assert caught.value.code == "document.garbled"
    assert caught.value.remedy
    driven.printer.open()


@pytest.mark.parametrize("how", SLOW, ids=str)
def test_an_answer_that_never_ends_is_given_up_at_the_deadline(
    simulator: IppPrinterSimulator, drive: Drive, how: Spoiled
) -> None:
    driven = drive(simulator.url, factor=0.1)
    simulator.spoil(Operation.GET_PRINTER_ATTRIBUTES, how)
    with pytest.raises(DeviceFault) as caught:
        driven.printer.status()
    assert caught.value.code == "document.silent"


def test_a_printer_that_hangs_up_is_unplugged(simulator: IppPrinterSimulator, drive: Drive) -> None:
    driven = drive(simulator.url)
    simulator.spoil(Operation.GET_PRINTER_ATTRIBUTES, Spoiled.HANGUP)
    with pytest.raises(DeviceFault) as caught:
        driven.printer.status()
    assert caught.value.code == "document.unplugged"


@pytest.mark.parametrize(
    ("how", "code"),
    [
        (401, "document.refused"),
        (403, "document.refused"),
        (426, "document.refused"),
        (404, "document.no_queue"),
        (StatusCode.NOT_AUTHORIZED, "document.refused"),
        (StatusCode.NOT_FOUND, "document.no_queue"),
        (StatusCode.GONE, "document.no_queue"),
        (StatusCode.TIMED_OUT, "document.refused"),
    ],
)
def test_refusals_say_what_is_refused(
    simulator: IppPrinterSimulator, drive: Drive, how: int, code: str
) -> None:
    driven = drive(simulator.url)
    simulator.spoil(Operation.GET_PRINTER_ATTRIBUTES, how)
    with pytest.raises(DeviceFault) as caught:
        driven.printer.open()
    assert caught.value.code == code
    assert caught.value.remedy
    simulator.spoil(Operation.GET_PRINTER_ATTRIBUTES, how)
    assert driven.print() == PrintOutcome(PrintResult.FAILED, code)
    assert simulator.jobs == []


def test_an_old_printer_is_asked_in_old_words(simulator: IppPrinterSimulator, drive: Drive) -> None:
    simulator.spoil(Operation.GET_PRINTER_ATTRIBUTES, StatusCode.VERSION_NOT_SUPPORTED)
    driven = drive(simulator.url)
    assert driven.print() == PRINTED
    assert documents(simulator) == 1
    assert simulator.versions[0] == (2, 0)
    assert set(simulator.versions[1:]) == {(1, 1)}


def test_a_printer_that_is_too_old_is_refused(simulator: IppPrinterSimulator, drive: Drive) -> None:
    driven = drive(simulator.url)
    simulator.spoil(Operation.GET_PRINTER_ATTRIBUTES, *[StatusCode.VERSION_NOT_SUPPORTED] * 2)
    with pytest.raises(DeviceFault) as caught:
        driven.printer.open()
    assert caught.value.code == "document.refused"


@pytest.mark.parametrize("how", [*LOST, *SLOW], ids=str)
def test_an_announcement_whose_answer_is_lost_prints_nothing(
    simulator: IppPrinterSimulator, drive: Drive, how: Spoiled
) -> None:
    driven = drive(simulator.url, factor=1.0)
    simulator.spoil(Operation.CREATE_JOB, how)
    assert driven.print(deadline_s=2).result is PrintResult.FAILED
    assert documents(simulator) == 0
    assert simulator.asked.count(Operation.CREATE_JOB) == 1


@pytest.mark.parametrize("how", LOST, ids=str)
def test_a_document_whose_answer_is_lost_is_followed_and_not_sent_again(
    simulator: IppPrinterSimulator, drive: Drive, how: Spoiled
) -> None:
    driven = drive(simulator.url)
    simulator.spoil(Operation.SEND_DOCUMENT, how)
    assert driven.print() == PRINTED
    assert documents(simulator) == 1
    assert simulator.asked.count(Operation.SEND_DOCUMENT) == 1


def test_a_document_that_never_arrived_has_failed(
    simulator: IppPrinterSimulator, drive: Drive
) -> None:
    driven = drive(simulator.url, factor=0.2)  # two of its seconds make a job a held one
    simulator.spoil(Operation.SEND_DOCUMENT, 500)
    outcome = driven.print()
    assert outcome == PrintOutcome(PrintResult.FAILED, "document.held")
    assert simulator.jobs[-1].state == JobState.CANCELED


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (StatusCode.FORMAT_NOT_SUPPORTED, "document.format"),
        (StatusCode.NOT_POSSIBLE, "document.refused"),
    ],
)
def test_a_document_that_is_refused_has_failed_and_leaves_no_job(
    simulator: IppPrinterSimulator, drive: Drive, status: StatusCode, code: str
) -> None:
    driven = drive(simulator.url)
    simulator.spoil(Operation.SEND_DOCUMENT, status)
    assert driven.print() == PrintOutcome(PrintResult.FAILED, code)
    assert simulator.jobs[-1].state == JobState.CANCELED
    assert driven.print() == PRINTED


@pytest.mark.parametrize("how", [*NOT_A_PRINTER, Spoiled.HANGUP], ids=str)
def test_a_lost_answer_while_a_job_is_followed_is_asked_for_again(
    simulator: IppPrinterSimulator, drive: Drive, how: Spoiled | int
) -> None:
    driven = drive(simulator.url)
    simulator.spoil(Operation.GET_JOB_ATTRIBUTES, how, how)
    assert driven.print() == PRINTED
    assert documents(simulator) == 1


def test_a_printer_that_answers_nothing_more_is_given_up(
    simulator: IppPrinterSimulator, drive: Drive
) -> None:
    driven = drive(simulator.url, factor=0.1)
    simulator.ending = Ending(JobState.PROCESSING, ())
    simulator.spoil(Operation.GET_JOB_ATTRIBUTES, *[500] * 1000)
    assert driven.print() == PrintOutcome(PrintResult.UNKNOWN, "document.garbled")


def test_a_printer_that_forgot_the_job_is_unknown(
    simulator: IppPrinterSimulator, drive: Drive
) -> None:
    driven = drive(simulator.url)
    simulator.spoil(Operation.GET_JOB_ATTRIBUTES, *[StatusCode.NOT_FOUND] * 1000)
    assert driven.print() == PrintOutcome(PrintResult.UNKNOWN, "document.job_lost")


@pytest.mark.parametrize(
    ("ending", "reason"),
    [
        (Ending(short=1), "document.sheets"),
        (Ending(short=-1), "document.sheets"),
        (Ending(short=3), "document.uncounted"),
        (Ending(counts=False), "document.uncounted"),
        (Ending(sheets=2), "document.sheets"),
        (Ending(reasons=("job-completed-with-errors",)), "document.aborted"),
        (Ending(JobState.ABORTED, ("aborted-by-system",)), "document.aborted"),
        (Ending(JobState.CANCELED, ("job-canceled-at-device",)), "document.cancelled"),
    ],
)
def test_an_end_with_any_doubt_is_unknown(
    simulator: IppPrinterSimulator, drive: Drive, ending: Ending, reason: str
) -> None:
    driven = drive(simulator.url)
    simulator.ending = ending
    assert driven.print() == PrintOutcome(PrintResult.UNKNOWN, reason)
    assert documents(simulator) == 1


def test_a_job_that_was_aborted_before_it_was_begun_has_failed(
    simulator: IppPrinterSimulator, drive: Drive
) -> None:
    driven = drive(simulator.url)
    simulator.ending = Ending(JobState.ABORTED, ("document-format-error",), begun=False)
    assert driven.print() == PrintOutcome(PrintResult.FAILED, "document.aborted")


def test_a_job_somebody_holds_is_cancelled(simulator: IppPrinterSimulator, drive: Drive) -> None:
    driven = drive(simulator.url, factor=0.2)
    simulator.ending = Ending(JobState.HELD, ("job-hold-until-specified",), begun=False)
    assert driven.print() == PrintOutcome(PrintResult.FAILED, "document.held")
    assert simulator.jobs[-1].state == JobState.CANCELED


def test_a_job_that_cannot_be_cancelled_is_unknown(
    simulator: IppPrinterSimulator, drive: Drive
) -> None:
    driven = drive(simulator.url, factor=0.2)
    simulator.ending = Ending(JobState.HELD, ("job-hold-until-specified",), begun=False)
    simulator.cancelling = None
    assert driven.print() == PrintOutcome(PrintResult.UNKNOWN, "document.held")


def test_a_job_that_came_out_just_before_it_was_cancelled_is_printed(
    simulator: IppPrinterSimulator, drive: Drive
) -> None:
    driven = drive(simulator.url)
    simulator.ending = Ending(JobState.PROCESSING, ("job-printing",))
    simulator.cancelling = JobState.COMPLETED
    printing = driven.begin(3)
    assert simulator.wait_for_job(JobState.PROCESSING)
    driven.time_is_over()
    assert printing.result() == PRINTED


def test_a_complaint_that_came_with_the_job_makes_it_unknown(
    simulator: IppPrinterSimulator, drive: Drive
) -> None:
    driven = drive(simulator.url)
    simulator.ending = Ending(JobState.PROCESSING, ("job-printing",))
    printing = driven.begin(3)
    assert simulator.wait_for_job(JobState.PROCESSING)
    simulator.say(3, "media-jam-warning")
    simulator.finish()
    assert printing.result() == PrintOutcome(PrintResult.UNKNOWN, "document.paper_jam")


def test_a_complaint_that_was_there_before_is_not_the_jobs(
    simulator: IppPrinterSimulator, drive: Drive
) -> None:
    driven = drive(simulator.url)
    simulator.say(3, "media-empty-warning", "toner-low")  # another tray has A4
    assert driven.print() == PRINTED


def test_copies_no_printer_was_asked_for_are_noticed(
    simulator: IppPrinterSimulator, drive: Drive
) -> None:
    driven = drive(simulator.url)
    simulator.ending = Ending(short=3)
    outcome = driven.print(3, copies=2)
    assert outcome == PrintOutcome(PrintResult.UNKNOWN, "document.sheets")


class TestInOneStep:
    """Printers that know Print-Job only."""

    @pytest.fixture
    def old(self, simulator: IppPrinterSimulator) -> IppPrinterSimulator:
        known = (Operation.PRINT_JOB, Operation.GET_JOB_ATTRIBUTES, Operation.CANCEL_JOB)
        simulator.printer["operations-supported"] = (Tag.ENUM, tuple(int(each) for each in known))
        return simulator

    def test_they_print(self, old: IppPrinterSimulator, drive: Drive) -> None:
        assert drive(old.url).print() == PRINTED
        assert Operation.CREATE_JOB not in old.asked

    @pytest.mark.parametrize("how", [*LOST, 500], ids=str)
    def test_a_lost_answer_is_unknown_and_the_document_is_not_sent_again(
        self, old: IppPrinterSimulator, drive: Drive, how: Spoiled | int
    ) -> None:
        driven = drive(old.url)
        old.spoil(Operation.PRINT_JOB, how)
        assert driven.print().result is PrintResult.UNKNOWN
        assert old.asked.count(Operation.PRINT_JOB) == 1

    @pytest.mark.parametrize(
        ("how", "outcome"),
        [
            (StatusCode.FORMAT_NOT_SUPPORTED, PrintOutcome(PrintResult.FAILED, "document.format")),
            (
                StatusCode.NOT_ACCEPTING_JOBS,
                PrintOutcome(PrintResult.FAILED, "document.not_accepting"),
            ),
            (StatusCode.INTERNAL, PrintOutcome(PrintResult.UNKNOWN, "document.refused")),
            (403, PrintOutcome(PrintResult.FAILED, "document.refused")),
        ],
    )
    def test_a_refusal_has_failed_and_a_failure_is_unknown(
        self, old: IppPrinterSimulator, drive: Drive, how: int, outcome: PrintOutcome
    ) -> None:
        driven = drive(old.url)
        old.spoil(Operation.PRINT_JOB, how)
        assert driven.print() == outcome

    def test_a_busy_one_is_asked_again(self, old: IppPrinterSimulator, drive: Drive) -> None:
        driven = drive(old.url)
        old.spoil(Operation.PRINT_JOB, StatusCode.BUSY, StatusCode.BUSY)
        assert driven.print() == PRINTED
        assert documents(old) == 1


def test_nothing_of_a_person_and_nobodys_name_goes_with_a_job(
    simulator: IppPrinterSimulator, drive: Drive
) -> None:
    drive(simulator.url).print()
    assert [(job.name, job.user) for job in simulator.jobs] == [("bianmin", "kiosk")]


def test_a_stopped_printer_without_a_reason_is_paused(
    simulator: IppPrinterSimulator, drive: Drive
) -> None:
    driven = drive(simulator.url)
    simulator.say(5)
    status = driven.printer.status()
    assert (status.state, status.reason) == (DeviceState.OFFLINE, "document.paused")


def test_a_strange_error_is_a_hardware_error(simulator: IppPrinterSimulator, drive: Drive) -> None:
    driven = drive(simulator.url)
    simulator.say(3, "com.example.脱机\x00-error", "none-such", "")
    status = driven.printer.status()
    assert (status.state, status.reason) == (DeviceState.HARDWARE_ERROR, "document.hardware")
