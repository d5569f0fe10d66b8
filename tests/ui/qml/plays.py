"""Short plays with the real QML and view-models without a terminal; what came of them as JSON.

    python tests/ui/qml/plays.py      prints {play: result, …, "messages": [...]}

They run in a process of their own because a QML type has one class in a process.
"""

from __future__ import annotations

import itertools
import json
import sys
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtQuick import QQuickItem
from shots import VARIANTS, Scene, Stage, find, is_target, items, name_of, settle, tap, type_of

from kiosk.demo.robot import press_key

NORMAL = VARIANTS["normal"]
PLAYS: dict[str, Callable[[Stage], Any]] = {}


def play(function: Callable[[Stage], Any]) -> Callable[[Stage], Any]:
    """Note a play by its name."""
    PLAYS[function.__name__] = function
    return function


def named(scene: Scene, name: str) -> QQuickItem:
    """The visible item of that name."""
    item = find(scene.root, name)
    assert item is not None, name
    return item


def mouse(scene: Scene, kind: QEvent.Type, place: QPointF) -> None:
    """Send one mouse event."""
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    button = none if kind == QEvent.Type.MouseMove else left
    held = none if kind == QEvent.Type.MouseButtonRelease else left
    event = QMouseEvent(kind, place, place, place, button, held, Qt.KeyboardModifier.NoModifier)
    QGuiApplication.sendEvent(scene.window, event)


def names_of_calls(scene: Scene, slot: str) -> list[tuple[Any, ...]]:
    """Arguments of the calls of a slot of the page's view-model."""
    return [arguments for name, arguments in scene.page.calls if name == slot]


@play
def double_tap(stage: Stage) -> Any:
    with stage.show("guide", NORMAL) as scene:
        button = named(scene, "guideStart")
        tap(scene.window, button)
        tap(scene.window, button)
        return len(names_of_calls(scene, "start"))


@play
def tap_elsewhere_at_once(stage: Stage) -> Any:
    with stage.show("guide", NORMAL) as scene:
        tap(scene.window, named(scene, "guideStart"))
        tap(scene.window, named(scene, "pageBack"))
        return [name for name, _ in scene.page.calls]


@play
def guard_switched_off(stage: Stage) -> Any:
    with stage.show("guide", NORMAL) as scene:
        scene.window.setProperty("tapGuardMs", 0)
        button = named(scene, "guideStart")
        tap(scene.window, button)
        tap(scene.window, button)
        return len(names_of_calls(scene, "start"))


@play
def release_elsewhere(stage: Stage) -> Any:
    with stage.show("guide", NORMAL) as scene:
        button = named(scene, "guideStart")
        middle = button.mapToScene(QPointF(button.width() / 2, button.height() / 2))
        mouse(scene, QEvent.Type.MouseButtonPress, middle)
        mouse(scene, QEvent.Type.MouseMove, middle - QPointF(0, 400))
        mouse(scene, QEvent.Type.MouseButtonRelease, middle - QPointF(0, 400))
        return [name for name, _ in scene.page.calls]


@play
def dial(stage: Stage) -> Any:
    """The pad of a page with one number writes into it without the field being touched first."""
    with stage.show("question-digits-error", NORMAL) as scene:
        fields = scene.page.values["fields"]
        tap(scene.window, named(scene, "digitClear"))
        said = [names_of_calls(scene, "setAnswer")[-1]]
        fields.change("bank", value="", display="")
        for digit in "122":
            tap(scene.window, named(scene, f"digit_{digit}"))
            fields.change("bank", value=names_of_calls(scene, "setAnswer")[-1][1], display="")
        tap(scene.window, named(scene, "digitDelete"))
        return said + names_of_calls(scene, "setAnswer")[-4:]


@play
def pad_stays_when_a_field_comes(stage: Stage) -> Any:
    """A warning that appears under a number half dialled does not take the pad away."""
    with stage.show("question-digits-error", NORMAL) as scene:
        tap(scene.window, named(scene, "digit_7"))
        fields = scene.page.values["fields"]
        fields.append({"ref": "warning", "kind": "note", "label": "留意", "hint": ""})
        settle(30)
        return find(scene.root, "digit_7") is not None


