"""The form check finds what is wrong, and says where."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.forms import FormError
from kiosk.forms.review import Finding, Severity, review
from kiosk.forms.review.rules import is_anchored
from kiosk.forms.xlsform import MAX_SHEET_SIZE, convert

FormXml = Callable[..., str]
SHEETS: dict[str, list[list[str]]] = {
    "survey": [
        ["type", "name", "label::中文 (zh)", "label::English (en)", "constraint",
         "bind::kiosk:department", "appearance", "calculation", "relevant", "hint::中文 (zh)",
         "choice_filter", "body::intent", "read_only"],
        ["begin_group", "g", "组", "Group"],
        ["integer", "id_no", "身份证号", "ID number", "regex(., '[0-9]{18}')", "village"],
        ["text", "name", "姓名", "", "not(regex(., '[0-9]'))", "village", "", "", "", "如身份证"],
        ["end_group"],
        ["integer", "rooms", "几间房", "Rooms", ". < 9", "village"],
        ["decimal", "x", "电话", "Number to call"],
        [],
        ["select_one big", "pick", "选", "Pick", "", "village"],
        ["select_one big", "found", "选", "Pick", "", "village", "autocomplete"],
        ["select_one big", "part", "选", "Pick", "", "village", *[""] * 4,
         "starts-with(name, 'c')"],
        ["rank big", "order", "排", "Rank", "", "village"],
        ["calculate", "c", "", "", "", "", "", "local-name(/data/x)"],
        ["note", "n", "说明 ${c}", "Note ${c}"],
        ["acknowledge", "ok", "好", "OK"],
        ["date", "day", "哪天", "Which day", "", "village", "ethiopian no-calendar"],
        ["begin_repeat", "row", "行", "Row"],
        ["text", "cell", "格", "Cell", "", "village"],
        ["end_repeat"],
        ["begin_group", "card", "证", "Card", "", "", "field-list", *[""] * 4,
         "kiosk.id_card(name='a')"],
        ["text", "filled", "名", "Name", "", "", "", "", "", "", "", "", "true"],
        ["end_group"],
    ],
    "choices": [
        ["list_name", "name", "label::中文 (zh)", "label::English (en)"],
        *[["big", f"c{number}", f"第{number}", f"No {number}"] for number in range(21)],
        ["big", "none", "没有", ""],
    ],
    "settings": [["form_title", "form_id", "version", "namespaces"],
                 ["测试", "t", "1", 'kiosk="urn:bianmin:kiosk"']],
}  # fmt: skip


def workbook(path: Path, sheets: dict[str, list[list[str]]] = SHEETS) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type] # a new workbook has one sheet
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def changed(row: int, column: str, value: str) -> dict[str, list[list[str]]]:
    survey = [list(each) for each in SHEETS["survey"]]
    place = survey[0].index(column)
    cells = survey[row - 1]
    cells += [""] * (place + 1 - len(cells))
    cells[place] = value
    return {**SHEETS, "survey": survey}


def told(
    findings: tuple[Finding, ...], code: str
) -> list[tuple[str, str | None, int | None, str | None]]:
    return [
        (each.severity.value, each.place.sheet, each.place.row, each.place.column)
        for each in findings
        if each.code == code
    ]


def test_every_rule_names_sheet_row_and_column(tmp_path: Path) -> None:
    found = review(workbook(tmp_path / "form.xlsx"))
    assert told(found, "form.number_type") == [
        ("error", "survey", 3, "type"),
        ("error", "survey", 7, "type"),
    ]
    assert told(found, "form.regex") == [("warning", "survey", 3, "constraint")]
    assert told(found, "form.calendar") == [("warning", "survey", 16, "appearance")]
    assert told(found, "form.long_list") == [("hint", "survey", 9, "appearance")]
    assert told(found, "form.function_outside") == [("warning", "survey", 13, "calculation")]
    assert told(found, "form.routing") == [
        ("warning", "survey", row, "bind::kiosk:department") for row in (7, 21)
    ]
    assert told(found, "form.translation") == [
        ("warning", "choices", 23, "label::English (en)"),
        ("warning", "survey", 4, "label::English (en)"),
    ]
    # a whole column that is missing is the converter's to tell, once
    assert ("warning", "survey", None, "hint::English (en)") in told(found, "form.sheet")
    assert str(found[-1]).endswith("[form.translation]")
    assert found[-1].as_json()["row"] == 4


def test_the_converter_s_words_keep_their_row(tmp_path: Path) -> None:
    found = review(workbook(tmp_path / "form.xlsx", changed(6, "type", "select_one none")))
    assert [each.severity for each in found] == [Severity.ERROR]
    assert (found[0].place.sheet, found[0].place.row) == ("survey", 6)
    found = review(workbook(tmp_path / "form.xlsx", changed(6, "name", "not good")))
    assert (found[0].place.row, found[0].place.column) == (6, "name")


def test_all_wrong_expressions_are_told_at_once(tmp_path: Path) -> None:
    sheets = changed(6, "constraint", "unheard(.)")
    sheets["survey"][3][4] = "1 +"
    found = review(workbook(tmp_path / "form.xlsx", sheets))
    errors = [each for each in found if each.code in ("form.function", "form.expression")]
    assert sorted((each.place.row, each.place.column) for each in errors) == [
        (4, "constraint"),
        (6, "constraint"),
    ]
    assert told(found, "form.number_type") != []  # and the rules are still held


def test_an_expression_that_is_no_bind_s_ends_the_check(tmp_path: Path, form_xml: FormXml) -> None:
    path = tmp_path / "form.xml"
    path.write_text(
        form_xml("<a/>", "", '<input ref="/data/a"><label><output value="foo()"/></label></input>'),
        encoding="utf-8",
    )
    (finding,) = review(path)
    assert (finding.code, finding.severity) == ("form.function", Severity.ERROR)
    path.write_text(
        form_xml("<r><a/></r>", "", '<repeat nodeset="/data/r" jr:count="foo()"/>'),
        encoding="utf-8",
    )
    (finding,) = review(path)
    assert finding.severity is Severity.ERROR
    bind = '<bind nodeset=" /data/a " relevant="foo()"/>'
    path.write_text(form_xml("<a/>", bind), encoding="utf-8")
    assert [each.code for each in review(path)] == ["form.function"]


def test_xml_is_told_by_line_and_node(tmp_path: Path, form_xml: FormXml) -> None:
    path = tmp_path / "form.xml"
    itext = "".join(
        f'<translation lang="{language}">{texts}</translation>'
        for language, texts in (
            ("zh", '<text id="a"><value>一</value></text><text id="e"><value/></text>'),
            ("en", '<text id="p"><value form="image">jr://images/x.png</value></text>'),
        )
    )
    path.write_text(
        form_xml(
            "<phone/><b/><c/><d/><e/><f/><g/><account/>",
            '<bind nodeset="/data/gone"/><bind nodeset="/data/f" type="int"/>'
            '<bind nodeset="/data/phone" type="int"/><bind nodeset="/data/account" type="int"/>'
            '<bind nodeset="/data/b" constraint="regex(., /data/c)"/>',
            '<input ref="/data/phone"><label>Call</label><hint ref="jr:itext(\'a\')"/></input>'
            '<select1 ref="/data/b"><item><label>x</label><value>x</value></item></select1>'
            '<select1 ref="/data/c"><itemset nodeset="/data/d"><value ref="."/></itemset></select1>'
            '<select1 ref="/data/d"><itemset nodeset="current()/e"><value ref="."/></itemset>'
            '</select1><select1 ref="/data/e"><itemset nodeset="instance(\'l\')/root/item">'
            '<value ref="."/></itemset></select1><select1 ref="/data/f">'
            "<itemset nodeset=\"instance(concat('l', 'm'))/root/item\"><value ref=\".\"/></itemset>"
            '</select1><input ref="/data/account"/><select1 ref="/data/g">'
            '<itemset nodeset="instance(\'empty\')/root/item"><value ref="."/></itemset></select1>',
            model=f'<itext>{itext}</itext><instance id="l" src="jr://file-csv/l.csv"/>'
            '<instance id="empty"/>',
        ),
        encoding="utf-8",
    )
    found = review(path)
    by_code = {each.code: each for each in found}
    assert by_code["form.invalid"].severity is Severity.WARNING
    numbers = [each.node for each in found if each.code == "form.number_type"]
    assert numbers == ["/data/phone", "/data/account"]
    assert by_code["form.translation"].node == "a"
    missing = sorted(each.message for each in found if each.code == "form.media")
    assert ["l.csv" in missing[0], "x.png" in missing[1], len(missing)] == [True, True, 2]
    (tmp_path / "l.csv").write_text("name\nx\n")
    (tmp_path / "x.png").touch()
    assert "form.media" not in {each.code for each in review(path)}


def test_a_text_of_no_field_has_no_row(tmp_path: Path) -> None:
    sheets = changed(4, "type", "image")
    sheets["survey"][0].append("media::image::中文 (zh)")
    sheets["survey"][3] += [""] * (len(sheets["survey"][0]) - len(sheets["survey"][3]) - 1) + [
        "p.png"
    ]
    found = review(workbook(tmp_path / "form.xlsx", sheets))
    assert told(found, "form.translation")
    path = tmp_path / "broken.xml"
    path.write_text("<a>\n<b></a>")
    (finding,) = review(path)
    assert (finding.place.line, finding.code) == (2, "form.xml")


@pytest.mark.parametrize(
    ("pattern", "anchored"),
    [
        ("^a$", True), ("a$", False), ("^a", False), ("^a\\$", False), ("^a\\\\$", True),
        ("^a|b$", False), ("^a$|^b$", True), ("^(a|b)$", True), ("^[|]\\|$", True), ("", False),
    ],
)  # fmt: skip
def test_a_pattern_is_anchored_when_all_its_alternatives_are(
    pattern: str,
    anchored: bool,  # noqa: FBT001 # what is expected
) -> None:
    assert is_anchored(pattern) is anchored


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(FormError, match="There is no file"):
        review(tmp_path / "none.xlsx")


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_damaged_spreadsheet_is_a_finding_and_no_crash(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("damaged") / "form.xlsx"
    whole = workbook(path).read_bytes()
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = data.draw(st.sampled_from(sorted(parts)))
    place = data.draw(st.integers(0, len(parts[name])))
    parts[name] = parts[name][:place] + data.draw(st.binary(max_size=8)) + parts[name][place + 3 :]
    with zipfile.ZipFile(path, "w") as archive:
        for each, content in parts.items():
            archive.writestr(each, content)
    for each in review(path):
        assert each.message


@pytest.mark.parametrize("suffix", ["xlsx", "csv", "md", "xml", "xls", "txt"])
@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe\x00", b"survey,type\n", b"| survey |\n", b"PK\x03\x04broken"],
)
def test_whatever_is_no_form_is_an_error(tmp_path: Path, suffix: str, content: bytes) -> None:
    path = tmp_path / f"form.{suffix}"
    path.write_bytes(content)
    assert any(each.severity is Severity.ERROR for each in review(path))


def test_giants_are_refused_before_they_are_read(tmp_path: Path) -> None:
    with pytest.raises(FormError, match="too large"):
        convert(b"x" * (MAX_SHEET_SIZE + 1))
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w") as part,
    ):
        for _ in range(201):
            part.write(bytes(1024 * 1024))
    path = tmp_path / "bomb.xlsx"
    path.write_bytes(packed.getvalue())
    (finding,) = review(path)
    assert "too large" in finding.message


@pytest.mark.parametrize(
    ("row", "column", "value", "code"),
    [
        (4, "type", "geotrace", "form.place_line"),
        (4, "type", "geoshape", "form.place_line"),
        (4, "appearance", "ex:org.example.scales(unit='kg')", "form.device"),
        (4, "appearance", "ex:kiosk.id_card()", "form.device"),
        (4, "body::intent", "org.example.scales()", "form.device"),
        (20, "body::intent", "kiosk.scan()", "form.device"),
    ],
)
def test_what_a_terminal_cannot_do_is_told(
    tmp_path: Path, row: int, column: str, value: str, code: str
) -> None:
    found = review(workbook(tmp_path / "form.xlsx", changed(row, column, value)))
    assert told(found, code) == [("warning", "survey", row, column)]


@pytest.mark.parametrize("column", ["appearance", "body::intent"])
def test_a_code_reader_fills_one_value(tmp_path: Path, column: str) -> None:
    call = "ex:kiosk.scan()" if column == "appearance" else "kiosk.scan()"
    found = review(workbook(tmp_path / "form.xlsx", changed(4, column, call)))
    assert told(found, "form.device") == []


def test_what_is_only_printed_cannot_be_required(tmp_path: Path) -> None:
    sheets = changed(4, "appearance", "printer")
    sheets["survey"][0].append("required")
    sheets["survey"][3] += [""] * (len(sheets["survey"][0]) - len(sheets["survey"][3]) - 1)
    sheets["survey"][3].append("yes")
    found = review(workbook(tmp_path / "form.xlsx", sheets))
    assert told(found, "form.printer") == [("warning", "survey", 4, "required")]
    sheets["survey"][3][7] = "'text'"
    found = review(workbook(tmp_path / "form.xlsx", sheets))
    assert told(found, "form.printer") == []


def test_films_unknown_kinds_of_picture_and_required_heads_are_told(tmp_path: Path) -> None:
    sheets = {
        "survey": [
            ["type", "name", "label::中文 (zh)", "media::video", "media::image", "appearance",
             "required", "bind::kiosk:department"],
            ["text", "a", "甲", "film.mp4", "plan.svg", "", "", "village"],
            ["text", "b", "乙", "", "house.JPG", "", "", "village"],
            ["select_one yn", "h", "多久", "", "", "label", "yes", "village"],
        ],
        "choices": [["list_name", "name", "label::中文 (zh)", "media::image"],
                    ["yn", "y", "是", "yes.png"], ["yn", "n", "否", "no.tiff"]],
        "settings": [["form_title", "form_id", "version", "namespaces", "default_language"],
                     ["测试", "t", "1", 'kiosk="urn:bianmin:kiosk"', "中文 (zh)"]],
    }  # fmt: skip
    for name in ("film.mp4", "plan.svg", "house.JPG", "yes.png", "no.tiff"):
        (tmp_path / name).touch()
    found = [
        (finding.code, finding.place.sheet, finding.place.row)
        for finding in review(workbook(tmp_path / "form.xlsx", sheets))
        if finding.code in {"form.video", "form.picture", "form.table_head", "form.media"}
    ]
    assert sorted(found) == [
        ("form.picture", "choices", 3),
        ("form.picture", "survey", 2),
        ("form.table_head", "survey", 4),
        ("form.video", "survey", 2),
    ]


def test_nobody_is_recorded_unawares(tmp_path: Path) -> None:
    found = review(workbook(tmp_path / "form.xlsx", changed(4, "type", "background-audio")))
    assert told(found, "form.background_audio") == [("warning", "survey", 4, None)]
