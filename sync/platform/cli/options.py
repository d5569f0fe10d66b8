"""How a sub-command is added, and the options and kinds of values that several share."""

from __future__ import annotations

import argparse
import getpass
import os
from collections.abc import Callable
from pathlib import Path

Run = Callable[[argparse.Namespace], int | None]


class Commands:
    """Sub-commands of a parser, each with the common options.

    Args:
        parser: That has the sub-commands.
        common: Options of every one, as ``common_options`` makes them.
    """

    def __init__(self, parser: argparse.ArgumentParser, common: argparse.ArgumentParser) -> None:
        self._common = common
        self._added = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    def add(
        self, name: str, run: Run, *, as_json: bool = True, elsewhere: bool = False
    ) -> argparse.ArgumentParser:
        """A sub-command that a function carries out; its help is the docstring's first line.

        Args:
            name: As it is typed.
            run: Gets the options; returns the exit code, none for 0.
            as_json: Whether it can also print JSON, by ``--json``.
            elsewhere: Whether it needs no data of this platform, and so none of the options.
        """
        words = (run.__doc__ or "").partition("\n")[0]
        common = [] if elsewhere else [self._common]
        made = self._added.add_parser(name, parents=common, help=words, description=words)
        made.set_defaults(run=run)
        if as_json:
            made.add_argument("--json", action="store_true", help="print JSON")
        return made

    def group(self, name: str, words: str) -> Commands:
        """A sub-command that has sub-commands of its own.

        Args:
            name: As it is typed.
            words: What they are for, one sentence.
        """
        return Commands(self._added.add_parser(name, help=words, description=words), self._common)


def common_options() -> argparse.ArgumentParser:
    """The options of every sub-command: where the platform's data are, and who acts."""
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--data", type=Path, required=True, metavar="DIR", help="folder with keys and database"
    )
    common.add_argument(
        "--database", default="", metavar="URL", help="database address (default: SQLite in DIR)"
    )
    common.add_argument(
        "--files",
        default="",
        metavar="URL",
        help="where files of cases are (default: files in DIR)",
    )
    common.add_argument(
        "--actor", default=_whoami(), metavar="NAME", help="who does this, for the record (you)"
    )
    return common


def whole_number(what: str, least: int, most: int) -> Callable[[str], int]:
    """A kind of value: a whole number between two others.

    Args:
        what: Its noun, for "5 is no ... from 1 to 4".
        least: Smallest that is taken.
        most: Largest that is taken.
    """

    def number(text: str) -> int:
        if not (text.isascii() and text.isdecimal()) or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"{text} is no {what} from {least} to {most}")
        return int(text)

    return number


hours = whole_number("number of hours", 1, 24 * 366)


def _whoami() -> str:
    try:
        return os.environ.get("SUDO_USER") or getpass.getuser()
    except (KeyError, OSError):  # a user without a name
        return str(os.getuid())
