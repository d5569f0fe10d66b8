"""Finds the sub-command of ``kiosk-platform``, runs it, turns known faults into one sentence."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from kiosk import memory
from kiosk.errors import EnvironmentFault
from sync.platform.cli import (
    acts,
    cases,
    catalogue,
    commands,
    conformance,
    departments,
    doubts,
    exchange,
    export,
    fleet,
    keys,
    notices,
    openrosa,
    operators,
    ratings,
    results,
    serve,
    storage,
    terminals,
    token,
)
from sync.platform.cli.options import Commands, common_options

FAULT = 2
GROUPS = (
    serve,
    token,
    terminals,
    export,
    exchange,
    catalogue,
    cases,
    ratings,
    results,
    doubts,
    commands,
    notices,
    departments,
    openrosa,
    operators,
    keys,
    fleet,
    conformance,
    storage,
    acts,
)


def build_parser() -> argparse.ArgumentParser:
    """All sub-commands; each adds its own options and names its function."""
    parser = argparse.ArgumentParser(
        prog="kiosk-platform", description="The platform that service terminals report to."
    )
    added = Commands(parser, common_options())
    for group in GROUPS:
        group.add(added)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 if it did what it should, 2 with one sentence on stderr if not."""
    options = build_parser().parse_args(arguments)
    os.umask(0o077)  # keys, database and exports are for this user alone
    memory.forbid_core_dumps()
    try:
        return options.run(options) or 0
    except EnvironmentFault as fault:
        print(f"kiosk-platform: {fault} [{fault.code}]", file=sys.stderr)
        return FAULT
    except ImportError as error:
        print(
            f"kiosk-platform: The package {error.name} is missing or cannot be loaded. "
            "Install the packages of requirements.lock. [library.missing]",
            file=sys.stderr,
        )
        return FAULT
    except BrokenPipeError:
        # whoever read our output has enough; without this Python complains once more at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130  # what a shell says of a program ended by Ctrl-C
