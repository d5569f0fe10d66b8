"""The slip that says everything that is missing."""

import json
from collections.abc import Callable
from datetime import date
from importlib.resources import files

from kiosk.cases.records import MissingPart, ReceiptFacts
from kiosk.documents import receipt_code
from kiosk.documents.correction_notice import correction_notice
from kiosk.documents.pdf import slip_pdf
from kiosk.documents.slip import Field, Qr, Slip, Text
from sync.protocol.numbers import group

BOOK = MissingPart(
    {"zh_CN": "户口簿首页", "en": "First page of the household book"},
    {"zh_CN": "照片看不清", "en": "The photograph is not sharp"},
    {"zh_CN": "四个角都要照到"},
    {"zh_CN": "《行政许可法》第三十二条"},
)
CARD = MissingPart({"zh_CN": "银行卡号"}, {"zh_CN": "少一位"})
DAY = date(2026, 12, 10)


def words(slip: Slip) -> list[str]:
    lines = []
    for block in slip.blocks:
        match block:
            case Text(text=text):
                lines.append(text)
            case Field(label=label, value=value):
                lines.append(f"{label} {value}")
            case _:
                continue
    return lines


def test_everything_that_is_missing_stands_on_it_in_its_order(facts: ReceiptFacts) -> None:
    slip = correction_notice(facts, [BOOK, CARD], DAY)
    assert (slip.title, slip.language) == ("补正一次性告知书", "zh-CN")
    lines = words(slip)
    parts = lines[lines.index("1. 户口簿首页") :]
    assert parts[:6] == [
        "1. 户口簿首页",
        "照片看不清",
        "怎么才对：四个角都要照到",
        "依据：《行政许可法》第三十二条",
        "2. 银行卡号",
        "少一位",
    ]
    for wanted in (
        "办理事项 高龄津贴申请",
        "申请人 王*花",
        f"收件编号 {group(facts.number)}",
        "请在这天以前补齐 2026年12月10日",
        "咨询电话 0538-7000000",
    ):
        assert wanted in lines
    [code] = [block for block in slip.blocks if isinstance(block, Qr)]
    assert receipt_code.parse(code.payload) == facts.number


def test_it_speaks_english_and_says_in_chinese_what_was_said_in_chinese_alone(
    facts: ReceiptFacts,
) -> None:
    lines = words(correction_notice(facts, [BOOK, CARD], DAY, "en"))
    assert "1. First page of the household book" in lines
    assert "How it should be: 四个角都要照到" in lines
    assert "2. 银行卡号" in lines
    assert "Please bring it by 2026-12-10" in lines


def test_a_language_without_words_gets_chinese(facts: ReceiptFacts) -> None:
    strange = MissingPart({"ug": "دەپتەر"}, {"ug": "يوق"})
    lines = words(correction_notice(facts, [strange], DAY, "ug"))
    assert "1. دەپتەر" in lines
    assert "补正一次性告知书" in lines


def test_without_a_hotline_there_is_no_line_for_it(facts: ReceiptFacts) -> None:
    from dataclasses import replace

    lines = words(correction_notice(replace(facts, hotline=""), [CARD], DAY))
    assert not [line for line in lines if line.startswith("咨询电话")]


def test_both_languages_have_the_same_words() -> None:
    folder = files("kiosk.documents.words")
    known = [
        json.loads((folder / f"correction_notice.{language}.json").read_text("utf-8")).keys()
        for language in ("zh_CN", "en")
    ]
    assert known[0] == known[1]


def test_as_a_page_its_text_can_be_read(
    facts: ReceiptFacts, extracted: Callable[[bytes], str]
) -> None:
    text = extracted(slip_pdf(correction_notice(facts, [BOOK], DAY)))
    assert "户口簿首页" in text
    assert "怎么才对：四个角都要照到" in text
