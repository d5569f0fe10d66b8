"""What terminals say about themselves, beside their messages."""

from __future__ import annotations

import structlog
from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import ValidationError

from sync.platform.api.authentication import authenticate
from sync.platform.api.parts import platform_of
from sync.platform.api.reading import parse_json, read_body
from sync.platform.problems import ProblemError
from sync.platform.revoking import note_wiped
from sync.protocol.messages import WipedReply
from sync.protocol.revocation import MAX_WIPED_BYTES, WIPED_PURPOSE, WipedBody

router = APIRouter()
_events = structlog.get_logger()


@router.post("/v1/wiped", responses={200: {"model": WipedReply}})
async def post_wiped(request: Request) -> Response:
    """A revoked terminal's last word: it has wiped itself."""
    platform = platform_of(request)
    body = await read_body(request, MAX_WIPED_BYTES)
    signed, key = await authenticate(request, body, platform, revoked_too=True)
    try:
        said = WipedBody.model_validate(parse_json(body))
    except ValidationError as error:
        raise ProblemError(
            400, "terminal.malformed", "The content is not a terminal's last word."
        ) from error
    wiped_at = await run_in_threadpool(
        note_wiped,
        platform.database,
        signed.terminal,
        key.public_bytes_raw(),
        said,
        clock=platform.clock,
    )
    _events.info("terminal.wiped", terminal=signed.terminal, kept=said.kept)
    content = {"terminal": signed.terminal, "wiped_at": wiped_at.isoformat()}
    answer = platform.signed(content, purpose=WIPED_PURPOSE, terminal=signed.terminal)
    return Response(answer, media_type="application/json", headers={"Cache-Control": "no-store"})
