import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.documents import receipt_code
from sync.protocol.numbers import NumberError

NUMBER = "L08172611210042"


@pytest.fixture
def number() -> str:
    from sync.protocol.numbers import mod37_36

    return NUMBER + mod37_36(NUMBER)


def test_a_number_comes_back_from_its_code(number: str) -> None:
    code = receipt_code.encode(number)
    assert code == f"BM1:{number}"
    assert receipt_code.parse(code) == number
    assert receipt_code.parse(f" {code}\r\n") == number


def test_a_grouped_number_makes_the_same_code(number: str) -> None:
    grouped = f"{number[:5]} {number[5:11]} {number[11:15]} {number[15]}"
    assert receipt_code.encode(grouped) == receipt_code.encode(number)


def test_what_is_no_number_makes_no_code() -> None:
    with pytest.raises(NumberError):
        receipt_code.encode(NUMBER + "?")


def test_parts_a_later_version_adds_are_passed_over(number: str) -> None:
    assert receipt_code.parse(f"BM1:{number}:KEY7:ABC") == number


def test_the_code_stays_in_the_alphanumeric_set(number: str) -> None:
    assert set(receipt_code.encode(number)) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://example.org/",
        "BM1:",
        "BM1:L0817",
        "BM2:" + NUMBER + "8",
        "bm1:" + NUMBER + "8",
        NUMBER + "8",
        "BM1:" + NUMBER[:-1] + "38",
        "BM1:L99999999999999Z",
        "BM1:" + "L" * 5000,
    ],
)
def test_a_code_that_is_not_ours_or_damaged_gives_nothing(text: str) -> None:
    assert receipt_code.parse(text) is None


@given(st.text(max_size=600))
def test_no_text_breaks_the_reader(text: str) -> None:
    assert receipt_code.parse(text) is None or text.strip().startswith("BM1:L")
    assert receipt_code.parse("BM1:" + text) is None or text.startswith("L")
