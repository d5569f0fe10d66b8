"""The statements behind 提交, run on the driver's own cursor.

A statement costs 60-100 µs through SQLAlchemy's `execute` and 10 µs on the cursor; a deposit needs
seven of them while a citizen waits (docs/decisions/0002-one-sqlite.md). SQL and conversions still
come from the tables, once, at import.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Table, bindparam, insert
from sqlalchemy.dialects import sqlite

_DIALECT = sqlite.dialect(paramstyle="qmark")


class PreparedInsert:
    """An insert of whole rows.

    Args:
        table: where they go.
        clause: what else is said at the statement's end.
    """

    def __init__(self, table: Table, clause: str = "") -> None:
        # an integer primary key is left to SQLite, unless it points at another table's
        columns = [
            column
            for column in table.columns
            if column is not table.autoincrement_column or column.foreign_keys
        ]
        statement = insert(table).values(
            {column.name: bindparam(column.name) for column in columns}
        )
        self._sql = f"{statement.compile(dialect=_DIALECT)} {clause}"
        self._columns = [
            (column.name, column.type.dialect_impl(_DIALECT).bind_processor(_DIALECT))
            for column in columns
        ]

    def run(self, cursor: Any, values: Mapping[str, Any]) -> int:
        """Insert a row.

        Args:
            cursor: of the driver, inside a transaction.
            values: Python values by column name.

        Returns:
            Its row id.
        """
        cursor.execute(self._sql, self._bound(values))
        return int(cursor.lastrowid)

    def run_all(self, cursor: Any, rows: Iterable[Mapping[str, Any]]) -> int:
        """Insert many rows.

        Args:
            cursor: of the driver, inside a transaction.
            rows: Python values by column name.

        Returns:
            How many there are now that were not there before.
        """
        found = [self._bound(values) for values in rows]
        return int(cursor.executemany(self._sql, found).rowcount) if found else 0

    def _bound(self, values: Mapping[str, Any]) -> list[Any]:
        return [
            values[name] if convert is None else convert(values[name])
            for name, convert in self._columns
        ]


def marks(statement: str, identifiers: Collection[UUID]) -> tuple[str, list[bytes]]:
    """A statement that asks for several identifiers, and what to bind.

    Args:
        statement: with ``{}`` where the marks of the values are to stand.
        identifiers: of rows.
    """
    return statement.format(",".join("?" * len(identifiers))), [one.bytes for one in identifiers]
