"""A catalogue is imported whole or not at all, and a version of an item stays what it was."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from kiosk.clock import SystemClock
from kiosk.errors import EnvironmentFault
from sync.platform.catalogue import importing, reading
from sync.platform.catalogue.importing import Import, import_catalogue
from sync.platform.store import Database

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


class Clock(SystemClock):
    def now(self) -> datetime:
        return NOW


@pytest.fixture
def database(new_database: Callable[..., str]) -> Iterator[Database]:
    opened = Database(new_database())
    yield opened
    opened.close()


@pytest.fixture
def folder(tmp_path: Path, two_items: Path) -> Path:
    """A catalogue of one's own to spoil."""
    target = tmp_path / "catalogue"
    shutil.copytree(two_items, target)
    return target


@pytest.fixture
def run(database: Database, folder: Path) -> Callable[..., Import]:
    def importing_it(source: Path | None = None, *, dry_run: bool = False) -> Import:
        return import_catalogue(
            database, source or folder, actor="王主任", clock=Clock(), dry_run=dry_run
        )

    return importing_it


def edit(file: Path, **members: Any) -> None:
    file.write_text(json.dumps(json.loads(file.read_text()) | members, ensure_ascii=False))


def held(database: Database) -> set[tuple[str, str]]:
    with database.reading() as transaction:
        return set(transaction.catalogue.versions())


def acts(database: Database) -> list[str]:
    with database.reading() as transaction:
        return [f"{one.actor} {one.act} {one.subject}" for one in transaction.acts()]


def test_every_file_a_terminal_needs_is_kept_by_its_content(
    database: Database, folder: Path, run: Callable[..., Import]
) -> None:
    done = run()
    assert (dict(done.added), done.changed, done.problems) == ({"602": "1", "904": "1"}, {}, ())
    with database.reading() as transaction:
        files = transaction.catalogue.files("602", "1")
        kept = {name: transaction.catalogue.content(sha256) for name, sha256 in files.items()}
        home = transaction.catalogue.content(transaction.catalogue.home() or "")
        item = transaction.catalogue.item("602", "1")
    beside = {one.name: one.read_bytes() for one in (folder / "602").iterdir()}
    del beside["form.xlsx"], beside["item.xlsx"]  # what people edit is not what terminals load
    assert kept == beside
    assert all(hashlib.sha256(beside[name]).hexdigest() == one for name, one in files.items())
    assert home == (folder / "home.json").read_bytes()
    assert item is not None
    assert (item.name, item.handling, item.limit_number, item.limit_unit, item.position) == (
        "高龄津贴申请",
        "committed",
        22,
        "working_day",
        1,
    )
    assert (item.authority, item.authority_code) == ("县民政局", "11370800MB2857374A")
    assert item.added_at == NOW
    assert acts(database) == ["王主任 import-catalogue 2 items added, 0 changed, 0 unchanged"]


def test_the_same_once_more_changes_nothing(
    database: Database, run: Callable[..., Import], monkeypatch: pytest.MonkeyPatch
) -> None:
    run()

    def never(_: Path) -> None:
        raise AssertionError("what was checked is checked again")

    monkeypatch.setattr(reading, "review", never)
    done = run()
    assert (done.added, done.changed, done.unchanged, done.home) == ({}, {}, 2, False)
    assert len(acts(database)) == 2


def test_a_new_version_stands_beside_the_old_one(
    database: Database, folder: Path, run: Callable[..., Import]
) -> None:
    run()
    edit(folder / "602" / "item.json", version="2")
    done = run()
    assert (done.added, dict(done.changed), done.unchanged) == ({}, {"602": "2"}, 1)
    assert held(database) == {("602", "1"), ("602", "2"), ("904", "1")}
    with database.reading() as transaction:
        old, new = (transaction.catalogue.files("602", version) for version in "12")
        newest = transaction.catalogue.item("602", "2")
    assert newest is not None
    assert newest.position == 2
    assert {name for name in old if old[name] != new[name]} == {"item.json"}


def test_another_content_under_the_same_version_is_refused_with_all_the_rest(
    database: Database, folder: Path, run: Callable[..., Import]
) -> None:
    run()
    guide = folder / "602" / "guide.json"
    edit(guide, consult_phone="0538-1111111")
    edit(folder / "904" / "item.json", version="2")
    done = run()
    assert done.problems == (
        "602: version 1 was imported before with another content. Raise the version in item.json.",
    )
    assert held(database) == {("602", "1"), ("904", "1")}
    assert len(acts(database)) == 1


