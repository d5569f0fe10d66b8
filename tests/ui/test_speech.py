"""The screen read aloud: the real pages, and a speaker that keeps what it was to say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt

from drivers.api import DeviceClass, DeviceState, Headset, Prosody, Utterance

Terminal = Any
KEYS = {
    "right": Qt.Key.Key_Right,
    "down": Qt.Key.Key_Down,
    "up": Qt.Key.Key_Up,
    "ok": Qt.Key.Key_Return,
}
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


def until_said(terminal: Terminal, *parts: str, after: int = 0) -> str:
    """Wait until a sentence holds all of these, of those from a place on; answers it."""

    def found() -> list[str]:
        return [text for text in said(terminal)[after:] if all(part in text for part in parts)]

    assert terminal.robot.wait_until(lambda: bool(found())), "\n".join(said(terminal)[-25:])
    return found()[-1]


def since(terminal: Terminal, doing: Callable[[], object]) -> list[Utterance | None]:
    """What came of doing something, as far as it was said when the screen was at rest."""
    before = len(terminal.devices.spoken)
    doing()
    terminal.robot.wait_until(lambda: len(terminal.devices.spoken) > before + 1, 1.0)
    return list(terminal.devices.spoken[before:])


def press(terminal: Terminal, key: str, times: int = 1) -> None:
    for _ in range(times):
        terminal.robot.press(KEYS[key])


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


def begins_item_602(listener: Terminal) -> None:
    """From the first page to the form, hearing each page before touching on."""
    robot = listener.robot
    robot.tap("attractTouch")
    until_said(listener, "想办哪一类")
    robot.tap("item_602")
    until_said(listener, "每月可以领一份津贴")
    until_said(listener, "分几步办")
    robot.tap("guideStart")
    listener.waits_for_page("Identify")
    until_said(listener, "平放")
    listener.devices.lays(listener.wang)
    until_said(listener, "身份证读好了")
    robot.tap("identifyContinue")
    until_said(listener, "告知")
    robot.tap("consentAgree")
    until_said(listener, "身份证上是这样写的")


def fills_in_item_602(listener: Terminal) -> None:
    """The whole form, hearing each page before touching on."""
    robot, here = listener.robot, "/data/"

    def writes(field: str, number: str) -> None:
        count = len(said(listener))
        robot.tap(field)
        until_said(listener, "填写框", "还没有填", after=count)
        robot.dial(number)
        until_said(listener, f"{len(number)} 个字", after=count)

    def names_a_relative() -> None:
        count = len(said(listener))
        robot.tap(f"input_{here}relative/relative_name")
        until_said(listener, "填写框", "还没有填", after=count)
        robot.type("王建军")
        until_said(listener, "3 个字", after=count)
        robot.tap(f"choice_{here}relative/relative_relation_child")
        until_said(listener, "儿子或女儿", "已选上", "第 2 项，共 6 项")
        writes(f"input_{here}relative/relative_phone", "13905380000")

    pages: list[tuple[str, Callable[[], object]]] = [
        ("怎么联系您", lambda: writes(f"input_{here}contact/phone", "13805380000")),
        ("津贴打到哪家银行", lambda: robot.tap(f"choice_{here}bank/bank_name_rcb")),
        ("账号是多少", lambda: writes(f"input_{here}account_page/account", "6228480402564890018")),
        ("这个账户是谁的", lambda: robot.tap(f"choice_{here}holder_page/holder_applicant")),
        ("联系哪位亲属", names_a_relative),
        ("您现在怎么住", lambda: robot.tap(f"choice_{here}home/living_alone")),
        ("还领着别的补贴吗", lambda: robot.tap(f"choice_{here}other_benefits/benefits_none")),
        ("最后，请您承诺", lambda: robot.tap(f"choice_{here}commitment_page/commitment_OK")),
    ]
    for heading, answers in pages:
        robot.tap("pageNext")
        until_said(listener, heading)
        answers()
    robot.tap("pageNext")
    until_said(listener, "看看填得对不对")


def test_a_citizen_hears_every_page_of_item_602_and_nothing_that_is_private(
    listener: Terminal,
) -> None:
    begins_item_602(listener)
    fills_in_item_602(listener)
    listener.robot.tap("pageNext")
    until_said(listener, "签")
    strokes = [[(0.2, 0.5), (0.4, 0.3), (0.6, 0.7)], [(0.7, 0.4), (0.8, 0.6)]]
    listener.robot.draw("signPad", strokes)
    listener.robot.tap("signSubmit")
    until_said(listener, "已保存在本机")
    until_said(listener, "凭证打好了")
    leaks = [(secret, text) for text in said(listener) for secret in SECRETS if secret in text]
    assert leaks == []
    close = ["".join(text.split()) for text in said(listener)]
    assert not [text for text in close for secret in SECRETS if "".join(secret.split()) in text]
    heard = [each for each in listener.devices.spoken if each is not None]
    assert not any(each.private for each in heard)
    assert {each.language for each in heard} == {"zh_CN"}


def test_into_a_headset_what_is_private_is_said_and_marked(terminal: Terminal) -> None:
    terminal.robot.tap("barSpeech")
    terminal.devices.plugs_headset(Headset.PLUGGED)
    terminal.reaches_questions()
    until_said(terminal, "王秀花")
    until_said(terminal, "3 7 0 9 8 2 1 9 4 0")
    telling = [each for each in terminal.devices.spoken if each is not None and each.private]
    assert telling
    for each in terminal.devices.spoken:
        if each is not None and "王" in each.text:
            assert each.private, each.text


def test_plugging_in_a_headset_begins_the_reading_and_pulling_it_brings_silence(
    terminal: Terminal,
) -> None:
    terminal.devices.plugs_headset(Headset.NOT_PLUGGED)
    terminal.reaches_home()
    assert said(terminal) == []
    terminal.devices.plugs_headset(Headset.PLUGGED)
    until_said(terminal, "屏幕内容会念出来")
    terminal.devices.plugs_headset(Headset.NOT_PLUGGED)
    terminal.until(lambda: terminal.devices.spoken[-1] is None)


def test_the_keys_hear_name_role_state_and_place(listener: Terminal) -> None:
    listener.reaches_questions()
    listener.robot.tap("pageNext")
    until_said(listener, "怎么联系您")
    walks_to(listener, "input_/data/contact/phone")
    until_said(listener, "您的手机号码", "填写框", "还没有填")
    for digit in "13805380000":
        listener.robot.press(Qt.Key(ord(digit)), digit)
    walks_to(listener, "pageNext")
    until_said(listener, "继续", "按钮")
    press(listener, "ok")
    until_said(listener, "津贴打到哪家银行")
    walks_to(listener, "choice_/data/bank/bank_name_psbc")
    until_said(listener, "邮政储蓄银行", "没有选", "第 2 项，共 6 项")
    press(listener, "ok")
    until_said(listener, "邮政储蓄银行", "已选上", "第 2 项，共 6 项")


def test_every_key_and_every_touch_brings_silence_before_anything_else(listener: Terminal) -> None:
    listener.reaches_home()
    until_said(listener, "想办哪一类")
    came = since(listener, lambda: press(listener, "down"))
    assert came[0] is None
    assert any(each is not None for each in came)
    came = since(listener, lambda: listener.robot.tap("item_602"))
    assert came[0] is None


def test_what_has_to_be_mended_is_said_when_it_appears(listener: Terminal) -> None:
    listener.reaches_questions()
    listener.robot.tap("pageNext")
    until_said(listener, "怎么联系您")
    before = len(said(listener))
    listener.robot.tap("pageNext")  # nothing is filled in
    error = listener.robot.wait_for("field_/data/contact/phone")
    assert error is not None
    listener.until(lambda: len(said(listener)) > before)
    shown = [text for text in said(listener)[before:] if listener.shows(text)]
    assert shown, said(listener)[before:]


def test_the_next_person_begins_in_silence(listener: Terminal) -> None:
    listener.reaches_home()
    listener.robot.tap("barSpeech")
    listener.robot.tap("speechFaster")
    listener.robot.tap("speechClose")
    listener.robot.tap("item_602")
    until_said(listener, "每月可以领一份津贴")
    assert listener.devices.spoken[-1].prosody.rate == 1.25
    listener.robot.tap("headerExit")
    listener.waits_for_page("Attract")
    listener.until(lambda: not listener.app.view_model.property("speech"))
    count = len(said(listener))
    listener.reaches_home()
    assert len(said(listener)) == count
    listener.robot.tap("barSpeech")
    until_said(listener, "屏幕内容会念出来")
    assert listener.devices.spoken[-1].prosody == Prosody(1.0, 0.75)


def test_listening_is_chosen_in_one_place_again_slower_softer_no_more(listener: Terminal) -> None:
    listener.reaches_home()
    until_said(listener, "想办哪一类")
    listener.robot.tap("barSpeech")
    until_said(listener, "听一听")
    listener.robot.tap("speechSlower")
    listener.robot.tap("speechSofter")
    until_said(listener, "小声点")
    assert listener.devices.spoken[-1].prosody == Prosody(0.8, 0.5)
    before = said(listener).count("想办哪一类？")
    listener.robot.tap("speechRepeat")
    listener.until(lambda: said(listener).count("想办哪一类？") > before)
    listener.robot.tap("barSpeech")
    listener.robot.tap("speechEnd")
    listener.until(lambda: not listener.app.view_model.property("speech"))
    count = len(said(listener))
    press(listener, "down", 2)
    assert len(said(listener)) == count


def test_a_speaker_in_trouble_says_so_on_the_screen(terminal: Terminal) -> None:
    terminal.reaches_home()
    terminal.devices.states[DeviceClass.SPEAKER] = DeviceState.OFFLINE
    terminal.devices.changes(DeviceClass.SPEAKER, DeviceState.OFFLINE)
    terminal.until(lambda: terminal.app.view_model.property("voice").property("problem"))
    terminal.robot.tap("barSpeech")
    assert terminal.robot.wait_for("speechClose") is not None
    assert terminal.robot.find("speechEnd") is None
    assert said(terminal) == []


def test_a_terminal_may_read_aloud_from_the_beginning(
    open_terminal: Callable[..., Terminal],
) -> None:
    terminal = open_terminal(read_aloud=True)
    until_said(terminal, "屏幕内容会念出来")


def test_it_speaks_the_language_that_is_shown(listener: Terminal) -> None:
    listener.reaches_home()
    listener.robot.tap("barLanguage")
    until_said(listener, "What would you like")
    assert [each for each in listener.devices.spoken if each is not None][-1].language == "en"


def test_the_keys_of_the_keyboard_on_the_glass_are_named(listener: Terminal) -> None:
    listener.reaches_home()
    walks_to(listener, "input_homeSearch")
    press(listener, "ok")
    keyboard = listener.robot.wait_for("keyboard")
    assert keyboard is not None

    names: list[str] = []
    while not any("收起键盘" in name for name in names):
        assert len(names) < 50, names
        count = len(said(listener))
        press(listener, "right")
        listener.until(lambda count=count: len(said(listener)) > count)
        names.append(said(listener)[-1])
    assert {"a", "q", "m"} & set(names)
