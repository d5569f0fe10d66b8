"""A form is filled without a screen."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kiosk.forms import FormError, Session
from kiosk.forms.filling import fill

OpenForm = Callable[..., Session]
DATA = (
    "<name/><n/><many/><yes/><place/><size/><sum/><g><a/></g>"
    '<row jr:template=""><x/><inner jr:template=""><y/></inner></row><meta><instanceID/></meta>'
)
BINDS = (
    '<bind nodeset="/data/n" type="int"/><bind nodeset="/data/yes" type="boolean"/>'
    '<bind nodeset="/data/place" type="geopoint"/><bind nodeset="/data/size" type="decimal"/>'
    '<bind nodeset="/data/sum" type="int" calculate="/data/n + 1"/>'
    '<bind nodeset="/data/meta/instanceID" jr:preload="uid"/>'
)
BODY = (
    '<input ref="/data/name"/><input ref="/data/n"/><select ref="/data/many">'
    "<item><label>A</label><value>a</value></item><item><label>B</label><value>b</value></item>"
    '</select><input ref="/data/yes"/><input ref="/data/place"/><input ref="/data/size"/>'
    '<group ref="/data/g"><input ref="/data/g/a"/></group>'
    '<group ref="/data/row"><repeat nodeset="/data/row"><input ref="/data/row/x"/>'
    '<group ref="/data/row/inner"><repeat nodeset="/data/row/inner">'
    '<input ref="/data/row/inner/y"/></repeat></group></repeat></group>'
)
FORM = (DATA, BINDS, BODY)
NESTED = {
    "name": "王秀花",
    "n": 7,
    "many": ["a", "b"],
    "yes": True,
    "place": [36.1, 117.2, 0.0, 0.0],
    "size": 2.5,
    "sum": 999,
    "g": {"a": None},
    "row": [{"x": "1", "inner": [{"y": "p"}, {"y": "q"}]}, {"x": "2", "inner": []}],
    "meta": {"instanceID": "uuid:mine"},
}


def test_what_to_json_gives_fills_the_form_again(open_form: OpenForm) -> None:
    session = open_form(*FORM)
    fill(session, NESTED)
    again = open_form(*FORM)
    fill(again, session.to_json())
    assert session.to_json() == {**NESTED, "sum": 8, "meta": session.to_json()["meta"]}
    assert again.to_json() == session.to_json()


def test_answers_by_path_add_the_rows_they_name(open_form: OpenForm) -> None:
    session = open_form(*FORM)
    fill(session, {"/data/name": "王", "/data/n": 3, "/data/yes": False, "/data/g/a": None,
                   "/data/row[2]/inner[1]/y": "z"})  # fmt: skip
    assert session.to_json()["row"] == [
        {"x": None, "inner": []},
        {"x": None, "inner": [{"y": "z"}]},
    ]
    assert session["/data/yes"].value == "false"
    fill(session, {})


@pytest.mark.parametrize(
    "answers",
    [
        {"/data/name": "x", "name": "x"},
        {"nobody": 1},
        {"row": {"x": 1}},
        {"row": [1]},
        {"g": "text"},
        {"name": {"a": 1}},
        {"name": ["a"]},
        {"/data/nobody": "x"},
        {"/data/g[2]/a": "x"},
        {"/data/row[3000]/x": "x"},
    ],
)
def test_answers_without_a_field_are_refused(
    open_form: OpenForm, answers: dict[str, object]
) -> None:
    with pytest.raises(FormError):
        fill(open_form(*FORM), answers)


def test_what_a_device_has_filled_stays(open_form: Callable[..., Session]) -> None:
    session = open_form("<g><a/><b/></g>")
    session.fill("/data/g", {"a": "card"}, source="card")
    fill(session, {"/data/g/a": "typed", "/data/g/b": "typed"})
    assert (session["/data/g/a"].value, session["/data/g/b"].value) == ("card", "typed")
