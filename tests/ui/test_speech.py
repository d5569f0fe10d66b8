"""The screen read aloud: the real pages, and a speaker that keeps what it was to say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from drivers.api import DeviceClass, DeviceState, Headset, Prosody, Utterance

Terminal = Any
KEYS = {"down": Qt.Key.Key_Down, "up": Qt.Key.Key_Up, "ok": Qt.Key.Key_Return}
SECRETS = (
    "王秀花",
    "王*花",
    "370982194008150026",
    "370982********0026",
    "山东省新泰市汶南镇",
    "1940",
    "13805380000",
    "6228480402564890018",
    "6228 4804 0256 4890 018",
    "王建军",
    "13905380000",
)


def said(terminal: Terminal) -> list[str]:
    """Every sentence that was handed to the speaker."""
    return [each.text for each in terminal.devices.spoken if each is not None]


def until_said(terminal: Terminal, *parts: str) -> str:
    """Wait until a sentence holds all of these; answers it."""

    def found() -> list[str]:
        return [text for text in said(terminal) if all(part in text for part in parts)]

    assert terminal.robot.wait_until(lambda: bool(found())), said(terminal)
    return found()[-1]


def since(terminal: Terminal, doing: Callable[[], object]) -> list[Utterance | None]:
    """What came of doing something, as far as it was said when the screen was at rest."""
    before = len(terminal.devices.spoken)
    doing()
    terminal.robot.wait_until(lambda: len(terminal.devices.spoken) > before + 1, 1.0)
    return list(terminal.devices.spoken[before:])


def press(terminal: Terminal, key: str, times: int = 1) -> None:
    for _ in range(times):
        QTest.keyClick(terminal.app.window, KEYS[key])


def walks_to(terminal: Terminal, name: str) -> None:
    """Press down until the keys are on it."""
    for _ in range(60):
        holder = terminal.app.window.activeFocusItem()
        if holder is not None and holder.objectName() == name:
            return
        press(terminal, "down")
    raise AssertionError(name)


@pytest.fixture
def listener(terminal: Terminal) -> Terminal:
    """Somebody who has asked to have the screen read."""
    terminal.robot.tap("barSpeech")
    until_said(terminal, "屏幕内容会念出来")
    return terminal


def test_nothing_is_said_before_somebody_asks(terminal: Terminal) -> None:
    terminal.reaches_home()
    press(terminal, "down", 3)
    assert terminal.devices.spoken == []


def test_without_a_speaker_there_is_no_button_that_would_promise_one(
    open_terminal: Callable[..., Terminal], devices: Any
) -> None:
    devices.states[DeviceClass.SPEAKER] = DeviceState.NO_DEVICE
    terminal = open_terminal()
    terminal.reaches_home()
    assert terminal.robot.find("barHelp") is not None
    assert terminal.robot.find("barSpeech") is None


def test_a_citizen_hears_every_page_of_item_602_and_nothing_that_is_private(
    listener: Terminal,
) -> None:
    listener.reaches_done()
    listener.until(lambda: listener.shows("L0817"))
    until_said(listener, "已经交上来")
    texts = said(listener)
    headings = [
        "高龄津贴",
        "请把身份证放在感应区",
        "已读到,请收好",
        "请看一看,同意后开始",
        "这是您本人吗",
        "手机号",
        "银行",
        "在这里签名",
    ]
    places = [next((n for n, text in enumerate(texts) if part in text), -1) for part in headings]
    assert -1 not in places, (headings, texts)
    assert places == sorted(places)
    leaks = [(secret, text) for text in texts for secret in SECRETS if secret in text]
    assert leaks == []
    spaced = ["".join(text.split()) for text in texts]
    assert not [secret for text in spaced for secret in SECRETS if "".join(secret.split()) in text]
    assert not any(each.private for each in listener.devices.spoken if each is not None)
