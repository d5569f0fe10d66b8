"""Parts and rules come from the catalogue an operator imported, by item and version."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from kiosk.clock import SystemClock
from kiosk.errors import EnvironmentFault
from sync.platform.catalogue.importing import import_catalogue
from sync.platform.items import Items
from sync.platform.shelf import imported
from sync.protocol.numbers import local_day


@pytest.fixture
def folder(tmp_path: Path, project_root: Path, two_items: Path) -> Path:
    """The starter catalogue with the example of an instant item beside it."""
    folder = Path(shutil.copytree(two_items, tmp_path / "catalogue"))
    example = project_root / "docs" / "examples" / "instant-approval" / "401"
    shutil.copytree(example, folder / "401")
    for name in ("guide.json", "consents.json", "privacy.zh_CN.md", "privacy.en.md"):
        shutil.copy(two_items / "904" / name, folder / "401")
    return folder


@pytest.fixture
def platform(start_platform: Any, folder: Path) -> Any:
    """A platform as it is served, with that catalogue imported."""
    platform = start_platform()
    done = import_catalogue(platform.parts.database, folder, actor="a", clock=SystemClock())
    assert done.problems == ()
    return platform


def states(terminal: Any) -> list[str]:
    return [event.state for event in terminal.feed().events]


def test_the_example_is_approved_at_once_and_only_as_its_rule_says(
    terminal: Any, filled: Any, folder: Path
) -> None:
    form = (folder / "401" / "form.xml").read_text(encoding="utf-8")
    year = local_day(terminal.clock.now()).year
    for answers, approved in (
        ({"year": year, "purpose": "own_records"}, True),
        ({"year": year + 1, "purpose": "own_records"}, False),
        ({"year": year, "purpose": "another_office"}, False),
    ):
        before = len(states(terminal))
        terminal.deliver(terminal.message(terminal.case(**filled("401", form, **answers))))
        assert states(terminal)[before:] == ["delivered", "accepted"] + ["approved"] * approved


def test_a_case_keeps_the_parts_of_the_version_it_was_filled_in_with(
    terminal: Any, platform: Any, folder: Path, bundle: Any
) -> None:
    file = folder / "602" / "item.json"
    facts = json.loads(file.read_text(encoding="utf-8"))
    named = {"name": {"zh_CN": "村", "en": "Village"}}
    for version, parts in (
        ("2", {"village": named, "township": named | {"after": ["village"]}}),
        ("3", {"village": named, "civil_affairs": named}),
    ):
        file.write_text(json.dumps(facts | {"version": version, "parts": parts}))
        done = import_catalogue(platform.parts.database, folder, actor="a", clock=SystemClock())
        assert done.problems == ()
    found = {}
    for version in ("1", "2", "3", "4"):
        item = bundle["item"].model_copy(update={"id": "602", "version": version})
        body = terminal.case(**bundle | {"item": item})
        terminal.deliver(terminal.message(body))
        with platform.parts.database.reading() as transaction:
            parts = transaction.parts.of_case(body.case_id)
        found[version] = [(part.department, part.state) for part in parts]
    assert found == {
        "1": [],
        "2": [("village", "open"), ("township", "waiting")],
        "3": [("village", "open"), ("civil_affairs", "open")],
        "4": [],
    }


def test_the_import_refuses_what_could_never_be_decided(platform: Any, folder: Path) -> None:
    file = folder / "401" / "item.json"
    facts = json.loads(file.read_text(encoding="utf-8"))
    facts["instant_approval"]["approve_when"] = "${colour} = 'red'"
    file.write_text(json.dumps(facts | {"version": "2"}), encoding="utf-8")
    done = import_catalogue(platform.parts.database, folder, actor="a", clock=SystemClock())
    assert ["colour" in problem for problem in done.problems] == [True]


def test_files_of_an_item_are_read_when_they_are_asked_for(platform: Any) -> None:
    files = imported(platform.parts.database)("401", "1")
    assert files is not None
    assert len(files) == len(list(files)) == 6
    assert files["form.xml"].startswith(b"<?xml")
    assert files.get("nothing") is None
    assert imported(platform.parts.database)("401", "9") is None


def test_a_database_that_does_not_answer_is_no_reason_to_ask_a_person(
    terminal: Any, filled: Any, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = (folder / "401" / "form.xml").read_text(encoding="utf-8")
    fields = filled("401", form, year=local_day(terminal.clock.now()).year, purpose="own_records")
    message = terminal.message(terminal.case(**fields))

    def away(*_: Any) -> Any:
        raise EnvironmentFault("store.busy", "The database does not answer.")

    with monkeypatch.context() as patch:
        patch.setattr("sync.platform.store.catalogue.CatalogueRows.content", away)
        assert terminal.post(message).status_code == 503
    terminal.deliver(message)
    assert states(terminal) == ["delivered", "accepted", "approved"]


def test_what_is_imported_while_the_platform_serves_is_found(platform: Any, folder: Path) -> None:
    clock = platform.clock
    items = Items(imported(platform.parts.database), clock)
    assert not items.of("602", "7").parts
    file = folder / "602" / "item.json"
    facts = json.loads(file.read_text(encoding="utf-8"))
    named = {"name": {"zh_CN": "村", "en": "Village"}}
    parts = {"village": named, "township": named}
    file.write_text(json.dumps(facts | {"version": "7", "parts": parts}), encoding="utf-8")
    import_catalogue(platform.parts.database, folder, actor="a", clock=SystemClock())
    monotonic = clock.monotonic
    clock.monotonic = lambda: monotonic() + timedelta(minutes=1).total_seconds()
    assert items.of("602", "7").parts
