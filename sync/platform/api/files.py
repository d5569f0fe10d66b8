"""The calls of tus 1.0.0 (https://tus.io/protocols/resumable-upload), each of them signed."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC
from email.utils import format_datetime
from http import HTTPStatus
from typing import Annotated

import structlog
from anyio import to_thread
from fastapi import APIRouter, Header, Path, Request, Response

from sync.platform.api.authentication import authenticate
from sync.platform.api.parts import Platform, platform_of
from sync.platform.api.reading import read_body
from sync.platform.problems import ProblemError
from sync.platform.store import UploadRow
from sync.platform.uploads import FileHere
from sync.protocol.sealed_files import MAX_FILE_BYTES, sealed_size
from sync.protocol.uploads import (
    CHECKSUM_MISMATCH,
    FILES_PURPOSE,
    MAX_PIECE_BYTES,
    PIECE_TYPE,
    SHA256_NAME,
    TUS_EXTENSIONS,
    TUS_VERSION,
    FileState,
    decoded,
    read_metadata,
)

router = APIRouter()
_events = structlog.get_logger()
_TUS = {"Tus-Resumable": TUS_VERSION, "Cache-Control": "no-store"}
_ABILITIES = {
    "Tus-Version": TUS_VERSION,
    "Tus-Extension": TUS_EXTENSIONS,
    "Tus-Checksum-Algorithm": SHA256_NAME,
    "Tus-Max-Size": str(sealed_size(MAX_FILE_BYTES)),
}
_MOST_DIGITS = 15

_NAME = r"[0-9a-f]{64}"

Name = Annotated[str, Path(pattern=f"^{_NAME}$", description="SHA-256 of the sealed bytes")]
Version = Annotated[str, Header(alias="Tus-Resumable")]


@router.options("/v1/files", status_code=HTTPStatus.NO_CONTENT, response_class=Response)
async def get_abilities() -> Response:
    """What this platform can do of tus."""
    return Response(status_code=HTTPStatus.NO_CONTENT, headers=_TUS | _ABILITIES)


@router.post("/v1/files", status_code=HTTPStatus.CREATED, response_class=Response)
async def post_file(
    request: Request,
    tus_resumable: Version = "",
    upload_length: Annotated[str, Header()] = "",
    upload_metadata: Annotated[str, Header()] = "",
) -> Response:
    """Begin to upload a file that a case names, or find that it was begun."""
    platform = platform_of(request)
    signed, _ = await authenticate(request, b"", platform)
    _check_version(tus_resumable)
    size = _number(upload_length, "Upload-Length")
    try:
        name = read_metadata(upload_metadata)[SHA256_NAME].decode("ascii")
    except (ValueError, KeyError) as error:
        raise _malformed("Upload-Metadata must carry the file's sha256.") from error
    if not re.fullmatch(_NAME, name):
        raise _malformed("Upload-Metadata must carry the file's sha256.")
    row = await to_thread.run_sync(
        platform.files.begin, signed.terminal, name, size, limiter=platform.taking_files
    )
    return Response(
        status_code=HTTPStatus.CREATED,
        headers=_TUS | {"Location": f"/v1/files/{row.sha256}"} | _standing(row),
    )


@router.head("/v1/files/{name}", response_class=Response)
async def head_file(request: Request, name: Name, tus_resumable: Version = "") -> Response:
    """How much there is of a file, in the headers of tus."""
    platform = platform_of(request)
    signed, _ = await authenticate(request, b"", platform)
    _check_version(tus_resumable)
    here = await _state(platform, signed.terminal, name)
    return Response(headers=_TUS | {"Upload-Length": str(here.row.size)} | _standing(here.row))


@router.get("/v1/files/{name}", responses={200: {"model": FileState}})
async def get_file(request: Request, name: Name) -> Response:
    """How much there is of a file, acknowledged."""
    platform = platform_of(request)
    signed, _ = await authenticate(request, b"", platform)
    row = (await _state(platform, signed.terminal, name)).row
    expires_at = None if row.expires_at is None else row.expires_at.isoformat()
    content = {
        "terminal": signed.terminal,
        "sha256": row.sha256,
        "size": row.size,
        "offset": row.received,
        "complete": row.completed_at is not None,
        "expires_at": expires_at,
    }
    return Response(
        platform.signed(content, purpose=FILES_PURPOSE, terminal=signed.terminal),
        media_type="application/json",
        headers=_TUS,
    )


@router.patch("/v1/files/{name}", status_code=HTTPStatus.NO_CONTENT, response_class=Response)
async def patch_file(
    request: Request,
    name: Name,
    tus_resumable: Version = "",
    upload_offset: Annotated[str, Header()] = "",
    upload_checksum: Annotated[str, Header()] = "",
) -> Response:
    """Take a piece of a file."""
    platform = platform_of(request)
    piece = await read_body(request, MAX_PIECE_BYTES, PIECE_TYPE)
    signed, _ = await authenticate(request, piece, platform)
    _check_version(tus_resumable)
    offset = _number(upload_offset, "Upload-Offset")
    _check_piece(piece, upload_checksum)
    here = await to_thread.run_sync(
        platform.files.take, signed.terminal, name, offset, piece, limiter=platform.taking_files
    )
    _tell(platform, here)
    return Response(status_code=HTTPStatus.NO_CONTENT, headers=_TUS | _standing(here.row))


async def _state(platform: Platform, terminal: str, name: str) -> FileHere:
    row = await to_thread.run_sync(platform.files.look, terminal, name)
    if row.completed_at is not None or row.received < row.size:
        return FileHere(row)
    here = await to_thread.run_sync(
        platform.files.state, terminal, name, limiter=platform.taking_files
    )
    _tell(platform, here)
    return here


def _tell(platform: Platform, here: FileHere) -> None:
    if here.arrived:
        _events.info("file.received", terminal=here.row.terminal, file=here.row.sha256)
    if here.told:
        platform.bell.ring()


def _standing(row: UploadRow) -> dict[str, str]:
    headers = {"Upload-Offset": str(row.received)}
    if row.expires_at is not None:
        headers["Upload-Expires"] = format_datetime(row.expires_at.astimezone(UTC), usegmt=True)
    return headers


def _check_version(version: str) -> None:
    if version != TUS_VERSION:
        raise ProblemError(
            HTTPStatus.PRECONDITION_FAILED, "request.tus_version", "Send Tus-Resumable: 1.0.0."
        )


def _check_piece(piece: bytes, checksum: str) -> None:
    """Compare a piece with its checksum, if it has one.

    Raises:
        ProblemError: 400 ``file.malformed``, 460 ``file.checksum``.
    """
    if not checksum:
        return
    algorithm, _, encoded = checksum.partition(" ")
    try:
        expected = decoded(encoded)
    except ValueError as error:
        raise _malformed("Upload-Checksum must be sha256 and Base64.") from error
    if algorithm != SHA256_NAME:
        raise _malformed("Upload-Checksum must be sha256 and Base64.")
    if hashlib.sha256(piece).digest() != expected:
        raise ProblemError(
            CHECKSUM_MISMATCH, "file.checksum", "The piece does not fit its checksum."
        )


def _number(text: str, header: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS):
        raise _malformed(f"{header} must be a number of bytes.")
    return int(text)


def _malformed(message: str) -> ProblemError:
    return ProblemError(HTTPStatus.BAD_REQUEST, "file.malformed", message)
