"""What is left in the storage of files by workers that were killed, and what is gone from it."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
import requests
from sqlalchemy import update

from drivers.simulators.object_store import ObjectStore
from kiosk.clock import SystemClock
from kiosk.errors import EnvironmentFault
from sync.platform.figures import exposition
from sync.platform.settings import Settings
from sync.platform.stock import EVERY, SAFE_AGE, Stocktaking
from sync.platform.storage import FolderStorage, Storage, open_storage
from sync.platform.store import Database, tables
from sync.platform.store.uploads import COMPARED
from sync.protocol.body import AttachmentBody, SealedFileBody
from sync.protocol.sealed_files import new_file_key, seal_file
from sync.protocol.signatures import sign_request
from sync.protocol.uploads import PIECE_TYPE, upload_metadata

LATER = SAFE_AGE + timedelta(minutes=5)
HALF = 100_000
KILLED = """
import os, signal, sys
from pathlib import Path
from kiosk.clock import SystemClock
from sync.platform.decisions import Decisions
from sync.platform.settings import Acceptance
from sync.platform.storage import open_storage
from sync.platform.store import Database, tables
from sync.platform.store.uploads import COMPARED
from sync.platform.supervision.timekeeper import timekeeper
from sync.platform.uploads import Receiving

moment, data, url, files, terminal, name, start, content = sys.argv[1:]
storage, database, clock = open_storage(files), Database(url), SystemClock()
put, remove = storage.put, storage.remove

def die():
    os.kill(os.getpid(), signal.SIGKILL)

def put_and_die(name, chunks):
    def cut_off():
        yield from chunks
        die()
    put(name, cut_off() if moment == "writing" else chunks)
    if moment == "piece" or (moment == "whole" and ".pieces" not in name):
        die()

def die_instead(prefix):
    die() if moment == "removing" else remove(prefix)

