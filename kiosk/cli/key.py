"""`kiosk key`: another key for this terminal."""

from __future__ import annotations

import argparse

from kiosk.cli.options import add_config


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "key",
        help="give this terminal another key",
        description="Make another key for this terminal. The agent shows it to the platform, with "
        "the key in use; nothing is lost meanwhile, and the terminal goes on working.",
    )
    add_config(parser)
    parser.add_argument("--rotate", action="store_true", required=True, help="make another key")
    parser.set_defaults(function=run)


def run(arguments: argparse.Namespace) -> int:
    """Make the next key and keep it."""
    from kiosk import bootstrap  # heavy: the store is only loaded where it is used
    from kiosk.config import load_config

    number = bootstrap.change_key(load_config(arguments.config))
    print(f"Terminal {number} has another key; the agent shows it to the platform.")
    return 0