@play
def type_a_date(stage: Stage) -> Any:
    with stage.show("question-date", NORMAL) as scene:
        tap(scene.window, named(scene, "digitClear"))
        for digit in "19440815":
            tap(scene.window, named(scene, f"digit_{digit}"))
        typed = names_of_calls(scene, "setAnswer")[-1]
        tap(scene.window, named(scene, "wheelUp_month"))
        stepped = names_of_calls(scene, "setAnswer")[-1]
        for digit in "2":
            tap(scene.window, named(scene, f"digit_{digit}"))
        return [typed, stepped, names_of_calls(scene, "setAnswer")[-1]]


@play
def choose_several(stage: Stage) -> Any:
    with stage.show("question-select-many", NORMAL) as scene:
        tap(scene.window, named(scene, "choice_needs_c1"))
        first = names_of_calls(scene, "setAnswer")[-1]
        scene.page.values["fields"].change("needs", value="c0 c2")  # as XForms writes it
        tap(scene.window, named(scene, "choice_needs_c0"))
        return [first, names_of_calls(scene, "setAnswer")[-1]]


@play
def write_and_keep_the_cursor(stage: Stage) -> Any:
    """The value that comes back does not move the cursor of who is writing."""
    with stage.show("question-text-error", NORMAL) as scene:
        field = named(scene, "input_address")
        tap(scene.window, field)
        field.setProperty("cursorPosition", 2)
        press_key(scene.window, Qt.Key.Key_A, "a")
        answer = names_of_calls(scene, "setAnswer")[-1]
        scene.page.values["fields"].change("address", value=answer[1], error="")
        return [answer, field.property("cursorPosition")]


@play
def pinyin(stage: Stage) -> Any:
    """The keyboard on the glass writes Hanzi."""
    with stage.show("keyboard", NORMAL) as scene:
        keys = {
            i.property("displayText"): i
            for i in items(scene.root)
            if type_of(i) == "Key" and i.isVisible()
        }
        sizes = [min(k.width(), k.height()) for k in keys.values()]
        for letter in "nihao":
            tap(scene.window, keys[letter])
            settle(60)
        space = next(i for i in items(scene.root) if type_of(i) == "SpaceKey")
        settle(200)
        tap(scene.window, space)
        settle(100)
        return {
            "answers": [a for a in names_of_calls(scene, "setAnswer") if a[1]],
            "smallest_key": min(sizes),
            "help_reachable": find(scene.root, "barHelp") is not None,
            "next_above_keyboard": named(scene, "pageNext").mapToScene(QPointF(0, 0)).y()
            < min(k.mapToScene(QPointF(0, 0)).y() for k in keys.values()),
        }


@play
def sign_on_glass(stage: Stage) -> Any:
    with stage.show("sign-written", NORMAL) as scene:
        points = names_of_calls(scene, "addPoint")
        calls = [name for name, _ in scene.page.calls]
        pad = named(scene, "signPad")
        tap(scene.window, named(scene, "signClear"))
        return {
            "begun": calls.count("beginStroke"),
            "ended": calls.count("endStroke"),
            "points": len(points),
            "inside": all(
                0 <= x <= pad.width() and 0 <= y <= pad.height() for x, y, _, _ in points
            ),
            "times_grow": all(a[2] <= b[2] for a, b in itertools.pairwise(points)),
            "pressure": sorted({p[3] for p in points}),
            "cleared": len(names_of_calls(scene, "clear")) == 1 and not pad.property("inked"),
        }


@play
def walk_with_five_keys(stage: Stage) -> Any:
    """Down alone comes to every target of the page and of the bars, and round again."""
    came = {}
    for state in ("home", "guide", "question-list", "question-select-one", "check", "done-unknown"):
        with stage.show(state, NORMAL) as scene:
            wanted = {
                name_of(i)
                for i in items(scene.root)
                if is_target(i)
                and i.isVisible()
                and i.property("activeFocusOnTab")
                and not i.objectName().startswith("scroll")
            }
            seen: list[str] = []
            for _ in range(80):
                press_key(scene.window, Qt.Key.Key_Down)
                settle(2)
                holder = scene.window.activeFocusItem()
                seen.append(name_of(holder) if holder is not None else "nobody")
            came[state] = {
                "missed": sorted(wanted - set(seen)),
                "first": seen[:3],
                "round": seen.count(seen[0]) > 1,
            }
    return came


HIDE_KEY = 6
"""`QtVirtualKeyboard::HideKeyboardKey`."""


