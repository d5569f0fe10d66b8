"""What operators do is written down, and nobody takes it back."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.exc import DBAPIError

from sync.platform.states import State
from sync.protocol.body import AuditBreakBody, ForkBody
from sync.protocol.envelope import MessageKind
from sync.protocol.messages import Outcome, Position

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


def test_every_act_of_an_operator_is_kept(tmp_path: Path, new_database: Callable[..., str]) -> None:
    options = ("--data", str(tmp_path), "--database", new_database(), "--actor", "王主任")

    def run(command: str, *words: str) -> str:
        return subprocess.run(
            [sys.executable, "-m", "sync.platform.cli", command, *options, *words],
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    run("token", "--place", "村便民点")
    run("export", "--out", str(tmp_path / "out.json"))
    run("keys", "--rotate")
    found = json.loads(run("acts", "--json"))
    assert [one["act"] for one in found] == ["token", "export", "keys:rotate"]
    assert {one["actor"] for one in found} == {"王主任"}
    assert found[0]["of"] == "村便民点"
    shown = run("acts").splitlines()
    assert len(shown) == 3
    assert shown[0].endswith("王主任  token  村便民点")


def test_a_decision_is_kept_with_who_made_it_and_a_refused_one_is_not(
    platform: Any, terminal: Any
) -> None:
    (result,) = terminal.deliver(terminal.message()).results
    database, number = platform.parts.database, result.case_number
    platform.parts.decisions.decide(number, State.IN_REVIEW, actor="王主任", text="王秀花请等")
    with pytest.raises(Exception, match="cannot become"):
        platform.parts.decisions.decide(number, State.COLLECTED, actor="王主任")
    with database.reading() as transaction:
        kept = [one for one in transaction.acts() if one.act != "token"]
    assert [(one.actor, one.act, one.subject) for one in kept] == [
        ("王主任", "decide:in_review", number)
    ]
    assert "王秀花" not in str(kept)


@pytest.mark.parametrize("statement", ["UPDATE acts SET actor = 'x'", "DELETE FROM acts"])
def test_nobody_changes_or_removes_an_act(platform: Any, statement: str) -> None:
    platform.token()
    database = platform.parts.database
    with pytest.raises(DBAPIError, match="acts are only added"), database.engine.begin() as line:
        line.exec_driver_sql(statement)
    with database.reading() as transaction:
        assert [one.act for one in transaction.acts()] == ["token"]


def test_what_a_terminal_says_about_a_fork_is_kept_once_and_other_audits_are_not(
    platform: Any, terminal: Any
) -> None:
    said = ForkBody(left=terminal.clock.uuid7(), begun=terminal.epoch, moved=7, at=NOW)
    word = terminal.message(kind=MessageKind.AUDIT, plaintext=said.to_bytes())
    other = terminal.message(kind=MessageKind.AUDIT, plaintext=b'{"what": "another"}')
    health = terminal.message(kind=MessageKind.HEALTH, plaintext=said.to_bytes())
    for outcome in (Outcome.ACCEPTED, Outcome.DUPLICATE):
        results = terminal.deliver(word, other, health).results
        assert [result.outcome for result in results] == [outcome] * 3
    with platform.parts.database.reading() as transaction:
        (act,) = [one for one in transaction.acts() if one.act == "fork"]
    assert act.actor == f"terminal {terminal.number}"
    assert act.subject == (
        f"{terminal.number}: a copied or restored store, 7 messages moved to {terminal.epoch}"
    )


def test_a_terminal_s_word_that_its_log_was_changed_is_kept_once(
    platform: Any, terminal: Any
) -> None:
    body = AuditBreakBody(position=7, at=NOW).to_bytes()
    word = terminal.message(kind=MessageKind.AUDIT, plaintext=body)
    for outcome in (Outcome.ACCEPTED, Outcome.DUPLICATE):
        assert [one.outcome for one in terminal.deliver(word).results] == [outcome]
    with platform.parts.database.reading() as transaction:
        (act,) = [one for one in transaction.acts() if one.act == "audit:broken"]
    assert act.actor == f"terminal {terminal.number}"
    assert act.subject == f"{terminal.number}: its log was changed, entry 7"


def test_who_tells_of_many_breaks_fills_one_line(platform: Any, terminal: Any) -> None:
    def batch(places: Iterable[int]) -> None:
        bodies = [AuditBreakBody(position=place, at=NOW).to_bytes() for place in places]
        words = [terminal.message(kind=MessageKind.AUDIT, plaintext=body) for body in bodies]
        assert {one.outcome for one in terminal.deliver(*words).results} == {Outcome.ACCEPTED}

    batch(range(25, 0, -1))
    batch([3, 3])
    batch([3])
    batch([13])
    with platform.parts.database.reading() as transaction:
        acts = [one for one in transaction.acts() if one.act == "audit:broken"]
    named = ", ".join(map(str, range(1, 21)))
    assert [act.subject for act in acts if act.actor == f"terminal {terminal.number}"] == [
        f"{terminal.number}: its log was changed, entry {named} and 5 more",
        f"{terminal.number}: its log was changed, entry 3",
        f"{terminal.number}: its log was changed, entry 13",
    ]


def test_a_terminal_tells_of_a_fork_once_for_each_epoch_it_sends_in(
    platform: Any, terminal: Any
) -> None:
    def word(moved: int = 1, begun: UUID | None = None) -> Any:
        said = {
            "format": "bianmin-fork/1",
            "left": str(terminal.clock.uuid7()),
            "begun": str(begun or terminal.epoch),
            "moved": moved,
            "at": NOW.isoformat(),
        }
        return terminal.message(kind=MessageKind.AUDIT, plaintext=json.dumps(said).encode())

    words = word(10**300), word(2**53), word(begun=terminal.clock.uuid7()), word(2**53 - 1), word()
    results = [*terminal.deliver(*words).results, *terminal.deliver(word(3)).results]
    terminal.epoch, terminal.seq = terminal.clock.uuid7(), 0
    sealed = word(4)  # and moved on by the next fork before it was sent
    at = Position(epoch=sealed.epoch, seq=sealed.seq)
    terminal.epoch = terminal.clock.uuid7()
    moved = sealed.model_copy(update={"epoch": terminal.epoch, "sealed_as": at})
    results += terminal.deliver(moved, word(5)).results
    assert {result.outcome for result in results} == {Outcome.ACCEPTED}
    with platform.parts.database.reading() as transaction:
        acts = [one for one in transaction.acts() if one.act == "fork"]
    assert [one.subject.split()[6] for one in acts] == [str(2**53 - 1), "4", "5"]
