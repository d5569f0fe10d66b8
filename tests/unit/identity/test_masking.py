import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.identity.masking import mask_id_no, mask_name


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("王花", "王*"),
        ("王秀花", "王*花"),
        ("欧阳娜", "欧*娜"),
        ("欧阳娜娜", "欧**娜"),
        ("阿卜杜热合曼·买买提", "阿*****·**提"),
        ("买·提", "买·*"),
        ("吕𠮷安", "吕*安"),
        ("葛\U000e0101城娜", "葛\U000e0101*娜"),
        ("SMITH, JOHN", "S****, J***"),
        ("O'NEIL ANNA-MARIA", "O'N*** A***-M****"),
        ("王", "*"),
        ("", ""),
    ],
)
def test_a_name_keeps_its_ends(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("370982195308150022", "370982********0022"),
        ("340524800101001", "340524******001"),
        ("CAN110069041501", "CAN110******501"),
        ("H12345678", "H1*****78"),
        ("E1234", "*****"),
        ("", ""),
    ],
)
def test_a_number_keeps_its_ends(number: str, masked: str) -> None:
    assert mask_id_no(number) == masked


@given(st.text("王秀花欧阳娜·𠮷", min_size=1, max_size=30))
def test_at_most_two_characters_of_a_chinese_name_can_be_read(name: str) -> None:
    masked = mask_name(name)
    assert len(masked) == len(name)
    assert sum(character not in "*·" for character in masked) <= 2


@given(st.text("0123456789ABCX", max_size=30))
def test_at_least_a_third_of_a_number_is_hidden(number: str) -> None:
    assert mask_id_no(number).count("*") * 3 >= len(number)
