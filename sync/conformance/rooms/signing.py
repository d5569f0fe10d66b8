"""Who may ask, and how the platform knows them."""

from __future__ import annotations

import base64
import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http import HTTPStatus

import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from http_message_signatures import HTTPMessageSigner, MappingKeyResolver
from http_message_signatures.algorithms import ED25519
from pydantic import ValidationError

from kiosk.errors import EnvironmentFault
from sync.conformance.bench import Bench
from sync.conformance.checks import Room, fail, need, same
from sync.conformance.line import Answer
from sync.conformance.terminal import TrialTerminal
from sync.protocol.messages import Problem
from sync.protocol.signatures import TAG, verify_clock_offer

ROOM = Room("signature", "Signed requests")
_FEED = "/v1/feed?after=0&wait=0"
_BARE = ("@method", "@path", "@query")
_EMPTY_BATCH = b'{"messages": []}'
_AT_ONCE = 5
_INSIDE, _OUTSIDE = timedelta(minutes=4), timedelta(minutes=10)
_NO_FILE = f"/v1/files/{'0' * 64}"


def _invalid(answer: Answer) -> None:
    answer.refused(401, "signature.invalid")


@ROOM.check
def accepted(bench: Bench) -> None:
    """A request that is signed as the document says is answered."""
    bench.terminal.ask("GET", _FEED).ok()


@ROOM.check
def missing(bench: Bench) -> None:
    """A request that is not signed is refused, of whatever call."""
    bench.line.ask("GET", _FEED).refused(401, "signature.missing")
    bench.line.ask("GET", _NO_FILE).refused(401, "signature.missing")
    content = {"Content-Type": "application/json"}
    answer = bench.line.ask("POST", "/v1/messages", _EMPTY_BATCH, content)
    answer.refused(401, "signature.missing")


@ROOM.check
def other_key(bench: Bench) -> None:
    """A request that another key signed is refused."""
    _invalid(bench.terminal.ask("GET", _FEED, key=Ed25519PrivateKey.generate()))


@ROOM.check
def other_terminal(bench: Bench) -> None:
    """One terminal cannot speak for another."""
    _invalid(bench.terminal.ask("GET", _FEED, number=bench.other.number))


@ROOM.check
def unknown_terminal(bench: Bench) -> None:
    """A number that nobody enrolled under is said to be unknown."""
    number = "9999" if bench.terminal.number != "9999" else "9998"
    bench.terminal.ask("GET", _FEED, number=number).refused(401, "terminal.unknown")


@ROOM.check
def altered_content(bench: Bench) -> None:
    """Content that does not fit its signed digest is refused."""

    def bend(request: requests.PreparedRequest) -> None:
        request.body = _EMPTY_BATCH.replace(b" ", b"\n")

    answer = bench.terminal.ask("POST", "/v1/messages", _EMPTY_BATCH, bend=bend)
    answer.refused(401, "signature.digest")


@ROOM.check
def altered_digest(bench: Bench) -> None:
    """The digest is covered by the signature: another one is refused."""

    def bend(request: requests.PreparedRequest) -> None:
        digest = base64.b64encode(secrets.token_bytes(32)).decode()
        request.headers["Content-Digest"] = f"sha-256=:{digest}:"

    _invalid(bench.terminal.ask("POST", "/v1/messages", _EMPTY_BATCH, bend=bend))


@ROOM.check
def altered_path(bench: Bench) -> None:
    """The path is covered by the signature: another one is refused."""

    def bend(request: requests.PreparedRequest) -> None:
        request.url = f"{bench.line.url}/v1/files/{'1' * 64}"

    _invalid(bench.terminal.ask("GET", _NO_FILE, bend=bend))


@ROOM.check
def altered_query(bench: Bench) -> None:
    """The query is covered by the signature: another one is refused."""

    def bend(request: requests.PreparedRequest) -> None:
        request.url = f"{bench.line.url}{_FEED.replace('after=0', 'after=1')}"

    _invalid(bench.terminal.ask("GET", _FEED, bend=bend))


@ROOM.check
def altered_method(bench: Bench) -> None:
    """The method is covered by the signature: another one is refused."""

    def bend(request: requests.PreparedRequest) -> None:
        request.method = "GET"

    _invalid(bench.terminal.ask("HEAD", _NO_FILE, bend=bend))


@ROOM.check
def altered_upload_field(bench: Bench) -> None:
    """A header of tus is covered by the signature: another value is refused."""

    def bend(request: requests.PreparedRequest) -> None:
        request.headers["Upload-Length"] = "11"

    headers = {"Tus-Resumable": "1.0.0", "Upload-Length": "10"}
    _invalid(bench.terminal.ask("POST", "/v1/files", headers=headers, bend=bend))


