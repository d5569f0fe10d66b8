import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.receipt_printer.replies import (
    FRAME_MARK,
    JOB_LETTERS,
    RealTime,
    ReplyStream,
    fence_shows_paper,
    is_plain,
    is_report,
    is_status,
    printer_text,
)

FINE = (0x12, 0x12, 0x12, 0x12)
FINE_REPORT = b"\x10\x00\x00\x0f"


@pytest.mark.parametrize(
    ("answers", "problem"),
    [
        (FINE, ""),
        ((0x1A, 0x32, 0x12, 0x7E), "print.paper_out"),
        ((0x12, 0x12, 0x12, 0x1E), ""),
        ((0x1A, 0x16, 0x12, 0x12), "print.cover_open"),
        ((0x1A, 0x36, 0x12, 0x7E), "print.cover_open"),
        ((0x1A, 0x52, 0x1A, 0x12), "print.cutter"),
        ((0x1A, 0x52, 0x32, 0x12), "print.hardware"),
        ((0x1A, 0x52, 0x52, 0x12), "print.overheated"),
        ((0x1A, 0x12, 0x12, 0x12), "print.offline"),
    ],
)
def test_the_four_answers_tell_what_is_wrong(
    answers: tuple[int, int, int, int], problem: str
) -> None:
    assert RealTime.of(*answers).problem == problem


def test_the_end_of_the_roll_is_low_and_not_out() -> None:
    state = RealTime.of(0x12, 0x12, 0x12, 0x1E)
    assert (state.paper_low, state.paper_out) == (True, False)


def test_exactly_the_bytes_with_the_fixed_bits_are_answers() -> None:
    assert [byte for byte in range(256) if is_status(byte)] == [
        0x12, 0x16, 0x1A, 0x1E, 0x32, 0x36, 0x3A, 0x3E,
        0x52, 0x56, 0x5A, 0x5E, 0x72, 0x76, 0x7A, 0x7E,
    ]  # fmt: skip


def test_no_letter_of_a_job_number_can_be_taken_for_another_reply() -> None:
    assert len(set(JOB_LETTERS)) == 16
    kinds = (is_status, is_report, is_plain)
    assert not any(kind(letter) for kind in kinds for letter in JOB_LETTERS)
    assert not {FRAME_MARK, 0x11, 0x13} & set(JOB_LETTERS)


def test_the_four_bytes_of_a_report_tell_what_is_wrong() -> None:
    assert RealTime.reported(FINE_REPORT).problem == ""
    assert RealTime.reported(FINE_REPORT).cover_open is False
    assert RealTime.reported(b"\x38\x00\x00\x0f").problem == "print.cover_open"
    assert RealTime.reported(b"\x18\x00\x0f\x0f").problem == "print.paper_out"
    assert RealTime.reported(b"\x10\x00\x03\x0f").paper_low is True
    assert RealTime.reported(b"\x18\x08\x00\x0f").problem == "print.cutter"
    assert RealTime.reported(b"\x18\x20\x00\x0f").problem == "print.hardware"
    assert RealTime.reported(b"\x18\x40\x00\x0f").problem == "print.overheated"


def test_a_question_that_was_not_answered_leaves_its_part_unknown() -> None:
    state = RealTime.of(0x12, None, None, None)
    assert (state.cover_open, state.paper_low, state.problem) == (None, None, "")


@given(st.integers(min_value=1, max_value=20))
def test_replies_are_sorted_however_they_are_cut_up(size: int) -> None:
    stream = ReplyStream()
    data = b"\x12\x37\x22QSUW\x00\x1a\x00\x18\x00\x0c\x0f\xff\x95\x11\x13\x37\x22yw=1\x00\x7e\x0f"
    for start in range(0, len(data), size):
        stream.feed(data[start : start + size])
    assert stream.jobs == [b"QSUW", b"yw=1"]
    assert stream.statuses == [0x12, 0x1A, 0x7E]
    assert stream.fences == [0x00, 0x0F]
    assert [report.problem for report in stream.reports] == ["print.paper_out"]
    assert not stream.unfinished


@pytest.mark.parametrize("answer", [b"\x37\x22QSUW\x00", b"\x12", b"\x00"])
@pytest.mark.parametrize("place", range(8))
def test_a_report_in_the_middle_of_an_answer_spoils_neither(answer: bytes, place: int) -> None:
    stream = ReplyStream()
    stream.feed(answer[:place] + b"\x18\x00\x0c\x0f" + answer[place:])
    assert [report.paper_out for report in stream.reports] == [True]
    found = (stream.jobs, stream.statuses, bytes(stream.fences))
    expected = {0x37: ([b"QSUW"], [], b""), 0x12: ([], [0x12], b""), 0x00: ([], [], b"\x00")}
    assert found == expected[answer[0]]


@pytest.mark.parametrize("answer", [b"\x37\x22QSUW\x00", b"\x12"])
@pytest.mark.parametrize("place", range(5))
def test_an_answer_in_the_middle_of_a_report_spoils_neither(answer: bytes, place: int) -> None:
    report = b"\x18\x00\x0c\x0f"
    stream = ReplyStream()
    stream.feed(report[:place] + answer + report[place:])
    assert [report.paper_out for report in stream.reports] == [True]
    assert len(stream.jobs) + len(stream.statuses) == 1
    assert stream.fences == []


def test_a_report_that_is_too_short_is_news_all_the_same() -> None:
    stream = ReplyStream()
    stream.feed(b"\x18\x18\x00")
    assert (stream.unasked, stream.reports, stream.fences) == (2, [], [])
    assert stream.unfinished


def test_a_frame_without_its_end_is_no_job_number() -> None:
    stream = ReplyStream()
    stream.feed(b"\x37\x22QSUWy")
    assert stream.jobs == []


def test_a_frame_that_ends_too_early_is_no_answer_to_anything() -> None:
    stream = ReplyStream()
    stream.feed(b"\x37\x22QS\x00")
    assert (stream.jobs, stream.fences) == ([], [])
    stream.feed(b"\x00")
    assert stream.fences == [0]


def test_a_stray_mark_does_not_swallow_the_next_answer() -> None:
    stream = ReplyStream()
    stream.feed(b"\x37\x00")
    assert stream.fences == [0]


@given(st.binary(max_size=60), st.integers(min_value=1, max_value=7))
def test_noise_is_never_a_job_number_that_was_not_sent(noise: bytes, size: int) -> None:
    stream = ReplyStream()
    for start in range(0, len(noise), size):
        stream.feed(noise[start : start + size])
    assert all(b"\x37\x22" in noise and set(job) <= set(JOB_LETTERS) for job in stream.jobs)


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (b"_TM-T20II\x00", "TM-T20II"),
        (b"\x12_ X7 \x00", "X7"),
        (b"_", ""),
        (b"", ""),
        (b"\x00", ""),
        (b"_a\x07b\x00", ""),
        (b"_" + b"a" * 81 + b"\x00", ""),
    ],
)
def test_what_a_printer_says_of_itself_is_taken_only_when_it_is_text(
    answer: bytes, text: str
) -> None:
    assert printer_text(answer) == text


def test_a_fence_answer_tells_of_the_paper() -> None:
    assert fence_shows_paper(0x03)
    assert not fence_shows_paper(0x0C)
