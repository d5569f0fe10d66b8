"""What departments decide, said by an operator on the command line."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from sync.platform.cli.main import main

CARD = {"card_no": "37098219530815002244", "card_level": "2"}
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(platform: Any, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command on the platform's database: exit code, output, errors."""

    def run(command: str, *arguments: str) -> tuple[int, str, str]:
        where = ("--data", str(platform.settings.data), "--database", platform.settings.database)
        capsys.readouterr()
        code = main([command, *where, *arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


@pytest.fixture
def values(tmp_path: Path) -> Callable[[Any], str]:
    """Writes a file of values."""

    def write(found: Any) -> str:
        file = tmp_path / "values.json"
        file.write_text(found if isinstance(found, str) else json.dumps(found), encoding="utf-8")
        return str(file)

    return write


def test_an_operator_says_what_departments_decided(
    run: Run, deposited: Any, states: Any, values: Any
) -> None:
    number = deposited()
    federation = (number, "approved", "--department", "federation")
    assert run("decide", *federation, "--produced", values(CARD), "--actor", "zhang") == (
        0,
        f"{number} in_review\ncivil begins\nsecurity begins\n",
        "",
    )
    assert run("decide", number, "refused", "--department", "civil", "--text", "不符合")[0] == 0
    found = states(number)
    assert (found["federation"], found["civil"], found["case"]) == (
        "approved",
        "refused",
        "in_review",
    )
    assert "zhang  decide-part:approved" in run("acts")[1]


def test_values_are_taken_from_standard_input(
    run: Run, deposited: Any, states: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = deposited()
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(CARD)))
    code, _, _ = run("decide", number, "approved", "--department", "federation", "--produced", "-")
    assert code == 0
    assert states(number)["civil"] == "open"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["in_review", "--department", "medical"], "part.state"),
        (["withdrawn", "--department", "medical"], "part.state"),
        (["approved", "--department", "civil"], "part.waiting"),
        (["approved", "--department", "police"], "part.unknown"),
        (["approved", "--department", "federation"], "part.values"),
        (["approved"], "case.parts"),
        (["accepted", "--produced", "-"], "part.values"),
        (["approved", "--department", "federation", "--produced", "/nowhere"], "part.values"),
    ],
)
def test_what_cannot_be_is_told_with_its_code(
    run: Run, deposited: Any, states: Any, arguments: list[str], code: str
) -> None:
    number = deposited()
    before = states(number)
    ended, _, said = run("decide", number, *arguments)
    assert (ended, f"[{code}]" in said) == (2, True), said
    assert states(number) == before


@pytest.mark.parametrize("content", ["{", "[]", '{"card_no": 1}', "\x00"])
def test_values_that_are_none_are_refused(
    run: Run, deposited: Any, values: Any, content: str
) -> None:
    given = ("--department", "federation", "--produced", values(content))
    ended, _, said = run("decide", deposited(), "approved", *given)
    assert (ended, "[part.values]" in said) == (2, True), said


@pytest.mark.parametrize(("red_after_days", "light"), [(-1, "red"), (1, "yellow")])
def test_late_parts_are_shown_with_their_department(
    run: Run, deposited: Any, platform: Any, red_after_days: int, light: str
) -> None:
    number = deposited()
    now = platform.clock.now()
    with platform.parts.database.begin() as transaction:
        case = transaction.case_by_number(number)
        *_, medical = transaction.parts.of_case(case.case_id)
        red = now + timedelta(days=red_after_days)
        transaction.parts.change(replace(medical, yellow_at=now - timedelta(days=2), red_at=red))
    (shown,) = json.loads(run("supervise", "--json")[1])
    assert (shown["department"], shown["light"], shown["case_number"]) == (
        "medical",
        light,
        number,
    )
    assert "medical" in run("supervise")[1]
