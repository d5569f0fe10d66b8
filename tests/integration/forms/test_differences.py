"""docs/forms-differences.md is true: its values are evaluated here and in JavaRosa."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pyxform

from kiosk.forms import FormError, Session, load_form
from kiosk.forms.xpath.values import to_string

HERE = Path(__file__).parent
TESTS = HERE.parents[1]
PAGE = (TESTS.parent / "docs" / "forms-differences.md").read_text(encoding="utf-8")
JAR = Path(pyxform.__file__).parent / "validators" / "odk_validate" / "bin" / "ODK_Validate.jar"
CELL = r"(?:`([^`]*)`|(?:error))"
VALUES = [
    (match[1], match[2] if match[2] is not None else "error", match[3] or "")
    for match in re.finditer(rf"(?m)^\| `([^`]+)` \| {CELL} \| {CELL} \|", PAGE)
]
FORM = HERE / "differences.xml"


@pytest.fixture
def session() -> Session:
    moment = datetime(2026, 11, 21, 9, tzinfo=UTC)
    return load_form(FORM).open(now=lambda: moment, tz=UTC)


def test_there_are_examples() -> None:
    assert len(VALUES) > 25


@pytest.mark.parametrize(("expression", "here"), [each[:2] for each in VALUES])
def test_a_value_is_as_the_page_says(session: Session, expression: str, here: str) -> None:
    try:
        found = to_string(session.evaluate(expression, "/data"))
    except FormError:
        found = "error"
    assert found == here


@pytest.mark.skipif(
    shutil.which("java") is None or shutil.which("javac") is None or not JAR.is_file(),
    reason="there is no Java with a compiler here; nothing was compared with JavaRosa",
)
def test_the_other_engine_says_what_the_page_says_of_it(tmp_path: Path) -> None:
    source, program = HERE / "Expressions.java", str(tmp_path)
    subprocess.run(["javac", "-cp", str(JAR), "-d", program, str(source)], check=True)
    expressions, results = tmp_path / "in.txt", tmp_path / "out.txt"
    expressions.write_text("".join(f"{each[0]}\n" for each in VALUES), encoding="utf-8")
    subprocess.run(
        [
            *("java", "-Dfile.encoding=UTF-8", "-Duser.timezone=UTC", "-cp", f"{JAR}:{program}"),
            *("Expressions", str(FORM), str(expressions), str(results)),
        ],
        check=True,
        capture_output=True,
    )
    found = results.read_text(encoding="utf-8").split("\n")[: len(VALUES)]
    rows = re.findall(rf"(?m)^\| `([^`]+)` \| {CELL} \| (`[^`]*`|error) \|", PAGE)
    assert {row[0]: row[2].strip("`") for row in rows} == dict(
        zip((each[0] for each in VALUES), found, strict=True)
    )


def test_each_rule_of_sessions_has_its_test() -> None:
    written = "".join(path.read_text(encoding="utf-8") for path in (TESTS / "unit").rglob("*.py"))
    named = re.findall(r"\| `(test_\w+)`", PAGE)
    assert len(named) > 10
    assert [name for name in named if f"def {name}(" not in written] == []


def test_every_reason_for_leaving_out_a_recorded_case_is_told() -> None:
    reasons: Counter[str] = Counter()
    reason = ""
    excluded = (TESTS / "peers" / "excluded.txt").read_text(encoding="utf-8")
    for line in excluded.splitlines():
        if line.startswith("= "):
            reason = line[2:].partition(" (")[0]
        elif line:
            reasons[reason] += 1
    told = re.findall(r"(?m)^\| (\d+) \| ([^|]+) \|", PAGE.partition("## Recorded")[2])
    assert {text: int(number) for number, text in told} == dict(reasons)
