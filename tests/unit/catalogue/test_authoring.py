"""Catalogues as they are written: spreadsheets, what is made of them, and what is said of them."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from kiosk.catalogue import load_catalogue, starter_folder
from kiosk.catalogue.authoring.beginning import begin_item
from kiosk.catalogue.authoring.building import built_files
from kiosk.catalogue.authoring.checking import Told, check
from kiosk.catalogue.authoring.differences import differences
from kiosk.catalogue.authoring.documents import (
    home_documents,
    item_documents,
    write_home,
    write_item,
)
from kiosk.catalogue.authoring.questions import questions
from kiosk.cli.main import main
from kiosk.errors import EnvironmentFault
from kiosk.forms.review.finding import Severity

BUNDLE = {
    "disabled_federation": {
        "name": {"zh_CN": "县残联", "en": "Disabled federation"},
        "produces": ["card_no"],
    },
    "civil_affairs": {
        "name": {"zh_CN": "县民政局", "en": "Civil affairs"},
        "needs": ["card_no"],
        "after": ["disabled_federation"],
        "limit": {"number": 10, "unit": "working_day"},
    },
}


@pytest.fixture
def folder(tmp_path: Path, two_items: Path) -> Path:
    """A catalogue to be spoilt."""
    return Path(shutil.copytree(two_items, tmp_path / "catalogue"))


@pytest.fixture
def cell(folder: Path) -> Callable[..., None]:
    """Writes a cell of 602's spreadsheet, found by its row's first cell and its column's header."""

    def write(sheet: str, row: str, header: str, value: Any, *, item: str = "602") -> None:
        path = folder / item / "item.xlsx" if item else folder / "home.xlsx"
        workbook = load_workbook(path)
        cells = workbook[sheet]
        headers = [one.value for one in cells[1]]
        (found, *_) = [one[0].row for one in cells.iter_rows(min_row=2) if one[0].value == row]
        cells.cell(found, headers.index(header) + 1).value = value
        workbook.save(path)

    return write


def build(folder: Path) -> None:
    for file in built_files(folder):
        file.target.write_bytes(file.content)


def codes(told: tuple[Told, ...]) -> list[tuple[str, str]]:
    return [(one.file, one.finding.code) for one in told]


def only(folder: Path) -> Told:
    (told,) = check(folder)
    return told


# --- from a spreadsheet and back ------------------------------------------------------------------


@pytest.mark.parametrize("item", ["602", "904"])
def test_what_is_written_is_read_again(folder: Path, item: str) -> None:
    names = ("item.json", "guide.json", "consents.json")
    before = {name: (folder / item / name).read_bytes() for name in names}
    (folder / item / "item.xlsx").unlink()
    read = item_documents(write_item(folder / item))
    assert read.findings == ()
    assert read.files == before


def test_a_bundle_and_a_rule_stand_in_tables(folder: Path) -> None:
    file = folder / "602" / "item.json"
    facts = json.loads(file.read_text("utf-8"))
    for extra in (
        {"parts": BUNDLE},
        {
            "instant_approval": {"rule": "602-a", "version": "2", "approve_when": "${age} >= 90"},
            "valid_from": "2026-09-01",
            "valid_to": "2027-08-31",
            "asks_rating": False,
        },
    ):
        file.write_text(json.dumps(facts | extra, ensure_ascii=False), "utf-8")
        read = item_documents(write_item(folder / "602"))
        assert read.findings == ()
        assert json.loads(read.files["item.json"]) == facts | extra


def test_the_home_page_is_written_and_read_again(folder: Path) -> None:
    home = json.loads((folder / "home.json").read_text("utf-8"))
    home["bundles"] = [
        {
            "id": "602",
            "name": {"zh_CN": "助残", "en": "Help"},
            "note": {"zh_CN": "一次", "en": "Once"},
        }
    ]
    (folder / "home.json").write_text(json.dumps(home, ensure_ascii=False), "utf-8")
    read = home_documents(write_home(folder))
    assert read.findings == ()
    assert json.loads(read.files["home.json"]) == home


