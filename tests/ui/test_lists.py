"""Topics with many items, what an item needs on paper, and what people come here for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kiosk.catalogue import Catalogue, load_catalogue
from kiosk.catalogue.authoring.generating import generate
from kiosk.catalogue.prepared import prepare
from kiosk.documents.slip import Text
from ui.viewmodels.topic import FEW, LINES


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory, two_items: Path) -> Catalogue:
    folder = tmp_path_factory.mktemp("large") / "catalogue"
    generate(folder, 100, two_items)
    prepare(folder)
    return load_catalogue(folder)


def prop(terminal: Any, name: str) -> Any:
    """A property of the page's view-model."""
    return terminal.app.view_model.property("pageModel").property(name)


def test_a_topic_with_many_items_shows_some_and_more_when_asked(
    open_terminal: Callable[..., Any], large: Catalogue
) -> None:
    terminal = open_terminal(catalogue=large)
    terminal.reaches_home()
    terminal.robot.tap("topic_welfare")
    terminal.waits_for_page("Topic")
    whole = len(large.topic("welfare").items)
    assert whole > 2 * LINES
    assert (len(prop(terminal, "items")), prop(terminal, "further")) == (LINES, whole - LINES)
    while prop(terminal, "further"):
        shown = len(prop(terminal, "items"))
        terminal.robot.tap("topicMore")
        terminal.until(lambda shown=shown: len(prop(terminal, "items")) > shown)
    assert [line["id"] for line in prop(terminal, "items")] == list(large.topic("welfare").items)
    terminal.robot.tap("pageBack")
    terminal.waits_for_page("Home")
    terminal.robot.tap("topic_welfare")
    terminal.waits_for_page("Topic")


def test_large_letters_show_five_items_at_a_time_and_begin_again_after_the_last(
    open_terminal: Callable[..., Any], large: Catalogue
) -> None:
    terminal = open_terminal(catalogue=large)
    terminal.reaches_home()
    terminal.robot.tap("topic_welfare")
    terminal.waits_for_page("Topic")
    terminal.robot.tap("barSenior")
    terminal.until(lambda: len(prop(terminal, "items")) == FEW)
    seen: list[str] = []
    wanted = list(large.topic("welfare").items)
    for _ in range(-(-len(wanted) // FEW)):
        shown = [line["id"] for line in prop(terminal, "items")]
        assert len(shown) <= FEW
        seen += shown
        terminal.robot.tap("topicMore")
        terminal.until(lambda last=shown: [one["id"] for one in prop(terminal, "items")] != last)
    assert seen == wanted
    assert [line["id"] for line in prop(terminal, "items")] == wanted[:FEW]
    assert not prop(terminal, "begun")


def test_an_item_that_was_not_read_before_is_opened(
    open_terminal: Callable[..., Any], large: Catalogue
) -> None:
    terminal = open_terminal(catalogue=large)
    terminal.reaches_home()
    home = terminal.app.view_model.property("pageModel")
    home.setProperty("query", "huzhaohefa")
    wanted = prop(terminal, "results")[0]
    assert wanted["name"] == "护照核发"
    terminal.until(lambda: terminal.robot.find(f"item_{wanted['id']}") is not None)
    terminal.robot.tap(f"item_{wanted['id']}")
    terminal.waits_for_page("Guide")
    assert prop(terminal, "itemName") == "护照核发"
    terminal.robot.tap("guideStart")
    terminal.waits_for_page("Identify")  # its form, which nobody had read, could be opened


def test_what_an_item_needs_is_printed(terminal: Any) -> None:
    terminal.reaches_home()
    terminal.robot.tap("item_602")
    terminal.waits_for_page("Guide")
    terminal.robot.tap("guidePrint")
    terminal.until(lambda: prop(terminal, "slip") == "printed")
    (slip,) = terminal.devices.slips
    assert slip.title == "办事指南"
    assert any(isinstance(block, Text) and block.text.startswith("□ ") for block in slip.blocks)
