"""Many rows at once into PostgreSQL: a binary COPY is a fifth of the work of INSERT."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Connection, Dialect, Table
from sqlalchemy.exc import DBAPIError

if TYPE_CHECKING:
    from psycopg import Connection as Line

_TYPES = {
    "UUID": "uuid",
    "BYTEA": "bytea",
    "BIGINT": "int8",
    "INTEGER": "int4",
    "TIMESTAMP WITH TIME ZONE": "timestamptz",
}
"""PostgreSQL's name of a column's type; all others here are text."""


def copy(
    connection: Connection, table: Table, names: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Append rows to a table, in the transaction of the connection.

    Args:
        connection: to PostgreSQL.
        table: where to.
        names: its columns, in the order of the values.
        rows: the values.

    Raises:
        sqlalchemy.exc.DBAPIError: what PostgreSQL says against them.
    """
    import psycopg  # platforms on SQLite need not have it

    statement = f"COPY {table.name} ({', '.join(names)}) FROM STDIN (FORMAT BINARY)"
    line = cast("Line[Any]", connection.connection.driver_connection)
    types = [_type(table, name, connection.dialect) for name in names]
    try:
        with line.cursor() as cursor, cursor.copy(statement) as writing:
            writing.set_types(types)
            for row in rows:
                writing.write_row(row)
    except psycopg.Error as error:
        # as SQLAlchemy would have said it, had it been asked; the rows stay out of its text
        raise DBAPIError.instance(statement, None, error, psycopg.Error) from error


@cache
def _type(table: Table, name: str, dialect: Dialect) -> str:
    return _TYPES.get(table.c[name].type.compile(dialect), "text")
