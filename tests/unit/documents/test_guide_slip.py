"""The slip that says what an item needs."""

import json
from importlib.resources import files
from pathlib import Path

import pytest

from kiosk.catalogue import Catalogue, load_catalogue, starter_folder
from kiosk.documents.guide_slip import guide_slip
from kiosk.documents.pdf import slip_pdf
from kiosk.documents.slip import Field, Slip, Text


@pytest.fixture(scope="module")
def starter() -> Catalogue:
    return load_catalogue(starter_folder())


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


def test_materials_are_to_be_ticked_and_everything_to_know_follows(two_items: Path) -> None:
    item = load_catalogue(two_items).item("602")
    slip = guide_slip(item, "汶南镇便民服务中心")
    assert (slip.title, slip.language) == ("办事指南", "zh-CN")
    lines = words(slip)
    for material in item.guide.materials:
        optional = "" if material.required else "（有就带）"
        assert f"□ {material.name.in_language('zh_CN')}{optional}" in lines
        assert material.how.in_language("zh_CN") in lines
    for wanted in (
        "汶南镇便民服务中心",
        "办理事项 高龄津贴申请",
        "事项编号 602",
        f"费用 {item.guide.fee.in_language('zh_CN')}",
        f"多久办好 {item.promised_limit.words.in_language('zh_CN')}",
        f"咨询电话 {item.guide.consult_phone}",
        f"1. {item.guide.steps[0].in_language('zh_CN')}",
    ):
        assert wanted in lines


def test_every_item_has_one_in_both_languages_that_can_be_drawn(starter: Catalogue) -> None:
    for item in starter.items.values():
        for language, title in (("zh_CN", "办事指南"), ("en", "What you need")):
            slip = guide_slip(item, "汶南镇便民服务中心", language)
            assert slip.title == title
            assert f"{item.name.in_language(language)}" in " ".join(words(slip))
    assert slip_pdf(guide_slip(starter.item("604"), "汶南镇便民服务中心")).startswith(b"%PDF")


def test_a_language_without_words_has_the_chinese_ones(starter: Catalogue) -> None:
    assert guide_slip(starter.item("602"), "东村", "ug").title == "办事指南"


def test_both_languages_have_the_same_words() -> None:
    folder = files("kiosk.documents.words")
    keys = [
        list(json.loads((folder / f"guide_slip.{language}.json").read_text("utf-8")))
        for language in ("zh_CN", "en")
    ]
    assert sorted(keys[0]) == sorted(keys[1])
