"""A platform that takes files and nothing else, written by hand: what the real one owes terminals.

The contract suite in `tests/contract/uploads` runs on both. Unlike the real one it misbehaves when
it is told to, and believes everybody.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any, Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.protocol.canonical import canonical
from sync.protocol.signatures import acknowledge
from sync.protocol.uploads import (
    CHECKSUM_MISMATCH,
    FILES_PURPOSE,
    MAX_PIECE_BYTES,
    MIN_PIECE_BYTES,
    PIECE_TYPE,
    SHA256_NAME,
    TUS_EXTENSIONS,
    TUS_VERSION,
    read_metadata,
)

_FILES = "/v1/files"
_TUS = {"Tus-Resumable": TUS_VERSION, "Cache-Control": "no-store"}
_ABILITIES = {
    "Tus-Version": TUS_VERSION,
    "Tus-Extension": TUS_EXTENSIONS,
    "Tus-Checksum-Algorithm": SHA256_NAME,
    "Tus-Max-Size": str(2**30),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came; `name` is the file's, empty for a new one."""

    method: str
    name: str
    headers: Mapping[str, str]
    content: bytes


@dataclass(frozen=True, slots=True)
class Reply:
    """What is answered; None as status breaks the line off without a word."""

    status: int | None
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes = b""


def problem(status: int, code: str) -> Reply:
    """A refusal in the platform's words."""
    document = {"type": f"urn:x:{code}", "title": "No", "status": status, "code": code}
    headers = _TUS | {"Content-Type": "application/problem+json"}
    return Reply(status, headers, json.dumps(document).encode())


@dataclass(slots=True)
class Upload:
    """What there is of one file.

    Args:
        size: of the whole.
        content: what has come; None before it was begun.
        expired: whether it was begun and thrown away since.
    """

    size: int
    content: bytearray | None = None
    expired: bool = False

    @property
    def offset(self) -> int:
        """Bytes that are there."""
        return len(self.content or b"")


