"""What a platform owes a terminal that sends files: tus 1.0.0 and the signed state."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import pytest
import requests

from sync.protocol.sealed_files import sealed_size
from sync.protocol.signatures import verify_answer
from sync.protocol.uploads import (
    MAX_PIECE_BYTES,
    MIN_PIECE_BYTES,
    PIECE_TYPE,
    FileState,
    upload_checksum,
    upload_metadata,
)

PLAIN = 40_000
SEALED = (bytes(range(256)) * 200)[: sealed_size(PLAIN)]
FILES = "/v1/files"
TUS = {"Tus_Resumable": "1.0.0"}


@pytest.fixture
def name(rig: Any) -> str:
    named: str = rig.name(SEALED)
    return named


def begin(rig: Any, name: str, size: int = len(SEALED), **changes: str) -> requests.Response:
    headers = TUS | {"Upload_Length": str(size), "Upload_Metadata": upload_metadata(name)}
    answer: requests.Response = rig.send("POST", FILES, **(headers | changes))
    return answer


def send(rig: Any, name: str, offset: int, piece: bytes, **changes: str) -> requests.Response:
    headers = TUS | {"Upload_Offset": str(offset), "Content_Type": PIECE_TYPE}
    answer: requests.Response = rig.send("PATCH", f"{FILES}/{name}", piece, **(headers | changes))
    return answer


def head(rig: Any, name: str) -> requests.Response:
    answer: requests.Response = rig.send("HEAD", f"{FILES}/{name}", **TUS)
    return answer


def state(rig: Any, name: str) -> FileState:
    answer = rig.send("GET", f"{FILES}/{name}")
    assert answer.status_code == 200, answer.text
    verify_answer(answer.json(), purpose="files", terminal="0817", keys=rig.platform_keys)
    return FileState.model_validate_json(answer.content)


def refused(answer: requests.Response, status: int, code: str) -> None:
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == code


def test_it_says_what_it_can(rig: Any) -> None:
    answer = requests.options(rig.url + FILES, timeout=30)
    assert answer.status_code == 204
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert set(answer.headers["Tus-Extension"].split(",")) == {
        "creation",
        "checksum",
        "expiration",
    }
    assert answer.headers["Tus-Checksum-Algorithm"] == "sha256"
    assert int(answer.headers["Tus-Max-Size"]) >= 50 * 1024 * 1024


def test_a_file_comes_whole_in_pieces(rig: Any, name: str) -> None:
    begun = begin(rig, name)
    assert begun.status_code == 201
    assert begun.headers["Location"].endswith(f"{FILES}/{name}")
    assert begun.headers["Tus-Resumable"] == "1.0.0"
    offset = 0
    for piece in (SEALED[:1024], SEALED[1024:40_000], SEALED[40_000:]):
        assert not state(rig, name).complete
        taken = send(rig, name, offset, piece)
        offset += len(piece)
        assert taken.status_code == 204, taken.text
        assert taken.headers["Tus-Resumable"] == "1.0.0"
        assert taken.headers["Upload-Offset"] == str(offset)
        standing = head(rig, name)
        assert standing.status_code == 200
        assert standing.headers["Upload-Offset"] == str(offset)
        assert standing.headers["Upload-Length"] == str(len(SEALED))
        assert standing.headers["Cache-Control"] == "no-store"
    known = state(rig, name)
    assert (known.sha256, known.size, known.offset) == (name, len(SEALED), len(SEALED))
    assert known.complete


def test_to_begin_again_changes_nothing(rig: Any, name: str) -> None:
    begin(rig, name)
    send(rig, name, 0, SEALED[:2000])
    again = begin(rig, name)
    assert again.status_code == 201
    assert again.headers["Upload-Offset"] == "2000"
    assert state(rig, name).offset == 2000


def test_a_whole_file_stays_whole_whatever_comes(rig: Any, name: str) -> None:
    begin(rig, name)
    send(rig, name, 0, SEALED)
    assert begin(rig, name).status_code == 201
    refused(send(rig, name, 0, SEALED), 409, "file.offset")
    assert state(rig, name).complete


@pytest.mark.parametrize("offset", [1, 1999, 2001, len(SEALED)])
def test_a_piece_that_begins_elsewhere_is_not_taken(rig: Any, name: str, offset: int) -> None:
    begin(rig, name)
    send(rig, name, 0, SEALED[:2000])
    refused(send(rig, name, offset, SEALED[offset : offset + 2000]), 409, "file.offset")
    assert state(rig, name).offset == 2000


def test_the_same_piece_twice_counts_once(rig: Any, name: str) -> None:
    begin(rig, name)
    assert send(rig, name, 0, SEALED[:2000]).status_code == 204
    refused(send(rig, name, 0, SEALED[:2000]), 409, "file.offset")
    assert send(rig, name, 2000, SEALED[2000:]).status_code == 204
    assert state(rig, name).complete


def test_more_than_the_case_said_is_not_taken(rig: Any, name: str) -> None:
    begin(rig, name)
    refused(send(rig, name, 0, SEALED + b"!"), 413, "file.too_long")
    refused(send(rig, name, 0, bytes(MAX_PIECE_BYTES + 1)), 413, "request.too_large")
    assert state(rig, name).offset == 0


def test_a_small_piece_is_taken_only_if_it_is_the_last(rig: Any, name: str) -> None:
    begin(rig, name)
    refused(send(rig, name, 0, SEALED[: MIN_PIECE_BYTES - 1]), 422, "file.piece_size")
    refused(send(rig, name, 0, b""), 422, "file.piece_size")
    assert state(rig, name).offset == 0
    assert send(rig, name, 0, SEALED[:-1]).status_code == 204
    assert send(rig, name, len(SEALED) - 1, SEALED[-1:]).status_code == 204
    assert state(rig, name).complete


def test_other_bytes_than_the_name_says_are_thrown_away(rig: Any, name: str) -> None:
    begin(rig, name)
    refused(send(rig, name, 0, SEALED[:-1] + b"!"), 460, "file.hash")
    begin(rig, name)
    assert state(rig, name).offset == 0
    assert send(rig, name, 0, SEALED).status_code == 204
    assert state(rig, name).complete


def test_a_piece_fits_its_checksum(rig: Any, name: str) -> None:
    begin(rig, name)
    piece = SEALED[:2000]
    wrong = upload_checksum(hashlib.sha256(b"other").digest())
    refused(send(rig, name, 0, piece, Upload_Checksum=wrong), 460, "file.checksum")
    md5 = "md5 " + base64.b64encode(bytes(16)).decode()
    refused(send(rig, name, 0, piece, Upload_Checksum=md5), 400, "file.malformed")
    right = upload_checksum(hashlib.sha256(piece).digest())
    assert send(rig, name, 0, piece, Upload_Checksum=right).status_code == 204


def test_what_was_not_begun_is_absent(rig: Any, name: str) -> None:
    assert head(rig, name).status_code == 404
    refused(rig.send("GET", f"{FILES}/{name}"), 404, "file.absent")
    refused(send(rig, name, 0, SEALED), 404, "file.absent")
    refused(rig.send("GET", f"{FILES}/{'0' * 64}"), 404, "file.absent")


def test_a_file_no_case_names_is_not_begun(rig: Any) -> None:
    refused(begin(rig, "0" * 64), 422, "file.unknown")


def test_a_file_is_begun_with_the_length_its_case_said(rig: Any, name: str) -> None:
    refused(begin(rig, name, size=7), 422, "file.size")
    refused(rig.send("GET", f"{FILES}/{name}"), 404, "file.absent")


@pytest.mark.parametrize(
    "change",
    [
        {"Upload_Length": "many"},
        {"Upload_Length": ""},
        {"Upload_Metadata": ""},
        {"Upload_Metadata": "name YQ=="},
        {"Upload_Metadata": "sha256 !"},
        {"Upload_Metadata": upload_metadata("\0" * 64)},
        {"Upload_Metadata": upload_metadata("A" * 64)},
        {"Upload_Metadata": upload_metadata("0" * 64 + "\n")},
    ],
)
def test_headers_of_creation_have_to_be_right(rig: Any, name: str, change: dict[str, str]) -> None:
    refused(begin(rig, name, **change), 400, "file.malformed")


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"Upload_Offset": ""}, 400, "file.malformed"),
        ({"Upload_Offset": "-1"}, 400, "file.malformed"),
        ({"Tus_Resumable": ""}, 412, "request.tus_version"),
        ({"Tus_Resumable": "0.2.2"}, 412, "request.tus_version"),
        ({"Content_Type": "application/json"}, 415, "request.media_type"),
    ],
)
def test_headers_of_pieces_have_to_be_right(
    rig: Any, name: str, change: dict[str, str], status: int, code: str
) -> None:
    begin(rig, name)
    refused(send(rig, name, 0, SEALED, **change), status, code)
    assert state(rig, name).offset == 0
