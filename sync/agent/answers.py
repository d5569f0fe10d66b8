"""Every kind of answer, and whom it concerns (docs/protocol.md).

Answered   signed by our platform: to be believed
Stopped    concerns the line or the whole terminal: stop the batch, wait
Rejected   the platform does not like this very content: one message of it, or its size
Took       says that it has a piece of a file; a hint, for only signed answers are believed
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic import ValidationError

from kiosk.cases.delivery import LONGEST_WAIT
from kiosk.cases.terminal import TerminalIdentity
from sync.protocol.messages import ClockOffer, Problem
from sync.protocol.revocation import Revocation
from sync.protocol.signatures import SignatureFault, verify_answer
from sync.protocol.uploads import FILES_PURPOSE, TUS_VERSION

_OK, _CREATED, _NO_CONTENT = 200, 201, 204
_UNAUTHORIZED, _FORBIDDEN = 401, 403
_ABOUT_CONTENT = frozenset({400, 409, 413, 422})
_BUSY = frozenset({429, 503})
_SERVER_ERROR = 500
_MOST_DIGITS = 19
"""Of a number of bytes in a header: more than any file has."""
_ABOUT_FILES = "file."
"""How the codes begin that concern one file."""
_JSON = "application/json"
_PROBLEM_JSON = "application/problem+json"


class StopKind(StrEnum):
    """What a stop is about."""

    NETWORK = "network"
    """The platform was not reached: transport, captive portal, certificate."""
    CLOCK = "clock"
    """Our clock is wrong; the answer may carry the right time."""
    TERMINAL = "terminal"
    """The platform does not take this terminal's word."""
    PLATFORM = "platform"
    """The platform cannot now."""


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer with the platform's valid signature.

    Args:
        document: the JSON object.
        raw: the bytes it came as, to be kept.
    """

    document: Mapping[str, Any]
    raw: bytes


@dataclass(frozen=True, slots=True)
class Stopped:
    """Nothing was learned about any message; stop and try again later.

    Args:
        kind: what is the matter.
        code: dotted name.
        detail: a sentence for a technician.
        retry_after_s: the shortest wait the platform asked for, 0 if it did not.
        clock_offer: the platform's signed time, not verified yet.
        revocation: the platform's word that we are not to work any more, not verified yet.
    """

    kind: StopKind
    code: str
    detail: str
    retry_after_s: float = 0.0
    clock_offer: ClockOffer | None = None
    revocation: Revocation | None = None


@dataclass(frozen=True, slots=True)
class Rejected:
    """The platform will not take this content, however often it is sent.

    Args:
        code: its dotted name.
        detail: its sentence for a technician.
    """

    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Took:
    """The platform says that it took a piece of a file, or that an upload has begun.

    Not signed: it spares a question, and the next answer shows whether it was true.

    Args:
        offset: bytes it says it has now.
    """

    offset: int


Answer = Answered | Stopped | Rejected


def classify(
    status: int,
    headers: Mapping[str, str],
    content: bytes,
    *,
    purpose: str,
    identity: TerminalIdentity,
) -> Answer:
    """Judge an HTTP answer.

    Args:
        status: HTTP status.
        headers: case-insensitive.
        content: the whole content.
        purpose: what a signed answer must have been signed for: ``messages``, ``feed``, ``files``.
        identity: our number and the keys we believe.
    """
    media_type = headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if status == _OK and media_type == _JSON:
        return _signed(content, purpose, identity)
    if status in _BUSY or status >= _SERVER_ERROR:
        return _unable(status, headers)
    problem = _problem(content) if media_type == _PROBLEM_JSON else None
    if problem is None:
        return Stopped(
            StopKind.NETWORK,
            "network.not_the_platform",
            f"Something else than the platform answered (HTTP {status}, {media_type or 'no type'}):"
            " a login page of the network, or a wrong address.",
        )
    return _refusal(status, problem, purpose)


def classify_upload(
    status: int, headers: Mapping[str, str], content: bytes, *, identity: TerminalIdentity
) -> Answer | Took:
    """Judge the answer to the beginning of an upload or to a piece of it (tus 1.0.0).

    Args:
        status: HTTP status.
        headers: case-insensitive.
        content: the whole content.
        identity: our number and the keys we believe.
    """
    if status in {_CREATED, _NO_CONTENT} and headers.get("Tus-Resumable") == TUS_VERSION:
        offset = headers.get("Upload-Offset", "0")
        if offset.isascii() and offset.isdecimal() and len(offset) <= _MOST_DIGITS:
            return Took(int(offset))
    return classify(status, headers, content, purpose=FILES_PURPOSE, identity=identity)


def _unable(status: int, headers: Mapping[str, str]) -> Stopped:
    """The platform, or what stands before it, cannot answer now."""
    if status in _BUSY:
        return Stopped(
            StopKind.PLATFORM,
            "platform.busy",
            f"The platform asks to come back later (HTTP {status}).",
            _retry_after_s(headers),
        )
    return Stopped(
        StopKind.PLATFORM, "platform.error", f"The platform has an error (HTTP {status})."
    )


def _refusal(status: int, problem: Problem, purpose: str) -> Answer:
    """The platform says no, in its own words."""
    detail = problem.detail or problem.title
    about_files = problem.code.startswith(_ABOUT_FILES)
    if about_files if purpose == FILES_PURPOSE else status in _ABOUT_CONTENT:
        return Rejected(problem.code, detail)
    if status in {_UNAUTHORIZED, _FORBIDDEN}:
        kind = StopKind.TERMINAL if problem.clock is None else StopKind.CLOCK
        return Stopped(
            kind, problem.code, detail, clock_offer=problem.clock, revocation=problem.revocation
        )
    return Stopped(StopKind.PLATFORM, problem.code, detail)


def _signed(content: bytes, purpose: str, identity: TerminalIdentity) -> Answer:
    try:
        document = json.loads(content)
        if not isinstance(document, dict):
            raise TypeError  # noqa: TRY301 # the same end as content that is no JSON
        verify_answer(
            document,
            purpose=purpose,
            terminal=identity.terminal,
            keys=identity.acknowledgement_keys,
        )
    except (ValueError, TypeError, RecursionError):
        return Stopped(
            StopKind.NETWORK, "network.not_the_platform", "The answer is not the platform's JSON."
        )
    except SignatureFault as fault:
        return Stopped(StopKind.NETWORK, fault.code, fault.message)
    return Answered(document, content)


def _problem(content: bytes) -> Problem | None:
    try:
        return Problem.model_validate_json(content)
    except ValidationError:
        return None


def _retry_after_s(headers: Mapping[str, str]) -> float:
    """Seconds of Retry-After; the form with a date depends on clocks and is passed over."""
    text = headers.get("Retry-After", "").strip()
    # whoever answers may write any number; no wait can be longer than this one
    return min(float(text), LONGEST_WAIT.total_seconds()) if text.isdecimal() else 0.0
