"""Documents that came of cases: kept sealed, told once, brought by operators and departments."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import requests
from sqlalchemy import update

from kiosk.errors import EnvironmentFault
from sync.platform import results as module
from sync.platform.decisions import Decisions
from sync.platform.form_checks.checker import Checker
from sync.platform.form_checks.forms import Forms
from sync.platform.handover.sorting import Sorter
from sync.platform.handover.subscription import Departments
from sync.platform.results import MOST_CHARACTERS, Added, Results, object_name, particulars_of
from sync.platform.settings import Settings
from sync.platform.states import State
from sync.platform.stock import Stocktaking
from sync.platform.storage import FullStorageError, Storage, open_storage
from sync.platform.store import ActRow, Database, ResultRow, tables
from sync.protocol.canonical import sha256_hex
from sync.protocol.result_kinds import ResultKind
from sync.protocol.sealed_files import open_file

PDF = b"%PDF-1.7 a certificate of WANG Xiuhua"
NAME = "王秀花的高龄证明"


@pytest.fixture
def storage(platform: Any) -> Storage:
    return open_storage(platform.settings.files_url)


@pytest.fixture
def results(platform: Any, storage: Storage) -> Results:
    parts = platform.parts
    return Results(parts.database, storage, parts.keys, parts.decisions, platform.clock)


@pytest.fixture
def approved(platform: Any, terminal: Any) -> str:
    """The number of a case that is approved."""
    body = terminal.case()
    terminal.deliver(terminal.message(body))
    platform.parts.decisions.decide(body.deposit_number, State.APPROVED, actor="王主任")
    number: str = body.deposit_number
    return number


def add(results: Results, number: str, content: bytes = PDF, name: str = NAME) -> Any:
    return results.add(number, content, kind=ResultKind.CERTIFICATE, name=name, actor="王主任")


def states(terminal: Any) -> list[str]:
    return [one.state for one in terminal.feed().events]


def rows(database: Database, number: str) -> list[Any]:
    with database.reading() as transaction:
        case = transaction.case_by_number(number)
        assert case is not None
        return transaction.results.of_case(case.case_id)


def acts(database: Database) -> list[ActRow]:
    with database.reading() as transaction:
        return transaction.acts()


def test_a_result_is_kept_sealed_and_told(
    platform: Any, terminal: Any, results: Results, storage: Storage, approved: str
) -> None:
    added = add(results, approved)
    assert (added.news, added.case.state) == (True, State.RESULT_READY)
    assert states(terminal)[-1] == "result_ready"
    (row,) = rows(platform.parts.database, approved)
    sealed = b"".join(storage.read(object_name(row.result_id)))
    assert (len(sealed), sha256_hex(sealed)) == (row.sealed_size, row.sealed_sha256)
    assert b"WANG" not in sealed
    told = particulars_of(row, platform.parts.keys)
    assert told.name == NAME
    assert b"".join(open_file([sealed], told.key)) == PDF
    assert NAME.encode() not in row.particulars
    act = acts(platform.parts.database)[-1]
    assert (act.actor, act.act) == ("王主任", "result:add:certificate")
    assert act.subject == added.case.case_number


def test_the_same_document_again_is_no_news(
    platform: Any, terminal: Any, results: Results, storage: Storage, approved: str
) -> None:
    first = add(results, approved)
    told, kept = states(terminal), len(list(storage.stored()))
    again = add(results, first.case.case_number, name="another name")
    assert (again.news, again.result.result_id) == (False, first.result.result_id)
    assert (states(terminal), len(list(storage.stored()))) == (told, kept)
    second = add(results, approved, PDF + b" more")
    assert (second.news, second.case.state) == (True, State.RESULT_READY)
    assert states(terminal) == told, "the state is what it was"
    assert len(rows(platform.parts.database, approved)) == 2


def test_five_who_bring_it_at_once_bring_one(
    platform: Any, results: Results, storage: Storage, approved: str
) -> None:
    with ThreadPoolExecutor(5) as pool:
        came = list(pool.map(lambda _: add(results, approved), range(5)))
    assert [one.news for one in came].count(True) == 1
    assert len({one.result.result_id for one in came}) == 1
    assert len(rows(platform.parts.database, approved)) == 1
    kept = [one.name for one in storage.stored() if one.name.startswith("results/")]
    assert kept == [object_name(came[0].result.result_id)]


def test_what_cannot_be_kept_leaves_nothing(
    platform: Any,
    results: Results,
    storage: Storage,
    approved: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr(Decisions, "move", broken)
        with pytest.raises(ZeroDivisionError):
            add(results, approved)
    with monkeypatch.context() as patched:
        patched.setattr(module, "RESERVE_BYTES", 2**60)
        with pytest.raises(FullStorageError):
            add(results, approved)
    assert rows(platform.parts.database, approved) == []
    assert [one for one in storage.stored() if one.name.startswith("results/")] == []
    with platform.parts.database.reading() as transaction:
        case = transaction.case_by_number(approved)
    assert case.state == State.APPROVED


@pytest.mark.parametrize("state", [None, State.REFUSED])
def test_a_case_that_is_not_approved_has_no_result(
    platform: Any, terminal: Any, results: Results, state: State | None
) -> None:
    body = terminal.case()
    terminal.deliver(terminal.message(body))
    if state is not None:
        platform.parts.decisions.decide(body.deposit_number, state, actor="a")
    with pytest.raises(EnvironmentFault, match="no result can be added") as caught:
        add(results, body.deposit_number)
    assert caught.value.code == "case.state"
    with pytest.raises(EnvironmentFault) as caught:
        add(results, "L000126010199996")
    assert caught.value.code == "case.unknown"


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<html>", NAME),
        (b"", NAME),
        (PDF, ""),
        (PDF, "  "),
        (PDF, "two\nlines"),
        (PDF, "turned \u202e around"),
        (PDF, "长" * (MOST_CHARACTERS + 1)),
    ],
)
def test_what_is_no_document_or_has_no_name_is_refused(
    results: Results, approved: str, content: bytes, name: str
) -> None:
    with pytest.raises(EnvironmentFault) as caught:
        add(results, approved, content, name)
    assert caught.value.code == "result.unusable"


def test_a_document_has_a_size(
    results: Results, approved: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MAX_FILE_BYTES", len(PDF))
    with pytest.raises(EnvironmentFault, match="it may have") as caught:
        add(results, approved, PDF + b"x")
    assert caught.value.code == "result.unusable"
    assert add(results, approved).news


def test_a_comparison_finds_what_is_lost_and_leaves_what_nobody_knows(
    platform: Any, results: Results, storage: Storage, approved: str
) -> None:
    kept, lost = add(results, approved), add(results, approved, PDF + b"x")
    name = object_name(lost.result.result_id)
    storage.remove(name)
    unknown = f"results/{uuid4()}"
    storage.put(unknown, [b"bytes"])
    platform.clock.ahead = timedelta(days=3)
    stock = Stocktaking(platform.parts.database, storage, platform.clock).take()
    assert (stock.results, stock.unknown, stock.missing) == ([name], [unknown], [])
    names = {one.name for one in storage.stored()}
    assert names == {object_name(kept.result.result_id), unknown}


# --- departments ----------------------------------------------------------------------------------


@pytest.fixture
def token(platform: Any) -> str:
    departments = Departments(platform.parts.database, platform.clock)
    made: str = departments.add("civil_affairs", "", actor="a").token
    return made


def bring(
    platform: Any, token: str, number: str, content: bytes = PDF, **how: str
) -> requests.Response:
    asked = {"kind": "certificate", "title": NAME} | how
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/pdf"}
    path = f"/v1/departments/civil_affairs/cases/{number}/results"
    url = platform.url + path
    return requests.post(url, params=asked, data=content, headers=headers, timeout=60)


@pytest.fixture
def handed(approved: str, hand_over: Callable[[], None]) -> str:
    """The same case, handed over to its department."""
    hand_over()
    return approved


@pytest.fixture
def hand_over(platform: Any) -> Callable[[], None]:
    """Lets departments have what came so far."""
    parts = platform.parts

    def sort() -> None:
        with Forms(parts.database) as forms:
            checker = Checker(parts.database, parts.keys, forms, platform.clock)
            while checker.check() is not None:
                pass
        Sorter(parts.database, parts.keys, platform.clock).sort()

    return sort


def test_a_department_brings_the_result_of_its_case(
    platform: Any, terminal: Any, token: str, handed: str
) -> None:
    answer = bring(platform, token, handed)
    assert answer.status_code == 200, answer.text
    said = answer.json()
    assert said["case_state"] == "result_ready"
    assert (said["news"], said["sha256"]) == (True, sha256_hex(PDF))
    assert bring(platform, token, handed).json() == said | {"news": False}
    assert states(terminal)[-1] == "result_ready"
    act = acts(platform.parts.database)[-1]
    assert (act.actor, act.act) == ("department civil_affairs", "result:add:certificate")


def test_a_department_brings_nothing_else(
    platform: Any, terminal: Any, token: str, handed: str, problem: Callable[..., Any]
) -> None:
    other = terminal.case(routing={})
    terminal.deliver(terminal.message(other))
    refusals = {
        (404, "case.unknown"): bring(platform, token, other.deposit_number),
        (422, "result.unusable"): bring(platform, token, handed, b"no PDF"),
        (401, "department.token"): bring(platform, "wrong", handed),
        (400, "request.parameters"): bring(platform, token, handed, kind="poem"),
    }
    for (status, code), answer in refusals.items():
        assert (answer.status_code, problem(answer)["code"]) == (status, code)
    assert rows(platform.parts.database, handed) == []


def test_a_deposit_number_of_two_cases_names_neither(
    platform: Any,
    terminal: Any,
    token: str,
    handed: str,
    problem: Callable[..., Any],
) -> None:
    terminal.deliver(terminal.message(terminal.case(routing={})))
    database = platform.parts.database
    with database.engine.begin() as connection:
        connection.execute(update(tables.cases).values(deposit_number=handed))
    answer = bring(platform, token, handed)
    assert (answer.status_code, problem(answer)["code"]) == (409, "case.ambiguous")
    with database.reading() as transaction:
        first, second = transaction.cases_by_number(handed)
    answers = [bring(platform, token, case.case_number) for case in (first, second)]
    assert sorted(answer.status_code for answer in answers) == [200, 404]


def test_a_line_that_breaks_behind_the_commit_loses_no_document(
    platform: Any, token: str, handed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Results._file

    def breaks(results: Results, number: str, row: ResultRow) -> Added:
        real(results, number, row)
        raise EnvironmentFault("store.gone", "The line broke.")

    with monkeypatch.context() as patched:
        patched.setattr(Results, "_file", breaks)
        assert bring(platform, token, handed).status_code == 503
    again = bring(platform, token, handed)
    assert (again.status_code, again.json()["news"]) == (200, False)
    (row,) = rows(platform.parts.database, handed)
    storage = open_storage(platform.settings.files_url)
    told = particulars_of(row, platform.parts.keys)
    assert b"".join(open_file(storage.read(object_name(row.result_id)), told.key)) == PDF


def test_a_department_comes_too_early(
    platform: Any,
    terminal: Any,
    token: str,
    hand_over: Callable[[], None],
    problem: Callable[..., Any],
) -> None:
    body = terminal.case()
    terminal.deliver(terminal.message(body))
    hand_over()
    answer = bring(platform, token, body.deposit_number)
    assert (answer.status_code, problem(answer)["code"]) == (409, "case.state")


def test_a_storage_that_is_full_is_no_department_s_mistake(
    platform: Any,
    token: str,
    handed: str,
    monkeypatch: pytest.MonkeyPatch,
    problem: Callable[..., Any],
) -> None:
    monkeypatch.setattr(module, "RESERVE_BYTES", 2**60)
    answer = bring(platform, token, handed)
    assert (answer.status_code, problem(answer)["code"]) == (503, "files.full")
    assert answer.headers["Retry-After"]


# --- the command ----------------------------------------------------------------------------------


def run(settings: Settings, *words: str, code: int = 0) -> subprocess.CompletedProcess[str]:
    where = ("--data", str(settings.data), "--database", settings.database_url)
    done = subprocess.run(
        [sys.executable, "-m", "sync.platform.cli", *words, *where],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    return done


def test_an_operator_adds_a_result_by_command(
    platform: Any, terminal: Any, approved: str, tmp_path: Path
) -> None:
    file = tmp_path / "证明.pdf"
    file.write_bytes(PDF)
    words = ("result", "add", approved, str(file), "--kind", "certificate")
    shown = run(platform.settings, *words, "--name", NAME).stdout.split()
    assert shown[1:] == ["result_ready"]
    assert run(platform.settings, *words).stdout.endswith("(again)\n")
    said = json.loads(run(platform.settings, *words, "--json").stdout)
    assert (said["state"], said["news"]) == ("result_ready", False)
    assert states(terminal)[-1] == "result_ready"
    line = run(platform.settings, "result", "list", approved).stdout
    assert f"certificate  {len(PDF)} bytes  ready" in line
    (listed,) = json.loads(run(platform.settings, "result", "list", approved, "--json").stdout)
    assert (listed["sha256"], listed["collected_at"]) == (sha256_hex(PDF), None)
    with platform.parts.database.begin() as transaction:
        case = transaction.case_by_number(approved)
        (row,) = transaction.results.of_case(case.case_id)
        assert transaction.results.left(case.case_id) == 1
        assert transaction.results.collect(row.result_id, platform.clock.now())
        assert not transaction.results.collect(row.result_id, platform.clock.now())
        assert transaction.results.left(case.case_id) == 0
    assert "collected" in run(platform.settings, "result", "list", approved).stdout
    storage = open_storage(platform.settings.files_url)
    storage.remove(object_name(row.result_id))
    found = run(platform.settings, "compare-files", "--json", code=1).stdout
    assert json.loads(found)["missing"] == [
        {"file": object_name(row.result_id), "case_number": case.case_number}
    ]


def test_a_command_without_a_readable_document_says_so(
    platform: Any, approved: str, tmp_path: Path
) -> None:
    words = ("result", "add", approved, str(tmp_path / "none.pdf"), "--kind", "licence")
    assert "[result.unusable]" in run(platform.settings, *words, code=2).stderr
