"""`kiosk audit`: what was done to this terminal, and whether that was changed."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

from kiosk.cli.options import add_config
from sync.protocol.numbers import LOCAL_TIME

if TYPE_CHECKING:
    from kiosk.cases.audit import AuditEntry


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "audit",
        help="show what was done to this terminal, and check that nobody changed it",
        description="List what was done to this terminal: when, by whom, what, what came of it. "
        "Every entry is checked against the one before; exit code 1 if one does not follow. "
        "May be used while the terminal runs.",
    )
    add_config(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(function=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the log, and say where it was changed."""
    from kiosk import bootstrap  # heavy: the store is only loaded where it is used
    from kiosk.config import load_config

    entries, broken = bootstrap.audit(load_config(arguments.config))
    if arguments.json:
        lines = [asdict(one) | {"at": one.at.isoformat()} for one in entries]
        print(json.dumps({"entries": lines, "broken": broken}, ensure_ascii=False))
        return 1 if broken else 0
    for entry in entries:
        print(*_words(entry), sep="  ")
    if not entries:
        print("Nothing was done to this terminal yet.")
    for position in broken:
        print(f"Entry {position} does not follow the one before it.", file=sys.stderr)
    return 1 if broken else 0


def _words(entry: AuditEntry) -> list[str]:
    at = entry.at.astimezone(LOCAL_TIME).isoformat(timespec="seconds")
    words = (str(entry.position), at, entry.actor, entry.act, entry.subject, entry.outcome)
    return [word for word in words if word]
