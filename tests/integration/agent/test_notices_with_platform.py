"""Public notices on their way from an operator to the store of a terminal, and back out of it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from kiosk.cases.notices import notices_in_force
from kiosk.cases.ports import CaseStore
from kiosk.cases.records import PostedNotice
from kiosk.clock import SystemClock
from kiosk.store import Store


class Later(SystemClock):
    """The machine's clock, a thousand years on."""

    def now(self) -> Any:
        return super().now() + timedelta(days=366_000)


def shown(store: CaseStore) -> list[PostedNotice]:
    return notices_in_force(store.reading(), clock=SystemClock())


def test_a_notice_is_shown_until_it_is_withdrawn_or_over(
    platform: Any,
    enrolled: Store,
    start_agent: Callable[[CaseStore], Any],
    wait_for: Callable[[Callable[[], object]], None],
) -> None:
    words = ("--title", "停电通知", "--text", "明天上午停电。\n下午恢复。", "--to", "2999-12-31")
    first = platform.run("notice", "add", *words).strip()
    start_agent(enrolled)
    wait_for(lambda: shown(enrolled))
    (notice,) = shown(enrolled)
    assert str(notice.notice_id) == first
    assert notice.text == {"zh_CN": "明天上午停电。\n下午恢复。"}
    assert notices_in_force(enrolled.reading(), clock=Later()) == []
    second = platform.run("notice", "add", *words).strip()
    wait_for(lambda: len(shown(enrolled)) > 1)
    platform.run("notice", "withdraw", first)
    wait_for(lambda: [str(one.notice_id) for one in shown(enrolled)] == [second])
