"""Terminals that were taken out of use, and their last word."""

from __future__ import annotations

import time

from pydantic import ValidationError

from kiosk.errors import EnvironmentFault
from sync.conformance.bench import Bench
from sync.conformance.checks import Room, fail, need, same
from sync.conformance.line import Answer
from sync.conformance.terminal import TrialTerminal
from sync.protocol.messages import Problem
from sync.protocol.revocation import WIPED_PURPOSE, WipedBody, verify_revocation
from sync.protocol.signatures import verify_answer

ROOM = Room("revocation", "Revocation")
_OPERATOR_S = 600.0
_LOOK_AGAIN_S = 1.0
_REVOKED = "terminal.revoked"
_FEED = "/v1/feed?after=0&wait=0"
_WIPED = "/v1/wiped"


def _last_word(terminal: TrialTerminal) -> bytes:
    return WipedBody(at=terminal.clock.now(), kept=3).model_dump_json().encode()


def _asked(terminal: TrialTerminal, method: str, path: str, content: bytes | None) -> Answer:
    """The answer to a request, which has to be the platform's word that its sender is revoked."""
    request, nonce = terminal.signed(method, path, content)
    answer = terminal.line.send(request).refused(403, _REVOKED)
    try:
        said = Problem.model_validate_json(answer.content).revocation
    except ValidationError:
        fail(f"no word that can be read: {answer}")
    if said is None:
        fail(f"no signed word: {answer}")
    try:
        verify_revocation(
            said,
            terminal=terminal.number,
            public_key=terminal.key.public_key().public_bytes_raw(),
            nonce=nonce,
            keys=terminal.acknowledgement_keys,
        )
    except EnvironmentFault as fault:
        fail(f"{fault.message} {answer}")
    return answer


def _revoked(bench: Bench) -> TrialTerminal:
    """The second terminal, once an operator has revoked it."""
    if not bench.wishes.revocation:
        bench.not_run("it needs an operator who revokes a terminal: --expect-revocation")
    terminal = bench.other
    if terminal.ask("GET", _FEED).code != _REVOKED:
        bench.wishes.ask(f"Revoke terminal {terminal.number} now.")
        deadline = time.monotonic() + _OPERATOR_S
        while terminal.ask("GET", _FEED).code != _REVOKED:
            need(time.monotonic() < deadline, "nobody revoked it, or it is still let in")
            time.sleep(_LOOK_AGAIN_S)
    return terminal


@ROOM.check
def not_revoked(bench: Bench) -> None:
    """The last word of a terminal that is in use is refused."""
    terminal = bench.terminal
    answer = terminal.ask("POST", _WIPED, _last_word(terminal))
    answer.refused(409, "terminal.not_revoked")


@ROOM.check
def told(bench: Bench) -> None:
    """A revoked terminal is told so whatever it asks, signed, for its key and its request."""
    terminal = _revoked(bench)
    _asked(terminal, "GET", _FEED, None)
    _asked(terminal, "POST", "/v1/messages", b'{"messages": []}')
    _asked(terminal, "GET", f"/v1/files/{'0' * 64}", None)


@ROOM.check
def told_to_the_key_only(bench: Bench) -> None:
    """Who cannot sign for a revoked terminal does not learn that it is revoked."""
    terminal = _revoked(bench)
    answer = terminal.ask("GET", _FEED, key=bench.terminal.key)
    answer.refused(401, "signature.invalid")


@ROOM.check
def no_last_word(bench: Bench) -> None:
    """What is no last word is refused as such."""
    _revoked(bench).ask("POST", _WIPED, b"{}").refused(400, "terminal.malformed")


@ROOM.check
def last_word(bench: Bench) -> None:
    """A revoked terminal's last word is taken and signed for, and again the same if repeated."""
    terminal = _revoked(bench)
    content = _last_word(terminal)
    moments = []
    for _ in range(2):
        answer = terminal.ask("POST", _WIPED, content).ok().object()
        try:
            verify_answer(
                answer,
                purpose=WIPED_PURPOSE,
                terminal=terminal.number,
                keys=terminal.acknowledgement_keys,
            )
        except EnvironmentFault as fault:
            fail(fault.message)
        moments.append(answer.get("wiped_at"))
    need(moments[0], "no wiped_at")
    same(moments[1], moments[0], "wiped_at of the repeat")
