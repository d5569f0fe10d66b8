"""`kiosk devices print`: print a file on a printer, and say what became of it."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from urllib.parse import urlsplit

EXIT_FAILED = 1
EXIT_UNKNOWN = 3
"""Its own exit code: a job of which nobody knows must not be sent again by a script."""


def add(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the action."""
    parser = actions.add_parser(
        "print",
        help="print a file, and say what became of it",
        description="Print a file once and print what became of it: PRINTED (exit code 0), FAILED "
        "(1) or UNKNOWN (3). A receipt printer takes texts and pictures, a document printer PDF.",
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="what to print")
    parser.add_argument(
        "--printer",
        required=True,
        metavar="URL",
        help="its address, such as escpos+tcp://192.168.1.50:9100 or "
        "ipp://localhost:631/printers/A4",
    )
    parser.add_argument(
        "--deadline",
        type=float,
        default=30.0,
        metavar="S",
        help="seconds until it has to be printed (default: %(default)g)",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(function=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the file and its outcome."""
    from drivers.api import PrintResult  # drivers are loaded by the command that uses them
    from drivers.document_printer import makers as documents
    from drivers.document_printer.files import print_file as print_document
    from drivers.fitting import Fitting
    from drivers.receipt_printer.files import print_file as print_slip
    from kiosk import log
    from kiosk.clock import SystemClock

    log.configure()  # to stderr: stdout is the outcome's
    print_file = (
        print_document if urlsplit(arguments.printer).scheme in documents.MAKERS else print_slip
    )
    outcome = print_file(
        arguments.file, arguments.printer, Fitting(SystemClock()), deadline_s=arguments.deadline
    )
    if arguments.json:
        print(json.dumps({"outcome": outcome.result, "reason": outcome.reason}))
    else:
        print(f"{outcome.result} {outcome.reason}".rstrip())
    exits = {PrintResult.FAILED: EXIT_FAILED, PrintResult.UNKNOWN: EXIT_UNKNOWN}
    return exits.get(outcome.result, 0)
