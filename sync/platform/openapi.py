"""Print the OpenAPI description: ``python -m sync.platform.openapi > docs/openapi.json``."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from sync.platform.api import create_app
from sync.platform.settings import Settings


def description() -> str:
    """The description as indented JSON."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(Path(folder)))
        return json.dumps(app.openapi(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.stdout.write(description())
