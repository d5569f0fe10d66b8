import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.receipt_printer.layout import (
    CLOSING,
    PrintedLine,
    PrintedQr,
    PrintedRule,
    PrintedSpace,
    cells,
    clean,
    lay_out,
    width,
    wrap,
)
from kiosk.documents.slip import Align, Field, Qr, Rule, Size, Slip, Space, Text


def lines(*blocks: Text | Field, columns: int = 32) -> list[str]:
    printed = lay_out(Slip("t", "zh-CN", blocks), columns)
    return [line.text for line in printed if isinstance(line, PrintedLine)]


@pytest.mark.parametrize(
    ("character", "expected"),
    [("A", 1), ("王", 2), ("，", 2), ("×", 2), ("𬱖", 2), ("ñ", 1), ("\u0323", 0), ("\ue000", 2)],
)
def test_a_character_takes_the_cells_the_printer_gives_it(character: str, expected: int) -> None:
    assert cells(character) == expected


def test_chinese_breaks_between_any_two_characters() -> None:
    assert wrap("一二三四五六七八九十", 8) == ["一二三四", "五六七八", "九十"]


def test_no_line_begins_with_closing_punctuation() -> None:
    assert wrap("一二三四，五六七八。", 8) == ["一二三", "四，五六", "七八。"]


def test_no_line_ends_with_an_opening_bracket() -> None:
    assert wrap("一二三（四五）", 8) == ["一二三", "（四五）"]


def test_a_number_stays_whole_when_it_fits_a_line() -> None:
    assert wrap("编号 L0817 热线 0538-1234567", 12) == ["编号 L0817", "热线", "0538-1234567"]


def test_a_word_wider_than_the_paper_is_cut() -> None:
    assert wrap("https://example.org/a/long/path", 10) == [
        "https://ex",
        "ample.org/",
        "a/long/pat",
        "h",
    ]


def test_an_empty_text_is_one_empty_line() -> None:
    assert wrap("", 10) == [""]


@given(st.text(max_size=80), st.integers(min_value=4, max_value=48))
def test_no_line_is_ever_wider_than_the_paper(text: str, limit: int) -> None:
    assert all(width(line) <= limit for line in wrap(text, limit))


@given(st.text(max_size=80), st.integers(min_value=4, max_value=48))
def test_wrapping_loses_no_character_but_spaces(text: str, limit: int) -> None:
    kept = "".join("".join(wrap(text, limit)).split())
    assert kept == "".join(clean(text).split())


@given(st.text(alphabet="一二三abc ，。", max_size=60))
def test_closing_punctuation_leads_a_line_only_when_it_cannot_be_helped(text: str) -> None:
    for before, line in zip(wrap(text, 20), wrap(text, 20)[1:], strict=False):
        if line and line[0] in CLOSING:
            assert before[-1] in CLOSING or len(before) <= 1 or " " in text


@given(st.text(max_size=60))
def test_nothing_that_a_printer_obeys_is_left_in_a_text(text: str) -> None:
    assert not any(ord(character) < 0x20 and character != "\n" for character in clean(text))
    assert "\x7f" not in clean(text)


def test_commands_in_a_persons_answer_become_plain_letters() -> None:
    assert clean("王\x1b@\x10\x14花") == "王@花"


def test_a_lone_surrogate_becomes_a_question_mark() -> None:
    assert clean("a\ud800b") == "a?b"


def test_fields_stand_in_two_columns() -> None:
    assert lines(Field("姓名", "王秀花"), Field("受理编号", "L0817")) == [
        "姓名      王秀花",
        "受理编号  L0817",
    ]


def test_a_long_value_hangs_under_itself() -> None:
    assert lines(Field("材料", "身份证复印件两份银行卡"), columns=16) == [
        "材料  身份证复印",
        "      件两份银行",
        "      卡",
    ]


def test_a_label_too_long_for_its_column_has_its_value_below() -> None:
    assert lines(Field("甲乙丙丁戊己庚辛", "值"), columns=20) == ["甲乙丙丁戊己庚辛", "  值"]


def test_large_letters_have_half_the_columns() -> None:
    printed = lay_out(Slip("t", "zh-CN", (Text("一二三四五", Size.LARGE),)), 16)
    assert printed == (PrintedLine("一二三四", times=2), PrintedLine("五", times=2))


def test_each_kind_of_block_is_laid_out() -> None:
    slip = Slip(
        "t",
        "zh-CN",
        (
            Text("题", align=Align.CENTRE, bold=True),
            Rule(),
            Space(1.5),
            Qr("L0817", "扫码"),
            Qr("x"),
        ),
    )
    assert lay_out(slip, 32) == (
        PrintedLine("题", centred=True, bold=True),
        PrintedRule(),
        PrintedSpace(1.5),
        PrintedQr("L0817"),
        PrintedLine("扫码", small=True, centred=True),
        PrintedQr("x"),
    )


def test_words_of_other_alphabets_stay_whole() -> None:
    assert wrap("ئاينۇر ئابدۇللا", 10) == ["ئاينۇر", "ئابدۇللا"]
    assert wrap("дом хозяйство", 8) == ["дом", "хозя", "йств", "о"]


def test_a_mark_stays_with_its_letter_when_a_word_is_torn() -> None:
    assert wrap("ن" * 3 + "ن\u064e" + "ن", 4) == ["ن" * 3 + "ن\u064e", "ن"]
