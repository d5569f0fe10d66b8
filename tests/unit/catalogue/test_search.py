from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.catalogue import Catalogue, load_catalogue
from kiosk.catalogue.search import index_of


@pytest.fixture(scope="module")
def starter(two_items: Path) -> Catalogue:
    return load_catalogue(two_items)


def ids(catalogue: Catalogue, typed: str) -> list[str]:
    return [one.entry.id for one in catalogue.search(typed)]


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
        ("gaoling", "602"),
        ("gaolinjintie", "602"),
        ("gaoilngjintie", "602"),
        ("gljt", "602"),
        ("高ling", "602"),
        ("高l津t", "602"),
        ("gaol", "602"),
        ("TIAOJIE", "904"),
        ("tiao jie", "904"),
        ("tj", "904"),
        ("我想申请高龄津贴怎么办", "602"),
    ],
)
def test_what_people_type_finds_the_item_first(starter: Catalogue, typed: str, wanted: str) -> None:
    assert ids(starter, typed)[:1] == [wanted]


@pytest.mark.parametrize("typed", ["", "   ", "?!", "彩票", "77 7", "xqxqxq", "\n", "😀"])
def test_what_matches_nothing_finds_nothing(starter: Catalogue, typed: str) -> None:
    assert ids(starter, typed) == []


def test_every_beginning_of_a_name_finds_it(starter: Catalogue) -> None:
    for typed in ("高龄津贴申请", "gaolingjintieshenqing", "renmintiaojie"):
        wanted = ids(starter, typed)[0]
        for end in range(2, len(typed)):
            assert wanted in ids(starter, typed[:end])[:2], typed[:end]


def test_a_text_of_any_length_is_searched(starter: Catalogue) -> None:
    assert ids(starter, "高龄津贴" * 500)[:1] == ["602"]
    assert isinstance(ids(starter, "a" * 5_000), list)
    assert isinstance(ids(starter, "'\"); DROP TABLE entry; --"), list)


def test_what_is_used_here_often_comes_first_among_equals(starter: Catalogue) -> None:
    # both hold 申请 at the end of their names
    assert {one.entry.id for one in starter.search("申请")} == {"602", "904"}
    for often in ("602", "904"):
        assert starter.search("申请", used={often: 50})[0].entry.id == often


def test_use_does_not_bring_up_what_does_not_match(starter: Catalogue) -> None:
    assert [one.entry.id for one in starter.search("调解", used={"602": 10_000})][:1] == ["904"]


def test_what_cannot_be_applied_for_today_is_not_found(starter: Catalogue) -> None:
    summer = replace(starter.items["602"], valid_from="2026-06-01", valid_to="2026-08-31")
    seasonal = Catalogue((), {"602": summer})
    for day, offered in (
        ("2026-05-31", []),
        ("2026-06-01", ["602"]),
        ("2026-08-31", ["602"]),
        ("2026-09-01", []),
    ):
        assert [one.entry.id for one in seasonal.search("高龄", day)] == offered
        assert [entry.id for entry in seasonal.entries(["602"], day)] == offered


def test_an_items_number_comes_before_everything(starter: Catalogue) -> None:
    item = replace(starter.items["602"], id="A01")
    found = index_of([item, starter.items["904"]]).search("a01")
    assert [(one.entry.id, one.score >= 2) for one in found] == [("A01", True)]
