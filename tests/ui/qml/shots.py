"""Draw every page and state off-screen, as pictures and as facts about what lies where.

    python tests/ui/qml/shots.py OUT_DIR [--variant NAME …] [--state NAME …] [--facts FILE]

Variants: normal, senior, contrast, senior-contrast, landscape, landscape-senior, en, en-senior.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QUICK_BACKEND", "software")
os.environ.setdefault("QT_IM_MODULE", "qtvirtualkeyboard")
os.environ.setdefault("QT_VIRTUALKEYBOARD_STYLE", "bianmin")
os.environ.setdefault("QT_VIRTUALKEYBOARD_DESKTOP_DISABLE", "1")
sys.path.insert(0, str(Path(__file__).parent))

import itertools

import numpy as np
import shiboken6
from mock_viewmodels import register
from PySide6.QtCore import (
    QElapsedTimer,
    QEvent,
    QEventLoop,
    QPointF,
    QRectF,
    QSize,
    Qt,
    QtMsgType,
    QTranslator,
    QUrl,
    qInstallMessageHandler,
)
from PySide6.QtGui import QColor, QGuiApplication, QImage, QMouseEvent, QPainter, QPen
from PySide6.QtQml import QJSValue, QQmlApplicationEngine, QQmlExpression
from PySide6.QtQuick import QQuickImageProvider, QQuickItem, QQuickWindow
from states import STATES, view_models

ROOT = Path(__file__).resolve().parents[3]
QML = ROOT / "ui" / "qml"
TRANSLATION = ROOT / "ui" / "translations" / "kiosk_zh_CN.qm"


INK_AWAY = 40
"""How far a pixel of a letter may be from the letter's colour, in each part of it, of 255."""


@dataclass(frozen=True)
class Variant:
    """How the screen is set."""

    width: int = 1080
    height: int = 1920
    senior: bool = False
    contrast: bool = False
    language: str = "zh_CN"


WIDE = {"width": 1920, "height": 1080}
VARIANTS = {
    "normal": Variant(),
    "senior": Variant(senior=True),
    "contrast": Variant(contrast=True),
    "senior-contrast": Variant(senior=True, contrast=True),
    "landscape": Variant(**WIDE),
    "landscape-senior": Variant(**WIDE, senior=True),
    "en": Variant(language="en"),
    "en-senior": Variant(language="en", senior=True),
}


