"""``kiosk-platform migrate`` and ``compare-files``: database and files kept in order."""

from __future__ import annotations

import argparse

from kiosk.clock import SystemClock
from sync.platform.cli.options import Commands
from sync.platform.cli.output import print_json
from sync.platform.cli.place import opened, opened_database, record, settings_of


def add(commands: Commands) -> None:
    """Add the commands."""
    commands.add("migrate", run_migrate, as_json=False)
    commands.add("compare-files", run_compare_files)


def run_migrate(options: argparse.Namespace) -> None:
    """Bring the database to this program's tables."""
    with opened_database(options) as database:
        changed = database.migrate()
    print("The tables were brought up to date." if changed else "Nothing to do.")


def run_compare_files(options: argparse.Namespace) -> int:
    """Compare the storage of files with the database; 1 if files are missing."""
    from sync.platform.results import result_id_of
    from sync.platform.stock import Stocktaking  # loads SQLAlchemy, which --help does not need
    from sync.platform.storage import open_storage
    from sync.platform.uploads import whole_name

    with opened(options) as (database, _):
        storage = open_storage(settings_of(options).files_url)
        stock = Stocktaking(database, storage, SystemClock()).take()
        record(options, database, "compare-files", f"{stock.swept} swept")
        with database.reading() as transaction:
            missing, found = (
                [
                    {"file": whole_name(row), "case_number": transaction.uploads.case_number(row)}
                    for row in rows
                ]
                for rows in (stock.missing, stock.found)
            )
            results = [
                (name, transaction.results.case_number(result_id_of(name)))
                for name in stock.results
            ]
    missing += [{"file": name, "case_number": number} for name, number in results]
    if options.json:
        named = {"missing": missing, "found": found, "unknown": stock.unknown}
        print_json({"swept": stock.swept} | named)
    else:
        print(f"swept {stock.swept}")
        for one in missing:
            print("missing", *one.values())
        for one in found:
            print("found", *one.values())
        for name in stock.unknown:
            print("unknown", name)
    return 1 if missing else 0
