"""Reads the screen aloud: a new page, what the keys are on, what changed, what has to be mended.

What is said is what assistive technology is told (`ui.told`), put into sentences by the words of
`Spoken.qml`, so that it follows what is shown and its language. Every touch and every key brings
silence first. What is somebody's own affair is said into a headset only (`ui.discretion`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtQml import QQmlEngine, QQmlExpression

from drivers.api import DeviceClass, DeviceState, Headset, Prosody, StatusChanged, Utterance
from kiosk.errors import BugError
from ui.discretion import own_affairs, without
from ui.told import Told, page_of, told_of

if TYPE_CHECKING:
    from PySide6.QtQuick import QQuickItem, QQuickWindow

    from drivers.api import DeviceEvent, Status
    from ui.conductor import Conductor
    from ui.viewmodels.app import AppViewModel

SETTLE_MS = 60
"""A page that changes has come to rest after so long."""
ACTIONS = frozenset({QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin, QEvent.Type.KeyPress})
WELL = frozenset({DeviceState.ONLINE, DeviceState.BUSY, DeviceState.UNKNOWN})
DIGITS = re.compile(r"(?<![\d.])(?:\d{5,}|0\d+)(?!\s*[\d.元])")
"""Numbers one by one: telephone, card and case numbers, not amounts."""
KEY_TYPES = (
    "BaseKey",
    "BackspaceKey",
    "ChangeLanguageKey",
    "EnterKey",
    "FillerKey",
    "HandwritingModeKey",
    "HideKeyboardKey",
    "InputModeKey",
    "Key",
    "ModeKey",
    "NumberKey",
    "ShiftKey",
    "SpaceKey",
    "SymbolModeKey",
    "FlickKey",
)
"""`QtVirtualKeyboard::KeyType`, which Qt gives as a number."""
NAVIGATED = "navigationHighlight"
"""Qt's name for the mark of the keys' place on its keyboard."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What was on the screen at a look."""

    page: str = ""
    heading: str = ""
    alerts: tuple[str, ...] = ()
    fields: tuple[Told, ...] = ()
    focused: Told | None = None
    key: str = ""


