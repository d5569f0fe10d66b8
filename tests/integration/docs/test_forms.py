"""The examples of docs/forms.md are evaluated; its list of functions is the engine's."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.forms import FormError, evaluate_xpath
from kiosk.forms.xpath.functions import REGISTRY

PAGE = Path(__file__).resolve().parents[3] / "docs" / "forms.md"
EXAMPLES = re.findall(
    r"(?m)^\| `([^`]+)` \| (?:`([^`]*)`|(error)) \|", PAGE.read_text(encoding="utf-8")
)
NOW = datetime(2026, 11, 21, tzinfo=UTC)


def test_there_are_examples() -> None:
    assert len(EXAMPLES) > 20


@pytest.mark.parametrize(("expression", "result", "error"), EXAMPLES)
def test_an_example_of_the_page_holds(expression: str, result: str, error: str) -> None:
    if error:
        with pytest.raises(FormError):
            evaluate_xpath(expression, "<a/>", now=NOW)
    else:
        assert evaluate_xpath(f"string({expression})", "<a/>", now=NOW) == result


def test_the_list_of_functions_is_whole() -> None:
    listed = PAGE.read_text(encoding="utf-8").partition("## Functions")[2]
    assert set(re.findall(r"`([^`]+)`", listed)) == set(REGISTRY)
