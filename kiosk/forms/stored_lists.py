"""Long lists from CSV files: kept in an SQLite file beside them, and never loaded whole.

The national table of villages has 600,000 rows. The file with the index is made once, when the
CSV file is new or has changed; after that a form opens without reading a row of it.
"""

from __future__ import annotations

import csv
import json
import os
import tempfile
from collections.abc import Iterator
from datetime import tzinfo
from pathlib import Path
from typing import Any, TextIO, cast

from sqlcipher3 import dbapi2  # the one SQLite in the program (docs/decisions/0002)

from kiosk.forms.errors import EvaluationError, FormError
from kiosk.forms.xpath.nodes import Node, NodeKind
from kiosk.forms.xpath.values import Value, text_number

STORED_FROM = 1024 * 1024  # bytes of a CSV file; a smaller one is read into memory
MAX_TAKEN = 20_000  # rows taken into memory for one expression
DELIMITERS = ",;\t|"
_LAYOUT = 1  # of the index file; a file of another layout is made again
_BATCH = 1_000  # rows read at a time when all are looked at


class StoredRow(Node):
    """A row of a stored list; its cells are its children, `place` counts rows from 1."""

    __slots__ = ("place",)

    def __init__(self, parent: Node, place: int, names: tuple[str, ...], cells: Any) -> None:
        super().__init__(NodeKind.ELEMENT, "item", parent=parent)
        self.place = place
        self.repeat = True  # its path shows the position without asking for its siblings
        self.children = [
            Node(NodeKind.ELEMENT, name, parent=self, text=text)
            for name, text in zip(names, cells, strict=True)
        ]

    def rank(self, parent: Node) -> int:
        """The place among its siblings, from 0."""
        del parent  # knows it by itself
        return self.place - 1

    def position(self) -> int:
        """The place among its siblings, from 1."""
        return self.place


class StoredList:
    """The rows of one list (`xpath.index.StoredRows`).

    Args:
        path: the index file.
        parent: the element the rows are children of.
    """

    def __init__(self, path: Path, parent: Node) -> None:
        # a form may be loaded on one thread and filled on another; SQLite serialises
        self._connection = dbapi2.connect(
            f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )
        self._parent = parent
        header, count = self._connection.execute("SELECT columns, rows FROM about").fetchone()
        self._names = tuple(str(name) for name in json.loads(header))
        self._count = int(count)

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Node]:
        last = 0
        while True:
            rows = self._taken("WHERE id > ? ORDER BY id LIMIT ?", (last, _BATCH))
            yield from rows
            if len(rows) < _BATCH:
                return
            last += _BATCH

    def whole(self) -> list[Node]:
        """All rows.

        Raises:
            EvaluationError: they are too many.
        """
        self._refuse_many(self._count)
        return list(self)

    def equal_to(self, column: str, wanted: Value, zone: tzinfo) -> list[Node] | None:
        """Rows whose column equals `wanted`, in order; None when only looking at each can tell.

        Raises:
            EvaluationError: they are too many.
        """
        name = self._column(column)
        if isinstance(wanted, (str, list)):
            keys = {wanted} if isinstance(wanted, str) else {node.value for node in wanted}
            if name is None or not keys:
                return []
            marks = ",".join("?" * len(keys))
            return self._all(f"WHERE {name} IN ({marks}) ORDER BY id", tuple(keys))
        if isinstance(wanted, float):
            return self._equal_number(name, wanted, zone) if name is not None else []
        return None

    def first(self, column: str, value: str) -> Node | None:
        """The first row whose column holds exactly `value`."""
        name = self._column(column)
        if name is None:
            return None
        return next(iter(self._taken(f"WHERE {name} = ? ORDER BY id LIMIT 1", (value,))), None)

    def containing(self, column: str, text: str, limit: int) -> list[Node]:
        """The first rows whose column contains `text`, at most `limit`."""
        name = self._column(column)
        if name is None:
            return []
        return self._taken(f"WHERE instr({name}, ?) ORDER BY id LIMIT ?", (text, limit))

    def slice(self, start: int, count: int) -> list[Node]:
        """`count` rows from the place `start`, which counts from 0."""
        return self._taken("WHERE id > ? ORDER BY id LIMIT ?", (start, count))

    def _column(self, name: str) -> str | None:
        return f"c{self._names.index(name)}" if name in self._names else None

    def _equal_number(self, name: str, wanted: float, zone: tzinfo) -> list[Node]:
        """Numbers may be written in many ways, so each cell is read; the rows are not."""
        cells = self._rows(f"SELECT id, {name} FROM rows", ())  # noqa: S608 # the name is ours
        places = [place for place, text in cells if text_number(text, zone) == wanted]
        self._refuse_many(len(places))
        return [row for place in places for row in self._taken("WHERE id = ?", (place,))]

    def _all(self, condition: str, values: tuple[object, ...]) -> list[Node]:
        found = self._taken(f"{condition} LIMIT {MAX_TAKEN + 1}", values)
        self._refuse_many(len(found))
        return found

    def _taken(self, condition: str, values: tuple[object, ...]) -> list[Node]:
        rows = self._rows(f"SELECT * FROM rows {condition}", values)  # noqa: S608 # ours; values are bound
        return [StoredRow(self._parent, row[0], self._names, row[1:]) for row in rows]

    def _rows(self, statement: str, values: tuple[object, ...]) -> Any:
        try:
            return self._connection.execute(statement, values)
        except dbapi2.Error as error:  # the file was damaged after it was opened
            raise EvaluationError(
                f"The list cannot be read: {error}.",
                remedy="Remove its index file; it is made again.",
                code="form.media",
            ) from error

    def _refuse_many(self, count: int) -> None:
        if count > MAX_TAKEN:
            raise EvaluationError(
                f"An expression takes more than {MAX_TAKEN} rows of a list.",
                remedy="Choose fewer by [column = …].",
                code="form.list_long",
            )


