"""What citizens ask at terminals: their cases, and the documents that came of them."""

from __future__ import annotations

import base64
from datetime import UTC
from typing import Annotated
from uuid import UUID

import structlog
from anyio import to_thread
from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import ValidationError

from sync.platform.api.authentication import authenticate
from sync.platform.api.parts import platform_of
from sync.platform.api.reading import parse_json, read_body
from sync.platform.problems import ProblemError
from sync.protocol.queries import (
    MAX_QUERY_BYTES,
    QUERIES_PURPOSE,
    RESULTS_PURPOSE,
    CollectedBody,
    CollectedReply,
    QueryIn,
    QueryReply,
)

router = APIRouter()
_events = structlog.get_logger()
_NO_STORE = {"Cache-Control": "no-store"}
_MOST_WORD_BYTES = 1024

Granted = Annotated[UUID, Path(description="As the answer to a question named it")]


@router.post("/v1/queries", responses={200: {"model": QueryReply}})
async def post_query(request: Request) -> Response:
    """The cases of who stands at a terminal and has shown who they are; sealed both ways."""
    platform = platform_of(request)
    body = await read_body(request, MAX_QUERY_BYTES)
    signed, _ = await authenticate(request, body, platform)
    try:
        query = QueryIn.model_validate(parse_json(body))
    except ValidationError as error:
        raise ProblemError(400, "query.malformed", "The content is not a question.") from error
    sealed = await to_thread.run_sync(
        platform.queries.answer,
        signed.terminal,
        signed.created,
        query,
        limiter=platform.giving_out,
    )
    _events.info("query.answered", terminal=signed.terminal)
    content = {
        "terminal": signed.terminal,
        "id": str(query.id),
        "sealed": base64.b64encode(sealed).decode(),
    }
    answer = platform.signed(content, purpose=QUERIES_PURPOSE, terminal=signed.terminal)
    return Response(answer, media_type="application/json", headers=_NO_STORE)


@router.get(
    "/v1/results/{id}",
    response_class=Response,
    responses={200: {"content": {"application/octet-stream": {}}}},
)
async def get_result(request: Request, id: Granted) -> Response:  # noqa: A002 # as it is described
    """A document a citizen may have, sealed with the key that the answer to them named."""
    platform = platform_of(request)
    signed, _ = await authenticate(request, b"", platform)
    size, pieces = await to_thread.run_sync(
        platform.queries.document, signed.terminal, id, limiter=platform.giving_out
    )
    headers = _NO_STORE | {"Content-Length": str(size)}
    return StreamingResponse(pieces, media_type="application/octet-stream", headers=headers)


@router.post("/v1/results/{id}/collected", responses={200: {"model": CollectedReply}})
async def post_collected(request: Request, id: Granted) -> Response:  # noqa: A002 # as above
    """The citizen has the document."""
    platform = platform_of(request)
    body = await read_body(request, _MOST_WORD_BYTES)
    signed, _ = await authenticate(request, body, platform)
    try:
        said = CollectedBody.model_validate(parse_json(body))
    except ValidationError as error:
        raise ProblemError(
            400, "query.malformed", 'The content is not {"how": "printed"}.'
        ) from error
    collected = await to_thread.run_sync(
        platform.queries.collected, signed.terminal, id, said, limiter=platform.giving_out
    )
    if collected.told:
        platform.bell.ring()
    content = {
        "terminal": signed.terminal,
        "id": str(id),
        "collected_at": collected.at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "state": collected.case.state,
    }
    answer = platform.signed(content, purpose=RESULTS_PURPOSE, terminal=signed.terminal)
    return Response(answer, media_type="application/json", headers=_NO_STORE)
