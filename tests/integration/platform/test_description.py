"""docs/openapi.json and the log catalogue are what the code says."""

from __future__ import annotations

import ast
import json
from pathlib import Path

from sync.platform.log import EVENTS
from sync.platform.openapi import description


def test_the_committed_description_is_the_code_s(project_root: Path) -> None:
    committed = (project_root / "docs" / "openapi.json").read_text(encoding="utf-8")
    assert json.loads(committed) == json.loads(description()), (
        "run: python -m sync.platform.openapi > docs/openapi.json"
    )


def test_every_reference_of_the_description_leads_somewhere() -> None:
    text = description()
    schemas = json.loads(text)["components"]["schemas"]
    prefix = "#/components/schemas/"
    references = {part.split('"')[0] for part in text.split(prefix)[1:]}
    assert references <= set(schemas)
    assert {
        "MessageBatch",
        "EnrolmentRequest",
        "BatchReply",
        "FeedPage",
        "CaseBody",
    } <= references | set(schemas)


def test_every_event_of_the_platform_is_in_its_catalogue(project_root: Path) -> None:
    logged = set()
    for path in (project_root / "sync" / "platform").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("_events."):
                name = node.args[0]
                assert isinstance(name, ast.Constant)
                logged.add(name.value)
    assert logged == set(EVENTS)
