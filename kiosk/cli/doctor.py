"""`kiosk doctor`: is everything on this machine that the terminal needs?"""

from __future__ import annotations

import argparse


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "doctor",
        help="check that the machine has what is needed",
        description="Load every library and look for every font; one line each. Ends with 1 when "
        "something is missing.",
    )
    parser.set_defaults(function=run)


def run(arguments: argparse.Namespace) -> int:  # noqa: ARG001 – every command takes its arguments
    """Print one line per thing checked; exit 1 when one is missing."""
    from kiosk.doctor import findings  # heavy: it loads every library to see whether it is there

    missing = 0
    for finding in findings():
        print(f"{'ok     ' if finding.ok else 'MISSING'}  {finding.what}: {finding.detail}")
        missing += not finding.ok
    return 1 if missing else 0
