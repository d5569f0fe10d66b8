"""Writes by pinyin on the real pages and tells as JSON what the keyboard kept; run by itself.

The keyboard's dictionary belongs to a process, so this one has a process of its own. The fields
tell the keyboard that they are sensitive; that is taken away here, because nothing may be learnt
from a field of some later page that forgets to tell.
"""

from __future__ import annotations

import json
import os
import sys
from functools import cached_property
from pathlib import Path
from typing import Any

from conftest import LI, WANG, FakeSupervisor
from PySide6.QtCore import QObject, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtQml import QQmlComponent

from kiosk.cases.fakes import FakeStore
from kiosk.catalogue import load_catalogue, starter_folder
from kiosk.clock import SystemClock
from kiosk.config import Site
from kiosk.demo.robot import TouchRobot
from ui.app import App, ScreenSettings, build_app
from ui.services import Services

FIELD = "input_homeSearch"
PINYIN = "wangxiuhua"
CHOSEN = ("王", "秀", "花")
PROBE = b"""
import QtQml
import QtQuick.VirtualKeyboard
QtObject {
    readonly property var words: InputContext.inputEngine.wordCandidateListModel
    function offered() {
        return JSON.stringify(Array.from({length: words.count}, (_, i) => words.dataAt(i)))
    }
    function choose(at) { words.selectItem(at) }
    function begun() { return InputContext.preeditText }
    function around() { return InputContext.surroundingText }
}
"""


def services(supervisor: FakeSupervisor) -> Services:
    clock = SystemClock()
    return Services(
        catalogue=load_catalogue(starter_folder()),
        supervisor=supervisor,
        store=FakeStore(clock),
        clock=clock,
        site=Site(),
    )


class Writer:
    """Two fingers that know pinyin."""

    def __init__(self, app: App) -> None:
        assert app.window is not None
        assert app._engine is not None
        self.app = app
        self.robot = TouchRobot(app.window)
        self.robot.wait_until(lambda: app.warm)
        self._engine = app._engine

    @cached_property
    def probe(self) -> Any:
        """Looks into the keyboard; only QML knows its types."""
        component = QQmlComponent(self._engine)
        component.setData(PROBE, QUrl())
        probe = component.create()
        assert probe is not None, component.errorString()
        probe.setParent(self.app)
        return probe

    def offered(self) -> list[str]:
        words: list[str] = json.loads(self.probe.offered())
        return words

    def reaches_the_field(self) -> None:
        self.robot.tap("attractTouch")
        self.robot.tap(FIELD)
        self.robot.wait_until(lambda: self.key("n") is not None)
        focus = QGuiApplication.focusObject()
        assert focus is not None
        focus.setProperty("inputMethodHints", int(Qt.InputMethodHint.ImhNone.value))

    def key(self, letter: str) -> QObject | None:
        return next(
            (
                item
                for item in self.robot.items()
                if item.metaObject().className().startswith("Key_QMLTYPE")
                and item.property("displayText") == letter
            ),
            None,
        )

    def writes(self, letters: str) -> None:
        for letter in letters:
            key = self.key(letter)
            assert key is not None
            key.setObjectName(f"key_{letter}")
            self.robot.tap(f"key_{letter}")
        self.robot.wait_until(lambda: len(self.offered()) > 0)

    def chooses(self, word: str) -> None:
        self.robot.wait_until(lambda: word in self.offered())
        at = self.offered().index(word)
        self.probe.choose(at)

    def text(self) -> str:
        field = self.robot.find(FIELD)
        return "" if field is None else str(field.property("text"))

    def leaves(self) -> None:
        self.app.view_model.exitSession()
        self.robot.wait_until(lambda: self.app.view_model.property("page") == "Attract")


def play() -> dict[str, Any]:
    devices = FakeSupervisor()
    app = build_app([], lambda: services(devices), ScreenSettings())
    writer = Writer(app)
    writer.reaches_the_field()
    writer.writes("nihao")
    writer.chooses("你好")
    told: dict[str, Any] = {"written": writer.text()}
    for _ in range(2):
        writer.writes(PINYIN)
        for word in CHOSEN:
            writer.chooses(word)
    told["name"] = writer.text()
    writer.writes("nih")
    told["begun"] = [writer.probe.begun(), len(writer.offered())]
    writer.leaves()
    told["left"] = [writer.probe.begun(), writer.probe.around(), writer.offered()]
    folder = Path(os.environ["XDG_CONFIG_HOME"])
    told["files"] = [str(path.name) for path in folder.rglob("*") if path.is_file()]
    writer.reaches_the_field()
    devices.lays(WANG)
    writer.robot.wait_until(lambda: bool(app.view_model.property("applicant")))
    writer.writes(PINYIN)
    told["next_person"] = writer.offered()
    first = app.view_model.property("applicant")
    devices.lays(LI)  # the page stays, the person does not
    writer.robot.wait_until(lambda: app.view_model.property("applicant") not in ("", first))
    told["left_on_the_same_page"] = [writer.probe.begun(), writer.text(), writer.offered()]
    app.close()
    told["folder_is_gone"] = not folder.exists()
    return told


if __name__ == "__main__":
    json.dump(play(), sys.stdout)
