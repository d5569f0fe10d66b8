"""What the platform asks of a storage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Protocol

from kiosk.errors import BugError, EnvironmentFault


class AbsentObjectError(EnvironmentFault):
    """The storage works and has no object of this name. Code: ``files.absent``."""

    def __init__(self, name: str) -> None:
        super().__init__(
            "files.absent", f"The storage of files has no {name}.", "Restore a backup."
        )


class FullStorageError(EnvironmentFault):
    """The storage works and takes nothing more. Code: ``files.full``."""

    def __init__(self) -> None:
        super().__init__(
            "files.full", "There is no room for files left.", "Make room where files are kept."
        )


@dataclass(frozen=True, slots=True)
class Stored:
    """An object as a listing tells it.

    Args:
        name: what it was put under; of what a `put` that was cut off left behind, a name of which
            the last part begins with a dot.
        size: bytes.
        changed_at: when it was written, by the storage's own clock.
    """

    name: str
    size: int
    changed_at: datetime


class Storage(Protocol):
    """Objects by name; a name has parts with a slash between, like a path.

    Raises:
        EnvironmentFault: ``files.storage``; it cannot be reached, read or written.
    """

    def put(self, name: str, chunks: Iterable[bytes]) -> None:
        """Write a whole object, durable when this returns; an error of `chunks` leaves nothing.

        Raises:
            FullStorageError: it takes nothing more.
        """

    def read(self, name: str) -> Iterator[bytes]:
        """An object's bytes in pieces.

        Raises:
            AbsentObjectError: there is none of this name.
        """

    def remove(self, prefix: str) -> None:
        """Remove all objects whose names begin with this and a slash, or the one of this name."""

    def stored(self) -> Iterator[Stored]:
        """All there is; what has the same first part of its name comes in a row.

        What is written or removed meanwhile may be told or not.
        """

    def free_bytes(self) -> int | None:
        """How much more it can hold; None where nobody knows before it is full."""

    def answers(self) -> None:
        """Return soon if it can be used now, and raise soon if not."""


def parts_of(name: str) -> tuple[str, ...]:
    """The parts of a name.

    Raises:
        BugError: it would lead to another place than the storage.
    """
    parts = PurePosixPath(name).parts
    if not parts or any(part in {"..", "/"} for part in parts) or "/".join(parts) != name:
        raise BugError("an object's name leads out of its storage")
    return parts
