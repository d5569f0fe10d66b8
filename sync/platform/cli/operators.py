"""``kiosk-platform operator``: who may use the operator page."""

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
    from sync.platform.operators import Operators


def add(commands: Commands) -> None:
    """Add the commands."""
    operator = commands.group("operator", "Let people use the operator page.")
    added = operator.add("add", run_add)
    operator.add("list", run_list)
    removed = operator.add("remove", run_remove, as_json=False)
    for command in (added, removed):
        command.add_argument("name", help="as the record of acts is to name them")


def run_add(options: argparse.Namespace) -> None:
    """Let somebody use the operator page, and print their token once."""
    with _operators(options) as operators:
        made = operators.add(options.name, actor=options.actor)
    shown = {"operator": made.operator.name, "token": made.token}
    if options.json:
        print_json(shown)
        return
    for name, value in shown.items():
        print(f"{name}  {value}")


def run_list(options: argparse.Namespace) -> None:
    """Show who may use the operator page, and who was turned away."""
    with _operators(options) as operators:
        found = [
            {
                "operator": one.name,
                "added_at": one.added_at.isoformat(),
                "removed_at": one.removed_at and one.removed_at.isoformat(),
            }
            for one in operators.every()
        ]
    if options.json:
        print_json(found)
        return
    for one in found:
        print(f"{one['operator']}{'  removed' if one['removed_at'] else ''}")


def run_remove(options: argparse.Namespace) -> None:
    """Turn an operator away; whoever is signed in by that name is not any more."""
    with _operators(options) as operators:
        operators.remove(options.name, actor=options.actor)


@contextmanager
def _operators(options: argparse.Namespace) -> Iterator[Operators]:
    from sync.platform.operators import Operators  # loads SQLAlchemy, which --help does not need

    with opened(options) as (database, _):
        yield Operators(database, SystemClock())
