"""`kiosk devices …`: what technicians ask of devices, with or without a running terminal."""

from __future__ import annotations

import argparse

from kiosk.cli.devices import listing, printing, reading, scanning, speaking, status

ACTIONS = (listing, status, reading, scanning, printing, speaking)


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "devices",
        help="see how the devices are, and try one of them",
        description="See how the devices of this terminal are, or try a single one.",
    )
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    for module in ACTIONS:
        module.add(actions)
