"""Long lists from CSV files: kept in an SQLite file beside them, and never loaded whole.

The national table of villages has 600,000 rows. The file with the index is made once, when the
CSV file is new or has changed; after that a form opens without reading a row of it.
"""

from __future__ import annotations

import csv
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import tzinfo
from pathlib import Path
from typing import Any, TextIO, cast

from sqlcipher3 import dbapi2  # the one SQLite in the program (docs/decisions/0002)

from kiosk.forms.errors import EvaluationError, FormError
from kiosk.forms.xpath.nodes import Node, NodeKind
from kiosk.forms.xpath.values import Value, text_number
from kiosk.search import Gathering, Lines, Query
from kiosk.search.readings import digest

STORED_FROM = 1024 * 1024  # bytes of a CSV file; a smaller one is read into memory
MAX_TAKEN = 20_000  # rows taken into memory for one expression
DELIMITERS = ",;\t|"
_LAYOUT = 2  # of the index file; a file of another layout is made again
_BATCH = 1_000  # rows read at a time when all are looked at
_BLOCK = 4_096  # texts searched at a time: a millisecond or two
_MOST_BLOCKS = 1 << 32  # of one column


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
        self._connection = _opened(path)
        self._searching = _opened(path)  # so that a search on another thread holds up nobody
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

    def find(
        self, label: str, value: str, text: str, limit: int, wanted: Callable[[], bool]
    ) -> list[Node]:
        """The rows that a text finds best, at most `limit`; on any thread.

        Args:
            label: column of the words; found by words, pinyin and initials.
            value: column of the codes; found by how they begin.
            text: what somebody wrote.
            limit: how many.
            wanted: asked block by block whether to go on.
        """
        name = self._column(label)
        query = Query(text)
        if name is None or query.empty:
            return []
        same = f"WHERE {name} = ? ORDER BY id LIMIT 1"
        whole = self._taken(same, (text.strip(),), self._searching)
        places = [row.position() for row in whole]
        places += self._found(int(name[1:]), query, limit, wanted)
        code = self._column(value)
        if code is not None and len(places) < limit:
            begins = f"WHERE {code} >= ? AND {code} < ? ORDER BY {code} LIMIT ?"
            last = f"{query.words}{chr(sys.maxunicode)}"
            found = self._taken(begins, (query.words, last, limit), self._searching)
            places += [row.position() for row in found]
        best = list(dict.fromkeys(places))[:limit]
        return [self._taken("WHERE id = ?", (place,), self._searching)[0] for place in best]

    def _found(
        self, column: int, query: Query, limit: int, wanted: Callable[[], bool]
    ) -> list[int]:
        gathering = Gathering(query, limit)
        first = 0
        for words, sounds in self._rows(
            "SELECT words, sounds FROM texts WHERE id >= ? AND id < ? ORDER BY id",
            (column * _MOST_BLOCKS, (column + 1) * _MOST_BLOCKS),
            self._searching,
        ):
            if gathering.full or not wanted():
                break
            gathering.look(Lines(words, sounds), first)
            first += _BLOCK
        return [place + 1 for place in gathering.best()]

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

    def _taken(
        self, condition: str, values: tuple[object, ...], connection: Any = None
    ) -> list[Node]:
        rows = self._rows(f"SELECT * FROM rows {condition}", values, connection)  # noqa: S608 # ours; values are bound
        return [StoredRow(self._parent, row[0], self._names, row[1:]) for row in rows]

    def _rows(self, statement: str, values: tuple[object, ...], connection: Any = None) -> Any:
        try:
            return (connection or self._connection).execute(statement, values)
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
        stamp = f"{_LAYOUT}:{digest()}:{facts.st_size}:{facts.st_mtime_ns}"
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


def _opened(path: Path) -> Any:
    """A connection for any thread: a form may be loaded on one and filled on another."""
    address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    return dbapi2.connect(address, uri=True, check_same_thread=False)


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
        connection.execute("CREATE TABLE texts (id INTEGER PRIMARY KEY, words TEXT, sounds TEXT)")
        for number, column in enumerate(columns):
            _write_texts(connection, number, column)
        rows_written = cast("int", connection.execute("SELECT count(*) FROM rows").fetchone()[0])
        connection.execute("CREATE TABLE about (stamp TEXT, columns TEXT, rows INTEGER)")
        connection.execute(
            "INSERT INTO about VALUES (?, ?, ?)", (stamp, json.dumps(header), rows_written)
        )
        connection.execute("COMMIT")
    finally:
        connection.close()


def _write_texts(connection: Any, number: int, column: str) -> None:
    """The cells of a column, ready for searching, many in one row."""
    cells = connection.execute(f"SELECT {column} FROM rows ORDER BY id")  # noqa: S608 # ours
    block = number * _MOST_BLOCKS
    while texts := cells.fetchmany(_BLOCK):
        lines = Lines.of(text for (text,) in texts)
        connection.execute("INSERT INTO texts VALUES (?, ?, ?)", (block, lines.words, lines.sounds))
        block += 1
