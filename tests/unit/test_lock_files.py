import re
from pathlib import Path

import pytest

LOCKS = ["requirements.lock", "requirements-test.lock"]


@pytest.mark.parametrize("name", LOCKS)
def test_lock_files_name_no_place_in_the_network(project_root: Path, name: str) -> None:
    text = (project_root / name).read_text()
    assert not re.search(r"https?://|--index-url|--find-links|--extra-index-url", text)


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_has_a_version_and_a_hash(project_root: Path, name: str) -> None:
    text = (project_root / name).read_text()
    entries = re.split(r"\n(?=[a-z0-9])", text.strip())
    assert len(entries) > 30
    for entry in entries:
        assert re.match(r"[a-z0-9.-]+==[^\s;]+", entry), entry
        assert "--hash=sha256:" in entry, entry


def test_the_test_lock_agrees_with_the_runtime_lock(project_root: Path) -> None:
    def pins(name: str) -> set[str]:
        return set(re.findall(r"(?m)^[a-z0-9.-]+==[^\s]+", (project_root / name).read_text()))

    assert pins("requirements.lock") <= pins("requirements-test.lock")


def test_qt_is_pinned_away_from_the_version_that_loses_references(project_root: Path) -> None:
    text = (project_root / "requirements.lock").read_text()
    assert "pyside6-essentials==6.11.3" in text
    assert "pyside6-addons==6.11.3" in text
