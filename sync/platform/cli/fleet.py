"""``kiosk-platform simulate-fleet``."""

from __future__ import annotations

import argparse

from kiosk.clock import SystemClock
from sync.platform.cli.options import Commands, whole_number
from sync.platform.cli.output import print_json
from sync.platform.cli.place import opened


def add(commands: Commands) -> None:
    """Add the command."""
    number = whole_number("number", 1, 9999)
    fleet = commands.add("simulate-fleet", run)
    fleet.add_argument("url", help="address at which the platform serves")
    fleet.add_argument("--terminals", type=number, required=True, metavar="N", help="how many")
    fleet.add_argument("--cases", type=number, required=True, metavar="M", help="of each")


def run(options: argparse.Namespace) -> int:
    """Let simulated terminals return all at once, with a queue each, and count what arrives."""
    from dataclasses import asdict  # these two are for this command alone

    from sync.platform.fleet.run import simulate

    with opened(options) as (database, keys):
        report = simulate(
            database,
            keys,
            options.url.rstrip("/"),
            terminals=options.terminals,
            cases=options.cases,
            clock=SystemClock(),
            actor=options.actor,
        )
    shown = asdict(report) | {"exactly_once": report.exactly_once}
    if options.json:
        print_json(shown)
    else:
        for name, value in shown.items():
            print(f"{name}  {value}")
    return 0 if report.exactly_once else 1
