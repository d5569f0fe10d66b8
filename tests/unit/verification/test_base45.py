import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.verification import base45


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"AB", "BB8"),
        (b"Hello!!", "%69 VD92EX0"),
        (b"base-45", "UJCLQE7W581"),
        (b"ietf!", "QED8WEX0"),
        (b"", ""),
        (b"\xff\xff", "FGW"),
        (b"\xff", "U5"),
    ],
)
def test_the_examples_of_the_standard(content: bytes, text: str) -> None:
    assert base45.encode(content) == text
    assert base45.decode(text) == content


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("GGW", "too large"),
        (":::", "too large"),
        ("V5", "too large"),
        ("::", "too large"),
        ("BB8A", "left over"),
        ("A", "left over"),
        ("bb8", "no character"),
        ("BB8\n", "left over"),
        ("BB\n", "no character"),
        ("B８8", "no character"),
    ],
)
def test_what_is_no_base45_is_refused(text: str, why: str) -> None:
    with pytest.raises(base45.Base45Error, match=why):
        base45.decode(text)


@given(st.binary(max_size=300))
def test_every_content_comes_back(content: bytes) -> None:
    text = base45.encode(content)
    assert base45.decode(text) == content
    assert not text.endswith(" ")  # readers that strip take nothing away


@given(st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:", max_size=30))
def test_a_text_has_one_content_or_none(text: str) -> None:
    try:
        content = base45.decode(text)
    except base45.Base45Error:
        return
    assert base45.encode(content) == text
