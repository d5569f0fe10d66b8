"""The files of items as `import-catalogue` put them into the database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sync.platform.items import FilesOf
from sync.platform.store import Database


class _Files(Mapping[str, bytes]):
    """The files of one version of an item; each is read when it is asked for."""

    def __init__(self, database: Database, names: Mapping[str, str]) -> None:
        self._database = database
        self._names = names

    def __getitem__(self, name: str) -> bytes:
        with self._database.reading() as transaction:
            content = transaction.catalogue.content(self._names[name])
        if content is None:
            raise KeyError(name)
        return content

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def imported(database: Database) -> FilesOf:
    """Finds the files of items in a platform's database."""

    def files_of(item_id: str, version: str) -> Mapping[str, bytes] | None:
        with database.reading() as transaction:
            names = transaction.catalogue.files(item_id, version)
        return _Files(database, names) if names else None

    return files_of