def on_keyboard(scene: Scene, what: str) -> Any:
    """A property of the key of the keyboard on the glass that the arrows are on."""
    mark = next(i for i in items(scene.root) if i.objectName() == "navigationHighlight")
    key = mark.property("highlightItem")
    return None if key is None else key.property(what)


def walk_over_keyboard(scene: Scene, what: str, wanted: object) -> bool:
    """Press the right arrow until it is on the key wanted."""
    for _ in range(60):
        if on_keyboard(scene, what) == wanted:
            return True
        press_key(scene.window, Qt.Key.Key_Right)
        settle(40)
    return False


@play
def write_with_five_keys(stage: Stage) -> Any:
    """The keyboard on the glass: arrows walk over it, ok presses, its own key puts it away."""
    with stage.show("question-text-error", NORMAL) as scene:
        scene.page.values["fields"].change("address", value="", error="")
        for _ in range(40):
            press_key(scene.window, Qt.Key.Key_Down)
            if scene.window.activeFocusItem().objectName() == "input_address":
                break
        press_key(scene.window, Qt.Key.Key_Return)
        settle(1200)  # the keyboard is loaded now, and slowly
        press_key(scene.window, Qt.Key.Key_Down)
        settle(60)
        for letter in "ni":
            walk_over_keyboard(scene, "displayText", letter)
            press_key(scene.window, Qt.Key.Key_Return)
            settle(60)
        settle(300)
        for _ in range(4):  # from the keys to the words they offer
            if on_keyboard(scene, "keyType") is None:
                break
            press_key(scene.window, Qt.Key.Key_Up)
            settle(60)
        press_key(scene.window, Qt.Key.Key_Return)
        settle(200)
        written = [answer for answer in names_of_calls(scene, "setAnswer") if answer[1]]
        found = walk_over_keyboard(scene, "keyType", HIDE_KEY)
        press_key(scene.window, Qt.Key.Key_Return)
        settle(300)
        away = not scene.read("Stage", "keyboardShown")
        for _ in range(2):
            press_key(scene.window, Qt.Key.Key_Down)
        holder = scene.window.activeFocusItem()
        return [written, found, away, name_of(holder) if holder is not None else ""]


@play
def press_with_the_ok_key(stage: Stage) -> Any:
    with stage.show("question-select-one", NORMAL) as scene:
        choice = named(scene, "choice_relation_c0")
        for _ in range(40):
            press_key(scene.window, Qt.Key.Key_Down)
            if scene.window.activeFocusItem() == choice:
                break
        press_key(scene.window, Qt.Key.Key_Return)
        rings = [i for i in items(scene.root) if type_of(i) == "FocusRing" and i.isVisible()]
        return [names_of_calls(scene, "setAnswer"), len(rings)]


@play
def say_scan_and_place_by_keys(stage: Stage) -> Any:
    """The one button records and stops under the same key; a code is written; a place is taken."""
    with stage.show("question-audio", NORMAL) as scene:
        recorder = scene.page.values["recorder"]
        reached = walk_to(scene, "sound_/data/story")
        press_key(scene.window, Qt.Key.Key_Return)
        recorder.put(state={"ref": "/data/story"}, seconds=3.0, level=0.5)
        settle(20)
        kept = holder_of_keys(scene)
        press_key(scene.window, Qt.Key.Key_Return)
        said = [reached, kept, recorder.calls]
    with stage.show("question-audio-kept", NORMAL) as scene:
        recorder = scene.page.values["recorder"]
        walk_to(scene, "again_/data/story")
        press_key(scene.window, Qt.Key.Key_Return)
        again = [holder_of_keys(scene), recorder.calls]
    with stage.show("question-code", NORMAL) as scene:
        walk_to(scene, "type_/data/parcel")
        press_key(scene.window, Qt.Key.Key_Return)
        settle(20)
        writes = holder_of_keys(scene)
    with stage.show("question-code-seen", NORMAL) as scene:
        walk_to(scene, "scan_/data/parcel")
        press_key(scene.window, Qt.Key.Key_Return)
        scanned = names_of_calls(scene, "scanAgain")
    with stage.show("question-place", NORMAL) as scene:
        walk_to(scene, "here_/data/where")
        press_key(scene.window, Qt.Key.Key_Return)
        placed = names_of_calls(scene, "setAnswer")
    return [said, again, writes, scanned, placed]


