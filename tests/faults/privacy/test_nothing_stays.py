"""After a visit nothing of the person is left: not in the process, not on the pages, not on disk.

The secrets are written backwards here and turned only when they are needed, so that what is found
is found in the program and not in its test.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject

from drivers.simulators.id_card_reader import SimulatedCard, sample_id_cards
from kiosk.cases.messages import MessageState
from kiosk.identity.citizen_number import check_character
from kiosk.journey.visit import RatingOffer
from sync.protocol.envelope import MessageKind

BACKWARDS = {
    "name": "照晚离钟",
    "number": "30090709391289073",
    "relative": "归云官上",
    "phone": "65412088531",
    "address": "号三九外街后村柳西镇南汶",
}


SHOWN = (
    *("text", "title", "label", "value", "display", "modelData", "preeditText", "applicant"),
    *("maskedName", "statement", "number", "heading", "hint", "known", "answers", "cases"),
)
"""Properties of items and view-models that words are shown through."""


def turned(what: str) -> str:
    text = BACKWARDS[what][::-1]
    return text + check_character(text) if what == "number" and len(text) == 17 else text


def secrets() -> list[str]:
    return [turned(what) for what in BACKWARDS]


def card() -> SimulatedCard:
    facts = replace(
        sample_id_cards()["elder"],
        name=turned("name"),
        id_no=turned("number"),
        birth=sample_id_cards()["elder"].birth.replace(1939, 7, 9),
        address=turned("address"),
        newest_address="",
    )
    return SimulatedCard.from_id_card(facts)


def left_in_the_process() -> list[str]:
    """Containers that hold a string with a secret in it, by their type."""
    gc.collect()
    wanted = secrets()
    kept: list[str] = []
    for container in gc.get_objects():
        if container is wanted:
            continue
        for held in gc.get_referents(container):
            if isinstance(held, str) and any(secret in held for secret in wanted):
                kept.append(f"{type(container).__module__}.{type(container).__name__}: {held!r}")
            elif isinstance(held, bytes | bytearray) and any(
                secret.encode() in held or secret.encode("utf-16-le") in held for secret in wanted
            ):
                kept.append(f"{type(container).__module__}.{type(container).__name__}: bytes")
    return kept


def left_on_the_pages(screen: Any) -> list[str]:
    """Texts and values of every object of the window, shown or not."""
    wanted = secrets()
    found = []
    for thing in [screen.app.view_model, screen.app.window, *objects_below(screen)]:
        for name in SHOWN:
            value = thing.property(name)
            if value is not None and any(secret in str(value) for secret in wanted):
                found.append(f"{type(thing).__name__}.{name}")
    return found


def objects_below(screen: Any) -> Iterator[QObject]:
    yield from screen.app.view_model.findChildren(QObject)
    yield from screen.app.window.findChildren(QObject)
    waiting = [screen.app.window.contentItem()]
    while waiting:
        item = waiting.pop()
        yield item
        waiting += item.childItems()


def left_on_the_disk(folder: Path) -> list[str]:
    """Files below a folder with a secret in them, in any of the usual encodings."""
    found = []
    for file in folder.rglob("*"):
        if not file.is_file():
            continue
        content = file.read_bytes()
        for secret in secrets():
            encodings = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")
            if any(secret.encode(encoding) in content for encoding in encodings):
                found.append(f"{file.name}: {secret}")
    return found


@pytest.fixture
def open_store_point(open_point: Callable[..., Any], tmp_path: Path) -> Iterator[Any]:
    """A service point whose file is not encrypted: what protects is that the case is sealed."""
    with open_point(tmp_path, encrypted=False) as point:
        yield point


def begins(point: Any) -> None:
    point.screen.reaches_identify()
    point.lay(card())
    point.screen.goes_on_to_questions()
    point.screen.answers(turned("relative"), turned("phone"))


def nothing_stays(point: Any) -> None:
    point.reader.lift()
    point.screen.at("Attract")
    assert left_on_the_pages(point.screen) == []
    assert left_in_the_process() == []
    assert left_on_the_disk(point.folder) == []


def test_the_search_finds_a_person_who_still_stands_there(open_store_point: Any) -> None:
    begins(open_store_point)
    assert left_in_the_process()
    assert left_on_the_pages(open_store_point.screen)
    (open_store_point.folder / "trace.log").write_text(turned("number"))
    assert left_on_the_disk(open_store_point.folder)
    open_store_point.leaves()


def test_after_a_visit_that_was_finished(open_store_point: Any) -> None:
    begins(open_store_point)
    open_store_point.screen.hands_in()
    open_store_point.screen.until(lambda: open_store_point.screen.model.printState == "printed")
    open_store_point.screen.robot.tap("doneFinish")
    open_store_point.screen.at("Finish")
    open_store_point.leaves()
    nothing_stays(open_store_point)


def test_after_a_visit_that_was_rated(open_store_point: Any) -> None:
    begins(open_store_point)
    open_store_point.screen.hands_in()
    open_store_point.screen.until(lambda: open_store_point.screen.model.printState == "printed")
    open_store_point.screen.robot.tap("doneFinish")
    open_store_point.screen.at("Finish")
    open_store_point.screen.robot.tap("rate_unsatisfied")
    open_store_point.screen.robot.tap("reason_214")
    page = open_store_point.screen.model
    open_store_point.screen.until(lambda: page.property("chosenReasons") == ["214"])
    offered = open_store_point.screen.app.conductor.journey.visit.rating
    assert (offered.satisfaction, offered.reasons) == ("unsatisfied", ("214",))
    del offered
    open_store_point.leaves()
    nothing_stays(open_store_point)
    shown = ("mayRate", "satisfaction", "reasons", "chosenReasons")
    assert [page.property(name) for name in shown] == [False, "", [], []]
    assert not [one for one in gc.get_objects() if isinstance(one, RatingOffer)]
    assert open_store_point.screen.app.conductor.journey.visit.rating is None

    def kept() -> int:
        with open_store_point.store.reading() as work:
            waiting = work.outbox.in_state(MessageState.QUEUED)
        return [message.kind for message in waiting].count(MessageKind.RATING)

    open_store_point.screen.until(lambda: kept() == 1)


def test_after_a_visit_that_was_left_in_the_middle(open_store_point: Any) -> None:
    begins(open_store_point)
    open_store_point.screen.robot.tap("headerExit")
    open_store_point.screen.at("Finish")
    open_store_point.screen.says("请取走身份证")
    open_store_point.leaves()
    nothing_stays(open_store_point)


def test_after_a_visit_whose_person_walked_away(open_store_point: Any) -> None:
    screen = open_store_point.screen
    begins(open_store_point)
    open_store_point.clock.ahead_s += 61
    screen.says("您还在吗？")
    screen.robot.tap("idleContinue")
    screen.until(lambda: not screen.shows("您还在吗？"))
    assert screen.page == "Check"
    open_store_point.clock.ahead_s += 81
    screen.at("Finish")
    screen.says("请取走身份证")
    open_store_point.reader.lift()
    screen.until(lambda: not screen.model.cardPresent)
    open_store_point.clock.ahead_s += 10
    nothing_stays(open_store_point)


def test_after_the_next_person_laid_a_card(open_store_point: Any) -> None:
    screen = open_store_point.screen
    begins(open_store_point)
    screen.hands_in()
    screen.robot.tap("doneAnother")
    screen.at("Home")
    open_store_point.reader.lift()
    screen.until(lambda: not screen.app.conductor.journey.card_present)
    open_store_point.lay("long_term")
    screen.until(lambda: screen.shows("赵*兰"))
    open_store_point.reader.lift()
    assert left_on_the_pages(screen) == []
    assert left_in_the_process() == []
    open_store_point.leaves()
    nothing_stays(open_store_point)
