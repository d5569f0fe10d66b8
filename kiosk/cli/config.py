"""`kiosk config check` and `schema`: is the configuration file right?"""

from __future__ import annotations

import argparse
import json
import sys
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.cli.options import add_config
from kiosk.config import review_config

if TYPE_CHECKING:
    from kiosk.config import Config
    from kiosk.errors import EnvironmentFault

SCHEMA = "config.schema.json"
EXIT_WRONG = 2


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("config", help="check the configuration file")
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    check = actions.add_parser(
        "check",
        help="say whether the file is right, and everything that is wrong",
        description="Read the configuration file and every device address in it, and say "
        "everything that is wrong. Opens no device.",
    )
    add_config(check)
    check.add_argument("file", nargs="?", type=Path, metavar="FILE", help="the same as --config")
    check.add_argument("--json", action="store_true", help="print one JSON object")
    check.set_defaults(function=run_check)
    schema = actions.add_parser(
        "schema",
        help="print the JSON Schema of the file, for editors",
        description="Print the JSON Schema (draft 2020-12) of the configuration file; editors with "
        "support for TOML check a file by it while it is written.",
    )
    schema.set_defaults(function=run_schema)


def run_check(arguments: argparse.Namespace) -> int:
    """Read the file and every device address in it; exit 2 when something is wrong."""
    path = arguments.file or arguments.config
    config, mistakes = review_config(path)
    findings: list[EnvironmentFault] = [*mistakes, *([] if mistakes else _addresses(config))]
    if arguments.json:
        lines = [
            {"code": fault.code, "message": fault.message, "remedy": fault.remedy}
            for fault in findings
        ]
        sheet = {"file": str(path), "ok": not findings, "findings": lines}
        print(json.dumps(sheet, ensure_ascii=False))
    elif findings:
        for fault in findings:
            print(f"kiosk config: {fault} [{fault.code}]", file=sys.stderr)
    else:
        count = len(config.devices)
        print(f"{path} is right: {count} device{'' if count == 1 else 's'}.")
    return EXIT_WRONG if findings else 0


def run_schema(_arguments: argparse.Namespace) -> int:
    """Print the schema."""
    print((files("kiosk") / SCHEMA).read_text(encoding="utf-8"), end="")
    return 0


def _addresses(config: Config) -> list[EnvironmentFault]:
    """What is wrong with the devices' addresses."""
    from kiosk import bootstrap  # heavy: drivers are only loaded where they are asked for

    return bootstrap.review_devices(config)
