"""What a form may say, what it may not, and the words it is refused with."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.forms import FormError, Session, load_form

OpenForm = Callable[..., Session]
FormXml = Callable[..., str]


def refused(xml: str | bytes, **options: object) -> FormError:
    with pytest.raises(FormError) as caught:
        load_form(xml, **options)  # type: ignore[arg-type] # by name
    return caught.value


def test_a_form_tells_who_it_is(form_xml: FormXml, tmp_path: Path) -> None:
    path = tmp_path / "form.xml"
    path.write_text(form_xml("<a/>"), encoding="utf-8")
    form = load_form(path)
    assert (form.id, form.version, form.title) == ("test", "3", "测试")
    assert form.languages == ()
    assert form.default_language is None
    assert load_form(path.read_bytes()).id == "test"


@pytest.mark.parametrize(
    "xml",
    [
        "<a/>",
        "not xml",
        '<model xmlns="http://www.w3.org/2002/xforms"/>',
        '<model xmlns="http://www.w3.org/2002/xforms"><instance/></model>',
        '<!DOCTYPE a><model xmlns="http://www.w3.org/2002/xforms"/>',
    ],
)
def test_what_is_no_form_is_refused(xml: str) -> None:
    assert refused(xml).remedy


def test_groups_nested_beyond_reason_are_refused(form_xml: FormXml) -> None:
    deep = "<g>" * 300 + "</g>" * 300
    assert refused(form_xml(deep)).remedy


@pytest.mark.parametrize(
    ("binds", "body"),
    [
        ('<bind nodeset="/data/a" calculate="//b"/>', ""),
        ('<bind nodeset="/data/a" relevant="unheard(1)"/>', ""),
        ('<bind nodeset="/data/a" constraint="substr(1)"/>', ""),
        ('<bind nodeset="/data/a" required="instance(\'none\')/root"/>', ""),
        ('<bind nodeset="/data/a" calculate="jr:choice-name(1, \'/data/b\')"/>', ""),
        (
            (
                '<bind nodeset="/data/a" calculate="/data/b"/>'
                '<bind nodeset="/data/b" calculate="/data/a"/>'
            ),
            "",
        ),
        ('<bind nodeset="/data/a" calculate=". + 1"/>', ""),
        (
            (
                '<bind nodeset="/data/a" relevant="/data/b"/>'
                '<bind nodeset="/data/b" calculate="/data/c"/>'
                '<bind nodeset="/data/c" calculate="/data/b"/>'
            ),
            "",
        ),
        ("", "<input/>"),
        ("", '<repeat nodeset="/data/none"/>'),
        ("", '<upload ref="/data/a" mediatype=".jpg"/>'),
        ("", '<select1 ref="/data/a"><itemset nodeset="/data/b"/></select1>'),
        ("", '<select1 ref="/data/a"><itemset><value ref="x"/></itemset></select1>'),
        ("", '<group ref="/data/g" intent="kiosk.id_card(name)"/>'),
        ("", '<group ref="/data/g" intent="(("/>'),
        ("", '<input ref="/data/a"><setvalue event="xforms-value-changed"/></input>'),
        ("", '<input ref="/data/a"><setvalue event="never" ref="/data/b"/></input>'),
        ("", '<input ref="/data/a"><setvalue ref="/data/b"/></input>'),
        ("", '<input ref="/data/a"><label><output value="1 +"/></label></input>'),
        ('<setvalue event="odk-new-repeat" ref="/data/a" value="1"/>', ""),
        ('<submission method="put"/>', ""),
    ],
    ids=range(21),
)
def test_a_wrong_form_is_refused_with_place_and_remedy(
    form_xml: FormXml, binds: str, body: str
) -> None:
    error = refused(form_xml("<a/><b/><c/><g/>", binds, body))
    assert error.place
    assert error.remedy
    assert error.place in str(error)


def test_a_circle_names_its_members(form_xml: FormXml) -> None:
    error = refused(
        form_xml(
            "<a/><b/>",
            '<bind nodeset="/data/a" calculate="/data/b"/>'
            '<bind nodeset="/data/b" calculate="/data/a"/>',
        )
    )
    assert error.code == "form.cycle"
    assert "/data/a" in str(error)
    assert "/data/b" in str(error)


def test_what_points_at_nothing_is_a_warning(form_xml: FormXml) -> None:
    form = load_form(
        form_xml(
            "<a/>",
            '<bind nodeset="/data/none" type="int"/>',
            '<input ref="/data/other"/><group ref="/data/third"><input ref="/data/a"/></group>',
        )
    )
    assert len(form.warnings) == 3


def test_a_form_without_body_is_a_form() -> None:
    form = load_form(
        '<html xmlns="http://www.w3.org/1999/xhtml"><head>'
        '<model xmlns="http://www.w3.org/2002/xforms">'
        '<instance><d xmlns="urn:own"><a>1</a></d></instance>'
        '<bind nodeset="/d/a"/></model></head></html>'
    )
    assert form.title == ""


def test_departments_are_inherited(form_xml: FormXml) -> None:
    form = load_form(
        form_xml(
            "<g><a/><b/></g><c/>",
            '<bind nodeset="/data/g" kiosk:department="civil health"/>'
            '<bind nodeset="/data/g/b" kiosk:department="police"/>',
        )
    )
    assert dict(form.routing) == {"/data/g/a": ("civil", "health"), "/data/g/b": ("police",)}


def test_data_in_a_namespace_of_its_own_is_written_in_it(open_form: OpenForm) -> None:
    session = open_form(
        "<a>1</a>", '<bind nodeset="/data/a" type="int"/>', attributes=' xmlns="urn:own"'
    )
    assert session["/data/a"].value == "1"
    assert session.to_xml().startswith('<data xmlns="urn:own"')


def test_attributes_can_be_bound(open_form: OpenForm) -> None:
    session = open_form(
        '<e id="" kind="&quot;x&quot;"/><a/>',
        '<bind nodeset="/data/e/@id" calculate="/data/a"/>',
        '<input ref="/data/a"/>',
    )
    session.set("/data/a", "7")
    assert session["/data/e/@id"].value == "7"
    assert 'id="7" kind=\'"x"\'' in session.to_xml()
    assert session.evaluate("string(/data/e/@*)") == "7"
    assert session.evaluate("count(id('7'))") == 1.0


# -- lists --------------------------------------------------------------------------------


def listed(open_form: OpenForm, source: str, data: bytes, expression: str) -> object:
    name = source.rpartition("/")[2]
    session = open_form(
        "<a/>", "", "", model=f'<instance id="x" src="{source}"/>', media={name: data}
    )
    result = session.evaluate(expression)
    return [node.value for node in result] if isinstance(result, list) else result


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_tables_are_read_whatever_divides_their_columns(
    open_form: OpenForm, delimiter: str
) -> None:
    text = f"name{delimiter}label\na{delimiter}甲\n\nb\n"
    data = b"\xef\xbb\xbf" + text.encode()
    rows = "instance('x')/root/item"
    assert listed(open_form, "jr://file-csv/t.csv", data, f"{rows}/name") == ["a", "b"]
    assert listed(open_form, "jr://file/t.csv", data, f"{rows}[name = 'a']/label") == ["甲"]


def test_places_of_a_map_are_rows(open_form: OpenForm) -> None:
    features = [
        {"type": "Feature", "id": 7, "geometry": {"type": "Point", "coordinates": [115, 35]},
         "properties": {"name": "村", "open": True, "n": 3, "none": None}},
        {"type": "Feature", "geometry": {"type": "LineString", "coordinates": [[1, 2], [3, 4]]},
         "properties": None},
        {"type": "Feature", "properties": {},
         "geometry": {"type": "Polygon", "coordinates": [[[1, 2], [3, 4], [1, 2]]]}},
    ]  # fmt: skip
    data = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    rows = "instance('x')/root/item"
    source = "jr://file/t.geojson"
    assert listed(open_form, source, data, f"{rows}/geometry") == [
        "35 115 0 0", "2 1 0 0; 4 3 0 0", "2 1 0 0; 4 3 0 0; 2 1 0 0",
    ]  # fmt: skip
    assert listed(open_form, source, data, f"{rows}[id = 7]/*") == [
        "35 115 0 0", "7", "村", "true", "3", "",
    ]  # fmt: skip


def test_xml_lists_come_from_files(open_form: OpenForm) -> None:
    data = b"<root><item a='1'><v>x</v></item></root>"
    assert listed(open_form, "jr://file/t.xml", data, "instance('x')/root/item[@a = 1]/v") == ["x"]


def collection(geometry: str) -> bytes:
    feature = f'{{"geometry": {geometry}}}'
    return f'{{"type": "FeatureCollection", "features": [{feature}]}}'.encode()


@pytest.mark.parametrize(
    ("source", "data"),
    [
        ("jr://file-csv/t.csv", b"\xff\xfe\x00"),
        ("jr://file/t.geojson", b"{"),
        ("jr://file/t.geojson", b'{"type": "Feature"}'),
        ("jr://file/t.geojson", b'{"type": "FeatureCollection", "features": [{}]}'),
        ("jr://file/t.geojson", collection('{"type": "Point", "coordinates": [1]}')),
        ("jr://file/t.geojson", collection('{"type": "Line", "coordinates": 1}')),
        ("jr://file/t.xml", b"<a"),
        ("jr://file/missing.xml", b""),
        ("jr://instance/last-saved", b""),
    ],
    ids=range(9),
)  # fmt: skip
def test_a_list_that_cannot_be_read_is_refused(form_xml: FormXml, source: str, data: bytes) -> None:
    xml = form_xml("<a/>", model=f'<instance id="x" src="{source}"/>')
    error = refused(xml, media={source.rpartition("/")[2]: data} if data else {})
    assert error.remedy


def test_a_missing_list_may_be_passed_over(form_xml: FormXml) -> None:
    xml = form_xml("<a/>", model='<instance id="x" src="jr://file-csv/t.csv"/>')
    assert load_form(xml, placeholders=True).id == "test"


def test_long_lists_are_chosen_from_through_a_table(open_form: OpenForm) -> None:
    rows = "".join(
        f"<item k='{n % 5}'><name>n{n}</name><group>{n % 7}</group></item>" for n in range(70)
    )
    session = open_form(
        "<a>3</a><m><v>1</v></m><m><v>2</v></m>",
        "",
        "",
        model=f'<instance id="x"><root>{rows}</root></instance>',
    )
    items = "instance('x')/root/item"
    for expression, count in (
        (f"{items}[group = '3']", 10),
        (f"{items}[group = 3]", 10),
        (f"{items}[/data/a = group]", 10),
        (f"{items}[group = /data/m/v]", 20),
        (f"{items}[group = current()/a]", 10),
        (f"{items}[@k = 2 and group = 3]", 2),
        (f"{items}[group = 3 and count(name)]", 10),
        (f"{items}[group = 3 and position() = 4]", 1),
        (f"{items}[group = 3][2]", 1),
        (f"{items}[group = true()]", 70),
        (f"{items}[group = today()]", 0),
        (f"{items}[group = -(-3)]", 10),
        (f"{items}[group = string(1 + 2)]", 10),
        (f"{items}[group = string()]", 0),
        (f"{items}[group = position() - 1]", 7),
        (f"{items}[group != 3]", 60),
        (f"{items}[group = 3 or group = 4]", 20),
        (f"{items}[5]", 1),
        (f"{items}[group = 'none']", 0),
    ):
        assert session.evaluate(f"count({expression})", context="/data") == count, expression
    first = session.evaluate(f"{items}[group = /data/m/v]/name", context="/data")
    assert isinstance(first, list)
    names = [int(node.value[1:]) for node in first]
    assert names == sorted(names)
    assert session.evaluate("pulldata('x', 'name', 'group', '3')") == "n3"
    assert session.evaluate("pulldata('x', 'name', '@k', '4')") == "n4"
    assert session.evaluate("pulldata('x', 'name', 'group', '9')") == ""
    assert session.evaluate("pulldata('x', 'none', 'group', '3')") == ""


def test_an_absolute_path_within_a_list_is_the_form_s(open_form: OpenForm) -> None:
    session = open_form(
        "<root><item>1</item></root>",
        "",
        "",
        model='<instance id="x"><data><root><item>2</item></root></data></instance>',
    )
    assert session.evaluate("count(instance('x')/data/root[item = /data/root/item])") == 0.0
    assert session.evaluate("count(instance('x')/data/root[item = 1 + /data/root/item])") == 1.0
