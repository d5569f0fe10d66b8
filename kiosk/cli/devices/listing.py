"""`kiosk devices list`: the devices of the configuration, and what else is plugged in."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

from kiosk.cli.options import add_config

PORTS = (
    ("/dev/serial/by-id", "*"),
    ("/dev", "ttyUSB*"),
    ("/dev", "ttyACM*"),
    ("/dev", "video*"),
    ("/dev", "hidraw*"),
    ("/dev/usb", "lp*"),
)
"""Where Linux shows what is plugged in."""


def add(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the action."""
    parser = actions.add_parser(
        "list",
        help="the configured devices, and the ports something is plugged into",
        description="Print name, class and address of each configured device, then the ports of "
        "this machine at which something is plugged in. Opens nothing.",
    )
    add_config(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(function=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the devices and the ports."""
    from kiosk.config import load_config  # every command imports what it needs

    devices = load_config(arguments.config).devices
    ports = sorted(_ports())
    if arguments.json:
        lines = [
            {"device": device.name, "class": device.device_class, "url": device.url}
            for device in devices
        ]
        print(json.dumps({"devices": lines, "ports": ports}, ensure_ascii=False))
        return 0
    for device in devices:
        print(f"{device.name:16}  {device.device_class:16}  {device.url}")
    for port in ports:
        print(f"{'(port)':16}  {'':16}  {port}")
    return 0


def _ports() -> Iterator[str]:
    for folder, pattern in PORTS:
        yield from map(str, Path(folder).glob(pattern))
