import shutil
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from kiosk.catalogue import Catalogue, load_catalogue
from kiosk.catalogue.authoring.generating import generate
from kiosk.catalogue.loader import PREPARED
from kiosk.catalogue.prepared import is_prepared, prepare
from kiosk.errors import EnvironmentFault


@pytest.fixture
def folder(two_items: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(two_items, tmp_path / "catalogue"))


def shown(catalogue: Catalogue) -> object:
    return (
        catalogue.topics,
        list(catalogue.items.items()),
        catalogue.bundles,
        catalogue.popular,
        catalogue.entries(["904", "602", "777"]),
        [catalogue.search(typed) for typed in ("高龄", "tiaojie", "gljt", "602", "")],
    )


def test_a_prepared_catalogue_is_the_catalogue(folder: Path) -> None:
    before = shown(load_catalogue(folder))
    assert prepare(folder) == folder / PREPARED
    assert is_prepared(folder)
    assert shown(load_catalogue(folder)) == before


def test_preparing_twice_is_the_same_to_the_byte(folder: Path) -> None:
    first = prepare(folder).read_bytes()
    assert prepare(folder).read_bytes() == first


def test_everybody_may_read_the_file(folder: Path) -> None:
    assert prepare(folder).stat().st_mode & 0o777 == 0o644


def test_an_item_is_read_when_it_is_asked_for(folder: Path) -> None:
    prepare(folder)
    (folder / "904" / "guide.json").write_text("{")
    catalogue = load_catalogue(folder)
    assert catalogue.item("602").id == "602"
    assert len(catalogue.items) == 2
    assert "904" in catalogue.items
    with pytest.raises(EnvironmentFault) as caught:
        catalogue.item("904")
    assert caught.value.code == "catalogue.unreadable"


def test_an_item_that_is_not_there_is_said_so(folder: Path) -> None:
    prepare(folder)
    with pytest.raises(KeyError):
        load_catalogue(folder).item("777")


@pytest.mark.parametrize("spoil", ["cut", "other", "layout"])
def test_a_file_that_cannot_be_used_is_left_alone(folder: Path, spoil: str) -> None:
    file = prepare(folder)
    if spoil == "cut":
        file.write_bytes(file.read_bytes()[:-5_000])
    elif spoil == "other":
        file.write_bytes(b"no database at all" * 100)
    else:
        with dbapi2.connect(file) as connection:
            connection.execute("PRAGMA user_version = 999")
    assert not is_prepared(folder)
    assert [one.entry.id for one in load_catalogue(folder).search("gljt")] == ["602"]


def test_a_wrong_catalogue_is_not_prepared_and_the_old_file_stays(folder: Path) -> None:
    before = prepare(folder).read_bytes()
    (folder / "904" / "guide.json").write_text("{")
    with pytest.raises(EnvironmentFault):
        prepare(folder)
    assert (folder / PREPARED).read_bytes() == before
    assert [file.name for file in folder.glob("index*")] == [PREPARED]


def test_a_name_that_leads_nowhere_is_told(folder: Path) -> None:
    home = folder / "home.json"
    home.write_text(home.read_text("utf-8").replace('"602"', '"777"'), "utf-8")
    with pytest.raises(EnvironmentFault) as caught:
        prepare(folder)
    assert caught.value.code == "catalogue.reference"


def test_a_large_catalogue_is_generated_the_same_and_opens_without_reading_items(
    two_items: Path, tmp_path: Path
) -> None:
    for name in ("one", "two"):
        generate(tmp_path / name, 120, two_items)
        prepare(tmp_path / name)
    one, two = (load_catalogue(tmp_path / name) for name in ("one", "two"))
    assert list(one.items) == list(two.items)
    assert len(one.items) == 120
    assert [one.items[key] for key in one.items] == [two.items[key] for key in two.items]
    assert one.search("gljt")[0].entry.id == "602"
    assert one.search("护照核发")[0].entry.name.in_language("zh_CN") == "护照核发"
    assert sum(len(topic.items) for topic in one.topics) >= 120
