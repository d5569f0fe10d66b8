"""The lists that ship with the catalogue: their codes lead somewhere."""

import csv
import re
from itertools import pairwise

import pytest

from kiosk.catalogue import starter_folder

COLUMNS = ["name", "label", "parent", "level"]


def rows(name: str) -> list[dict[str, str]]:
    text = starter_folder().joinpath("lists", name).read_text("utf-8")
    reader = csv.DictReader(text.splitlines())
    found = list(reader)
    assert reader.fieldnames == COLUMNS
    assert all(None not in row and None not in row.values() for row in found)
    return found


REGIONS = rows("regions.csv")
PROVINCES = [row for row in REGIONS if row["level"] == "province"]
CITIES = [row for row in REGIONS if row["level"] == "city"]


@pytest.mark.parametrize(("name", "digits"), [("regions.csv", 6), ("divisions.csv", 12)])
def test_every_code_has_its_digits_stands_once_and_has_a_name(name: str, digits: int) -> None:
    codes = [row["name"] for row in rows(name)]
    assert [code for code in codes if not re.fullmatch(rf"[1-9][0-9]{{{digits - 1}}}", code)] == []
    assert len(codes) == len(set(codes))
    assert all(re.fullmatch(r"[\u4e00-\u9fff]{2,}", row["label"]) for row in rows(name))


def test_a_region_is_a_province_or_a_city_of_one() -> None:
    assert len(PROVINCES) + len(CITIES) == len(REGIONS)
    assert len(PROVINCES) == 34
    codes = {row["name"] for row in PROVINCES}
    for row in PROVINCES:
        assert row["name"].endswith("0000"), row
        assert row["parent"] == "", row
    for row in CITIES:
        assert row["parent"] in codes, row
        assert row["name"][:2] == row["parent"][:2], row
        assert row["name"][2:4] != "00", row


def test_what_is_no_prefecture_is_governed_by_its_province() -> None:
    """The six digits end with 00, or their third and fourth digit say so: 90."""
    assert [row for row in CITIES if (row["name"][4:] != "00") != (row["name"][2:4] == "90")] == []
    assert sum(row["name"].endswith("00") for row in CITIES) == 333


def test_only_municipalities_and_what_is_not_on_the_mainland_have_no_city() -> None:
    parents = {row["parent"] for row in CITIES}
    assert [row["label"] for row in PROVINCES if row["name"] not in parents] == [
        "北京市",
        "天津市",
        "上海市",
        "重庆市",
        "台湾省",
        "香港特别行政区",
        "澳门特别行政区",
    ]


def test_regions_stand_in_the_order_of_their_codes_and_no_name_twice_in_a_province() -> None:
    assert all(before["name"] < after["name"] for before, after in pairwise(REGIONS))
    names = [(row["parent"], row["label"]) for row in REGIONS]
    assert len(names) == len(set(names))


def test_every_division_lies_in_one_that_is_there_and_the_county_in_a_known_city() -> None:
    divisions = rows("divisions.csv")
    levels = {row["name"]: row["level"] for row in divisions}
    above = {"village": "township", "township": "county"}
    for row in divisions:
        if row["level"] == "county":
            assert row["name"][:4] + "00" in {city["name"] for city in CITIES}
        else:
            assert levels[row["parent"]] == above[row["level"]], row
