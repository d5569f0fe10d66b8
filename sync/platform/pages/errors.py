"""Every error of the operator page becomes a page."""

from __future__ import annotations

from http import HTTPStatus

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import RedirectResponse

from kiosk.errors import EnvironmentFault
from sync.platform.pages.rendering import render
from sync.platform.pages.visit import NotSignedInError
from sync.platform.problems import ProblemError

_events = structlog.get_logger()


def handle_errors(pages: FastAPI) -> None:
    """Install the handlers."""
    pages.add_exception_handler(NotSignedInError, _sign_in)
    pages.add_exception_handler(EnvironmentFault, _fault)
    pages.add_exception_handler(HTTPException, _http)
    pages.add_exception_handler(RequestValidationError, _parameters)
    pages.add_exception_handler(ClientDisconnect, _gone)
    pages.add_exception_handler(Exception, _bug)


def not_found() -> HTTPException:
    """What is asked for is not here."""
    return HTTPException(HTTPStatus.NOT_FOUND)


def _page(request: Request, status: int, code: str) -> Response:
    _events.info("request.refused", status=status, code=code)
    return render(request, "error", status, code=code)


async def _sign_in(request: Request, error: Exception) -> Response:
    del error
    return RedirectResponse(f"{request.scope.get('root_path', '')}/sign-in", HTTPStatus.SEE_OTHER)


async def _fault(request: Request, error: Exception) -> Response:
    match error:
        case ProblemError():
            answer = _page(request, error.status, error.code)
            if error.retry_after_s:
                answer.headers["Retry-After"] = str(error.retry_after_s)
            return answer
        case EnvironmentFault():
            return _page(request, HTTPStatus.SERVICE_UNAVAILABLE, error.code)
        case _:
            raise error


async def _http(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    status = HTTPStatus(error.status_code)
    answer = _page(request, status, f"http.{status.name.lower()}")
    answer.headers.update(error.headers or {})
    return answer


async def _parameters(request: Request, error: Exception) -> Response:
    del error
    return _page(request, HTTPStatus.BAD_REQUEST, "request.parameters")


async def _gone(_: Request, error: Exception) -> Response:
    del error
    return Response(status_code=HTTPStatus.BAD_REQUEST)  # nobody is there to read it


async def _bug(request: Request, error: Exception) -> Response:
    del error  # who mounts these pages hears of it, too, and logs it
    return render(request, "error", HTTPStatus.INTERNAL_SERVER_ERROR, code="platform.bug")
