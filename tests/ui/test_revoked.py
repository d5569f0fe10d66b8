"""A terminal that the platform takes out of use, on the real pages."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from kiosk.cases.samples import NOON

TITLE = "本终端已停用"


def is_revoked(terminal: Any, store: Any, *, revoked: bool) -> None:
    """The agent has written down that it is so, or not so any more."""
    identity = store.data.identity
    store.data.identity = replace(identity, revoked_at=NOON if revoked else None)
    terminal.until(lambda: terminal.app.view_model.property("revoked") is revoked)


def test_nobody_can_begin_until_it_is_enrolled_again(terminal: Any, store: Any) -> None:
    is_revoked(terminal, store, revoked=True)
    terminal.until(lambda: TITLE in terminal.robot.texts())
    assert any("工作人员" in text for text in terminal.robot.texts())
    assert not any("轻触" in text or "可照常办理" in text for text in terminal.robot.texts())
    is_revoked(terminal, store, revoked=False)
    terminal.reaches_home()


def test_who_is_there_is_told_and_the_session_ends(terminal: Any, store: Any) -> None:
    terminal.reaches_home()
    is_revoked(terminal, store, revoked=True)
    terminal.until(lambda: TITLE in terminal.robot.texts())
    assert terminal.app.conductor.journey.stopped == "terminal.revoked"
    assert terminal.app.conductor.journey.visit.person is None
