"""`kiosk catalogue new`, `check`, `build` and `diff`: service items without a terminal."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kiosk.catalogue import Catalogue


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "catalogue",
        help="write service items, check them, build what terminals load",
        description="Work on a catalogue, a folder with a folder for each service item. Without "
        "FOLDER it is the one that ships with the program.",
    )
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    new = actions.add_parser(
        "new",
        help="begin a service item",
        description="Make the folder of a new item: spreadsheets and texts to write over.",
    )
    new.add_argument("id", metavar="ID", help="its number, such as 905; the folder is called so")
    new.add_argument("--name", default="", help="what it is called, in Chinese")
    new.add_argument("--topic", default="", help="topic it stands under, such as welfare")
    new.set_defaults(function=run_new)
    checked = actions.add_parser(
        "check",
        help="say everything that is wrong with a catalogue, and where",
        description="Print all findings with file, sheet and row. Ends with 1 when one of them is "
        "an error.",
    )
    checked.set_defaults(function=run_check)
    built = actions.add_parser(
        "build",
        help="make what terminals load from the spreadsheets",
        description="Write the files whose spreadsheet says something else than they do.",
    )
    built.set_defaults(function=run_build)
    compared = actions.add_parser(
        "diff",
        help="say what changes for citizens",
        description="Compare two catalogues and print what citizens will find otherwise. Ends with "
        "1 when there is something.",
    )
    compared.add_argument("before", type=Path, metavar="OLD", help="folder of a catalogue")
    compared.add_argument("after", type=Path, metavar="NEW", help="folder of another version")
    compared.set_defaults(function=run_diff)
    for each in (checked, built):
        each.add_argument("folder", type=Path, nargs="?", metavar="FOLDER")
    new.add_argument("--catalogue", type=Path, metavar="FOLDER", default=Path())
    for each in (checked, compared):
        each.add_argument("--json", action="store_true", help="print one JSON object")


def run_new(arguments: argparse.Namespace) -> int:
    """Make the folder of a new item."""
    from kiosk.catalogue.authoring.beginning import begin_item  # heavy: spreadsheets

    folder = begin_item(
        arguments.catalogue, arguments.id, name=arguments.name, topic=arguments.topic
    )
    print(f"{folder}: write over what stands there, then: kiosk catalogue check")
    return 0


def run_check(arguments: argparse.Namespace) -> int:
    """Print all findings; exit 1 when one is an error."""
    from kiosk.catalogue.authoring.checking import check  # heavy: the converter
    from kiosk.forms.review import Severity

    found = check(_folder(arguments.folder))
    count = {
        severity: sum(one.finding.severity is severity for one in found) for severity in Severity
    }
    if arguments.json:
        _print_json(
            {
                "ok": not count[Severity.ERROR],
                "errors": count[Severity.ERROR],
                "warnings": count[Severity.WARNING],
                "hints": count[Severity.HINT],
                "findings": [one.as_json() for one in found],
            }
        )
    else:
        _print_lines(found)
        print(", ".join(f"{number} {severity.value}s" for severity, number in count.items()) + ".")
    return 1 if count[Severity.ERROR] else 0


def run_build(arguments: argparse.Namespace) -> int:
    """Write the files that are not current."""
    from kiosk.catalogue.authoring.building import built_files  # heavy: the converter

    for file in list(built_files(_folder(arguments.folder))):  # all are right, or none is written
        if not file.current:
            file.target.write_bytes(file.content)
            print(f"{file.target} built.")
    return 0


def run_diff(arguments: argparse.Namespace) -> int:
    """Print what changes; exit 1 when something does."""
    from kiosk.catalogue.authoring.differences import differences

    changes = differences(_loaded(arguments.before), _loaded(arguments.after))
    if arguments.json:
        _print_json({"changes": [change.as_json() for change in changes]})
    else:
        _print_lines(changes)
    return 1 if changes else 0


def _folder(given: Path | None) -> Path:
    """The folder that was given, or that of the catalogue that ships."""
    from kiosk.catalogue import starter_folder

    return given if given is not None else Path(str(starter_folder()))


def _loaded(folder: Path) -> Catalogue:
    from kiosk.catalogue import load_catalogue  # brings the models' library with it

    return load_catalogue(folder)


def _print_lines(lines: Iterable[object]) -> None:
    for line in lines:
        print(line)


def _print_json(content: Mapping[str, Any]) -> None:
    json.dump(content, sys.stdout, ensure_ascii=False, indent=2)
    print()
