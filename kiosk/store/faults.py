"""SQLite's complaints in words for a technician."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2

from kiosk.errors import BugError, EnvironmentFault

_BUSY, _LOCKED, _READONLY, _IOERR, _CORRUPT, _FULL, _CANTOPEN, _NOTADB = 5, 6, 8, 10, 11, 13, 14, 26
_PERM = 3

_FAULTS: dict[int, tuple[str, str, str]] = {
    _PERM: (
        "store.forbidden",
        "The database {path} may not be opened by this user.",
        "Start the program as the service user.",
    ),
    _BUSY: (
        "store.busy",
        "The database {path} is locked by another process for longer than we wait.",
        "See with `lsof` who holds it; only the screen, the agent and `kiosk` commands should.",
    ),
    _LOCKED: (
        "store.busy",
        "The database {path} is locked.",
        "See with `lsof` who holds it; only the screen, the agent and `kiosk` commands should.",
    ),
    _READONLY: (
        "store.read_only",
        "The database {path} cannot be written: the file or its file system is read-only.",
        "Check `mount` and `dmesg` for a disk that went read-only, then start again.",
    ),
    _IOERR: (
        "store.io_error",
        "The disk answered with an error while the database {path} was used.",
        "Check `dmesg`; the disk may be failing. What was called saved is still there.",
    ),
    _CORRUPT: (
        "store.corrupt",
        "The database {path} is damaged.",
        "Do not delete it. Copy it away and restore the last backup.",
    ),
    _FULL: (
        "store.disk_full",
        "The disk is full; nothing more can be saved to {path}.",
        "Free some space (logs, old updates). What was called saved is still there.",
    ),
    _CANTOPEN: (
        "store.cannot_open",
        "The database {path} cannot be opened or created.",
        "Check that its folder exists, is writable and has free space.",
    ),
    _NOTADB: (
        "store.wrong_key",
        "The database {path} does not open with this key: wrong key file, or a damaged database.",
        "Put back the key file that belongs to this database; do not delete the database.",
    ),
}


def fault_of(error: BaseException, path: Path) -> EnvironmentFault | None:
    """The fault behind an error of SQLite, None if the environment is not to blame."""
    original = error.orig if isinstance(error, DBAPIError) else error
    if not isinstance(original, dbapi2.Error):
        return None
    code = getattr(original, "sqlite_errorcode", 0) & 0xFF  # the primary code of an extended one
    if code not in _FAULTS:
        return None
    name, sentence, remedy = _FAULTS[code]
    return EnvironmentFault(name, sentence.format(path=path), remedy)


def busy(path: Path) -> EnvironmentFault:
    """Another thread of ours writes for longer than we wait."""
    name, sentence, remedy = _FAULTS[_LOCKED]
    return EnvironmentFault(name, sentence.format(path=path), remedy)


@contextmanager
def faults_named(path: Path) -> Iterator[None]:
    """Raise SQLite's errors as `EnvironmentFault`; whatever else it says is our own mistake.

    Raises:
        EnvironmentFault: disk, key, lock.
        BugError: a statement or a row that contradicts the schema.
    """
    try:
        yield
    except (DBAPIError, dbapi2.Error) as error:
        fault = fault_of(error, path)
        if fault is None:
            original = error.orig if isinstance(error, DBAPIError) else error
            raise BugError(f"the database refused a statement: {original}") from error
        raise fault from error
