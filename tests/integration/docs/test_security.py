"""docs/security.md claims nothing that no test shows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[3] / "docs" / "security.md"
NAMED = re.findall(r"`([a-z_/]+\.py)::(test_\w+)`", PAGE.read_text(encoding="utf-8"))


@pytest.mark.parametrize(("file", "test"), NAMED)
def test_a_test_that_is_named_is_there(project_root: Path, file: str, test: str) -> None:
    source = (project_root / "tests" / file).read_text(encoding="utf-8")
    assert re.search(rf"^def {test}\(", source, re.MULTILINE)


def test_every_protection_names_a_test() -> None:
    protections = PAGE.read_text(encoding="utf-8").split("## What is not protected yet")[0]
    rows = [line for line in protections.splitlines() if line.startswith("| ")][1:]
    assert len(rows) > 10
    assert all(row.count("::test_") for row in rows)
