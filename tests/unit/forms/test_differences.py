"""Where sessions mean something else than in JavaRosa or the web engines (forms-differences.md)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kiosk.forms import FormError, Repeat, RepeatState, Session
from kiosk.forms.filling import handed_in

OpenForm = Callable[..., Session]


def asks(*names: str) -> str:
    return "".join(f'<input ref="/data/{name}"><label>{name}</label></input>' for name in names)


def repeats(name: str, inside: str, more: str = "") -> str:
    return (
        f'<group ref="/data/{name}"><label>{name}</label>'
        f'<repeat nodeset="/data/{name}"{more}>{inside}</repeat></group>'
    )


def test_rows_that_are_not_relevant_are_counted_and_add_nothing(open_form: OpenForm) -> None:
    session = open_form(
        "<a/><r><v>3</v></r><r><v>4</v></r><n/><s/>",
        '<bind nodeset="/data/r" relevant="/data/a = 1"/>'
        '<bind nodeset="/data/n" calculate="count(/data/r)"/>'
        '<bind nodeset="/data/s" calculate="sum(/data/r/v)"/>',
        asks("a") + repeats("r", asks("r/v")),
    )
    assert (session["/data/n"].value, session["/data/s"].value) == ("2", "0")
    session.set("/data/a", "1")
    assert (session["/data/n"].value, session["/data/s"].value) == ("2", "7")


def test_a_repeat_without_rows_is_asked_for_only_while_it_is_relevant(open_form: OpenForm) -> None:
    session = open_form(
        '<a/><r jr:template=""><v/></r>',
        '<bind nodeset="/data/r" relevant="/data/a = 1"/>',
        asks("a") + repeats("r", asks("r/v")),
    )
    assert not any(isinstance(element, Repeat) for element in session.body)
    assert not session["/data/r"].relevant
    session.set("/data/a", "1")
    assert session["/data/r"].relevant
    assert any(isinstance(element, Repeat) for element in session.body)


def test_a_repeat_in_what_is_not_relevant_is_not_relevant(open_form: OpenForm) -> None:
    session = open_form(
        '<a/><g><r jr:template=""><v/></r></g>',
        '<bind nodeset="/data/g" relevant="/data/a = 1"/>',
        asks("a") + repeats("g/r", asks("g/r/v")),
    )
    assert not session["/data/g/r"].relevant


def test_a_new_row_begins_with_the_rows_the_form_writes_in_it(open_form: OpenForm) -> None:
    session = open_form(
        "<r><v/><i><w/></i></r>", "", repeats("r", asks("r/v") + repeats("r/i", asks("r/i/w")))
    )
    session.add_repeat("/data/r")
    inner = session["/data/r[2]/i"]
    assert isinstance(inner, RepeatState)
    assert inner.count == 1


def test_rows_that_are_no_longer_counted_are_gone(open_form: OpenForm) -> None:
    session = open_form(
        '<a/><r jr:template=""><v/></r><s/>',
        '<bind nodeset="/data/a" type="int"/><bind nodeset="/data/s" calculate="sum(/data/r/v)"/>',
        asks("a") + repeats("r", asks("r/v"), ' jr:count="/data/a"'),
    )
    session.set("/data/a", "2")
    session.set("/data/r[2]/v", "5")
    session.set("/data/a", "1")
    assert session["/data/s"].value == "0"
    session.set("/data/a", "2")
    assert session["/data/r[2]/v"].value == ""


def test_a_row_that_goes_is_missed_by_fields_of_groups_and_rows_in_it(open_form: OpenForm) -> None:
    session = open_form(
        "<r><g><v/></g><i><w/></i></r><s/><t/>",
        '<bind nodeset="/data/s" calculate="sum(/data/r/g/v)"/>'
        '<bind nodeset="/data/t" calculate="sum(/data/r/i/w)"/>',
        repeats("r", asks("r/g/v") + repeats("r/i", asks("r/i/w"))),
    )
    session.add_repeat("/data/r")
    for row in ("1", "2"):
        session.set(f"/data/r[{row}]/g/v", "7")
        session.set(f"/data/r[{row}]/i[1]/w", "9")
    assert (session["/data/s"].value, session["/data/t"].value) == ("14", "18")
    session.remove_repeat("/data/r[1]")
    assert (session["/data/s"].value, session["/data/t"].value) == ("7", "9")


FIRST_LOAD = '<setvalue event="odk-instance-first-load" ref="/data/{}" value="{}"/>'


def test_loading_leaves_what_is_not_relevant_empty(open_form: OpenForm) -> None:
    session = open_form(
        "<a/><b/>",
        '<bind nodeset="/data/b" relevant="/data/a = 1"/>',
        asks("a", "b"),
        model=FIRST_LOAD.format("b", "'new'"),
    )
    session.set("/data/a", "1")
    assert session["/data/b"].value == ""


def test_each_action_of_loading_sees_those_before_it(open_form: OpenForm) -> None:
    session = open_form(
        "<a/><b/><c/>",
        '<bind nodeset="/data/b" relevant="/data/a = 1"/>',
        asks("a", "b"),
        model=FIRST_LOAD.format("a", "1")
        + FIRST_LOAD.format("b", "/data/a + 1")
        + FIRST_LOAD.format("c", "0 div 0"),
    )
    assert session["/data/b"].value == "2"
    assert session["/data/c"].value == ""  # a number that is none is no answer


def test_counted_rows_are_new_rows(open_form: OpenForm) -> None:
    session = open_form(
        '<a>2</a><r jr:template=""><v/></r>',
        "",
        asks("a")
        + repeats(
            "r",
            '<setvalue event="odk-new-repeat" ref="/data/r/v" value="position(..)"/>' + asks("r/v"),
            ' jr:count="/data/a"',
        ),
    )
    assert [session[f"/data/r[{row}]/v"].value for row in (1, 2)] == ["1", "2"]


def test_becoming_relevant_is_no_change_of_a_value(open_form: OpenForm) -> None:
    session = open_form(
        "<a>1</a><b>x</b><c>0</c>",
        '<bind nodeset="/data/b" relevant="/data/a = 1"/>',
        '<input ref="/data/a"><label>a</label></input><input ref="/data/b"><label>b</label>'
        '<setvalue event="xforms-value-changed" ref="/data/c" value="/data/c + 1"/></input>',
    )
    session.set("/data/a", "2")
    session.set("/data/a", "1")
    assert session["/data/c"].value == "0"
    session.set("/data/b", "y")
    assert session["/data/c"].value == "1"


def test_what_is_not_relevant_is_not_calculated(open_form: OpenForm) -> None:
    session = open_form(
        "<a/><q/><b/>",
        '<bind nodeset="/data/b" relevant="/data/a = 1" calculate="once(/data/q)"/>',
        asks("a", "q"),
    )
    session.set("/data/q", "early")
    session.set("/data/q", "late")
    session.set("/data/a", "1")
    assert session["/data/b"].value == "late"


def test_an_answer_that_breaks_a_rule_is_kept_and_told(open_form: OpenForm) -> None:
    session = open_form("<a/>", '<bind nodeset="/data/a" constraint=". &gt; 5"/>', asks("a"))
    session.set("/data/a", "3")
    assert session["/data/a"].value == "3"
    assert handed_in(session)["violations"] == [
        {"ref": "/data/a", "violation": "constraint", "message": ""}
    ]


def test_several_choices_stand_in_the_order_of_the_list(open_form: OpenForm) -> None:
    items = "".join(f"<item><label>{v}</label><value>{v}</value></item>" for v in "abc")
    session = open_form("<a/>", "", f'<select ref="/data/a"><label>a</label>{items}</select>')
    session.set("/data/a", "c a")
    assert session["/data/a"].value == "a c"


def test_a_day_reckoned_from_nothing_is_no_day_yet(open_form: OpenForm) -> None:
    session = open_form(
        "<a/><b/>",
        '<bind nodeset="/data/a" type="date"/>'
        '<bind nodeset="/data/b" type="date" calculate="date(/data/a + 30)"/>',
        asks("a"),
    )
    assert session["/data/b"].value == ""
    session.set("/data/a", "2024-02-29")
    assert session["/data/b"].value == "2024-03-30"


def test_last_saved_answers_are_refused(open_form: OpenForm) -> None:
    with pytest.raises(FormError) as told:
        open_form("<a/>", model='<instance id="l" src="jr://instance/last-saved"/>')
    assert told.value.code == "form.last_saved"


def test_a_condition_on_other_rows_may_name_the_row_one_stands_in(open_form: OpenForm) -> None:
    session = open_form(
        "<p><n>1</n></p><p><n>2</n></p><r><v>2</v><c/></r><r><v>3</v><c/></r>",
        '<bind nodeset="/data/r/c" calculate="count(/data/p[n &lt; /data/r/v])"/>',
        repeats("p", asks("p/n")) + repeats("r", asks("r/v")),
    )
    assert [session[f"/data/r[{row}]/c"].value for row in (1, 2)] == ["1", "2"]


def test_a_condition_follows_what_it_compares_with(open_form: OpenForm) -> None:
    session = open_form(
        "<a>1</a><r><v>1</v></r><r><v>2</v></r><c/><n/>",
        '<bind nodeset="/data/c" calculate="/data/a + 1"/>'
        '<bind nodeset="/data/n" calculate="count(/data/r[v &lt; current()/../c])"/>',
        asks("a") + repeats("r", asks("r/v")),
    )
    assert session["/data/n"].value == "1"
    session.set("/data/a", "2")
    assert session["/data/n"].value == "2"
