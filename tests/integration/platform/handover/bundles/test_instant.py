"""A rule approves at once what meets it, and leaves everything else to a person."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from sync.platform.export import export
from sync.platform.figures import exposition
from sync.platform.settings import Acceptance
from sync.platform.states import State
from sync.protocol.body import (
    AgentBody,
    ApplicantBody,
    AttachmentBody,
    FormBody,
    SealedFileBody,
    TimesBody,
)

SMALL = "${age} >= 60 and ${kind} = 'card'"


def states(terminal: Any) -> list[str]:
    return [event.state for event in terminal.feed().events]


def record(platform: Any, number: str) -> tuple[str, str, str, str]:
    """What the rule said about a case, and who brought it into its state."""
    with platform.parts.database.reading() as transaction:
        case = transaction.case_by_number(number)
        verdict = transaction.parts.verdict(case.case_id)
        actor = transaction.history(case.case_id)[-1].actor
    return verdict.verdict, verdict.reason, f"{verdict.rule}/{verdict.version}", actor


def send(terminal: Any, fields: dict[str, Any], **changes: Any) -> str:
    (result,) = terminal.deliver(terminal.message(terminal.case(**fields | changes))).results
    assert result.outcome == "accepted", result
    number: str = result.case_number
    return number


@pytest.fixture
def met(shelf: Any, filled: Any) -> dict[str, Any]:
    """Fields of a case that meets the rule of 607."""
    shelf.rule("607", SMALL)
    fields: dict[str, Any] = filled("607", kind="card", age=60)
    return fields


def test_a_case_that_meets_the_rule_is_approved_with_its_acknowledgement(
    terminal: Any, platform: Any, met: dict[str, Any]
) -> None:
    number = send(terminal, met)
    assert states(terminal) == ["delivered", "accepted", "approved"]
    assert record(platform, number) == (
        "approve",
        "met",
        "607-small/3",
        "rule 607-small version 3",
    )
    moved = platform.parts.decisions.decide(number, State.RESULT_READY, actor="a")
    assert moved.state == "result_ready"
    with platform.parts.database.reading() as transaction:
        assert transaction.case_by_number(number).red_at is None


def test_a_case_that_does_not_meet_it_goes_to_a_person_and_is_not_refused(
    terminal: Any, platform: Any, met: dict[str, Any], filled: Any
) -> None:
    for answers in ({"kind": "card", "age": 59}, {"kind": "other", "age": 90}, {"kind": "card"}):
        number = send(terminal, met | filled("607", **answers))
        assert record(platform, number) == ("human", "not_met", "607-small/3", "platform")
    assert states(terminal) == ["delivered", "accepted"] * 3
    assert platform.parts.decisions.decide(number, State.APPROVED, actor="a").state == "approved"


def test_an_item_without_a_rule_is_asked_nothing(terminal: Any, platform: Any) -> None:
    number = send(terminal, {})
    with platform.parts.database.reading() as transaction:
        case = transaction.case_by_number(number)
        assert transaction.parts.verdict(case.case_id) is None
    assert states(terminal) == ["delivered", "accepted"]


def someone(**changes: Any) -> ApplicantBody:
    fields: dict[str, Any] = {
        "kind": "resident",
        "name": "王秀花",
        "sex": "2",
        "birth": "1953-08-15",
        "id_no": "370982195308150022",
        "source": "card",
    }
    return ApplicantBody(**fields | changes)


@pytest.mark.parametrize(
    ("reason", "changes"),
    [
        ("other_form", {"form": FormBody(id="f", version="2")}),
        ("other_form", {"form": FormBody(id="g", version="1")}),
        ("identity", {"applicant": someone(source="typed")}),
        ("identity", {"applicant": someone(needs_manual_check=("name",))}),
        ("identity", {"agent": AgentBody(person=someone(), mandate_sha256="0" * 64)}),
        ("answers", {"answers": {"kind": "card", "age": 61, "word": None}}),
        ("answers", {"answers": {}}),
        ("answers", {"instance": "<data"}),
        ("answers", {"instance": "<other/>"}),
        ("answers", {"instance": '<data id="f" version="1"><kind>card</kind></data>'}),
    ],
)
def test_what_is_not_plain_goes_to_a_person(
    terminal: Any, platform: Any, met: dict[str, Any], reason: str, changes: dict[str, Any]
) -> None:
    number = send(terminal, met, **changes)
    assert record(platform, number)[:2] == ("human", reason)
    assert states(terminal) == ["delivered", "accepted"]


def test_what_a_check_would_doubt_is_not_approved_before_it(
    terminal: Any, platform: Any, met: dict[str, Any]
) -> None:
    # the typed answers are right, and the form's XML says something besides
    more = met["instance"].replace("</kind>", "</kind><other>1</other>")
    number = send(terminal, met, instance=more)
    assert record(platform, number)[:2] == ("human", "answers")


def test_answers_that_break_the_forms_own_rules_go_to_a_person(
    terminal: Any, platform: Any, met: dict[str, Any], filled: Any
) -> None:
    number = send(terminal, met | filled("607", kind="card", age=130))
    assert record(platform, number)[:2] == ("human", "answers")


def test_a_terminal_whose_clock_is_ahead_gets_no_instant_approval(
    terminal: Any, platform: Any, met: dict[str, Any]
) -> None:
    ahead = platform.clock.now() + timedelta(hours=1)
    number = send(terminal, met, times=TimesBody(started_at=ahead, deposited_at=ahead))
    assert record(platform, number)[:2] == ("human", "clock")


@pytest.mark.parametrize(
    "case",
    [
        ("${colour} = 'red'", "unusable", "catalogue.rule"),
        ("${age} + 1", "unusable", "catalogue.rule"),
        ("${age} >", "unusable", "catalogue.rule"),
        ("date(${word}) < today()", "no_result", "form.date"),
        ("regex(${kind}, '(')", "no_result", "form.regex"),
    ],
)
def test_a_rule_that_is_wrong_leaves_its_case_to_a_person_and_is_told_of(
    terminal: Any, platform: Any, shelf: Any, filled: Any, case: tuple[str, str, str]
) -> None:
    condition, reason, code = case
    shelf.rule("607", condition)
    with capture_logs() as logged:
        number = send(terminal, filled("607", kind="card", age=60, word="no date"))
    assert record(platform, number)[:2] == ("human", reason)
    assert states(terminal) == ["delivered", "accepted"]
    (told,) = [one for one in logged if one["event"] == "rule.unusable"]
    assert (told["item"], told["rule"], told["code"]) == ("607", "607-small", code)
    assert "王秀花" not in repr(logged)
    figures = exposition(platform.parts.database, platform.clock).decode()
    assert f'bianmin_rule_verdicts{{reason="{reason}",verdict="human"}} 1.0' in figures


def test_a_form_or_facts_that_cannot_be_read_stop_no_case(
    terminal: Any, platform: Any, shelf: Any, filled: Any
) -> None:
    fields = filled("607", kind="card", age=60)
    shelf.rule("607", SMALL, form="<html")
    number = send(terminal, fields)
    assert record(platform, number)[:2] == ("human", "unusable")
    shelf.items["608", "1"] = {"item.json": b"{"}
    with capture_logs() as logged:
        send(terminal, filled("608", kind="card", age=60))
    assert [one["code"] for one in logged if one["event"] == "items.unusable"] == [
        "catalogue.unreadable"
    ]
    assert states(terminal) == ["delivered", "accepted"] * 2


def test_a_mistake_of_ours_stops_no_case(
    terminal: Any, platform: Any, met: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("kiosk.catalogue.approval.Condition.met", broken)
    number = send(terminal, met)
    assert record(platform, number)[:2] == ("human", "unusable")


def test_who_wants_to_see_every_case_sees_it(
    start_platform: Any, shelf: Any, new_terminal: Any, met: dict[str, Any]
) -> None:
    by_hand = start_platform(Acceptance.BY_OPERATOR, "by_hand", files_of=shelf.files_of)
    sender = new_terminal(on=by_hand)
    number = send(sender, met)
    assert record(by_hand, number)[:2] == ("human", "operator")
    assert states(sender) == ["delivered"]


def test_a_case_is_approved_when_its_last_file_is_here(
    terminal: Any, platform: Any, met: dict[str, Any]
) -> None:
    file = SealedFileBody(sha256="f" * 64, size=100, key=bytes(32))
    enclosed = AttachmentBody(
        name="a.jpg", media_type="image/jpeg", sha256="0" * 64, size=84, file=file
    )
    number = send(terminal, met, attachments=(enclosed,))
    assert states(terminal) == ["delivered"]
    with platform.parts.database.reading() as transaction:
        row = transaction.uploads.get(terminal.number, file.sha256)
    platform.parts.files.count(row)
    platform.parts.files.count(row)
    assert states(terminal) == ["delivered", "accepted", "approved"]
    assert record(platform, number)[3] == "rule 607-small version 3"


def test_a_case_that_comes_again_is_approved_once(terminal: Any, met: dict[str, Any]) -> None:
    message = terminal.message(terminal.case(**met))
    outcomes = [terminal.deliver(message).results[0].outcome for _ in range(2)]
    assert outcomes == ["accepted", "duplicate"]
    assert states(terminal) == ["delivered", "accepted", "approved"]


def test_a_version_of_an_item_keeps_its_rule(
    terminal: Any, shelf: Any, met: dict[str, Any]
) -> None:
    send(terminal, met)
    asked = shelf.asked
    shelf.rule("607", "${age} >= 200")  # nobody may do this: a version never changes
    send(terminal, met)
    assert shelf.asked == asked
    assert states(terminal)[-1] == "approved"


def test_an_item_that_is_imported_later_is_looked_for_again(
    terminal: Any, platform: Any, shelf: Any, filled: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    fields = filled("607", kind="card", age=60)
    ahead = 0.0
    monotonic = platform.clock.monotonic
    monkeypatch.setattr(platform.clock, "monotonic", lambda: monotonic() + ahead)
    send(terminal, fields)
    shelf.rule("607", SMALL)
    ahead = 60.0
    send(terminal, fields)
    assert states(terminal) == ["delivered", "accepted", "delivered", "accepted", "approved"]


def test_a_terminal_that_names_many_versions_fills_no_memory(
    platform: Any, shelf: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync.platform.items._MOST", 3)
    items = platform.parts.receiver._items  # the one way to its memory
    for version in map(str, range(10)):
        shelf.put("604", version)
        items.of("604", version)
        items.of("605", version)
    assert len(items._known) <= 3
    assert len(items._absent) <= 3


def test_export_tells_what_a_rule_said(terminal: Any, platform: Any, met: dict[str, Any]) -> None:
    send(terminal, met)
    send(terminal, {})
    found = export(platform.parts.database, platform.parts.keys, platform.parts.files.storage)
    verdicts = [case["verdict"] for case in found["cases"]]
    (said,) = [one for one in verdicts if one is not None]
    assert (said["rule"], said["version"]) == ("607-small", "3")
    assert (said["verdict"], said["reason"]) == ("approve", "met")
    json.dumps(found)
