"""A database's complaints in words for an operator."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy.exc import DBAPIError, OperationalError

from kiosk.errors import EnvironmentFault

_Fault = tuple[str, str, str]

_BUSY = ("store.busy", "is locked by another process", "See who holds it, and why so long.")
_READ_ONLY = ("store.read_only", "cannot be written", "Check owner, mode, mount and rights.")
_IO = ("store.io_error", "cannot be read or written by the disk", "Check `dmesg`.")
_CORRUPT = ("store.corrupt", "is damaged", "Copy it away and restore the last backup.")
_FULL = ("store.disk_full", "has no space left on its disk", "Free some space.")
_CLOSED = ("store.cannot_open", "cannot be opened", "Check address, owner, mode and password.")
_GONE = ("store.gone", "does not answer", "Check its address; start its server.")
_CROWDED = ("store.crowded", "takes no more connections", "Raise its max_connections.")

_BY_CODE: dict[int, _Fault] = {
    5: _BUSY,
    6: _BUSY,
    8: _READ_ONLY,
    10: _IO,
    11: _CORRUPT,
    13: _FULL,
    14: _CLOSED,
    26: ("store.corrupt", "is no database", "Copy it away and restore the last backup."),
}
"""SQLite's primary result codes (https://sqlite.org/rescode.html)."""

_BY_STATE: dict[str, _Fault] = {
    "53100": _FULL,
    "25006": _READ_ONLY,
    "42501": _READ_ONLY,
    "55P03": _BUSY,
    "40001": _BUSY,
    "40P01": _BUSY,
    "XX001": _CORRUPT,
    "XX002": _CORRUPT,
    "08": _GONE,
    "28": _CLOSED,
    "3D": _CLOSED,
    "53": _CROWDED,
    "57": _GONE,
    "58": _IO,
}
"""SQLSTATE codes, and classes of them (PostgreSQL's manual, appendix A)."""


@contextmanager
def faults_named(where: str) -> Iterator[None]:
    """Raise what the environment is to blame for as `EnvironmentFault`; the rest passes.

    Raises:
        EnvironmentFault: disk, lock, damaged file, server gone.
    """
    try:
        yield
    except DBAPIError as error:
        fault = _fault(error)
        if fault is None:
            raise
        name, what, remedy = fault
        raise EnvironmentFault(name, f"The database {where} {what}.", remedy) from error


def _fault(error: DBAPIError) -> _Fault | None:
    original: Any = error.orig
    code = getattr(original, "sqlite_errorcode", 0) & 0xFF  # the primary part
    if code:
        return _BY_CODE.get(code)
    state = getattr(original, "sqlstate", None)
    if state is None:
        # libpq says no more than this where no server was reached or the line broke
        lost = isinstance(error, OperationalError) or error.connection_invalidated
        return _GONE if lost else None
    return _BY_STATE.get(state) or _BY_STATE.get(state[:2])
