"""The call with which a department's system brings a document that came of a case."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.concurrency import run_in_threadpool

from sync.platform.api.parts import platform_of
from sync.platform.api.reading import read_body
from sync.platform.handover.results import BroughtResult
from sync.protocol.result_kinds import ResultKind
from sync.protocol.sealed_files import MAX_FILE_BYTES

router = APIRouter()
PDF = "application/pdf"


@router.post(
    "/v1/departments/{name}/cases/{number}/results",
    status_code=HTTPStatus.OK,
    responses={200: {"model": BroughtResult}},
)
async def post_result(
    request: Request,
    name: Annotated[str, Path(pattern=r"^[\w.-]{1,64}$", description="As forms name it")],
    number: Annotated[str, Path(pattern=r"^[0-9A-Za-z]{1,50}$", description="Case number")],
    kind: Annotated[ResultKind, Query(description="What the document is")],
    title: Annotated[str, Query(max_length=100, description="As the citizen reads it")],
) -> Response:
    """A document came of a case of this department."""
    platform = platform_of(request)
    await run_in_threadpool(platform.giving.admit, name, request.headers.get("authorization", ""))
    async with platform.taking_results:
        content = await read_body(request, MAX_FILE_BYTES, PDF)
        brought = await to_thread.run_sync(
            platform.bringing.bring, name, number, content, kind, title
        )
    if brought.news:
        platform.bell.ring()
    headers = {"Cache-Control": "no-store"}
    return Response(brought.model_dump_json(), media_type="application/json", headers=headers)
