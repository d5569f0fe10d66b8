"""Every error becomes problem details (RFC 9457)."""

from __future__ import annotations

from http import HTTPStatus

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from kiosk.errors import EnvironmentFault
from sync.platform.problems import ProblemError
from sync.protocol.messages import Problem
from sync.protocol.signatures import SignatureFault
from sync.protocol.uploads import CHECKSUM_MISMATCH, TUS_VERSION

MEDIA_TYPE = "application/problem+json"
_RETRY_AFTER_S = 5
_events = structlog.get_logger()


def handle_errors(app: FastAPI) -> None:
    """Install the handlers."""
    app.add_exception_handler(EnvironmentFault, _fault)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _parameters)
    app.add_exception_handler(ClientDisconnect, _gone)
    app.add_exception_handler(Exception, _bug)


def _answer(problem: Problem, headers: dict[str, str] | None = None) -> Response:
    _events.info("request.refused", status=problem.status, code=problem.code)
    return Response(
        problem.model_dump_json(exclude_none=True),
        status_code=problem.status,
        media_type=MEDIA_TYPE,
        headers={"Cache-Control": "no-store", **(headers or {})},
    )


def problem(status: int, code: str, detail: str = "") -> Problem:
    """Problem details with the status's own words as title."""
    return Problem(
        type=f"urn:bianmin:problem:{code}",
        title="Checksum Mismatch" if status == CHECKSUM_MISMATCH else HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        code=code,
    )


async def _fault(request: Request, error: Exception) -> Response:
    match error:
        case ProblemError():
            found = problem(error.status, error.code, str(error))
            return _answer(
                found.model_copy(update={"clock": error.clock, "revocation": error.revocation}),
                _headers(error.status)
                | _headers_of_room(request, error.status)
                | ({"Retry-After": str(error.retry_after_s)} if error.retry_after_s else {}),
            )
        case SignatureFault():
            unauthorized = HTTPStatus.UNAUTHORIZED
            return _answer(problem(unauthorized, error.code, str(error)), _headers(unauthorized))
        case EnvironmentFault():
            # disk, lock, database: nothing the terminal did, and it may well pass
            return _answer(
                problem(
                    HTTPStatus.SERVICE_UNAVAILABLE, error.code, "The platform cannot work now."
                ),
                {"Retry-After": str(_RETRY_AFTER_S)},
            )
        case _:
            raise error


def _headers(status: int) -> dict[str, str]:
    match status:
        case HTTPStatus.UNAUTHORIZED:
            return {"WWW-Authenticate": "Signature"}
        case HTTPStatus.PRECONDITION_FAILED:
            return {"Tus-Version": TUS_VERSION}
        case HTTPStatus.TOO_MANY_REQUESTS:
            return {"Retry-After": str(_RETRY_AFTER_S)}
        case _:
            return {}


def _headers_of_room(request: Request, status: int) -> dict[str, str]:
    if request.url.path.startswith("/v1/files"):
        return {"Tus-Resumable": TUS_VERSION}
    if request.url.path.startswith("/v1/departments") and status == HTTPStatus.UNAUTHORIZED:
        return {"WWW-Authenticate": "Bearer"}
    return {}


async def _http(_: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    code = HTTPStatus(error.status_code).name.lower()
    return _answer(problem(error.status_code, f"http.{code}"), dict(error.headers or {}))


async def _parameters(_: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise error
    errors = tuple(
        {"where": ".".join(map(str, one["loc"])), "what": one["msg"]} for one in error.errors()
    )
    found = problem(HTTPStatus.BAD_REQUEST, "request.parameters", "A parameter is wrong.")
    return _answer(found.model_copy(update={"errors": errors}))


async def _gone(_: Request, error: Exception) -> Response:
    del error
    return Response(status_code=HTTPStatus.BAD_REQUEST)  # nobody is there to read it


async def _bug(request: Request, error: Exception) -> Response:
    _events.error("request.failed", path=request.url.path, exc_info=error)
    return _answer(problem(HTTPStatus.INTERNAL_SERVER_ERROR, "platform.bug"))
