"""Walk through every state with the keys of a five-key pad; what came of it as JSON.

    python tests/ui/qml/fivekeys.py [--variant NAME] [--state NAME …]

For each state: the targets a finger reaches; by which of them each key came, and whether it came
round; whether the ring was seen around each; and what assistive technology is told. States with
the keyboard on the glass are left out: there the keys walk over the keyboard (`plays.py`).
"""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

import shiboken6
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest
from shots import (
    VARIANTS,
    Scene,
    Stage,
    is_target,
    items,
    name_of,
    place_of,
    settle,
    viewport_of,
)
from states import STATES

ARROWS = {"down": Qt.Key.Key_Down, "up": Qt.Key.Key_Up}
TABS = {"tab": Qt.Key.Key_Tab, "backtab": Qt.Key.Key_Backtab}
LONGEST_WAY = 200
MOST_LINES = 12
"""A text field keeps the keys for so many lines at most."""
DIALOGS = ("helpDialog", "idleDialog", "speechDialog")
SIGHTLESS = ("scrollUp", "scrollMore")
"""The keys bring what they reach into view by themselves."""
ONLY_TOUCHED = ("attractTouch",)
"""The whole glass of the first page; any key begins."""
FIELDS = ("EditableText", "SpinBox", "Slider")
ENTRIES = ("QQuickTextInput", "QQuickTextEdit")


def press(scene: Scene, key: Qt.Key) -> None:
    """Press and release a key, as the keyboard's driver tells of it.

    An event sent to the window would come past the shortcuts. That this keeps Python's lock does
    no harm here: the keyboard on the glass, which needs it, is not loaded while keys are in use.
    """
    QTest.keyClick(scene.window, key)


def shown_in(scene: Scene) -> list[QQuickItem]:
    """Everything drawn that can be used now: with a dialog open only what is in it."""
    found = items(scene.root)
    dialog = next((i for i in found if i.objectName() in DIALOGS), None)
    return [i for i in (found if dialog is None else items(dialog)) if i.isVisible()]


def is_wanted(item: QQuickItem) -> bool:
    """Whether a finger can use it, and so must the keys."""
    if item.width() <= 0 or not item.isEnabled() or item.property("keyType") is not None:
        return False
    if item.objectName() in SIGHTLESS:
        return False
    if any(item.inherits(kind) for kind in ENTRIES):
        return not item.property("readOnly")
    role = role_of(item)
    focusable = item.property("activeFocusOnTab") and role is not None
    return is_target(item) or bool(focusable)


def role_of(item: QQuickItem) -> str | None:
    """Role told to assistive technology; None where the item says nothing."""
    told = QAccessible.queryAccessibleInterface(item)
    return None if told is None else told.role().name


def told_of(item: QQuickItem) -> dict[str, Any]:
    """What assistive technology is told of an item."""
    told = QAccessible.queryAccessibleInterface(item)
    if told is None:
        return {"role": None, "name": "", "description": "", "value": "", "shown": ""}
    state = told.state()
    return {
        "role": told.role().name,
        "name": told.text(QAccessible.Text.Name),
        "description": told.text(QAccessible.Text.Description),
        "value": told.text(QAccessible.Text.Value),
        "shown": shown_text(item),
        "checkable": bool(state.checkable),
        "checked": bool(state.checked),
    }


def shown_text(item: QQuickItem) -> str:
    """What a field shows as its value; empty for what is no field."""
    if any(item.inherits(kind) for kind in ENTRIES):
        return str(item.property("displayText") or item.property("text"))
    if role_of(item) not in FIELDS:
        return ""
    texts = [i for i in items(item) if i.inherits("QQuickText") and i.isVisible()]
    return str(texts[0].property("text")) if texts else ""


def alerts_in(scene: Scene) -> list[str]:
    """Everything that assistive technology is told as an alert."""
    found = []
    for item in items(scene.root):
        told = QAccessible.queryAccessibleInterface(item) if item.isVisible() else None
        if told is not None and told.role() == QAccessible.Role.AlertMessage:
            found.append(f"{told_of(item)['name']} {told_of(item)['description']}")
    return found


def errors_of(scene: Scene) -> list[str]:
    """What the fields of the page have to have mended, as it stands on the screen."""
    shown = [i for i in items(scene.root) if i.objectName() == "errorLine" and i.isVisible()]
    return [str(item.property("text")) for item in shown]