def test_a_dry_run_says_it_and_writes_nothing(
    database: Database, run: Callable[..., Import]
) -> None:
    done = run(dry_run=True)
    assert dict(done.added) == {"602": "1", "904": "1"}
    assert done.home
    assert held(database) == set()
    assert acts(database) == []


def test_a_form_that_was_only_written_is_converted(
    database: Database, folder: Path, run: Callable[..., Import]
) -> None:
    built = (folder / "602" / "form.xml").read_bytes()
    (folder / "602" / "form.xml").unlink()
    assert run().problems == ()
    with database.reading() as transaction:
        sha256 = transaction.catalogue.files("602", "1")["form.xml"]
        assert transaction.catalogue.content(sha256) == built


def test_some_items_can_come_without_a_home_page(
    database: Database, folder: Path, run: Callable[..., Import]
) -> None:
    (folder / "home.json").unlink()
    shutil.rmtree(folder / "904")
    (folder / ".git").mkdir()
    (folder / "notes").mkdir()
    (folder / "602" / "~$form.xlsx").write_bytes(b"locked")
    assert dict(run().added) == {"602": "1"}
    with database.reading() as transaction:
        assert transaction.catalogue.home() is None


def test_everything_that_is_wrong_is_told_at_once_and_nothing_is_kept(
    database: Database, folder: Path, run: Callable[..., Import]
) -> None:
    form = folder / "602" / "form.xml"
    form.write_text(form.read_text().replace("regex(., '^1[3-9][0-9]{9}$')", "regex(., "))
    edit(folder / "904" / "item.json", handling="soon")
    edit(folder / "home.json", colour="red")
    done = run()
    told = "\n".join(done.problems)
    assert "602/form.xml: " in told
    assert "904/item.json: field 'handling'" in told
    assert "home.json: field 'colour'" in told
    assert str(folder) not in told
    assert held(database) == set()
    assert acts(database) == []


def test_a_file_that_changes_after_it_was_checked_stops_the_import(
    database: Database,
    folder: Path,
    run: Callable[..., Import],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read = importing.read_catalogue

    def and_somebody_goes_on(*arguments: Any) -> Any:
        found = read(*arguments)
        (folder / "602" / "form.xml").write_bytes(b"<other/>")
        return found

    monkeypatch.setattr(importing, "read_catalogue", and_somebody_goes_on)
    with pytest.raises(EnvironmentFault) as told:
        run()
    assert told.value.code == "catalogue.changed"
    assert held(database) == set()
    assert acts(database) == []


def test_contents_are_written_some_mib_at_a_time(
    database: Database, run: Callable[..., Import], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "_BYTES_AT_ONCE", 1)
    assert run().problems == ()
    with database.reading() as transaction:
        names = transaction.catalogue.files("904", "1").values()
        assert list(transaction.catalogue.absent([*names, "0" * 64])) == ["0" * 64]


# --- zip files ------------------------------------------------------------------------------------


def packed(target: Path, folder: Path, inside: str = "") -> Path:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                archive.write(file, f"{inside}{file.relative_to(folder)}")
    return target


@pytest.mark.parametrize("inside", ["", "catalogue/"])
def test_a_zip_file_is_taken_like_the_folder(
    tmp_path: Path, folder: Path, run: Callable[..., Import], inside: str
) -> None:
    assert dict(run(packed(tmp_path / "c.zip", folder, inside)).added) == {"602": "1", "904": "1"}
    assert run().unchanged == 2


# --- the command ----------------------------------------------------------------------------------


def test_the_command_says_what_it_did_and_ends_with_1_where_it_did_nothing(
    tmp_path: Path, new_database: Callable[..., str], folder: Path
) -> None:
    options = ("--data", str(tmp_path / "data"), "--database", new_database())

    def command(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "sync.platform.cli", "import-catalogue", *options, *words],
            capture_output=True,
            text=True,
            check=False,
        )

    tried = command(str(folder), "--dry-run")
    assert (tried.returncode, tried.stdout.splitlines()[-1]) == (
        0,
        "2 added, 0 changed, 0 unchanged, 0 warnings; nothing was written.",
    )
    done = command(str(folder))
    assert done.stdout.splitlines()[0] == "added  602  version 1"
    again = json.loads(command(str(folder), "--json").stdout)
    assert (again["ok"], again["unchanged"], again["dry_run"]) == (True, 2, False)
    edit(folder / "602" / "guide.json", consult_phone="0538-1111111")
    refused = command(str(folder))
    assert refused.returncode == 1
    assert refused.stdout == ""
    assert refused.stderr.splitlines()[-1] == "Nothing was imported: 1 faults."
