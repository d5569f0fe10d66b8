"""`kiosk catalogue`: service items without a terminal."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.catalogue.fields import FIRST_LANGUAGE
from kiosk.errors import EnvironmentFault

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
    searched = actions.add_parser(
        "search",
        help="find items as people at a terminal do",
        description="Print what each QUERY finds, best first. Ends with 1 when one finds nothing.",
    )
    searched.add_argument("query", nargs="+", metavar="QUERY", help="Hanzi, pinyin, initials, id")
    searched.add_argument("--catalogue", type=Path, metavar="FOLDER", help="its folder")
    searched.set_defaults(function=run_search)
    prepared = actions.add_parser(
        "prepare",
        help="write the file that lets terminals open a large catalogue at once",
        description="Write index.sqlite into FOLDER: lines of lists and the search index.",
    )
    prepared.add_argument("folder", type=Path, metavar="FOLDER")
    prepared.set_defaults(function=run_prepare)
    keys = actions.add_parser(
        "keys",
        help="make the keys that catalogues are signed with",
        description="Write root.pem, targets.pem and online.pem into KEYS; none is written over.",
    )
    keys.add_argument("folder", type=Path, metavar="KEYS")
    keys.set_defaults(function=run_keys)
    published = actions.add_parser(
        "publish",
        help="sign a catalogue for terminals",
        description="Write the catalogue in FOLDER into a repository (TUF) that terminals install "
        "from, over the network or from a stick.",
    )
    published.add_argument("folder", type=Path, metavar="FOLDER")
    published.add_argument("repository", type=Path, metavar="REPOSITORY")
    published.add_argument("--keys", type=Path, required=True, metavar="KEYS")
    published.add_argument(
        "--days", type=int, default=90, help="how long terminals take it for news (90)"
    )
    published.set_defaults(function=run_publish)
    installed = actions.add_parser(
        "install",
        help="verify a catalogue and take it into use",
        description="Install the newest catalogue of SOURCE, an address or a folder, into PLACE; "
        "terminals load PLACE/current. Whatever is not right leaves the one in use.",
    )
    installed.add_argument("source", metavar="SOURCE")
    installed.add_argument("place", type=Path, metavar="PLACE")
    installed.add_argument(
        "--root", type=Path, metavar="FILE", help="the root to trust, at the first time"
    )
    installed.set_defaults(function=run_install)
    returned = actions.add_parser("rollback", help="take the catalogue before into use again")
    returned.add_argument("place", type=Path, metavar="PLACE")
    returned.set_defaults(function=run_rollback)
    generated = actions.add_parser(
        "generate",
        help="make up a large catalogue, to try terminals with",
        description="Write a catalogue of COUNT items into FOLDER, which must not exist: those "
        "that ship, and others made up of real words with the same forms.",
    )
    generated.add_argument("count", type=int, metavar="COUNT", help="items, such as 12635")
    generated.add_argument("folder", type=Path, metavar="FOLDER")
    generated.set_defaults(function=run_generate)
    for each in (checked, built):
        each.add_argument("folder", type=Path, nargs="?", metavar="FOLDER")
    new.add_argument("--catalogue", type=Path, metavar="FOLDER", default=Path())
    for each in (checked, compared):
        each.add_argument("--json", action="store_true", help="print one JSON object")
    searched.add_argument("--json", action="store_true", help="print one JSON object a query")


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


def run_search(arguments: argparse.Namespace) -> int:
    """Print what each query finds; exit 1 when one finds nothing."""
    catalogue = _loaded(_folder(arguments.catalogue))
    catalogue.prepare_search()
    nothing = 0
    for query in arguments.query:
        began = time.perf_counter()
        found = catalogue.search(query)
        took_ms = round((time.perf_counter() - began) * 1000, 3)
        nothing += not found
        if arguments.json:
            results = [
                {
                    "id": one.entry.id,
                    "name": one.entry.name.in_language(FIRST_LANGUAGE),
                    "score": round(one.score, 4),
                }
                for one in found
            ]
            print(
                json.dumps({"query": query, "ms": took_ms, "results": results}, ensure_ascii=False)
            )
        else:
            print(f"{query}: {len(found)} found in {took_ms:.1f} ms")
            _print_lines(
                f"  {one.entry.id:>5}  {one.entry.name.in_language(FIRST_LANGUAGE)}"
                for one in found
            )
    return 1 if nothing else 0


def run_prepare(arguments: argparse.Namespace) -> int:
    """Write the file of a catalogue."""
    from kiosk.catalogue.prepared import prepare  # heavy: numpy

    print(f"{prepare(arguments.folder)} written.")
    return 0


def run_keys(arguments: argparse.Namespace) -> int:
    """Make the keys."""
    from kiosk.catalogue.distribution.keys import make_keys

    for file in make_keys(arguments.folder):
        print(f"{file} written. Keep it from others.")
    return 0


def run_publish(arguments: argparse.Namespace) -> int:
    """Sign a catalogue."""
    from kiosk.catalogue.distribution.publishing import publish
    from kiosk.clock import SystemClock

    now = SystemClock().now()
    done = publish(arguments.folder, arguments.repository, arguments.keys, now, arguments.days)
    print(f"Version {done.version} published: {done.parts} parts, {done.new} of them new.")
    return 0


def run_install(arguments: argparse.Namespace) -> int:
    """Take a catalogue into use."""
    from kiosk.catalogue.distribution.installing import install

    done = install(arguments.source, arguments.place, _read(arguments.root))
    word = "is in use now" if done.changed else "was in use already"
    print(f"Version {done.version} with {done.items} items {word}.")
    return 0


def run_rollback(arguments: argparse.Namespace) -> int:
    """Take the catalogue before into use again."""
    from kiosk.catalogue.distribution.installing import roll_back

    print(f"Version {roll_back(arguments.place)} is in use now.")
    return 0


def _read(file: Path | None) -> bytes | None:
    try:
        return None if file is None else file.read_bytes()
    except OSError as error:
        raise EnvironmentFault(
            "catalogue.trust",
            f"The root {file} cannot be read: {error.strerror}.",
            "Name the repository's 1.root.json.",
        ) from error


def run_generate(arguments: argparse.Namespace) -> int:
    """Make up a catalogue."""
    from kiosk.catalogue.authoring.generating import generate

    generate(arguments.folder, arguments.count, _folder(None))
    print(f"{arguments.folder} written.")
    return 0


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
