"""What commands print."""

from __future__ import annotations

import contextlib
import json
import sys
from typing import Any


def print_json(value: Any) -> None:
    """Print a value as JSON in UTF-8, whatever the terminal's language."""
    with contextlib.suppress(AttributeError):  # a test's captured output has no encoding to set
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr] # see the line above
    json.dump(value, sys.stdout, ensure_ascii=False, indent=1)
    print()
