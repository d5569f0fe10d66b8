import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.codes.content import LIMIT, read_text


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"L081726112100042K", "L081726112100042K"),
        ("王秀花".encode(), "王秀花"),
        ("王秀花".encode("gb18030"), "王秀花"),
        ("𬱖".encode("gb18030"), "𬱖"),
        (b"\xef\xbb\xbf" + "王".encode(), "王"),
        ("王".encode("utf-16"), "王"),
        (b"", ""),
        (b"two\r\nlines\t", "two  lines"),
    ],
)
def test_text_is_read_in_the_encoding_it_is_in(content: bytes, text: str) -> None:
    assert read_text(content) == text


@pytest.mark.parametrize(
    "content",
    [
        b"\x00\x01\xff\xfe\xc8",
        b"\xff",
        b"\xef\xbb\xbf\xff",
        b"a\x1b[31mred",
        b"a\x00b",
        "a\u202eb".encode(),
        "a\u2067b".encode(),
        "a\x85b\x9bc".encode(),
        b"x" * (LIMIT + 1),
    ],
)
def test_what_is_no_text_or_a_hostile_one_is_empty(content: bytes) -> None:
    assert read_text(content) == ""


def test_the_longest_allowed_text_is_read() -> None:
    assert read_text(b"x" * LIMIT) == "x" * LIMIT


def test_the_decoders_reading_wins_where_the_bytes_make_characters_nobody_uses() -> None:
    kanji = "王秀花".encode("shift_jis")
    assert read_text(kanji) != "王秀花"
    assert read_text(kanji, "王秀花") == "王秀花"


def test_the_bytes_win_where_they_make_usual_characters() -> None:
    assert read_text("王秀花".encode("gb18030"), "ÍõÐã»¨") == "王秀花"


@given(st.binary(max_size=200), st.text(max_size=20))
def test_nothing_unprintable_ever_gets_through(content: bytes, guess: str) -> None:
    text = read_text(content, guess)
    assert "\n" not in text
    assert not any(ord(character) < 0x20 or ord(character) == 0x7F for character in text)


@given(st.text(alphabet="王秀花高龄津贴abc019-:/", min_size=1, max_size=40))
def test_every_usual_text_survives_both_encodings(text: str) -> None:
    expected = text.strip()
    assert read_text(text.encode()) == expected
    if not text.isascii():
        # A few GB18030 texts happen to be valid UTF-8 as well; those cannot be told apart.
        content = text.encode("gb18030")
        assert read_text(content) in {expected, content.decode("utf-8", "replace")}
