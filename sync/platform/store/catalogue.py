"""Rows of the catalogue, inside a transaction: items by version, their files by content."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Select, select

from sync.platform.store import catalogue_tables as t
from sync.platform.store.batches import among
from sync.platform.store.counters import lock_counter, set_counter

COUNTER = "catalogue"
"""Its last number is that of the newest import; whoever imports holds it."""
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One version of a service item; never changed once it is here.

    Args:
        item_id: short number people use, such as ``602``.
        version: a running case is pinned to it.
        sha256: of its files, by name and content.
        position: number of the import that brought it; the newest version has the highest.
        item_code: implementation code.
        name: what it is called, in Chinese.
        form_id: id of its form.
        form_version: version of its form.
        handling: ``instant`` or ``committed``.
        limit_number: within how many units it is to be decided; 0 is on the spot.
        limit_unit: unit of that.
        authority: who carries it out, in Chinese.
        authority_code: unified social credit code of that body, or empty.
        added_at: when it was imported.
    """

    item_id: str
    version: str
    sha256: str
    position: int
    item_code: str
    name: str
    form_id: str
    form_version: str
    handling: str
    limit_number: int
    limit_unit: str
    authority: str
    authority_code: str
    added_at: datetime


@cache
def _versions(dialect: str) -> Select[Any]:
    """All versions of the items with some `ids`; made once, for every batch asks this."""
    return select(t.items).where(among(t.items.c.item_id, "ids", dialect))


class CatalogueRows:
    """What `Transaction.catalogue` can do."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def begin_import(self) -> int:
        """Hold back every other import until we are done; the number of this one."""
        number = lock_counter(self._connection, COUNTER) + 1
        set_counter(self._connection, COUNTER, number)
        return number

    def versions(self) -> dict[tuple[str, str], str]:
        """SHA-256 of every version that is here, by item and version."""
        items = t.items.c
        found = select(items.item_id, items.version, items.sha256)
        return {(row[0], row[1]): row[2] for row in self._connection.execute(found)}

    def item(self, item_id: str, version: str) -> ItemRow | None:
        """One version of an item; None if it was never imported."""
        found = select(t.items).where(t.items.c.item_id == item_id, t.items.c.version == version)
        row = self._connection.execute(found).mappings().first()
        return None if row is None else ItemRow(**row)

    def items(self, wanted: Collection[tuple[str, str]]) -> dict[tuple[str, str], ItemRow]:
        """Some versions of items that were imported, by item and version."""
        found = _versions(self._connection.dialect.name)
        asked = {"ids": sorted({item_id for item_id, _ in wanted})}
        rows = (ItemRow(**row) for row in self._connection.execute(found, asked).mappings())
        return {key: row for row in rows if (key := (row.item_id, row.version)) in wanted}

    def files(self, item_id: str, version: str) -> dict[str, str]:
        """SHA-256 of the files of one version, by name."""
        files = t.files.c
        found = select(files.name, files.sha256).where(
            files.item_id == item_id, files.version == version
        )
        return {row[0]: row[1] for row in self._connection.execute(found.order_by(files.name))}

    def content(self, sha256: str) -> bytes | None:
        """What has this SHA-256; None if nothing has."""
        found = select(t.objects.c.content).where(t.objects.c.sha256 == sha256)
        return self._connection.execute(found).scalar()

    def home(self) -> str | None:
        """SHA-256 of the newest ``home.json``; None if none was ever imported."""
        homes = t.homes.c
        found = select(homes.sha256).order_by(homes.position.desc()).limit(1)
        return self._connection.execute(found).scalar()

    def absent(self, names: Iterable[str]) -> Iterator[str]:
        """Those of these SHA-256 of which nothing is here, some hundreds at a time."""
        column = t.objects.c.sha256
        for some in _some(names):
            here = set(self._connection.execute(select(column).where(column.in_(some))).scalars())
            yield from (name for name in some if name not in here)

    def add_objects(self, contents: Mapping[str, bytes]) -> None:
        """Keep contents by their SHA-256; none of them may be here."""
        rows = [
            {"sha256": sha256, "size": len(content), "content": content}
            for sha256, content in contents.items()
        ]
        self._connection.execute(t.objects.insert(), rows)

    def add_item(self, item: ItemRow, files: Mapping[str, str]) -> None:
        """Keep a version of an item with the SHA-256 of its files, which are here."""
        values = {column.name: getattr(item, column.name) for column in fields(item)}
        self._connection.execute(t.items.insert().values(values))
        rows = [
            {"item_id": item.item_id, "version": item.version, "name": name, "sha256": sha256}
            for name, sha256 in files.items()
        ]
        self._connection.execute(t.files.insert(), rows)

    def add_home(self, position: int, sha256: str, now: datetime) -> None:
        """Keep which ``home.json`` is the newest from an import on."""
        self._connection.execute(
            t.homes.insert().values(position=position, sha256=sha256, added_at=now)
        )


def _some(names: Iterable[str]) -> Iterator[Sequence[str]]:
    rest = iter(names)
    while some := list(islice(rest, _AT_ONCE)):
        yield some
