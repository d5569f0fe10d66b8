"""What only few forms do: each is one way through the engine that no other test takes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kiosk.forms import EvaluationError, FormError, Group, Repeat, Session, evaluate_xpath
from kiosk.forms.intents import parse_intent
from kiosk.forms.xpath.compiler import Expression
from kiosk.forms.xpath.context import Context
from kiosk.forms.xpath.nodes import Node, NodeKind
from kiosk.forms.xpath.syntax import Literal

OpenForm = Callable[..., Session]


def test_an_action_whose_row_is_gone_meanwhile_is_not_taken(open_form: OpenForm) -> None:
    session = open_form(
        "<t/><n>2</n><out/><row><x/></row>",
        '<bind nodeset="/data/n" type="int"/><bind nodeset="/data/row/x" calculate="/data/t"/>',
        '<input ref="/data/t">'
        '<setvalue event="xforms-value-changed" ref="/data/n">1</setvalue></input>'
        '<group ref="/data/row"><repeat nodeset="/data/row" jr:count="/data/n">'
        '<input ref="/data/row/x"><setvalue event="xforms-value-changed" ref="/data/out" '
        'value="concat(/data/out, position(/data/row))"/></input></repeat></group>',
    )
    session.set("/data/t", "go")
    assert session["/data/row"].count == 1
    assert session["/data/out"].value == "1"


def test_a_question_may_decide_about_itself(open_form: OpenForm) -> None:
    session = open_form(
        "<a/>",
        '<bind nodeset="/data/a" relevant="string-length(.) &lt; 3"/>',
        '<input ref="/data/a"/>',
    )
    session.set("/data/a", "long")
    assert session["/data/a"].value == ""


def test_rows_that_nobody_may_add_begin_with_one_from_the_template(open_form: OpenForm) -> None:
    session = open_form(
        '<row jr:template=""><x>1</x></row>',
        "",
        '<group ref="/data/row"><repeat nodeset="/data/row" jr:noAddRemove="true()">'
        '<input ref="/data/row/x"/></repeat></group>',
    )
    assert session["/data/row[1]/x"].value == "1"


FIXED = (
    "<row><x>1</x><y/></row><row><x>2</x><y/></row>",
    "",
    '<repeat nodeset="/data/row" jr:noAddRemove="true()"><input ref="/data/row/x"/></repeat>',
)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("<row><x>7</x></row>", ["7", ""]),
        ("<row><x>7</x></row><row/><row><x>9</x></row>", ["7", ""]),
        ("", ["", ""]),
    ],
)
def test_answers_from_before_do_not_change_how_many_fixed_rows_there_are(
    open_form: OpenForm, given: str, expected: list[str]
) -> None:
    session = open_form(*FIXED, instance=f'<data id="test">{given}</data>')
    found = [session[f"/data/row[{number}]/x"].value for number in (1, 2)]
    assert found == expected
    assert session["/data/row"].count == 2


def test_answers_from_before_may_lack_the_attributes_of_a_field(open_form: OpenForm) -> None:
    session = open_form('<a kind="one"/>', "", "", instance="<data><a>x</a></data>")
    assert session.to_xml().count('<a kind="one">x</a>') == 1


@pytest.mark.parametrize("written", ["kiosk.id_card(=)", "kiosk.id_card(a=1))", "1()"])
def test_an_intent_of_another_shape_is_refused(written: str) -> None:
    with pytest.raises(FormError, match="cannot be read"):
        parse_intent(written, place="here")


def test_a_group_may_hold_one_question_or_another_groups_repeat(open_form: OpenForm) -> None:
    session = open_form(
        "<g><a/><b/></g><row><x/></row>",
        "",
        '<group ref="/data/g"><input ref="/data/g/a"/><input ref="/data/g/b"/></group>'
        '<group><label>Rows</label><repeat nodeset="/data/row"><input ref="/data/row/x"/></repeat>'
        "</group>",
    )
    one, rows = session.body
    assert isinstance(one, Group)
    assert isinstance(rows, Group)
    assert isinstance(rows.children[0], Repeat)
    session = open_form(
        "<row><x/></row>",
        "",
        '<group><input ref="/data/row/x"/></group>'
        '<repeat nodeset="/data/row"><label>Bare</label><input ref="/data/row/x"/></repeat>',
    )
    assert isinstance(session.body[1], Repeat)


def test_a_comment_within_a_value_is_no_part_of_it(open_form: OpenForm) -> None:
    assert open_form("<a>x<!-- why --><!-- not -->y</a>")["/data/a"].value == "xy"


def test_a_field_whose_name_ends_like_meta_is_no_meta(open_form: OpenForm) -> None:
    xml = open_form("<somemeta/>").to_xml()
    assert "<somemeta/>" in xml
    assert xml.count("instanceID>uuid:") == 1


def test_a_new_version_finds_the_identity_among_other_facts(open_form: OpenForm) -> None:
    given = "<data><a/><meta><audit/><instanceID>uuid:1</instanceID></meta></data>"
    session = open_form("<a/><meta><audit/><instanceID/></meta>", instance=given, edit=True)
    assert session["/data/meta/deprecatedID"].value == "uuid:1"


def test_a_session_may_begin_in_another_language(open_form: OpenForm) -> None:
    itext = "".join(
        f'<translation lang="{language}"><text id="a"><value>{text}</value></text>'
        f'<text id="p"><value form="image">jr://images/{text}.png</value></text></translation>'
        for language, text in (("zh", "一"), ("en", "One"))
    )
    session = open_form(
        "<a/><b/>",
        "",
        '<input ref="/data/a"><label ref="jr:itext(\'a\')"/></input>'
        '<input ref="/data/b"><label>plain</label></input>',
        model=f"<itext>{itext}</itext>",
        language="en",
    )
    assert session["/data/a"].label == "One"
    assert session["/data/b"].media == {}
    assert session.evaluate("string(jr:itext('p'))") == ""


def test_only_questions_have_names_of_choices(open_form: OpenForm) -> None:
    session = open_form("<a/>", model='<instance id="x"><root><item>1</item></root></instance>')
    list_path = "concat('instance(', \"'x'\", ')/root/item')"
    assert session.evaluate(f"jr:choice-name('v', {list_path})") == ""
    assert session.evaluate("jr:choice-name('v', concat('/data/', 'none'))") == ""


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("weighted-checklist(2, 9, *, *)", True),
        ("weighted-checklist(4, 9, *, *)", False),
        ("lang('zh')", True),
        ("lang('en')", False),
        ("regex('a]', 'a]')", True),
        ("regex('ab', '[a-b]+$')", True),
        ("regex('a.b', '^a\\.b$')", True),
        ("regex('a-', '[\\w\\-]+')", True),
    ],
)
def test_ways_through_functions(expression: str, expected: object) -> None:
    document = '<d xml:lang="zh" id="x"><a>2</a><b>0</b><c>1</c></d>'
    attributed = document.replace('xml:lang="zh" id="x"', 'id="x" xml:lang="zh"')
    assert evaluate_xpath(expression, document, "/d") is expected
    assert evaluate_xpath(expression, attributed, "/d") is expected


@pytest.mark.parametrize("expression", ["coalesce()", "f(1)//a", "(a)//b", "checklist(1)"])
def test_calls_and_paths_that_are_refused(expression: str) -> None:
    with pytest.raises(FormError):
        evaluate_xpath(expression, "<a/>")


def test_texts_of_leaves_are_sorted_and_counted(open_form: OpenForm) -> None:
    session = open_form("<a>1</a><b>2</b>")
    found = session.evaluate("/data/b | /data/a/text()")
    assert isinstance(found, list)
    assert [node.value for node in found] == ["1", "2"]
    assert session.evaluate("position(/data/a/text())") == 1.0


def test_paths_of_nodes_without_names() -> None:
    found = evaluate_xpath("/a/node()", "<a>one<!--two--><b/>three<?four five?></a>")
    assert isinstance(found, list)
    assert [node.path for node in found] == [
        "/a/text()[1]",
        "/a/comment()",
        "/a/b",
        "/a/text()[2]",
        "/a/processing-instruction('four')",
    ]
    assert evaluate_xpath("string(/a)", "<a>one<!--two--><b>x</b>three</a>") == "onexthree"
    found = evaluate_xpath("/a/@b", "<a b='c'/>")
    assert isinstance(found, list)
    assert found[0].path == "/a/@b"
    orphan = Node(NodeKind.ELEMENT, "lonely")
    assert (orphan.path, repr(orphan)) == ("/lonely", "<Node /lonely>")


def test_a_result_too_large_for_the_machine_is_told_as_one(open_form: OpenForm) -> None:
    def overflowing(_: Context) -> float:
        return 10.0**1000

    session = open_form("<a/>")
    expression = Expression("10^1000", Literal(""), overflowing)
    with pytest.raises(EvaluationError, match="too large"):
        expression.evaluate(session.scope_of(session.root))


def test_a_question_tells_the_most_characters_it_takes(open_form: OpenForm) -> None:
    session = open_form(
        "<a/>", '<bind nodeset="/data/a" constraint="string-length(.) &lt;= 5"/>', ""
    )
    assert session["/data/a"].longest == 5
