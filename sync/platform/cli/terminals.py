"""``kiosk-platform terminals`` and ``revoke``: which terminals there are, and taking one out."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from kiosk.clock import SystemClock
from sync.platform.cli.options import Commands
from sync.platform.cli.output import print_json
from sync.platform.cli.place import opened

if TYPE_CHECKING:
    from sync.platform.store import FormerKeyRow, HealthRow, TerminalRow


def add(commands: Commands) -> None:
    """Add the commands."""
    commands.add("terminals", run_terminals)
    revoke = commands.add("revoke", run_revoke, as_json=False)
    revoke.add_argument("terminal", help="number of the terminal, four digits")
    revoke.add_argument("--reason", default="", metavar="TEXT", help="why, for the record")


def run_terminals(options: argparse.Namespace) -> None:
    """Show every terminal: where it stands, how it is, whether it is revoked or wiped."""
    from sync.platform.revoking import state_of  # loads pydantic, which --help does not need

    with opened(options) as (database, _), database.reading() as transaction:
        rows = transaction.terminals()
        former = transaction.credentials.revoked_formerly()
        health = {one.terminal: one for one in transaction.health.every()}
    known = {row.number: row for row in rows}
    shown = [
        *(
            {
                "terminal": row.number,
                "place": row.place,
                "state": state_of(row),
                "enrolled_at": row.enrolled_at.isoformat(),
                "last_seen_at": row.last_seen_at and row.last_seen_at.isoformat(),
                "replaced_at": None,
                **_revocation(row),
                **_health(health.get(row.number)),
            }
            for row in rows
        ),
        # a stolen one whose number another has: whether it has wiped itself still matters
        *(
            {
                "terminal": row.terminal,
                "place": known[row.terminal].place,
                "state": state_of(row),
                "enrolled_at": None,
                "last_seen_at": None,
                "replaced_at": row.until.isoformat(),
                **_revocation(row),
                **_health(None),
            }
            for row in former
        ),
    ]
    if options.json:
        print_json(shown)
        return
    for one in shown:
        said = health.get(str(one["terminal"])) if one["replaced_at"] is None else None
        when = one["last_seen_at"] or one["replaced_at"] or "never seen"
        kept = "" if one["kept_sealed"] is None else f"{one['kept_sealed']} kept sealed"
        words = (one["terminal"], one["state"], when, one["place"], one["reason"], kept)
        print(*filter(None, (*words, *_in_words(said))), sep="  ")


def _revocation(row: TerminalRow | FormerKeyRow) -> dict[str, object]:
    return {
        "revoked_at": row.revoked_at and row.revoked_at.isoformat(),
        "reason": row.revoked_because,
        "wiped_at": row.wiped_at and row.wiped_at.isoformat(),
        "kept_sealed": row.wiped_kept,
    }


def _health(row: HealthRow | None) -> dict[str, object]:
    if row is None:
        return {"reported_at": None, "report": None}
    return {"reported_at": row.at.isoformat(), "report": json.loads(row.report)}


def _in_words(row: HealthRow | None) -> list[str]:
    """How a terminal was when it last said so; what is as it should be is not said."""
    from sync.protocol.health import TerminalReport  # as above

    if row is None:
        return []
    report = TerminalReport.model_validate_json(row.report)
    words = [report.software_version]
    if report.waiting or report.files:
        words.append(f"{report.waiting} messages and {report.files} files to come")
    words += [f"{number} x {code}" for code, number in report.reasons.items()]
    if report.devices is None:
        words.append("no screen")
    words += [f"{one.device} {one.reason or one.state}" for one in report.unwell]
    return words


def run_revoke(options: argparse.Namespace) -> None:
    """Take a terminal out of use, above all a stolen one; it wipes itself when it hears of it."""
    from sync.platform.revoking import revoke  # as above

    with opened(options) as (database, _):
        row = revoke(
            database,
            options.terminal,
            because=options.reason[:160],
            actor=options.actor,
            clock=SystemClock(),
        )
    print(f"{row.number} revoked; kiosk-platform terminals shows when it has wiped itself")
