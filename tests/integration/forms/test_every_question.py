"""The form of every question, filled without a screen: what is handed in is what it must be.

`every-question.xml` and `every-question.json` beside this file were reasoned out from the answers
and the standard: what is calculated stands there as a number, a date or a digest that can be
checked by hand.
"""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from kiosk.forms import Session, load_form
from kiosk.forms.filling import fill
from kiosk.forms.review import Severity, review
from kiosk.forms.review.reviewing import media_beside, read_form

HERE = Path(__file__).parent
EXAMPLE = HERE.parents[2] / "docs" / "examples" / "every-question"
FORM = EXAMPLE / "form.xlsx"
MOMENT = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)


def opened(language: str) -> Session:
    xml, _ = read_form(FORM)
    return load_form(xml, media=media_beside(FORM, xml)).open(
        now=lambda: MOMENT,
        tz=ZoneInfo("Asia/Shanghai"),
        language=language,
        preload={"deviceid": "0817", "username": "李秀英"},
        random=random.Random(1),  # noqa: S311 # instanceID
    )


@pytest.fixture
def filled() -> Session:
    session = opened("zh_CN")
    fill(session, json.loads((EXAMPLE / "answers.json").read_text(encoding="utf-8")))
    session.finish()
    return session


def plain(text: str) -> str:
    """Without what is random, and without the numbers that the converter gives its own labels."""
    text = re.sub(r"uuid:[0-9a-f-]{36}", "uuid:…", text)
    return re.sub(r"(table_list_label|field_list_labels)_\d+", r"\1", text)


def test_the_files_are_as_written(tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(EXAMPLE / "build.py"), str(tmp_path)], check=True)
    for built in tmp_path.iterdir():
        kept = EXAMPLE / built.name
        if built.suffix == ".png":
            assert kept.is_file()  # another zlib packs them otherwise
        elif built.suffix == ".xlsx":
            assert read_form(built)[0] == read_form(kept)[0]
        else:
            assert built.read_bytes() == kept.read_bytes()


def test_nothing_is_wrong_with_it() -> None:
    findings = review(FORM)
    assert not [found for found in findings if found.severity is Severity.ERROR]
    assert {found.code for found in findings} <= {"form.sheet"}


def test_the_instance_is_what_it_must_be(filled: Session) -> None:
    expected = (HERE / "every-question.xml").read_text(encoding="utf-8")
    assert plain(filled.to_xml()) == expected.replace(">\n<", "><").rstrip("\n")


def test_the_answers_are_typed_as_they_must_be(filled: Session) -> None:
    expected = json.loads((HERE / "every-question.json").read_text(encoding="utf-8"))
    assert json.loads(plain(json.dumps(filled.to_json()))) == expected
    assert filled.violations() == []


def test_the_texts_are_in_the_language_that_is_spoken(filled: Session) -> None:
    assert filled["/data/reckoned/sum"].label == (
        "一共 4 口人，最大的 41 岁，名字是 王建军、王小明。"
    )
    filled.language = "en"
    assert filled["/data/reckoned/sum"].label.startswith("4 people, the oldest 41;")
    assert filled["/data/lists/town_note"].label == "汶南镇 has 80000 people."
    assert filled["/data/words/short"].guidance == (
        "As you say it every day; no full name is needed."
    )


@pytest.mark.parametrize(
    ("ref", "value", "message"),
    [
        ("/data/words/short", "一二三四五六七八九", "最多写八个字。"),
        ("/data/words/short", "", "还没有写怎么称呼。"),
        ("/data/figures/people", "0", "填 1 到 20。"),
        ("/data/several/fruit", "apple none", "选了【都没有】，就不选别的。"),
        ("/data/days/day", "2026-11-23", "还没有到这一天。"),
        ("/data/member[1]/age", "130", "最多五口人，不到 130 岁。"),
        ("/data/reckoned/true", "", "还没有点【我看明白了】。"),
    ],
)
def test_each_rule_of_it_is_told(filled: Session, ref: str, value: str, message: str) -> None:
    filled.set(ref, value)
    assert [(node.path, node.message) for node in filled.violations()] == [(ref, message)]


def test_schools_are_asked_of_the_young_only(filled: Session) -> None:
    assert filled["/data/member[1]/school"].relevant is False
    assert filled["/data/member[2]/school"].relevant is True
    filled.set("/data/member[2]/age", "50")
    assert "school_name" not in filled.to_xml()
    filled.set("/data/member[2]/age", "29")
    assert "汶南小学" in filled.to_xml()
