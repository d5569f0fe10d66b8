"""Files of cases: by whom they are taken, how a case waits for them, how they come out again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Event, Semaphore
from typing import Any
from uuid import uuid4

import pytest
import requests
from alembic import command
from sqlalchemy import delete
from structlog.testing import capture_logs

from drivers.simulators.object_store import ObjectStore
from kiosk.errors import EnvironmentFault
from sync.platform.export import export
from sync.platform.figures import exposition
from sync.platform.settings import Settings
from sync.platform.states import State
from sync.platform.storage import FolderStorage, Storage, open_storage
from sync.platform.store.database import alembic_configuration
from sync.platform.store.tables import uploads
from sync.platform.uploads import LIFE, RESERVE_BYTES, Receiving
from sync.protocol.body import AttachmentBody, SealedFileBody
from sync.protocol.canonical import sha256_hex
from sync.protocol.messages import Outcome
from sync.protocol.sealed_files import new_file_key, seal_file
from sync.protocol.signatures import sign_request
from sync.protocol.uploads import PIECE_TYPE, upload_metadata

PHOTO = bytes(range(256)) * 900


class Enclosed:
    """A file as a terminal seals it."""

    def __init__(self, content: bytes = PHOTO, *, claims: bytes | None = None) -> None:
        key = new_file_key()
        self.sealed = b"".join(seal_file(content, key))
        self.name = hashlib.sha256(self.sealed).hexdigest()
        claimed = content if claims is None else claims
        self.body = AttachmentBody(
            name="photo.jpg",
            media_type="image/jpeg",
            sha256=sha256_hex(claimed),
            size=len(claimed),
            file=SealedFileBody(sha256=self.name, size=len(self.sealed), key=key),
        )


class Lane:
    """Sends files as a terminal's agent does."""

    def __init__(self, terminal: Any) -> None:
        self.terminal = terminal

    def send(
        self, method: str, path: str, content: bytes | None = None, **headers: str
    ) -> requests.Response:
        named = {"Tus-Resumable": "1.0.0"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        terminal = self.terminal
        request = requests.Request(method, terminal.url + path, data=content, headers=named)
        prepared = request.prepare()
        sign_request(prepared, terminal=terminal.number, key=terminal.key, clock=terminal.clock)
        answer: requests.Response = terminal.send(prepared)
        return answer

    def begin(self, file: Enclosed) -> requests.Response:
        return self.send(
            "POST",
            "/v1/files",
            Upload_Length=str(len(file.sealed)),
            Upload_Metadata=upload_metadata(file.name),
        )

    def piece(self, file: Enclosed, start: int, end: int | None = None) -> requests.Response:
        return self.send(
            "PATCH",
            f"/v1/files/{file.name}",
            file.sealed[start:end],
            Upload_Offset=str(start),
            Content_Type=PIECE_TYPE,
        )

    def state(self, file: Enclosed) -> requests.Response:
        return self.send("GET", f"/v1/files/{file.name}")

    def whole(self, file: Enclosed) -> None:
        assert self.begin(file).status_code == 201
        assert self.piece(file, 0).status_code == 204
        assert self.state(file).json()["complete"]


@pytest.fixture
def lane(terminal: Any) -> Lane:
    return Lane(terminal)


def deliver(terminal: Any, *files: Enclosed) -> Any:
    body = terminal.case(attachments=tuple(file.body for file in files))
    (result,) = terminal.deliver(terminal.message(body)).results
    assert result.outcome is Outcome.ACCEPTED, result
    return body


def states(terminal: Any) -> list[str]:
    return [event.state for event in terminal.feed().events]


@pytest.fixture
def platform(
    request: pytest.FixtureRequest,
    start_platform: Callable[..., Any],
    tmp_path: Path,
    new_database: Callable[..., str],
) -> Any:
    """A platform with its files in a folder, or where a test says so in an object store."""
    if getattr(request, "param", "folder") == "folder":
        return start_platform()
    store: ObjectStore = request.getfixturevalue("object_store")
    bucket = f"b{uuid4().hex}"
    store.bucket(bucket)
    return start_platform(
        settings=Settings(
            tmp_path / "platform", new_database(), rate=1000, files=store.address(bucket)
        )
    )


wherever_files_are = pytest.mark.parametrize("platform", ["folder", "s3"], indirect=True)


def storage_of(platform: Any) -> Storage:
    return open_storage(platform.settings.files_url)


def names_of(platform: Any) -> list[str]:
    return [one.name for one in storage_of(platform).stored()]


def exported(platform: Any, keep: Callable[[str, str, bytes], str] | None = None) -> Any:
    parts = platform.parts
    return export(parts.database, parts.keys, storage_of(platform), keep)["cases"]


@wherever_files_are
def test_a_case_is_accepted_with_the_last_of_its_files(
    platform: Any, terminal: Any, lane: Lane
) -> None:
    first, second = Enclosed(), Enclosed(b"")
    deliver(terminal, first, second)
    lane.whole(second)
    assert states(terminal) == ["delivered"]
    lane.begin(first)
    lane.piece(first, 0, 70_000)
    assert states(terminal) == ["delivered"]
    lane.piece(first, 70_000)
    assert states(terminal) == ["delivered", "accepted"]
    lane.state(first)
    assert states(terminal) == ["delivered", "accepted"]
    text = exposition(platform.parts.database, platform.clock).decode()
    assert "bianmin_files 2.0" in text
    assert "bianmin_files_awaited 0.0" in text


def test_nobody_accepts_a_case_before_its_files_are_here(
    platform: Any, terminal: Any, lane: Lane
) -> None:
    file = Enclosed()
    number = deliver(terminal, file).deposit_number
    decisions = platform.parts.decisions
    with pytest.raises(EnvironmentFault) as caught:
        decisions.decide(number, State.ACCEPTED, actor="me")
    assert caught.value.code == "case.incomplete"
    platform.clock.ahead = timedelta(days=30)
    assert decisions.accept_by_silence() == 0
    platform.clock.ahead = timedelta()
    decisions.decide(number, State.CORRECTION_REQUESTED, actor="me")
    lane.whole(file)
    assert states(terminal) == ["delivered", "correction_requested"]
    decisions.decide(number, State.ACCEPTED, actor="me")


@wherever_files_are
def test_files_come_out_as_they_were_enclosed(
    platform: Any, terminal: Any, lane: Lane, tmp_path: Path
) -> None:
    here, awaited, other = Enclosed(), Enclosed(b"later"), Enclosed(b"this", claims=b"that")
    inside = AttachmentBody.of("a.txt", "text/plain", b"inside")
    body = terminal.case(attachments=(here.body, inside, awaited.body, other.body))
    terminal.deliver(terminal.message(body))
    lane.whole(here)
    lane.whole(other)

    def keep(_: str, sha256: str, content: bytes) -> str:
        (tmp_path / sha256).write_bytes(content)
        return sha256

    (case,) = exported(platform, keep)
    found = case["body"]["attachments"]
    assert [one["received"] for one in found] == [True, True, False, True]
    assert (tmp_path / found[0]["file"]).read_bytes() == PHOTO
    assert (tmp_path / found[1]["file"]).read_bytes() == b"inside"
    assert "file" not in found[2]
    assert found[3]["problem"] == "file.unreadable"
    key = here.body.model_dump(mode="json")["file"]["key"]
    assert key not in json.dumps(case)
    (case,) = exported(platform)
    assert all("file" not in one for one in case["body"]["attachments"])


@wherever_files_are
def test_a_file_lies_under_its_own_hash_and_nothing_else_stays(
    platform: Any, terminal: Any, lane: Lane
) -> None:
    file = Enclosed()
    deliver(terminal, file)
    lane.begin(file)
    for start in range(0, len(file.sealed), 50_000):
        lane.piece(file, start, start + 50_000)
    (kept,) = names_of(platform)
    assert kept == f"{terminal.number}/{file.name}"
    assert sha256_hex(b"".join(storage_of(platform).read(kept))) == file.name


def test_nobody_else_on_the_machine_reads_files(platform: Any, terminal: Any, lane: Lane) -> None:
    file = Enclosed()
    deliver(terminal, file)
    lane.whole(file)
    folder = platform.settings.data / "files"
    for path in (folder, folder / terminal.number / file.name):
        assert path.stat().st_mode & 0o077 == 0


def test_another_terminal_can_do_nothing_with_a_file(
    terminal: Any, lane: Lane, new_terminal: Callable[..., Any]
) -> None:
    file = Enclosed()
    deliver(terminal, file)
    lane.begin(file)
    stranger = Lane(new_terminal())
    assert stranger.state(file).status_code == 404
    assert stranger.piece(file, 0).status_code == 404
    assert stranger.begin(file).json()["code"] == "file.unknown"
    assert lane.state(file).json()["offset"] == 0


def test_nothing_is_taken_without_a_signature(platform: Any, terminal: Any, lane: Lane) -> None:
    file = Enclosed()
    deliver(terminal, file)
    lane.begin(file)
    url = f"{platform.url}/v1/files"
    headers = {"Tus-Resumable": "1.0.0", "Upload-Offset": "0", "Content-Type": PIECE_TYPE}
    for answer in (
        requests.patch(f"{url}/{file.name}", file.sealed, headers=headers, timeout=30),
        requests.get(f"{url}/{file.name}", timeout=30),
        requests.head(f"{url}/{file.name}", headers=headers, timeout=30),
        requests.post(url, headers=headers, timeout=30),
    ):
        assert answer.status_code == 401
    assert lane.state(file).json()["offset"] == 0


def test_one_name_stands_for_one_file_of_one_case(terminal: Any) -> None:
    file = Enclosed()
    deliver(terminal, file)
    for enclosed in ((file.body,), (Enclosed().body, file.body), 2 * (Enclosed().body,)):
        message = terminal.message(terminal.case(attachments=enclosed))
        (result,) = terminal.deliver(message).results
        assert result.outcome is Outcome.REFUSED
        assert result.code == "body.file_taken"
    both = [terminal.message(terminal.case(attachments=(one.body,))) for one in 2 * [Enclosed()]]
    first, second = terminal.deliver(*both).results
    assert (first.outcome, second.code) == (Outcome.ACCEPTED, "body.file_taken")


@wherever_files_are
def test_an_upload_nobody_goes_on_with_expires_and_can_be_begun_anew(
    platform: Any, terminal: Any, lane: Lane
) -> None:
    file, other = Enclosed(), Enclosed(2 * PHOTO)
    deliver(terminal, file, other)
    lane.begin(file)
    lane.piece(file, 0, 5000)
    lane.begin(other)
    lane.piece(other, 0, 5000)
    platform.clock.ahead = terminal.clock.ahead = LIFE + timedelta(seconds=5)
    gone = lane.state(file)
    assert (gone.status_code, gone.json()["code"]) == (410, "file.expired")
    assert lane.state(file).json()["code"] == "file.absent"
    lane.begin(file)
    assert names_of(platform) == []
    lane.whole(file)
    lane.whole(other)
    platform.clock.ahead = terminal.clock.ahead = 3 * LIFE
    assert lane.state(file).json()["complete"]


@wherever_files_are
def test_a_platform_that_starts_again_goes_on_in_the_middle_of_a_file(
    platform: Any, terminal: Any, lane: Lane, restart: Callable[[Any], Any]
) -> None:
    file = Enclosed()
    deliver(terminal, file)
    lane.begin(file)
    lane.piece(file, 0, 5000)
    terminal.url = restart(platform).url
    assert lane.state(file).json()["offset"] == 5000
    assert lane.piece(file, 5000).status_code == 204
    assert states(terminal) == ["delivered", "accepted"]


@pytest.fixture
def restart(start_platform: Callable[..., Any]) -> Callable[[Any], Any]:
    """Stops a platform and starts one with the same data."""

    def again(platform: Any) -> Any:
        platform.stop()
        return start_platform(settings=platform.settings)

    return again


def test_a_storage_that_fails_costs_nothing_but_time(
    platform: Any, terminal: Any, lane: Lane
) -> None:
    file = Enclosed()
    deliver(terminal, file)
    lane.begin(file)
    lane.piece(file, 0, 5000)
    folder = platform.settings.data / "files" / terminal.number
    folder.rename(folder.with_name("away"))
    folder.write_text("in the way")
    failed = lane.piece(file, 5000)
    assert (failed.status_code, failed.json()["code"]) == (503, "files.storage")
    assert failed.headers["Retry-After"]
    assert lane.state(file).json()["offset"] == 5000
    folder.unlink()
    folder.with_name("away").rename(folder)
    assert lane.piece(file, 5000).status_code == 204
    assert lane.state(file).json()["complete"]


@wherever_files_are
def test_pieces_sent_in_parallel_count_once(platform: Any, terminal: Any, lane: Lane) -> None:
    file = Enclosed()
    deliver(terminal, file)
    lane.begin(file)
    for start in range(0, len(file.sealed), 60_000):
        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(lambda at: lane.piece(file, at, at + 60_000), 4 * [start]))
        assert sorted({answer.status_code for answer in answers}) in ([204], [204, 409])
        assert sum(answer.status_code == 204 for answer in answers) == 1
    assert lane.state(file).json()["complete"]
    assert states(terminal) == ["delivered", "accepted"]
    stored = storage_of(platform).read(f"{terminal.number}/{file.name}")
    assert b"".join(stored) == file.sealed


