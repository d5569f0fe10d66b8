"""``kiosk-platform daily-upload``."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

from kiosk.clock import SystemClock
from sync.platform.cli.options import Commands
from sync.platform.cli.output import print_json
from sync.platform.cli.place import opened

INCOMPLETE = 1


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add("daily-upload", run)
    parser.add_argument(
        "--date", type=_day, required=True, metavar="YYYY-MM-DD", help="the day, in Beijing time"
    )
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="gets a folder named like the day"
    )


def run(options: argparse.Namespace) -> int:
    """Write what happened on one day in the names of the national exchange."""
    from sync.platform.exchange.daily import daily_upload  # loads pydantic and cryptography

    with opened(options) as (database, keys):
        done = daily_upload(
            database,
            keys,
            options.date,
            options.out,
            data=options.data,
            actor=options.actor,
            clock=SystemClock(),
        )
    if options.json:
        print_json({"folder": str(done.folder), "changed": done.changed} | dict(done.manifest))
    else:
        for name, records in done.records.items():
            print(f"{name}  {records}")
        print(f"{done.folder}  {'written' if done.changed else 'as it was'}")
    for number in done.unreadable:
        print(f"kiosk-platform: Case {number} cannot be opened and is left out.", file=sys.stderr)
    return INCOMPLETE if done.unreadable else 0


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no day: write 2026-11-22") from None
