"""``kiosk-platform doubts``: open cases that are other than their forms want them."""

from __future__ import annotations

import argparse
import json

from sync.platform.cli.options import Commands
from sync.platform.cli.output import print_json
from sync.platform.cli.place import opened
from sync.platform.states import UNDECIDED


def add(commands: Commands) -> None:
    """Add the command."""
    commands.add("doubts", run)


def run(options: argparse.Namespace) -> None:
    """Show the open cases about which there are doubts, and which; no answers."""
    with opened(options) as (database, _), database.reading() as transaction:
        found = transaction.checks.doubtful(sorted(UNDECIDED))
    shown = [
        {
            "case_number": case.case_number,
            "deposit_number": case.deposit_number,
            "state": case.state,
            "item": case.item_id,
            "terminal": case.terminal,
            "doubts": json.loads(check.doubts),
        }
        for case, check in found
    ]
    if options.json:
        print_json(shown)
        return
    for one in shown:
        print("  ".join(str(value) for name, value in one.items() if name != "doubts"))
        for doubt in one["doubts"]:
            print(f"  {doubt['code']}  {doubt['question']}".rstrip())