def test_what_a_spreadsheet_program_makes_of_plain_cells_is_read(
    folder: Path, cell: Callable[..., None]
) -> None:
    cell("item", "id", "value", 602)
    cell("item", "version", "value", 3.0)
    cell("item", "scope", "value", "  county ")
    cell("materials", "本人身份证", "required", True)
    workbook = load_workbook(folder / "602" / "item.xlsx")
    workbook["item"].append(["valid_from", date(2026, 9, 1)])
    workbook["item"].append(["asks_rating", "no"])
    workbook.save(folder / "602" / "item.xlsx")
    read = item_documents(folder / "602" / "item.xlsx")
    assert read.findings == ()
    facts = json.loads(read.files["item.json"])
    assert (facts["id"], facts["version"], facts["scope"]) == ("602", "3", "county")
    assert (facts["valid_from"], facts["asks_rating"]) == ("2026-09-01", False)


# --- what is wrong with a spreadsheet -------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            ("item", "item_code", "value", 1152921504606846976),
            ("catalogue.cell", "item, row 3, column value", "was kept as a number"),
        ),
        (
            ("item", "promised_limit", "value", "soon"),
            ("catalogue.cell", "item, row 20, column value", "a number and a unit"),
        ),
        (
            ("item", "promised_limit", "value", "22 years"),
            ("catalogue.field", "item, row 20", "promised_limit.unit"),
        ),
        (("item", "result", "value", "notice maybe"), ("catalogue.cell", "item", "printable")),
        (("item", "handling", "value", "slow"), ("catalogue.field", "item", "handling")),
        (
            ("item", "name", "English (en)", None),
            ("catalogue.field", "item, row 5", "the text in en is missing"),
        ),
        (
            ("item", "scope", "field", "scoop"),
            ("catalogue.cell", "item", "There is no field 'scoop'"),
        ),
        (
            ("item", "scope", "field", "level"),
            ("catalogue.cell", "item", "level stands here a second time"),
        ),
        (
            ("guide", "days_after", "value", "two"),
            ("catalogue.cell", "guide", "'two' is no whole number"),
        ),
        (("guide", "fee", "field", None), ("catalogue.cell", "guide", "There is no field ''")),
        (
            ("materials", "本人身份证", "required", "perhaps"),
            ("catalogue.cell", "materials, row 2, column required", "write yes or no"),
        ),
        (
            ("materials", "本人身份证", "kind", "scroll"),
            ("catalogue.field", "materials, row 2, column kind", "materials.0.kind"),
        ),
        (
            ("next_steps", "今天", "what::English (en)", None),
            ("catalogue.field", "next_steps, row 2, column what", "next_steps.0.what"),
        ),
        (
            ("consents", "602-privacy", "text", None),
            ("catalogue.field", "consents, row 2, column text", "0.text"),
        ),
        (
            ("consents", "602-commitment", "kind", "vow"),
            ("catalogue.field", "consents, row 3, column kind", "1.kind"),
        ),
    ],
)
def test_what_is_wrong_is_told_with_file_sheet_and_row(
    folder: Path, cell: Callable[..., None], change: tuple[Any, ...], told: tuple[str, str, str]
) -> None:
    code, where, words = told
    cell(*change)
    first = next(one for one in check(folder) if one.finding.code == code)
    assert first.file == "602/item.xlsx"
    assert str(first.finding.place).startswith(where)
    assert words in first.finding.message
    with pytest.raises(EnvironmentFault, match=r"602/item\.xlsx, "):
        build(folder)


def test_everything_wrong_is_told_at_once(folder: Path, cell: Callable[..., None]) -> None:
    cell("item", "handling", "value", "slow")
    cell("item", "offline_class", "value", "O9")
    cell("guide", "days_after", "value", "two")
    cell("topics", "family", "name::English (en)", None, item="")
    told = check(folder)
    assert [one.file for one in told if one.finding.code != "catalogue.stale"] == [
        "home.xlsx",
        *["602/item.xlsx"] * 4,
    ]
    assert all(one.finding.severity is Severity.ERROR for one in told)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 half a file", b"<xml/>"])
def test_a_file_that_is_no_spreadsheet_is_told(folder: Path, content: bytes) -> None:
    (folder / "904" / "item.xlsx").write_bytes(content)
    assert codes(check(folder)) == [("904/item.xlsx", "catalogue.unreadable")]


