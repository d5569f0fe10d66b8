"""Every code and log event a technician can meet is explained, and none that does not exist."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import sync.agent.events
import sync.platform.log
from drivers.api import DeviceClass
from drivers.supervisor import WORKERS
from kiosk.log import EVENTS as SCREEN_EVENTS

EVENTS = SCREEN_EVENTS | sync.agent.events.EVENTS | sync.platform.log.EVENTS
PAGES = ("operating.md", "authoring.md", "protocol.md")
FAMILIES = (
    "acknowledgement",
    "agent",
    "answer",
    "batch",
    "body",
    "card",
    "case",
    "catalogue",
    "chip",
    "clock",
    "code",
    "command",
    "config",
    "conformance",
    "demo",
    "department",
    "deposit",
    "document",
    "documents",
    "enrolment",
    "envelope",
    "export",
    "file",
    "form",
    "handover",
    "handwriting",
    "key",
    "keys",
    "library",
    "light",
    "message",
    "network",
    "number",
    "operator",
    "platform",
    "power",
    "presence",
    "print",
    "query",
    "request",
    "result",
    "screen",
    "signature",
    "signer",
    "sound",
    "store",
    "terminal",
    "trust",
    "visit",
)
CODE = re.compile(rf"(?:{'|'.join(FAMILIES)})\.[a-z_]+|fork(?:\.case)?")
NO_CODES = {
    "agent.log",
    "platform.log",
    "platform.json",
    "platform.db",
    "terminal.toml",
    "print.md",
    "screen.close",
    "card.reader_",
    "chip.reader_",
    "chip.service_",
    "store.key",
    "form.xml",
    "form.xlsx",
    "document.json",
}
"""What looks like a code: names of files, the beginning of a code."""
NEVER_SHOWN = {
    "answer.required": "a sentence for whoever fills in the form, and no fault of anything",
    "number.check": "what was typed is no deposit number; told as case.unknown",
    "number.malformed": "the same",
    "form.readonly": "the program's own use of a form",
}
"""Codes of the source that no technician, author or platform meets."""
NOT_OURS = ("simulators", "fakes.py", "samples.py")


def derived() -> set[str]:
    """Codes the supervisor makes from a device class."""
    return {
        f"{device_class.prefix}.{end}"
        for device_class in WORKERS
        for end in ("hung", "driver_error", "not_fitted")
    } | {f"{DeviceClass.DOCUMENT_PRINTER.prefix}.stopped"}


def in_source(root: Path) -> Iterator[str]:
    for package in ("kiosk", "ui", "drivers", "sync"):
        for path in (root / package).rglob("*.py"):
            if any(part in path.parts for part in NOT_OURS):
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and CODE.fullmatch(str(node.value)):
                    yield str(node.value)


@pytest.fixture(scope="module")
def codes(project_root: Path) -> set[str]:
    return {*in_source(project_root), *derived()} - NO_CODES - set(EVENTS) - set(NEVER_SHOWN)


@pytest.fixture(scope="module")
def explained(project_root: Path) -> set[str]:
    """What stands in backticks in the first three columns of a table of the pages."""
    found: set[str] = set()
    for name in PAGES:
        for line in (project_root / "docs" / name).read_text(encoding="utf-8").splitlines():
            if line.startswith("|"):
                found.update(re.findall(r"`([^`]+)`", "|".join(line.split("|")[1:4])))
    return found


def test_every_code_is_explained(codes: set[str], explained: set[str]) -> None:
    assert codes - explained == set()


def test_every_code_that_is_explained_exists(
    project_root: Path, codes: set[str], explained: set[str]
) -> None:
    screen = (project_root / "ui/qml/Kiosk/Sentences.qml").read_text(encoding="utf-8")
    known = codes | set(EVENTS) | NO_CODES | set(re.findall(r'"([a-z]+\.[a-z_]+)"', screen))
    assert {word for word in explained if CODE.fullmatch(word)} - known == set()


def test_what_is_never_shown_still_exists(project_root: Path) -> None:
    assert set(NEVER_SHOWN) - set(in_source(project_root)) == set()


def test_every_log_event_is_explained_in_its_own_words(project_root: Path) -> None:
    page = (project_root / "docs" / "operating.md").read_text(encoding="utf-8")
    missing = [name for name, meaning in EVENTS.items() if f"| `{name}` | {meaning} |" not in page]
    assert missing == []
