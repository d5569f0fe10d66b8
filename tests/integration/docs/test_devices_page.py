"""docs/devices.md: every class has its states, and every state a test that brings it about.

Whether those tests are there is seen in test_documents.py.
"""

import re
from pathlib import Path

import pytest

from drivers.supervisor import WORKERS

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "devices.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"(?ms)^## (.+?)\n(.*?)(?=^## |\Z)", PAGE))
HEAD = "| state | what the person sees | what the technician sees | test |"
TITLES = {"id_card_reader": "Identity card reader", "card_reader": "Chip card reader"}
"""Sections that are not called as their class is."""


def rows(text: str) -> list[list[str]]:
    """The states in a text; other tables are none of this."""
    tables = re.findall(rf"(?m)^{re.escape(HEAD)}\n\|[-|]+\|\n((?:\|.*\n?)+)", text)
    lines = [line for table in tables for line in table.splitlines()]
    return [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in lines]


@pytest.mark.parametrize("device_class", WORKERS)
def test_every_device_class_has_its_states(device_class: str) -> None:
    text = SECTIONS[TITLES.get(device_class, device_class.replace("_", " ").capitalize())]
    assert len(rows(text)) > 2


def test_every_state_is_seen_by_somebody_and_names_its_test() -> None:
    all_rows = rows(PAGE)
    assert [row for row in all_rows if len(row) != 4 or not all(row)] == []
    assert [row for row in all_rows if not re.search(r"`tests/[\w/]+\.py::test_", row[3])] == []
