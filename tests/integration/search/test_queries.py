"""What people type, and the item they want: `queries.csv` was written before anybody searched."""

import csv
from pathlib import Path

import pytest

from kiosk.catalogue import Catalogue, load_catalogue, starter_folder

QUERIES = Path(__file__).with_name("queries.csv")


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(starter_folder())


def wanted() -> dict[str, str]:
    with QUERIES.open(encoding="utf-8", newline="") as file:
        return {row["query"]: row["wanted"] for row in csv.DictReader(file)}


def test_there_are_enough_queries_for_every_item(catalogue: Catalogue) -> None:
    assert len(wanted()) >= 60
    assert set(catalogue.items) == set(wanted().values())


def test_the_wanted_item_is_among_the_first_three(catalogue: Catalogue) -> None:
    missed = {
        query: found
        for query, item in wanted().items()
        if item not in (found := [one.entry.id for one in catalogue.search(query)[:3]])
    }
    assert len(missed) <= 0.05 * len(wanted()), missed
