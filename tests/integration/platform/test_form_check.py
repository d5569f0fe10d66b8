"""Each case is compared with the form of its item's very version, and a doubt is for people."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from kiosk.errors import EnvironmentFault
from kiosk.forms import load_form
from kiosk.forms.errors import FormError
from kiosk.forms.filling import fill
from sync.platform.catalogue.importing import import_catalogue
from sync.platform.cli.main import main
from sync.platform.export import export
from sync.platform.figures import exposition
from sync.platform.form_checks import checker as checking
from sync.platform.form_checks import forms
from sync.platform.form_checks.checker import Checker
from sync.platform.form_checks.doubts import doubts_about
from sync.platform.form_checks.forms import Forms
from sync.platform.form_checks.words import Code, Doubt
from sync.platform.store import CaseRow, CheckRow
from sync.protocol.body import FormBody, ItemBody
from sync.protocol.numbers import LOCAL_TIME

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
CODE = "11370811MB2857374A4370511030000"
ANSWERS = {
    "/data/applicant/name": "王秀花",
    "/data/applicant/birth": "1943-08-15",
    "/data/applicant/id_no": "370982194308150025",
    "/data/contact/phone": "13805480001",
    "/data/bank/bank_name": "rcb",
    "/data/account_page/account": "6228480402564890018",
    "/data/holder_page/holder": "applicant",
    "/data/relative/relative_name": "李建国",
    "/data/relative/relative_relation": "child",
    "/data/relative/relative_phone": "13905480002",
    "/data/home/living": "family",
    "/data/other_benefits/benefits": "none",
    "/data/commitment_page/commitment": "OK",
}


@pytest.fixture
def starter(two_items: Path) -> Path:
    return two_items


@pytest.fixture
def held(platform: Any, starter: Path) -> Any:
    """The platform, which holds the starter catalogue."""
    import_catalogue(platform.parts.database, starter, actor="王主任", clock=platform.clock)
    return platform


@pytest.fixture
def filled(starter: Path) -> dict[str, Any]:
    """What a terminal writes of somebody who may have the allowance."""
    form = load_form(starter / "602" / "form.xml")
    session = form.open(now=lambda: NOW, tz=LOCAL_TIME)
    fill(session, ANSWERS)
    session.finish()
    assert session.violations() == []
    return {
        "instance": session.to_xml(),
        "answers": json.loads(json.dumps(session.to_json())),
    }


@pytest.fixture
def deliver(platform: Any, terminal: Any, starter: Path) -> Callable[..., CaseRow]:
    facts = json.loads((starter / "602" / "item.json").read_text(encoding="utf-8"))
    form = FormBody(id=facts["form_id"], version=facts["form_version"])

    def send(filled: dict[str, Any], **changes: Any) -> CaseRow:
        item = ItemBody(id="602", code=CODE, version="1", name={})
        body = terminal.case(**{"item": item, "form": form} | filled | changes)
        (result,) = terminal.deliver(terminal.message(body)).results
        with platform.parts.database.reading() as transaction:
            case: CaseRow = transaction.case_by_number(result.case_number)
        return case

    return send


@pytest.fixture
def checker(platform: Any) -> Iterator[Checker]:
    parts = platform.parts
    with Forms(parts.database) as held:
        yield Checker(parts.database, parts.keys, held, platform.clock)


@pytest.fixture
def found(platform: Any, checker: Checker) -> Callable[[CaseRow], tuple[str, list[Any]]]:
    """What the check of a case found: the result, and codes with questions."""

    def look(case: CaseRow) -> tuple[str, list[Any]]:
        # the platform itself may be at it: whoever is first, the same is found
        while checker.check() is not None:
            pass
        parts = platform.parts
        shown = export(parts.database, parts.keys, parts.files.storage)["cases"]
        (check,) = [one["form_check"] for one in shown if one["case_number"] == case.case_number]
        return check["result"], [(one["code"], one["question"]) for one in check["doubts"]]

    return look


@pytest.mark.usefixtures("held")
def test_a_case_that_keeps_to_its_form_passes(
    deliver: Callable[..., CaseRow], filled: dict[str, Any], found: Any
) -> None:
    case = deliver(filled)
    assert case.state == "accepted"
    assert found(case) == ("passed", [])


def test_a_version_that_is_not_held_is_taken_as_ever_and_said_to_be_unchecked(
    platform: Any, deliver: Callable[..., CaseRow], starter: Path, found: Any
) -> None:
    case = deliver({"instance": "<data/>"})
    assert case.state == "accepted"
    assert found(case) == ("unchecked", [("form.absent", "")])
    import_catalogue(platform.parts.database, starter, actor="王主任", clock=platform.clock)
    assert found(case) == ("unchecked", [("form.absent", "")])


def test_doubts_are_counted_listed_and_told_without_any_answer(
    held: Any,
    terminal: Any,
    deliver: Callable[..., CaseRow],
    filled: dict[str, Any],
    found: Any,
    *,
    capsys: pytest.CaptureFixture[str],
) -> None:
    young = filled["instance"].replace("1943-08-15", "1973-08-15")
    wrong = re.sub(r"<relative_phone>\d+", "<relative_phone>1", young)
    case = deliver(filled | {"instance": wrong})
    good = deliver(filled)
    result, doubts = found(case)
    assert result == "doubtful"
    assert ("answer.constraint", "/data/applicant/birth") in doubts
    assert ("answer.constraint", "/data/relative/relative_phone") in doubts
    assert found(good) == ("passed", [])
    figures = exposition(held.parts.database, held.clock).decode()
    assert 'bianmin_form_checks{result="doubtful"} 1.0' in figures
    assert 'bianmin_form_checks{result="passed"} 1.0' in figures
    assert 'bianmin_form_checks{result="unchecked"} 0.0' in figures
    assert "bianmin_cases_to_check 0.0" in figures
    # nothing was told to the citizen, and a person decides as ever
    assert [event.state for event in terminal.feed().events] == ["delivered", "accepted"] * 2
    place = ["--data", str(held.settings.data), "--database", held.settings.database_url]
    capsys.readouterr()
    assert main(["doubts", *place, "--json"]) == 0
    (shown,) = json.loads(capsys.readouterr().out)
    assert shown["case_number"] == case.case_number
    assert [(one["code"], one["question"]) for one in shown["doubts"]] == doubts
    assert main(["doubts", *place]) == 0
    told = capsys.readouterr().out
    assert f"{case.case_number}  {case.deposit_number}  accepted  602  {case.terminal}" in told
    assert "  answer.constraint  /data/applicant/birth" in told
    assert "1973" not in told
    held.parts.decisions.decide(case.case_number, "approved", actor="李科员")
    assert main(["doubts", *place, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == [], "it is decided"


@pytest.mark.usefixtures("held")
def test_another_form_than_the_items_is_a_doubt(
    deliver: Callable[..., CaseRow], filled: dict[str, Any], found: Any
) -> None:
    case = deliver(filled, form=FormBody(id="bianmin-602", version="0"))
    assert found(case) == ("doubtful", [("form.other", "")])


def test_the_later_of_two_cases_with_one_deposit_number_is_doubtful_and_both_are_on_record(
    held: Any, terminal: Any, deliver: Callable[..., CaseRow], filled: dict[str, Any], found: Any
) -> None:
    first = deliver(filled)
    number = first.deposit_number
    results = terminal.deliver(
        *(terminal.message(terminal.case(deposit_number=number)) for _ in range(2))
    ).results
    with held.parts.database.reading() as transaction:
        second, third = (transaction.case_by_number(one.case_number) for one in results)
    assert found(first) == ("passed", [])
    for one in (second, third):
        result, doubts = found(one)
        assert (result, doubts[0]) == ("doubtful", ("deposit.doubled", ""))
    with held.parts.database.reading() as transaction:
        said = [act.subject for act in transaction.acts() if act.act == "fork"]
    one, two, three = (case.case_number for case in (first, second, third))
    assert sorted(said) == [
        f"{number} was given twice: {two} and {one}",
        f"{number} was given twice: {three} and {one}, {two}",
    ]


@pytest.mark.usefixtures("held")
def test_answers_that_cannot_be_opened_block_nobody(
    deliver: Callable[..., CaseRow], filled: dict[str, Any], found: Any
) -> None:
    bad = deliver(filled | {"instance": "<!DOCTYPE a [<!ENTITY b 'c'>]><data>&b;</data>"})
    good = deliver(filled)
    assert found(bad) == ("doubtful", [("answers.unreadable", "")])
    assert found(good) == ("passed", [])


@pytest.mark.usefixtures("held")
def test_a_mistake_of_ours_with_one_case_is_a_doubt_and_stops_no_other(
    deliver: Callable[..., CaseRow],
    filled: dict[str, Any],
    found: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mark = "<data><riddle/></data>"

    def breaks(body: Any, form: Any) -> Any:
        if body.instance == mark:
            raise ZeroDivisionError("王秀花")
        return doubts_about(body, form)

    monkeypatch.setattr(checking, "doubts_about", breaks)
    bad, good = deliver(filled | {"instance": mark}), deliver(filled)
    assert found(bad) == ("doubtful", [("platform.bug", "")])
    assert found(good) == ("passed", [])


@pytest.mark.usefixtures("held")
def test_a_form_this_program_cannot_open_leaves_cases_unchecked(
    deliver: Callable[..., CaseRow],
    filled: dict[str, Any],
    found: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refused(*_: Any, **__: Any) -> None:
        raise FormError("It has a new element.", code="form.element")

    monkeypatch.setattr(forms, "load_form", refused)
    assert found(deliver(filled)) == ("unchecked", [("form.unusable", "")])


def test_a_case_that_cannot_be_opened_is_looked_at_again_after_an_hour(
    held: Any,
    deliver: Callable[..., CaseRow],
    filled: dict[str, Any],
    checker: Checker,
    *,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def locked(*_: Any) -> None:
        raise EnvironmentFault("envelope.key", "The key is gone.")

    def look(case: CaseRow) -> CheckRow | None:
        while checker.check() is not None:
            pass
        with held.parts.database.reading() as transaction:
            row: CheckRow | None = transaction.checks.of(case.case_id)
        return row

    # the platform's own look could have begun before, and end after
    monkeypatch.setattr(Checker, "check_in_turn", lambda _: None)
    with monkeypatch.context() as patch:
        patch.setattr(checking, "open_case", locked)
        case = deliver(filled)
        assert look(case) is None
        with held.parts.database.reading() as transaction:
            assert transaction.checks.waiting() == 1
            assert transaction.handovers.unsorted(held.clock.now(), 9) == []
    assert look(case) is None
    held.clock.ahead = timedelta(hours=2)
    row = look(case)
    assert row is not None
    assert row.result == "passed"


def test_a_database_that_is_gone_is_no_fault_of_a_case(
    held: Any,
    deliver: Callable[..., CaseRow],
    filled: dict[str, Any],
    checker: Checker,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def gone(*_: Any) -> None:
        raise EnvironmentFault("store.gone", "It restarts.")

    monkeypatch.setattr(checking, "open_case", gone)
    case = deliver(filled)
    monkeypatch.setattr(Checker, "check_in_turn", lambda _: None)
    for _ in range(6):
        with pytest.raises(EnvironmentFault, match="restarts"):
            checker.check()
    with held.parts.database.reading() as transaction:
        assert transaction.checks.of(case.case_id) is None
        assert [one.tries for one in transaction.checks.free(held.clock.now(), 9)] == [0]


def test_a_case_that_ends_whoever_looks_at_it_holds_up_no_other(
    held: Any,
    deliver: Callable[..., CaseRow],
    filled: dict[str, Any],
    checker: Checker,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Killed(BaseException):
        """As if the process had been killed."""

    opened: list[str] = []
    whole = checking.open_case

    def deadly(transaction: Any, case: CaseRow, keys: Any) -> Any:
        opened.append(case.case_number)
        if case.case_id == poison.case_id:
            raise Killed
        return whole(transaction, case, keys)

    monkeypatch.setattr(Checker, "check_in_turn", lambda _: None)
    before, poison, after = sorted((deliver(filled) for _ in range(3)), key=lambda one: one.case_id)
    monkeypatch.setattr(checking, "open_case", deadly)
    deaths, rounds = 0, 0
    while rounds < 20:
        rounds += 1
        try:
            if checker.check() is None:
                break
        except Killed:
            deaths += 1
    assert deaths == opened.count(poison.case_number) == 5
    with held.parts.database.reading() as transaction:
        results = [transaction.checks.of(one.case_id) for one in (before, poison, after)]
    assert [row.result for row in results if row is not None] == ["passed", "doubtful", "passed"]
    assert results[1] is not None
    assert checking.read(results[1].doubts) == [Doubt(Code.FAILED)]


def test_two_who_check_the_same_case_keep_one_result_and_workers_take_turns(
    held: Any,
    deliver: Callable[..., CaseRow],
    filled: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Checker, "check_in_turn", lambda _: None)
    case = deliver(filled)
    row = CheckRow(case.case_id, "passed", "[]", held.clock.now())
    with held.parts.database.begin() as transaction:
        assert transaction.checks.keep([row]) == {case.case_id}
        assert transaction.checks.keep([row]) == set()
        assert transaction.checks.take_turn(100, 110)
        assert not transaction.checks.take_turn(105, 115)
        assert transaction.checks.take_turn(110, 120)
        assert transaction.checks.take_turn(50, 60), "a clock that was put back stops nobody"


def test_a_worker_leaves_the_turn_to_another_and_keeps_its_own(
    held: Any,
    deliver: Callable[..., CaseRow],
    filled: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    in_turn = Checker.check_in_turn
    monkeypatch.setattr(Checker, "check_in_turn", lambda _: None)
    moment = datetime.now(UTC) + timedelta(hours=1)
    clock: Any = SimpleNamespace(now=lambda: moment)
    database = held.parts.database
    seconds = int(moment.timestamp())
    with Forms(database) as shelf:
        checker = Checker(database, held.parts.keys, shelf, clock)
        assert in_turn(checker) is None, "nothing waits"
        deliver(filled)
        with database.begin() as transaction:
            assert transaction.checks.take_turn(seconds - 5, seconds + 5)
        assert in_turn(checker) is None, "somebody else's turn"
        moment += timedelta(seconds=5)
        assert in_turn(checker) == 1
        deliver(filled)
        assert in_turn(checker) == 1


DAY = """<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">
<h:head><h:title>哪一天</h:title><model>
<instance><data id="a-day" version="1"><day/><where/></data></instance>
<instance id="places" src="jr://file-csv/places.csv"/>
<bind nodeset="/data/day" type="date" required="true()" constraint=". &lt;= today()"/>
</model></h:head>
<h:body><input ref="/data/day"><label>哪一天？</label></input>
<select1 ref="/data/where"><label>哪里？</label>
 <itemset nodeset="instance('places')/root/item"><value ref="name"/><label ref="label"/></itemset>
