"""The page about the daily upload names every column, once for each table or for all."""

from __future__ import annotations

import re
from pathlib import Path

from sync.platform.exchange.columns import TABLES


def test_every_column_has_its_source(project_root: Path) -> None:
    page = (project_root / "docs" / "exchange.md").read_text(encoding="utf-8")
    sources = page.partition("## Where every column comes from")[2]
    parts = re.split(r"(?m)^(All tables|`up_pro_\w+`):$", sources)
    named = {
        title.strip("`"): set(
            re.findall(r"`(\w+)`", " ".join(re.findall(r"(?m)^\| (`.*?) \|", part)))
        )
        for title, part in zip(parts[1::2], parts[2::2], strict=True)
    }
    assert set(named) == {"All tables", *TABLES}
    for table, columns in TABLES.items():
        names = {column.name for column in columns}
        assert named[table] <= names
        assert named[table] | (named["All tables"] & names) == names
        assert not named[table] & named["All tables"]
