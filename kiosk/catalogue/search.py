"""Find items by what people type: Hanzi, pinyin, initials, all of it mixed, mistyped, or a number.

First the index names the items that hold most of what was typed (`kiosk.search.ranked`); then these
few are looked at closely: whether a name begins so, whether it is said so, or nearly so. What is
chosen often at this terminal comes first among equals.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple, cast

from sqlcipher3 import dbapi2  # the one SQLite in the program (docs/decisions/0002)

from kiosk.catalogue.entry import ItemEntry
from kiosk.catalogue.fields import Localized
from kiosk.catalogue.guide import Guide
from kiosk.catalogue.matching import Name, Wanted, names_of
from kiosk.catalogue.model import ItemFacts, ServiceItem
from kiosk.search.grams import Weighed, of_place, of_query
from kiosk.search.ranked import RankedIndex, build

MOST_FOUND = 20
"""Nobody reads more; who finds nothing among these writes on or takes a topic."""
_LOOKED_AT = 24  # items looked at closely
_GUIDE = 0.3  # how much a guide says of an item, beside 1 of its name
_SCHEMA = """
CREATE TABLE entry (
    place INTEGER PRIMARY KEY, number TEXT UNIQUE, id TEXT, code TEXT, line TEXT, names TEXT
);
CREATE INDEX entry_id ON entry (id);
CREATE INDEX entry_code ON entry (code);
"""

_ENOUGH = 0.45
"""What an item has to reach to be shown beside others; less is like it by chance."""
_PERHAPS = 0.2
"""What an item has to reach where none is better: something of what was written is there."""


class Found(NamedTuple):
    """An item that was found.

    Args:
        entry: the item.
        score: how well, from 0; 2 and more is the number itself.
    """

    entry: ItemEntry
    score: float


def write_index(connection: dbapi2.Connection, items: Iterable[tuple[ItemFacts, Guide]]) -> None:
    """Write the search index of items into a database that has none.

    Args:
        connection: to the database.
        items: in the order that equals are shown in.
    """
    connection.executescript(_SCHEMA)

    def places() -> Iterator[Weighed]:
        for place, (facts, guide) in enumerate(items):
            names = names_of(facts)
            connection.execute(
                "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?)",
                (
                    place,
                    facts.id,
                    facts.id.casefold(),
                    facts.item_code.casefold(),
                    _line(ItemEntry.of(facts, guide)),
                    json.dumps([*names.values()], ensure_ascii=False, separators=(",", ":")),
                ),
            )
            weighed = [(text, name.share) for text, name in names.items()]
            yield of_place(weighed, _words_of(guide), _GUIDE)

    build(connection, places())


def _words_of(guide: Guide) -> str:
    """What stands in a guide, in the first language and in English."""
    texts = [
        guide.summary,
        guide.result,
        guide.who_decides,
        *guide.conditions,
        *(material.name for material in guide.materials),
        *(part for answered in guide.faq for part in (answered.question, answered.answer)),
    ]
    return "\n".join(text for localized in texts for text in localized.texts.values())


def _line(entry: ItemEntry) -> str:
    parts = [dict(part.texts) if isinstance(part, Localized) else part for part in entry]
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":"))


def index_of(items: Iterable[ServiceItem]) -> ItemSearch:
    """An index in memory, of a catalogue that fits there."""
    connection = dbapi2.connect(":memory:", check_same_thread=False)
    write_index(connection, ((item, item.guide) for item in items))
    return ItemSearch(connection)


class ItemSearch:
    """Finds items in an index that `write_index` has written.

    Args:
        connection: to the database; used by one thread at a time.
    """

    def __init__(self, connection: dbapi2.Connection) -> None:
        self._connection = connection
        self._index = RankedIndex(connection)

    def search(
        self, text: str, used: Mapping[str, int] | None = None, limit: int = MOST_FOUND
    ) -> list[Found]:
        """Items that match, best first, equals in the order of the catalogue.

        Args:
            text: what somebody typed; nothing is found for an empty one.
            used: id → how often the item was used here; the more the better.
            limit: most items.
        """
        wanted = Wanted(text)
        if not wanted.words:
            return []
        numbered = self._numbered(wanted.words, limit)
        scores = {entry.id: 2.0 + (entry.id.casefold() == wanted.words) for entry in numbered}
        for item_id, score in self._named(wanted, text):
            often = math.log1p((used or {}).get(item_id, 0))
            scores.setdefault(item_id, score + often / (often + 20) if score else 0.0)
        best = sorted(scores.items(), key=lambda one: -one[1])[:limit]
        enough = _ENOUGH if best and best[0][1] >= _ENOUGH else _PERHAPS
        return [
            Found(self.entries([item_id])[0], score) for item_id, score in best if score >= enough
        ]

    def _named(self, wanted: Wanted, text: str) -> Iterator[tuple[str, float]]:
        """Items that hold most of what was typed and how well they match, in their order."""
        candidates = {one.place: one for one in self._index.find(of_query(text), _LOOKED_AT)}
        marks = ",".join("?" * len(candidates))
        statement = f"SELECT place, number, names FROM entry WHERE place IN ({marks})"  # noqa: S608
        for place, item_id, names in self._connection.execute(statement, list(candidates)):
            called = [Name(*name) for name in json.loads(names)]
            yield item_id, wanted.score(called, candidates[place].covered)

    def entries(self, ids: Iterable[str]) -> list[ItemEntry]:
        """What lists show of items, in the order asked for; what is not there is left out."""
        return [entry for one in ids for entry in self._entries("number = ?", one)]

    def ids(self) -> tuple[str, ...]:
        """Ids of all items, in the order of the catalogue."""
        rows = self._connection.execute("SELECT number FROM entry ORDER BY place")
        return tuple(number for (number,) in rows)

    def _numbered(self, written: str, limit: int) -> list[ItemEntry]:
        """Items whose number or code begins with what was written."""
        if not written.isascii() or not any(sign.isdigit() for sign in written):
            return []
        last = written + "\x7f"
        by_id = self._entries("id >= ? AND id < ? ORDER BY id LIMIT ?", written, last, limit)
        return by_id + self._entries("code = ? LIMIT ?", written, limit)

    def _entries(self, where: str, *values: object) -> list[ItemEntry]:
        statement = f"SELECT line FROM entry WHERE {where}"  # noqa: S608 -- our own words
        return [_entry(line) for (line,) in self._connection.execute(statement, values)]


def _entry(line: str) -> ItemEntry:
    parts = cast("list[Any]", json.loads(line))
    known: list[Any] = [Localized(part) if isinstance(part, dict) else part for part in parts]
    return ItemEntry(*known)