def where(item: QQuickItem) -> dict[str, Any]:
    """Where it stands, and, where it scrolls, at which edge it is to be looked for."""
    x, y, width, height = (round(n) for n in place_of(item).getRect())
    view = viewport_of(item)
    box = [x, y, width, height]
    if view is None:
        return {"box": box, "seen": box, "pane": ""}
    top, bottom = (round(min(max(n, view.top()), view.bottom())) for n in (y, y + height))
    return {"box": box, "seen": [x, top, width, bottom - top], "pane": str(view.getRect())}


class Rings:
    """The marks of the keys' place; gathered anew when none of those known is seen."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._known: list[QQuickItem] = []

    def seen(self) -> list[QRectF]:
        """Where marks are seen."""
        if not any(ring.isVisible() for ring in self._known):
            found = items(self._scene.root)
            self._known = [item for item in found if item.objectName() == "focusRing"]
        return [place_of(ring) for ring in self._known if ring.isVisible()]


def is_marked(scene: Scene, rings: Rings, item: QQuickItem) -> bool:
    """Whether one ring is seen, around the item, inside what scrolls and on the glass."""
    found = rings.seen()
    if len(found) != 1:
        return False
    around = found[0].adjusted(-1, -1, 1, 1)
    if not around.contains(place_of(item).center()):
        return False
    view = viewport_of(item) or QRectF(0, 0, scene.window.width(), scene.window.height())
    return view.adjusted(-1, -1, 1, 1).intersects(place_of(item))


def walk(scene: Scene, key: Qt.Key, wanted: list[QQuickItem]) -> dict[str, Any]:
    """Press one key until it comes round, or stays where it is."""
    names = {id_of(item): name_of(item) for item in wanted}
    rings = Rings(scene)
    came: list[str] = []
    unmarked: list[str] = []
    strangers: list[str] = []
    first: Any = None
    last: Any = None
    still = 0
    for _ in range(LONGEST_WAY):
        press(scene, key)
        settle(1)
        holder = scene.window.activeFocusItem()
        place = id_of(holder)
        still = still + 1 if place == last else 0
        if still > MOST_LINES:
            break
        if place == last:
            continue  # in a text of several lines
        if place == first:
            return {"came": came, "round": True, "unmarked": unmarked, "strangers": strangers}
        last = place
        if holder is None or not (place in names or is_wanted(holder)):
            if holder is None or holder.objectName() not in SIGHTLESS:
                strangers.append(str(holder) if holder else "nobody")
            continue
        first = place if first is None else first
        came.append(name_of(holder))
        if not is_marked(scene, rings, holder):
            unmarked.append(name_of(holder))
    alone = len(wanted) == 1 and len(came) == 1
    return {"came": came, "round": alone, "unmarked": unmarked, "strangers": strangers}


def id_of(item: QQuickItem | None) -> Any:
    """The same for the same item, however it was come by."""
    return None if item is None else shiboken6.getCppPointer(item)


def facts_of(scene: Scene, ways: dict[str, Qt.Key]) -> dict[str, Any]:
    """Everything about a state that the tests ask."""
    wanted = [i for i in shown_in(scene) if is_wanted(i)]
    return {
        "targets": [{"target": name_of(i), **where(i), **told_of(i)} for i in wanted],
        "errors": errors_of(scene),
        "alerts": alerts_in(scene),
        **{name: walk(scene, key, wanted) for name, key in ways.items()},
    }


def main() -> int:
    """Walk, print what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--variant", default="normal", choices=VARIANTS)
    parser.add_argument("--tabs", action="store_true", help="walk with Tab and Shift+Tab as well")
    parser.add_argument("--state", action="append", choices=STATES)
    options = parser.parse_args()
    ways = ARROWS | TABS if options.tabs else ARROWS
    stage = Stage()
    found = {}
    for name in options.state or [n for n, state in STATES.items() if not state.focus]:
        before = len(stage.messages)
        with stage.show(name, VARIANTS[options.variant]) as scene:
            found[name] = facts_of(scene, ways)
        found[name]["messages"] = stage.messages[before:]
    sys.stdout.write(json.dumps(found, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
