"""``kiosk-platform decide`` and ``supervise``: what is done about cases."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.clock import SystemClock
from kiosk.errors import EnvironmentFault
from sync.platform.cli.options import Commands
from sync.platform.cli.output import print_json
from sync.platform.cli.place import opened, record
from sync.platform.states import PartState, State
from sync.platform.supervision.lights import light_of

if TYPE_CHECKING:
    from sync.platform.decisions import Decisions
    from sync.platform.store import Database


def add(commands: Commands) -> None:
    """Add the commands."""
    decide = commands.add("decide", run_decide, as_json=False)
    decide.add_argument("number", help="case number or deposit number")
    decide.add_argument(
        "state",
        type=State,
        choices=list(State),
        metavar="STATE",
        help="one of " + ", ".join(State),
    )
    decide.add_argument("--text", default="", help="a sentence for the citizen")
    decide.add_argument(
        "--missing",
        type=Path,
        metavar="FILE",
        help="JSON file: everything that is to be added, and until when",
    )
    decide.add_argument(
        "--department", default="", metavar="NAME", help="what this department decided of a bundle"
    )
    decide.add_argument(
        "--produced",
        type=Path,
        metavar="FILE",
        help="JSON object with the values its part produced; - is standard input",
    )

    supervise = commands.add("supervise", run_supervise)
    supervise.add_argument(
        "--recount", action="store_true", help="reckon the deadlines of all open cases again"
    )


def run_decide(options: argparse.Namespace) -> None:
    """Move a case, or one department's part of it, to another state and tell its terminal."""
    from sync.platform.corrections import read_request  # loads pydantic, as below

    if options.department:
        _decide_part(options)
        return
    if options.produced is not None:
        raise EnvironmentFault(
            "part.values", "Only a department's part produces values.", "Name it with --department."
        )
    correction = None if options.missing is None else read_request(options.missing)
    with opened(options) as (database, _):
        case = _decisions(options, database).decide(
            options.number,
            options.state,
            actor=options.actor,
            text=options.text,
            correction=correction,
        )
    print(f"{case.case_number} {case.state}")


def _decide_part(options: argparse.Namespace) -> None:
    from sync.platform.bundles import Bundles

    try:
        state = PartState(options.state)
    except ValueError:
        state = PartState.WAITING
    if state not in (PartState.APPROVED, PartState.REFUSED):
        raise EnvironmentFault(
            "part.state", f"A part cannot become {options.state}.", "Say approved or refused."
        )
    produced = {} if options.produced is None else _values_in(options.produced)
    clock = SystemClock()
    with opened(options) as (database, keys):
        decided = Bundles(database, _decisions(options, database), keys, clock).decide(
            options.number,
            options.department,
            state,
            produced,
            actor=options.actor,
            text=options.text,
        )
    print(f"{decided.case.case_number} {decided.case.state}")
    for department in decided.opened:
        print(f"{department} begins")


def _values_in(file: Path) -> dict[str, str]:
    # not from the command line, which other users of the machine can read
    try:
        found = json.loads(sys.stdin.read() if str(file) == "-" else file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise EnvironmentFault(
            "part.values", f"The values in {file} cannot be read.", "Write a JSON object."
        ) from error
    if not isinstance(found, dict) or not all(isinstance(one, str) for one in found.values()):
        raise EnvironmentFault(
            "part.values", f"The values in {file} are no texts.", 'Write {"card_no": "…"}.'
        )
    return found


def run_supervise(options: argparse.Namespace) -> None:
    """Accept what nobody spoke about in time, and show the cases that are late."""
    now = SystemClock().now()
    with opened(options) as (database, _):
        decisions = _decisions(options, database)
        if options.recount:
            counted = decisions.recount()
            record(options, database, "supervise:recount", f"{counted} cases")
        decisions.accept_by_silence()
        with database.reading() as transaction:
            late = transaction.late(now)
            late_parts = transaction.parts.late(now)
            cases = transaction.cases_among({part.case_id for part in late_parts}, ())
    numbers = {case.case_id: case for case in cases}
    shown = [
        {
            "case_number": case.case_number,
            "light": light_of(case, now),
            "due": case.red_at and case.red_at.isoformat(),
            "state": case.state,
            "item_code": case.item_code,
        }
        for case in late
    ]
    shown += [
        {
            "case_number": numbers[part.case_id].case_number,
            "light": light_of(part, now),
            "due": part.red_at and part.red_at.isoformat(),
            "state": part.state,
            "item_code": numbers[part.case_id].item_code,
            "department": part.department,
        }
        for part in late_parts
    ]
    if options.json:
        print_json(shown)
        return
    for one in shown:
        print("  ".join(map(str, one.values())))


def _decisions(options: argparse.Namespace, database: Database) -> Decisions:
    from sync.platform.decisions import Decisions  # loads pydantic, which --help does not need
    from sync.platform.supervision.timekeeper import timekeeper

    return Decisions(database, timekeeper(options.data), SystemClock())
