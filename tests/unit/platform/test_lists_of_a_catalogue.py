"""Lists that every form may choose from come to the platform with the items that use them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kiosk.catalogue import load_catalogue, starter_folder
from kiosk.clock import SystemClock
from sync.platform.catalogue import limits
from sync.platform.catalogue.reading import ReadItem, read_catalogue
from sync.platform.items import Items

STARTER = Path(str(starter_folder()))


def read(folder: Path, scratch: Path) -> dict[str, ReadItem]:
    scratch.mkdir(exist_ok=True)
    found = read_catalogue(folder, scratch, {})
    assert found.problems == []
    return found.items


@pytest.fixture(scope="module")
def starter(tmp_path_factory: pytest.TempPathFactory) -> dict[str, ReadItem]:
    return read(STARTER, tmp_path_factory.mktemp("scratch"))


def test_every_rule_of_the_starter_catalogue_can_be_asked(starter: dict[str, ReadItem]) -> None:
    items = Items(
        lambda item_id, _: {
            name: file.path.read_bytes() for name, file in starter[item_id].files.items()
        },
        SystemClock(),
    )
    ruled = [item_id for item_id, item in starter.items() if item.facts.instant_approval]
    assert len(ruled) > 5
    for item_id in ruled:
        assert items.of(item_id, starter[item_id].facts.version).condition


def test_an_item_has_the_lists_its_form_names_and_no_others(starter: dict[str, ReadItem]) -> None:
    assert "divisions.csv" in starter["301"].files
    assert "regions.csv" not in starter["301"].files
    assert {"divisions.csv", "regions.csv"} <= starter["403"].files.keys()
    assert "divisions.csv" not in starter["602"].files
    known = load_catalogue(STARTER).item("301").attachments()["divisions.csv"]
    assert starter["301"].files["divisions.csv"].path == known


def copy(tmp_path: Path) -> Path:
    """Two items that share a list."""
    others = [
        entry.name
        for entry in STARTER.iterdir()
        if entry.is_dir() and entry.name not in {"301", "302", "lists"}
    ]
    folder = tmp_path / "catalogue"
    shutil.copytree(STARTER, folder, ignore=shutil.ignore_patterns("home.*", *others))
    return folder


def test_a_list_of_the_items_own_comes_first(tmp_path: Path) -> None:
    folder = copy(tmp_path)
    own = folder / "301" / "divisions.csv"
    own.write_text("name,label,parent,level\n1,东村,,village\n")
    found = read(folder, tmp_path / "scratch")
    assert found["301"].files["divisions.csv"].path == own
    assert found["302"].files["divisions.csv"].path == folder / "lists" / "divisions.csv"


def test_another_list_is_another_item(tmp_path: Path) -> None:
    folder = copy(tmp_path)
    before = {item_id: item.sha256 for item_id, item in read(folder, tmp_path / "s").items()}
    with (folder / "lists" / "divisions.csv").open("a") as file:
        file.write("999999999999,新村,370982104000,village\n")
    after = read(folder, tmp_path / "s")
    assert all(after[item_id].sha256 != before[item_id] for item_id in before)


def test_a_link_is_no_list(tmp_path: Path) -> None:
    folder = copy(tmp_path)
    file = folder / "lists" / "divisions.csv"
    file.unlink()
    file.symlink_to("/etc/passwd")
    assert "divisions.csv" not in read(folder, tmp_path / "scratch")["301"].files


def test_a_list_is_read_once(tmp_path: Path) -> None:
    folder = copy(tmp_path)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    found = read_catalogue(folder, scratch, {})
    lists = (folder / "lists" / "divisions.csv").stat().st_size
    own = sum(
        file.size
        for item in found.items.values()
        for name, file in item.files.items()
        if name != "divisions.csv"
    )
    assert found.size == own + lists < limits.MAX_BYTES
