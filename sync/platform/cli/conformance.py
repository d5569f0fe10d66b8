"""``kiosk-platform conformance``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from kiosk.errors import EnvironmentFault
from sync.platform.cli.options import Commands, whole_number
from sync.platform.cli.output import print_json

_FROM_INPUT = "-"


def add(commands: Commands) -> None:
    """Add the command."""
    tried = commands.add("conformance", run, elsewhere=True)
    tried.add_argument("url", help="address of the platform that is tried")
    tried.add_argument(
        "--token",
        action="append",
        default=[],
        metavar="TOKEN",
        help="an unused enrolment token of that platform; give two. - reads them from the input",
    )
    tried.add_argument(
        "--only", action="append", default=[], metavar="NAME", help="a check or a room of checks"
    )
    tried.add_argument("--list", action="store_true", help="name the checks, and run none")
    tried.add_argument(
        "--expect-rotation", action="store_true", help="the platform's sealing key was rotated"
    )
    tried.add_argument(
        "--expect-command", action="store_true", help="you will give the terminal a command"
    )
    tried.add_argument(
        "--expect-notice", action="store_true", help="a notice for all terminals was posted"
    )
    tried.add_argument(
        "--expect-correction", action="store_true", help="you will request a correction"
    )
    tried.add_argument(
        "--expect-result", action="store_true", help="you will add documents to cases"
    )
    tried.add_argument(
        "--expect-revocation", action="store_true", help="you will revoke the second terminal"
    )
    tried.add_argument(
        "--expect-signer", action="store_true", help="you will announce another signing key"
    )
    tried.add_argument("--slow", action="store_true", help="run what takes minutes, too")
    tried.add_argument(
        "--requests",
        type=whole_number("number of requests", 1, 100_000),
        default=1500,
        metavar="N",
        help="asked at once to find the platform's limit (%(default)s)",
    )
    tried.add_argument(
        "--authority", type=Path, metavar="F", help="certificates (PEM) to trust instead"
    )


def run(options: argparse.Namespace) -> int:
    """Try whether a platform speaks the protocol of docs/protocol.md."""
    # these load pydantic and requests, which --help does not need
    from sync.conformance.bench import Wishes
    from sync.conformance.checks import Verdict
    from sync.conformance.line import Line
    from sync.conformance.report import counts, document, lines
    from sync.conformance.run import Result, select
    from sync.conformance.run import run as run_checks
    from sync.protocol.enrolment import EnrolmentToken

    checks = select(options.only)
    if options.list:
        for check in checks:
            print(f'{check.name}  {check.demand} ("{check.section}")')
        return 0
    line = Line(options.url, options.authority)
    tokens = [EnrolmentToken.parse(text) for text in _tokens(options.token)]
    wishes = Wishes(
        rotated=options.expect_rotation,
        commands=options.expect_command,
        notice=options.expect_notice,
        correction=options.expect_correction,
        result=options.expect_result,
        revocation=options.expect_revocation,
        signer=options.expect_signer,
        slow=options.slow,
        requests=options.requests,
        ask=lambda words: print(words, file=sys.stderr, flush=True),
    )

    def told(result: Result) -> None:
        if not options.json:
            print(lines(result), flush=True)

    results = run_checks(line, tokens, wishes, checks=checks, told=told)
    if options.json:
        print_json(document(line.url, results))
    else:
        print(", ".join(f"{count} {name}" for name, count in counts(results).items()))
    verdicts = {one.verdict for one in results}
    if Verdict.FAILED in verdicts:
        return 1
    return 0 if Verdict.PASSED in verdicts else 2


def _tokens(given: list[str]) -> list[str]:
    found = [text for text in given if text != _FROM_INPUT]
    if _FROM_INPUT in given:  # what is typed after a command can be read by others meanwhile
        found += sys.stdin.read().split()
    if not found:
        raise EnvironmentFault(
            "conformance.token",
            "A terminal is enrolled for the trial, and there is no token for it.",
            "Give --token twice, with two unused tokens of that platform.",
        )
    return found