@wherever_files_are
def test_two_machines_take_the_pieces_of_one_file(
    platform: Any, terminal: Any, lane: Lane, start_platform: Callable[..., Any]
) -> None:
    other = start_platform(settings=platform.settings)
    file = Enclosed()
    deliver(terminal, file)
    lane.begin(file)
    for number, start in enumerate(range(0, len(file.sealed), 50_000)):
        terminal.url = (platform, other)[number % 2].url
        assert lane.piece(file, start, start + 50_000).status_code == 204
    for one in (platform, other):
        terminal.url = one.url
        assert lane.state(file).json()["complete"]
    assert names_of(platform) == [f"{terminal.number}/{file.name}"]
    assert states(terminal) == ["delivered", "accepted"]


@wherever_files_are
def test_last_files_that_come_at_once_accept_their_case_once(terminal: Any, lane: Lane) -> None:
    files = [Enclosed(bytes([number])) for number in range(4)]
    deliver(terminal, *files)
    for file in files:
        lane.begin(file)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda file: lane.piece(file, 0), files))
    assert {answer.status_code for answer in answers} == {204}
    assert states(terminal) == ["delivered", "accepted"]


class Interrupted(FolderStorage):
    """Lets something else happen once, before it removes or after it has put an object."""

    before_remove: Callable[[], object] | None = None
    after_put: Callable[[], object] | None = None
    during_read: Callable[[], object] | None = None

    def _now(self, moment: str) -> None:
        meanwhile = getattr(self, moment)
        setattr(self, moment, None)
        if meanwhile:
            meanwhile()

    def put(self, name: str, chunks: Iterable[bytes]) -> None:
        super().put(name, chunks)
        self._now("after_put")

    def read(self, name: str) -> Iterator[bytes]:
        self._now("during_read")
        return super().read(name)

    def remove(self, prefix: str) -> None:
        self._now("before_remove")
        super().remove(prefix)


