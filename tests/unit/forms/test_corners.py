"""The less travelled ways through expressions and forms."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.forms import FormError, Group, Repeat, Session, evaluate_xpath, load_form
from kiosk.forms.xpath.values import number_text

OpenForm = Callable[..., Session]
FormXml = Callable[..., str]
XFORM = (
    '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">'
    '<h:head><model><itext><translation lang="zh"><text id="a"><value>一</value></text>'
    '</translation><translation lang="en" default=""><text id="a"><value>One</value></text>'
    "</translation></itext><instance><data><a/></data></instance>"
    '<instance id="x"><root><item>1</item></root></instance></model></h:head><h:body/></h:html>'
)
PRIMARY = "/h:html/h:head/model/instance[1]"


def of_xform(expression: str, language: str | None = None) -> object:
    return evaluate_xpath(expression, XFORM, PRIMARY, language=language)


def test_an_xforms_document_brings_its_lists_and_texts() -> None:
    assert of_xform("count(/data/a)") == 1.0
    assert of_xform("string(instance('x')/root/item)") == "1"
    assert of_xform("string(jr:itext('a'))") == "One"
    assert of_xform("string(jr:itext('a'))", "zh") == "一"
    assert of_xform("string(jr:itext('b'))") == ""
    assert of_xform("jr:choice-name('v', '/data/a')") == "v"
    assert evaluate_xpath("string(jr:itext('a'))", "<a/>") == ""
    assert evaluate_xpath("count(/h:html)", XFORM) == 1.0


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("1 = 1 = true()", True),
        ("3 > 2 > 1", False),
        ("boolean(date('x'))", False),
        ("boolean(date('2020-01-01'))", True),
        ("boolean(0 div 0)", False),
        ("boolean()", True),
        ("coalesce('', 0 div 0)", ""),
        ("once('new')", "old"),
        ("weighted-checklist(1, 9, b, b)", True),
        ("string(5 mod 0)", "NaN"),
        ("string(0 div 0)", "NaN"),
        ("-1 div 0 < 0", True),
        ("number(true())", 1.0),
        ("string(round(1, 1 div 0))", "NaN"),
        ("round(12345, -200)", 0.0),
        ("round(1.5, 200)", 1.5),
        ("string(ceiling(-0.5))", "0"),
        ("string(floor(1 div 0))", "Infinity"),
        ("string(ceiling(1 div 0))", "Infinity"),
        ("string(int('x'))", "NaN"),
        ("string(max('a'))", "NaN"),
        ("string(min(''))", "NaN"),
        ("log10(0) < 0", True),
        ("date-time(18262)", "2020-01-01"),
        ("date-time(18262.5)", "2020-01-01T12:00:00.000+00:00"),
        ("boolean(date-time(1 div 0))", False),
        ("boolean(date-time(9999999))", False),
        ("boolean(date(9999999))", False),
        ("boolean(date(0 div 0))", False),
        ("date('18262')", "2020-01-01"),
        ("string(date-time('2020-01-01'))", "2020-01-01"),
        ("number('2020-01-01T23:00:00-05:00')", 18262.0),
        ("string(decimal-date-time('x'))", "NaN"),
        ("string(decimal-time('x'))", "NaN"),
        ("decimal-time('2020-01-01T06:00:00Z')", 0.25),
        ("'2020-01-01T00:00:00Z' > '2019-12-31'", True),
        ("date('2020-01-01') = date('2020-01-01')", True),
        ("date('2020-01-01') < '2020-01-02T00:00:00Z'", True),
        ("'2020-13-01' < '2020-01-01'", False),
        ("local-name(missing)", ""),
        ("namespace-uri(missing)", ""),
        ("name()", "data"),
        ("string(position(missing))", "NaN"),
        ("lang('en')", False),
        ("count(randomize(*, ''))", 2.0),
        ("count(randomize(*, 0))", 2.0),
        ("area('x')", 0.0),
        ("area('0 0;0 1;1 1;0 0') > 0", True),
        ("geofence('x', '0 0;0 1;1 1;0 0')", False),
        ("count(*[self::a])", 1.0),
        ("count(*/..)", 1.0),
        ("count(node())", 2.0),
        ("a/text()/..", ["/data/a"]),
        ("* | a/text()", ["/data/a", "/data/a/text()", "/data/b"]),
        ("substr('abc', 'x')", "abc"),
        ("join('-')", ""),
    ],
)
def test_corners_of_functions(expression: str, expected: object) -> None:
    result = evaluate_xpath(expression, "<data><a>old</a><b>2</b></data>", "/data")
    if isinstance(result, list):
        result = [node.path for node in result]
    elif expression.startswith("once"):
        result = evaluate_xpath(expression, "<data><a>old</a></data>", "/data/a")
    assert result == expected


def test_a_signed_text_is_given_out_only_to_its_key() -> None:
    key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    public = base64.b64encode(key.public_key().public_bytes_raw()).decode()
    other = base64.b64encode(bytes(32)).decode()
    signed = base64.b64encode(key.sign("内容".encode()) + "内容".encode()).decode()
    assert evaluate_xpath(f"extract-signed('{signed}', '{public}')", "<a/>") == "内容"
    assert evaluate_xpath(f"extract-signed('{signed}', '{other}')", "<a/>") == ""
    assert evaluate_xpath("extract-signed('!', '!')", "<a/>") == ""


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_are_written_in_plain_digits(number: float) -> None:
    text = number_text(number)
    assert "e" not in text
    assert float(text) == pytest.approx(number)


def test_dependencies_are_found_through_every_kind_of_step(open_form: OpenForm) -> None:
    session = open_form(
        '<a/><g k="1"><b/><orx:c/></g><r jr:template=""><x/></r>'
        "<by_star/><by_union/><by_call/><by_text/><by_attribute/><by_prefix/><by_minus/>"
        "<by_filter/><by_shuffle/><by_root/><by_self/><by_indexed/>",
        "".join(
            f'<bind nodeset="/data/{name}" calculate="{expression}"/>'
            for name, expression in (
                ("by_star", "count-non-empty(/*/g/*)"),
                ("by_union", "count-non-empty(/data/a | /data/g/b)"),
                ("by_call", "concat(current()/../a, '!')"),
                ("by_text", "count(/data/a/text())"),
                ("by_attribute", "/data/g/@k"),
                ("by_prefix", "concat(/data/g/orx:c, /data/g/orx:*)"),
                ("by_minus", "-/data/a"),
                ("by_filter", "(/data/g/b)[. != ''][1]"),
                ("by_shuffle", "count(randomize(/data/r/x)[. = 1])"),
                ("by_root", "count(/) + count(/missing) + count(/data/../node()/a[. = 7])"),
                ("by_self", "string(/data/a/self::node())"),
                ("by_indexed", "indexed-repeat(/data/r/x, /data/r, /data/a)"),
            )
        ),
        '<input ref="/data/a"/><repeat nodeset="/data/r"><input ref="/data/r/x"/></repeat>',
    )
    session.add_repeat("/data/r")
    session.set("/data/r[1]/x", "1")
    session.set("/data/a", "1")
    session.set("/data/g/b", "B")
    session.set("/data/g/orx:c", "C")
    answers = session.to_json()
    assert {key: answers[key] for key in answers if key.startswith("by_")} == {
        "by_star": "2",
        "by_union": "2",
        "by_call": "1!",
        "by_text": "1",
        "by_attribute": "1",
        "by_prefix": "CC",
        "by_minus": "-1",
        "by_filter": "B",
        "by_shuffle": "1",
        "by_root": "1",
        "by_self": "1",
        "by_indexed": "1",
    }
    session.set("/data/a", "7")
    assert session["/data/by_root"].value == "2"


def test_actions_of_repeats_at_load_and_their_limits(form_xml: FormXml) -> None:
    form = load_form(
        form_xml(
            "<a/><r><x/></r><r><x/></r><hidden/>",
            '<bind nodeset="/data/hidden" relevant="false()"/>',
            '<input ref="/data/a">'
            '<setvalue event="xforms-value-changed" ref="/data/r/x" value="1"/></input>'
            '<repeat nodeset="/data/r"><setvalue event="odk-instance-load" ref="/data/r/x" '
            'value="position(..)"/><input ref="/data/r/x"/></repeat>',
            '<setvalue event="odk-instance-first-load" ref="/data/hidden">seen</setvalue>',
        )
    )
    session = form.open(now=lambda: datetime(2026, 1, 1, tzinfo=UTC), tz=UTC)
    assert [session[f"/data/r[{n}]/x"].value for n in (1, 2)] == ["1", "2"]
    with pytest.raises(FormError, match="several"):
        session.set("/data/a", "1")
    again = form.open(
        now=lambda: datetime(2026, 1, 1, tzinfo=UTC), tz=UTC, instance=session.to_xml()
    )
    assert again["/data/r[2]/x"].value == "2"


def test_a_form_whose_first_values_have_no_result_is_refused_at_once(open_form: OpenForm) -> None:
    with pytest.raises(FormError, match="2024-02-30") as caught:
        open_form("<a/>", '<bind nodeset="/data/a" calculate="date(\'2024-02-30\') + 1"/>')
    assert "/data/a" in caught.value.place


def test_a_count_without_result_counts_nothing(open_form: OpenForm) -> None:
    session = open_form(
        '<n/><r jr:template=""><x/></r>',
        "",
        '<input ref="/data/n"/><repeat nodeset="/data/r" jr:count="date(/data/n) + 0">'
        '<input ref="/data/r/x"/></repeat>',
    )
    session.set("/data/n", "1970-01-03")
    assert session.evaluate("count(/data/r)") == 2.0
    session.set("/data/n", "2024-02-30")
    assert session.evaluate("count(/data/r)") == 0.0
    assert session.problems


def test_too_many_instances_are_refused(open_form: OpenForm) -> None:
    session = open_form(
        '<n/><r jr:template=""/>',
        "",
        '<input ref="/data/n"/><repeat nodeset="/data/r"/>',
    )
    for _ in range(1000):
        session.add_repeat("/data/r")
    with pytest.raises(FormError, match="more are not possible"):
        session.add_repeat("/data/r")


def test_the_body_leaves_out_what_is_not_there(open_form: OpenForm) -> None:
    session = open_form(
        "<a>1</a><g><r><x/></r></g><h><r><x/></r></h><q/>",
        '<bind nodeset="/data/g" relevant="/data/a = 1"/>'
        '<bind nodeset="/data/h/r" relevant="/data/a = 1"/>'
        '<bind nodeset="/data/q" id="q" relevant="/data/a = 1"/>',
        '<repeat nodeset="/data/g/r"><input ref="/data/g/r/x"/></repeat>'
        '<repeat nodeset="/data/h/r"><label>列</label><input ref="x"/></repeat><input bind="q"/>'
        '<group ref="/data/g"><input ref="r/x"/></group>',
    )
    repeats = [element for element in session.body if isinstance(element, Repeat)]
    assert [repeat.label for repeat in repeats] == ["", "列"]
    assert len(session.body) == 4
    session.set("/data/a", "2")
    assert session.body == ()


def test_labels_may_hold_markup_and_nothing(open_form: OpenForm) -> None:
    session = open_form(
        "<a/><b/>",
        '<bind nodeset="/data/a" type="string"/>',
        '<input ref="/data/a"><label>一<h:b>二</h:b>三<output ref="/data/b"/><!-- 四 --></label>'
        '</input><input ref="/data/b"><label/></input>',
    )
    assert session["/data/a"].label == "一二三"
    assert session["/data/b"].label == ""
    assert session["/data/a"].type == "string"


def test_a_new_version_keeps_an_identity_the_form_wrote(form_xml: FormXml) -> None:
    form = load_form(form_xml("<a/><meta><instanceID>x</instanceID><deprecatedID/></meta>", "", ""))
    first = form.open(now=lambda: datetime(2026, 1, 1, tzinfo=UTC), tz=UTC)
    edited = form.open(
        now=lambda: datetime(2026, 1, 1, tzinfo=UTC), tz=UTC, instance=first.to_xml(), edit=True
    )
    assert edited.to_json()["meta"] == {"instanceID": "x", "deprecatedID": "x"}


def test_submissions_are_posted(form_xml: FormXml) -> None:
    assert load_form(form_xml("<a/>", '<submission method="post"/>')).id == "test"


answers = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", "g/c", "s"]),
        st.one_of(st.text(max_size=6), st.sampled_from(["1", "2", "yes", "2026-02-30", "-1e9"])),
    ),
    max_size=12,
)


@given(answers)
@settings(max_examples=60)
def test_no_answers_crash_a_session_and_order_does_not_matter(
    given_answers: list[tuple[str, str]],
) -> None:
    form = load_form(FORM)
    session = form.open(now=lambda: datetime(2026, 1, 1, tzinfo=UTC), tz=UTC)
    for name, value in given_answers:
        session.set(f"/data/{name}", value)
        session.violations()
        assert session.body is not None
    # whatever the way there, the same answers give the same state
    last = dict(given_answers)
    again = form.open(now=lambda: datetime(2026, 1, 1, tzinfo=UTC), tz=UTC)
    for name in sorted(last):
        again.set(f"/data/{name}", last[name])
    assert again.to_xml() == session.to_xml()


FORM = (
    '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" '
    'xmlns:jr="http://openrosa.org/javarosa"><h:head><model><instance><data id="f"><a/><b/>'
    "<g><c/></g><s/><sum/><age/><meta><instanceID>fixed</instanceID></meta></data></instance>"
    '<bind nodeset="/data/a" type="int" required="true()"/>'
    '<bind nodeset="/data/b" type="date" constraint=". &lt; today()"/>'
    '<bind nodeset="/data/g" relevant="/data/a &gt; 1"/>'
    '<bind nodeset="/data/g/c" constraint="regex(., \'^[0-9]+$\')"/>'
    '<bind nodeset="/data/sum" calculate="/data/a + /data/g/c"/>'
    '<bind nodeset="/data/age" type="int" calculate="(today() - /data/b) div 365.25"/>'
    '</model></h:head><h:body><input ref="/data/a"/><input ref="/data/b"/><input ref="/data/g/c"/>'
    '<select1 ref="/data/s"><item><label>y</label><value>yes</value></item></select1>'
    "</h:body></h:html>"
)


def test_the_whole_form_is_no_repeat(form_xml: FormXml) -> None:
    with pytest.raises(FormError, match="whole form"):
        load_form(form_xml("<a/>", "", '<repeat nodeset="/data"/>'))


def test_a_group_that_is_nowhere_in_this_instance_is_left_out(open_form: OpenForm) -> None:
    session = open_form(
        '<r jr:template=""><g><x/></g></r>',
        "",
        '<group ref="/data/r/g"><input ref="/data/r/g/x"/></group><input ref="/data/r/g/x"/>'
        '<repeat nodeset="/data/r"/>',
    )
    assert [type(element) for element in session.body] == [Repeat]


def test_a_question_that_is_asked_twice_in_other_groups_is_the_same(open_form: OpenForm) -> None:
    session = open_form(
        "<g><x/></g><h><y/></h>",
        "",
        '<group ref="/data/g"><input ref="/data/h/y"/></group>',
    )
    group = session.body[0]
    assert isinstance(group, Group)
    assert [getattr(child, "ref", "") for child in group.children] == ["/data/h/y"]


def test_values_too_large_for_a_result_are_errors() -> None:
    with pytest.raises(FormError):
        evaluate_xpath("concat('a', substr('a', 0, 1) div 'x', nobody())", "<a/>")
    with pytest.raises(FormError, match="too long"):
        evaluate_xpath("regex(., 'a')", f"<a>{'b' * 200_000}</a>", "/a")


def test_nodes_say_where_they_are(open_form: OpenForm) -> None:
    session = open_form("<a/>", "", "")
    assert "/data/a" in repr(session.root.children[0])
    assert "/data" in repr(session.form.model.root)


def test_a_document_with_a_doctype_has_one_more_node() -> None:
    assert evaluate_xpath("count(node())", "<r/>") == 1.0
    assert evaluate_xpath("count(/node())", "<!DOCTYPE r><!-- c --><r/>") >= 2.0  # type: ignore[operator] # a number


def test_attributes_stand_before_what_is_in_an_element_and_in_their_order() -> None:
    found = evaluate_xpath("/r/b | /r/@z | /r/@a", '<r z="1" a="2"><b>3</b></r>')
    assert isinstance(found, list)
    assert [node.value for node in found] == ["1", "2", "3"]


def test_pi_is_known() -> None:
    assert evaluate_xpath("round(pi(), 4)", "<r/>") == 3.1416


def test_a_cell_is_pulled_from_a_list_of_a_plain_document() -> None:
    document = (
        '<m><instance id="l"><root><item><k>1</k><v>one</v></item>'
        "<item><k>2</k><v>two</v></item></root></instance></m>"
    )
    assert evaluate_xpath("pulldata('l', 'v', 'k', 2)", document) == "two"
    assert evaluate_xpath("pulldata('l', 'v', 'k', 3)", document) == ""


ROWS = "".join(f"<item><n>{n % 7}</n><label>Row {n}</label></item>" for n in range(3_000))


def test_rows_of_a_number_are_found_through_a_table(open_form: OpenForm) -> None:
    session = open_form("<a>3</a>", model=f'<instance id="l"><root>{ROWS}</root></instance>')
    assert session.evaluate("count(instance('l')/root/item[n = 3])") == 429.0
    assert session.evaluate("count(instance('l')/root/item[n = number(/data/a)])") == 429.0


def test_a_search_waits_until_a_long_list_is_read(open_form: OpenForm) -> None:
    session = open_form(
        "<a/>",
        "",
        '<select1 ref="/data/a"><label>a</label><itemset nodeset="instance(\'l\')/root/item">'
        '<value ref="label"/><label ref="label"/></itemset></select1>',
        model=f'<instance id="l"><root>{ROWS}</root></instance>',
    )
    assert session["/data/a"].search("Row 2999") == [("Row 2999", "Row 2999")]


def test_a_new_version_of_a_submission_without_identity_gets_one(form_xml: FormXml) -> None:
    form = load_form(
        form_xml(
            "<a/><meta><instanceID/></meta>",
            '<bind nodeset="/data/meta/instanceID" jr:preload="uid"/>',
        )
    )
    session = form.open(
        now=lambda: datetime(2026, 11, 22, tzinfo=UTC),
        tz=UTC,
        instance='<data id="test" version="3"><a>1</a><meta><instanceID/></meta></data>',
        edit=True,
    )
    assert session["/data/meta/instanceID"].value.startswith("uuid:")
    assert "deprecatedID" not in session.to_xml()


def test_only_attributes_called_id_name_an_element() -> None:
    assert evaluate_xpath("count(id('x'))", '<r z="x"><a id="x"/></r>') == 1.0
