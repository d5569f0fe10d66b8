"""Facts that must hold on every page, in every state, however the screen is set."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.timeout(900)  # the first test of a variant draws it whole
ROOT = Path(__file__).resolve().parents[3]
VARIANTS = ("normal", "senior", "landscape", "landscape-senior", "en", "en-senior")
TARGET = 80
GAP = 8
SEEN = 12
"""A target of which less is seen is covered by the edge of what scrolls."""
QT_OWN = re.compile(
    r"pipewire|Member contentWidth of the object PopupList|PinyinDecoderService::init"
)
Facts = Callable[[str], dict[str, Any]]


def pages(drawn: Facts, variant: str) -> Iterator[tuple[str, dict[str, Any]]]:
    yield from drawn(variant).items()


def gap(a: list[float], b: list[float]) -> float:
    """Distance between two boxes along the nearer axis; negative when they overlap."""
    across = max(b[0] - (a[0] + a[2]), a[0] - (b[0] + b[2]))
    down = max(b[1] - (a[1] + a[3]), a[1] - (b[1] + b[3]))
    return max(across, down)


def within(inner: list[float], outer: list[float], slack: float = 1.0) -> bool:
    return (
        inner[0] >= outer[0] - slack
        and inner[1] >= outer[1] - slack
        and inner[0] + inner[2] <= outer[0] + outer[2] + slack
        and inner[1] + inner[3] <= outer[1] + outer[3] + slack
    )


def is_seen(fact: dict[str, Any]) -> bool:
    return bool(fact["seen"][2] > SEEN and fact["seen"][3] > SEEN)


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_target_is_large_enough_for_a_finger(drawn: Facts, variant: str) -> None:
    small = [
        (state, target["name"], target["box"])
        for state, facts in pages(drawn, variant)
        for target in facts["targets"]
        if min(target["box"][2:]) < TARGET
    ]
    assert not small


@pytest.mark.parametrize("variant", VARIANTS)
def test_targets_stand_apart(drawn: Facts, variant: str) -> None:
    close = [
        (state, a["name"], b["name"], round(gap(a["seen"], b["seen"]), 1))
        for state, facts in pages(drawn, variant)
        for a, b in combinations(
            [t for t in facts["targets"] if is_seen(t) and t["name"] != "attractTouch"], 2
        )
        if gap(a["seen"], b["seen"]) < GAP
    ]
    assert not close


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_target_lies_in_the_window_or_can_be_scrolled_to(drawn: Facts, variant: str) -> None:
    outside = []
    for state, facts in pages(drawn, variant):
        width, height = facts["window"]
        for target in facts["targets"]:
            x, y, w, h = target["box"]
            in_width = x >= 0 and x + w <= width + 1
            in_height = target["scrolls"] or (y >= 0 and y + h <= height + 1)
            if not (in_width and in_height):
                outside.append((state, target["name"], target["box"]))
    assert not outside


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_target_has_a_name_for_those_who_listen(drawn: Facts, variant: str) -> None:
    nameless = [
        (state, target["name"])
        for state, facts in pages(drawn, variant)
        for target in facts["targets"]
        if not target["text"]
    ]
    assert not nameless


@pytest.mark.parametrize("variant", VARIANTS)
def test_letters_are_large_enough(drawn: Facts, variant: str) -> None:
    least = 36 if "senior" in variant else 24
    small = [
        (state, text["text"], text["size"])
        for state, facts in pages(drawn, variant)
        for text in facts["texts"]
        if text["size"] < least
    ]
    assert not small


@pytest.mark.parametrize("variant", VARIANTS)
def test_nothing_lies_over_a_text(drawn: Facts, variant: str) -> None:
    covered = [
        (state, text["text"], text["box"])
        for state, facts in pages(drawn, variant)
        for text in facts["texts"]
        # what scrolls fades at the edges, what cannot be touched now is pale, and of one thin
        # character no pixel may have the whole colour
        if not (text["inked"] or text["scrolls"] or text["faint"] or len(text["text"]) == 1)
    ]
    assert not covered


@pytest.mark.parametrize("variant", VARIANTS)
def test_no_text_is_cut_off(drawn: Facts, variant: str) -> None:
    cut = [
        (state, text["text"], text["box"], text["painted"])
        for state, facts in pages(drawn, variant)
        for text in facts["texts"]
        if text["truncated"] or text["painted"][0] > text["box"][2] + 1
    ]
    assert not cut


@pytest.mark.parametrize("variant", VARIANTS)
def test_labels_stay_inside_their_buttons(drawn: Facts, variant: str) -> None:
    out = [
        (state, text["text"], text["box"], text["button"])
        for state, facts in pages(drawn, variant)
        for text in facts["texts"]
        if text["button"] is not None and not within(text["box"], text["button"])
    ]
    assert not out


@pytest.mark.parametrize("variant", VARIANTS)
def test_no_two_texts_lie_on_each_other(drawn: Facts, variant: str) -> None:
    over = [
        (state, a["text"], b["text"])
        for state, facts in pages(drawn, variant)
        for a, b in combinations([t for t in facts["texts"] if is_seen(t)], 2)
        if gap(a["seen"], b["seen"]) < -GAP
    ]
    assert not over


@pytest.mark.parametrize("variant", ["senior", "landscape-senior", "en-senior"])
def test_large_letters_come_with_six_choices_at_most(drawn: Facts, variant: str) -> None:
    many = {}
    for state, facts in pages(drawn, variant):
        choices = [
            target["name"]
            for target in facts["targets"]
            if re.match(r"choice_|moreChoices_|topic_|item_|home[A-Z]", target["name"])
        ]
        if len(choices) > 6:
            many[state] = choices
    assert not many


@pytest.mark.parametrize("variant", VARIANTS)
def test_help_is_on_every_page(drawn: Facts, variant: str) -> None:
    places = {
        tuple(target["box"])
        for state, facts in pages(drawn, variant)
        for target in facts["targets"]
        if target["name"] == "barHelp"
    }
    missing = [
        state
        for state, facts in pages(drawn, variant)
        if not any(
            t["name"] in ("barHelp", "helpClose", "idleContinue", "speechClose")
            for t in facts["targets"]
        )
    ]
    assert not missing
    assert len(places) == 1


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_screen_has_nothing_to_complain_about(drawn: Facts, variant: str) -> None:
    complaints = [
        message
        for _, facts in pages(drawn, variant)
        for message in facts["messages"]
        if not QT_OWN.search(message)
    ]
    assert not complaints


def test_the_words_are_gathered_and_compiled() -> None:
    done = subprocess.run(
        [str(ROOT / "script" / "translate"), "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_chinese_screens_show_no_english_words(drawn: Facts) -> None:
    """Tofu and forgotten words: letters of the Latin alphabet only where they belong."""
    belongs = re.compile(r"^(English|L\d{4} .*|gaoling)$|[0-9*]{4,}|http://")
    markup = re.compile(r"</?(?:b|u|br|font)\b[^>]*>")
    english = [
        (state, text["text"])
        for state, facts in pages(drawn, "normal")
        for text in facts["texts"]
        if re.search(r"[A-Za-z]{3,}", markup.sub("", text["text"]))
        and not belongs.search(text["text"])
    ]
    keys = {"normal-keyboard", "normal-keyboard-search", "normal-keyboard-either-way"}
    assert not [e for e in english if e[0] not in keys]


def test_view_models_without_a_terminal_are_like_the_real_ones() -> None:
    """What the pictures show can be shown by the terminal: same properties, same slots."""
    sys.path.insert(0, str(Path(__file__).parent))
    try:
        from mock_viewmodels import SURFACE
    finally:
        sys.path.pop(0)
    program = """
