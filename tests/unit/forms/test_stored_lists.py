"""Long lists are read from a file row by row, and mean what short ones mean."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC
from pathlib import Path

import pytest

from kiosk.forms import EvaluationError, FormError, Session, load_form
from kiosk.forms.lists import external_list
from kiosk.forms.stored_lists import MAX_TAKEN, STORED_FROM, StoredList
from kiosk.forms.xpath.nodes import Node

FormXml = Callable[..., str]
ROWS = 24_000
LIST = "instance('v')/root/item"


@pytest.fixture(scope="module")
def villages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("lists") / "v.csv"
    rows = [f"v{number},第{number}村,t{number % 6000},{number:040}" for number in range(ROWS)]
    path.write_text("\n".join(["name, label,town,code", *rows, "short,短", ",,,", ""]), "utf-8")
    assert path.stat().st_size > STORED_FROM
    return path


def form(
    nodeset: str, value: str = "name", label: str = '<label ref="label"/>'
) -> tuple[str, str, str]:
    body = (
        f'<input ref="/data/town"/><select1 ref="/data/one"><itemset nodeset="{nodeset}">'
        f'<value ref="{value}"/>{label}</itemset></select1><select ref="/data/many">'
        f'<itemset nodeset="{nodeset}"><value ref="{value}"/>{label}</itemset></select>'
    )
    return "<town/><one/><many/><x/>", "", body


@pytest.fixture
def opened(open_form: Callable[..., Session], villages: Path) -> Callable[..., Session]:
    def open_with(nodeset: str, **parts: str) -> Session:
        return open_form(
            *form(nodeset, **parts),
            media={"v.csv": villages},
            model='<instance id="v" src="jr://file-csv/v.csv"/>',
        )

    return open_with


def test_a_filter_by_a_column_finds_its_rows(opened: Callable[..., Session]) -> None:
    session = opened(f"{LIST}[town = /data/town]")
    session.set("/data/town", "t7")
    choices = session["/data/one"].choices
    assert [value for value, _ in choices] == [f"v{7 + 6000 * turn}" for turn in range(4)]
    assert choices[1] == ("v6007", "第6007村")
    session.set("/data/one", "v6007")
    assert session.evaluate("jr:choice-name(/data/one, '/data/one')") == "第6007村"
    assert session.evaluate("jr:choice-name('none', '/data/one')") == ""
    assert session["/data/one"].search("1800") == [("v18007", "第18007村")]
    session.set("/data/town", "t8")
    assert session["/data/one"].value == ""


def test_a_list_without_filter_is_read_as_it_is_looked_at(opened: Callable[..., Session]) -> None:
    session = opened(LIST)
    choices = session["/data/one"].choices
    assert len(choices) == ROWS + 1
    assert choices[5] == ("v5", "第5村")
    assert choices[-1] == ("short", "短")
    assert choices[2:4] == [("v2", "第2村"), ("v3", "第3村")]
    assert choices[4:0:-2] == [("v4", "第4村"), ("v2", "第2村")]
    assert sum(1 for _ in choices) == ROWS + 1
    with pytest.raises(IndexError):
        choices[ROWS + 1]
    assert session["/data/one"].search("第1999", limit=2) == [
        ("v1999", "第1999村"),
        ("v19990", "第19990村"),
    ]
    session.set("/data/one", "v9")
    assert session["/data/one"].value == "v9"
    session.set("/data/one", "nobody")
    assert session["/data/one"].value == ""
    session.set("/data/many", "v9 nobody v3 v9")
    assert session["/data/many"].value == "v3 v9"
    assert session.evaluate("jr:choice-name('v4', '/data/one')") == "第4村"
    assert session.evaluate("jr:choice-name('none', '/data/one')") == ""


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (f"count({LIST}[name = 'v3'])", 1.0),
        (f"string({LIST}[name = 'v3']/label)", "第3村"),
        (f"string({LIST}['v3' = name and town = 't3']/code)", f"{3:040}"),
        (f"string({LIST}[code = 3]/name)", "v3"),
        (f"count({LIST}[code = 0.5])", 0.0),
        (f"count({LIST}[nothing = 'v3'])", 0.0),
        (f"count({LIST}[nothing = 3])", 0.0),
        (f"count({LIST}[@name = 'v3'])", 0.0),
        (f"count({LIST}[name = /data/x/none])", 0.0),
        (f"count({LIST}[name = true()])", ROWS + 1.0),
        (f"count({LIST}[starts-with(name, 'v1999')])", 11.0),
        (f"string({LIST}[position() = 4]/name)", "v3"),
        (f"string({LIST}[4]/name)", "v3"),
        (f"string({LIST}[last()]/name)", "short"),
        ("count(instance('v')/root/other)", 0.0),
        ("pulldata('v', 'label', 'name', 'v8')", "第8村"),
        ("pulldata('v', 'none', 'name', 'v8')", ""),
        ("pulldata('v', 'label', 'name', 'nobody')", ""),
        ("pulldata('v', 'label', 'none', 'v8')", ""),
        (f"position({LIST}[name = 'v3'])", 4.0),
        (f"count({LIST}[name = 'v3'] | {LIST}[name = 'v2'])", 2.0),
    ],
)
def test_expressions_mean_what_they_mean_in_short_lists(
    opened: Callable[..., Session], expression: str, expected: object
) -> None:
    assert opened(f"{LIST}[town = /data/town]").evaluate(expression) == expected


def test_rows_have_paths_and_an_order(opened: Callable[..., Session]) -> None:
    session = opened(f"{LIST}[town = /data/town]")
    rows = session.evaluate(f"{LIST}[name = 'v3'] | {LIST}[name = 'v2']")
    assert isinstance(rows, list)
    assert [row.path for row in rows] == ["/instance/root/item[3]", "/instance/root/item[4]"]
    cells = session.evaluate(f"{LIST}[name = 'v3']/label | {LIST}[name = 'v2']/name")
    assert isinstance(cells, list)
    assert [cell.value for cell in cells] == ["v2", "第3村"]


def test_a_file_of_few_long_rows_may_be_taken_whole(
    open_form: Callable[..., Session], tmp_path: Path
) -> None:
    path = tmp_path / "v.csv"
    path.write_text("name,label\n" + "".join(f"v{n},{'x' * 2000}\n" for n in range(600)))
    session = open_form(
        *form(LIST, label='<label ref="none"/>'),
        media={"v.csv": path},
        model='<instance id="v" src="jr://file-csv/v.csv"/>',
    )
    assert session.evaluate(f"count({LIST})") == 600.0
    assert session["/data/one"].search("v1") == []


@pytest.mark.parametrize("expression", [f"count({LIST})", f"count({LIST}[name = {LIST}/name])"])
def test_a_list_is_never_taken_whole(opened: Callable[..., Session], expression: str) -> None:
    with pytest.raises(EvaluationError, match=f"more than {MAX_TAKEN} rows"):
        opened(f"{LIST}[town = /data/town]").evaluate(expression)


@pytest.mark.parametrize(
    "parts",
    [
        {"nodeset": f"{LIST}[starts-with(name, 'v1999')]"},
        {"nodeset": f"{LIST}[town = 't1']", "value": "concat(name, '')"},
        {"nodeset": f"randomize({LIST}[town = 't1'])"},
        {"nodeset": f"({LIST}[town = 't1'])[1]"},
        {"nodeset": "instance(concat('', 'v'))/root/none"},
        {"nodeset": "/data/none"},
    ],
)
def test_lists_offered_otherwise_are_ordinary(
    opened: Callable[..., Session], parts: dict[str, str]
) -> None:
    choices = opened(**parts)["/data/one"].choices
    assert isinstance(choices, list)
    assert len(choices) < 20


def test_a_list_without_labels_shows_its_values(opened: Callable[..., Session]) -> None:
    session = opened(LIST, label="")
    assert session["/data/one"].choices[0] == ("v0", "v0")
    with pytest.raises(EvaluationError):
        list(opened(LIST, value="concat(name, 'x')")["/data/one"].choices)
    with pytest.raises(EvaluationError):
        list(opened(LIST, value="name[1]")["/data/one"].choices)


def load(xml: str, path: Path, **options: Path) -> None:
    load_form(xml, media={"v.csv": path}, **options)  # type: ignore[arg-type] # only the folder


def test_the_index_is_made_once_and_again_when_the_file_has_changed(
    villages: Path, tmp_path: Path, form_xml: FormXml
) -> None:
    xml = form_xml("<a/>", model='<instance id="v" src="jr://file-csv/v.csv"/>')
    source = tmp_path / "v.csv"
    source.write_bytes(villages.read_bytes())
    cache = tmp_path / "cache"
    load(xml, source, list_folder=cache)
    assert [each.name for each in cache.iterdir()] == ["v.csv.sqlite"]
    made = (cache / "v.csv.sqlite").stat().st_ino
    load(xml, source, list_folder=cache)
    assert (cache / "v.csv.sqlite").stat().st_ino == made
    os.utime(source, ns=(1, 1))
    load(xml, source, list_folder=cache)
    assert (cache / "v.csv.sqlite").stat().st_ino != made
    (cache / "v.csv.sqlite").write_bytes(b"damaged")
    load(xml, source, list_folder=cache)
    load(xml, source)
    assert (tmp_path / "v.csv.sqlite").is_file()


def test_a_file_that_is_no_list_is_refused(tmp_path: Path, form_xml: FormXml) -> None:
    xml = form_xml("<a/>", model='<instance id="v" src="jr://file-csv/v.csv"/>')
    path = tmp_path / "v.csv"
    for content in (b"\xff" * STORED_FROM, b"", b"a" * STORED_FROM):
        path.write_bytes(content)
        if not content:
            load(xml, path)  # an empty list is short
            continue
        with pytest.raises(FormError) as caught:
            load(xml, path)
        assert caught.value.code == "form.media"
        assert [each.name for each in tmp_path.iterdir()] == ["v.csv"]
    with pytest.raises(FormError, match="missing"):
        load(xml, tmp_path / "none.csv")


def test_a_file_damaged_while_it_is_open_is_an_error_with_a_remedy(
    villages: Path, tmp_path: Path
) -> None:
    source = tmp_path / "v.csv"
    source.write_bytes(villages.read_bytes())
    wrapper = external_list("jr://file-csv/v.csv", "v", {"v.csv": source})
    rows = wrapper.children[0].rows
    assert isinstance(rows, StoredList)
    index = tmp_path / "v.csv.sqlite"
    with index.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (index.stat().st_size - 4096))
    with pytest.raises(EvaluationError, match="cannot be read"):
        list(rows)
    assert isinstance(wrapper, Node)
    assert rows.equal_to("none", True, UTC) is None
