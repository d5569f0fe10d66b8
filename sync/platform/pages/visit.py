"""Who asks for a page, and whether a form is really one of ours."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from dataclasses import dataclass, field
from typing import Annotated
from urllib.parse import parse_qsl, urlsplit

from fastapi import Depends, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import StringConstraints

from sync.platform.api.parts import Platform, platform_of
from sync.platform.api.reading import read_body
from sync.platform.operators import LIFE, Operators
from sync.platform.problems import ProblemError

COOKIE = "bianmin_operator"
FORM_TOKEN = "form_token"  # noqa: S105 - the name of a field
_MAX_FORM_BYTES = 4096
_MAX_FIELDS = 10


class NotSignedInError(Exception):
    """Nobody is signed in here."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A request of somebody who is signed in.

    Args:
        platform: that is asked.
        operator: who asks.
        form_token: what every form of theirs has to carry.
    """

    platform: Platform
    operator: str
    form_token: str = field(repr=False)


async def _signed_in(request: Request) -> Visit:
    platform = platform_of(request)
    secret = request.cookies.get(COOKIE)
    operator = None
    if secret:
        operators = Operators(platform.database, platform.clock)
        operator = await run_in_threadpool(operators.signed_in, secret)
    if not secret or operator is None:
        raise NotSignedInError
    visit = Visit(platform, operator, _form_token(secret))
    request.state.operator = visit.operator
    request.state.form_token = visit.form_token
    return visit


SignedIn = Annotated[Visit, Depends(_signed_in)]
Word = Annotated[str, StringConstraints(max_length=64, pattern=r"^[^\x00]*$")]
"""A number or name in an address; PostgreSQL takes no zero byte."""


def _form_token(secret: str) -> str:
    # from the session's secret, which is nowhere but in the browser: nothing more has to be kept
    key = secret.encode(errors="surrogatepass")
    return hmac.digest(key, b"bianmin operator form", hashlib.sha256).hex()


def remember(request: Request, response: Response, secret: str) -> None:
    """Let the browser keep a session's secret."""
    response.set_cookie(
        COOKIE,
        secret,
        max_age=int(LIFE.total_seconds()),
        path=request.scope.get("root_path", "") or "/",
        secure=not _is_on_this_machine(request),
        httponly=True,
        samesite="strict",
    )


def forget(request: Request, response: Response) -> None:
    """Let the browser forget it."""
    response.delete_cookie(COOKIE, path=request.scope.get("root_path", "") or "/")


def _is_on_this_machine(request: Request) -> bool:
    """Whether nothing but this machine lies in between, without a proxy that may come from afar."""
    client = "" if request.client is None else request.client.host
    return (
        request.url.scheme == "http"
        and _is_loopback(client)
        and _is_loopback(request.url.hostname or "")
    )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


async def read_form(request: Request, visit: Visit | None) -> dict[str, str]:
    """The fields of a form that one of our own pages sent.

    Args:
        request: that brings it.
        visit: of whom; None before anybody is signed in.

    Raises:
        ProblemError: 403 ``operator.foreign_form``; or the content is none.
    """
    refused = ProblemError(403, "operator.foreign_form", "This form is none of this page's.")
    if not _is_ours(request):
        raise refused
    body = await read_body(request, _MAX_FORM_BYTES, "application/x-www-form-urlencoded")
    try:
        fields = dict(
            parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=_MAX_FIELDS)
        )
    except ValueError as error:
        raise ProblemError(400, "request.parameters", "The content is no form.") from error
    if visit is not None:
        token = fields.get(FORM_TOKEN, "").encode()
        if not hmac.compare_digest(token, visit.form_token.encode()):
            raise refused
    return fields


def _is_ours(request: Request) -> bool:
    """Whether the browser says that a page of this address sent this.

    A page that sends no referrer sends ``Origin: null``; then `Sec-Fetch-Site` tells.
    """
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin", "null")
    if site not in (None, "same-origin"):
        return False
    if origin == "null":
        return site is not None
    try:
        return urlsplit(origin).netloc == request.headers.get("host")
    except ValueError:
        return False
