"""Choices are offered in portions, with their pictures, and found as people write them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.forms import Choice, NodeState, Session
from kiosk.forms.finding import Finder
from kiosk.forms.stored_lists import STORED_FROM

ITEMS = "".join(
    f"<item><name>{value}</name><town>{town}</town><label>{label}</label></item>"
    for value, town, label in [
        ("cq", "a", "重庆村"), ("cc", "a", "长春村"), ("lsh", "b", "李树村"), ("x9", "b", "")
    ]
)  # fmt: skip
LIST = f'<instance id="v"><root>{ITEMS}</root></instance>'
SELECT = (
    '<select1 ref="/data/one"><itemset nodeset="instance(\'v\')/root/item{}">'
    '<value ref="name"/><label ref="label"/></itemset></select1>'
)
PICTURED = """
<itext>
  <translation lang="zh">
    <text id="t-0"><value>房子</value><value form="image">jr://images/house.png</value></text>
    <text id="t-1"><value>树</value></text>
  </translation>
  <translation lang="en">
    <text id="t-0"><value>House</value><value form="image">jr://images/house_en.png</value></text>
    <text id="t-1"><value>Tree</value></text>
  </translation>
</itext>
<instance id="v"><root>
  <item><name>h</name><id>t-0</id></item><item><name>t</name><id>t-1</id></item>
