"""What is somebody's own affair, found in sentences that happen to hold it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from kiosk.journey.visit import Person, Visit
from ui.discretion import own_affairs, without


@pytest.fixture
def affairs(terminal: Any) -> tuple[str, ...]:
    return own_affairs(Visit(person=Person(terminal.wang, datetime(2026, 11, 22, tzinfo=UTC))))


@pytest.mark.parametrize(
    "sentence",
    [
        "王秀花,欢迎",
        "王*花,欢迎",
        "号码 370982194008150026 读到了",
        "号码 370982********0026 读到了",
        "住在山东省新泰市汶南镇",
        "生于 1940年8月15日",
        "生于 1940-08-15",
    ],
)
def test_what_is_on_the_card_is_found_in_all_its_forms(
    affairs: tuple[str, ...], sentence: str
) -> None:
    assert "〇" in without(affairs, sentence, "〇")


def test_the_longest_is_found_first_so_that_nothing_of_it_stays(affairs: tuple[str, ...]) -> None:
    assert list(affairs) == sorted(affairs, key=len, reverse=True)
    assert without(affairs, "王秀花和王*花", "〇") == "〇和〇"


def test_other_sentences_stay_as_they_are(affairs: tuple[str, ...]) -> None:
    for sentence in ("第 2 步，共 9 步", "请把身份证放在感应区", "王村便民服务点", "2026 年"):
        assert without(affairs, sentence, "〇") == sentence


def test_nobody_has_no_affairs() -> None:
    assert own_affairs(Visit()) == ()
