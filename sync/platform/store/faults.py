"""A database's complaints in words for an operator."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from kiosk.errors import EnvironmentFault

_FAULTS: dict[int, tuple[str, str, str]] = {
    5: ("store.busy", "is locked by another process", "See with `lsof` who holds it."),
    6: ("store.busy", "is locked", "See with `lsof` who holds it."),
    8: ("store.read_only", "cannot be written", "Check owner, mode and mount of its folder."),
    10: ("store.io_error", "cannot be read or written by the disk", "Check `dmesg`."),
    11: ("store.corrupt", "is damaged", "Copy it away and restore the last backup."),
    13: ("store.disk_full", "has no space left on its disk", "Free some space."),
    14: ("store.cannot_open", "cannot be opened", "Check owner and mode of its folder."),
    26: ("store.corrupt", "is no database", "Copy it away and restore the last backup."),
}
"""SQLite's primary result codes (https://sqlite.org/rescode.html)."""


@contextmanager
def faults_named(where: str) -> Iterator[None]:
    """Raise what the environment is to blame for as `EnvironmentFault`; the rest passes.

    Raises:
        EnvironmentFault: disk, lock, damaged file, server gone.
    """
    try:
        yield
    except DBAPIError as error:
        code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF  # the primary part
        if code in _FAULTS:
            name, what, remedy = _FAULTS[code]
            raise EnvironmentFault(name, f"The database {where} {what}.", remedy) from error
        if error.connection_invalidated:
            raise EnvironmentFault(
                "store.gone", f"The database {where} does not answer.", "Start it again."
            ) from error
        raise