class CodePictures(QQuickImageProvider):
    """Stands in for the terminal's pictures: QR codes, and those of a form."""

    def __init__(self) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)

    def _photograph(self, size: QSize) -> QImage:
        """A paper on a table, as a camera sees it."""
        picture = QImage(1280, 720, QImage.Format.Format_RGB32)
        picture.fill(QColor(120, 96, 72))
        painter = QPainter(picture)
        painter.fillRect(330, 50, 620, 640, QColor(244, 242, 236))
        painter.fillRect(430, 110, 420, 26, QColor(180, 40, 30))
        for line in range(11):
            width = 500 if line % 4 else 380
            painter.fillRect(390, 190 + 38 * line, width, 10, QColor(90, 90, 96))
        painter.setPen(QPen(QColor(200, 30, 20), 9))
        painter.drawEllipse(730, 510, 150, 150)
        painter.end()
        size.setWidth(picture.width())
        size.setHeight(picture.height())
        return picture

    def _paper(self, size: QSize) -> QImage:
        """A page that was straightened."""
        picture = self._photograph(size).copy(330, 50, 620, 640).scaled(452, 640)
        size.setWidth(picture.width())
        size.setHeight(picture.height())
        return picture

    def requestImage(self, name: str, size: QSize, requested: QSize) -> QImage:
        if name.startswith("media/"):
            return self._of_form(name, requested)
        if name.startswith("photo/"):
            return self._photograph(size)
        if name.startswith("paper/"):
            return self._paper(size)
        if name.startswith("code/"):
            return self._held_to_camera(size)
        return self._code(size)

    def _held_to_camera(self, size: QSize) -> QImage:
        """A receipt with its code, as the grey camera of the code reader sees it."""
        picture = QImage(640, 360, QImage.Format.Format_RGB32)
        picture.fill(QColor(70, 70, 70))
        painter = QPainter(picture)
        painter.fillRect(200, 0, 240, 320, QColor(226, 226, 226))
        painter.drawImage(QRectF(256, 90, 128, 128), self._code(QSize()))
        for line in range(3):
            painter.fillRect(240, 240 + 22 * line, 160 - 30 * line, 6, QColor(90, 90, 90))
        painter.end()
        size.setWidth(picture.width())
        size.setHeight(picture.height())
        return picture

    def _code(self, size: QSize) -> QImage:
        side = 29
        picture = QImage(side, side, QImage.Format.Format_Grayscale8)
        for x in range(side):
            for y in range(side):
                dark = (x * 7 + y * 13 + x * y) % 3 == 0
                picture.setPixel(x, y, QColor("black" if dark else "white").rgb())
        size.setWidth(side)
        size.setHeight(side)
        return picture

    def _of_form(self, name: str, requested: QSize) -> QImage:
        """A house on a field, or nothing where the file is not there."""
        wide = 1 if "nowhere" in name else max(64, requested.width())
        picture = QImage(wide, max(1, wide * 9 // 16), QImage.Format.Format_ARGB32)
        picture.fill(QColor("transparent"))
        if wide > 1:
            painter = QPainter(picture)
            painter.scale(wide / 160, wide / 160)
            painter.fillRect(0, 0, 160, 60, QColor("#BBD8E8"))
            painter.fillRect(0, 60, 160, 30, QColor("#A9C08F"))
            painter.fillRect(52, 38, 56, 34, QColor("#E9DCC3"))
            painter.fillRect(74, 50, 12, 22, QColor("#8A5A3B"))
            painter.setBrush(QColor("#7A4B3A"))
            painter.drawPolygon([QPointF(44, 38), QPointF(80, 16), QPointF(116, 38)])
            painter.end()
        return picture


def settle(milliseconds: int) -> None:
    """Let the scene come to rest."""
    app = QGuiApplication.instance()
    clock = QElapsedTimer()
    clock.start()
    while clock.elapsed() < milliseconds:
        app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 10)


def items(root: QQuickItem) -> list[QQuickItem]:
    """An item and everything drawn in it, in order."""
    found = [root]
    for child in root.childItems():
        found += items(child)
    return found


def find(root: QQuickItem, name: str) -> QQuickItem | None:
    """The drawn item of that objectName (delegates are no children of the object tree)."""
    return next((i for i in items(root) if i.objectName() == name and i.isVisible()), None)


def sign(window: QQuickWindow, root: QQuickItem) -> None:
    """Write something on the glass with a mouse."""
    pad = find(root, "signPad")
    assert pad is not None
    strokes = [
        [(0.2, 0.3), (0.25, 0.29), (0.34, 0.28)],
        [(0.27, 0.18), (0.272, 0.3), (0.265, 0.45), (0.23, 0.6), (0.17, 0.7)],
        [(0.27, 0.45), (0.31, 0.58), (0.38, 0.68)],
        [(0.5, 0.25), (0.56, 0.24), (0.62, 0.25), (0.6, 0.34), (0.53, 0.42)],
        [(0.48, 0.5), (0.58, 0.48), (0.7, 0.47)],
        [(0.59, 0.3), (0.595, 0.5), (0.59, 0.66), (0.55, 0.72), (0.52, 0.66)],
    ]

    def send(kind: QEvent.Type, x: float, y: float) -> None:
        place = pad.mapToScene(QPointF(x * pad.width(), y * pad.height()))
        left = Qt.MouseButton.LeftButton
        button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else left
        held = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else left
        event = QMouseEvent(kind, place, place, place, button, held, Qt.KeyboardModifier.NoModifier)
        QGuiApplication.sendEvent(window, event)

    for stroke in strokes:
        send(QEvent.Type.MouseButtonPress, *stroke[0])
        for (ax, ay), (bx, by) in itertools.pairwise(stroke):
            for step in range(1, 7):
                settle(4)
                t = step / 6
                send(QEvent.Type.MouseMove, ax + (bx - ax) * t, ay + (by - ay) * t)
        send(QEvent.Type.MouseButtonRelease, *stroke[-1])


def tap(window: QQuickWindow, item: QQuickItem) -> None:
    """Press and release in the middle of an item."""
    place = item.mapToScene(QPointF(item.width() / 2, item.height() / 2))
    for kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease):
        held = (
            Qt.MouseButton.NoButton
            if kind == QEvent.Type.MouseButtonRelease
            else Qt.MouseButton.LeftButton
        )
        event = QMouseEvent(
            kind,
            place,
            place,
            place,
            Qt.MouseButton.LeftButton,
            held,
            Qt.KeyboardModifier.NoModifier,
        )
        QGuiApplication.sendEvent(window, event)


