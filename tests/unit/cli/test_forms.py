"""`kiosk forms check` and `kiosk forms fill` on the command line."""

import json
from pathlib import Path

import pytest

from kiosk.cli.main import main

SHEET = """
| survey |
| | type | name | label | constraint | constraint_message | bind::kiosk:department |
| | integer | age | 年龄 | . < 150 | 太大 | village |
| | text | name | 姓名 | | | village township |
| settings |
| | form_title | form_id | namespaces |
| | 测试 | t | kiosk="urn:bianmin:kiosk" |
"""


@pytest.fixture
def form(tmp_path: Path) -> Path:
    path = tmp_path / "form.md"
    path.write_text(SHEET, encoding="utf-8")
    return path


def answers(path: Path, content: object) -> str:
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return str(path)


def test_a_right_form_ends_with_0(form: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["forms", "check", str(form)]) == 0
    assert capsys.readouterr().out == "0 errors, 0 warnings, 0 hints.\n"


def test_warnings_alone_end_with_0_and_errors_with_1(
    form: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    form.write_text(SHEET.replace(". < 150", "regex(., '9')"), encoding="utf-8")
    assert main(["forms", "check", str(form)]) == 0
    assert "form.md: survey, row 2, column constraint" in capsys.readouterr().out
    form.write_text(SHEET.replace("age", "phone"), encoding="utf-8")
    assert main(["forms", "check", "--json", str(form)]) == 1
    report = json.loads(capsys.readouterr().out)
    assert (report["ok"], report["errors"], report["warnings"]) == (False, 1, 0)
    (finding,) = report["findings"]
    assert (finding["sheet"], finding["row"], finding["column"]) == ("survey", 2, "type")


def test_a_form_is_filled_in_either_way(
    form: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for content in ({"/data/age": "40", "/data/name": "王"}, {"age": 40, "name": "王"}):
        given = answers(tmp_path / "a.json", content)
        assert main(["forms", "fill", str(form), "--answers", given, "--json"]) == 0
        report = json.loads(capsys.readouterr().out)
        assert "<age>40</age><name>王</name>" in report["instance"]
        assert (report["answers"]["age"], report["violations"]) == (40, [])
        assert report["routing"]["/data/name"] == ["village", "township"]


def test_violations_end_with_1(
    form: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = answers(tmp_path / "a.json", {"/data/age": "400"})
    assert main(["forms", "fill", str(form), "--answers", given]) == 1
    out = capsys.readouterr().out
    assert "violation: /data/age: constraint 太大\n" in out
    assert "routing: /data/age: village\n" in out


@pytest.mark.parametrize("content", ["{", "[]", "[" * 5000])
def test_answers_that_are_none_are_told(
    form: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str
) -> None:
    given = answers(tmp_path / "a.json", content)
    assert main(["forms", "fill", str(form), "--answers", given]) == 2
    assert capsys.readouterr().err.endswith("[form.answers]\n")
    assert main(["forms", "fill", str(form), "--answers", str(tmp_path / "none")]) == 2
    assert main(["forms", "check", str(tmp_path / "none")]) == 2