class UploadPlatform:
    """The platform.

    Args:
        terminal: number of the one terminal it speaks with.
        key_id: name of the key it signs with.
        key: that key.
    """

    def __init__(self, terminal: str, key_id: str, key: Ed25519PrivateKey) -> None:
        self._terminal, self._key_id, self._key = terminal, key_id, key
        self._lock = Lock()
        self.uploads: dict[str, Upload] = {}
        """The files its cases name."""
        self.scripts: list[Callable[[Asked], Reply | None]] = []
        """What is done with the next requests; None means as it ought to be."""
        self.asked: list[Asked] = []
        platform = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                platform._serve(self)

            do_HEAD = do_POST = do_PATCH = do_OPTIONS = do_GET

            def log_message(self, *_: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = Thread(target=self._server.serve_forever, args=(0.01,))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _serve(self, handler: BaseHTTPRequestHandler) -> None:
        content = handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
        name = handler.path.removeprefix(_FILES).removeprefix("/")
        asked = Asked(handler.command, name, dict(handler.headers), content)
        with self._lock:
            self.asked.append(asked)
            script = self.scripts.pop(0) if self.scripts else None
            reply = (script and script(asked)) or self.answer(asked)
        handler.close_connection = reply.status is None
        if reply.status is None:
            return
        handler.send_response_only(reply.status)
        for header, value in reply.headers.items():
            handler.send_header(header, value)
        if reply.status != HTTPStatus.NO_CONTENT:
            handler.send_header("Content-Length", str(len(reply.content)))
        handler.end_headers()
        handler.wfile.write(b"" if asked.method == "HEAD" else reply.content)

    def answer(self, asked: Asked) -> Reply:
        """Answer as a platform ought to."""
        if asked.method == "OPTIONS":
            return Reply(HTTPStatus.NO_CONTENT, _TUS | _ABILITIES)
        if asked.method != "GET" and asked.headers.get("Tus-Resumable") != TUS_VERSION:
            return problem(HTTPStatus.PRECONDITION_FAILED, "request.tus_version")
        if asked.method == "POST":
            return self._create(asked)
        upload = self.uploads.get(asked.name)
        if upload is None or upload.content is None:
            if upload is not None and upload.expired:
                return problem(HTTPStatus.GONE, "file.expired")
            return problem(HTTPStatus.NOT_FOUND, "file.absent")
        return self._of_upload(asked, upload, upload.content)

    def _of_upload(self, asked: Asked, upload: Upload, content: bytearray) -> Reply:
        match asked.method:
            case "PATCH":
                return self._take(asked, upload, content)
            case "HEAD":
                lengths = {"Upload-Offset": str(upload.offset), "Upload-Length": str(upload.size)}
                return Reply(HTTPStatus.OK, _TUS | lengths)
            case _:
                return self.state(asked.name)

    def state(self, name: str, **changes: Any) -> Reply:
        """The signed state of a file, with members changed before it is signed."""
        upload = self.uploads[name]
        content = {
            "terminal": self._terminal,
            "sha256": name,
            "size": upload.size,
            "offset": upload.offset,
            "complete": upload.offset == upload.size,
            "expires_at": None,
        } | changes
        signed = acknowledge(
            canonical(content),
            purpose=FILES_PURPOSE,
            terminal=self._terminal,
            key_id=self._key_id,
            key=self._key,
            now=datetime.now(UTC),
        )
        document = content | {"acknowledgement": signed.model_dump(mode="json")}
        headers = _TUS | {"Content-Type": "application/json"}
        return Reply(HTTPStatus.OK, headers, json.dumps(document).encode())

    def _create(self, asked: Asked) -> Reply:
        try:
            size = int(asked.headers.get("Upload-Length", ""))
            name = read_metadata(asked.headers.get("Upload-Metadata", ""))[SHA256_NAME].decode()
        except (ValueError, KeyError):
            return problem(HTTPStatus.BAD_REQUEST, "file.malformed")
        if not re.fullmatch(r"[0-9a-f]{64}", name):
            return problem(HTTPStatus.BAD_REQUEST, "file.malformed")
        upload = self.uploads.get(name)
        if upload is None:
            return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "file.unknown")
        if upload.size != size:
            return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "file.size")
        if upload.content is None:
            upload.content, upload.expired = bytearray(), False
        where = {"Location": f"{_FILES}/{name}", "Upload-Offset": str(upload.offset)}
        return Reply(HTTPStatus.CREATED, _TUS | where)

    def _take(self, asked: Asked, upload: Upload, content: bytearray) -> Reply:
        refusal = _against(asked, upload)
        if refusal is not None:
            return refusal
        content += asked.content
        if upload.offset == upload.size and hashlib.sha256(content).hexdigest() != asked.name:
            content.clear()
            return problem(CHECKSUM_MISMATCH, "file.hash")
        return Reply(HTTPStatus.NO_CONTENT, _TUS | {"Upload-Offset": str(upload.offset)})


def _against(asked: Asked, upload: Upload) -> Reply | None:
    """What speaks against a piece."""
    place = asked.headers.get("Upload-Offset", "")
    algorithm, _, checksum = asked.headers.get("Upload-Checksum", "").partition(" ")
    right = base64.b64encode(hashlib.sha256(asked.content).digest()).decode()
    end = upload.offset + len(asked.content)
    too_small = len(asked.content) < MIN_PIECE_BYTES and end < upload.size
    objections = (
        (asked.headers.get("Content-Type") != PIECE_TYPE, 415, "request.media_type"),
        (len(asked.content) > MAX_PIECE_BYTES, 413, "request.too_large"),
        (not place.isdecimal() or algorithm not in {"", SHA256_NAME}, 400, "file.malformed"),
        (bool(algorithm) and checksum != right, CHECKSUM_MISMATCH, "file.checksum"),
        (place != str(upload.offset), 409, "file.offset"),
        (end > upload.size, 413, "file.too_long"),
        (too_small, 422, "file.piece_size"),
    )
    return next((problem(status, code) for so, status, code in objections if so), None)
