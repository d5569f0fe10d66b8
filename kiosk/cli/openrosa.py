"""`kiosk openrosa`: deliver cases to an OpenRosa server such as ODK Central, not to a platform."""

from __future__ import annotations

import argparse

from kiosk.cli.options import add_config


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("openrosa", help="deliver to an OpenRosa server (ODK Central …)")
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    check = actions.add_parser(
        "check",
        help="ask the server of the configuration whether it wants this terminal",
        description="Ask the server of the section [openrosa] whether it is there, and say how "
        "large a request it takes. Sends no case.",
    )
    check.set_defaults(function=run_check)
    join = actions.add_parser(
        "join",
        help="give this terminal its number, and let it work for that server",
        description="Ask the server, then keep the number and make the key that cases wait under. "
        "Done once in a terminal's life, instead of kiosk enrol.",
    )
    join.add_argument("number", type=int, help="1 to 9999; no other terminal of the server has it")
    join.set_defaults(function=run_join)
    for action in (check, join):
        add_config(action)


def run_check(arguments: argparse.Namespace) -> int:
    """Ask the server."""
    from kiosk import bootstrap  # heavy: HTTP is only loaded where it is used
    from kiosk.config import load_config

    ready = bootstrap.check_openrosa(load_config(arguments.config))
    limit = "any size" if ready.limit is None else f"{ready.limit} bytes"
    print(f"The server takes submissions; one request may have {limit}.")
    return 0


def run_join(arguments: argparse.Namespace) -> int:
    """Take the number."""
    from kiosk import bootstrap  # heavy: the store and HTTP are only loaded where they are used
    from kiosk.config import load_config

    number = bootstrap.join_openrosa(load_config(arguments.config), arguments.number)
    print(f"This is terminal {number} now; its cases go to the OpenRosa server.")
    return 0