@pytest.fixture
def interrupted(platform: Any) -> Interrupted:
    return Interrupted(platform.settings.data / "files")


@pytest.fixture
def other_worker(platform: Any, interrupted: Interrupted) -> Receiving:
    parts, settings = platform.parts, platform.settings
    return Receiving(
        parts.database,
        interrupted,
        parts.decisions,
        acceptance=settings.acceptance,
        clock=platform.clock,
    )


def test_who_throws_an_upload_away_leaves_alone_the_one_begun_meanwhile(
    platform: Any,
    terminal: Any,
    lane: Lane,
    other_worker: Receiving,
    interrupted: Interrupted,
) -> None:
    file = Enclosed()
    deliver(terminal, file)
    lane.begin(file)
    lane.piece(file, 0, 5000)
    platform.clock.ahead = terminal.clock.ahead = LIFE + timedelta(seconds=5)

    def begin_anew() -> None:
        assert lane.begin(file).status_code == 201
        assert lane.piece(file, 0, 5000).status_code == 204

    interrupted.before_remove = begin_anew
    with pytest.raises(EnvironmentFault) as caught:
        other_worker.state(terminal.number, file.name)
    assert caught.value.code == "file.expired"
    assert lane.state(file).json()["offset"] == 5000
    assert lane.piece(file, 5000).status_code == 204
    assert lane.state(file).json()["complete"]