@ROOM.check
def added_upload_field(bench: Bench) -> None:
    """A header of tus that came to the request after it was signed is refused."""

    def bend(request: requests.PreparedRequest) -> None:
        request.headers["Upload-Offset"] = "0"

    _invalid(bench.terminal.ask("GET", _NO_FILE, bend=bend))


@ROOM.check
def uncovered_part(bench: Bench) -> None:
    """A signature that leaves out method, path or query is refused, though it fits."""
    for part in _BARE:
        covered = tuple(one for one in _BARE if one != part)
        answer = _otherwise_signed(bench.terminal, covered=covered)
        same(
            (answer.status, answer.code),
            (401, "signature.invalid"),
            f"status and code without {part}",
        )


@ROOM.check
def tag(bench: Bench) -> None:
    """A signature that was made for something else, by its tag, is refused."""
    _invalid(_otherwise_signed(bench.terminal, tag="another-v1"))


@ROOM.check
def nonce_length(bench: Bench) -> None:
    """A nonce has 16 to 64 characters: these are taken, and others refused."""
    for length in (15, 65):
        _invalid(_otherwise_signed(bench.terminal, nonce=secrets.token_hex(33)[:length]))
    for length in (16, 64):
        _otherwise_signed(bench.terminal, nonce=secrets.token_hex(32)[:length]).ok()


@ROOM.check
def replayed(bench: Bench) -> None:
    """The very same request a second time is refused."""
    request, _ = bench.terminal.signed("GET", _FEED)
    bench.line.send(request).ok()
    bench.line.send(request).refused(401, "signature.replayed")


@ROOM.check
def replayed_at_once(bench: Bench) -> None:
    """Of the very same request five times at the same moment, one is answered."""
    request, _ = bench.terminal.signed("GET", _FEED)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        answers = list(pool.map(bench.line.send, [request] * _AT_ONCE))
    found = sorted((one.status, one.code) for one in answers)
    wanted = [(200, ""), *[(401, "signature.replayed")] * (_AT_ONCE - 1)]
    same(found, wanted, "status and code of each")


@ROOM.check
def clock_window(bench: Bench) -> None:
    """A clock that is up to five minutes wrong, either way, does not matter."""
    for ahead in (-_INSIDE, _INSIDE):
        answer = bench.terminal.ask("GET", _FEED, ahead=ahead)
        need(
            answer.status == HTTPStatus.OK, f"{answer} for a clock {_minutes(ahead)} minutes ahead"
        )


@ROOM.check
def clock_offer(bench: Bench) -> None:
    """Signed too early or too late, a request is refused with the platform's time, signed."""
    terminal = bench.terminal
    for ahead in (-_OUTSIDE, _OUTSIDE):
        request, nonce = terminal.signed("GET", _FEED, ahead=ahead)
        answer = terminal.line.send(request).refused(401, "clock.window")
        try:
            offer = Problem.model_validate_json(answer.content).clock
        except ValidationError:
            fail(f"no offer that can be read: {answer}")
        if offer is None:
            fail(f"no offer of a time: {answer}")
        try:
            offered = verify_clock_offer(offer, nonce=nonce, keys=terminal.acknowledgement_keys)
        except EnvironmentFault as fault:
            fail(fault.message)
        wrong = offered - terminal.clock.now()
        corrected = terminal.ask("GET", _FEED, ahead=wrong)
        need(
            corrected.status == HTTPStatus.OK,
            f"{corrected} to a request signed at the offered time",
        )


@ROOM.check
def clock_offer_for_signed(bench: Bench) -> None:
    """Who cannot sign is offered no time."""
    key = Ed25519PrivateKey.generate()
    answer = bench.terminal.ask("GET", _FEED, key=key, ahead=_OUTSIDE)
    _invalid(answer)
    need(answer.object().get("clock") is None, f"a time: {answer}")


def _minutes(span: timedelta) -> int:
    return round(span.total_seconds() / 60)


def _otherwise_signed(
    terminal: TrialTerminal, *, covered: tuple[str, ...] = _BARE, tag: str = TAG, nonce: str = ""
) -> Answer:
    """The answer to a request for the feed that is signed well, but not as agreed."""
    request = terminal.line.prepare("GET", _FEED)
    HTTPMessageSigner(
        signature_algorithm=ED25519,
        key_resolver=MappingKeyResolver(
            public_keys={}, private_keys={terminal.number: terminal.key}
        ),
    ).sign(
        request,
        key_id=terminal.number,
        created=terminal.clock.now(),
        nonce=nonce or secrets.token_urlsafe(18),
        label="terminal",
        tag=tag,
        covered_component_ids=covered,
    )
    return terminal.line.send(request)
