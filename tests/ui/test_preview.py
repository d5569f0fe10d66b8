"""The preview's own way through the real screen: what is handed in is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtGui import QGuiApplication

from kiosk.demo import preview
from kiosk.demo.robot import TouchRobot
from kiosk.demo.world import Desk
from kiosk.forms import Session, load_form
from kiosk.forms.filling import handed_in
from kiosk.journey.steps import Step

FORM = (
    '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">'
    '<h:head><h:title>Two words</h:title><model><instance><data id="two"><a/><b/></data>'
    '</instance><bind nodeset="/data/a" type="string"/><bind nodeset="/data/b" type="int"/>'
    '</model></h:head><h:body><input ref="/data/a"><label>First?</label></input>'
    '<input ref="/data/b"><label>Second?</label></input></h:body></h:html>'
)


def test_what_is_handed_in_is_told_and_the_next_one_begins(
    tmp_path: Path,
    qapp: QGuiApplication,  # noqa: ARG001 -- one application for all tests
) -> None:
    told: list[dict[str, Any]] = []

    def prepare(session: Session) -> None:
        session.set("/data/a", "begun")

    with Desk(tmp_path) as desk:
        app = preview._screen(load_form(FORM), desk, size=preview.PORTRAIT)
        try:
            assert app.window is not None
            robot = TouchRobot(app.window)
            assert robot.wait_until(lambda: app.ready_at is not None)
            usher = preview._Usher(
                app, desk, prepare, lambda session: told.append(handed_in(session))
            )
            assert robot.wait_until(lambda: usher.arrived)
            robot.wait_for("field_/data/a")
            robot.tap("pageBack")  # to the guide, and back to the questions at once
            robot.tap("pageNext")
            robot.tap("input_/data/b")
            robot.dial("7")
            robot.tap("pageNext")
            assert robot.wait_until(lambda: usher.step is Step.CHECK)
            robot.tap("pageNext")
            robot.draw("signPad", [[(0.2, 0.5), (0.4, 0.3), (0.6, 0.7)], [(0.7, 0.4), (0.8, 0.6)]])
            robot.tap("signSubmit")
            assert robot.wait_until(lambda: bool(told))
            robot.tap("doneFinish")
            assert robot.wait_until(lambda: usher.step is Step.QUESTIONS), robot.texts()
        finally:
            app.close()
    assert told[0]["violations"] == []
    assert told[0]["answers"]["a"] == "begun"
    assert told[0]["answers"]["b"] == 7
    assert len(told) == 1
