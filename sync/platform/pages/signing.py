"""Signing in and out."""

from __future__ import annotations

from http import HTTPStatus

import structlog
from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse

from sync.platform.api.parts import platform_of
from sync.platform.operators import Operators
from sync.platform.pages.rendering import render
from sync.platform.pages.visit import COOKIE, SignedIn, forget, read_form, remember
from sync.platform.problems import ProblemError

router = APIRouter()
_events = structlog.get_logger()


@router.get("/sign-in")
async def get_sign_in(request: Request) -> Response:
    """The form to sign in with."""
    return render(request, "sign-in", code="", name="")


@router.post("/sign-in")
async def post_sign_in(request: Request) -> Response:
    """Sign in."""
    platform = platform_of(request)
    form = await read_form(request, None)
    host = "" if request.client is None else request.client.host
    operators = Operators(platform.database, platform.clock)
    name = form.get("name", "").strip()
    try:
        secret = await run_in_threadpool(operators.sign_in, name, form.get("token", ""), host)
    except ProblemError as problem:
        _events.info("operator.refused", code=problem.code)
        answer = render(request, "sign-in", problem.status, code=problem.code, name=name)
        if problem.retry_after_s:
            answer.headers["Retry-After"] = str(problem.retry_after_s)
        return answer
    response = _to(request, "/")
    remember(request, response, secret)
    return response


@router.post("/sign-out")
async def post_sign_out(request: Request, visit: SignedIn) -> Response:
    """Sign out."""
    await read_form(request, visit)
    operators = Operators(visit.platform.database, visit.platform.clock)
    await run_in_threadpool(operators.sign_out, request.cookies[COOKIE])
    response = _to(request, "/sign-in")
    forget(request, response)
    return response


def _to(request: Request, path: str) -> RedirectResponse:
    return RedirectResponse(request.scope.get("root_path", "") + path, HTTPStatus.SEE_OTHER)
