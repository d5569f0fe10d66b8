"""`kiosk devices status` and `watch`: how the devices are, now and from now on."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from kiosk.cli.options import add_config

if TYPE_CHECKING:  # drivers are loaded by the command that uses them
    from drivers.supervisor import Supervisor
    from kiosk.config import Config

WELL = frozenset({"online", "busy"})
ANSWER_S = 10.0
"""A device that has not said how it is after so long stays unknown."""
LOOK_S = 0.2
"""How often a running terminal's bulletin is read while somebody watches."""

USUAL = frozenset(
    {"device", "class", "state", "reason", "since", "last_ok", "message", "remedy", "details"}
)
"""Entries that stand in a column of their own, on a line of their own, or only in the JSON."""

Line = dict[str, Any]


def add(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the actions."""
    status = actions.add_parser(
        "status",
        help="how every device is now",
        description="Ask every device how it is, or, while the terminal runs, read what it knows. "
        "Ends with 1 when one of them is not well.",
    )
    status.set_defaults(function=run_status)
    watch = actions.add_parser(
        "watch",
        help="tell of every change until Ctrl-C",
        description="Print how every device is, and then every change, until Ctrl-C.",
    )
    watch.set_defaults(function=run_watch)
    for parser in (status, watch):
        add_config(parser)
        parser.add_argument("--json", action="store_true", help="print JSON objects, one a line")


def run_status(arguments: argparse.Namespace) -> int:
    """Print each device's state; exit 1 when one is not well."""
    from kiosk.config import load_config

    with _source(load_config(arguments.config)) as statuses:
        lines = _settled(statuses)
    for line in lines:
        _print(line, as_json=arguments.json)
    return 0 if all(line["state"] in WELL for line in lines) else 1


def run_watch(arguments: argparse.Namespace) -> int:
    """Print changes until interrupted."""
    from kiosk.config import load_config

    known: dict[str, Line] = {}
    with _source(load_config(arguments.config)) as statuses:
        while True:
            for line in statuses():
                if _lasting(line) != known.get(line["device"]):
                    known[line["device"]] = _lasting(line)
                    _print(line, as_json=arguments.json)
            time.sleep(LOOK_S)


def _lasting(line: Line) -> Line:
    """A line without what changes at every question."""
    return {key: value for key, value in line.items() if key != "last_ok"}


@contextmanager
def _source(config: Config) -> Iterator[Callable[[], list[Line]]]:
    """What tells how the devices are: the terminal that runs, else the devices themselves."""
    from drivers import bulletin
    from kiosk import bootstrap, log

    folder = config.data_dir / bootstrap.DEVICE_NOTES
    if bulletin.read(folder) is not None:
        yield lambda: bulletin.read(folder) or []
        return
    log.configure()  # to stderr, as in the terminal
    supervisor = _supervisor(config)
    supervisor.start()
    try:
        yield lambda: bulletin.lines(supervisor)
    finally:
        supervisor.stop()


def _supervisor(config: Config) -> Supervisor:
    from drivers.supervisor import Supervisor
    from kiosk import bootstrap
    from kiosk.clock import SystemClock

    return Supervisor(bootstrap.build_devices(config), clock=SystemClock())


def _settled(statuses: Callable[[], list[Line]]) -> list[Line]:
    """The states once every device has said something, or had time enough to."""
    until = time.monotonic() + ANSWER_S
    while True:
        lines = statuses()
        if all(line["state"] != "unknown" for line in lines) or time.monotonic() > until:
            return lines
        time.sleep(LOOK_S / 4)


def _print(line: Line, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(line, ensure_ascii=False), flush=True)
        return
    usual = {
        "device",
        "class",
        "state",
        "reason",
        "since",
        "last_ok",
        "message",
        "remedy",
        "details",
    }
    rest = [f"{key} {value}" for key, value in line.items() if key not in usual]
    rest += [f"{key} {value}" for key, value in line["details"].items()]
    words = (f"{line['device']:16}", f"{line['class']:16}", f"{line['state']:14}")
    print("  ".join((*words, line["reason"], *rest)).rstrip(), flush=True)
    for key in ("message", "remedy"):
        if line.get(key):
            print(f"{'':16}  {line[key]}", flush=True)
