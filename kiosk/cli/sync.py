"""`kiosk sync`: the agent that carries what was deposited to the platform."""

from __future__ import annotations

import argparse

from kiosk.cli.options import add_config


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "sync",
        help="run the sync agent until it is told to stop",
        description="Carry what was deposited to the platform, and its word back, until SIGTERM. "
        "One agent runs on a terminal. The log goes to stderr, one JSON object a line.",
    )
    add_config(parser)
    parser.set_defaults(function=run)


def run(arguments: argparse.Namespace) -> int:
    """Send and receive until SIGTERM."""
    from kiosk import bootstrap  # heavy: the store and HTTP are only loaded where they are used
    from kiosk.config import load_config

    return bootstrap.run_agent(load_config(arguments.config))
