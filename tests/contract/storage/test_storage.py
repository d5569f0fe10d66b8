"""What the platform asks of a storage, of every kind there is."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kiosk.errors import BugError
from sync.platform.storage import AbsentObjectError, Storage

LARGE = [bytes([number]) * 300_000 for number in range(25)]


def names(storage: Storage) -> list[str]:
    return [one.name for one in storage.stored()]


def test_what_was_put_is_read_and_from_everywhere(rig: Any) -> None:
    rig.storage.put("0817/small", [b"a", b"", b"b"])
    rig.storage.put("0817/empty", [])
    rig.storage.put("0817/large", iter(LARGE))
    for storage in (rig.storage, rig.again()):
        assert b"".join(storage.read("0817/small")) == b"ab"
        assert b"".join(storage.read("0817/empty")) == b""
        assert b"".join(storage.read("0817/large")) == b"".join(LARGE)


def test_what_is_put_again_takes_the_place_of_the_first(rig: Any) -> None:
    rig.storage.put("0817/a", [b"first"])
    rig.storage.put("0817/a", [b"second"])
    assert b"".join(rig.storage.read("0817/a")) == b"second"
    assert names(rig.storage) == ["0817/a"]


def test_an_object_that_is_not_there_is_told(rig: Any) -> None:
    rig.storage.put("0817/a", [b"1"])
    for name in ("0817/b", "0817/a.pieces/0", "0818/a"):
        with pytest.raises(AbsentObjectError) as caught:
            next(rig.storage.read(name))
        assert caught.value.code == "files.absent"
        assert name in str(caught.value)


@pytest.mark.parametrize("before", [False, True])
def test_an_object_that_ends_too_early_leaves_what_was_there(rig: Any, *, before: bool) -> None:
    def chunks() -> Iterator[bytes]:
        yield from LARGE
        raise ZeroDivisionError

    if before:
        rig.storage.put("0817/a", [b"before"])
    with pytest.raises(ZeroDivisionError):
        rig.storage.put("0817/a", chunks())
    assert names(rig.storage) == ["0817/a"] * before
    if before:
        assert b"".join(rig.storage.read("0817/a")) == b"before"


def test_what_is_removed_is_the_object_and_what_is_below_it(rig: Any) -> None:
    for name in ("0817/a", "0817/a.1.pieces/0", "0817/a.1.pieces/9", "0817/a.2.pieces/0"):
        rig.storage.put(name, [b"1"])
    rig.storage.remove("0817/a.1.pieces")
    assert names(rig.storage) == ["0817/a", "0817/a.2.pieces/0"]
    rig.storage.remove("0817/a")
    assert names(rig.storage) == ["0817/a.2.pieces/0"]
    rig.storage.remove("0817/never")
    rig.storage.remove("0817/a.2.pieces/0")
    assert names(rig.storage) == []


def test_a_thousand_pieces_and_more_are_told_and_removed(rig: Any) -> None:
    folder = rig.folder / "0817" / "a.pieces"
    folder.mkdir(parents=True)
    for number in range(1005):
        (folder / f"{number:04}").write_bytes(b"1")
    rig.storage.put("0818/b", [b"1"])
    deadline = time.monotonic() + 30  # what is written behind a store's back shows a little later
    while len(names(rig.storage)) < 1006:
        assert time.monotonic() < deadline
    rig.storage.remove("0817/a.pieces")
    assert names(rig.storage) == ["0818/b"]


def test_a_listing_tells_size_and_time_and_keeps_together_what_belongs_together(rig: Any) -> None:
    before = datetime.now(UTC)
    for name in ("0818/b", "0817/a.pieces/0", "0818/a.pieces/0", "0817/a"):
        rig.storage.put(name, [b"x" * len(name)])
    found = list(rig.storage.stored())
    assert {one.name: one.size for one in found} == {
        name: len(name) for name in ("0817/a", "0817/a.pieces/0", "0818/a.pieces/0", "0818/b")
    }
    assert [one.name[:4] for one in found] == ["0817", "0817", "0818", "0818"]
    # a file system counts time in ticks that may have begun before
    late = datetime.now(UTC)
    assert all(before - timedelta(seconds=2) <= one.changed_at <= late for one in found)


def test_an_empty_storage_has_nothing_and_answers(rig: Any) -> None:
    assert names(rig.storage) == []
    rig.storage.answers()
    free = rig.storage.free_bytes()
    assert free is None or free > 0


@pytest.mark.parametrize("name", ["", "..", "0817/../a", "/etc/a", "0817//a", "0817/a/", "./a"])
def test_a_name_that_leads_elsewhere_is_a_mistake_of_ours(rig: Any, name: str) -> None:
    for use in (
        lambda: rig.storage.put(name, [b"1"]),
        lambda: next(rig.storage.read(name)),
        lambda: rig.storage.remove(name),
    ):
        with pytest.raises(BugError):
            use()


def test_of_many_that_put_one_object_at_once_it_has_the_bytes_of_one(rig: Any) -> None:
    contents = [bytes([number]) * 400_000 for number in range(6)]
    storages = [rig.again() for _ in contents]
    with ThreadPoolExecutor(len(contents)) as pool:
        for _ in pool.map(lambda s, c: s.put("0817/a", [c]), storages, contents):
            pass
    assert b"".join(rig.storage.read("0817/a")) in contents
    assert names(rig.storage) == ["0817/a"]
