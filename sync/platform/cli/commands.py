"""``kiosk-platform command`` and ``commands``: what terminals are told to do."""

from __future__ import annotations

import argparse
import json
from datetime import timedelta

from kiosk.clock import SystemClock
from sync.platform.cli.options import Commands, hours
from sync.platform.cli.output import print_json
from sync.platform.cli.place import opened
from sync.protocol.command_names import CommandName


def add(commands: Commands) -> None:
    """Add the commands."""
    order = commands.add("command", run_command)
    order.add_argument("terminal", help="number of the terminal, four digits")
    order.add_argument(
        "name",
        type=CommandName,
        choices=list(CommandName),
        metavar="COMMAND",
        help="one of " + ", ".join(CommandName),
    )
    order.add_argument(
        "--hours",
        type=hours,
        default=24,
        metavar="H",
        help="not to be carried out any more after so long (24)",
    )
    commands.add("commands", run_commands)


def run_command(options: argparse.Namespace) -> None:
    """Tell a terminal to do something; it hears of it within seconds if it is online."""
    from sync.platform.commands import give  # loads SQLAlchemy, which --help does not need

    with opened(options) as (database, _):
        row = give(
            database,
            options.terminal,
            options.name,
            actor=options.actor,
            clock=SystemClock(),
            life=timedelta(hours=options.hours),
        )
    if options.json:
        print_json({"id": str(row.command_id), "expires_at": row.expires_at.isoformat()})
    else:
        print(f"{row.terminal} {row.name} until {row.expires_at:%Y-%m-%d %H:%M}Z")


def run_commands(options: argparse.Namespace) -> None:
    """Show what terminals were told to do, oldest first, and what became of it."""
    from sync.platform.commands import state_of  # as above

    now = SystemClock().now()
    with opened(options) as (database, _), database.reading() as transaction:
        rows = transaction.commands.every()
    if options.json:
        print_json(
            [
                {
                    "id": str(row.command_id),
                    "terminal": row.terminal,
                    "command": row.name,
                    "actor": row.actor,
                    "at": row.at.isoformat(),
                    "expires_at": row.expires_at.isoformat(),
                    "state": state_of(row, now),
                    "fetched_at": row.fetched_at and row.fetched_at.isoformat(),
                    "reported_at": row.reported_at and row.reported_at.isoformat(),
                    "code": row.code or "",
                    "outcome": row.outcome and json.loads(row.outcome),
                }
                for row in rows
            ]
        )
        return
    for row in rows:
        said = json.loads(row.outcome)["text"] if row.outcome else ""
        words = (row.terminal, row.name, state_of(row, now), row.code, said)
        print(f"{row.at:%Y-%m-%d %H:%M:%S}Z", *filter(None, words), sep="  ")
