import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.documents.line_breaking import break_lines


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("", 5, [""]),
        ("一二三四五", 5, ["一二三四五"]),
        ("一二三四五六", 5, ["一二三四五", "六"]),
        ("一二三四五，六", 5, ["一二三四", "五，六"]),
        ("一二三四（五）", 5, ["一二三四", "（五）"]),
        ("a word and another", 10, ["a word and", "another"]),
        ("22 个工作日", 4, ["22 个", "工作日"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
    ],
)
def test_lines_break_where_a_reader_expects(text: str, room: int, lines: list[str]) -> None:
    assert break_lines(text, room, len) == lines


@given(st.text("一二三，。（）ab 1", max_size=60), st.integers(2, 12))
def test_nothing_is_lost_and_nothing_is_too_wide(text: str, room: int) -> None:
    lines = break_lines(text, room, len)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(len(line) <= room for line in lines)
