"""``kiosk-platform result``: documents that came of cases."""

from __future__ import annotations

import argparse
from pathlib import Path

from kiosk.clock import SystemClock
from kiosk.errors import EnvironmentFault
from sync.platform.cli.options import Commands
from sync.platform.cli.output import print_json
from sync.platform.cli.place import opened, settings_of
from sync.protocol.result_kinds import ResultKind

_WORDS = {
    ResultKind.LICENCE: "证照",
    ResultKind.CERTIFICATE: "证明",
    ResultKind.DECISION: "决定书",
    ResultKind.EXTRACT: "查询结果",
    ResultKind.OTHER: "办理结果",
}
_MOST_BYTES = 50 * 1024 * 1024


def add(commands: Commands) -> None:
    """Add the commands."""
    results = commands.group("result", "Documents that came of cases.")
    added = results.add("add", run_add)
    added.add_argument("number", help="case number or deposit number")
    added.add_argument("file", type=Path, help="the document, a PDF of at most 50 MiB")
    added.add_argument(
        "--kind",
        type=ResultKind,
        choices=list(ResultKind),
        metavar="KIND",
        required=True,
        help="one of " + ", ".join(ResultKind),
    )
    added.add_argument("--name", default="", help="what the citizen reads it is called, one line")
    listed = results.add("list", run_list)
    listed.add_argument("number", help="case number or deposit number")


def run_add(options: argparse.Namespace) -> None:
    """Add a document to an approved case and tell its terminal that the result is ready."""
    from sync.platform.decisions import Decisions  # these load pydantic, which --help does not need
    from sync.platform.results import Results
    from sync.platform.storage import open_storage
    from sync.platform.supervision.timekeeper import timekeeper

    content = _content(options.file)
    clock = SystemClock()
    with opened(options) as (database, keys):
        storage = open_storage(settings_of(options).files_url)
        decisions = Decisions(database, timekeeper(options.data), clock)
        added = Results(database, storage, keys, decisions, clock).add(
            options.number,
            content,
            kind=options.kind,
            name=options.name or _WORDS[options.kind],
            actor=options.actor,
        )
    if options.json:
        print_json(
            {
                "case_number": added.case.case_number,
                "state": added.case.state,
                "sha256": added.result.sha256,
                "news": added.news,
            }
        )
    else:
        print(f"{added.case.case_number} {added.case.state}" + ("" if added.news else "  (again)"))


def run_list(options: argparse.Namespace) -> None:
    """Show the documents of a case: what, when, how large, and whether they were collected."""
    from sync.platform.decisions import held_case  # as above

    with opened(options) as (database, _), database.begin() as transaction:
        rows = transaction.results.of_case(held_case(transaction, options.number).case_id)
    if options.json:
        print_json(
            [
                {
                    "kind": row.kind,
                    "size": row.size,
                    "sha256": row.sha256,
                    "actor": row.actor,
                    "at": row.at.isoformat(),
                    "collected_at": row.collected_at and row.collected_at.isoformat(),
                }
                for row in rows
            ]
        )
        return
    for row in rows:
        stands = f"collected {row.collected_at:%Y-%m-%d %H:%M}Z" if row.collected_at else "ready"
        print(f"{row.at:%Y-%m-%d %H:%M}Z", row.kind, f"{row.size} bytes", stands, sep="  ")


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as document:
            return document.read(_MOST_BYTES + 1)
    except OSError as error:
        raise EnvironmentFault(
            "result.unusable",
            f"{file} cannot be read: {error.strerror}.",
            "Name a PDF that this user may read.",
        ) from None
