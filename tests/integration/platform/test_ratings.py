"""What people say about the service: one rating a case, for operators, figures and departments."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import requests

from sync.platform.cli.main import main
from sync.platform.states import State
from sync.protocol.body import CaseBody
from sync.protocol.envelope import MessageKind
from sync.protocol.messages import MessageIn, MessageResult, Outcome, Position
from sync.protocol.numbers import local_day
from sync.protocol.rating import RatingBody
from sync.protocol.satisfaction import Satisfaction

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)


def said(
    terminal: Any, case: CaseBody, level: Satisfaction, *reasons: str, text: str = ""
) -> MessageIn:
    body = RatingBody(
        case_id=case.case_id,
        deposit_number=case.deposit_number,
        satisfaction=level,
        reasons=reasons,
        text=text,
        at=NOON,
    )
    message = terminal.message(
        kind=MessageKind.RATING, plaintext=body.to_bytes(), case_id=case.case_id
    )
    assert isinstance(message, MessageIn)
    return message


def results(terminal: Any, *messages: MessageIn) -> list[MessageResult]:
    return list(terminal.deliver(*messages).results)


@pytest.fixture
def printed(platform: Any, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """What a command prints."""

    def run(*command: str) -> str:
        settings = platform.settings
        capsys.readouterr()
        options = ["--data", str(settings.data), "--database", settings.database_url]
        assert main([*command, *options]) == 0
        return capsys.readouterr().out

    return run


def test_a_rating_comes_with_its_case_or_later(
    platform: Any, terminal: Any, printed: Callable[..., str]
) -> None:
    first, second = terminal.case(), terminal.case()
    good = said(terminal, first, Satisfaction.VERY_SATISFIED, "510", "517")
    (_, rated) = results(terminal, terminal.message(first), good)
    assert rated.outcome is Outcome.ACCEPTED
    terminal.deliver(terminal.message(second))
    poor = said(terminal, second, Satisfaction.UNSATISFIED, text="等了很久")
    (later,) = results(terminal, poor)
    assert later.outcome is Outcome.ACCEPTED
    one, other = json.loads(printed("ratings", "--json"))
    assert one == {
        "case_number": rated.case_number,
        "item_code": first.item.code,
        "terminal": terminal.number,
        "channel": "5",
        "satisfaction": "very_satisfied",
        "stars": 5,
        "grade": 1,
        "reasons": ["510", "517"],
        "at": NOON.isoformat(),
        "received_at": one["received_at"],
    }
    assert (other["case_number"], other["stars"], other["reasons"]) == (later.case_number, 2, [])
    shown = printed("ratings").split("  ")
    assert shown == ["602", "2 rated", "50% content", "1 very satisfied", "1 unsatisfied\n"]
    exported = json.loads(printed("export"))["cases"]
    assert [case["rating"]["text"] for case in exported] == ["", "等了很久"]
    figures = requests.get(platform.url + "/metrics", timeout=30).text
    assert 'bianmin_ratings{satisfaction="unsatisfied"} 1.0' in figures
    assert 'bianmin_ratings{satisfaction="satisfied"} 0.0' in figures


def test_the_first_rating_of_a_case_is_the_one_that_counts(platform: Any, terminal: Any) -> None:
    case = terminal.case()
    terminal.deliver(terminal.message(case))
    first = said(terminal, case, Satisfaction.SATISFIED)
    second = said(terminal, case, Satisfaction.VERY_UNSATISFIED)
    third = said(terminal, case, Satisfaction.UNSATISFIED)
    outcomes = [
        one.outcome for one in (*results(terminal, first, second), *results(terminal, first, third))
    ]
    accepted, duplicate = Outcome.ACCEPTED, Outcome.DUPLICATE
    assert outcomes == [accepted, accepted, duplicate, accepted]
    with platform.parts.database.reading() as transaction:
        assert transaction.ratings.counts() == {"satisfied": 1}
        kept = transaction.ratings.of(case.case_id)
    assert (kept.message_id, kept.at) == (first.id, NOON)


def test_a_case_without_a_rating_has_none(terminal: Any, printed: Callable[..., str]) -> None:
    terminal.deliver(terminal.message())
    (case,) = json.loads(printed("export"))["cases"]
    assert case["rating"] is None
    assert printed("ratings") == ""


def test_a_rating_of_no_case_is_refused(terminal: Any) -> None:
    (result,) = results(terminal, said(terminal, terminal.case(), Satisfaction.SATISFIED))
    assert (result.status, result.code) == (422, "case.unknown")


def test_a_rating_whose_envelope_names_another_case_is_refused(
    platform: Any, terminal: Any
) -> None:
    one, other = terminal.case(), terminal.case()
    terminal.deliver(terminal.message(one), terminal.message(other))
    body = RatingBody(
        case_id=one.case_id,
        deposit_number=one.deposit_number,
        satisfaction=Satisfaction.SATISFIED,
        at=NOON,
    ).to_bytes()
    for where in (other.case_id, None):
        message = terminal.message(kind=MessageKind.RATING, plaintext=body, case_id=where)
        (result,) = results(terminal, message)
        assert (result.status, result.code) == (422, "body.contradiction")
    with platform.parts.database.reading() as transaction:
        assert transaction.ratings.counts() == {}


def test_a_rating_whose_number_is_not_its_cases_is_refused(platform: Any, terminal: Any) -> None:
    case, other = terminal.case(), terminal.case()
    wrong = said(
        terminal,
        case.model_copy(update={"deposit_number": other.deposit_number}),
        Satisfaction.SATISFIED,
    )
    found = results(terminal, terminal.message(case), wrong) + results(terminal, wrong)
    assert [(one.status, one.code) for one in found] == [
        (200, ""),
        (422, "body.contradiction"),
        (422, "body.contradiction"),
    ]
    with platform.parts.database.reading() as transaction:
        assert transaction.ratings.counts() == {}


def test_nobody_rates_the_case_of_another_terminal(
    platform: Any, terminal: Any, new_terminal: Callable[..., Any]
) -> None:
    case = terminal.case()
    terminal.deliver(terminal.message(case))
    other = new_terminal()
    (result,) = results(other, said(other, case, Satisfaction.VERY_UNSATISFIED))
    assert (result.status, result.code) == (422, "case.unknown")
    with platform.parts.database.reading() as transaction:
        assert transaction.ratings.counts() == {}


def test_a_rating_before_its_case_in_one_batch_is_taken_when_it_is_sent_again(
    platform: Any, terminal: Any
) -> None:
    case = terminal.case()
    rating, message = said(terminal, case, Satisfaction.SATISFIED), terminal.message(case)
    early, deposited = results(terminal, rating, message)
    assert (early.code, deposited.outcome) == ("case.unknown", Outcome.ACCEPTED)
    (again,) = results(terminal, rating)
    assert again.outcome is Outcome.ACCEPTED
    with platform.parts.database.reading() as transaction:
        assert transaction.ratings.counts() == {"satisfied": 1}


def test_a_rating_that_a_fork_moved_is_taken_once(platform: Any, terminal: Any) -> None:
    case = terminal.case()
    terminal.deliver(terminal.message(case, seq=1))
    rating = said(terminal, case, Satisfaction.SATISFIED)
    at = Position(epoch=rating.epoch, seq=rating.seq)
    moved = rating.model_copy(update={"epoch": uuid4(), "seq": 1, "sealed_as": at})
    assert [one.outcome for one in (*results(terminal, moved), *results(terminal, moved))] == [
        Outcome.ACCEPTED,
        Outcome.DUPLICATE,
    ]
    with platform.parts.database.reading() as transaction:
        assert transaction.ratings.counts() == {"satisfied": 1}


def test_the_daily_upload_tells_the_rating_of_a_case_that_ended(
    platform: Any, terminal: Any, printed: Callable[..., str], tmp_path: Path
) -> None:
    cases = [terminal.case() for _ in range(3)]
    terminal.deliver(*map(terminal.message, cases))
    good, poor, _ = cases
    terminal.deliver(said(terminal, good, Satisfaction.VERY_SATISFIED))
    terminal.deliver(said(terminal, poor, Satisfaction.VERY_UNSATISFIED))
    for case in cases:
        platform.parts.decisions.decide(case.deposit_number, State.WITHDRAWN, actor="李科员")
    today = local_day(platform.clock.now())

    def told() -> list[str]:
        printed("daily-upload", "--date", f"{today}", "--out", str(tmp_path / "out"))
        table = (tmp_path / "out" / f"{today}" / "up_pro_result.jsonl").read_text("utf-8")
        return [json.loads(line)["satisfaction"] for line in table.splitlines()]

    assert told() == ["1", "5", ""]
    codes = platform.settings.data / "exchange.json"
    codes.write_text('{"satisfaction": {"very_satisfied": "A"}}')
    assert told() == ["A", "5", ""]
    late = cases[2]
    terminal.deliver(said(terminal, late, Satisfaction.BASICALLY_SATISFIED))
    assert told() == ["A", "5", "3"]