import json, pkgutil, importlib
from PySide6.QtCore import QMetaMethod
import ui.viewmodels
found = {}
for module in pkgutil.iter_modules(ui.viewmodels.__path__):
    for cls in vars(importlib.import_module(f"ui.viewmodels.{module.name}")).values():
        if isinstance(cls, type) and cls.__name__.endswith("ViewModel"):
            meta = cls.staticMetaObject
            found[cls.__name__] = {
                "properties": [meta.property(i).name() for i in range(meta.propertyCount())],
                "slots": [
                    bytes(meta.method(i).name()).decode()
                    for i in range(meta.methodCount())
                    if meta.method(i).methodType() == QMetaMethod.MethodType.Slot
                ],
            }
print(json.dumps(found))
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    real = json.loads(done.stdout)
    lacking = {
        (name, word)
        for name, (properties, slots) in SURFACE.items()
        for word, kind in [(p, "properties") for p in properties] + [(s, "slots") for s in slots]
        if word not in real.get(name, {}).get(kind, [])
    }
    assert not lacking


def test_pages_and_controls_take_colours_and_letters_from_the_theme() -> None:
    literal = re.compile(r'"#[0-9A-Fa-f]{3,8}"|pixelSize: \d|color: "(?!transparent)|duration: \d')
    found = [
        (str(file.relative_to(ROOT)), line.strip())
        for file in (ROOT / "ui" / "qml").rglob("*.qml")
        if file.name != "Theme.qml"
        for line in file.read_text().splitlines()
        if literal.search(line)
    ]
    assert not found


def test_pages_hold_no_sizes_of_their_own() -> None:
    size = re.compile(r"\b(width|height|spacing|padding|radius|margins?|\w+Margin): \d{2,}")
    found = [
        (file.name, line.strip())
        for file in (ROOT / "ui" / "qml" / "Kiosk" / "Pages").glob("*.qml")
        for line in file.read_text().splitlines()
        if size.search(line)
    ]
    assert not found


def test_the_module_names_every_file_it_holds() -> None:
    folder = ROOT / "ui" / "qml" / "Kiosk"
    named = set(re.findall(r"(\S+\.qml)$", (folder / "qmldir").read_text(), re.MULTILINE))
    # The window is loaded by its address; the keyboard must not be loaded with the rest.
    apart = {"Main.qml", "Controls/KeyboardDock.qml"}
    held = {str(file.relative_to(folder)) for file in folder.rglob("*.qml")}
    assert held - apart == named
