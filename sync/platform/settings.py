"""What an operator can set."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from kiosk.errors import EnvironmentFault

DATABASE_NAME = "platform.db"
FILES_NAME = "files"


class Acceptance(StrEnum):
    """Who says that a delivered case is accepted."""

    BY_RULE = "by-rule"
    """At receipt, unless the item's rule wants a person."""
    BY_OPERATOR = "by-operator"
    """Always a person, except instant items."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of one platform.

    Args:
        data: folder with the keys and, unless `database` says otherwise, the database.
        database: SQLAlchemy URL; empty means SQLite in `data`.
        acceptance: who accepts.
        rate: requests a second one terminal may make for long; ten times as many in a rush.
        files: where the sealed bytes of files are; empty means a folder in `data`.
    """

    data: Path
    database: str = ""
    acceptance: Acceptance = Acceptance.BY_RULE
    rate: int = 50
    files: str = ""

    @property
    def database_url(self) -> str:
        """The URL to open."""
        return self.database or f"sqlite:///{self.data / DATABASE_NAME}"

    @property
    def files_url(self) -> str:
        """Where files are."""
        return self.files or str(self.data / FILES_NAME)


def prepare_folder(folder: Path) -> None:
    """Make the data folder, private to this user.

    Raises:
        EnvironmentFault: ``platform.data``.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = folder / ".writable"
        probe.touch(mode=0o600)
        probe.unlink()
    except OSError as error:
        raise EnvironmentFault(
            "platform.data",
            f"The data folder {folder} cannot be used: {error.strerror}.",
            "Name another with --data, or change its owner and mode.",
        ) from error
