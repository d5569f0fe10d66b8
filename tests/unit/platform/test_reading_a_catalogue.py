"""Reading a catalogue: a sentence for everything that is wrong, and nothing hostile gets far."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kiosk.errors import EnvironmentFault
from sync.platform.catalogue import limits, reading
from sync.platform.catalogue.reading import ReadCatalogue, read_catalogue


@pytest.fixture
def folder(tmp_path: Path, two_items: Path) -> Path:
    """A catalogue of one's own to spoil."""
    target = tmp_path / "catalogue"
    shutil.copytree(two_items, target)
    return target


@pytest.fixture
def read(folder: Path, tmp_path: Path) -> Callable[[], ReadCatalogue]:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    return lambda: read_catalogue(folder, scratch, {})


def edit(file: Path, **members: Any) -> None:
    file.write_text(json.dumps(json.loads(file.read_text()) | members, ensure_ascii=False))


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda f: (f / "602" / "guide.json").unlink(), "602/guide.json is missing"),
        (lambda f: (f / "602" / "privacy.en.md").unlink(), "602/privacy.en.md is missing"),
        (lambda f: edit(f / "602" / "item.json", item_code="a code"), "602/item.json: id, code"),
        (lambda f: edit(f / "602" / "item.json", version="1\n"), "No terminal could send"),
        (lambda f: edit(f / "602" / "item.json", version=""), "it has no version"),
        (lambda f: edit(f / "602" / "item.json", form_version="8"), "Write the same into both"),
        (lambda f: edit(f / "602" / "item.json", topics=["war"]), "'war'"),
        (lambda f: edit(f / "home.json", popular=["777"]), "'777'"),
        (lambda f: (f / "602" / "form.xml").write_bytes(b"<a"), "602/form.xml: "),
        (
            lambda f: (f / "602" / "form.xml").write_bytes(
                b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
            ),
            "DOCTYPE",
        ),
        (lambda f: (f / "602" / "list.csv").symlink_to("/etc/passwd"), "602/list.csv is no file"),
        (lambda f: os.mkfifo(f / "602" / "pipe"), "602/pipe is no file"),
        (lambda f: (f / "602" / "a\nb.png").write_bytes(b""), "is no name for a file"),
        (lambda f: (f / "602" / "deep").mkdir(), "602/deep is no file"),
        (
            lambda f: [(f / "602" / name).unlink() for name in ("form.xml", "form.xlsx")],
            "has neither form.xml nor form.xlsx",
        ),
        (
            lambda f: [(f / "602" / "form.xml").unlink(), (f / "602/form.xlsx").write_bytes(b"x")],
            "form.xlsx",
        ),
        (lambda f: [shutil.rmtree(f / one) for one in ("602", "904")], "there is no item"),
        (
            lambda f: (f / "602" / "item.json").write_bytes(b"[" * 100_000),
            "602/item.json is no JSON",
        ),
    ],
)
def test_what_is_wrong_is_told_in_a_sentence_that_names_it(
    folder: Path,
    read: Callable[[], ReadCatalogue],
    spoil: Callable[[Path], object],
    words: str,
) -> None:
    if words == "there is no item":
        (folder / "home.json").unlink()
    spoil(folder)
    done = read()
    assert any(words in one for one in done.problems), done.problems


def test_a_limit_nobody_can_count_is_refused(
    folder: Path, read: Callable[[], ReadCatalogue]
) -> None:
    item = folder / "602" / "item.json"
    edit(item, promised_limit=json.loads(item.read_text())["promised_limit"] | {"number": 10**9})
    assert "limit is not 0 to" in read().problems[0]


@pytest.mark.parametrize(
    ("name", "limit"),
    [("form.xml", "MAX_FORM_BYTES"), ("guide.json", "MAX_TEXT_BYTES")],
)
def test_a_file_that_is_too_large_is_refused_before_it_is_read(
    read: Callable[[], ReadCatalogue], folder: Path, name: str, limit: str
) -> None:
    file = folder / "602" / name
    with file.open("ab") as opened:
        opened.truncate(getattr(limits, limit) + 1)
    assert any(f"602/{name} has more than" in one for one in read().problems)


def test_more_files_than_an_item_has_are_refused(
    read: Callable[[], ReadCatalogue], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MAX_FILES", 3)
    assert all("has more than 3 files" in one for one in read().problems)


@pytest.mark.parametrize(("name", "most"), [("MAX_BYTES", 50_000), ("MAX_ITEMS", 1)])
def test_a_catalogue_that_is_too_large_is_refused(
    read: Callable[[], ReadCatalogue], monkeypatch: pytest.MonkeyPatch, name: str, most: int
) -> None:
    monkeypatch.setattr(reading, name, most)
    with pytest.raises(EnvironmentFault) as told:
        read()
    assert told.value.code == "catalogue.size"


def test_a_thousand_sentences_are_enough(
    read: Callable[[], ReadCatalogue], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "_MAX_TOLD", 1)
    for item in ("602", "904"):
        (folder / item / "guide.json").unlink()
    done = read()
    assert (len(done.problems), done.untold) == (1, 1)


def test_the_errors_of_one_form_are_cut_short(
    read: Callable[[], ReadCatalogue], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "_TOLD_OF_FORM", 1)
    form = folder / "602" / "form.xml"
    form.write_text(form.read_text().replace('constraint="', 'constraint="(( '))
    done = read()
    assert len(done.problems) == 2
    assert "more; see kiosk forms check" in done.problems[1]


def test_items_that_share_a_form_have_it_checked_once_and_compared_each(
    read: Callable[[], ReadCatalogue], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reviewed = []
    review = reading.review
    monkeypatch.setattr(reading, "review", lambda path: reviewed.append(path) or review(path))
    shutil.rmtree(folder / "904")
    for item in ("603", "604"):
        shutil.copytree(folder / "602", folder / item)
        edit(folder / item / "item.json", id=item)
    edit(folder / "604" / "item.json", form_version="8")
    edit(folder / "home.json", popular=[])
    done = read()
    assert len(reviewed) == 1
    assert [one.partition(":")[0] for one in done.problems] == ["604"]


RULE = {"rule": "602-age", "version": "1"}


@pytest.mark.parametrize(("condition", "problems"), [("${age} >= 90", 0), ("${weight} >= 90", 1)])
def test_a_rule_has_to_speak_of_what_the_form_asks(
    read: Callable[[], ReadCatalogue], folder: Path, condition: str, problems: int
) -> None:
    edit(folder / "602" / "item.json", instant_approval=RULE | {"approve_when": condition})
    found = read()
    assert len(found.problems) == problems
    assert ("602" in found.items) is (problems == 0)
