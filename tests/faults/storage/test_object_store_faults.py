"""An object store that refuses, breaks off, is full, or is something else altogether."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from drivers.simulators.object_store import SECRET, ObjectStore
from kiosk.errors import EnvironmentFault
from sync.platform.storage import FullStorageError, Storage, open_storage

LISTING = b"""<?xml version="1.0"?><ListBucketResult><IsTruncated>false</IsTruncated>
<Contents><Key>files/a/1</Key><Size>1</Size><LastModified>2026-11-22T10:00:00.000Z</LastModified>
</Contents></ListBucketResult>"""
LOGIN = b"<html><body>Log in to the network</body></html>"


def refusal(code: str) -> bytes:
    return f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>x</Message></Error>".encode()


class Strange:
    """A server that says what a test wants it to say.

    Args:
        status: of every answer.
        content: of every answer.
    """

    def __init__(self, status: int = 200, content: bytes = b"") -> None:
        self.status, self.content = status, content
        self.promised = 0
        self.deleting = b""
        self.asked: list[str] = []
        self.sums: list[str] = []
        strange = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                size = int(self.headers.get("Content-Length", 0))
                if self.headers.get("Expect"):
                    self.send_response_only(100)
                    self.end_headers()
                self.rfile.read(size)
                strange.asked.append(self.command)
                strange.sums.append(self.headers.get("Content-MD5", ""))
                content = strange.content
                if self.command == "GET" and "list-type=2" in self.path:
                    content = content or LISTING
                if self.command == "POST":
                    content = strange.deleting
                self.send_response(strange.status)
                self.send_header("Content-Length", str(len(content) + strange.promised))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(content)

            do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = answer

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()
        self.endpoint = f"http://127.0.0.1:{self._server.server_address[1]}"

    def stop(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture
def strange(object_store: ObjectStore) -> Iterator[Strange]:
    del object_store  # its keys are in the environment
    made = Strange()
    yield made
    made.stop()


@pytest.fixture
def storage(strange: Strange) -> Storage:
    return open_storage(f"s3://bucket/files?endpoint={strange.endpoint}")


def uses(storage: Storage) -> dict[str, Callable[[], object]]:
    return {
        "put": lambda: storage.put("a/1", [b"1"]),
        "read": lambda: b"".join(storage.read("a/1")),
        "remove": lambda: storage.remove("a"),
        "stored": lambda: list(storage.stored()),
        "answers": storage.answers,
    }


EVERY_USE = pytest.mark.parametrize("use", ["put", "read", "remove", "stored", "answers"])


def failing(storage: Storage, use: str) -> EnvironmentFault:
    with pytest.raises(EnvironmentFault) as caught:
        uses(storage)[use]()
    assert SECRET not in f"{caught.value} {caught.value.remedy}"
    assert "?" not in str(caught.value).split(" cannot")[0]
    return caught.value


@EVERY_USE
@pytest.mark.parametrize(
    ("status", "code"),
    [(403, "AccessDenied"), (403, "SignatureDoesNotMatch"), (404, "NoSuchBucket"), (500, "x y")],
)
def test_what_a_store_refuses_is_told(
    strange: Strange, storage: Storage, use: str, status: int, code: str
) -> None:
    strange.status, strange.content = status, refusal(code)
    fault = failing(storage, use)
    assert fault.code == "files.storage"
    shown = str(status) if use == "answers" or " " in code else code  # a HEAD says no more
    assert shown in str(fault)
    assert {403: "keys", 404: "bucket", 500: "address"}[status] in (fault.remedy or "")


@pytest.mark.parametrize("use", ["put", "remove"])
@pytest.mark.parametrize(("status", "code"), [(403, "QuotaExceeded"), (507, "XMinioStorageFull")])
def test_a_store_that_is_full_says_what_a_full_disk_says(
    strange: Strange, storage: Storage, use: str, status: int, code: str
) -> None:
    strange.status, strange.content = status, refusal(code)
    with pytest.raises(FullStorageError) as caught:
        uses(storage)[use]()
    assert caught.value.code == "files.full"
    assert storage.free_bytes() is None


@pytest.mark.parametrize("use", ["put", "remove", "stored"])
def test_a_login_page_is_not_taken_for_a_store(
    strange: Strange, storage: Storage, use: str
) -> None:
    strange.content = LOGIN
    assert failing(storage, use).code == "files.storage"


def test_an_object_that_breaks_off_is_told(strange: Strange, storage: Storage) -> None:
    strange.content, strange.promised = b"half", 4
    assert failing(storage, "read").code == "files.storage"


def test_what_could_not_be_removed_is_told(strange: Strange, storage: Storage) -> None:
    storage.remove("a")
    assert strange.asked == ["GET", "POST"]
    assert strange.sums[1]
    strange.deleting = (
        b"<DeleteResult><Error><Key>files/a/1</Key><Code>AccessDenied</Code></Error></DeleteResult>"
    )
    fault = failing(storage, "remove")
    assert "AccessDenied" in str(fault)


def test_what_passes_is_tried_twice_and_health_once(strange: Strange, storage: Storage) -> None:
    strange.status = 503
    failing(storage, "put")
    assert strange.asked == 2 * ["PUT"]
    failing(storage, "answers")
    assert strange.asked[2:] == ["HEAD"]


@EVERY_USE
def test_a_store_nobody_answers_for_is_told(object_store: ObjectStore, use: str) -> None:
    del object_store
    with socket.socket() as taken:  # bound, and listening to nobody
        taken.bind(("127.0.0.1", 0))
        endpoint = f"http://127.0.0.1:{taken.getsockname()[1]}"
        storage = open_storage(f"s3://bucket/files?endpoint={endpoint}")
        assert failing(storage, use).code == "files.storage"


def test_no_room_for_temporary_files_is_told(
    storage: Storage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "gone"))
    with pytest.raises(EnvironmentFault) as caught:
        storage.put("a/1", [bytes(2**20 + 1), b"1"])
    assert caught.value.code == "files.storage"
    assert "temporary files" in str(caught.value)