def test_a_file_whose_piece_was_lost_is_begun_anew(
    platform: Any, terminal: Any, lane: Lane
) -> None:
    file = Enclosed()
    deliver(terminal, file)
    lane.begin(file)
    lane.piece(file, 0, 5000)
    (lost,) = [path for path in (platform.settings.data / "files").rglob("0-*") if path.is_file()]
    lost.unlink()
    answer = lane.piece(file, 5000)
    assert (answer.status_code, answer.json()["code"]) == (404, "file.absent")
    assert lane.state(file).json()["code"] == "file.absent"
    lane.whole(file)
    assert states(terminal) == ["delivered", "accepted"]


def test_of_two_that_find_all_bytes_here_the_slower_one_finds_the_file_whole(
    platform: Any,
    terminal: Any,
    lane: Lane,
    other_worker: Receiving,
    interrupted: Interrupted,
) -> None:
    file = Enclosed()
    deliver(terminal, file)
    all_but_checked(platform, lane, file)
    interrupted.during_read = lambda: lane.state(file)
    here = other_worker.state(terminal.number, file.name)
    assert here.row.completed_at is not None
    assert not here.arrived
    assert states(terminal) == ["delivered", "accepted"]


def test_without_the_folder_of_files_nothing_is_thrown_away(
    platform: Any, terminal: Any, lane: Lane
) -> None:
    file = Enclosed()
    deliver(terminal, file)
    all_but_checked(platform, lane, file)
    folder = platform.settings.data / "files"
    folder.rename(folder.with_name("away"))
    answer = lane.state(file)
    assert (answer.status_code, answer.json()["code"]) == (503, "files.storage")
    folder.with_name("away").rename(folder)
    assert lane.state(file).json()["complete"]


