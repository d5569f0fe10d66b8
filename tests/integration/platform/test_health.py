"""What terminals say of themselves: the last word of each, for operators and for Prometheus."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import requests

from sync.platform.cli.main import main
from sync.platform.revoking import revoke
from sync.protocol.envelope import MessageKind
from sync.protocol.health import DeviceReport, HealthBody, TerminalReport
from sync.protocol.messages import MessageIn, Outcome

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
REPORT = TerminalReport(
    software_version="0.1.0",
    messages={"queued": 0, "acknowledged": 7, "quarantined": 0},
    files=0,
    file_bytes=0,
    files_quarantined=0,
    clock_offset_s=0.0,
    free_bytes=4096,
    devices=(DeviceReport(device="card", device_class="id_card_reader", state="online"),),
)
WORSE = REPORT.model_copy(
    update={
        "messages": {"queued": 2, "retry_wait": 3, "quarantined": 1},
        "files": 4,
        "reasons": {"body.invalid": 1},
        "oldest_unsent": NOON,
        "devices": (
            DeviceReport(
                device="receipt",
                device_class="receipt_printer",
                state="degraded",
                reason="print.paper_out",
            ),
            DeviceReport(device="code", device_class="code_reader", state="offline"),
            DeviceReport(device="card", device_class="id_card_reader", state="busy"),
        ),
    }
)


@pytest.fixture
def word(terminal: Any) -> Callable[..., MessageIn]:
    """A message with which the terminal says how it is."""

    def of(report: TerminalReport, **where: Any) -> MessageIn:
        body = HealthBody(at=NOON, report=report).to_bytes()
        message = terminal.message(kind=MessageKind.HEALTH, plaintext=body, **where)
        assert isinstance(message, MessageIn)
        return message

    return of


@pytest.fixture
def shown(platform: Any, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """What `kiosk-platform terminals` prints."""

    def run(*words: str) -> str:
        where = ("--data", str(platform.settings.data), "--database", platform.settings.database)
        capsys.readouterr()
        assert main(["terminals", *where, *words]) == 0
        return capsys.readouterr().out

    return run


def last(platform: Any) -> TerminalReport:
    with platform.parts.database.reading() as transaction:
        (row,) = transaction.health.every()
    return TerminalReport.model_validate_json(row.report)


def test_the_last_word_is_shown(
    terminal: Any, word: Callable[..., MessageIn], shown: Callable[..., str]
) -> None:
    assert json.loads(shown("--json"))[0]["report"] is None
    terminal.deliver(word(WORSE))
    (one,) = json.loads(shown("--json"))
    assert TerminalReport.model_validate(one["report"]) == WORSE
    assert datetime.fromisoformat(one["reported_at"]) == NOON
    (line,) = shown().splitlines()
    assert line.endswith(
        "0.1.0  5 messages and 4 files to come  1 x body.invalid"
        "  receipt print.paper_out  code offline"
    )
    terminal.deliver(word(REPORT))
    assert shown().splitlines()[0].endswith("  0.1.0"), "what is as it should be is not said"
    terminal.deliver(word(REPORT.model_copy(update={"devices": None})))
    assert shown().splitlines()[0].endswith("  0.1.0  no screen")


def test_a_word_that_comes_late_takes_no_later_ones_place(
    platform: Any, terminal: Any, word: Callable[..., MessageIn]
) -> None:
    early, late = word(WORSE), word(REPORT)
    terminal.deliver(late)
    terminal.deliver(early)
    assert last(platform) == REPORT
    assert {one.outcome for one in terminal.deliver(early, late).results} == {Outcome.DUPLICATE}
    assert last(platform) == REPORT


def test_of_several_in_one_batch_the_last_place_counts(
    platform: Any, terminal: Any, word: Callable[..., MessageIn]
) -> None:
    first, second = word(WORSE), word(REPORT)
    terminal.deliver(second, first)
    assert last(platform) == REPORT


def test_another_epoch_takes_the_place_of_the_one_before(
    platform: Any, terminal: Any, word: Callable[..., MessageIn]
) -> None:
    terminal.deliver(word(REPORT), word(REPORT))
    terminal.epoch, terminal.seq = terminal.clock.uuid7(), 0
    terminal.deliver(word(WORSE))
    assert last(platform) == WORSE


@pytest.mark.parametrize("other", [b"{}", b'{"format": "bianmin-health/2", "mood": "good"}'])
def test_a_word_of_another_version_is_kept_and_not_read(
    platform: Any, terminal: Any, word: Callable[..., MessageIn], other: bytes
) -> None:
    terminal.deliver(word(REPORT))
    message = terminal.message(kind=MessageKind.HEALTH, plaintext=other)
    (result,) = terminal.deliver(message).results
    assert result.outcome == Outcome.ACCEPTED
    assert last(platform) == REPORT


@pytest.mark.parametrize("year", [1, 9999])
def test_a_clock_at_the_edge_of_the_calendar_hides_no_terminal(
    platform: Any, terminal: Any, shown: Callable[..., str], year: int
) -> None:
    database = platform.parts.database
    if database.engine.dialect.name == "postgresql":  # as a server in another zone has it
        zone = "America/New_York" if year == 1 else "Asia/Shanghai"
        with database.engine.begin() as connection:
            name = connection.exec_driver_sql("SELECT current_database()").scalar()
            connection.exec_driver_sql(f"ALTER DATABASE {name} SET timezone = '{zone}'")
        database.engine.dispose()
    edge = NOON.replace(year=year, month=1, day=1) if year == 1 else NOON.replace(year=year)
    edge = edge.replace(hour=0) if year == 1 else edge.replace(month=12, day=31, hour=23)
    body = HealthBody(at=edge, report=REPORT).to_bytes()
    terminal.deliver(terminal.message(kind=MessageKind.HEALTH, plaintext=body))
    assert shown().splitlines()[0].endswith("  0.1.0")
    assert requests.get(f"{platform.url}/metrics", timeout=60).status_code == 200


def test_figures_tell_it_for_each_terminal(
    platform: Any, terminal: Any, word: Callable[..., MessageIn]
) -> None:
    def figures() -> dict[str, float]:
        text = requests.get(f"{platform.url}/metrics", timeout=60).text
        mark = f'{{terminal="{terminal.number}"}}'
        lines = [line.split() for line in text.splitlines() if mark in line]
        return {name.split("{")[0].removeprefix("bianmin_terminal_"): float(v) for name, v in lines}

    assert figures().keys() <= {"last_seen_timestamp_seconds"}
    terminal.deliver(word(WORSE))
    found = figures()
    assert found.pop("reported_timestamp_seconds") <= platform.clock.now().timestamp()
    found.pop("last_seen_timestamp_seconds")
    assert found == {
        "unsent": 9,
        "oldest_unsent_timestamp_seconds": NOON.timestamp(),
        "refused": 1,
        "devices_unwell": 2,
        "free_bytes": 4096,
    }
    nobody = REPORT.model_copy(update={"devices": None, "free_bytes": None})
    terminal.deliver(word(nobody))
    assert figures().keys() == {
        "last_seen_timestamp_seconds",
        "reported_timestamp_seconds",
        "unsent",
        "refused",
    }
    revoke(
        platform.parts.database, terminal.number, because="stolen", actor="li", clock=platform.clock
    )
    assert figures() == {}, "nobody waits for it any more"
