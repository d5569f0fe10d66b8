"""A folder of files on a disk that fails in parts."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from kiosk.errors import EnvironmentFault
from sync.platform.storage import FolderStorage


@pytest.fixture
def storage(tmp_path: Path) -> FolderStorage:
    made = FolderStorage(tmp_path / "files")
    for name in ("0817/a.pieces/0", "0817/a.pieces/1", "0817/b"):
        made.put(name, [b"1"])
    return made


def names(storage: FolderStorage) -> list[str]:
    return sorted(one.name for one in storage.stored())


@pytest.mark.parametrize("prefix", ["0817/a.pieces", "0817/b"])
@pytest.mark.parametrize("number", [errno.EIO, errno.EACCES, errno.EROFS])
def test_what_could_not_be_removed_is_told(
    storage: FolderStorage, monkeypatch: pytest.MonkeyPatch, prefix: str, number: int
) -> None:
    def fail(path: Any, **_: Any) -> None:
        raise OSError(number, os.strerror(number), path)

    before = names(storage)
    with monkeypatch.context() as failing:
        failing.setattr(os, "unlink", fail)
        with pytest.raises(EnvironmentFault) as caught:
            storage.remove(prefix)
    assert caught.value.code == "files.storage"
    assert names(storage) == before
    storage.remove(prefix)
    assert names(storage) == [name for name in before if not name.startswith(prefix)]


def test_of_two_that_remove_one_folder_neither_fails(
    storage: FolderStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    unlink = os.unlink

    def second(path: Any, **where: Any) -> None:
        unlink(path, **where)
        unlink(path, **where)

    with monkeypatch.context() as both:
        both.setattr(os, "unlink", second)
        storage.remove("0817/a.pieces")
    assert names(storage) == ["0817/b"]


def test_what_is_put_while_a_folder_is_removed_stays(
    storage: FolderStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    rmdir = os.rmdir

    def late(path: Any, **where: Any) -> None:
        storage.put("0817/a.pieces/2", [b"1"])
        rmdir(path, **where)

    with monkeypatch.context() as putting:
        putting.setattr(os, "rmdir", late)
        storage.remove("0817/a.pieces")
    assert names(storage) == ["0817/a.pieces/2", "0817/b"]


@pytest.mark.parametrize("number", [errno.EIO, errno.EACCES, errno.ENOENT])
@pytest.mark.parametrize("part", ["0817/b", "0817/a.pieces"])
def test_a_listing_goes_on_past_what_cannot_be_looked_at(
    storage: FolderStorage, monkeypatch: pytest.MonkeyPatch, part: str, number: int
) -> None:
    stat, scandir = Path.stat, os.scandir

    def refuse(path: Any) -> None:
        if os.fspath(path).endswith(part):
            raise OSError(number, os.strerror(number), path)

    def no_stat(path: Path, **how: Any) -> Any:
        refuse(path)
        return stat(path, **how)

    def no_scandir(path: Any) -> Any:
        refuse(path)
        return scandir(path)

    monkeypatch.setattr(Path, "stat", no_stat)
    monkeypatch.setattr(os, "scandir", no_scandir)
    everything = ["0817/a.pieces/0", "0817/a.pieces/1", "0817/b"]
    assert names(storage) == [name for name in everything if not name.startswith(part)]


def test_a_folder_that_cannot_be_listed_at_all_is_told(
    storage: FolderStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Any) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO), path)

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(EnvironmentFault) as caught:
        names(storage)
    assert caught.value.code == "files.storage"