def holder_of_keys(scene: Scene) -> str:
    """Name of what the keys are on."""
    holder = scene.window.activeFocusItem()
    return "nobody" if holder is None else name_of(holder)


def walk_to(scene: Scene, name: str) -> bool:
    """Go down until the keys are on that target."""
    for _ in range(60):
        press_key(scene.window, Qt.Key.Key_Down)
        if holder_of_keys(scene) == name:
            return True
    return False


@play
def order_by_keys(stage: Stage) -> Any:
    """A choice goes down place by place while the ok key is pressed, and the ring goes with it."""
    with stage.show("question-rank", NORMAL) as scene:
        fields = scene.page.values["fields"]
        reached = walk_to(scene, "rankDown_needs_c0")
        rings = []
        for _ in range(4):
            press_key(scene.window, Qt.Key.Key_Return)
            settle(10)
            said = names_of_calls(scene, "setAnswer")[-1][1]
            fields.change("needs", value=" ".join(said))
            rings.append(holder_of_keys(scene))
        answers = [" ".join(value) for _, value in names_of_calls(scene, "setAnswer")]
        walk_to(scene, "rankRight_needs")
        press_key(scene.window, Qt.Key.Key_Return)
        return [reached, answers, rings, names_of_calls(scene, "setAnswer")[-1]]


@play
def order_said_to_be_right(stage: Stage) -> Any:
    with stage.show("question-rank", NORMAL) as scene:
        tap(scene.window, named(scene, "rankRight_needs"))
        return names_of_calls(scene, "setAnswer")


@play
def cells_of_a_table(stage: Stage) -> Any:
    """One choice a row, or several where the row takes several; cells stay while answers come."""
    with stage.show("question-table-error", NORMAL) as scene:
        fields = scene.page.values["fields"]
        before = named(scene, "cell_wash_never")
        tap(scene.window, before)
        fields.change(
            "cook#table",
            questions=[
                {**question, "value": "never", "error": ""}
                if question["ref"] == "wash"
                else question
                for question in fields.rows[0]["questions"]
            ],
        )
        settle(10)
        kept = named(scene, "cell_wash_never") == before and before.property("checked")
        tap(scene.window, named(scene, "scrollMore"))
        settle(400)
        for choice in ("some", "never"):
            tap(scene.window, named(scene, f"cell_help_{choice}"))
        return [names_of_calls(scene, "setAnswer"), kept, before.property("text")]


@play
def picture_of_a_cell(stage: Stage) -> Any:
    """A touch on the picture of a choice is a touch on the choice."""
    with stage.show("question-table-pictures", NORMAL) as scene:
        cell = named(scene, "cell_food_c1")
        place = cell.mapToScene(QPointF(60, 60))
        for kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease):
            mouse(scene, kind, place)
        return names_of_calls(scene, "setAnswer")


@play
def keep_or_take_away(stage: Stage) -> Any:
    """The question before a filled row goes is answered by its first key with keeping it."""
    with stage.show("question-repeat-full", NORMAL) as scene:
        walk_to(scene, "removeRow_child[1]")
        press_key(scene.window, Qt.Key.Key_Return)
        settle(10)
        asked = holder_of_keys(scene)
        press_key(scene.window, Qt.Key.Key_Return)
        kept = [holder_of_keys(scene), len(names_of_calls(scene, "removeRow"))]
        walk_to(scene, "removeRow_child[1]")
        press_key(scene.window, Qt.Key.Key_Return)
        walk_to(scene, "reallyRemoveRow_child[1]")
        press_key(scene.window, Qt.Key.Key_Return)
        return [asked, kept, names_of_calls(scene, "removeRow")]


@play
def blank_row_goes_at_once(stage: Stage) -> Any:
    with stage.show("question-repeat-blank", NORMAL) as scene:
        tap(scene.window, named(scene, "removeRow_child[1]"))
        return names_of_calls(scene, "removeRow")


@play
def rows_a_few_at_a_time(stage: Stage) -> Any:
    with stage.show("question-repeat-many", NORMAL) as scene:

        def shown() -> list[str]:
            return [
                i.objectName().removeprefix("editRow_")
                for i in items(scene.root)
                if i.objectName().startswith("editRow_") and i.isVisible()
            ]

        seen = [shown()]
        walk_to(scene, "rowsAfter_child")
        press_key(scene.window, Qt.Key.Key_Return)
        seen.append(shown())
        return seen


