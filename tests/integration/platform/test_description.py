"""docs/openapi.json, the log catalogue and the tables are what the code says."""

from __future__ import annotations

import ast
import json
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from sync.platform.log import EVENTS
from sync.platform.openapi import description
from sync.platform.store.database import HEAD, Database, alembic_configuration
from sync.platform.store.tables import metadata


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


def test_the_steps_lead_to_the_tables(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/platform.db")
    assert database.migrate()
    assert not database.migrate()
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    database.close()
    assert ScriptDirectory.from_config(alembic_configuration()).get_heads() == [HEAD]


def test_every_event_of_the_platform_is_in_its_catalogue(project_root: Path) -> None:
    logged = set()
    for path in (project_root / "sync" / "platform").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("_events."):
                name = node.args[0]
                assert isinstance(name, ast.Constant)
                logged.add(name.value)
    assert logged == set(EVENTS)
