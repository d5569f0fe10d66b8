"""`kiosk forms check`, `fill` and `preview`: forms without a terminal."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from kiosk.cli import forms_preview
from kiosk.clock import SystemClock

PLACE = ZoneInfo("Asia/Shanghai")  # where the terminals stand


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "forms",
        help="check a form, fill it without a screen, or look at it on the screen",
        description="Work on item forms (XLSForm or XForms XML) without a terminal.",
    )
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    checked = actions.add_parser(
        "check",
        help="say everything that is wrong with a form, and where",
        description="Convert and load a form and print all findings with sheet, row and column. "
        "Ends with 1 when one of them is an error.",
    )
    checked.set_defaults(function=run_check)
    filled = actions.add_parser(
        "fill",
        help="fill a form from a file of answers",
        description="Fill a form and print the instance, what violates its rules, and which "
        "departments see which field. Ends with 1 when something is violated.",
    )
    filled.add_argument(
        "--answers",
        type=Path,
        required=True,
        metavar="FILE.json",
        help='an object: {"/data/age": "12", …} by path, or nested like the answers it prints',
    )
    filled.add_argument("--language", help="language of the messages, such as zh_CN or en")
    filled.set_defaults(function=run_fill)
    forms_preview.add(actions)
    for each in (checked, filled):
        each.add_argument("file", type=Path, metavar="FILE", help="xlsx, csv, md or xml")
        each.add_argument("--json", action="store_true", help="print one JSON object")


def run_check(arguments: argparse.Namespace) -> int:
    """Print all findings; exit 1 when one is an error."""
    from kiosk.forms.review import Severity, review  # heavy: it brings the converter

    findings = review(arguments.file)
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    hints = sum(finding.severity is Severity.HINT for finding in findings)
    warnings = len(findings) - errors - hints
    if arguments.json:
        _print_json(
            {
                "file": str(arguments.file),
                "ok": not errors,
                "errors": errors,
                "warnings": warnings,
                "hints": hints,
                "findings": [finding.as_json() for finding in findings],
            }
        )
    else:
        for finding in findings:
            print(f"{arguments.file.name}: {finding}")
        print(f"{errors} errors, {warnings} warnings, {hints} hints.")
    return 1 if errors else 0


def run_fill(arguments: argparse.Namespace) -> int:
    """Fill the form and print what came of it; exit 1 when something is violated."""
    # heavy: they bring the converter
    from kiosk.forms import load_form
    from kiosk.forms.filling import fill, handed_in
    from kiosk.forms.review.reviewing import media_beside, read_form

    xml, _ = read_form(arguments.file)
    with tempfile.TemporaryDirectory() as folder:  # nothing is left beside the form
        form = load_form(xml, media=media_beside(arguments.file, xml), list_folder=Path(folder))
    session = form.open(now=SystemClock().now, tz=PLACE, language=arguments.language)
    fill(session, read_answers(arguments.answers))
    session.finish()
    found = handed_in(session)
    if arguments.json:
        _print_json(found)
    else:
        print(found["instance"])
        for node in session.violations():
            print(f"violation: {node.path}: {node.violation} {node.message}".rstrip())
        for ref, departments in form.routing.items():
            print(f"routing: {ref}: {' '.join(departments)}")
    return 1 if found["violations"] else 0


def read_answers(path: Path) -> dict[str, object]:
    """The answers in a file.

    Raises:
        FormError: ``form.answers``.
    """
    from kiosk.forms import FormError  # heavy: the whole engine

    try:
        answers = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise FormError(
            f"The answers in {path} cannot be read: {error}.",
            remedy="Give a file with one JSON object.",
            code="form.answers",
        ) from error
    if not isinstance(answers, dict):
        raise FormError(
            f"The answers in {path} are no JSON object.",
            remedy="Give a file with one JSON object.",
            code="form.answers",
        )
    return answers


def _print_json(content: dict[str, Any]) -> None:
    json.dump(content, sys.stdout, ensure_ascii=False, indent=2)
    print()
