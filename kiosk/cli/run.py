"""`kiosk run`: the terminal's screen."""

from __future__ import annotations

import argparse

from kiosk.cli.options import add_config


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("run", help="show the terminal's screen")
    add_config(parser)
    parser.add_argument(
        "--windowed", action="store_true", help="in a window, whatever the file says"
    )
    parser.set_defaults(function=run)


def run(arguments: argparse.Namespace) -> int:
    """Show the screen until it is closed."""
    from kiosk import bootstrap  # heavy: Qt is only loaded by the command that shows something
    from kiosk.config import load_config

    return bootstrap.run_terminal(load_config(arguments.config), windowed=arguments.windowed)
