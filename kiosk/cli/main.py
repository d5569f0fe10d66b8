"""The `kiosk` command: finds the sub-command, runs it, turns known faults into one sentence."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import metadata

from kiosk.cli import (
    ask,
    audit,
    catalogue,
    config,
    demo,
    devices,
    doctor,
    enrol,
    forms,
    key,
    openrosa,
    quarantine,
    run,
    sync,
    verify,
)
from kiosk.cli.libraries import missing_library
from kiosk.errors import EnvironmentFault

EXIT_FAULT = 2
COMMANDS = (
    run,
    sync,
    enrol,
    key,
    openrosa,
    quarantine,
    audit,
    ask,
    demo,
    doctor,
    config,
    devices,
    forms,
    catalogue,
    verify,
)


def build_parser() -> argparse.ArgumentParser:
    """All sub-commands; each adds its own options and names its function."""
    parser = argparse.ArgumentParser(
        prog="kiosk",
        description="Bianmin, the self-service terminal for township and village service points.",
    )
    parser.add_argument(
        "--version", action="version", version=f"%(prog)s {metadata.version('bianmin-kiosk')}"
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for module in COMMANDS:
        module.add(commands)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; known faults become a sentence on stderr and exit code 2."""
    arguments = build_parser().parse_args(argv)
    os.umask(0o077)  # store, key and reports are for this user alone
    try:
        code: int = arguments.function(arguments)
    except EnvironmentFault as fault:
        print(f"kiosk {arguments.command}: {fault} [{fault.code}]", file=sys.stderr)
        return EXIT_FAULT
    except ImportError as error:
        sentence = missing_library(error)
        if sentence is None:
            raise
        print(f"kiosk {arguments.command}: {sentence} [library.missing]", file=sys.stderr)
        return EXIT_FAULT
    except KeyboardInterrupt:
        return 130
    return code


if __name__ == "__main__":
    sys.exit(main())
