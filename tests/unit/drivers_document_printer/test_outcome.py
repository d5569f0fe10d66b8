"""When a document counts as printed."""

import pytest

from drivers.api import PrintOutcome, PrintResult, Sides
from drivers.document_printer.outcome import Expected, Followed, Job, JobState, Way, judge

PRINTER = Way(waits=True, itself=True, counts=True)
UNTRIED = Way(waits=True, itself=True, counts=False)
QUEUE = Way(waits=True, itself=False, counts=True)
BLIND = Way(waits=False, itself=False, counts=True)
THREE = Expected(pages=3, copies=1, sides=Sides.ONE)
DONE = Job(JobState.COMPLETED, impressions=3, begun=True)


def became(job: Job | None, way: Way, *, complaint: str = "", why: str = "") -> tuple[str, str]:
    outcome = judge(Followed(job, complaint, why), THREE, way)
    return outcome.result.value, outcome.reason


def test_printed_is_what_is_completed_counted_and_uncomplained_of() -> None:
    printed = PrintOutcome(PrintResult.PRINTED, sheets=3)
    assert judge(Followed(DONE), THREE, PRINTER) == printed
    assert judge(Followed(DONE), THREE, QUEUE) == printed


@pytest.mark.parametrize(
    ("job", "way", "complaint", "reason"),
    [
        (DONE, BLIND, "", "document.delivered"),
        (DONE, BLIND, "document.paper_out", "document.paper_out"),
        (DONE, PRINTER, "document.paper_jam", "document.paper_jam"),
        (Job(9, impressions=0), PRINTER, "", "document.uncounted"),
        (Job(9), PRINTER, "", "document.uncounted"),
        (Job(9, impressions=2), PRINTER, "", "document.sheets"),
        (Job(9, impressions=4), PRINTER, "", "document.sheets"),
        (Job(9, impressions=3, sheets=2), PRINTER, "", "document.sheets"),
        (
            Job(9, frozenset({"job-completed-with-errors"}), impressions=3),
            PRINTER,
            "",
            "document.aborted",
        ),
        (
            Job(9, frozenset({"document-format-error"}), impressions=3),
            QUEUE,
            "",
            "document.aborted",
        ),
    ],
)
def test_a_completed_job_with_any_doubt_is_unknown(
    job: Job, way: Way, complaint: str, reason: str
) -> None:
    assert became(job, way, complaint=complaint) == ("UNKNOWN", reason)


@pytest.mark.parametrize("state", [JobState.CANCELED, JobState.ABORTED])
def test_a_job_that_was_never_begun_has_failed_whoever_says_so(state: JobState) -> None:
    for way in (PRINTER, UNTRIED, QUEUE, BLIND):
        job = Job(state, impressions=0, begun=False)
        assert became(job, way, why="document.late") == ("FAILED", "document.late")


def test_a_job_ended_before_the_first_sheet_has_failed_only_on_the_word_of_one_who_counts() -> None:
    job = Job(JobState.CANCELED, impressions=0, begun=True)
    assert became(job, PRINTER, why="document.paper_out") == ("FAILED", "document.paper_out")
    for way in (UNTRIED, QUEUE, BLIND):
        assert became(job, way, why="document.paper_out") == ("UNKNOWN", "document.paper_out")


def test_a_job_ended_after_the_first_sheet_is_unknown() -> None:
    job = Job(JobState.CANCELED, impressions=1, begun=True)
    assert became(job, PRINTER, why="document.paper_out") == ("UNKNOWN", "document.paper_out")


def test_a_job_that_somebody_else_ended_says_how() -> None:
    cancelled, aborted = Job(JobState.CANCELED, impressions=1), Job(JobState.ABORTED, impressions=1)
    assert became(cancelled, PRINTER) == ("UNKNOWN", "document.cancelled")
    assert became(aborted, PRINTER) == ("UNKNOWN", "document.aborted")


@pytest.mark.parametrize("job", [None, Job(JobState.PROCESSING), Job(JobState.HELD), Job(0)])
def test_a_job_that_nobody_saw_end_is_unknown(job: Job | None) -> None:
    assert became(job, PRINTER, why="document.silent") == ("UNKNOWN", "document.silent")


@pytest.mark.parametrize(
    ("pages", "copies", "sides", "sheets"),
    [
        (1, 1, Sides.ONE, 1),
        (3, 2, Sides.ONE, 6),
        (3, 1, Sides.TWO_LONG_EDGE, 2),
        (4, 3, Sides.TWO_SHORT_EDGE, 6),
        (1, 5, Sides.TWO_LONG_EDGE, 5),
    ],
)
def test_sheets_are_counted_by_copies_and_sides(
    pages: int, copies: int, sides: Sides, sheets: int
) -> None:
    assert Expected(pages, copies, sides).sheets == sheets


def test_the_empty_back_of_a_last_page_may_count_or_not() -> None:
    expected = Expected(3, 2, Sides.TWO_LONG_EDGE)
    for impressions, right in ((5, False), (6, True), (7, True), (8, True), (9, False)):
        job = Job(JobState.COMPLETED, impressions=impressions)
        assert expected.matches(job, itself=True) is right


def test_the_sheets_a_queue_counts_are_not_believed_when_it_counts_sides() -> None:
    # CUPS 2.4.2 takes 3 sides on both sides of the paper for one sheet
    expected, job = Expected(3, 1, Sides.TWO_LONG_EDGE), Job(9, impressions=3, sheets=1)
    assert expected.matches(job, itself=False)
    assert not expected.matches(job, itself=True)
    assert expected.matches(Job(9, sheets=2), itself=False)
    assert not expected.matches(Job(9, sheets=1), itself=False)


def test_the_words_of_an_answer_are_read() -> None:
    job = Job.of(
        {
            "job-state": (5,),
            "job-state-reasons": ("job-printing",),
            "job-impressions-completed": (2,),
            "time-at-processing": (None,),
        }
    )
    assert job == Job(5, frozenset({"job-printing"}), None, 2, begun=False)
    assert Job.of({"time-at-processing": (7,)}).begun is True
    assert Job.of({}).begun is None