class Speech(QObject):
    """Watches the screen and says what is there.

    Args:
        engine: knows the words of `Spoken.qml`.
        window: the screen.
        app: what stands around every page; its `voice` says how to speak.
        conductor: the session, whose words are not for everybody.
    """

    _speaker_told = Signal(object)

    def __init__(
        self,
        engine: QQmlEngine,
        window: QQuickWindow,
        app: AppViewModel,
        conductor: Conductor,
    ) -> None:
        super().__init__()
        self._engine = engine
        self._window = window
        self._app = app
        self._voice = app.speech_view_model
        self._conductor = conductor
        self._supervisor = conductor.services.supervisor
        self._spoken = _singleton(engine, "Spoken")
        self._headset = Headset.UNKNOWN
        self._speaking = False
        self._spoken_with = Prosody()
        self._seen = Seen()
        self._settling = QTimer(self, interval=SETTLE_MS, singleShot=True)
        self._settling.timeout.connect(self._look)
        self._speaker_told.connect(self._take_status, Qt.ConnectionType.QueuedConnection)
        self._unsubscribe = self._supervisor.subscribe(self._hear)
        self._take_status(self._supervisor.status(DeviceClass.SPEAKER))
        self._voice.changed.connect(self._wishes_changed)
        self._voice.repeatAsked.connect(self._again)
        app.personForgotten.connect(self._forget)
        self._wishes_changed()

    def close(self) -> None:
        """Fall silent and watch no more."""
        self._unsubscribe()
        self._voice.changed.disconnect(self._wishes_changed)
        self._voice.repeatAsked.disconnect(self._again)
        self._app.personForgotten.disconnect(self._forget)
        self._end()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Whoever does something wants to hear what comes of it, not the rest of the sentence."""
        if event.type() in ACTIONS:
            self._supervisor.hush()
        if event.type() in ACTIONS or event.type() == QEvent.Type.KeyRelease:
            self._settling.start()
        return False

    # --- the speaker ----------------------------------------------------------------------------

    def _hear(self, event: DeviceEvent) -> None:
        """On the speaker's own thread."""
        if isinstance(event, StatusChanged) and event.status.device_class is DeviceClass.SPEAKER:
            self._speaker_told.emit(event.status)

    def _take_status(self, status: Status) -> None:
        before, self._headset = self._headset, status.headset
        if before is Headset.PLUGGED and status.headset is not Headset.PLUGGED:
            self._supervisor.hush()
        self._voice.show_speaker(
            fitted=status.state is not DeviceState.NO_DEVICE,
            problem="" if status.state in WELL else status.reason,
        )
        if before is Headset.NOT_PLUGGED and status.headset is Headset.PLUGGED:
            self._voice.begin()  # who cannot see the button plugs in a headset (EN 301 549, 5.1.3)

    # --- on and off -----------------------------------------------------------------------------

    def _wishes_changed(self) -> None:
        on = self._voice.listening().on
        if on and not self._speaking:
            self._begin()
        elif self._speaking and not on:
            self._end()
        elif self._speaking and self._prosody != self._spoken_with:
            self._spoken_with = self._prosody
            self._supervisor.hush()
            self._say_focused(told_of(self._window.activeFocusItem()))

    def _begin(self) -> None:
        self._speaking = True
        self._window.installEventFilter(self)
        self._window.activeFocusItemChanged.connect(self._settle)
        self._conductor.moved.connect(self._settle)
        self._app.pageChanged.connect(self._settle)
        self._app.helpChanged.connect(self._settle)
        self._app.idleChanged.connect(self._settle)
        self._voice.changed.connect(self._settle)
        self._seen = Seen()
        self._spoken_with = self._prosody
        self._say([self._word("welcome")])
        self._settle()

    def _end(self) -> None:
        if not self._speaking:
            return
        self._speaking = False
        self._settling.stop()
        self._window.removeEventFilter(self)
        self._window.activeFocusItemChanged.disconnect(self._settle)
        self._conductor.moved.disconnect(self._settle)
        self._app.pageChanged.disconnect(self._settle)
        self._app.helpChanged.disconnect(self._settle)
        self._app.idleChanged.disconnect(self._settle)
        self._voice.changed.disconnect(self._settle)
        self._supervisor.hush()

    def _settle(self) -> None:
        if not self._settling.isActive():
            self._settling.start()

    def _forget(self) -> None:
        """A session ended: what was seen and what is still to be said were somebody's."""
        self._seen = Seen()
        if self._speaking:
            self._supervisor.hush()

    def _again(self) -> None:
        self._seen = Seen()
        self._settle()

    # --- looking --------------------------------------------------------------------------------

    def _look(self) -> None:
        """Say what is other than at the last look."""
        if not self._speaking:
            return
        parts = page_of(self._window)
        seen = Seen(
            page=str(self._app.property("page")),
            heading=_heading(parts),
            alerts=tuple(part.name for part in parts if part.is_alert),
            fields=tuple(part for part in parts if part.is_field),
            focused=told_of(self._window.activeFocusItem()),
            key=self._keyboard_key(),
        )
        before, self._seen = self._seen, seen
        if self._conductor.journey.sounding:
            return  # nobody talks into what somebody says, or into what is played to them
        fresh = before == Seen()
        if (seen.page, seen.heading) != (before.page, before.heading):
            if not fresh:
                self._supervisor.hush()
            self._say_page(parts)
            self._say_focused(seen.focused)
            return
        alerts = [name for name in seen.alerts if name not in before.alerts]
        if alerts:
            self._say(alerts)  # after what is being said: a page is read to its end
        if seen.key and seen.key != before.key:
            self._supervisor.hush()
            self._say([seen.key])
        elif not _alike(seen.focused, before.focused) and not alerts:
            self._supervisor.hush()
            self._say_focused(seen.focused)
        else:
            self._say_entered(before.fields, seen.fields)

    def _keyboard_key(self) -> str:
        """Words for the key of the keyboard on the glass that the keys are on; empty for none."""
        mark = _find(self._window.contentItem(), NAVIGATED)
        if mark is None or not mark.isVisible():
            return ""
        key = mark.property("highlightItem")
        if key is None:
            return ""
        kind = key.property("keyType")
        text = key.property("displayText") if kind is not None else _first_text(key)
        name = KEY_TYPES[kind] if kind in range(len(KEY_TYPES)) else ""
        return self._word("keyboardKey", {"kind": name, "text": str(text or "")})

    # --- saying ---------------------------------------------------------------------------------

    def _say_page(self, parts: Sequence[Told]) -> None:
        heading = _heading(parts)
        told = sorted(parts, key=lambda part: part.is_control or part.name != heading)
        sentences: list[str] = []
        private: list[bool] = []
        for part in told:
            if part.is_control and not part.is_choice:
                continue
            text = part.name if part.is_control or not part.personal else self._affair(part.name)
            sentences.append(text)
            private.append(part.personal and self._in_headset)
        self._say(sentences, private)

    def _say_focused(self, told: Told | None) -> None:
        if told is None:
            return
        open_to_all = not told.value or (self._in_headset and not told.masked)
        shown = told if open_to_all else replace(told, value=self._word("filledIn"))
        self._say([self._word("control", shown.plain())], [bool(told.value) and open_to_all])

    @property
    def _prosody(self) -> Prosody:
        return self._voice.listening().prosody

    def _say_entered(self, before: Sequence[Told], fields: Sequence[Told]) -> None:
        """Say what came into the fields of the page, or how much."""
        if len(before) != len(fields):
            return
        for old, new in zip(before, fields, strict=True):
            if old.value == new.value or old.name != new.name:
                continue
            open_to_all = self._in_headset and not new.masked
            facts = {**new.plain(), "length": len(new.value.replace(" ", ""))}
            facts["value"] = new.value if open_to_all else ""
            self._supervisor.hush()
            self._say([self._word("entered", facts)], [open_to_all])

    def _affair(self, text: str) -> str:
        return text if self._in_headset else self._word("filledIn")

    @property
    def _in_headset(self) -> bool:
        return self._headset is Headset.PLUGGED

    def _say(self, sentences: Iterable[str], private: Sequence[bool] = ()) -> None:
        """Hand sentences over; what is somebody's own affair only for a headset."""
        affairs = own_affairs(self._conductor.journey.visit)
        instead = self._word("notAloud")
        for place, sentence in enumerate(sentences):
            bare = without(affairs, sentence, instead)
            telling = bare != sentence or (place < len(private) and private[place])
            text = sentence if self._in_headset else bare
            if text.strip():
                self._supervisor.say(
                    Utterance(
                        DIGITS.sub(lambda number: " ".join(number[0]), text),
                        str(self._app.property("language")),
                        self._prosody,
                        private=telling and self._in_headset,
                    )
                )

    def _word(self, name: str, facts: dict[str, Any] | None = None) -> str:
        """A word or sentence of `Spoken.qml` in the language that is shown."""
        call = name if facts is None else f"{name}({json.dumps(facts)})"
        expression = QQmlExpression(self._engine.rootContext(), self._spoken, call)
        evaluated: Any = expression.evaluate()
        value = evaluated[0] if isinstance(evaluated, tuple) else evaluated
        return str(value)


def _singleton(engine: QQmlEngine, name: str) -> QObject:
    found = engine.singletonInstance("Kiosk", name)
    if not isinstance(found, QObject):
        raise BugError(f"{name}.qml did not load.")
    return found


def _alike(told: Told | None, before: Told | None) -> bool:
    """Whether there is nothing new to say of a control but its value."""
    if told is None or before is None:
        return told is before or told is None
    return replace(told, value="") == replace(before, value="")


def _heading(parts: Sequence[Told]) -> str:
    """What the page is about; a page that only says how things stand has that for its heading."""
    for role in ("Heading", "StatusBar"):
        for part in parts:
            if part.role == role:
                return part.name
    return ""


def _first_text(root: QQuickItem) -> str:
    """The words in an item: one of those the keyboard offers for what was typed."""
    for child in root.childItems():
        text = child.property("text") or _first_text(child)
        if text:
            return str(text)
    return ""


def _find(root: QQuickItem, name: str) -> QQuickItem | None:
    waiting = [root]
    while waiting:
        item = waiting.pop()
        if item.objectName() == name:
            return item
        waiting += item.childItems()
    return None
