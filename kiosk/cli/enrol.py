"""`kiosk enrol`: make this terminal known to its platform by a one-time token."""

from __future__ import annotations

import argparse
import sys

from kiosk.cli.options import add_config


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "enrol",
        help="enrol this terminal with a one-time token",
        description="Make this terminal's key, show it to the platform of the configuration, and "
        "keep the number it gives. Done once in a terminal's life, or again for another key.",
    )
    add_config(parser)
    parser.add_argument(
        "--again",
        action="store_true",
        help="enrol this terminal again under its number, with a new key; stop the agent first",
    )
    parser.add_argument(
        "token", help="as printed by: kiosk-platform token; - reads it from standard input"
    )
    parser.set_defaults(function=run)


def run(arguments: argparse.Namespace) -> int:
    """Make the terminal's key, show it to the platform, keep what the platform answers."""
    from kiosk import bootstrap  # heavy: the store and HTTP are only loaded where they are used
    from kiosk.config import load_config

    # other users of the machine see the words of a command; what it reads they do not see
    token = sys.stdin.readline() if arguments.token == "-" else arguments.token  # noqa: S105 – a dash
    identity = bootstrap.enrol(load_config(arguments.config), token, again=arguments.again)
    print(f"This is terminal {identity} now.")
    return 0