storage.put, storage.remove = put_and_die, die_instead
decisions = Decisions(database, timekeeper(Path(data)), clock)
receiving = Receiving(database, storage, decisions, acceptance=Acceptance.BY_RULE, clock=clock)
receiving.take(terminal, name, int(start), Path(content).read_bytes())
"""


class File:
    """A file as a terminal seals it."""

    def __init__(self) -> None:
        content, key = os.urandom(2 * HALF), new_file_key()
        self.sealed = b"".join(seal_file(content, key))
        self.name = hashlib.sha256(self.sealed).hexdigest()
        self.body = AttachmentBody(
            name="photo.jpg",
            media_type="image/jpeg",
            sha256=hashlib.sha256(content).hexdigest(),
            size=len(content),
            file=SealedFileBody(sha256=self.name, size=len(self.sealed), key=key),
        )


@pytest.fixture(params=["folder", "s3"])
def platform(
    request: pytest.FixtureRequest,
    start_platform: Callable[..., Any],
    tmp_path: Path,
    new_database: Callable[..., str],
    monkeypatch: pytest.MonkeyPatch,
) -> Any:
    """A platform that leaves it to the test to compare."""
    monkeypatch.setattr("sync.platform.stock.EVERY", timedelta(days=10_000))
    files, url = str(tmp_path / "files"), new_database()
    database = Database(url)
    Stocktaking(database, FolderStorage(tmp_path / "none"), SystemClock()).take_if_due(lambda: True)
    database.close()
    if request.param == "s3":
        store: ObjectStore = request.getfixturevalue("object_store")
        bucket = f"b{uuid4().hex}"
        store.bucket(bucket)
        files = store.address(bucket)
    settings = Settings(tmp_path / "platform", url, rate=1000, files=files)
    return start_platform(settings=settings)


@pytest.fixture
def storage(platform: Any) -> Storage:
    return open_storage(platform.settings.files_url)


@pytest.fixture
def stocktaking(platform: Any, storage: Storage) -> Stocktaking:
    return Stocktaking(platform.parts.database, storage, platform.clock)


def send(terminal: Any, method: str, path: str, content: bytes = b"", **headers: str) -> Any:
    named = {"Tus-Resumable": "1.0.0"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    request = requests.Request(method, terminal.url + path, data=content or None, headers=named)
    prepared = request.prepare()
    sign_request(prepared, terminal=terminal.number, key=terminal.key, clock=terminal.clock)
    return terminal.send(prepared)


def begun(terminal: Any) -> File:
    file = File()
    terminal.deliver(terminal.message(terminal.case(attachments=(file.body,))))
    begin(terminal, file)
    return file


def begin(terminal: Any, file: File) -> None:
    size, metadata = str(len(file.sealed)), upload_metadata(file.name)
    answer = send(terminal, "POST", "/v1/files", Upload_Length=size, Upload_Metadata=metadata)
    assert answer.status_code == 201, answer.text


def piece(terminal: Any, file: File, start: int, end: int | None = None) -> None:
    answer = send(
        terminal,
        "PATCH",
        f"/v1/files/{file.name}",
        file.sealed[start:end],
        Upload_Offset=str(start),
        Content_Type=PIECE_TYPE,
    )
    assert answer.status_code == 204, answer.text


def state(terminal: Any, file: File) -> Any:
    return send(terminal, "GET", f"/v1/files/{file.name}").json()


def whole(terminal: Any) -> File:
    file = begun(terminal)
    piece(terminal, file, 0)
    return file


def names(storage: Storage) -> list[str]:
    return [one.name for one in storage.stored()]


def later(platform: Any, terminal: Any, by: timedelta = LATER) -> None:
    platform.clock.ahead = terminal.clock.ahead = by


def killed(moment: str, platform: Any, terminal: Any, *what: str) -> None:
    """Take a piece in a process that is killed at that moment."""
    settings = platform.settings
    where = (str(settings.data), settings.database_url, settings.files_url, terminal.number)
    done = subprocess.run(
        (sys.executable, "-c", KILLED, moment, *where, *what),
        check=False,
        timeout=120,
        capture_output=True,
        text=True,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr


@pytest.mark.parametrize("moment", ["writing", "piece", "whole", "removing"])
def test_a_worker_killed_between_writing_and_row_leaves_nothing_for_good(
    platform: Any, terminal: Any, stocktaking: Stocktaking, tmp_path: Path, moment: str
) -> None:
    storage = open_storage(platform.settings.files_url)
    file, other = begun(terminal), begun(terminal)
    piece(terminal, other, 0, HALF)
    start = 0
    if moment in {"whole", "removing"}:
        start = HALF
        piece(terminal, file, 0, HALF)
    content = tmp_path / "piece"
    content.write_bytes(file.sealed[start : start + HALF if start == 0 else None])
    killed(moment, platform, terminal, file.name, str(start), str(content))
    later(platform, terminal)
    stocktaking.take()
    piece_of_the_other = f"{terminal.number}/{other.name}."
    assert sum(name.startswith(piece_of_the_other) for name in names(storage)) == 1
    if not state(terminal, file)["complete"]:
        piece(terminal, file, state(terminal, file)["offset"])
    piece(terminal, other, HALF)
    stocktaking.take()
    assert names(storage) == sorted(f"{terminal.number}/{one.name}" for one in (file, other))
    for one in (file, other):
        assert b"".join(storage.read(f"{terminal.number}/{one.name}")) == one.sealed


def test_what_nobody_goes_on_with_is_swept_once_it_is_old(
    platform: Any, terminal: Any, storage: Storage, stocktaking: Stocktaking
) -> None:
    file = whole(terminal)
    going_on = begun(terminal)
    piece(terminal, going_on, 0, HALF)
    kept = names(storage)
    left = f"{terminal.number}/{file.name}.20261122T101112000001.pieces"
    storage.put(f"{left}/0-a", [b"1"])
    storage.put(f"{left}/1-a", [b"1"])
    assert stocktaking.take().swept == 0
    assert len(names(storage)) == len(kept) + 2
    later(platform, terminal)
    stock = stocktaking.take()
    assert (stock.swept, stock.missing, stock.unknown) == (1, [], [])
    assert names(storage) == kept
    piece(terminal, going_on, HALF)
    assert state(terminal, going_on)["complete"]


def test_what_belongs_to_no_case_is_told_and_left_alone(
    platform: Any, terminal: Any, storage: Storage, stocktaking: Stocktaking
) -> None:
    file = whole(terminal)
    strange = [f"{terminal.number}/{'0' * 64}", "0999/a/b", "0999/note", "note"]
    for name in strange:
        storage.put(name, [b"1"])
    later(platform, terminal, timedelta(days=400))
    stock = stocktaking.take()
    assert sorted(stock.unknown) == sorted(strange)
    assert stock.swept == 0
    assert {*names(storage)} == {f"{terminal.number}/{file.name}", *strange}
    text = exposition(platform.parts.database, platform.clock).decode()
    assert "bianmin_files_unknown 4.0" in text
    assert "bianmin_files_missing 0.0" in text


def test_files_that_are_gone_or_damaged_are_told(
    platform: Any, terminal: Any, storage: Storage, stocktaking: Stocktaking, new_terminal: Any
) -> None:
    whole(terminal)
    damaged = whole(terminal)
    storage.put(f"{terminal.number}/{damaged.name}", [b"1"])
    other = new_terminal()
    gone = whole(other)
    storage.remove(f"{other.number}/{gone.name}")
    begun(other)
    stock = stocktaking.take()
    assert {row.sha256 for row in stock.missing} == {damaged.name, gone.name}
    text = exposition(platform.parts.database, platform.clock).decode()
    assert "bianmin_files_missing 2.0" in text
    storage.put(f"{other.number}/{gone.name}", [gone.sealed])
    storage.put(f"{terminal.number}/{damaged.name}", [damaged.sealed])
    assert stocktaking.take().missing == []
    text = exposition(platform.parts.database, platform.clock).decode()
    assert "bianmin_files_missing 0.0" in text


class Broken:
    """A storage of which some objects can be neither read nor removed."""

    def __init__(self, storage: Storage, names: Collection[str]) -> None:
        self._storage, self._names = storage, names
        self.works = True

    def _use(self, name: str) -> None:
        if name in self._names:
            raise EnvironmentFault("files.storage", "It fails.")

    def read(self, name: str) -> Iterator[bytes]:
        self._use(name)
        return self._storage.read(name)

    def remove(self, name: str) -> None:
        self._use(name)
        self._storage.remove(name)

    def answers(self) -> None:
        if not self.works:
            raise EnvironmentFault("files.storage", "All of it fails.")

    def __getattr__(self, name: str) -> Any:
        return getattr(self._storage, name)


@pytest.mark.parametrize("what", ["file", "pieces"])
def test_one_object_that_fails_does_not_end_the_comparison(
    platform: Any, terminal: Any, storage: Storage, what: str
) -> None:
    first, second = whole(terminal), whole(terminal)
    name = f"{terminal.number}/{first.name}"
    left = [f"{name}.{day}T101112000001.pieces" for day in ("20261120", "20261121")]
    for one in left:
        storage.put(f"{one}/0-a", [b"1"])
    storage.put(name, [b"1"])
    storage.remove(f"{terminal.number}/{second.name}")
    broken: Any = Broken(storage, {"file": [name], "pieces": left[:1]}[what])
    later(platform, terminal)
    stock = Stocktaking(platform.parts.database, broken, platform.clock)
    broken.works = False
    with pytest.raises(EnvironmentFault, match="All of it"):
        stock.take()
    storage.put(f"{left[1]}/0-a", [b"1"])
    later(platform, terminal, 2 * LATER)
    broken.works = True
    taken = stock.take()
    assert {row.sha256 for row in taken.missing} == {first.name, second.name}
    assert taken.unknown == []
    assert [one in " ".join(names(storage)) for one in left] == [what == "pieces", False]


def forgotten(platform: Any, terminal: Any, file: File, *, begun: bool) -> None:
    """Let the database be as it was before the file came, as an older backup is."""
    before = {"received": 0, "begun_at": platform.clock.now() if begun else None}
    with platform.parts.database.begin() as transaction:
        transaction._connection.execute(
            update(tables.uploads)
            .where(
                tables.uploads.c.terminal == terminal.number, tables.uploads.c.sha256 == file.name
            )
            .values(completed_at=None, expires_at=platform.clock.now() + LATER, **before)
        )


@pytest.mark.parametrize("begun_before", [False, True])
def test_a_file_an_older_database_waits_for_is_found_and_its_case_goes_on(
    platform: Any, terminal: Any, storage: Storage, *, begun_before: bool
) -> None:
    file, other, broken = whole(terminal), whole(terminal), begun(terminal)
    storage.put(f"{terminal.number}/{broken.name}", [bytes(len(broken.sealed))])
    unreadable = begun(terminal)
    storage.put(f"{terminal.number}/{unreadable.name}", [unreadable.sealed])
    for one in (file, other):
        forgotten(platform, terminal, one, begun=begun_before)
    told: list[bool] = []
    stock = Stocktaking(
        platform.parts.database,
        cast("Storage", Broken(storage, [f"{terminal.number}/{unreadable.name}"])),
        platform.clock,
        lambda row: told.append(platform.parts.files.count(row).arrived),
    )
    taken = stock.take()
    assert {row.sha256 for row in taken.found} == {file.name, other.name}
    assert (taken.missing, taken.unknown, told) == ([], [], [True, True])
    assert [state(terminal, one)["complete"] for one in (file, other)] == [True, True]
    assert not state(terminal, broken)["complete"]
    assert stock.take().found == []
    piece(terminal, broken, 0)
    assert b"".join(storage.read(f"{terminal.number}/{broken.name}")) == broken.sealed


def test_a_serving_platform_goes_on_with_the_case_of_a_file_it_finds(
    platform: Any, terminal: Any, storage: Storage, start_platform: Callable[..., Any]
) -> None:
    def accepted() -> bool:
        return "accepted" in [event.state for event in terminal.feed().events]

    file = begun(terminal)
    storage.put(f"{terminal.number}/{file.name}", [file.sealed])
    assert not accepted()
    with platform.parts.database.begin() as transaction:
        transaction.lock_counter(COMPARED)
        transaction.set_counter(COMPARED, 0)
    start_platform(settings=platform.settings)
    until(accepted)
    assert state(terminal, file)["complete"]


class Slow:
    """A storage whose listing was made before somebody brought a file."""

    def __init__(self, storage: Storage, meanwhile: Callable[[], object]) -> None:
        self._storage, self._meanwhile = storage, meanwhile

    def stored(self) -> Any:
        listed = list(self._storage.stored())
        self._meanwhile()
        yield from listed

    def __getattr__(self, name: str) -> Any:
        return getattr(self._storage, name)


def test_a_file_that_comes_while_they_are_compared_is_not_missing(
    platform: Any, terminal: Any, storage: Storage
) -> None:
    whole(terminal)
    slow: Any = Slow(storage, lambda: whole(terminal))
    stock = Stocktaking(platform.parts.database, slow, platform.clock).take()
    assert (stock.missing, stock.unknown) == ([], [])


class SettableClock(SystemClock):
    ahead = 10 * EVERY

    def now(self) -> datetime:
        return super().now() + self.ahead


@pytest.fixture
def alone(new_database: Callable[..., str], tmp_path: Path) -> Iterator[Any]:
    """Makes who compares, without a platform that does it, too."""
    database, clock = Database(new_database()), SettableClock()
    storage = FolderStorage(tmp_path / "files")
    storage.put("note", [b"1"])
    yield SimpleNamespace(
        clock=clock, storage=storage, stocktaking=lambda: Stocktaking(database, storage, clock)
    )
    database.close()


def test_they_are_compared_once_a_day_by_whoever_comes_first(alone: Any) -> None:
    def due(*, go_on: bool = True) -> bool:
        return alone.stocktaking().take_if_due(lambda: go_on) is not None

    assert [due(go_on=False), due(), due()] == [False, True, False]
    alone.clock.ahead += EVERY + timedelta(minutes=1)
    assert [due(), due()] == [True, False]
    alone.clock.ahead = timedelta()  # it was set back: nobody waits ten days
    assert [due(), due()] == [True, False]


def test_it_stops_between_two_objects_and_somebody_else_compares(alone: Any) -> None:
    for number in range(5):
        alone.storage.put(f"0817/{number}", [b"1"])
    answers = iter([True] * 3)
    assert alone.stocktaking().take_if_due(lambda: next(answers, False)) is None
    taken = alone.stocktaking().take_if_due(lambda: True)
    assert len(taken.unknown) == 6


def test_a_storage_that_fails_is_compared_when_it_is_back(
    alone: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> Any:
        raise EnvironmentFault("files.storage", "It fails.")

    with monkeypatch.context() as failing:
        failing.setattr(alone.storage, "stored", fail)
        with pytest.raises(EnvironmentFault):
            alone.stocktaking().take_if_due(lambda: True)
    assert alone.stocktaking().take_if_due(lambda: True) is not None


@pytest.mark.parametrize("platform", ["folder"], indirect=True)
def test_partial_files_of_a_folder_are_swept_once_they_are_old(
    platform: Any, terminal: Any
) -> None:
    file = begun(terminal)
    piece(terminal, file, 0, HALF)
    root = Path(platform.settings.files_url)
    (pieces,) = (root / terminal.number).iterdir()
    partial = [pieces / ".abcd_123", root / terminal.number / ".12345678"]
    for path in partial:
        path.write_bytes(b"1")
    (root / "lost+found").mkdir()
    (root / "lost+found" / "x").write_bytes(b"1")
    stocktaking = Stocktaking(platform.parts.database, FolderStorage(root), platform.clock)
    assert stocktaking.take().swept == 0
    later(platform, terminal)
    stock = stocktaking.take()
    assert (stock.swept, stock.unknown) == (2, [])
    assert not any(path.exists() for path in partial)
    piece(terminal, file, HALF)
    assert state(terminal, file)["complete"]


def test_the_command_names_what_is_missing_and_unknown(
    platform: Any, terminal: Any, storage: Storage
) -> None:
    file = whole(terminal)
    name = f"{terminal.number}/{file.name}"
    settings = platform.settings
    command = (sys.executable, "-m", "sync.platform.cli", "compare-files")
    command += ("--data", str(settings.data), "--database", settings.database_url)
    command += ("--files", settings.files_url, "--actor", "me")

    def said(*options: str) -> tuple[int, str]:
        done = subprocess.run(
            (*command, *options), check=False, timeout=120, stdout=subprocess.PIPE, text=True
        )
        return done.returncode, done.stdout

    assert said() == (0, "swept 0\n")
    storage.remove(name)
    storage.put("note", [b"1"])
    ended, shown = said()
    missing, unknown = shown.splitlines()[1:]
    assert (ended, missing.split()[:2], unknown) == (1, ["missing", name], "unknown note")
    ended, shown = said("--json")
    assert ended == 1
    number = missing.split()[2]
    assert json.loads(shown) == {
        "swept": 0,
        "missing": [{"file": name, "case_number": number}],
        "found": [],
        "unknown": ["note"],
    }
    storage.put(name, [file.sealed])
    storage.remove("note")
    forgotten(platform, terminal, file, begun=True)
    assert said() == (0, f"swept 0\nfound {name} {number}\n")
    assert state(terminal, file)["offset"] == 0, "who serves counts it"


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 120
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.parametrize("platform", ["s3"], indirect=True)
def test_an_object_store_that_loses_its_bucket_costs_nothing_but_time(
    platform: Any, terminal: Any, storage: Storage, object_store: ObjectStore
) -> None:
    def health() -> Any:
        return requests.get(f"{platform.url}/healthz", timeout=60).json()

    file = begun(terminal)
    piece(terminal, file, 0, HALF)
    name = urlsplit(platform.settings.files_url).netloc
    bucket = object_store.folder / name
    bucket.rename(bucket.with_name("away"))
    until(lambda: health() == {"status": "ok", "files": "files.storage"})
    for _ in range(2):
        answer = send(
            terminal,
            "PATCH",
            f"/v1/files/{file.name}",
            file.sealed[HALF:],
            Upload_Offset=str(HALF),
            Content_Type=PIECE_TYPE,
        )
        assert (answer.status_code, answer.json()["code"]) == (503, "files.storage")
        assert answer.headers["Retry-After"]
    terminal.deliver(terminal.message())
    assert state(terminal, file)["offset"] == HALF
    bucket.with_name("away").rename(bucket)
    until(lambda: health() == {"status": "ok"})
    piece(terminal, file, HALF)
    assert names(storage) == [f"{terminal.number}/{file.name}"]


def test_health_names_why_files_wait(platform: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def health() -> tuple[int, Any]:
        answer = requests.get(f"{platform.url}/healthz", timeout=60)
        return answer.status_code, answer.json()

    assert health() == (200, {"status": "ok"})
    storage = platform.parts.files.storage
    with monkeypatch.context() as full:
        full.setattr(storage, "free_bytes", lambda: 1)
        assert health() == (200, {"status": "ok", "files": "files.full"})

    def fail() -> None:
        raise EnvironmentFault("files.storage", "It fails.")

    monkeypatch.setattr(storage, "answers", fail)
    assert health() == (200, {"status": "ok", "files": "files.storage"})