</select1></h:body></h:html>
"""


@pytest.fixture
def day(platform: Any, starter: Path, tmp_path: Path) -> FormBody:
    """Another form for 602, with a list of its own, which the platform holds."""
    folder = tmp_path / "catalogue"
    shutil.copytree(starter / "602", folder / "602")
    (folder / "602" / "form.xml").write_text(DAY, encoding="utf-8")
    (folder / "602" / "places.csv").write_text("name,label\nwn,汶南\n", encoding="utf-8")
    item = folder / "602" / "item.json"
    facts = json.loads(item.read_text(encoding="utf-8"))
    item.write_text(json.dumps(facts | {"form_id": "a-day", "form_version": "1"}), "utf-8")
    done = import_catalogue(platform.parts.database, folder, actor="a", clock=platform.clock)
    assert done.problems == ()
    return FormBody(id="a-day", version="1")


@pytest.mark.parametrize(
    ("where", "days", "doubts"),
    [
        ("wn", 0, []),
        ("xx", 0, [("answer.choice", "/data/where")]),
        ("wn", 1, [("answer.constraint", "/data/day")]),
    ],
    ids=["right", "a choice of no list", "a day before"],
)
def test_lists_and_the_day_are_those_of_the_case(
    deliver: Callable[..., CaseRow],
    day: FormBody,
    found: Any,
    *,
    where: str,
    days: int,
    doubts: Any,
) -> None:
    on = NOW - timedelta(days=days)
    case = deliver(
        {
            "instance": f"<data><day>2026-11-21</day><where>{where}</where></data>",
            "answers": {"day": "2026-11-21", "where": where},
        },
        form=day,
        times={"started_at": on, "deposited_at": on},
    )
    assert found(case) == ("doubtful" if doubts else "passed", doubts)


def test_a_form_is_loaded_once_and_the_oldest_makes_room(
    held: Any, starter: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = tmp_path / "newer"
    shutil.copytree(starter / "602", newer / "602")
    file = newer / "602" / "item.json"
    facts = json.loads(file.read_text(encoding="utf-8")) | {"version": "2"}
    file.write_text(json.dumps(facts), encoding="utf-8")
    import_catalogue(held.parts.database, newer, actor="a", clock=held.clock)
    monkeypatch.setattr(forms, "HELD", 1)
    with held.parts.database.reading() as transaction:
        old, new = (transaction.catalogue.item("602", version) for version in "12")
    with Forms(held.parts.database) as shelf:
        first = shelf.of(old)
        assert shelf.of(old) is first
        assert shelf.of(new) is not first
        assert shelf.of(old) is not first


def test_a_case_nobody_has_compared_yet_is_said_to_wait(
    held: Any,
    deliver: Callable[..., CaseRow],
    filled: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Checker, "check_in_turn", lambda _: None)
    deliver(filled)
    parts = held.parts
    (shown,) = export(parts.database, parts.keys, parts.files.storage)["cases"]
    assert shown["form_check"] == {"result": "waiting", "doubts": []}
    assert "bianmin_cases_to_check 1.0" in exposition(parts.database, held.clock).decode()
