"""The calls of departments' systems, which show a token instead of a signature."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import ValidationError

from sync.platform.api.parts import Platform, platform_of
from sync.platform.api.reading import parse_json, read_body
from sync.platform.handover.answering import PartDecided, PartDecision
from sync.platform.handover.fetching import MOST_CASES, HandedMark, HandedPage, HandedUpTo
from sync.platform.problems import ProblemError

router = APIRouter(prefix="/v1/departments")
_FARTHEST = 2**53 - 1
_MOST_BYTES = 1024
_MOST_DECISION_BYTES = 256 * 1024
_NO_STORE = {"Cache-Control": "no-store"}

Name = Annotated[str, Path(pattern=r"^[\w.-]{1,64}$", description="As forms name the department")]
Position = Annotated[int, Query(ge=0, le=_FARTHEST)]


async def _admit(request: Request, name: str) -> Platform:
    platform = platform_of(request)
    await run_in_threadpool(platform.giving.admit, name, request.headers.get("authorization", ""))
    return platform


@router.get("/{name}/cases", responses={200: {"model": HandedPage}})
async def get_cases(
    request: Request,
    name: Name,
    after: Position = 0,
    limit: Annotated[int, Query(ge=1, le=MOST_CASES)] = 20,
) -> Response:
    """Cases of a department after a position, with the answers it may see."""
    platform = await _admit(request, name)
    page = await to_thread.run_sync(
        platform.giving.page, name, after, limit, limiter=platform.giving_out
    )
    return Response(page.model_dump_json(), media_type="application/json", headers=_NO_STORE)


@router.get(
    "/{name}/cases/{number}/files/{sha256}",
    response_class=Response,
    responses={200: {"content": {"application/octet-stream": {}}}},
)
async def get_file(
    request: Request,
    name: Name,
    number: Annotated[str, Path(pattern=r"^[0-9A-Za-z]{1,50}$", description="Case number")],
    sha256: Annotated[str, Path(pattern=r"^[0-9a-f]{64}$", description="As the case names it")],
) -> Response:
    """The content of a file that an answer of the department names."""
    platform = await _admit(request, name)
    content = await to_thread.run_sync(
        platform.giving.file, name, number, sha256, limiter=platform.giving_out
    )
    # never shown as the page its sender may have made of it
    headers = _NO_STORE | {"Content-Disposition": "attachment", "X-Content-Type-Options": "nosniff"}
    return Response(content, media_type="application/octet-stream", headers=headers)


@router.post("/{name}/decisions", responses={200: {"model": PartDecided}})
async def post_decision(request: Request, name: Name) -> Response:
    """The department has decided about its part of a bundle."""
    platform = await _admit(request, name)
    found = parse_json(await read_body(request, _MOST_DECISION_BYTES))
    try:
        asked = PartDecision.model_validate(found)
    except ValidationError as error:
        raise ProblemError(
            HTTPStatus.BAD_REQUEST,
            "department.malformed",
            'The content is not {"case_number": "…", "decision": "approved", "produced": {}}.',
        ) from error
    decided = await run_in_threadpool(platform.answering.decide, name, asked)
    platform.bell.ring()
    return Response(decided.model_dump_json(), media_type="application/json", headers=_NO_STORE)


@router.post("/{name}/acknowledgements", responses={200: {"model": HandedMark}})
async def post_acknowledgement(request: Request, name: Name) -> Response:
    """The department has every case up to a position."""
    platform = await _admit(request, name)
    found = parse_json(await read_body(request, _MOST_BYTES))
    try:
        asked = HandedUpTo.model_validate(found)
    except ValidationError as error:
        raise ProblemError(
            HTTPStatus.BAD_REQUEST, "department.malformed", 'The content is not {"cursor": 17}.'
        ) from error
    mark = await run_in_threadpool(platform.giving.acknowledge, name, asked.cursor)
    return Response(mark.model_dump_json(), media_type="application/json", headers=_NO_STORE)
