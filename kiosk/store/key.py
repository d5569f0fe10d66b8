"""The key of the encrypted database file."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

from kiosk.clock import Clock
from kiosk.errors import EnvironmentFault

KEY_BYTES = 32


def load_or_create_key(path: Path, clock: Clock) -> bytes:
    """Read the file key, or make one that only this user may read.

    Args:
        path: key file; its folder must exist.
        clock: where random bytes come from.

    Raises:
        EnvironmentFault: ``store.key_unreadable``, ``store.key_open_to_others`` or
            ``store.key_damaged``.
    """
    try:
        return _create(path, clock.token(KEY_BYTES))
    except FileExistsError:
        return load_key(path)
    except OSError as error:
        raise EnvironmentFault(
            "store.key_unreadable",
            f"The database key file {path} cannot be created: {error.strerror}.",
            "Check that its folder exists and belongs to the service user.",
        ) from error


def load_key(path: Path) -> bytes:
    """Read an existing key file.

    Raises:
        EnvironmentFault: ``store.key_missing``, else as `load_or_create_key`.
    """
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode  # of what is read, whatever stands there since
            key = file.read(KEY_BYTES + 1)
    except FileNotFoundError as error:
        raise EnvironmentFault(
            "store.key_missing",
            f"There is a database, but its key file {path} is gone.",
            "Restore the key file from the backup; without it nothing can open the database.",
        ) from error
    except OSError as error:
        raise EnvironmentFault(
            "store.key_unreadable",
            f"The database key file {path} cannot be read: {error.strerror}.",
            "Start the program as the service user that enrolled the terminal.",
        ) from error
    if stat.S_IMODE(mode) & 0o077:
        raise EnvironmentFault(
            "store.key_open_to_others",
            f"The database key file {path} can be read by other users.",
            f"Run: chmod 600 {path}",
        )
    if len(key) != KEY_BYTES:
        raise EnvironmentFault(
            "store.key_damaged",
            f"The database key file {path} does not hold exactly {KEY_BYTES} bytes.",
            "Restore it from the backup made at enrolment; without it the database is lost.",
        )
    return key


def _create(path: Path, key: bytes) -> bytes:
    """Write a new key file so that it is whole or absent after a power cut, never half."""
    # a name nobody can foresee, made anew and for us alone, even in a folder others may write to
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    scratch = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(key)
            file.flush()
            os.fsync(file.fileno())
        os.link(scratch, path)  # refuses to replace a key that is already there
    finally:
        scratch.unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return key
