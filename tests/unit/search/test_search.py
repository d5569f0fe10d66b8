"""Names of people and places are found as people write them."""

from __future__ import annotations

import re
import subprocess
import sys
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypinyin import Style, pinyin

from kiosk.search import Gathering, Lines, Query, folded
from kiosk.search.readings import digest, readings, signs_of

NAMES = [
    "李树", "李村", "树李子", "重庆市", "长春", "行唐县", "中国银行", "单县", "单雄信", "曾庄",
    "白云村村民委员会", "吕梁", "海淀区", "Ｌｉ区", "😀笑", "西安", "A3组", "沾益区",
    "O'Neill's Bar", "Beijing Road", "三 里·屯", "",
]  # fmt: skip
LINES = Lines.of(NAMES)


def found(text: str, limit: int = 10, names: list[str] | None = None) -> list[str]:
    searched = NAMES if names is None else names
    gathering = Gathering(Query(text), limit)
    gathering.look(LINES if names is None else Lines.of(names))
    return [searched[place] for place in gathering.best()]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("李树", "李树"),
        ("ls", "李树"),
        ("LS", "李树"),
        ("ｌｓ", "李树"),
        ("lishu", "李树"),
        ("Li Shu", "李树"),
        ("li'shu", "李树"),
        ("lish", "李树"),
        ("lshu", "李树"),
        ("李shu", "李树"),
        ("baiyun", "白云村村民委员会"),
        ("bycun", "白云村村民委员会"),
        ("xian", "西安"),
        ("hdq", "海淀区"),
        ("a3z", "A3组"),
        ("a3", "A3组"),
        ("beijing", "Beijing Road"),
        ("road", "Beijing Road"),
        ("slt", "三 里·屯"),
        ("😀", "😀笑"),
        ("Li区", "Ｌｉ区"),
    ],
)
def test_it_is_found_first(text: str, first: str) -> None:
    assert found(text)[0] == first


@pytest.mark.parametrize(
    ("name", "spoken"),
    [
        ("重庆市", ("chongqing", "zhongqing", "cq", "zq")),
        ("长春", ("changchun", "zhangchun", "cc", "zc")),
        ("行唐县", ("xingtang", "hangtang", "xt", "ht")),
        ("中国银行", ("zhongguoyinhang", "zgyh", "yinxing")),
        ("单县", ("shanxian", "danxian", "sx", "dx")),
        ("单雄信", ("shanxiongxin", "dxx", "chanxiong")),
        ("曾庄", ("zengzhuang", "cengzhuang", "zz")),
        ("吕梁", ("lvliang", "lüliang", "luliang", "lyuliang", "ll", "LÜ LIANG")),
        ("西安", ("xi'an", "xian", "xa")),
    ],
)
def test_any_reading_of_a_character_finds_it(name: str, spoken: tuple[str, ...]) -> None:
    assert [text for text in spoken if name not in found(text)] == []


@pytest.mark.parametrize("text", ["", "   ", "　", "\n", "'"])
def test_nothing_written_finds_nothing(text: str) -> None:
    assert found(text) == ([] if text != "'" else ["O'Neill's Bar"])


@pytest.mark.parametrize("text", ["lx李", "iv", "vvv", "🚜", "lishuu", "q" * 500, ".*", "[", "\\"])
def test_what_is_nowhere_is_not_found(text: str) -> None:
    assert found(text) == []


def test_the_better_come_first() -> None:
    names = ["大李村", "里树", "李村口", "李村", "礼村"]
    assert found("李村", names=names) == ["李村", "李村口", "大李村"]
    assert found("licun", names=names) == ["李村口", "李村", "礼村", "大李村"]
    assert found("l", limit=2, names=names) == ["里树", "李村口"]


