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
TITLES = {"id_card_reader": "ID card reader", "card_reader": "Chip card reader"}
"""Sections that are not called as their class is."""


def rows(text: str) -> list[list[str]]:
    lines = [line for line in text.splitlines() if re.match(r"\| [^-]", line)]
    return [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in lines]


@pytest.mark.parametrize("device_class", WORKERS)
def test_every_device_class_has_its_states(device_class: str) -> None:
    text = SECTIONS[TITLES.get(device_class, device_class.replace("_", " ").capitalize())]
    assert HEAD in text
    assert len(rows(text)) > 3


def test_every_state_is_seen_by_somebody_and_names_its_test() -> None:
    all_rows = [row for row in rows(PAGE) if row[0] != "state"]
    assert [row for row in all_rows if len(row) != 4 or not all(row)] == []
    assert [row for row in all_rows if not re.search(r"`tests/[\w/]+\.py::test_", row[3])] == []
