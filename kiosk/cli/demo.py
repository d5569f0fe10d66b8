"""`kiosk demo`: the whole way once, on this machine alone."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from pathlib import Path


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "demo",
        help="platform, simulated devices, agent and screen, all on this machine",
        description="Start platform, enrolment, simulated devices, agent and screen on this "
        "machine alone, in a folder that goes away at the end. With a display you touch the "
        "screen; without one, or with --headless, citizens come by themselves.",
    )
    parser.add_argument(
        "--headless", action="store_true", help="without a display: citizens come by themselves"
    )
    parser.add_argument(
        "--out",
        type=Path,
        default=Path("out"),
        metavar="DIR",
        help="where the report of --headless goes (default: %(default)s)",
    )
    parser.set_defaults(function=run)


def run(arguments: argparse.Namespace) -> int:
    """Interactive with a display, else headless."""
    from kiosk.bootstrap import DISPLAYS

    # told to stop, it takes the processes it started down with it
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    if arguments.headless or not any(os.environ.get(name) for name in DISPLAYS):
        # Qt reads these when it is loaded
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        os.environ["QT_QUICK_BACKEND"] = "software"
        from kiosk.demo.headless import play  # after the platform is chosen

        report = play(arguments.out)
        print(f"{'ok' if report['ok'] else 'NOT OK'}: {arguments.out / 'report.json'}")
        return 0 if report["ok"] else 1
    from kiosk.demo.interactive import show  # heavy: Qt

    print("Touch the screen. The dock beside it lays cards, cuts the network, takes paper away.")
    sys.stdout.flush()
    return show()
