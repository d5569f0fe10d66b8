"""``kiosk-platform acts``."""

from __future__ import annotations

import argparse

from sync.platform.cli.options import Commands
from sync.platform.cli.output import print_json
from sync.platform.cli.place import opened


def add(commands: Commands) -> None:
    """Add the command."""
    commands.add("acts", run)


def run(options: argparse.Namespace) -> None:
    """Show what operators did, oldest first."""
    with opened(options) as (database, _), database.reading() as transaction:
        acts = transaction.acts()
    if options.json:
        print_json(
            [
                {"at": one.at.isoformat(), "actor": one.actor, "act": one.act, "of": one.subject}
                for one in acts
            ]
        )
        return
    for one in acts:
        print(f"{one.at:%Y-%m-%d %H:%M:%S}Z  {one.actor}  {one.act}  {one.subject}")
