"""Becoming known to a platform by a one-time token."""

from __future__ import annotations

import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import ValidationError

from kiosk.cases.terminal import TerminalIdentity
from kiosk.errors import EnvironmentFault
from sync.agent.client import (
    TooLargeError,
    checked_url,
    open_session,
    read_limited,
    send_once,
)
from sync.protocol.enrolment import EnrolmentToken, check_platform, enrolment_request
from sync.protocol.messages import EnrolmentReply, EnrolmentRequest, Problem, TerminalFacts

_TIMEOUT_S = (5.0, 15.0)
_TRIES = 3
_OK = 200


def enrol(
    platform_url: str,
    token: str,
    facts: TerminalFacts,
    session: requests.Session | None = None,
    *,
    again: str | None = None,
    key: bytes | None = None,
) -> TerminalIdentity:
    """Make this terminal's key and show it to the platform.

    The private key never leaves the terminal; the caller keeps the identity in the encrypted
    store. A lost answer is asked for again with the very same request, which the platform
    recognises, so the token is not wasted.

    Args:
        platform_url: base URL.
        token: as typed from ``kiosk-platform token``.
        facts: what the terminal says of itself.
        session: HTTP session, for tests; none means one without proxies.
        again: the number this terminal has already and has to get.
        key: raw private key that was made and kept before; none means a new one.

    Raises:
        EnvironmentFault: ``enrolment.*``, ``platform.url``, ``network.*``.
    """
    parsed = EnrolmentToken.parse(token)
    url = checked_url(platform_url)
    own = Ed25519PrivateKey.generate() if key is None else Ed25519PrivateKey.from_private_bytes(key)
    request = enrolment_request(parsed, own, facts, again)
    reply = _exchange(session or open_session(), url, request)
    check_platform(parsed, reply)
    if again is not None and reply.terminal != again:
        raise EnvironmentFault(
            "enrolment.other_number",
            f"The platform gave the number {reply.terminal} to terminal {again}.",
            f"Make a token with: kiosk-platform token --number {int(again)} --replace",
        )
    return TerminalIdentity(
        terminal=reply.terminal,
        platform_url=url,
        private_key=own.private_bytes_raw(),
        platform_keys=tuple(one.key() for one in reply.platform_keys),
        acknowledgement_keys={
            reply.acknowledgement_key.key_id: reply.acknowledgement_key.public_key
        },
        place=reply.place,
        feed_wait_s=reply.settings.feed_wait_s,
        batch_messages=reply.settings.batch_messages,
    )


def _exchange(session: requests.Session, url: str, request: EnrolmentRequest) -> EnrolmentReply:
    content = request.model_dump_json(exclude_none=True).encode()
    lost: Exception | None = None
    for _ in range(_TRIES):
        try:
            status, answer = _post(session, f"{url}/v1/enrolments", content)
        except (requests.RequestException, TooLargeError) as error:
            lost = error
            continue
        return _reply(status, answer)
    raise EnvironmentFault(
        "network.unreachable",
        f"The platform {url} cannot be reached: {type(lost).__name__}.",
        "Check the address and the network, then run the command again.",
    ) from lost


def _post(session: requests.Session, url: str, content: bytes) -> tuple[int, bytes]:
    request = requests.Request(
        "POST", url, data=content, headers={"Content-Type": "application/json"}
    )
    with send_once(session, session.prepare_request(request), _TIMEOUT_S) as response:
        return response.status_code, read_limited(response)


def _reply(status: int, content: bytes) -> EnrolmentReply:
    try:
        if status == _OK:
            return EnrolmentReply.model_validate_json(content)
        problem = Problem.model_validate_json(content)
    except ValidationError as error:
        raise EnvironmentFault(
            "network.not_the_platform",
            f"Something else than the platform answered (HTTP {status}).",
            "Check the address; a login page of the network may stand between.",
        ) from error
    raise EnvironmentFault(
        problem.code,
        problem.detail or problem.title,
        "Make a new token with: kiosk-platform token",
    )
