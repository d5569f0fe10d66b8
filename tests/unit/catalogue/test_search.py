from pathlib import Path

import pytest

from kiosk.catalogue import Catalogue, load_catalogue
from kiosk.catalogue.search import SearchIndex, normalised


@pytest.fixture(scope="module")
def starter(two_items: Path) -> Catalogue:
    return load_catalogue(two_items)


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("602", "602"),
        ("６０２", "602"),
        ("高龄津贴", "602"),
        ("津贴", "602"),
        ("高龄 津贴", "602"),
        ("八十", "602"),
        ("老年补贴", "602"),
        ("Old-age", "602"),
        ("ALLOWANCE", "602"),
        ("904", "904"),
        ("调解", "904"),
        ("邻居吵架", "904"),
        ("宅基地", "904"),
        ("mediation", "904"),
        ("11370800MB2857374A2370612009000", "904"),
    ],
)
def test_what_people_type_finds_the_item_first(starter: Catalogue, typed: str, wanted: str) -> None:
    assert [item.id for item in starter.search(typed)][:1] == [wanted]


@pytest.mark.parametrize("typed", ["", "   ", "?!", "彩票", "60 3"])
def test_what_matches_nothing_finds_nothing(starter: Catalogue, typed: str) -> None:
    assert starter.search(typed) == []


def test_a_better_match_stands_before_a_lesser_one(starter: Catalogue) -> None:
    # both hold 申请; neither begins with it: equals stand by id
    assert [item.id for item in starter.search("申请")] == ["602", "904"]
    # 人 begins a name of one item and only an alias of the other
    assert [item.id for item in starter.search("人")] == ["904", "602"]


def test_further_spellings_come_in_through_the_seam(starter: Catalogue) -> None:
    initials = {"高龄津贴": ("gaolingjintie", "gljt")}
    index = SearchIndex(starter.items, lambda text: initials.get(text, ()))
    assert [item.id for item in index.search("GLJT")] == ["602"]
    assert starter.search("GLJT") == []


def test_case_width_and_punctuation_do_not_matter() -> None:
    assert normalised("Ａ-b，c 高。") == "abc高"
