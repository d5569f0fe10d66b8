"""The keyboard on the glass forgets the person with the session."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

PLAY = Path(__file__).with_name("keyboard_play.py")
PATIENCE_S = 120


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, str(PLAY)],
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_it_writes_by_pinyin(told: dict[str, Any]) -> None:
    assert told["written"] == "你好"
    assert told["name"] == "你好王秀花王秀花"


def test_the_next_person_is_not_offered_the_words_of_the_last(told: dict[str, Any]) -> None:
    assert "王" in told["next_person"]
    assert "王秀花" not in told["next_person"]


def test_nothing_it_learnt_is_in_a_file(told: dict[str, Any]) -> None:
    assert told["files"] == []
    assert told["folder_is_gone"]


def test_a_word_that_was_begun_goes_with_the_session(told: dict[str, Any]) -> None:
    assert told["begun"][0]
    assert told["begun"][1] > 0
    assert told["left"] == ["", "", []]


def test_nor_does_another_persons_card_find_it(told: dict[str, Any]) -> None:
    assert told["left_on_the_same_page"] == ["", "", []]
