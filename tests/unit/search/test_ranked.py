from collections.abc import Sequence

import pytest
from sqlcipher3 import dbapi2

from kiosk.search.grams import of_place, of_query
from kiosk.search.ranked import RankedIndex, build

NAMES = ["高龄津贴申请", "人民调解申请", "居民身份证换领", "legal aid for old people"]


def index(places: Sequence[Sequence[str]], words: str = "") -> RankedIndex:
    connection = dbapi2.connect(":memory:")
    build(connection, (of_place([(name, 1.0) for name in names], words, 0.3) for names in places))
    return RankedIndex(connection)


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("津贴", 0),
        ("高龄", 0),
        ("调解", 1),
        ("shenfenzheng", 2),
        ("shnefenzheng", 2),
        ("sfz", 2),
        ("jmsfz", 2),
        ("legal", 3),
        ("old", 3),
        ("身fen证", 2),
    ],
)
def test_the_place_that_holds_most_of_it_comes_first(typed: str, place: int) -> None:
    found = index([[name] for name in NAMES]).find(of_query(typed), 4)
    assert [one.place for one in found][:1] == [place]


def test_what_nothing_holds_finds_nothing() -> None:
    assert index([[name] for name in NAMES]).find(of_query("彩票"), 4) == []
    assert index([]).find(of_query("津贴"), 4) == []


def test_rare_signs_say_more_than_common_ones() -> None:
    places = [["甲申请"], ["乙申请"], ["丙申请"], ["丁补办"]]
    found = index(places).find(of_query("丁申请"), 2)
    assert found[0].place == 3


def test_a_name_weighs_more_than_what_is_said_about_a_place() -> None:
    connection = dbapi2.connect(":memory:")
    build(
        connection,
        [of_place([("建房", 1.0)], "有人问低保怎么申请", 0.3), of_place([("低保", 1.0)], "", 0.3)],
    )
    found = RankedIndex(connection).find(of_query("低保"), 2)
    assert [one.place for one in found] == [1, 0]
    assert found[0].score > found[1].score


def test_covered_says_how_much_of_what_was_typed_is_there() -> None:
    whole, half = (
        index([["高龄津贴"], ["营业执照"]]).find(of_query(typed), 1)[0].covered
        for typed in ("高龄津贴", "高龄汽车")
    )
    assert whole == pytest.approx(1.0)
    assert 0.2 < half < 0.8


def test_places_beyond_a_block_keep_their_numbers() -> None:
    places = [[f"第{number}号"] for number in range(2_050)] + [["高龄津贴"]]
    assert index(places).find(of_query("高龄"), 1)[0].place == 2_050


def test_a_place_without_a_name_holds_its_place() -> None:
    found = index([[""], ["高龄津贴"]]).find(of_query("高龄"), 2)
    assert [one.place for one in found] == [1]
