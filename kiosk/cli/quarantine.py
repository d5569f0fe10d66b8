"""`kiosk quarantine`: what the platform refused, and sending it again."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from kiosk.cli.options import add_config
from sync.protocol.numbers import LOCAL_TIME

if TYPE_CHECKING:
    from kiosk.cases.quarantine import Held


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "quarantine",
        help="show what the platform refused, or send it again",
        description="List the messages and files that the platform refused: the number of the "
        "case, why, and when it was deposited. May be used while the terminal runs.",
    )
    add_config(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument(
        "--resend",
        action="store_true",
        help="put everything that is listed back into its queue; the agent sends it again",
    )
    parser.set_defaults(function=run)


def run(arguments: argparse.Namespace) -> int:
    """Print what is in quarantine, and put it back where that is wanted."""
    from kiosk import bootstrap  # heavy: the store is only loaded where it is used
    from kiosk.config import load_config

    found, resent = bootstrap.quarantine(load_config(arguments.config), resend=arguments.resend)
    if arguments.json:
        sheet = {"held": [_line(one) for one in found], "resent": resent}
        print(json.dumps(sheet, ensure_ascii=False))
        return 0
    for one in found:
        line = _line(one)
        print(*(line[key] or "-" for key in ("at", "case", "what", "name", "code", "text")))
    if not found:
        print("Nothing is in quarantine.")
    elif arguments.resend:
        print(f"{resent} of {len(found)} will be sent again.")
    return 0


def _line(one: Held) -> dict[str, str]:
    return {
        "what": one.what,
        "name": one.name,
        "case": one.case,
        "code": one.code,
        "text": one.text,
        "at": one.written_at.astimezone(LOCAL_TIME).isoformat(timespec="seconds"),
    }
