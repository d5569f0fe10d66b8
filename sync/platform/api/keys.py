"""Keys that change: a terminal's own, and those the platform signs with."""

from __future__ import annotations

import base64

import structlog
from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import ValidationError

from sync.platform.api.authentication import authenticate
from sync.platform.api.parts import platform_of
from sync.platform.api.reading import parse_json, read_body
from sync.platform.key_change import take_key
from sync.platform.problems import ProblemError
from sync.protocol.key_change import KEY_PURPOSE, MAX_KEY_BYTES, KeyChangeBody
from sync.protocol.messages import KeyReply
from sync.protocol.signers import SignerChain

router = APIRouter()
_events = structlog.get_logger()


@router.get("/v1/signers", responses={200: {"model": SignerChain}})
async def get_signers(request: Request) -> Response:
    """Every signing key the platform announced; each announcement is signed by the one before."""
    keys = platform_of(request).keys.latest()
    content = SignerChain(signers=keys.announcements).model_dump_json()
    return Response(content, media_type="application/json", headers={"Cache-Control": "no-store"})


@router.post("/v1/key", responses={200: {"model": KeyReply}})
async def post_key(request: Request) -> Response:
    """A terminal's next key, or the same again signed by that key: then it is in use."""
    platform = platform_of(request)
    body = await read_body(request, MAX_KEY_BYTES)
    signed, key = await authenticate(request, body, platform)
    try:
        said = KeyChangeBody.model_validate(parse_json(body))
    except ValidationError as error:
        raise ProblemError(
            400, "key.malformed", "The content does not announce a terminal's next key."
        ) from error
    state = await run_in_threadpool(
        take_key,
        platform.database,
        signed.terminal,
        key.public_bytes_raw(),
        said,
        clock=platform.clock,
    )
    _events.info("terminal.key", terminal=signed.terminal, state=state)
    content = {
        "terminal": signed.terminal,
        "public_key": base64.b64encode(said.public_key).decode(),
        "state": state,
    }
    answer = platform.signed(content, purpose=KEY_PURPOSE, terminal=signed.terminal)
    return Response(answer, media_type="application/json", headers={"Cache-Control": "no-store"})
