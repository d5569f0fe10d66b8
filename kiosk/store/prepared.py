"""The statements behind 提交, run on the driver's own cursor.

A statement costs 60-100 µs through SQLAlchemy's `execute` and 10 µs on the cursor; a deposit needs
seven of them while a citizen waits (docs/decisions/0002-one-sqlite.md). SQL and conversions still
come from the tables, once, at import.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table, bindparam, insert
from sqlalchemy.dialects import sqlite

_DIALECT = sqlite.dialect(paramstyle="qmark")


class PreparedInsert:
    """An insert of one whole row."""

    def __init__(self, table: Table) -> None:
        # an integer primary key is left to SQLite, unless it points at another table's
        columns = [
            column
            for column in table.columns
            if column is not table.autoincrement_column or column.foreign_keys
        ]
        statement = insert(table).values(
            {column.name: bindparam(column.name) for column in columns}
        )
        self._sql = str(statement.compile(dialect=_DIALECT))
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
        cursor.execute(
            self._sql,
            [
                values[name] if convert is None else convert(values[name])
                for name, convert in self._columns
            ],
        )
        return int(cursor.lastrowid)
