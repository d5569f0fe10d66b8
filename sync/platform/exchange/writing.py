"""The files of one day: whole or not there, private, and with a list of what they hold."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from kiosk.errors import EnvironmentFault
from sync.platform.exchange.columns import TABLES
from sync.platform.exchange.records import Record

MANIFEST = "manifest.json"
FORMAT = "bianmin-exchange/1"
_LINE_ENDS = {ord(one): f"\\u{ord(one):04x}" for one in "\x85\u2028\u2029"}
"""What some readers take for the end of a line, though JSON does not."""


class TableFile:
    """Takes the records of one table, one a line.

    Args:
        name: of the table.
        file: where to.
    """

    def __init__(self, name: str, file: BinaryIO) -> None:
        self.columns = TABLES[name]
        self._file = file
        self._digest = hashlib.sha256()
        self.records = 0
        self._bytes = 0
        self._empty: Counter[str] = Counter()
        self._too_long: Counter[str] = Counter()

    def add(self, record: Record) -> None:
        """Write a record; a column it does not name stays empty."""
        values = {column.name: record.get(column.name, "") for column in self.columns}
        for column in self.columns:
            if column.required and not values[column.name]:
                self._empty[column.name] += 1
            if len(values[column.name]) > column.length:
                self._too_long[column.name] += 1
        text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
        line = text.translate(_LINE_ENDS).encode() + b"\n"
        self._file.write(line)
        self._digest.update(line)
        self.records += 1
        self._bytes += len(line)

    def described(self) -> dict[str, Any]:
        """What the manifest says of it."""
        return {
            "records": self.records,
            "bytes": self._bytes,
            "sha256": self._digest.hexdigest(),
            "empty": dict(sorted(self._empty.items())),
            "too_long": dict(sorted(self._too_long.items())),
        }


@contextmanager
def day_folder(folder: Path) -> Iterator[DayFolder]:
    """Where the files of one day are written, by one process at a time.

    Args:
        folder: of that day alone; made if it is not there.

    Raises:
        EnvironmentFault: ``exchange.file``, it cannot be written; ``exchange.busy``, somebody else
            writes there.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _locked(folder), ExitStack() as opened:
            partial = {name: folder / f".{_file(name)}.partial" for name in TABLES}
            opened.callback(_remove, partial.values())
            files = {name: opened.enter_context(_private(path)) for name, path in partial.items()}
            yield DayFolder(folder, files, partial)
    except OSError as error:
        raise EnvironmentFault(
            "exchange.file",
            f"{error.filename or folder} cannot be written: {error.strerror or error}.",
            "Make room, mend its owner and mode, or name another place with --out.",
        ) from error


class DayFolder:
    """Files of one day that nobody sees before they are published.

    Args:
        folder: where they will be.
        files: open ones, by table.
        partial: where these are now.
    """

    def __init__(
        self, folder: Path, files: Mapping[str, BinaryIO], partial: Mapping[str, Path]
    ) -> None:
        self.tables = {name: TableFile(name, file) for name, file in files.items()}
        self._folder = folder
        self._files = files
        self._partial = partial

    def described(self) -> dict[str, Any]:
        """What the manifest says of the files, by their names."""
        return {_file(name): table.described() for name, table in self.tables.items()}

    def publish(self, manifest: Mapping[str, Any]) -> bool:
        """Put the files where they belong; False if the same ones are there already.

        The manifest is taken away first and comes last: a folder without one is not finished, and
        what a manifest lists is as it says.
        """
        content = json.dumps(manifest, ensure_ascii=False, indent=1).encode() + b"\n"
        target = self._folder / MANIFEST
        if self._is_there(target, content):
            return False
        for file in self._files.values():
            file.flush()
            os.fsync(file.fileno())
        target.unlink(missing_ok=True)
        _sync(self._folder)
        for name, path in self._partial.items():
            path.replace(self._folder / _file(name))
        partial = self._folder / f".{MANIFEST}.partial"
        with _private(partial) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        _sync(self._folder)  # the files are named before the manifest names them
        partial.replace(target)
        _sync(self._folder)
        return True

    def _is_there(self, target: Path, content: bytes) -> bool:
        if not target.is_file() or target.read_bytes() != content:
            return False
        return all(
            (self._folder / name).is_file() and _sha256(self._folder / name) == described["sha256"]
            for name, described in self.described().items()
        )


def _file(table: str) -> str:
    return f"{table}.jsonl"


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _private(path: Path) -> Iterator[BinaryIO]:
    """A new file that only this user can read; what is left of another one goes."""
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        yield file


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise EnvironmentFault(
            "exchange.busy",
            f"Another command is writing {folder}.",
            "Wait until it has ended.",
        ) from error
    finally:
        os.close(descriptor)


def _remove(paths: Iterable[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    """Let names in a folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