def type_of(item: QQuickItem) -> str:
    """The QML type's name without the generated part."""
    return item.metaObject().className().split("_QMLTYPE")[0].split("_QML_")[0]


def viewport_of(item: QQuickItem) -> QRectF | None:
    """The part of the window through which an item that scrolls is seen."""
    parent = item.parentItem()
    while parent is not None:
        if parent.inherits("QQuickFlickable"):
            return parent.mapRectToScene(QRectF(0, 0, parent.width(), parent.height()))
        parent = parent.parentItem()
    return None


def owner_of(item: QQuickItem) -> QQuickItem | None:
    """The target that a text is the label of."""
    parent = item.parentItem()
    while parent is not None:
        if is_target(parent):
            return parent
        parent = parent.parentItem()
    return None


def is_target(item: QQuickItem) -> bool:
    """Whether an item is one of our things to touch."""
    return item.property("guarded") is not None and item.property("takesFocus") is not None


def name_of(item: QQuickItem) -> str:
    """What to call a target in a message."""
    return item.objectName() or str(item.property("text"))


def place_of(item: QQuickItem) -> QRectF:
    """Where an item lies in the window."""
    return item.mapRectToScene(QRectF(0, 0, item.width(), item.height()))


def corners(box: QRectF) -> list[float]:
    return [round(n, 1) for n in (box.x(), box.y(), box.width(), box.height())]


def opacity_of(item: QQuickItem | None) -> float:
    """How opaque an item is with all it lies in."""
    opacity = 1.0
    while item is not None:
        opacity *= item.opacity()
        item = item.parentItem()
    return opacity


def is_inked(picture: QImage, box: QRectF, colour: QColor) -> bool:
    """Whether anything of a colour is in a part of a picture."""
    part = picture.copy(box.toAlignedRect()).convertToFormat(QImage.Format.Format_RGB888)
    if part.isNull():
        return False
    lines = np.frombuffer(part.constBits(), np.uint8).reshape(part.height(), -1)
    pixels = lines[:, : part.width() * 3].reshape(-1, 3).astype(np.int16)
    away = np.abs(pixels - np.array(colour.getRgb()[:3], np.int16)).max(axis=1)
    return bool((away <= INK_AWAY).any())


def facts_of(window: QQuickWindow, root: QQuickItem, picture: QImage) -> dict[str, Any]:
    """Where targets and texts lie and what of them is seen, in pixels of the window.

    With a dialog open only the dialog counts: what is under it cannot be reached.
    """
    scene = next(
        (i for i in items(root) if i.objectName() in ("helpDialog", "idleDialog", "speechDialog")),
        root,
    )
    targets, texts = [], []
    for item in items(scene):
        if not item.isVisible() or item.width() <= 0 or type_of(item) in ("Key", "KeyPanel"):
            continue
        box = place_of(item)
        view = viewport_of(item)
        seen = box if view is None else box.intersected(view)
        fact = {"box": corners(box), "seen": corners(seen), "scrolls": view is not None}
        if is_target(item):
            targets.append({"name": name_of(item), "text": item.property("text"), **fact})
        elif item.inherits("QQuickText") and item.property("text"):
            owner = owner_of(item)
            texts.append(
                {
                    "text": item.property("text"),
                    "size": item.property("font").pixelSize(),
                    "painted": [item.property("contentWidth"), item.property("contentHeight")],
                    "truncated": item.property("truncated"),
                    "faint": opacity_of(item) < 1,
                    "inked": is_inked(picture, seen, item.property("color")),
                    "button": None if owner is None else corners(place_of(owner)),
                    **fact,
                }
            )
    return {"window": [window.width(), window.height()], "targets": targets, "texts": texts}


