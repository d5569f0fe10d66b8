"""How fast items are found, key by key, in a city's catalogue and in one eight times as large.

The queries are those of tests/integration/search/queries.csv; each is typed letter by letter, and
every beginning of it counts as a key. Whether the wanted item is among the first three is asked of
the whole query, in the starter catalogue and among a city's items.
"""

from __future__ import annotations

import csv
import gc
import json
import statistics
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from sqlcipher3 import dbapi2

from kiosk.catalogue import load_catalogue, starter_folder
from kiosk.catalogue.authoring.generating import generated
from kiosk.catalogue.guide import Guide
from kiosk.catalogue.loader import adapter
from kiosk.catalogue.model import ItemFacts
from kiosk.catalogue.search import ItemSearch, write_index

COUNTY, CITY, PROVINCE = 1_200, 12_635, 100_000
QUERIES = Path("tests/integration/search/queries.csv")
BOUNDS = {
    "keystroke_p99_ms": ("<=", 16),
    "keystroke_100000_p99_ms": ("<=", 50),
    "top3_rate": (">=", 0.95),
}


def items(count: int) -> Iterator[tuple[ItemFacts, Guide]]:
    """The starter catalogue's items, and generated ones after them."""
    starter = load_catalogue(starter_folder()).items
    yield from ((item, item.guide) for item in islice(starter.values(), count))
    for facts, guide in generated(Path(str(starter_folder())), count - len(starter)):
        yield (
            adapter(ItemFacts).validate_json(json.dumps(facts), strict=True),
            adapter(Guide).validate_json(json.dumps(guide), strict=True),
        )


def index(file: Path, count: int) -> float:
    """Write an index; seconds it took, without making the items up."""
    made = list(items(count))
    connection = dbapi2.connect(file)
    began = time.perf_counter()
    write_index(connection, made)
    connection.commit()
    took = time.perf_counter() - began
    connection.close()
    return took


def keys(search: ItemSearch, queries: list[str]) -> list[float]:
    """Milliseconds of every key."""
    took = []
    for query in queries:
        for end in range(1, len(query) + 1):
            began = time.perf_counter()
            search.search(query[:end])
            took.append((time.perf_counter() - began) * 1000)
    return took


def top3(search: ItemSearch, wanted: dict[str, str]) -> float:
    """Part of the queries with the wanted item among the first three."""
    hits = sum(
        item in [one.entry.id for one in search.search(query)[:3]] for query, item in wanted.items()
    )
    return round(hits / len(wanted), 4)


def main() -> int:
    """Print the figures."""
    with QUERIES.open(encoding="utf-8", newline="") as file:
        wanted = {row["query"]: row["wanted"] for row in csv.DictReader(file)}
    figures: dict[str, float] = {"queries": len(wanted)}
    with tempfile.TemporaryDirectory() as folder:
        for count in (len(load_catalogue(starter_folder()).items), COUNTY, CITY, PROVINCE):
            path = Path(folder) / f"{count}.sqlite"
            build_s = index(path, count)
            gc.collect()
            began = time.perf_counter()
            search = ItemSearch(dbapi2.connect(path))
            search.search("shenfenzheng")
            opened_ms = (time.perf_counter() - began) * 1000
            took = keys(search, list(wanted))
            name = "keystroke" if count == CITY else f"keystroke_{count}"
            figures |= {
                f"{name}_p99_ms": round(statistics.quantiles(took, n=100)[98], 2),
                f"{name}_median_ms": round(statistics.median(took), 2),
                f"{name}_worst_ms": round(max(took), 2),
                f"build_{count}_s": round(build_s, 2),
                f"size_{count}_mib": round(path.stat().st_size / 1024**2, 2),
                f"open_{count}_ms": round(opened_ms, 1),
            }
            if count < COUNTY:
                figures["top3_rate"] = top3(search, wanted)
            if count == CITY:
                figures["top3_rate_in_city"] = top3(search, wanted)
    ok = all(
        figures[name] <= bound if sign == "<=" else figures[name] >= bound
        for name, (sign, bound) in BOUNDS.items()
    )
    print(json.dumps({"benchmark": "search", "figures": figures, "bounds": BOUNDS, "ok": ok}))
    return 0 if ok else 1


if __name__ == "__main__":
    raise SystemExit(main())
