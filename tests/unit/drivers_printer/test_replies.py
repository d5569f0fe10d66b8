import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.receipt_printer.replies import JOB_LETTERS, RealTime, ReplyStream, is_status

FINE = (0x12, 0x12, 0x12, 0x12)


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
    assert not any(is_status(letter) for letter in JOB_LETTERS)
    assert not {0x37, 0x22} & set(JOB_LETTERS)


@given(st.integers(min_value=1, max_value=20))
def test_replies_are_sorted_however_they_are_cut_up(size: int) -> None:
    stream = ReplyStream()
    data = b"\x12\x37\x22ABCD\x00\x1a\x00\x18\x00\x0c\x0f\xff\x95\x37\x22PONM\x00\x7e\x0f"
    for start in range(0, len(data), size):
        stream.feed(data[start : start + size])
    assert stream.jobs == [b"ABCD", b"PONM"]
    assert stream.statuses == [0x12, 0x1A, 0x7E]
    assert stream.fences == [0x00, 0x0F]


def test_a_frame_without_its_end_is_no_job_number() -> None:
    stream = ReplyStream()
    stream.feed(b"\x37\x22ABCDE")
    assert stream.jobs == []