@dataclass(frozen=True)
class Scene:
    """A state on the screen."""

    engine: QQmlApplicationEngine
    window: QQuickWindow
    root: QQuickItem
    app: Any
    page: Any

    def read(self, singleton: str, expression: str) -> Any:
        """Evaluate an expression in a singleton of the module."""
        owner = self.engine.singletonInstance("Kiosk", singleton)
        value, undefined = QQmlExpression(self.engine.rootContext(), owner, expression).evaluate()
        assert not undefined, expression
        return value.toVariant() if isinstance(value, QJSValue) else value


class Stage:
    """One application and engine; every state gets a window of its own."""

    def __init__(self) -> None:
        self.messages: list[str] = []
        qInstallMessageHandler(self._note)
        self.app = QGuiApplication(sys.argv[:1])
        self.translator = QTranslator()
        self.translated = TRANSLATION.exists() and self.translator.load(str(TRANSLATION))
        register()

    def _note(self, kind: QtMsgType, _context: object, text: str) -> None:
        if kind not in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg):
            self.messages.append(text)

    @contextmanager
    def show(self, name: str, variant: Variant) -> Iterator[Scene]:
        """Put a state on the screen; the engine goes before the view-models."""
        state = STATES[name]
        if variant.language == "en":
            self.app.removeTranslator(self.translator)
        elif self.translated:
            self.app.installTranslator(self.translator)
        app, page = view_models(name, variant.language)
        app.values.update({"senior": variant.senior, "highContrast": variant.contrast})
        engine = QQmlApplicationEngine()
        engine.addImportPath(str(QML))
        engine.addImageProvider("kiosk", CodePictures())
        engine.setInitialProperties({"app": app, "width": variant.width, "height": variant.height})
        engine.load(QUrl.fromLocalFile(str(QML / "Kiosk" / "Main.qml")))
        assert engine.rootObjects(), self.messages
        window = engine.rootObjects()[0]
        assert isinstance(window, QQuickWindow)
        settle(60)
        scene = Scene(engine, window, window.contentItem(), app, page)
        if state.strokes:
            sign(window, scene.root)
        if state.focus and (target := find(scene.root, state.focus)) is not None:
            tap(window, target)
            settle(900)  # the keyboard is loaded now, and slowly
        if state.then and (target := find(scene.root, state.then)) is not None:
            tap(window, target)
            settle(200)
        settle(40)
        yield scene
        shiboken6.delete(engine)

    def draw(self, name: str, variant: Variant) -> tuple[QImage, dict[str, Any]]:
        """Show a state and take its picture."""
        before = len(self.messages)
        with self.show(name, variant) as scene:
            picture = scene.window.grabWindow()
            facts = facts_of(scene.window, scene.root, picture)
        facts["messages"] = self.messages[before:]
        return picture, facts


def main() -> int:
    """Draw what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--variant", action="append", choices=VARIANTS)
    parser.add_argument("--state", action="append", choices=STATES)
    parser.add_argument("--facts", type=Path)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    stage = Stage()
    facts: dict[str, dict[str, Any]] = {}
    for variant in options.variant or VARIANTS:
        for name in options.state or STATES:
            picture, facts[f"{variant}-{name}"] = stage.draw(name, VARIANTS[variant])
            picture.save(str(options.out / f"{variant}-{name}.png"))
    if options.facts:
        options.facts.write_text(json.dumps(facts, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
