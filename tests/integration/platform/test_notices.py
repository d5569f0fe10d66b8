"""Public notices: into the feed of every terminal they concern, and out of it again."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from kiosk.errors import EnvironmentFault
from sync.platform.notices import MOST, post, state_of, withdraw
from sync.platform.store import NoticeRow

DAY = timedelta(days=1)
TITLE = {"zh_CN": "停电通知", "en": "No electricity"}
TEXT = {"zh_CN": "明天上午停电。\n下午恢复。", "en": "Tomorrow morning."}


def put(platform: Any, *terminals: str, **changes: Any) -> NoticeRow:
    now = platform.clock.now()
    wishes: dict[str, Any] = {
        "title": TITLE,
        "text": TEXT,
        "begins_at": now,
        "ends_at": now + 7 * DAY,
        "actor": "王主任",
    }
    database = platform.parts.database
    return post(database, clock=platform.clock, terminals=terminals, **(wishes | changes))


def take_back(platform: Any, row: NoticeRow) -> None:
    withdraw(platform.parts.database, row.notice_id, actor="王主任", clock=platform.clock)


def kinds(page: Any) -> list[tuple[str, int]]:
    return [(event.kind, event.position) for event in page.events]


def test_every_terminal_hears_of_a_notice_also_one_that_enrols_later(
    platform: Any, terminal: Any, new_terminal: Callable[..., Any]
) -> None:
    terminal.deliver(terminal.message())
    row = put(platform)
    terminal.deliver(terminal.message())
    page = terminal.feed(notices=True)
    assert kinds(page)[-1] == ("notice", 5)  # its place is given when it is asked for
    notice = page.events[-1]
    assert (notice.notice_id, notice.title, notice.text) == (row.notice_id, TITLE, TEXT)
    assert notice.ends_at - notice.begins_at == 7 * DAY
    assert page.cursor == 5
    assert kinds(terminal.feed(after=5, notices=True)) == []
    assert kinds(terminal.feed(notices=True)) == kinds(page)
    assert kinds(new_terminal().feed(notices=True)) == [("notice", 1)]


def test_a_page_is_no_larger_than_a_terminal_reads(
    platform: Any, terminal: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        put(platform)
    one = len(terminal.feed(notices=True).events[0].model_dump_json().encode())
    monkeypatch.setattr("sync.platform.feed.MOST_PAGE_BYTES", 2 * one + one // 2)
    heard, after = [], 0
    for more in (True, True, False):
        page = terminal.feed(after=after, notices=True)
        assert page.more is more
        heard += [event.position for event in page.events]
        after = page.cursor
    assert heard == [1, 2, 3, 4, 5]
    monkeypatch.setattr("sync.platform.feed.MOST_PAGE_BYTES", 1)
    assert [event.position for event in terminal.feed(notices=True).events] == [1]


def test_a_notice_for_some_reaches_nobody_else(
    platform: Any, terminal: Any, new_terminal: Callable[..., Any]
) -> None:
    other = new_terminal()
    put(platform, other.number)
    assert kinds(terminal.feed(notices=True)) == []
    assert kinds(other.feed(notices=True)) == [("notice", 1)]


def test_a_terminal_that_learns_what_a_notice_is_hears_of_it_then(
    platform: Any, terminal: Any
) -> None:
    put(platform)
    terminal.deliver(terminal.message())
    assert {kind for kind, _ in kinds(terminal.feed())} == {"case_state"}
    assert kinds(terminal.feed(after=2, notices=True)) == [("notice", 3)]


def test_a_withdrawal_is_told_to_who_was_told_of_the_notice(
    platform: Any, terminal: Any, new_terminal: Callable[..., Any]
) -> None:
    other = new_terminal()
    row = put(platform)
    assert kinds(terminal.feed(notices=True)) == [("notice", 1)]
    take_back(platform, row)
    assert kinds(terminal.feed(after=1, notices=True)) == [("notice_withdrawn", 2)]
    assert kinds(terminal.feed(notices=True)) == [("notice_withdrawn", 2)]
    assert kinds(other.feed(notices=True)) == []


def test_what_is_over_is_told_no_more(platform: Any, terminal: Any) -> None:
    row = put(platform, ends_at=platform.clock.now() + DAY)
    gone = put(platform, ends_at=platform.clock.now() + DAY)
    assert kinds(terminal.feed(notices=True)) == [("notice", 1), ("notice", 2)]
    take_back(platform, gone)
    terminal.clock.ahead = platform.clock.ahead = DAY + timedelta(minutes=1)
    assert kinds(terminal.feed(notices=True)) == []
    put(platform)
    assert kinds(terminal.feed(notices=True)) == [("notice", 3)]
    assert state_of(row, platform.clock.now()) == "over"


def test_several_requests_at_once_give_a_notice_one_place(platform: Any, terminal: Any) -> None:
    for _ in range(3):
        put(platform)
    requests = [terminal.signed("GET", "/v1/feed?after=0&wait=0&notices=1") for _ in range(8)]
    with ThreadPoolExecutor(len(requests)) as threads:
        answers = [answer.json() for answer in threads.map(terminal.send, requests)]
    assert {len(answer["events"]) for answer in answers} == {3}
    assert {answer["cursor"] for answer in answers} == {3}


def test_who_waits_for_news_hears_of_a_notice(platform: Any, terminal: Any) -> None:
    request = terminal.signed("GET", "/v1/feed?after=0&wait=60&notices=1")
    with ThreadPoolExecutor(1) as threads:
        answer = threads.submit(terminal.send, request)
        row = put(platform)
        document = answer.result(60).json()
    assert [one["notice_id"] for one in document["events"]] == [str(row.notice_id)]


@pytest.mark.parametrize(
    "changes",
    [
        {"title": {"zh_CN": "停电\n通知"}, "text": {"zh_CN": "x"}},
        {"title": {"zh_CN": "通" * 61}, "text": {"zh_CN": "x"}},
        {"title": {"zh_CN": "x"}, "text": {"zh_CN": "\x1b[2J"}},
        {"title": {"zh_CN": "x"}, "text": {"zh_CN": "\udcff"}},
        {"title": {"zh_CN": "x"}},
        {"ends_at": datetime(2020, 1, 1, tzinfo=UTC)},
        {
            "begins_at": datetime(2020, 1, 1, tzinfo=UTC),
            "ends_at": datetime(2020, 1, 2, tzinfo=UTC),
        },
    ],
)
def test_what_no_terminal_would_show_is_not_posted(
    platform: Any, terminal: Any, changes: dict[str, Any]
) -> None:
    with pytest.raises(EnvironmentFault) as caught:
        put(platform, **changes)
    assert caught.value.code == "notice.unusable"
    assert kinds(terminal.feed(notices=True)) == []


def test_a_notice_is_for_terminals_that_are_there(platform: Any, terminal: Any) -> None:
    with pytest.raises(EnvironmentFault) as caught:
        put(platform, terminal.number, "0077")
    assert caught.value.code == "terminal.unknown"
    with platform.parts.database.reading() as transaction:
        assert transaction.notices.every() == []


def test_a_board_has_an_end(platform: Any) -> None:
    rows = [put(platform) for _ in range(MOST)]
    with pytest.raises(EnvironmentFault) as caught:
        put(platform)
    assert caught.value.code == "notice.too_many"
    take_back(platform, rows[0])
    put(platform)


def test_only_what_is_there_is_withdrawn_and_once(platform: Any) -> None:
    row = put(platform)
    take_back(platform, row)
    with pytest.raises(EnvironmentFault) as caught:
        take_back(platform, row)
    assert caught.value.code == "notice.withdrawn"
    with pytest.raises(EnvironmentFault) as caught:
        withdraw(platform.parts.database, uuid4(), actor="a", clock=platform.clock)
    assert caught.value.code == "notice.unknown"


def test_the_commands_of_the_program(platform: Any, terminal: Any, tmp_path: Path) -> None:
    options = (
        *("--data", str(tmp_path / "platform"), "--actor", "王主任"),
        *("--database", platform.settings.database_url),
    )

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "sync.platform.cli", "notice", *words, *options],
            capture_output=True,
            text=True,
            check=False,
        )

    words = ("--title", "停电通知", "--text", "明天上午停电。")
    far = ("--to", "2999-12-31")
    first = run("add", *words, *far).stdout.strip()
    english = ("--title-en", "No electricity", "--text-en", "Tomorrow.", "--from", "2998-12-31")
    where = ("--terminal", terminal.number)
    second = json.loads(run("add", *words, *english, *far, *where, "--json").stdout)["id"]
    timed = run("add", *words, "--to", "2999-01-01T18:30")
    assert timed.returncode == 0
    assert run("add", *words, "--to", "tomorrow").returncode == 2
    assert "[notice.unusable]" in run("add", *words, "--to", "2020-01-01").stderr
    assert run("withdraw", "7").returncode == 2
    assert run("withdraw", first).returncode == 0
    terminal.feed(notices=True)
    listed = json.loads(run("list", "--json").stdout)
    assert [(one["id"], one["state"], one["terminals"]) for one in listed[:2]] == [
        (first, "withdrawn", None),
        (second, "coming", [terminal.number]),
    ]
    assert [one["told"] for one in listed] == [[], [terminal.number], [terminal.number]]
    assert listed[1]["title"] == {"zh_CN": "停电通知", "en": "No electricity"}
    assert datetime.fromisoformat(listed[0]["to"]) == datetime(2999, 12, 31, 16, tzinfo=UTC)
    assert datetime.fromisoformat(listed[2]["to"]) == datetime(2999, 1, 1, 10, 30, tzinfo=UTC)
    shown = run("list").stdout.splitlines()
    assert shown[1] == (
        f"{second}  coming  2998-12-31 00:00  3000-01-01 00:00  {terminal.number}  told 1  停电通知"
    )
    assert "  shown  " in shown[2]
    acts = json.loads(
        subprocess.run(
            [sys.executable, "-m", "sync.platform.cli", "acts", "--json", *options],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    )
    assert [(one["act"], one["of"]) for one in acts if one["act"].startswith("notice")][:2] == [
        ("notice:add", first),
        ("notice:add", second),
    ]
    assert ("notice:withdraw", first) in [(one["act"], one["of"]) for one in acts]
