"""`kiosk devices read-card`: read one identity card, to try a reader."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.cli.devices.single import make

if TYPE_CHECKING:
    from drivers.api import IdCardReader


def add(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the action."""
    parser = actions.add_parser(
        "read-card",
        help="read one identity card",
        description="Wait until a card is laid on a reader, read it and print what it says. "
        "Nothing is kept.",
    )
    parser.add_argument(
        "--port",
        required=True,
        metavar="PATH",
        help="the reader's serial port, such as /dev/ttyUSB0, or its whole address",
    )
    parser.add_argument(
        "--timeout",
        type=float,
        default=30.0,
        metavar="S",
        help="seconds to wait for a card (default: %(default)g)",
    )
    parser.add_argument("--photo", action="store_true", help="with the picture's bytes (WLT)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(function=run)


def run(arguments: argparse.Namespace) -> int:
    """Read a card and print it."""
    from drivers.api import DeviceClass  # drivers are loaded by the command that uses them
    from drivers.id_card.reading import card_as_json, read_one_card
    from kiosk.clock import SystemClock

    reader: IdCardReader = make(DeviceClass.ID_CARD_READER, address(arguments.port))
    reader.open()
    try:
        if sys.stderr.isatty():
            print("Lay a card on the reader.", file=sys.stderr)
        card = read_one_card(reader, clock=SystemClock(), timeout_s=arguments.timeout)
    finally:
        reader.close()
    facts = card_as_json(card, with_photo=arguments.photo)
    if arguments.json:
        print(json.dumps(facts, ensure_ascii=False))
        return 0
    for key, value in facts.items():
        if value:
            words = "、".join(map(str, value)) if isinstance(value, list) else value
            print(f"{key:20}{words}")
    return 0


def address(port: str) -> str:
    """A serial port's path as an address; what is an address already stays as it is."""
    return port if "://" in port else f"sdt+serial://{Path(port).absolute()}"
