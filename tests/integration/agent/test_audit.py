"""The agent looks at the log when it starts, and its platform hears of a change."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from structlog.testing import capture_logs

from kiosk.errors import BugError, EnvironmentFault
from kiosk.store import Store


class Locked:
    """A store whose log cannot be read when the agent begins."""

    def __init__(self, store: Store, error: Exception) -> None:
        self._store = store
        self._error = error
        self._looks = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def reading(self) -> Any:
        self._looks += 1
        if self._looks == 1:
            raise self._error
        return self._store.reading()


def acts(store: Store) -> list[str]:
    with store.reading() as uow:
        return [one.act for one in uow.audit.entries()]


def test_a_changed_log_is_told_to_the_platform_once(
    platform: Any,
    enrolled: Store,
    start_agent: Callable[..., Any],
    wait_for: Callable[[Callable[[], object]], None],
) -> None:
    def told() -> list[str]:
        found = json.loads(platform.run("acts", "--json"))
        return [one["of"] for one in found if one["act"] == "audit:broken"]

    before = told()
    start_agent(enrolled).end()
    with enrolled._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE audit SET at = at - 1 WHERE position = 1")
    with capture_logs() as logs:
        agent = start_agent(enrolled)
        wait_for(lambda: len(told()) > len(before))
        agent.end()
        start_agent(enrolled).end()
    assert [one["entry"] for one in logs if one["event"] == "audit.broken"] == [1, 1]
    identity = enrolled.terminal()
    assert identity is not None
    assert told()[len(before) :] == [f"{identity.terminal}: its log was changed, entry 1"]
    assert acts(enrolled) == ["agent.started", "audit.broken", "agent.started"]


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (EnvironmentFault("store.busy", "Somebody holds the store."), "store.busy"),
        (BugError("the database refused a statement: no such table: audit"), "audit.unreadable"),
    ],
)
def test_a_log_that_cannot_be_read_keeps_nobody_from_working(
    enrolled: Store,
    start_agent: Callable[..., Any],
    wait_for: Callable[[Callable[[], object]], None],
    error: Exception,
    code: str,
) -> None:
    with capture_logs() as logs:
        start_agent(Locked(enrolled, error))
        wait_for(lambda: any(one["event"] == "agent.started" for one in logs))
    assert [one["code"] for one in logs if one["event"] == "audit.failed"] == [code]
    assert acts(enrolled) == []
