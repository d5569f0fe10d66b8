"""A catalogue in a zip file, also one that somebody bent."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from kiosk.errors import EnvironmentFault
from sync.platform.catalogue.unpacking import unpacked


def unpack(source: Path) -> list[str]:
    """Names of what a zip file holds."""
    with unpacked(source) as folder:
        return sorted(str(one.relative_to(folder)) for one in folder.rglob("*") if one.is_file())


def test_what_was_unpacked_is_gone_afterwards(tmp_path: Path) -> None:
    target = tmp_path / "c.zip"
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("catalogue/602/item.json", "{}")
        archive.writestr("catalogue/home.json", "{}")
    with unpacked(target) as folder:
        assert (folder / "602" / "item.json").read_text() == "{}"
        assert folder.parent.stat().st_mode & 0o077 == 0
    assert not folder.exists()


def test_the_folder_of_a_single_item_is_not_the_catalogues(tmp_path: Path) -> None:
    target = tmp_path / "c.zip"
    with zipfile.ZipFile(target, "w") as archive:
        archive.mkdir("602")
        archive.writestr("602/item.json", "{}")
    assert unpack(target) == ["602/item.json"]


def test_a_folder_is_taken_as_it_is(tmp_path: Path) -> None:
    with unpacked(tmp_path) as folder:
        assert folder == tmp_path


@pytest.mark.parametrize(
    "name", ["../602/item.json", "/etc/item.json", "a/b/c/item.json", "a\\item.json", "a/\x07.md"]
)
def test_a_zip_file_writes_nowhere_else(tmp_path: Path, name: str) -> None:
    target = tmp_path / "c.zip"
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(name, "{}")
    with pytest.raises(EnvironmentFault) as told:
        unpack(target)
    assert told.value.code == "catalogue.archive"
    assert [one.name for one in tmp_path.iterdir()] == ["c.zip"]


def test_a_link_in_a_zip_file_is_refused(tmp_path: Path) -> None:
    target = tmp_path / "c.zip"
    link = zipfile.ZipInfo("602/list.csv")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(EnvironmentFault, match="points elsewhere"):
        unpack(target)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_twice_in_a_zip_file_is_refused(tmp_path: Path) -> None:
    target = tmp_path / "c.zip"
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("602/item.json", "{}")
        archive.writestr("602/item.json", "[]")
    with pytest.raises(EnvironmentFault, match="twice"):
        unpack(target)


def test_a_zip_file_that_swells_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync.platform.catalogue.unpacking.MAX_BYTES", 1_000_000)
    target = tmp_path / "c.zip"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for item in range(3):
            archive.writestr(f"{item}/picture.png", bytes(400_000))
    assert target.stat().st_size < 10_000
    with pytest.raises(EnvironmentFault) as told:
        unpack(target)
    assert told.value.code == "catalogue.size"


def test_a_zip_file_with_more_files_than_a_catalogue_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync.platform.catalogue.unpacking._MAX_ENTRIES", 1)
    target = tmp_path / "c.zip"
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("1/a.md", "")
        archive.writestr("1/b.md", "")
    with pytest.raises(EnvironmentFault, match="holds 2 files"):
        unpack(target)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 and no more", b"no zip file at all"])
def test_a_damaged_zip_file_is_told(tmp_path: Path, content: bytes) -> None:
    target = tmp_path / "c.zip"
    target.write_bytes(content)
    with pytest.raises(EnvironmentFault) as told:
        unpack(target)
    assert told.value.code == "catalogue.archive"


def test_a_source_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault) as told:
        unpack(tmp_path / "nothing")
    assert told.value.code == "catalogue.file"
