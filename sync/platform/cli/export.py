"""``kiosk-platform export``."""

from __future__ import annotations

import argparse
import json
import os
import stat
from pathlib import Path
from typing import Any

from kiosk.errors import EnvironmentFault
from sync.platform.cli.options import Commands
from sync.platform.cli.output import print_json
from sync.platform.cli.place import opened, record, settings_of


def add(commands: Commands) -> None:
    """Add the command."""
    export = commands.add("export", run, as_json=False)
    export.add_argument("--json", action="store_true", help="print JSON (the only form there is)")
    export.add_argument("--out", type=Path, metavar="F", help="write to a file")
    export.add_argument(
        "--attachments", type=Path, metavar="DIR", help="write the attachments' content there"
    )


def run(options: argparse.Namespace) -> None:
    """Print every case, opened, and the quarantine."""
    from sync.platform.export import export  # loads pydantic, which --help does not need
    from sync.platform.storage import open_storage

    def keep(case_number: str, sha256: str, content: bytes) -> str:
        path: Path = options.attachments / case_number / sha256
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.write_bytes(content)
        return str(path)

    with opened(options) as (database, keys):
        storage = open_storage(settings_of(options).files_url)
        try:
            found = export(database, keys, storage, keep if options.attachments else None)
            record(options, database, "export", f"{len(found['cases'])} cases")
            _write(found, options.out)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise EnvironmentFault(
                "export.file",
                f"{error.filename or 'The output'} cannot be written: {error.strerror}.",
                "Name another place with --out or --attachments.",
            ) from error


def _write(found: dict[str, Any], out: Path | None) -> None:
    if out is None:
        print_json(found)
        return
    descriptor = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.fchmod(descriptor, 0o600)  # a file that was there keeps its old mode otherwise
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(found, file, ensure_ascii=False, indent=1)