def test_a_spreadsheet_with_a_damaged_sheet_is_told(folder: Path) -> None:
    path = folder / "904" / "item.xlsx"
    with zipfile.ZipFile(path) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    with zipfile.ZipFile(path, "w") as damaged:
        for name, content in parts.items():
            damaged.writestr(name, content[:-40] if name.endswith("sheet1.xml") else content)
    assert codes(check(folder)) == [("904/item.xlsx", "catalogue.unreadable")]


def test_sheets_and_columns_nobody_knows_are_told(folder: Path) -> None:
    path = folder / "602" / "item.xlsx"
    workbook = load_workbook(path)
    workbook.create_sheet("notes").append(["later"])
    workbook["faq" if "faq" in workbook.sheetnames else "consents"].cell(1, 9).value = "colour"
    del workbook["guide"]
    workbook.save(path)
    messages = [one.finding.message for one in check(folder)]
    assert "There is no sheet 'notes' in such a file." in messages
    assert "There is no column 'colour'." in messages
    assert "The sheet 'guide' is missing." in messages


def test_parts_and_rules_are_placed_in_their_tables(folder: Path) -> None:
    file = folder / "602" / "item.json"
    facts = json.loads(file.read_text("utf-8"))
    file.write_text(json.dumps(facts | {"parts": BUNDLE}, ensure_ascii=False), "utf-8")
    path = write_item(folder / "602")
    workbook = load_workbook(path)
    sheet = workbook["parts"]
    headers = [one.value for one in sheet[1]]
    sheet.cell(3, headers.index("limit") + 1).value = "0 working_day"
    sheet.cell(2, headers.index("name::English (en)") + 1).value = None
    workbook.save(path)
    told = {str(one.place): one.message for one in item_documents(path).findings}
    assert "the text in en is missing" in told["parts, row 2, column name"]
    assert "a limit is at least 1" in told["parts, row 3, column limit"]
    for _ in range(2):
        workbook["parts"].delete_rows(2)
    approval = workbook.create_sheet("approval")
    approval.append(["rule", "version", "approve_when"])
    approval.append(["602-a", "1", None])
    approval.append(["602-b", "1", "true()"])
    workbook.save(path)
    told = {str(one.place): one.message for one in item_documents(path).findings}
    assert told["approval, row 3"] == "An item has one rule."
    assert "approve_when" in told["approval, row 2, column approve_when"]


# --- what is wrong with a catalogue ---------------------------------------------------------------


def test_a_file_that_is_not_what_its_spreadsheet_says_is_told_and_built(
    folder: Path, cell: Callable[..., None]
) -> None:
    assert check(folder) == ()
    cell("item", "version", "value", "2")
    cell("home", "popular", "value", "904", item="")
    (folder / "904" / "form.xml").unlink()
    assert codes(check(folder)) == [
        ("home.json", "catalogue.stale"),
        ("602/item.json", "catalogue.stale"),
        ("904/form.xml", "catalogue.stale"),
    ]
    build(folder)
    assert check(folder) == ()
    assert load_catalogue(folder).item("602").version == "2"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("guide", "materials_after", "value", 7), "catalogue.figures"),
        (("guide", "steps_after", "value", 7), "catalogue.figures"),
        (("materials", "本人身份证", "substitutes", "commitment"), ""),
        (("consents", "602-commitment", "kind", "mandate"), ""),
        (("consents", "602-privacy", "kind", "mandate"), "catalogue.privacy"),
        (("item", "route", "value", "village police"), "catalogue.route"),
        (("item", "topics", "value", "welfare moon"), "catalogue.reference"),
        (("item", "form_version", "value", "1"), "catalogue.field"),
    ],
)
def test_what_contradicts_itself_is_told(
    folder: Path, cell: Callable[..., None], change: tuple[Any, ...], code: str
) -> None:
    cell(*change)
    for file in folder.rglob("*.json"):
        sheet = file.with_name("home.xlsx" if file.name == "home.json" else "item.xlsx")
        read = home_documents if file.name == "home.json" else item_documents
        file.write_bytes(read(sheet).files[file.name])
    assert [one.finding.code for one in check(folder)] == [code] * bool(code)


def test_a_commitment_instead_of_a_material_needs_its_words(
    folder: Path, cell: Callable[..., None]
) -> None:
    cell("materials", "本人身份证", "substitutes", "commitment")
    cell("consents", "602-commitment", "kind", "privacy")
    build(folder)
    assert only(folder).finding.code == "catalogue.commitment"