def test_no_more_are_gathered_than_are_wanted() -> None:
    names = ["李一村", "李二村", "梨三村", "梨四村", "大李村", "小李村", "大梨村"]
    assert found("李", limit=1, names=names) == ["李一村"]
    assert found("大", limit=1, names=names) == ["大李村"]
    assert found("lc", limit=2, names=names[4:]) == ["大李村", "小李村"]
    assert found("licun", limit=1, names=names[2:]) == ["大李村"]
    within = Gathering(Query("lc"), 1)
    for first in (0, 1):  # the second block has nothing better
        within.look(Lines.of(["大李村"]), first)
    assert within.best() == [0]
    words = Gathering(Query("村"), 1)
    for first in (0, 1):
        words.look(Lines.of(["大李村"]), first)
    assert words.best() == [0]
    few = Gathering(Query("v"), 5)
    few.look_at_codes(Lines.of(["v1", "x", "v2"]))
    few.look_at_codes(Lines.of([]), first=3)
    assert few.best() == [0, 2]
    gathering = Gathering(Query("v"), 2)
    gathering.look_at_codes(Lines.of(["v1", "v2", "v3"]))
    assert gathering.best() == [0, 1]
    gathering.look(Lines.of(["大李", "b", "c"]), first=3)
    assert not gathering.full


def test_blocks_are_searched_one_after_the_other_until_there_are_enough() -> None:
    gathering = Gathering(Query("lc"), 2)
    gathering.look(Lines.of(["大李村", "李村"]))
    assert not gathering.full
    gathering.look(Lines.of(["树", "梁村"]), first=2)
    assert gathering.full
    assert gathering.best() == [1, 3]


def test_a_query_of_many_ways_to_read_stays_small() -> None:
    pattern = Query("xianxianxianxianxianxianxianxian").sounds
    assert pattern is not None
    assert len(pattern[0].pattern) < 60_000


def test_marks_are_words_and_not_patterns() -> None:
    assert found("(", names=["a(b", "ab"]) == ["a(b"]
    assert found("li.", names=["李.", "石x"]) == ["李."]
    assert found("b.c", names=["b.c", "bxc"]) == ["b.c"]


@pytest.mark.parametrize("character", "重长行单曾盖朴查仇解乐率女绿")
def test_the_readings_are_those_of_the_library(character: str) -> None:
    (told,) = pinyin(character, style=Style.NORMAL, heteronym=True, v_to_u=False)
    sign = ord(str(readings().signs[ord(character)]))
    ours = {syllable for syllable, signs in readings().by_syllable.items() if sign in signs}
    assert set(told) <= ours
    assert {each for each in ours if each not in told} <= {
        each.replace("v", other) for each in told for other in ("u", "yu")
    }


def test_readings_bring_no_phrases_with_them() -> None:
    code = "import sys; from kiosk.search.readings import readings; readings(); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "pypinyin" not in {name.partition(".")[0] for name in done.stdout.split()}


def test_readings_take_little_room() -> None:
    assert len({sign for signs in readings().by_syllable.values() for sign in signs}) < 6_400
    assert all(re.fullmatch("[a-z]+", syllable) for syllable in readings().by_syllable)
    assert signs_of("no syllable") == ""
    assert re.fullmatch("[0-9a-f]{16}", digest())


HAN = st.text(st.sampled_from("李树重庆长春行唐单县白云吕梁ab3 é"), min_size=1, max_size=6)


@settings(deadline=None, max_examples=150)
@given(HAN, st.data())
def test_a_text_is_found_by_itself_and_by_any_of_its_readings(
    name: str, data: st.DataObject
) -> None:
    if name.strip():
        assert name in found(name, names=[name])
    if not all(char in "李树重庆长春行唐单县白云吕梁" for char in name):
        return
    sounds = [
        sorted(
            syllable
            for syllable, signs in readings().by_syllable.items()
            if ord(str(readings().signs[ord(char)])) in signs
        )
        for char in name
    ]
    spoken = "".join(data.draw(st.sampled_from(each)) for each in sounds)
    initials = "".join(data.draw(st.sampled_from(each))[0] for each in sounds)
    assert found(initials, names=[name]) == [name]
    assert found(spoken, names=[name]) == [name]


def test_folding_is_the_standards() -> None:
    assert folded("ＡＢ１２ﾊ") == unicodedata.normalize("NFKC", "ab12ハ")