def all_but_checked(platform: Any, lane: Lane, file: Enclosed) -> None:
    """Bring all bytes of a file, and let the platform fail when it puts them together."""
    lane.begin(file)
    lane.piece(file, 0, 5000)
    in_the_way = platform.settings.data / "files" / lane.terminal.number / file.name
    in_the_way.mkdir()
    assert lane.piece(file, 5000).status_code == 503
    in_the_way.rmdir()
    with platform.parts.database.reading() as transaction:
        row = transaction.uploads.get(lane.terminal.number, file.name)
    assert row is not None
    assert (row.received, row.completed_at) == (row.size, None)


def test_a_file_is_whole_for_good_even_if_its_upload_was_thrown_away_meanwhile(
    platform: Any,
    terminal: Any,
    lane: Lane,
    other_worker: Receiving,
    interrupted: Interrupted,
) -> None:
    file = Enclosed()
    deliver(terminal, file)
    all_but_checked(platform, lane, file)

    def expire() -> None:
        platform.clock.ahead = terminal.clock.ahead = LIFE + timedelta(seconds=5)
        assert lane.state(file).json()["code"] == "file.expired"

    interrupted.after_put = expire
    row = other_worker.state(terminal.number, file.name).row
    assert (row.received, row.completed_at is None) == (row.size, False)
    for later in (LIFE, 3 * LIFE):
        platform.clock.ahead = terminal.clock.ahead = later
        assert lane.begin(file).headers["Upload-Offset"] == str(len(file.sealed))
        assert lane.state(file).json()["complete"]
        assert lane.state(file).json()["expires_at"] is None
    assert states(terminal) == ["delivered", "accepted"]


def test_every_folder_on_the_way_to_an_object_is_durable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: set[Path] = set()
    monkeypatch.setattr("sync.platform.storage.folder._sync", synced.add)
    FolderStorage(tmp_path / "files").put("0817/a.pieces/0", [b"1"])
    assert {path.relative_to(tmp_path) for path in synced} >= {
        Path("files"),
        Path("files/0817"),
        Path("files/0817/a.pieces"),
    }


@wherever_files_are
def test_what_a_terminal_that_is_gone_had_begun_is_swept_away(
    platform: Any, terminal: Any, lane: Lane, new_terminal: Callable[..., Any]
) -> None:
    gone, whole, going = Enclosed(), Enclosed(), Enclosed()
    deliver(terminal, gone, whole)
    lane.begin(gone)
    lane.piece(gone, 0, 5000)
    lane.whole(whole)
    platform.clock.ahead = LIFE + timedelta(seconds=5)
    other = new_terminal()
    other.clock.ahead = platform.clock.ahead
    deliver(other, going)
    Lane(other).begin(going)
    Lane(other).piece(going, 0, 5000)
    assert platform.parts.files.sweep() == 1
    assert platform.parts.files.sweep() == 0
    kept = names_of(platform)
    assert len(kept) == 2
    assert f"{terminal.number}/{whole.name}" in kept
    assert Lane(other).state(going).json()["offset"] == 5000