</root></instance>
"""


def whole(finder: Finder) -> Finder:
    while not finder.prepare():
        pass
    return finder


def one(session: Session) -> NodeState:
    state = session["/data/one"]
    assert isinstance(state, NodeState)
    return state


@pytest.fixture
def villages(open_form: Callable[..., Session]) -> Session:
    body = f'<input ref="/data/town"/>{SELECT.format("[town = /data/town]")}'
    return open_form("<town/><one/>", "", body, model=LIST)


@pytest.fixture
def every_village(open_form: Callable[..., Session]) -> Session:
    return open_form("<one/>", "", SELECT.format(""), model=LIST)


def test_a_portion_is_offered_with_the_number_of_all(every_village: Session) -> None:
    offer = one(every_village).offer(2)
    assert (offer.count, offer.first) == (4, (Choice("cq", "重庆村"), Choice("cc", "长春村")))
    assert one(every_village).offer(9).first[-1] == Choice("x9", "")


def test_a_choice_is_found_by_words_pinyin_initials_and_value(every_village: Session) -> None:
    state = one(every_village)
    for text in ("重庆", "chongqing", "zqc", "CQ"):
        assert state.search(text) == [("cq", "重庆村")], text
    assert state.search("x9") == [("x9", "")]
    assert state.search(" ", 1) == [("cq", "重庆村")]
    assert state.search("c", 1) == [("cq", "重庆村")]


def test_only_what_the_filter_leaves_is_found(villages: Session) -> None:
    villages.set("/data/town", "a")
    assert one(villages).search("cun") == [("cq", "重庆村"), ("cc", "长春村")]
    villages.set("/data/town", "b")
    assert one(villages).search("cun") == [("lsh", "李树村")]
    assert one(villages).search("cq") == []


def test_what_finds_stays_while_the_list_stays(villages: Session) -> None:
    villages.set("/data/town", "a")
    finder = whole(one(villages).finder())
    villages.set("/data/one", "cc")
    assert one(villages).finder() is finder
    villages.set("/data/town", "b")
    assert one(villages).finder() is not finder


def test_a_list_is_read_in_portions(open_form: Callable[..., Session]) -> None:
    many = "".join(f"<item><name>n{n}</name><label>第{n}组</label></item>" for n in range(300))
    session = open_form(
        "<one/>",
        "",
        SELECT.format(""),
        model=f'<instance id="v"><root>{many}</root></instance>',
    )
    finder = one(session).finder()
    assert [finder.prepare() for _ in range(3)] == [False, False, True]
    assert finder.find("299z", 5) == [Choice("n299", "第299组")]
    assert len(finder.find("d", 5)) == 5
    assert finder.find("299", 5, lambda: False) == []


def test_the_label_of_a_chosen_value_is_read_alone(villages: Session) -> None:
    villages.set("/data/town", "a")
    assert one(villages).choice_label("cc") == "长春村"
    assert one(villages).choice_label("lsh") == ""


def test_the_label_of_a_value_in_a_list_that_never_changes(every_village: Session) -> None:
    every_village.set("/data/one", "lsh")
    assert one(every_village).choice_label("lsh") == "李树村"
    assert one(every_village).choice_label("none") == ""


def test_choices_have_pictures_in_the_language(open_form: Callable[..., Session]) -> None:
    body = (
        '<select1 ref="/data/one"><itemset nodeset="instance(\'v\')/root/item">'
        '<value ref="name"/><label ref="jr:itext(id)"/></itemset></select1>'
        '<select ref="/data/many"><item><label ref="jr:itext(\'t-0\')"/><value>h</value></item>'
        "<item><label>plain</label><value>p</value></item><item><value>v</value></item></select>"
        '<select1 ref="/data/bare"><itemset nodeset="instance(\'v\')/root/item">'
        '<value ref="name"/></itemset></select1><input ref="/data/text"/>'
    )
    session = open_form("<one/><many/><bare/><text/>", "", body, model=PICTURED)
    assert one(session).offer(5).first == (Choice("h", "房子", "house.png"), Choice("t", "树"))
    many, bare, text = (session[f"/data/{name}"] for name in ("many", "bare", "text"))
    assert many.offer(5).first == (
        Choice("h", "房子", "house.png"),
        Choice("p", "plain"),
        Choice("v", "v"),
    )
    assert many.offer(1).count == 3
    assert bare.offer(5).first == (Choice("h", "h"), Choice("t", "t"))
    assert (text.offer(5).count, text.offer(5).first) == (0, ())
    assert isinstance(many, NodeState)
    assert isinstance(text, NodeState)
    assert whole(many.finder()).find("fangzi", 5) == [Choice("h", "房子", "house.png")]
    assert text.search("x") == []
    session.language = "en"
    assert whole(one(session).finder()).find("hou", 5) == [Choice("h", "House", "house_en.png")]


def test_a_repeat_offers_nothing(open_form: Callable[..., Session]) -> None:
    body = (
        '<group ref="/data/r"><repeat nodeset="/data/r"><input ref="/data/r/a"/></repeat></group>'
    )
    repeat = open_form("<r><a/></r>", "", body)["/data/r"]
    assert (repeat.offer(5).count, repeat.choice_label("x")) == (0, "")


@pytest.fixture(scope="module")
def long_list(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("lists") / "v.csv"
    names = [f"v{n},第{n}村,{n:060}" for n in range(14_000)]
    path.write_text("\n".join(["name,label,code", *names, "cq,重庆", "end,李树", "W,树"]), "utf-8")
    assert path.stat().st_size > STORED_FROM
    return path


@pytest.fixture
def stored(open_form: Callable[..., Session], long_list: Path) -> Session:
    return open_form(
        "<one/>",
        "",
        SELECT.format(""),
        media={"v.csv": long_list},
        model='<instance id="v" src="jr://file-csv/v.csv"/>',
    )


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("李树", "end"),
        ("ls", "end"),
        ("zhongqing", "cq"),
        ("d13999c", "v13999"),
        ("v13998", "v13998"),
    ],
)
def test_a_long_list_is_found_in_the_same_way(stored: Session, text: str, value: str) -> None:
    state = one(stored)
    assert state.search(text)[0][0] == value
    assert whole(state.finder()).find(text, 1)[0].value == value


def test_the_whole_word_comes_first_in_a_long_list(stored: Session) -> None:
    assert [value for value, _ in one(stored).search("树", 2)] == ["W", "end"]
    assert len(one(stored).search("第", 7)) == 7


def test_a_long_list_is_left_when_nobody_waits_any_more(stored: Session) -> None:
    assert one(stored).finder().find("lishu", 5, lambda: False) == []
    assert one(stored).finder().find("  ", 5) == []


def test_a_long_list_offers_a_portion(stored: Session) -> None:
    offer = one(stored).offer(2)
    assert (offer.count, [choice.value for choice in offer.first]) == (14_003, ["v0", "v1"])
