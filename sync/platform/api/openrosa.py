"""The calls of OpenRosa 1.0 clients; they are not in our OpenAPI: their standard describes them."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

import structlog
from anyio import to_thread
from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool

from kiosk.errors import EnvironmentFault
from sync.platform.api.parts import Platform, platform_of
from sync.platform.api.reading import Patience
from sync.platform.openrosa import answers
from sync.platform.openrosa.answers import MAX_REQUEST_BYTES
from sync.platform.openrosa.listing import Listing
from sync.platform.openrosa.multipart import read_parts
from sync.platform.openrosa.receiving import Submissions, Submitted
from sync.platform.openrosa.users import Accounts, UnauthorizedError
from sync.platform.problems import ProblemError
from sync.platform.store.openrosa import OpenRosaUserRow

PREFIX = "/openrosa"
_SLACK_BYTES = 100_000
"""Of the parts' headers, which clients do not count."""
_BUSY_S = "30"

router = APIRouter(prefix=PREFIX, include_in_schema=False)
_events = structlog.get_logger()


@router.head("/submission")
async def head_submission(request: Request) -> Response:
    """Who we are, and how large a request may be."""
    return await _answered(request, lambda _: answers.nothing())


@router.post("/submission")
async def post_submission(request: Request) -> Response:
    """Take one request of a submission."""
    platform = platform_of(request)
    submissions = Submissions(
        platform.database, platform.keys, platform.receiver, platform.files, platform.clock
    )
    try:
        user = await run_in_threadpool(_user, request)
        await run_in_threadpool(submissions.allow, user)
        body = await _body(request)

        def take() -> Submitted:
            parts = read_parts(request.headers.get("content-type", ""), body)
            return submissions.take(user, parts)

        done = await to_thread.run_sync(take, limiter=platform.receiving)
    except (UnauthorizedError, EnvironmentFault) as error:
        return _refusal(request, error)
    if done.told:
        platform.bell.ring()
    _events.info("openrosa.received", user=user.name, complete=done.complete)
    if done.complete:
        return answers.envelope(HTTPStatus.CREATED, "已收到。")
    return answers.envelope(HTTPStatus.ACCEPTED, "已收到一部分，等待其余附件。")


@router.get("/formList")
async def get_form_list(request: Request) -> Response:
    """The forms there are."""
    wanted = request.query_params
    return await _answered(
        request,
        lambda platform: answers.document(
            Listing(platform.database).form_list(
                _base(request),
                wanted.get("formID", ""),
                all_versions="listAllVersions" in wanted,
            )
        ),
    )


@router.get("/forms/{item}/{version}/manifest")
async def get_manifest(request: Request, item: str, version: str) -> Response:
    """The files that come with a form."""
    return await _answered(
        request,
        lambda platform: answers.document(
            Listing(platform.database).manifest(_base(request), item, version)
        ),
    )


@router.get("/forms/{item}/{version}/media/{name}")
async def get_media(request: Request, item: str, version: str, name: str) -> Response:
    """A file that comes with a form."""

    def found(platform: Platform) -> Response:
        content = Listing(platform.database).file(item, version, name)
        kept = answers.headers() | {"X-Content-Type-Options": "nosniff"}
        return Response(content, media_type="application/octet-stream", headers=kept)

    return await _answered(request, found)


@router.get("/forms/{item}/{version}/form.xml")
async def get_form(request: Request, item: str, version: str) -> Response:
    """A form."""
    return await _answered(
        request,
        lambda platform: answers.document(
            Listing(platform.database).file(item, version, "form.xml")
        ),
    )


async def _answered(request: Request, found: Callable[[Platform], Response]) -> Response:
    """What is found for somebody we know."""

    def work() -> Response:
        _user(request)
        return found(platform_of(request))

    try:
        return await run_in_threadpool(work)
    except (UnauthorizedError, EnvironmentFault) as error:
        return _refusal(request, error)


def _accounts(request: Request) -> Accounts:
    platform = platform_of(request)
    return Accounts(platform.database, platform.keys, platform.clock)


def _user(request: Request) -> OpenRosaUserRow:
    path: bytes = request.scope.get("raw_path") or request.url.path.encode()
    query: bytes = request.scope["query_string"]
    target = path.partition(b"?")[0] + (b"?" + query if query else b"")
    return _accounts(request).recognise(
        request.headers.get("authorization", ""), request.method, target.decode("latin-1")
    )


async def _body(request: Request) -> bytes:
    """The content, however it is sent.

    Raises:
        ProblemError: 408, 413.
    """
    body = bytearray()
    patience = Patience(MAX_REQUEST_BYTES)
    try:
        async with patience.timeout:
            async for chunk in request.stream():
                patience.renew()
                body += chunk
                if len(body) > MAX_REQUEST_BYTES + _SLACK_BYTES:
                    raise ProblemError(
                        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                        "openrosa.too_large",
                        f"A request may have {MAX_REQUEST_BYTES} bytes.",
                    )
    except TimeoutError as error:
        raise ProblemError(
            HTTPStatus.REQUEST_TIMEOUT, "request.slow", "The content did not come to its end."
        ) from error
    return bytes(body)


def _refusal(request: Request, error: UnauthorizedError | EnvironmentFault) -> Response:
    match error:
        case UnauthorizedError():
            response = answers.envelope(HTTPStatus.UNAUTHORIZED, "Who are you?", nature="error")
            for challenge in _accounts(request).challenges(stale=error.stale):
                response.headers.append("WWW-Authenticate", challenge)
            return response
        case ProblemError():
            _events.info("request.refused", status=error.status, code=error.code)
            words = f"{error.message} [{error.code}]"
            response = answers.envelope(error.status, words, nature="error")
        case _:
            # disk, lock, database: nothing the client did, and it may well pass
            _events.error("request.refused", status=503, code=error.code)
            response = answers.envelope(
                HTTPStatus.SERVICE_UNAVAILABLE, "The platform cannot work now.", nature="error"
            )
    if response.status_code in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}:
        response.headers["Retry-After"] = _BUSY_S
    return response


def _base(request: Request) -> str:
    return f"{str(request.base_url).rstrip('/')}{PREFIX}"