def test_files_wait_while_the_disk_is_nearly_full_and_messages_do_not(
    terminal: Any, lane: Lane, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = Enclosed()
    deliver(terminal, file)
    lane.begin(file)
    lane.piece(file, 0, 5000)
    with monkeypatch.context() as full:
        full.setattr(FolderStorage, "free_bytes", lambda _: RESERVE_BYTES - 1)
        for answer in (lane.piece(file, 5000), lane.begin(file)):
            assert (answer.status_code, answer.json()["code"]) == (503, "files.full")
            assert answer.headers["Retry-After"]
        assert lane.state(file).json()["offset"] == 5000
        deliver(terminal, Enclosed())
    assert lane.piece(file, 5000).status_code == 204
    assert lane.state(file).json()["complete"]


def test_no_message_and_no_question_waits_for_files_that_are_written(
    terminal: Any, lane: Lane, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [Enclosed(bytes([number])) for number in range(5)]
    waiting = Enclosed()
    deliver(terminal, *files, waiting)
    for file in (*files, waiting):
        lane.begin(file)
    writing, go_on = Semaphore(0), Event()
    put = FolderStorage.put

    def slow(storage: FolderStorage, name: str, chunks: Iterable[bytes]) -> None:
        writing.release()
        assert go_on.wait(60)
        put(storage, name, chunks)

    monkeypatch.setattr(FolderStorage, "put", slow)
    with ThreadPoolExecutor(len(files)) as pool:
        try:
            sent = [pool.submit(lane.piece, file, 0) for file in files]
            assert writing.acquire(timeout=30)
            assert writing.acquire(timeout=30)
            deliver(terminal, Enclosed())
            assert lane.state(waiting).json()["offset"] == 0
            assert not any(one.done() for one in sent)
        finally:
            go_on.set()
    assert {one.result().status_code for one in sent} == {204}


def test_that_a_file_came_is_told_once(terminal: Any, lane: Lane) -> None:
    file = Enclosed()
    with capture_logs() as logs:
        deliver(terminal, file)
        lane.whole(file)
        lane.state(file)
        lane.send("HEAD", f"/v1/files/{file.name}")
    assert [one["event"] for one in logs].count("file.received") == 1


@pytest.mark.parametrize("lost", ["object", "row"])
def test_an_export_goes_on_without_a_file_that_is_missing(
    platform: Any, terminal: Any, lane: Lane, lost: str
) -> None:
    file, other = Enclosed(), Enclosed(b"other")
    deliver(terminal, file, other)
    lane.whole(file)
    lane.whole(other)
    if lost == "object":
        (platform.settings.data / "files" / terminal.number / file.name).unlink()
    else:
        with platform.parts.database.engine.begin() as connection:
            connection.execute(delete(uploads).where(uploads.c.sha256 == file.name))
    (case,) = exported(platform, lambda _, sha256, __: sha256)
    missing, here = case["body"]["attachments"]
    assert missing["problem"] == "file.missing"
    assert missing["received"] is (lost == "object")
    assert "file" not in missing
    assert here["file"] == other.body.sha256


def test_a_database_that_knows_files_does_not_go_back_to_before_them(
    platform: Any, terminal: Any
) -> None:
    deliver(terminal, Enclosed())
    configuration = alembic_configuration()
    with platform.parts.database.altering() as connection:
        configuration.attributes["connection"] = connection
        with pytest.raises(EnvironmentFault) as caught:
            command.downgrade(configuration, "0005")
    assert caught.value.code == "store.downgrade"


@pytest.mark.parametrize("url", ["ftp://host/files", "file://host/files", "http://[", ""])
def test_a_place_that_is_none_is_told(url: str) -> None:
    with pytest.raises(EnvironmentFault) as caught:
        open_storage(url)
    assert caught.value.code == "files.url"


def test_a_place_may_be_named_as_a_url(tmp_path: Path) -> None:
    settings = Settings(tmp_path, files=f"file://{tmp_path}/%E6%96%87%E4%BB%B6")
    storage = open_storage(settings.files_url)
    storage.put("0817/a", [b"1", b"2"])
    assert b"".join(storage.read("0817/a")) == b"12"
    assert (tmp_path / "文件" / "0817" / "a").exists()
    assert Settings(tmp_path).files_url == str(tmp_path / "files")
