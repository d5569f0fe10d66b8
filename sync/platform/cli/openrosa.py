"""``kiosk-platform openrosa-user``: accounts of OpenRosa clients."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kiosk.clock import SystemClock
from sync.platform.cli.options import Commands
from sync.platform.cli.output import print_json
from sync.platform.cli.place import opened

if TYPE_CHECKING:
    from sync.platform.openrosa.users import Accounts


def add(commands: Commands) -> None:
    """Add the commands."""
    user = commands.group("openrosa-user", "Let OpenRosa clients submit.")
    added = user.add("add", run_add)
    added.add_argument("--place", required=True, help="name of the place it submits from")
    user.add("list", run_list)
    removed = user.add("remove", run_remove, as_json=False)
    for command in (added, removed):
        command.add_argument("name", help="of the account")


def run_add(options: argparse.Namespace) -> None:
    """Let an account submit, and print its password once."""
    with _accounts(options) as accounts:
        made = accounts.add(options.name, options.place, actor=options.actor)
    shown = {"user": made.user.name, "terminal": made.user.terminal, "password": made.password}
    if options.json:
        print_json(shown)
        return
    for name, value in shown.items():
        print(f"{name}  {value}")


def run_list(options: argparse.Namespace) -> None:
    """Show the accounts, with the terminal's number each stands for."""
    with _accounts(options) as accounts:
        found = [
            {"user": one.name, "terminal": one.terminal, "removed": one.removed_at is not None}
            for one in accounts.everybody()
        ]
    if options.json:
        print_json(found)
        return
    for one in found:
        print(f"{one['terminal']}  {one['user']}{'  removed' if one['removed'] else ''}")


def run_remove(options: argparse.Namespace) -> None:
    """Let an account submit nothing more; what it submitted stays."""
    with _accounts(options) as accounts:
        accounts.remove(options.name, actor=options.actor)


@contextmanager
def _accounts(options: argparse.Namespace) -> Iterator[Accounts]:
    from sync.platform.openrosa.users import Accounts  # loads cryptography, which --help need not

    with opened(options) as (database, keys):
        yield Accounts(database, keys, SystemClock())
