"""A citizen's answers: relevance, constraints, calculations, choices, repeats, texts, output."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from kiosk.forms import FormError, Group, Question, Repeat, RepeatState, Session, load_form

OpenForm = Callable[..., Session]
FormXml = Callable[..., str]
SHANGHAI = ZoneInfo("Asia/Shanghai")
META = "<meta><instanceID>uuid:fixed</instanceID></meta>"


def body_of(*names: str, kind: str = "input") -> str:
    return "".join(f'<{kind} ref="/data/{name}"><label>{name}</label></{kind}>' for name in names)


# -- relevance ----------------------------------------------------------------------------


def test_what_is_not_relevant_leaves_the_submission_and_comes_back(open_form: OpenForm) -> None:
    session = open_form(
        f"<a>1</a><g><b>kept</b></g>{META}",
        '<bind nodeset="/data/g" relevant="/data/a = 1"/>'
        '<bind nodeset="/data/g/b" required="true()"/>',
        body_of("a", "g/b"),
    )
    session.set("/data/a", "2")
    assert not session["/data/g/b"].relevant
    assert session["/data/g/b"].value == ""
    assert session.violations() == []
    assert "<g>" not in session.to_xml()
    assert session.to_json() == {"a": "2", "meta": {"instanceID": "uuid:fixed"}}
    session.set("/data/a", "1")
    assert session["/data/g/b"].value == "kept"
    assert "<g><b>kept</b></g>" in session.to_xml()


def test_two_questions_may_decide_each_other(open_form: OpenForm) -> None:
    session = open_form(
        "<a>5</a><b>5</b>",
        '<bind nodeset="/data/a" relevant="/data/b &gt; 1"/>'
        '<bind nodeset="/data/b" relevant="/data/a &gt; 1"/>',
        body_of("a", "b"),
    )
    assert session["/data/a"].relevant
    session.set("/data/a", "0")
    assert not session["/data/b"].relevant


def test_readonly_is_inherited(open_form: OpenForm) -> None:
    session = open_form(
        "<a/><g><b/></g>", '<bind nodeset="/data/g" readonly="/data/a = 1"/>', body_of("a", "g/b")
    )
    assert not session["/data/g/b"].readonly
    session.set("/data/a", "1")
    assert session["/data/g/b"].readonly


# -- constraint and required --------------------------------------------------------------


def test_violations_come_in_document_order_with_the_form_s_words(open_form: OpenForm) -> None:
    session = open_form(
        "<a/><b>7</b><c>x</c>",
        '<bind nodeset="/data/a" required="true()" jr:requiredMsg="必填"/>'
        '<bind nodeset="/data/b" constraint=". &lt; /data/limit or . &lt; 5" '
        'jr:constraintMsg="太大"/>'
        '<bind nodeset="/data/c" constraint="date(.) &gt; \'2020-01-01\'"/>',
        body_of("a", "b", "c"),
    )
    found = [(state.path, state.violation, state.message) for state in session.violations()]
    assert found == [
        ("/data/a", "required", "必填"),
        ("/data/b", "constraint", "太大"),
        ("/data/c", "constraint", ""),
    ]
    session.set("/data/a", "1")
    session.set("/data/b", "")
    session.set("/data/c", "2026-01-01")
    assert session.violations() == []
    assert session["/data/a"].message == ""


def test_required_follows_other_answers(open_form: OpenForm) -> None:
    session = open_form(
        "<a/><b/>", '<bind nodeset="/data/b" required="/data/a = \'yes\'"/>', body_of("a", "b")
    )
    assert not session["/data/b"].required
    session.set("/data/a", "yes")
    assert session["/data/b"].required


# -- calculations -------------------------------------------------------------------------


def test_calculations_follow_in_order(open_form: OpenForm) -> None:
    session = open_form(
        "<c/><b/><a/>",
        '<bind nodeset="/data/a" type="int"/>'
        '<bind nodeset="/data/b" type="int" calculate="/data/a * 2"/>'
        '<bind nodeset="/data/c" type="decimal" calculate="/data/b + 0.5"/>',
        body_of("a"),
    )
    assert session["/data/c"].value == ""  # not a number is no answer
    session.set("/data/a", "4")
    assert (session["/data/b"].value, session["/data/c"].value) == ("8", "8.5")
    assert session.to_json()["c"] == 8.5


def test_a_calculation_without_result_leaves_the_field_empty(open_form: OpenForm) -> None:
    session = open_form(
        "<a/><b/><r/><q/>",
        '<bind nodeset="/data/b" calculate="date(/data/a) + 1"/>'
        '<bind nodeset="/data/r" relevant="string(date(/data/a)) != \'\'"/>'
        '<bind nodeset="/data/q" required="date(/data/a) &gt; 1"/>',
        body_of("a"),
    )
    session.set("/data/a", "2024-02-30")
    assert session["/data/b"].value == ""
    assert session["/data/r"].relevant
    assert len(session.problems) == 3
    assert "2024-02-30" in str(session.problems[0])
    session.set("/data/a", "2024-02-29")
    assert session["/data/b"].value == "19783"


def test_an_answer_that_grows_without_end_is_stopped(open_form: OpenForm) -> None:
    doubling = "".join(
        f'<bind nodeset="/data/f{n}" calculate="concat(/data/f{n - 1}, /data/f{n - 1})"/>'
        for n in range(1, 40)
    )
    data = "".join(f"<f{n}/>" for n in range(40))
    session = open_form(data, doubling, body_of("f0"))
    session.set("/data/f0", "long")
    assert session.problems
    assert session["/data/f39"].value == ""


def test_what_xml_cannot_hold_is_left_out_of_answers(open_form: OpenForm) -> None:
    session = open_form("<a/>", "", body_of("a"))
    session.set("/data/a", '\x00王\ud800\n<&"')
    assert session["/data/a"].value == '王\n<&"'
    assert load_form_of(session, '<a>王\n&lt;&amp;"</a>')
    with pytest.raises(FormError):
        session.set("/data/a", "x" * 1_000_001)


def load_form_of(session: Session, piece: str) -> bool:
    return piece in session.to_xml()


# -- types --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("type_", "given", "stored", "typed"),
    [
        ("int", "12", "12", 12),
        ("xsd:integer", "12.9", "12", 12),
        ("int", "2147483648", "", None),
        ("int", "twelve", "", None),
        ("decimal", "3", "3.0", 3.0),
        ("decimal", "x", "", None),
        ("string", "370982195308150022", "370982195308150022", "370982195308150022"),
        ("unheard", "1", "1", "1"),
        ("boolean", "true", "true", True),
        ("boolean", "maybe", "maybe", "maybe"),
        ("date", "2024-02-29", "2024-02-29", "2024-02-29"),
        ("date", "2024-02-29T10:00:00Z", "2024-02-29", "2024-02-29"),
        ("date", "2024-02-30", "", None),
        ("time", "08:30:00", "08:30:00", "08:30:00"),
        ("time", "8:30", "", None),
        ("dateTime", "2024-02-29T10:00:00Z", "2024-02-29T10:00:00Z", "2024-02-29T10:00:00Z"),
        ("dateTime", "2024-02-29", "", None),
        ("geopoint", "35 115 0 5", "35.0 115.0 0.0 5.0", [35.0, 115.0, 0.0, 5.0]),
        ("geopoint", "99 115", "", None),
        ("geopoint", "nan 115", "", None),
        ("geotrace", "35 115;36 116;", "35.0 115.0;36.0 116.0", "35.0 115.0;36.0 116.0"),
        ("geoshape", "35 115;oops", "", None),
        ("binary", "sign.png", "sign.png", "sign.png"),
    ],
)
def test_answers_are_written_as_their_type_does(
    open_form: OpenForm, type_: str, given: str, stored: str, typed: object
) -> None:
    session = open_form(f"<a/>{META}", f'<bind nodeset="/data/a" type="{type_}"/>', body_of("a"))
    session.set("/data/a", given)
    assert session["/data/a"].value == stored
    assert session.to_json()["a"] == typed


def test_a_range_takes_what_lies_between_its_ends(open_form: OpenForm) -> None:
    session = open_form(
        "<a/><b/>",
        '<bind nodeset="/data/a" type="int"/>',
        '<range ref="/data/a" start="1" end="5" step="1"/><range ref="/data/b"/>',
    )
    session.set("/data/a", "5")
    assert session["/data/a"].value == "5"
    session.set("/data/a", "6")
    assert session["/data/a"].value == ""
    session.set("/data/b", "6")
    assert session["/data/b"].value == "6"
    assert session["/data/a"].attributes["step"] == "1"


# -- choices ------------------------------------------------------------------------------


CHOICES = (
    '<select1 ref="/data/one"><item><label>是</label><value>yes</value></item>'
    "<item><value>no</value></item></select1>"
    '<select ref="/data/many"><itemset nodeset="instance(\'list\')/root/item[kind = /data/one]">'
    '<value ref="name"/><label ref="label"/></itemset></select>'
    '<odk:rank ref="/data/order"><itemset nodeset="instance(\'list\')/root/item">'
    '<value ref="name"/></itemset></odk:rank>'
)
LIST = (
    '<instance id="list"><root>'
    "<item><name>a</name><label>A</label><kind>yes</kind></item>"
    "<item><name>b</name><label>B</label><kind>yes</kind></item>"
    "<item><name>c</name><label>C</label><kind>no</kind></item>"
    "</root></instance>"
)


def test_choices_come_from_items_and_lists(open_form: OpenForm) -> None:
    session = open_form("<one/><many/><order/>", "", CHOICES, model=LIST)
    assert session["/data/one"].choices == [("yes", "是"), ("no", "no")]
    assert session["/data/many"].choices == []
    session.set("/data/one", "yes")
    assert session["/data/many"].choices == [("a", "A"), ("b", "B")]
    assert session["/data/order"].choices == [("a", "a"), ("b", "b"), ("c", "c")]
    assert session.evaluate("jr:choice-name('b', '/data/many')") == "B"
    assert session.evaluate("jr:choice-name('z', '/data/many')") == ""
    with pytest.raises(FormError):
        session.evaluate("jr:choice-name('z', '1')")


def test_a_filtered_choice_leaves_the_answer_until_it_is_back(open_form: OpenForm) -> None:
    session = open_form("<one>yes</one><many/><order/>", "", CHOICES, model=LIST)
    session.set("/data/many", "b a")
    assert session["/data/many"].value == "a b"  # in the order of the list
    session.set("/data/one", "no")
    assert session["/data/many"].value == ""
    session.set("/data/one", "yes")
    assert session["/data/many"].value == "a b"
    assert session.to_json()["many"] == ["a", "b"]
    session.set("/data/one", "nonsense")
    assert session["/data/one"].value == ""


def test_a_ranking_names_everything_once_and_keeps_its_order(open_form: OpenForm) -> None:
    session = open_form("<one/><many/><order/>", "", CHOICES, model=LIST)
    with pytest.raises(FormError):
        session.set("/data/order", "b a")
    session.set("/data/order", "c a b")
    assert session["/data/order"].value == "c a b"
    session.set("/data/order", "")
    assert session["/data/order"].value == ""


# -- repeats ------------------------------------------------------------------------------


MEMBERS = '<member jr:template=""><name/><age/></member><total/>' + META
MEMBER_BINDS = (
    '<bind nodeset="/data/member/age" type="int"/>'
    '<bind nodeset="/data/total" type="int" calculate="sum(/data/member/age)"/>'
)
MEMBER_BODY = (
    '<group ref="/data/member"><label>成员</label><repeat nodeset="/data/member">'
    '<input ref="/data/member/name"><label>Name <output value="position(..)"/></label></input>'
    '<input ref="/data/member/age"><label><output value="/data/member/name"/>?</label></input>'
    "</repeat></group>"
)


def test_repeats_grow_and_shrink_and_sums_follow(open_form: OpenForm) -> None:
    session = open_form(MEMBERS, MEMBER_BINDS, MEMBER_BODY)
    assert isinstance(session["/data/member"], RepeatState)
    assert session["/data/member"].count == 0
    assert session.add_repeat("/data/member") == "/data/member[1]"
    assert session.add_repeat("/data/member") == "/data/member[2]"
    session.set("/data/member[1]/age", "30")
    session.set("/data/member[2]/age", "12")
    session.set("/data/member[2]/name", "小明")
    assert session["/data/total"].value == "42"
    assert session["/data/member[2]/age"].label == "小明?"  # the own instance's name
    assert session["/data/member[2]/name"].label == "Name 2"
    session.remove_repeat("/data/member[1]")
    assert session["/data/total"].value == "12"
    assert session["/data/member[1]/name"].value == "小明"
    assert session["/data/member[1]/name"].label == "Name 1"
    assert session.to_json()["member"] == [{"name": "小明", "age": 12}]
    with pytest.raises(FormError):
        _ = session["/data/member[2]"]


def test_the_body_says_what_is_asked_now(open_form: OpenForm) -> None:
    session = open_form(
        f"<a>1</a><g><b/></g>{MEMBERS}",
        f'<bind nodeset="/data/g" relevant="/data/a = 1"/>{MEMBER_BINDS}',
        '<input ref="/data/a" appearance="numbers"/>'
        '<group ref="/data/g" appearance="field-list w2"><label>页</label><input ref="/data/g/b"/>'
        f"</group><group><label>外</label>{MEMBER_BODY}</group>",
    )
    session.add_repeat("/data/member")
    question, group, outer = session.body
    assert question == Question("/data/a", "input", "string", ("numbers",))
    assert isinstance(group, Group)
    assert group.field_list
    assert group.label == "页"
    assert isinstance(outer, Group)
    assert (outer.ref, outer.label) == ("", "外")
    repeat = outer.children[0]
    assert isinstance(repeat, Repeat)
    assert (repeat.ref, repeat.label, repeat.count) == ("/data/member", "成员", 1)
    assert repeat.can_add
    assert repeat.can_remove
    assert [each.ref for each in repeat.instances] == ["/data/member[1]"]
    session.set("/data/a", "2")
    assert [type(element) for element in session.body] == [Question, Group]


def test_the_form_may_count_its_instances(open_form: OpenForm) -> None:
    session = open_form(
        '<n/><r jr:template=""><x>t</x></r><r><x>first</x></r>',
        '<bind nodeset="/data/n" type="int"/>',
        '<input ref="/data/n"/><repeat nodeset="/data/r" jr:count="/data/n">'
        '<input ref="/data/r/x"/></repeat>',
    )
    session.set("/data/n", "3")
    assert [session[f"/data/r[{n}]/x"].value for n in (1, 2, 3)] == ["first", "t", "t"]
    session.set("/data/n", "1")
    assert session["/data/r"].count == 1  # type: ignore[union-attr] # a repeat
    for refused in (
        lambda: session.add_repeat("/data/r"),
        lambda: session.remove_repeat("/data/r[1]"),
    ):
        with pytest.raises(FormError):
            refused()
    repeat = session.body[1]
    assert isinstance(repeat, Repeat)
    assert not repeat.can_add
    session.set("/data/n", "5000")
    assert session["/data/r"].count <= 1000  # type: ignore[union-attr] # a repeat


def test_fixed_repeats_have_one_instance_at_least(open_form: OpenForm) -> None:
    session = open_form(
        '<r jr:template=""><x/></r>',
        "",
        '<repeat nodeset="/data/r" jr:noAddRemove="true()"><input ref="/data/r/x"/></repeat>',
    )
    assert session["/data/r[1]/x"].value == ""


def test_repeats_within_repeats(open_form: OpenForm) -> None:
    session = open_form(
        '<o jr:template=""><i jr:template=""><x/><where/></i><sum/></o>',
        '<bind nodeset="/data/o/i/where" calculate="concat(position(../..), \'-\', position(..))"/>'
        '<bind nodeset="/data/o/sum" calculate="sum(/data/o/i/x)"/>',
        '<repeat nodeset="/data/o"><repeat nodeset="/data/o/i">'
        '<input ref="/data/o/i/x"/></repeat></repeat>',
    )
    session.add_repeat("/data/o")
    session.add_repeat("/data/o")
    session.add_repeat("/data/o[2]/i")
    session.add_repeat("/data/o[2]/i")
    session.set("/data/o[2]/i[1]/x", "3")
    session.set("/data/o[2]/i[2]/x", "4")
    assert session["/data/o[2]/i[2]/where"].value == "2-2"
    assert session["/data/o[2]/sum"].value == "7"
    assert session["/data/o[1]/sum"].value == "0"
    session.remove_repeat("/data/o[1]")
    assert session["/data/o[1]/i[2]/where"].value == "1-2"
    assert session.evaluate("indexed-repeat(/data/o/i/x, /data/o, 1, /data/o/i, 2)/text()") != []
    assert session.evaluate("string(indexed-repeat(/data/o/i/x, /data/o, 1, /data/o/i, 2))") == "4"
    assert session.evaluate("count(indexed-repeat(/data/o/i/x, /data/o, 9))") == 0.0


def test_a_repeat_that_never_stops_counting_is_an_error(open_form: OpenForm) -> None:
    session = open_form(
        '<go/><n/><r jr:template=""><x/></r>',
        '<bind nodeset="/data/n" type="int" calculate="if(/data/go = 1, count(/data/r) + 1, 0)"/>',
        '<input ref="/data/go"/><repeat nodeset="/data/r" jr:count="/data/n">'
        '<input ref="/data/r/x"/></repeat>',
    )
    with pytest.raises(FormError, match="settles"):
        session.set("/data/go", "1")


def test_a_field_may_refer_to_itself_in_another_instance(open_form: OpenForm) -> None:
    session = open_form(
        '<r jr:template=""><x/><sum/></r>',
        '<bind nodeset="/data/r/sum" type="int" '
        'calculate="../x + coalesce(/data/r[position() = position(current()/..) - 1]/sum, 0)"/>',
        '<repeat nodeset="/data/r"><input ref="/data/r/x"/></repeat>',
    )
    for number in range(1, 4):
        session.add_repeat("/data/r")
        session.set(f"/data/r[{number}]/x", str(number))
    assert session["/data/r[3]/sum"].value == "6"
    session.set("/data/r[1]/x", "11")
    assert session["/data/r[3]/sum"].value == "16"


# -- actions ------------------------------------------------------------------------------


def test_actions_at_load_for_new_instances_and_on_change(open_form: OpenForm) -> None:
    session = open_form(
        '<a/><b/><c/><r jr:template=""><x/></r>',
        "",
        '<input ref="/data/a">'
        '<setvalue event="xforms-value-changed" ref="/data/b" value="/data/a + 1"/>'
        '<setvalue event="xforms-value-changed" ref="/data/c">seen</setvalue></input>'
        '<repeat nodeset="/data/r">'
        '<setvalue event="odk-new-repeat" ref="/data/r/x" value="position(..)"/>'
        '<input ref="/data/r/x"/></repeat>',
        model='<setvalue event="odk-instance-first-load" ref="/data/a" value="5"/>',
    )
    assert session["/data/a"].value == "5"
    session.set("/data/a", "8")
    assert (session["/data/b"].value, session["/data/c"].value) == ("9", "seen")
    session.add_repeat("/data/r")
    session.add_repeat("/data/r")
    assert session["/data/r[2]/x"].value == "2"


def test_actions_that_trigger_each_other_for_ever_are_stopped(open_form: OpenForm) -> None:
    session = open_form(
        "<a/><b/>",
        "",
        '<input ref="/data/a">'
        '<setvalue event="xforms-value-changed" ref="/data/b" value="/data/a + 1"/></input>'
        '<input ref="/data/b">'
        '<setvalue event="xforms-value-changed" ref="/data/a" value="/data/b + 1"/></input>',
    )
    with pytest.raises(FormError, match="without end"):
        session.set("/data/a", "1")


def test_an_action_without_result_is_noted(open_form: OpenForm) -> None:
    session = open_form(
        "<a/><b>old</b>",
        "",
        '<input ref="/data/a">'
        '<setvalue event="xforms-value-changed" ref="/data/b" value="date(/data/a) + 1"/></input>',
    )
    session.set("/data/a", "x")
    assert session["/data/b"].value == "old"
    assert session.problems


# -- device, preload, identity ------------------------------------------------------------


def test_a_device_fills_fields_and_they_remember_it(open_form: OpenForm) -> None:
    session = open_form(
        "<card><name/><id_no/><address/></card>",
        "",
        '<group ref="/data/card" appearance="field-list" intent="kiosk.id_card(name=\'name\', '
        "id_no=concat('a', 'b'))\">"
        '<input ref="/data/card/name"/><input ref="/data/card/id_no"/>'
        '<input ref="/data/card/address"/></group>',
    )
    intent = session.form.device_fill["/data/card"]
    assert intent.name == "kiosk.id_card"
    assert intent.parameters == {"name": "'name'", "id_no": "concat('a', 'b')"}
    session.fill("/data/card", {"name": "王秀花", "address": "", "other": "x"}, source="card")
    name = session["/data/card/name"]
    assert (name.value, name.source, name.readonly) == ("王秀花", "card", True)
    assert not session["/data/card/address"].readonly
    with pytest.raises(FormError, match="card"):
        session.set("/data/card/name", "别人")
    session.fill("/data/card", {"name": ""}, source="")
    session.set("/data/card/name", "别人")
    assert session["/data/card/name"].source == ""


def test_preloads(open_form: OpenForm) -> None:
    binds = "".join(
        f'<bind nodeset="/data/{name}" jr:preload="{kind}" jr:preloadParams="{parameter}"/>'
        for name, kind, parameter in (
            ("id", "uid", ""),
            ("start", "timestamp", "start"),
            ("end", "timestamp", "end"),
            ("today", "date", "today"),
            ("device", "property", "deviceid"),
            ("user", "property", "username"),
        )
    )
    session = open_form(
        "<id/><start/><end/><today/><device/><user>nobody</user>",
        binds,
        preload={"deviceid": "kiosk-0817"},
    )
    answers = session.to_json()
    assert str(answers["id"]).startswith("uuid:")
    assert answers["start"] == "2026-11-21T06:30:00.000+08:00"
    assert answers["end"] is None
    assert answers["today"] == "2026-11-21"
    assert answers["device"] == "kiosk-0817"
    assert answers["user"] == "nobody"
    session.finish()
    assert session.to_json()["end"] == answers["start"]


def test_every_submission_has_an_identity(open_form: OpenForm) -> None:
    session = open_form("<a/>")
    assert "<orx:meta><orx:instanceID>uuid:" in session.to_xml()
    assert 'xmlns:orx="http://openrosa.org/xforms"' in session.to_xml()


def test_answers_given_before_are_gone_on_with(form_xml: FormXml) -> None:
    form = load_form(
        form_xml(
            MEMBERS.replace(META, "<meta><instanceID/></meta>"),
            MEMBER_BINDS + '<bind nodeset="/data/meta/instanceID" jr:preload="uid"/>',
            MEMBER_BODY,
        )
    )
    options = {"now": lambda: datetime(2026, 1, 1, tzinfo=UTC), "tz": SHANGHAI}
    first = form.open(**options)  # type: ignore[arg-type] # by name
    first.add_repeat("/data/member")
    first.set("/data/member[1]/age", "40")
    again = form.open(**options, instance=first.to_xml(), random=random.Random(2))  # type: ignore[arg-type] # noqa: S311 # by name; repeatable
    assert again.to_xml() == first.to_xml()
    edited = form.open(**options, instance=first.to_xml(), edit=True)  # type: ignore[arg-type] # by name
    identity = str(first["/data/meta/instanceID"].value)
    assert edited["/data/meta/deprecatedID"].value == identity
    assert edited["/data/meta/instanceID"].value != identity
    twice = form.open(**options, instance=edited.to_xml(), edit=True)  # type: ignore[arg-type] # by name
    assert twice["/data/meta/deprecatedID"].value == edited["/data/meta/instanceID"].value
    with pytest.raises(FormError, match="not of this form"):
        form.open(**options, instance="<other/>")  # type: ignore[arg-type] # by name


# -- texts --------------------------------------------------------------------------------


ITEXT = (
    '<itext><translation lang="中文 (zh)" default="true()">'
    '<text id="a"><value>姓名</value><value form="image">jr://images/a.png</value></text>'
    '<text id="h"><value>提示</value><value form="guidance">详细</value></text>'
    '<text id="m"><value>太小：<output value="."/></value></text>'
    '</translation><translation lang="English (en)"><text id="a"><value> Name of '
    '<output value="/data/b"/> <output value="/data/b"/> </value></text></translation></itext>'
)


def test_texts_follow_the_language_and_fall_back_to_the_default(open_form: OpenForm) -> None:
    session = open_form(
        "<a/><b>x</b>",
        '<bind nodeset="/data/a" constraint=". &gt; 5" jr:constraintMsg="jr:itext(\'m\')"/>',
        '<input ref="/data/a"><label ref="jr:itext(\'a\')"/><hint ref="jr:itext(\'h\')"/></input>'
        '<input ref="/data/b"><label ref="/data/a"/></input>',
        model=ITEXT,
    )
    assert session.form.languages == ("中文 (zh)", "English (en)")
    state = session["/data/a"]
    assert (state.label, state.hint, state.guidance) == ("姓名", "提示", "详细")
    assert state.media == {"image": "jr://images/a.png"}
    session.set("/data/a", "1")
    assert state.message == "太小：1"
    assert session["/data/b"].label == "1"
    session.language = "en"
    assert state.label == "Name of x\u00a0x"
    assert state.hint == "提示"
    session.language = "zh_CN"
    assert session.language == "中文 (zh)"
    session.language = "fr"
    assert session.language == "中文 (zh)"
    assert session.evaluate("jr:itext('a')") == "姓名"
    assert session.evaluate("jr:itext('none')") == ""


def test_choice_names_in_calculations_follow_the_language(open_form: OpenForm) -> None:
    session = open_form(
        "<s>y</s><name/>",
        '<bind nodeset="/data/name" calculate="jr:choice-name(/data/s, \'/data/s\')"/>',
        '<select1 ref="/data/s"><item><label ref="jr:itext(\'y\')"/>'
        "<value>y</value></item></select1>",
        model='<itext><translation lang="zh"><text id="y"><value>是</value></text></translation>'
        '<translation lang="en"><text id="y"><value>Yes</value></text></translation></itext>',
    )
    assert session["/data/name"].value == "是"
    session.language = "en"
    assert session["/data/name"].value == "Yes"


def test_a_text_that_contains_itself_is_an_error(open_form: OpenForm) -> None:
    session = open_form(
        "<a/>",
        "",
        '<input ref="/data/a"><label ref="jr:itext(\'a\')"/></input>',
        model='<itext><translation lang="zh"><text id="a"><value>'
        "<output value=\"jr:itext('a')\"/></value></text></translation></itext>",
    )
    with pytest.raises(FormError):
        _ = session["/data/a"].label


def test_an_output_without_result_is_empty(open_form: OpenForm) -> None:
    session = open_form(
        "<a>x</a>",
        "",
        '<input ref="/data/a"><label>[<output value="date(/data/a) + 1"/>]</label></input>',
    )
    assert session["/data/a"].label == "[]"


def test_notes_are_told_from_questions(open_form: OpenForm) -> None:
    session = open_form(
        "<n/><a/><c/>",
        '<bind nodeset="/data/n" readonly="true()"/>'
        '<bind nodeset="/data/c" readonly="true()" calculate="1"/>',
        body_of("n", "a", "c"),
    )
    assert [session[f"/data/{name}"].is_note for name in "nac"] == [True, False, False]


# -- wrong references ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "act",
    [
        lambda session: session.set("/data/none", "1"),
        lambda session: session.set("/data/g", "1"),
        lambda session: session.set("/", "1"),
        lambda session: session.set("nonsense", "1"),
        lambda session: session.add_repeat("/data/a"),
        lambda session: session.remove_repeat("/data/a"),
        lambda session: session.fill("/data/none", {}, source="card"),
        lambda session: session["/data/none"],
        lambda session: session["none"],
        lambda session: session.evaluate("1", context="/none"),
        lambda session: session.evaluate("//a"),
    ],
    ids=range(11),
)
def test_what_does_not_exist_is_an_error_with_a_place(
    open_form: OpenForm, act: Callable[[Session], object]
) -> None:
    session = open_form("<a/><g><b/></g>", "", body_of("a"))
    with pytest.raises(FormError) as caught:
        act(session)
    assert str(caught.value)


def test_groups_and_repeats_have_states_too(open_form: OpenForm) -> None:
    session = open_form(MEMBERS, MEMBER_BINDS, MEMBER_BODY)
    empty = session["/data/member"]
    assert (empty.relevant, empty.readonly, empty.label) == (True, False, "成员")
    assert (empty.value, empty.choices, empty.violation, empty.control) == ("", [], None, "repeat")
    assert empty.path == "/data/member"
    assert empty.hint == ""
    session.add_repeat("/data/member")
    assert session["/data/member[1]"].label == "成员"
    assert session["/data/member[1]"].violation is None
    root = session["/data"]
    assert (root.control, root.label, root.hint, root.guidance) == ("", "", "", "")
    assert (root.media, root.attributes, root.appearances, root.choices) == ({}, {}, (), [])
