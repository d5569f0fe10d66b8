"""``kiosk-platform department`` and ``hand-over``: departments' systems and their cases."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from kiosk.clock import SystemClock
from sync.platform.cli.options import Commands, whole_number
from sync.platform.cli.output import print_json
from sync.platform.cli.place import opened

if TYPE_CHECKING:
    from sync.platform.handover.subscription import Departments
    from sync.platform.keys import PlatformKeys


def add(commands: Commands) -> None:
    """Add the commands."""
    hand_over = commands.add("hand-over", run_hand_over, as_json=False)
    hand_over.add_argument("--once", action="store_true", help="what is due now, then end")
    hand_over.add_argument(
        "--give-up-after",
        type=whole_number("number of days", 1, 366),
        default=7,
        metavar="DAYS",
        help="how long to try to bring a case (%(default)s)",
    )
    department = commands.group("department", "Let departments' systems in.")
    added = department.add("add", run_add)
    added.add_argument("--webhook", default="", metavar="URL", help="bring its cases there")
    department.add("list", run_list)
    removed = department.add("remove", run_remove, as_json=False)
    retried = department.add("retry", run_retry, as_json=False)
    for command in (added, removed, retried):
        command.add_argument("name", help="as forms name it")


def run_hand_over(options: argparse.Namespace) -> None:
    """Bring cases to the departments they are for, until stopped."""
    from sync.platform import log  # these load cryptography and structlog, which --help need not
    from sync.platform.form_checks.checker import Checker
    from sync.platform.form_checks.forms import Forms
    from sync.platform.handover.delivery import Bringer
    from sync.platform.handover.run import HandOver, stopped_by_signals
    from sync.platform.handover.sorting import Sorter

    log.configure()
    clock = SystemClock()
    with opened(options) as (database, keys), Forms(database) as forms:
        checker = Checker(database, keys, forms, clock)
        bringer = Bringer(database, keys, clock, give_up=timedelta(days=options.give_up_after))
        sorter = Sorter(database, keys, clock)
        hand_over = HandOver(database, checker, sorter, bringer, clock)
        with stopped_by_signals(hand_over):
            if not options.once:
                hand_over.run()
                return
            done = hand_over.once()
    print(f"sorted {done.cases}, delivered {done.delivered}, failed {done.failed}")


def run_add(options: argparse.Namespace) -> None:
    """Let a department have its cases, and print its token once."""
    import base64  # for this command alone

    with _departments(options) as (departments, keys):
        made = departments.add(options.name, options.webhook, actor=options.actor)
    signer = keys.signer(SystemClock().now())
    shown = {
        "department": made.department.name,
        "webhook": made.department.webhook,
        "token": made.token,
        "key_id": signer.key_id,
        "public_key": base64.b64encode(signer.public).decode(),
    }
    if options.json:
        print_json(shown)
        return
    for name, value in shown.items():
        print(f"{name}  {value}")


def run_list(options: argparse.Namespace) -> None:
    """Show how every department stands, also those that forms name and nobody added."""
    with _departments(options) as (departments, _):
        found = departments.list()
    if options.json:
        print_json(found)
        return
    for one in found:
        print("  ".join(f"{name} {value}" for name, value in one.items() if value is not None))


def run_remove(options: argparse.Namespace) -> None:
    """Let a department have nothing more; what waits for it goes on waiting."""
    with _departments(options) as (departments, _):
        departments.remove(options.name, actor=options.actor)


def run_retry(options: argparse.Namespace) -> None:
    """Bring again what was given up, and at once what waits."""
    with _departments(options) as (departments, _):
        print(departments.retry(options.name, actor=options.actor))


@contextmanager
def _departments(options: argparse.Namespace) -> Iterator[tuple[Departments, PlatformKeys]]:
    from sync.platform.handover.subscription import Departments  # loads pydantic

    with opened(options) as (database, keys):
        yield Departments(database, SystemClock()), keys