def test_a_bundle_is_not_decided_at_once(folder: Path) -> None:
    file = folder / "904" / "item.json"
    parts = {
        name: {"name": {"zh_CN": "村", "en": "Village"}}
        for name in ("village_mediation", "justice")
    }
    facts = json.loads(file.read_text("utf-8")) | {"parts": parts}
    file.write_text(json.dumps(facts, ensure_ascii=False), "utf-8")
    (folder / "904" / "item.xlsx").unlink()
    told = check(folder)
    assert codes(told) == [
        ("904/item.json", "catalogue.handling"),
        ("904/form.xlsx", "catalogue.parts"),
    ]


def test_numbers_of_another_item_are_told(folder: Path, cell: Callable[..., None]) -> None:
    code = json.loads((folder / "602" / "item.json").read_text("utf-8"))["item_code"]
    cell("item", "item_code", "value", code, item="904")
    build(folder)
    assert only(folder).file == "904/item.xlsx"
    assert only(folder).finding.code == "catalogue.twice"


def test_a_catalogue_without_spreadsheets_is_checked_too(folder: Path) -> None:
    for name in ("home.xlsx", "602/item.xlsx", "602/form.xlsx", "904/item.xlsx"):
        (folder / name).unlink()
    assert check(folder) == ()
    (folder / "home.json").unlink()
    (folder / "602" / "guide.json").write_text("{")
    assert codes(check(folder)) == [
        ("602/item.json", "catalogue.unreadable"),
        ("home.json", "catalogue.missing"),
    ]


def test_findings_of_forms_are_told_with_their_rows(folder: Path) -> None:
    path = folder / "904" / "form.xlsx"
    workbook = load_workbook(path)
    survey = workbook["survey"]
    headers = [one.value for one in survey[1]]
    survey.cell(4, headers.index("label::English (en)") + 1).value = None
    workbook.save(path)
    told = [one for one in check(folder) if one.finding.code != "catalogue.stale"]
    assert {(one.file, one.finding.code, one.finding.place.row) for one in told} == {
        ("904/form.xlsx", "form.translation", 4)
    }


# --- a new item -----------------------------------------------------------------------------------


def test_a_new_item_is_right_from_the_beginning(folder: Path) -> None:
    made = begin_item(folder, "905", name="老年人免费体检", topic="health")
    assert made == folder / "905"
    build(folder)
    assert check(folder) == ()
    item = load_catalogue(folder).item("905")
    assert item.name.in_language("zh_CN") == "老年人免费体检"
    assert (item.topics, item.form_id) == (("health",), "bianmin-905")
    assert [text.id for text in item.consents] == ["905-privacy"]
    plain = begin_item(folder, "A9")
    build(folder)
    facts = json.loads((plain / "item.json").read_text("utf-8"))
    assert (facts["name"]["zh_CN"], facts["form_id"]) == ("事项名称", "bianmin-a9")


def test_a_new_item_takes_no_name_that_is_there_or_cannot_be(folder: Path) -> None:
    for number, code in (
        ("602", "catalogue.exists"),
        ("../x", "catalogue.field"),
        ("", "catalogue.field"),
    ):
        with pytest.raises(EnvironmentFault) as told:
            begin_item(folder, number)
        assert told.value.code == code
    with pytest.raises(EnvironmentFault, match="no folder") as told:
        begin_item(folder / "nowhere", "905")
    assert told.value.code == "catalogue.missing"


# --- what changes ---------------------------------------------------------------------------------


