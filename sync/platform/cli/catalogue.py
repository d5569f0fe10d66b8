"""``kiosk-platform import-catalogue``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.clock import SystemClock
from sync.platform.cli.options import Commands
from sync.platform.cli.output import print_json
from sync.platform.cli.place import opened

if TYPE_CHECKING:
    from sync.platform.catalogue.importing import Import

REFUSED = 1


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add("import-catalogue", run)
    parser.add_argument(
        "source", type=Path, metavar="FOLDER|FILE", help="a catalogue's folder, or a zip file of it"
    )
    parser.add_argument("--dry-run", action="store_true", help="only say what would be imported")


def run(options: argparse.Namespace) -> int:
    """Check a catalogue of service items and keep it: all of it, or with exit 1 nothing."""
    from sync.platform.catalogue.importing import import_catalogue  # loads the converter of forms

    with opened(options) as (database, _):
        done = import_catalogue(
            database,
            options.source,
            actor=options.actor,
            clock=SystemClock(),
            dry_run=options.dry_run,
        )
    if options.json:
        print_json(done.as_json() | {"dry_run": options.dry_run})
    else:
        _show(done, dry_run=options.dry_run)
    return REFUSED if done.problems else 0


def _show(done: Import, *, dry_run: bool) -> None:
    if done.problems:
        for problem in done.problems:
            print(problem, file=sys.stderr)
        more = f" and {done.untold} more" if done.untold else ""
        print(f"Nothing was imported: {len(done.problems)}{more} faults.", file=sys.stderr)
        return
    for word, items in (("added", done.added), ("changed", done.changed)):
        for item_id, version in items.items():
            print(f"{word}  {item_id}  version {version}")
    print(
        f"{len(done.added)} added, {len(done.changed)} changed, {done.unchanged} unchanged, "
        f"{done.warnings} warnings{'; nothing was written' if dry_run else ''}."
    )
