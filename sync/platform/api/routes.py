"""The calls of the platform."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Annotated, Any

import structlog
from anyio import to_thread
from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import ValidationError

from kiosk.errors import EnvironmentFault
from sync.platform.admission import limited
from sync.platform.api.authentication import authenticate
from sync.platform.api.parts import platform_of
from sync.platform.api.reading import parse_json, read_body
from sync.platform.enrolment import enrol
from sync.platform.feed import events_after, go_on_behind
from sync.platform.figures import MEDIA_TYPE, exposition
from sync.platform.keys import PlatformKeys
from sync.platform.problems import ProblemError
from sync.platform.waiting import Ear
from sync.protocol.canonical import canonical
from sync.protocol.messages import (
    MAX_BATCH_BYTES,
    MAX_BATCH_MESSAGES,
    MAX_ENROLMENT_BYTES,
    MAX_FEED_WAIT_S,
    BatchReply,
    EnrolmentReply,
    EnrolmentRequest,
    FeedPage,
    KeysOffer,
    PlatformKeyModel,
)
from sync.protocol.platform_keys import digest_of

router = APIRouter()
_events = structlog.get_logger()
_STILL_THERE_S = 5.0
"""How often a request that waits looks whether somebody still does."""
_FARTHEST = 2**53 - 1
_OK = b'{"status":"ok"}'


def _json(answer: bytes) -> Response:
    return Response(answer, media_type="application/json", headers={"Cache-Control": "no-store"})


@router.post("/v1/enrolments", responses={200: {"model": EnrolmentReply}})
async def post_enrolment(request: Request) -> Response:
    """Let a terminal in with a one-time token and its new public key."""
    platform = platform_of(request)
    found = parse_json(await read_body(request, MAX_ENROLMENT_BYTES))
    try:
        asked = EnrolmentRequest.model_validate(found)
    except ValidationError as error:
        raise ProblemError(
            400, "enrolment.malformed", "The content is not an enrolment request."
        ) from error
    host = "" if request.client is None else request.client.host

    def let_in() -> EnrolmentReply:
        with limited(platform.database, host, platform.clock):
            return enrol(platform.database, platform.keys, asked, clock=platform.clock)

    reply = await run_in_threadpool(let_in)
    _events.info("terminal.enrolled", terminal=reply.terminal)
    return _json(canonical(reply.model_dump(mode="json")))


@router.post("/v1/messages", responses={200: {"model": BatchReply}})
async def post_messages(request: Request) -> Response:
    """Take a batch of sealed messages; every message is answered for itself."""
    platform = platform_of(request)
    body = await read_body(request, MAX_BATCH_BYTES)
    signed, key = await authenticate(request, body, platform)
    items = _messages_in(parse_json(body))
    received = await to_thread.run_sync(
        platform.receiver.receive, signed.terminal, key, items, limiter=platform.receiving
    )
    if received.told:
        platform.bell.ring()
    outcomes = Counter(str(result.outcome) for result in received.results)
    _events.info("batch.received", terminal=signed.terminal, **outcomes)
    content = {
        "terminal": signed.terminal,
        "results": [result.model_dump(mode="json") for result in received.results],
        "held": [mark.model_dump(mode="json") for mark in received.held],
    }
    return _json(platform.signed(content, purpose="messages", terminal=signed.terminal))


def _messages_in(found: Any) -> list[Any]:
    match found:
        case {"messages": [_, *_] as messages} if len(found) == 1:
            if len(messages) > MAX_BATCH_MESSAGES:
                raise ProblemError(
                    413, "batch.too_many", f"A batch may have {MAX_BATCH_MESSAGES} messages."
                )
            return list(messages)
        case _:
            raise ProblemError(
                400, "batch.malformed", 'The content is not {"messages": [one or more]}.'
            )


@router.get("/v1/feed", responses={200: {"model": FeedPage}})
async def get_feed(
    request: Request,
    after: Annotated[int, Query(ge=0, le=_FARTHEST)] = 0,
    wait: Annotated[int, Query(ge=0, le=MAX_FEED_WAIT_S)] = 0,
    *,
    commands: bool = False,
    notices: bool = False,
    corrections: bool = False,
    keys: Annotated[str | None, Query(pattern=r"^[0-9a-f]{64}$")] = None,
    signer: Annotated[str, Query(pattern=r"^[0-9A-Za-z._-]{0,64}$")] = "",
) -> Response:
    """What happened after a position; waits up to `wait` seconds for something to happen.

    Commands, notices and corrections are told to a terminal that says it knows them, and keys to
    one that says by their digest which it knows, and the next signing keys to one that names the
    last it knows.
    """
    platform = platform_of(request)
    signed, _ = await authenticate(request, b"", platform)
    clock = asyncio.get_running_loop().time
    deadline = clock() + wait
    await run_in_threadpool(go_on_behind, platform.database, signed.terminal, after)
    with platform.bell.listening(signed.terminal, after) as ear:
        while True:
            events, more = await run_in_threadpool(
                events_after,
                platform.database,
                signed.terminal,
                after,
                platform.clock.now(),
                commands=commands,
                notices=notices,
                corrections=corrections,
            )
            left = deadline - clock()
            offer = None if keys is None else _offer(platform.keys, keys, signed.nonce)
            signers = platform.keys.latest().announced_after(signer) if signer else ()
            if events or offer or signers or left <= 0 or platform.bell.closed:
                break
            if not await _news(ear, request, deadline):
                break
    content = {
        "terminal": signed.terminal,
        "events": [event.model_dump(mode="json") for event in events],
        "cursor": events[-1].position if events else after,
        "more": more,
    }
    if offer is not None:
        content["keys"] = offer.model_dump(mode="json")
    if signers:
        content["signers"] = [one.model_dump(mode="json") for one in signers]
    return _json(platform.signed(content, purpose="feed", terminal=signed.terminal))


async def _news(ear: Ear, request: Request, deadline: float) -> bool:
    """Wait until there may be news or it is late; False if whoever asked is gone."""
    clock = asyncio.get_running_loop().time
    while (left := deadline - clock()) > 0:
        if await ear.wait(min(left, _STILL_THERE_S)):
            break
        if await request.is_disconnected():
            return False
    return True


def _offer(keys: PlatformKeys, known: str, nonce: str) -> KeysOffer | None:
    """The keys of now for who knows others; rotated by another process they are told at once."""
    sealing = keys.latest().public_keys
    if known == digest_of(sealing):
        return None
    return KeysOffer(nonce=nonce, platform_keys=tuple(map(PlatformKeyModel.of, sealing)))


@router.get("/livez")
async def get_life() -> Response:
    """Whether this worker answers at all; one that does not should be started again."""
    return _json(_OK)


@router.get("/healthz")
async def get_health(request: Request) -> Response:
    """Whether the platform can do its work: its database answers, and it is not about to end."""
    platform = platform_of(request)
    if platform.bell.closed:
        raise ProblemError(503, "platform.stopping", "The platform is about to end.")
    await run_in_threadpool(platform.database.answers)
    try:  # without files it does the rest of its work: messages must not stop for them
        await run_in_threadpool(platform.files.answers)
    except EnvironmentFault as fault:
        return _json(canonical({"status": "ok", "files": fault.code}))
    return _json(_OK)


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
async def get_metrics(request: Request) -> Response:
    """Figures for Prometheus."""
    platform = platform_of(request)
    found = await run_in_threadpool(exposition, platform.database, platform.clock)
    return Response(found, media_type=MEDIA_TYPE)
