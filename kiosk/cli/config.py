"""`kiosk config check`: is the configuration file right?"""

from __future__ import annotations

import argparse

from kiosk.cli.options import add_config
from kiosk.config import load_config


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("config", help="check the configuration file")
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    check = actions.add_parser(
        "check",
        help="say whether the file is right, and what is wrong",
        description="Read the configuration file and every device address in it, and say what is "
        "wrong. Opens no device.",
    )
    add_config(check)
    check.set_defaults(function=run)


def run(arguments: argparse.Namespace) -> int:
    """Read the file and every device address in it."""
    from kiosk import bootstrap  # heavy: drivers are only loaded where they are asked for

    config = load_config(arguments.config)
    devices = bootstrap.build_devices(config)
    count = "1 device" if len(devices) == 1 else f"{len(devices)} devices"
    print(f"{arguments.config} is right: {count}.")
    return 0
