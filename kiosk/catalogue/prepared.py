"""A catalogue with a file beside its items that opens at once, however many they are.

The file holds the lines of lists, which items are under which topic, and the search index. An item
itself is read from its folder when somebody opens it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from sqlcipher3 import dbapi2  # the one SQLite in the program (docs/decisions/0002)

from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.fields import Localized
from kiosk.catalogue.guide import Guide
from kiosk.catalogue.loader import (
    LISTS,
    PREPARED,
    dangling,
    item_folders,
    load_home,
    load_item,
    topics_of,
)
from kiosk.catalogue.model import ItemFacts, ServiceItem
from kiosk.catalogue.search import ItemSearch, write_index

_LAYOUT = 1  # of the file; one of another layout is left alone
_KEPT = 64  # items kept in memory
_TABLES = """
CREATE TABLE topic (topic TEXT, item TEXT, rank INTEGER, place INTEGER);
CREATE INDEX topic_rank ON topic (topic, rank, place);
"""


def prepare(folder: Path) -> Path:
    """Write the file for the items of a catalogue's folder; the one before stays until then.

    Returns:
        The file.

    Raises:
        EnvironmentFault: as `load_catalogue`; then nothing is written.
    """
    file = folder / PREPARED
    unfinished = file.with_suffix(".new")
    unfinished.unlink(missing_ok=True)
    connection = dbapi2.connect(unfinished)
    try:
        connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _TABLES)
        topics: dict[str, tuple[str, ...]] = {}
        write_index(connection, _items(folder, connection, topics))
        for fault in dangling(folder, load_home(folder), topics):
            raise fault
        connection.execute(f"PRAGMA user_version = {_LAYOUT}")
        connection.commit()
        connection.close()
        unfinished.chmod(0o644)  # whoever runs the screen reads it
        _to_disk(unfinished)
        unfinished.replace(file)
        _to_disk(folder)
    finally:
        connection.close()
        unfinished.unlink(missing_ok=True)
    return file


def _items(
    folder: Path, connection: dbapi2.Connection, topics: dict[str, tuple[str, ...]]
) -> Iterator[tuple[ItemFacts, Guide]]:
    """Read one item after the other; what it is about is noted on the way."""
    for place, entry in enumerate(item_folders(folder)):
        item = load_item(entry, folder / LISTS)
        topics[item.id] = item.topics
        connection.executemany(
            "INSERT INTO topic VALUES (?, ?, ?, ?)",
            [(topic, item.id, rank, place) for rank, topic in enumerate(item.topics)],
        )
        yield item, item.guide


def _to_disk(path: Path) -> None:
    """Wait until a file, or the names in a folder, would survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def is_prepared(folder: Path) -> bool:
    """Whether a catalogue has the file, in the layout that this program reads."""
    if not (folder / PREPARED).is_file():
        return False
    connection = _opened(folder)
    try:
        layout, pages, size = (
            int(connection.execute(f"PRAGMA {name}").fetchone()[0])
            for name in ("user_version", "page_count", "page_size")
        )
        return layout == _LAYOUT and pages * size == (folder / PREPARED).stat().st_size
    except dbapi2.DatabaseError:  # cut off: reading the items themselves is slow, and right
        return False
    finally:
        connection.close()


def load_prepared(folder: Path) -> Catalogue:
    """Open a prepared catalogue.

    Raises:
        EnvironmentFault: as `load_catalogue`, for what concerns the whole; what is wrong with an
            item is told when it is read.
    """
    home = load_home(folder)
    connection = _opened(folder)
    search = ItemSearch(connection)
    held: dict[str, list[str]] = {record.id: [] for record in home.topics}
    for topic, item in connection.execute(
        "SELECT topic, item FROM topic ORDER BY topic, rank, place"
    ):
        held.setdefault(topic, []).append(item)

    def short_name(item_id: str) -> Localized:
        return search.entries([item_id])[0].short_name

    topics = topics_of(home, {topic: tuple(items) for topic, items in held.items()}, short_name)
    return Catalogue(
        topics, ItemsInFolder(folder, search.ids()), home.bundles, home.popular, search
    )


def _opened(folder: Path) -> dbapi2.Connection:
    """The file, for reading; on the thread that made it ready and then on the screen's."""
    address = (folder / PREPARED).resolve().as_uri() + "?mode=ro&immutable=1"
    return dbapi2.connect(address, uri=True, check_same_thread=False)


class ItemsInFolder(Mapping[str, ServiceItem]):
    """Items that are read when they are asked for.

    Args:
        folder: the catalogue's.
        ids: of its items, in order.
    """

    def __init__(self, folder: Path, ids: tuple[str, ...]) -> None:
        self._ids = dict.fromkeys(ids)
        self._read = lru_cache(_KEPT)(lambda item_id: load_item(folder / item_id, folder / LISTS))

    def __getitem__(self, item_id: str) -> ServiceItem:
        """Read the item, if it was not read lately.

        Raises:
            KeyError: there is none.
            EnvironmentFault: a file of it is missing or wrong.
        """
        if item_id not in self._ids:
            raise KeyError(item_id)
        return self._read(item_id)

    def __contains__(self, item_id: object) -> bool:
        """Whether there is such an item; it is not read."""
        return item_id in self._ids

    def __iter__(self) -> Iterator[str]:
        """The ids."""
        return iter(self._ids)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._ids)
