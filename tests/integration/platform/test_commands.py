"""What operators tell terminals to do: into one feed, with what became of it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from kiosk.errors import EnvironmentFault
from sync.platform.commands import give, state_of
from sync.platform.store import CommandRow
from sync.protocol.command_names import CommandName
from sync.protocol.commands import CommandOutcomeBody
from sync.protocol.envelope import MessageKind
from sync.protocol.health import TerminalReport
from sync.protocol.messages import MAX_FEED_EVENTS

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def tell(platform: Any, terminal: Any, name: CommandName = CommandName.SELF_TEST) -> CommandRow:
    return give(
        platform.parts.database, terminal.number, name, actor="王主任", clock=platform.clock
    )


def kept(platform: Any) -> list[CommandRow]:
    with platform.parts.database.reading() as transaction:
        found: list[CommandRow] = transaction.commands.every()
    return found


def states(platform: Any) -> list[str]:
    return [state_of(row, platform.clock.now()) for row in kept(platform)]


def word(terminal: Any, command_id: UUID, **changes: Any) -> Any:
    fields = {
        "command_id": command_id,
        "name": "self-test",
        "result": "done",
        "at": terminal.clock.now(),
    }
    body = CommandOutcomeBody(**(fields | changes))
    return terminal.message(kind=MessageKind.COMMAND_OUTCOME, plaintext=body.to_bytes())


def test_a_command_stands_in_the_feed_of_its_terminal_alone(
    platform: Any, terminal: Any, new_terminal: Callable[..., Any]
) -> None:
    other = new_terminal()
    terminal.deliver(terminal.message())
    row = tell(platform, terminal)
    terminal.deliver(terminal.message())
    page = terminal.feed()
    assert [event.kind for event in page.events] == [
        *("case_state", "case_state", "command", "case_state", "case_state")
    ]
    assert [event.position for event in page.events] == [1, 2, 3, 4, 5]
    command = page.events[2]
    assert (command.command_id, command.name) == (row.command_id, "self-test")
    assert command.expires_at - command.at == timedelta(hours=24)
    assert terminal.feed(after=3).events == page.events[3:]
    assert other.feed().events == ()


def test_commands_count_towards_the_length_of_a_page(platform: Any, terminal: Any) -> None:
    for _ in range(MAX_FEED_EVENTS + 1):
        tell(platform, terminal)
    page = terminal.feed()
    assert (len(page.events), page.cursor, page.more) == (MAX_FEED_EVENTS, MAX_FEED_EVENTS, True)
    assert (len(terminal.feed(after=page.cursor).events), terminal.feed(page.cursor).more) == (
        1,
        False,
    )


def test_a_command_is_sent_then_fetched_then_done(platform: Any, terminal: Any) -> None:
    row = tell(platform, terminal)
    assert states(platform) == ["sent"]
    assert terminal.feed().cursor == 1
    assert states(platform) == ["sent"]  # that the answer arrived nobody knows yet
    terminal.feed(after=1)
    assert states(platform) == ["fetched"]
    first = kept(platform)[0].fetched_at
    platform.clock.ahead = timedelta(minutes=1)
    terminal.feed(after=1)
    assert kept(platform)[0].fetched_at == first
    report = TerminalReport(
        software_version="0.1.0",
        messages={"queued": 3},
        files=0,
        file_bytes=0,
        files_quarantined=0,
        clock_offset_s=0.5,
    )
    terminal.deliver(word(terminal, row.command_id, report=report))
    (settled,) = kept(platform)
    assert (settled.result, settled.code) == ("done", "")
    assert settled.reported_at is not None
    assert json.loads(settled.outcome or "")["report"]["messages"] == {"queued": 3}


def test_a_terminal_that_knows_no_commands_hears_of_its_cases_alone(
    platform: Any, terminal: Any
) -> None:
    tell(platform, terminal)
    terminal.deliver(terminal.message())
    tell(platform, terminal)
    assert states(platform) == ["sent", "sent"]
    page = terminal.feed(commands=False)
    assert [(event.kind, event.position) for event in page.events] == [
        ("case_state", 2),
        ("case_state", 3),
    ]
    assert (page.cursor, page.more) == (3, False)
    assert states(platform) == ["refused", "refused"]
    assert {row.code for row in kept(platform)} == {"command.terminal_too_old"}
    terminal.feed(after=4, commands=False)
    assert [row.fetched_at for row in kept(platform)] == [None, None]
    row = tell(platform, terminal)  # the terminal has been updated
    assert [event.position for event in terminal.feed(after=3).events] == [row.position]
    assert [event.position for event in terminal.feed().events] == [2, 3, row.position]


def test_what_has_expired_is_told_no_more_and_nobody_says_it_was_fetched(
    platform: Any, terminal: Any
) -> None:
    tell(platform, terminal)
    terminal.deliver(terminal.message())
    terminal.clock.ahead = platform.clock.ahead = timedelta(hours=24)
    page = terminal.feed()
    assert [event.position for event in page.events] == [2, 3]
    assert (terminal.feed(after=3).events, terminal.feed(after=3).cursor) == ((), 3)
    assert states(platform) == ["expired"]
    terminal.feed(after=3, commands=False)
    assert states(platform) == ["expired"]


def test_commands_that_expired_do_not_fill_the_page(platform: Any, terminal: Any) -> None:
    for _ in range(MAX_FEED_EVENTS + 1):
        tell(platform, terminal)
    terminal.clock.ahead = platform.clock.ahead = timedelta(hours=24)
    row = tell(platform, terminal)
    page = terminal.feed()
    assert ([event.position for event in page.events], page.more) == ([row.position], False)
    assert page.cursor == row.position


def test_what_is_settled_is_told_no_more_and_was_fetched(platform: Any, terminal: Any) -> None:
    row = tell(platform, terminal)
    (event,) = terminal.feed().events
    assert event.command_id == row.command_id
    terminal.deliver(word(terminal, row.command_id))
    assert terminal.feed().events == ()
    assert kept(platform)[0].fetched_at == kept(platform)[0].reported_at


def test_the_first_word_of_a_terminal_counts(platform: Any, terminal: Any) -> None:
    row = tell(platform, terminal)
    first = word(terminal, row.command_id, result="refused", code="command.unknown", text="a\0b")
    assert terminal.deliver(first).results[0].outcome == "accepted"
    assert terminal.deliver(first).results[0].outcome == "duplicate"
    assert terminal.deliver(word(terminal, row.command_id)).results[0].outcome == "accepted"
    assert states(platform) == ["refused"]
    assert kept(platform)[0].code == "command.unknown"


def test_a_word_on_what_this_terminal_was_not_told_is_refused(
    platform: Any, terminal: Any, new_terminal: Callable[..., Any]
) -> None:
    row = tell(platform, terminal)
    other = new_terminal()
    results = (
        *other.deliver(word(other, row.command_id)).results,
        *terminal.deliver(word(terminal, uuid4())).results,
    )
    assert [one.code for one in results] == ["command.not_given"] * 2
    assert states(platform) == ["sent"]


def test_a_word_that_is_none_or_names_a_case_is_refused(platform: Any, terminal: Any) -> None:
    row = tell(platform, terminal)
    body = terminal.case()
    terminal.deliver(terminal.message(body))
    outcome = CommandOutcomeBody(
        command_id=row.command_id, name="self-test", result="done", at=terminal.clock.now()
    )
    kind = MessageKind.COMMAND_OUTCOME
    results = terminal.deliver(
        terminal.message(kind=kind, plaintext=b"{}"),
        terminal.message(kind=kind, plaintext=outcome.to_bytes(), case_id=body.case_id),
    ).results
    assert [one.code for one in results] == ["body.invalid", "body.contradiction"]
    assert states(platform) == ["sent"]


@pytest.mark.parametrize("offset", [b"NaN", b"Infinity", b"-Infinity", b"1e999"])
def test_a_report_with_a_number_that_is_none_concerns_its_own_message_alone(
    platform: Any, terminal: Any, offset: bytes
) -> None:
    row = tell(platform, terminal)
    body = CommandOutcomeBody(
        command_id=row.command_id,
        name="self-test",
        result="done",
        at=terminal.clock.now(),
        report=TerminalReport(
            software_version="0.1.0",
            messages={},
            files=0,
            file_bytes=0,
            files_quarantined=0,
            clock_offset_s=0.5,
        ),
    ).to_bytes()
    plaintext = body.replace(b'"clock_offset_s":0.5', b'"clock_offset_s":' + offset)
    assert plaintext != body
    bad = terminal.message(kind=MessageKind.COMMAND_OUTCOME, plaintext=plaintext)
    results = terminal.deliver(bad, terminal.message()).results
    assert [(one.outcome, one.code) for one in results] == [
        ("refused", "body.invalid"),
        ("accepted", ""),
    ]
    assert states(platform) == ["sent"]


def test_what_nobody_fetched_in_time_has_expired() -> None:
    row = CommandRow("0001", 1, uuid4(), "restart", "a", NOW, NOW + timedelta(hours=24))
    assert state_of(row, NOW + timedelta(hours=23)) == "sent"
    assert state_of(row, NOW + timedelta(hours=24)) == "expired"


def test_nobody_is_told_who_is_not_there(platform: Any) -> None:
    with pytest.raises(EnvironmentFault) as caught:
        give(
            platform.parts.database,
            "0077",
            CommandName.RESTART,
            actor="a",
            clock=platform.clock,
        )
    assert caught.value.code == "terminal.unknown"
    assert kept(platform) == []


def test_the_commands_of_the_program(platform: Any, terminal: Any, tmp_path: Path) -> None:
    options = (
        *("--data", str(tmp_path / "platform"), "--actor", "王主任"),
        *("--database", platform.settings.database_url),
    )

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "sync.platform.cli", *words, *options],
            capture_output=True,
            text=True,
            check=False,
        )

    assert run("command", terminal.number, "restart", "--hours", "1").stdout.startswith(
        f"{terminal.number} restart until "
    )
    made = json.loads(run("command", terminal.number, "send-diagnostics", "--json").stdout)
    assert run("command", terminal.number, "explode").returncode == 2
    assert "[terminal.unknown]" in run("command", "0077", "restart").stderr
    (restart, diagnostics) = json.loads(run("commands", "--json").stdout)
    assert (restart["command"], restart["state"], restart["actor"]) == ("restart", "sent", "王主任")
    assert diagnostics["id"] == made["id"]
    code = "command.unknown"
    terminal.deliver(word(terminal, UUID(made["id"]), result="refused", code=code, text="Why not."))
    shown = run("commands").stdout.splitlines()
    assert shown[0].endswith(f"{terminal.number}  restart  sent")
    assert shown[1].endswith(f"send-diagnostics  refused  {code}  Why not.")
    acts = json.loads(run("acts", "--json").stdout)
    assert [(one["actor"], one["act"], one["of"]) for one in acts if one["act"] != "token"] == [
        ("王主任", "command:restart", terminal.number),
        ("王主任", "command:send-diagnostics", terminal.number),
    ]
