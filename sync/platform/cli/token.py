"""``kiosk-platform token``."""

from __future__ import annotations

import argparse
from datetime import timedelta

from kiosk.clock import SystemClock
from sync.platform.cli.options import Commands, hours
from sync.platform.cli.output import print_json
from sync.platform.cli.place import opened


def add(commands: Commands) -> None:
    """Add the command."""
    token = commands.add("token", run)
    token.add_argument("--place", default="", metavar="NAME", help="name of the service point")
    token.add_argument(
        "--number", type=int, default=0, metavar="N", help="terminal number (default: next free)"
    )
    token.add_argument(
        "--replace",
        action="store_true",
        help="let the terminal of this number in again, with another key (with --number)",
    )
    token.add_argument(
        "--hours", type=hours, default=24, metavar="H", help="how long it can be used (24)"
    )


def run(options: argparse.Namespace) -> None:
    """Make a one-time token that lets one terminal in."""
    from sync.platform.enrolment import issue_token  # loads pydantic, which --help does not need

    life = timedelta(hours=options.hours)
    with opened(options) as (database, keys):
        token = issue_token(
            database,
            keys,
            place=options.place,
            number=options.number,
            replaces=options.replace,
            life=life,
            clock=SystemClock(),
            actor=options.actor,
        )
    if options.json:
        expires_at = SystemClock().now() + life
        print_json(
            {"token": token.text, "place": options.place, "expires_at": expires_at.isoformat()}
        )
    else:
        print(token.text)
