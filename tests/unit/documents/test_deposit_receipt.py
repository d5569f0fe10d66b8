import json
from dataclasses import replace
from datetime import UTC, datetime
from importlib.resources import files

import pytest

from kiosk.cases.records import ReceiptFacts
from kiosk.documents.deposit_receipt import deposit_receipt
from kiosk.documents.slip import Field, Qr, Slip, Text
from sync.protocol.numbers import NumberError, group


def words(slip: Slip) -> list[str]:
    lines = []
    for block in slip.blocks:
        match block:
            case Text(text=text):
                lines.append(text)
            case Field(label=label, value=value):
                lines.append(f"{label} {value}")
            case Qr(caption=caption):
                lines.append(caption)
            case _:
                continue
    return lines


def test_the_receipt_holds_what_a_citizen_needs(facts: ReceiptFacts) -> None:
    slip = deposit_receipt(facts, "zh_CN")
    assert slip.title == "收件凭证"
    assert slip.language == "zh-CN"
    lines = words(slip)
    for wanted in (
        "汶南镇便民服务中心",
        group(facts.number),
        "办理事项 高龄津贴申请",
        "申请人 王*花",
        "证件号码 370982********0022",
        "收件时间 2026年11月21日 15:04",
        "收件终端 0817",
        "高龄津贴申请表（电子件）× 1",
        "22 个工作日内告诉您结果",
        "离线收件，以受理通知书为准",
        "咨询电话 0538-7000000",
    ):
        assert wanted in lines


def test_its_code_leads_back_to_the_case(facts: ReceiptFacts) -> None:
    codes = [block for block in deposit_receipt(facts).blocks if isinstance(block, Qr)]
    assert [code.payload for code in codes] == [f"BM1:{facts.number}"]


def test_english_has_no_chinese_of_its_own(facts: ReceiptFacts) -> None:
    slip = deposit_receipt(replace(facts, place_name="Wennan", materials=()), "en")
    assert slip.language == "en"
    text = "\n".join(words(slip)).replace("王*花", "")
    assert text.isascii()
    assert "Old-age allowance" in text
    assert "2026-11-21 15:04" in text


def test_a_language_without_words_is_told_in_chinese(facts: ReceiptFacts) -> None:
    assert deposit_receipt(facts, "ug").title == "收件凭证"


def test_the_time_is_local_even_across_midnight(facts: ReceiptFacts) -> None:
    late = replace(facts, deposited_at=datetime(2026, 12, 31, 16, 30, tzinfo=UTC))
    assert "收件时间 2027年1月1日 00:30" in words(deposit_receipt(late))


def test_what_is_not_there_leaves_no_empty_heading(facts: ReceiptFacts) -> None:
    bare = replace(facts, materials=(), expected={}, hotline="")
    lines = words(deposit_receipt(bare))
    assert not {"已收材料", "接下来"} & set(lines)
    assert not any("咨询电话" in line for line in lines)
    assert all(lines)


def test_an_unknown_kind_of_material_is_shown_as_it_is(facts: ReceiptFacts) -> None:
    odd = replace(facts, materials=(("照片", "底片", 2),))
    assert "照片（底片）× 2" in words(deposit_receipt(odd))


def test_a_wrong_number_gets_no_receipt(facts: ReceiptFacts) -> None:
    with pytest.raises(NumberError):
        deposit_receipt(replace(facts, number="L0817"))


def test_both_languages_have_the_same_words() -> None:
    folder = files("kiosk.documents.words")
    read = {
        language: json.loads((folder / f"deposit_receipt.{language}.json").read_text("utf-8"))
        for language in ("zh_CN", "en")
    }
    assert read["zh_CN"].keys() == read["en"].keys()
    assert read["zh_CN"]["kinds"].keys() == read["en"]["kinds"].keys()


def test_what_the_form_adds_stands_on_the_receipt(facts: ReceiptFacts) -> None:
    facts = replace(facts, adds_text=True)
    slip = deposit_receipt(facts, "zh_CN", ("周一来取公交卡\n带身份证", ""))
    lines = [block.text for block in slip.blocks if isinstance(block, Text)]
    assert "周一来取公交卡" in lines
    assert "带身份证" in lines
    assert not any("补打" in line for line in lines)


@pytest.mark.parametrize(("language", "word"), [("zh_CN", "补打"), ("en", "left out")])
def test_a_later_receipt_says_that_it_leaves_that_out(
    facts: ReceiptFacts, language: str, word: str
) -> None:
    slip = deposit_receipt(replace(facts, adds_text=True), language)
    assert any(word in block.text for block in slip.blocks if isinstance(block, Text))
    plain = deposit_receipt(facts, language)
    assert not any(word in block.text for block in plain.blocks if isinstance(block, Text))