def test_what_changes_for_citizens_is_told(
    folder: Path, cell: Callable[..., None], tmp_path: Path
) -> None:
    old = Path(shutil.copytree(folder, tmp_path / "old"))
    assert differences(load_catalogue(old), load_catalogue(folder)) == []
    cell("item", "promised_limit", "value", "10 working_day")
    cell("item", "promised_limit", "中文 (zh_CN)", "10 个工作日")
    cell("item", "name", "English (en)", "Allowance for the old")
    cell("item", "cards", "value", "resident hmt_permit")
    cell("guide", "fee", "中文 (zh_CN)", "5 元")
    cell("materials", "存折或银行卡", "required", "no")
    cell("next_steps", "今天", "what::中文 (zh_CN)", "收下了")
    cell("home", "popular", "value", "904", item="")
    (folder / "602" / "privacy.en.md").write_text("Otherwise.")
    begin_item(folder, "905", name="新事项")
    shutil.rmtree(folder / "904")
    path = folder / "home.xlsx"
    workbook = load_workbook(path)
    for row in list(workbook["home"].iter_rows(min_row=2)):
        if row[0].value == "popular" and str(row[1].value) == "904":
            workbook["home"].delete_rows(row[0].row)
            break
    workbook.save(path)
    cells = load_workbook(folder / "602" / "form.xlsx")
    survey = cells["survey"]
    headers = [one.value for one in survey[1]]
    for row in survey.iter_rows(min_row=2):
        if row[1].value == "phone":
            row[headers.index("label::中文 (zh_CN)")].value = "您的电话？"
            row[headers.index("required")].value = None
    cells.save(folder / "602" / "form.xlsx")
    for file in (folder / "home.json",):
        file.write_bytes(home_documents(path).files["home.json"].replace(b'"904"', b'"602"'))
    build_without_home(folder)
    found = {
        (one.item, one.what): (one.before, one.after)
        for one in differences(load_catalogue(old), load_catalogue(folder))
    }
    assert found["602", "promised_limit"] == ("22 个工作日", "10 个工作日")
    assert found["602", "name"][0].startswith("高龄津贴申请 ")
    assert found["602", "cards"] == ("resident", "resident hmt_permit")
    assert found["602", "guide.fee"] == ("不收费", "5 元")
    assert found["602", "material"][1].startswith("存折或银行卡 (original × 1, for some;")
    assert "收下了" in found["602", "next steps"][1]
    assert found["602", "text 602-privacy"][0].startswith("version 1, ")
    before, after = found["602", "question /data/contact/phone"]
    assert before.startswith("您的手机号码是多少？; ")
    assert after.startswith("您的电话？; ")
    assert "required" not in after
    assert found["602", "version is the same, though"] == ("1", "1")
    assert found["904", "item"] == ("人民调解申请", "")
    assert found["905", "item"] == ("", "新事项")
    assert [str(one)[:6] for one in differences(load_catalogue(old), load_catalogue(folder))][
        -1
    ] == "905  +"


def build_without_home(folder: Path) -> None:
    for file in built_files(folder):
        if file.target.name != "home.json":
            file.target.write_bytes(file.content)


def test_questions_tell_their_words_choices_and_rules() -> None:
    asked = questions((starter_folder() / "602" / "form.xml").read_bytes())
    assert asked["/data/bank/bank_name"].startswith(
        "存折或银行卡是哪家银行的？ / rcb 农商银行（信用社） / "
    )
    assert "${/data/applicant/age} 周岁" in asked["/data/applicant/entitlement"]
    assert "constraint=regex(., '^1[3-9][0-9]{9}$')" in asked["/data/contact/phone"]
    assert asked["/data/applicant/age"].startswith("int; calculate=")


# --- the command ----------------------------------------------------------------------------------


def test_the_command_begins_builds_checks_and_compares(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = Path(shutil.copytree(folder, tmp_path / "old"))
    assert main(["catalogue", "new", "905", "--catalogue", str(folder), "--name", "新事项"]) == 0
    assert main(["catalogue", "check", str(folder)]) == 1
    assert "905/item.json: error: It is not what item.xlsx says." in capsys.readouterr().out
    assert main(["catalogue", "build", str(folder)]) == 0
    assert "905/form.xml built." in capsys.readouterr().out
    assert main(["catalogue", "build", str(folder)]) == 0
    assert capsys.readouterr().out == ""
    assert main(["catalogue", "check", str(folder), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["findings"] == []
    assert main(["catalogue", "diff", str(old), str(folder)]) == 1
    assert capsys.readouterr().out == "905  + item: 新事项\n"
    assert main(["catalogue", "diff", str(old), str(old), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"changes": []}
    for action in ("check", "build"):
        assert main(["catalogue", action, str(tmp_path / "nowhere")]) == 2
        assert "catalogue.missing" in capsys.readouterr().err


def test_the_command_checks_what_ships(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["catalogue", "check"]) == 0
    assert capsys.readouterr().out == "0 errors, 0 warnings, 0 hints.\n"