def stored_list(source: Path, folder: Path | None) -> Node:
    """A long CSV file as an ``<instance>``; its index file is made when there is none yet.

    Args:
        source: the CSV file.
        folder: where index files are kept; None is beside the CSV file.

    Raises:
        FormError: the file is no CSV, or the index cannot be written.
    """
    target = (folder or source.parent) / f"{source.name}.sqlite"
    wrapper = Node(NodeKind.ELEMENT, "instance")
    root = Node(NodeKind.ELEMENT, "root", parent=wrapper)
    wrapper.children.append(root)
    try:
        facts = source.stat()
        stamp = f"{_LAYOUT}:{facts.st_size}:{facts.st_mtime_ns}"
        if _stamp(target) != stamp:
            _build(source, target, stamp)
        root.rows = StoredList(target, root)
    except (OSError, ValueError, csv.Error, dbapi2.Error) as error:
        raise FormError(
            f"The list “{source.name}” cannot be kept or read: {error}.",
            place=source.name,
            remedy="Save it as UTF-8, in a folder that can be written to.",
            code="form.media",
        ) from error
    return wrapper


def delimiter_of(first_line: str) -> str:
    """What separates the cells of a CSV file."""
    return max(DELIMITERS, key=first_line.count)


def _stamp(target: Path) -> str:
    """What the index file was made of; "" when there is none or it is damaged."""
    if not target.is_file():
        return ""
    try:
        connection = dbapi2.connect(f"{target.absolute().as_uri()}?mode=ro", uri=True)
        try:
            return str(connection.execute("SELECT stamp FROM about").fetchone()[0])
        finally:
            connection.close()
    except dbapi2.Error:
        return ""


def _build(source: Path, target: Path, stamp: str) -> None:
    """Make the index file under another name, and put it in its place when it is whole."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}-")
    made = Path(name)
    try:
        with source.open(encoding="utf-8-sig", newline="") as text:
            _write(text, made, stamp)
        os.fsync(handle)
        made.replace(target)
    finally:
        os.close(handle)
        made.unlink(missing_ok=True)


def _write(text: TextIO, made: Path, stamp: str) -> None:
    first = text.readline()
    text.seek(0)
    rows = csv.reader(text, delimiter=delimiter_of(first))
    header = [column.strip() for column in next(rows, [])]
    width = len(header)
    columns = [f"c{number}" for number in range(width)]

    def padded() -> Iterator[list[str]]:
        for row in rows:
            if any(row):
                yield [*row[:width], *[""] * (width - len(row))]

    connection = dbapi2.connect(str(made), isolation_level=None)
    try:
        # a file that is thrown away when anything goes wrong needs no journal
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("BEGIN")
        cells = "".join(f", {column} TEXT NOT NULL" for column in columns)
        connection.execute(f"CREATE TABLE rows (id INTEGER PRIMARY KEY{cells})")
        marks = "".join(", ?" for _ in columns)
        connection.executemany(f"INSERT INTO rows VALUES (NULL{marks})", padded())  # noqa: S608 # marks only
        for column in columns:
            connection.execute(f"CREATE INDEX by_{column} ON rows ({column})")
        count = cast("int", connection.execute("SELECT count(*) FROM rows").fetchone()[0])
        connection.execute("CREATE TABLE about (stamp TEXT, columns TEXT, rows INTEGER)")
        connection.execute("INSERT INTO about VALUES (?, ?, ?)", (stamp, json.dumps(header), count))
        connection.execute("COMMIT")
    finally:
        connection.close()