@play
def picture_larger_and_smaller(stage: Stage) -> Any:
    with stage.show("question-picture", NORMAL) as scene:
        picture = named(scene, "picture_house.png")
        sizes = [picture.height()]
        for _ in range(2):
            tap(scene.window, named(scene, "enlarge_house.png"))
            settle(200)
            sizes.append(picture.height())
        return sizes


@play
def dialog_keeps_the_keys(stage: Stage) -> Any:
    """With a dialog open the keys stay in it."""
    with stage.show("idle", NORMAL) as scene:
        seen = set()
        for _ in range(12):
            press_key(scene.window, Qt.Key.Key_Down)
            holder = scene.window.activeFocusItem()
            seen.add(holder.objectName() if holder is not None else "")
        press_key(scene.window, Qt.Key.Key_Return)
        return [sorted(seen), [name for name, _ in scene.app.calls if name == "keepGoing"]]


@play
def every_touch_is_told(stage: Stage) -> Any:
    """A touch on a button and one on the bare ground both count as a sign of life."""
    with stage.show("guide", NORMAL) as scene:
        tap(scene.window, named(scene, "guideStart"))
        after_button = [name for name, _ in scene.app.calls].count("userActive")
        for kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease):
            mouse(scene, kind, QPointF(20, 1000))
        return [after_button, [name for name, _ in scene.app.calls].count("userActive")]


@play
def more_shows_more(stage: Stage) -> Any:
    with stage.show("check", NORMAL) as scene:
        last = named(scene, "change_spare")
        before = last.mapToScene(QPointF(0, 0)).y()
        tap(scene.window, named(scene, "scrollMore"))
        settle(400)
        foot = named(scene, "pageNext").mapToScene(QPointF(0, 0)).y()
        after = last.mapToScene(QPointF(0, last.height())).y()
        return [before > foot - 200, after < foot, find(scene.root, "scrollMore") is None]


@play
def page_changes(stage: Stage) -> Any:
    """The page changes with the view-model, and the state in it in place."""
    from mock_viewmodels import CLASSES

    with stage.show("identify-lay", NORMAL) as scene:
        scene.window.setProperty("tapGuardMs", 0)
        scene.page.put(state="failed", problem="card.pulled")
        settle(20)
        failed = find(scene.root, "identifyRetry") is not None
        tap(scene.window, named(scene, "identifyRetry"))
        scene.page.put(state="lay", problem="")  # the button goes while it is in focus
        settle(20)
        consent = CLASSES["ConsentViewModel"](texts=[{"id": "a", "title": "t", "body": "b"}])
        scene.app.put(page="Consent", pageModel=consent)
        settle(20)
        tap(scene.window, named(scene, "consentAgree"))
        return [failed, [name for name, _ in consent.calls]]


@play
def language_changes_in_place(stage: Stage) -> Any:
    """The words of the page and of its sentence change where they stand."""
    with stage.show("identify-failed", NORMAL) as scene:

        def words() -> list[str]:
            texts = [i.property("text") for i in items(scene.root) if i.isVisible()]
            known = ("身份证拿得早了一点", "The card was lifted a little early", "返回", "Back")
            return sorted({text for text in texts if text in known})

        before = words()
        stage.app.removeTranslator(stage.translator)
        scene.engine.retranslate()
        settle(20)
        return [before, words()]


@play
def theme_pairs(stage: Stage) -> Any:
    found = {}
    for variant in ("normal", "contrast"):
        with stage.show("home", VARIANTS[variant]) as scene:
            found[variant] = scene.read("Theme", "pairs.map(p => [String(p[0]), String(p[1])])")
    return found


@play
def sentences(stage: Stage) -> Any:
    found = {}
    for variant in ("normal", "en"):
        with stage.show("home", VARIANTS[variant]) as scene:
            found[variant] = scene.read(
                "Sentences",
                'codes.concat(["no.such"]).map(c => [c, of(c).title, of(c).advice])',
            )
    return found


def main() -> int:
    """Play all, print the results."""
    stage = Stage()
    results = {name: function(stage) for name, function in PLAYS.items()}
    results["messages"] = stage.messages
    sys.stdout.write(json.dumps(results, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
