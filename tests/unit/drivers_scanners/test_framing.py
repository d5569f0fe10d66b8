"""Scans are cut out of a stream of bytes wherever the pieces of the stream end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.codes.content import LIMIT
from drivers.scanners.aim import LONGEST
from drivers.scanners.framing import End, ScanFramer

SUFFIX = {End.LINE: b"\r\n", End.CR: b"\r", End.LF: b"\n", End.CRLF: b"\r\n"}


def pieces_of(data: bytes, sizes: list[int]) -> list[bytes]:
    pieces = []
    for size in sizes:
        pieces.append(data[:size])
        data = data[size:]
    return [*pieces, data]


@given(
    st.sampled_from(list(SUFFIX)),
    st.lists(st.binary(min_size=1, max_size=20).map(lambda b: b.translate(None, b"\r\n"))),
    st.lists(st.integers(0, 7)),
)
def test_codes_come_out_as_they_went_in(end: End, codes: list[bytes], sizes: list[int]) -> None:
    framer = ScanFramer(end)
    stream = b"".join(code + SUFFIX[end] for code in codes)
    found = [scan for piece in pieces_of(stream, sizes) for scan in framer.feed(piece)]
    assert found == [code for code in codes if code]
    assert not framer.inside


def test_any_line_end_ends_a_scan_as_scanners_come_from_their_box() -> None:
    framer = ScanFramer(End.LINE)
    assert framer.feed(b"A\rB\nC\r\nD\r") == [b"A", b"B", b"C", b"D"]
    assert framer.feed(b"\nE\n\r") == [b"E"]


def test_line_ends_belong_to_the_code_where_another_suffix_was_agreed() -> None:
    assert ScanFramer(End.CRLF).feed(b"A\nB\rC\r\nD\r\n") == [b"A\nB\rC", b"D"]
    assert ScanFramer(End.CR).feed(b"A\nB\r") == [b"A\nB"]
    assert ScanFramer(End.LF).feed(b"A\rB\n") == [b"A\rB"]


def test_silence_ends_a_scan_where_no_suffix_was_agreed() -> None:
    framer = ScanFramer(End.GAP)
    assert framer.feed(b"L0817") == []
    assert framer.inside
    assert framer.silence() == ([b"L0817"], False)
    assert framer.silence() == ([], False)
    assert ScanFramer(End.GAP).feed(b"A\r\nB") == []


@pytest.mark.parametrize("end", list(SUFFIX))
def test_silence_breaks_off_a_scan_whose_suffix_was_agreed(end: End) -> None:
    framer = ScanFramer(end)
    framer.feed(b"L08")
    assert framer.silence() == ([], True)
    assert framer.feed(b"L0818" + SUFFIX[end]) == [b"L0818"]


@pytest.mark.parametrize("end", list(SUFFIX))
def test_what_is_too_long_is_cut_where_it_can_no_longer_be_text_and_the_next_is_whole(
    end: End,
) -> None:
    framer = ScanFramer(end)
    long = b"7" * (3 * LIMIT)
    (scan, following) = framer.feed(long + SUFFIX[end] + b"L0817" + SUFFIX[end])
    assert len(scan) == LONGEST
    assert following == b"L0817"
    assert framer.feed(b"7" * LIMIT + SUFFIX[end]) == [b"7" * LIMIT]


def test_what_has_begun_can_be_forgotten() -> None:
    framer = ScanFramer(End.LINE)
    framer.feed(b"somebody else's")
    framer.clear()
    assert framer.feed(b"L0817\r") == [b"L0817"]
