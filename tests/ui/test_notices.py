"""Public notices on the screen: on the first page, on the home page, to be read; gone when over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from kiosk.cases.mirror import apply_feed
from kiosk.cases.records import PostedNotice
from kiosk.clock import SystemClock
from kiosk.errors import EnvironmentFault

LONG = "明天 8:00 到 12:00 停电检修线路。\n急事请早来。"


@pytest.fixture
def posts(store: Any) -> Callable[..., UUID]:
    """A notice of the platform's arrives."""

    def arrive(position: int = 1, words: str = LONG, **changes: Any) -> UUID:
        now = SystemClock().now()
        fields: dict[str, Any] = {
            "begins_at": now - timedelta(days=1),
            "ends_at": now + timedelta(days=position),
            "title": {"zh_CN": f"停电通知{position}", "en": f"No electricity {position}"},
            "text": {"zh_CN": words, "en": "From 8 to 12 tomorrow."},
        }
        notice = PostedNotice(UUID(int=position), position, **(fields | changes))
        apply_feed(store.unit_of_work(), [], position, notices=[notice])
        return notice.notice_id

    return arrive


def attract(terminal: Any) -> list[dict[str, str]]:
    shown: list[dict[str, str]] = terminal.app.view_model.pageModel.property("notices")
    return shown


def home(terminal: Any) -> list[str]:
    shown: list[str] = terminal.app.view_model.pageModel.property("notices")
    return shown


def test_a_notice_is_on_the_first_page_and_opens_from_the_home_page(
    terminal: Any, posts: Callable[..., UUID]
) -> None:
    posts()
    terminal.until(lambda: len(attract(terminal)) == 1)
    assert attract(terminal) == [{"title": "停电通知1", "text": ""}]
    terminal.reaches_home()
    assert home(terminal) == ["停电通知1"]
    terminal.robot.tap("homeNotices")
    terminal.waits_for_page("Notices")
    terminal.until(lambda: all(terminal.shows(line) for line in LONG.splitlines()))
    terminal.app.view_model.toggleLanguage()
    terminal.until(lambda: terminal.shows("From 8 to 12 tomorrow."))
    terminal.app.view_model.pageModel.back()
    terminal.waits_for_page("Home")


def test_a_notice_that_comes_or_goes_while_somebody_looks_does_so_on_the_page(
    terminal: Any, store: Any, posts: Callable[..., UUID]
) -> None:
    first = posts(words="急事请早来。")
    terminal.until(lambda: attract(terminal) == [{"title": "停电通知1", "text": "急事请早来。"}])
    terminal.reaches_home()
    posts(2)
    terminal.until(lambda: home(terminal) == ["停电通知1", "停电通知2"])
    terminal.robot.tap("homeNotices")
    terminal.waits_for_page("Notices")
    apply_feed(store.unit_of_work(), [], 3, withdrawn=[first, UUID(int=2)])
    terminal.until(lambda: terminal.app.view_model.pageModel.property("notices") == [])
    terminal.app.view_model.pageModel.back()
    terminal.waits_for_page("Home")
    assert home(terminal) == []


def test_what_is_over_goes_without_any_word_of_the_platform(
    terminal: Any, posts: Callable[..., UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    posts(1)
    posts(2)
    terminal.until(lambda: len(attract(terminal)) == 2)
    tomorrow = SystemClock().now() + timedelta(days=1, hours=12)
    monkeypatch.setattr(terminal.clock, "now", lambda: tomorrow)
    terminal.until(lambda: [one["title"] for one in attract(terminal)] == ["停电通知2"])


def test_a_notice_in_chinese_alone_is_read_in_chinese_and_stands_as_it_was_written(
    terminal: Any, posts: Callable[..., UUID]
) -> None:
    posts(title={"zh_CN": "<b>停电</b> & 通知"}, text={"zh_CN": "<img src=x>\n&lt;"})
    terminal.app.view_model.toggleLanguage()
    terminal.until(lambda: len(attract(terminal)) == 1)
    terminal.reaches_home()
    terminal.robot.tap("homeNotices")
    terminal.waits_for_page("Notices")
    terminal.until(lambda: terminal.shows("<img src=x>") and terminal.shows("&lt;"))
    assert terminal.shows("<b>停电</b> & 通知")


def test_a_store_that_cannot_be_read_leaves_the_board_as_it_was(
    terminal: Any, store: Any, posts: Callable[..., UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    posts()
    terminal.until(lambda: len(attract(terminal)) == 1)
    looks = 0

    def broken() -> Any:
        nonlocal looks
        looks += 1
        raise EnvironmentFault("store.unavailable", "It is away.")

    monkeypatch.setattr(store, "reading", broken)
    terminal.until(lambda: looks >= 4)
    assert len(attract(terminal)) == 1
