"""How the platform says no, how it is watched, and how it asks for patience."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from http.client import HTTPResponse
from threading import Event

from prometheus_client.parser import text_string_to_metric_families
from pydantic import ValidationError
from requests.structures import CaseInsensitiveDict

from kiosk.clock import SystemClock
from sync.conformance.bench import Applicant, Bench
from sync.conformance.checks import Room, fail, need, same
from sync.conformance.line import JSON, PROBLEM_TYPE, Answer
from sync.protocol.enrolment import SECRET_BYTES, EnrolmentToken
from sync.protocol.messages import Problem

ROOM = Room("errors", "Errors")
LAST = Room("enrolment", "Errors")
HEALTH = Room("health", "Health and figures")
_FEED = "/v1/feed?after=0&wait=0"
_AT_ONCE = 16
_GUESSES = 30


def _problem(answer: Answer) -> None:
    same(answer.media_type, PROBLEM_TYPE, f"Content-Type of [{answer}]")
    try:
        found = Problem.model_validate_json(answer.content)
    except ValidationError as error:
        fields = sorted({".".join(map(str, one["loc"])) for one in error.errors()})
        fail(f"these members of the problem are missing or wrong: {', '.join(fields)}")
    same(found.status, answer.status, "status in the content")


@ROOM.check
def problem_details(bench: Bench) -> None:
    """Every refusal is problem details (RFC 9457) with type, title, status and a code."""
    terminal = bench.terminal
    for answer in (
        bench.line.ask("GET", _FEED),
        bench.line.ask("POST", "/v1/enrolments", b"{}", JSON),
        bench.line.ask("GET", "/v1/no-such-call"),
        terminal.ask("GET", f"/v1/files/{'0' * 64}"),
        terminal.ask("POST", "/v1/messages", b"{}"),
    ):
        need(answer.status in range(400, 500), f"{answer} to what cannot be answered")
        _problem(answer)


@ROOM.check
def no_json(bench: Bench) -> None:
    """Content that is not JSON is refused as such."""
    for content in (b"{", b'{"messages": \xff}'):
        bench.terminal.ask("POST", "/v1/messages", content).refused(400, "request.json")
    bench.line.ask("POST", "/v1/enrolments", b"{", JSON).refused(400, "request.json")


@ROOM.check
def media_type(bench: Bench) -> None:
    """Content that is not said to be JSON is refused as such."""
    answer = bench.terminal.ask("POST", "/v1/messages", b"{}", {"Content-Type": "text/plain"})
    answer.refused(415, "request.media_type")


@ROOM.check
def too_large(bench: Bench) -> None:
    """An enrolment of more than 64 KiB is refused before it is read."""
    content = b'{"token": "' + b"0" * 70_000 + b'"}'
    bench.line.ask("POST", "/v1/enrolments", content, JSON).refused(413, "request.too_large")


@ROOM.check
def rate(bench: Bench) -> None:
    """A terminal that asks too often is told 429 `request.rate`, and when to come again."""
    terminal = bench.terminal
    enough = Event()

    def hurry(_: int) -> Answer | None:
        if enough.is_set():
            return None
        request, _nonce = terminal.signed("GET", _FEED)
        answer = terminal.line.send(request)
        if answer.status != HTTPStatus.OK:
            enough.set()
        return answer

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        answers = [one for one in pool.map(hurry, range(bench.wishes.requests)) if one]
    limited = next((one for one in answers if one.status != HTTPStatus.OK), None)
    if limited is None:
        bench.not_run(f"{len(answers)} requests were all answered: it has no limit as low as this")
    limited.refused(429, "request.rate")
    text = limited.headers.get("Retry-After", "")
    need(text.isdecimal(), f"Retry-After is {text!r} instead of seconds")
    time.sleep(limited.wait_s)
    terminal.ask("GET", _FEED).ok()


@ROOM.check
def slow(bench: Bench) -> None:
    """Content that is silent in the middle is not waited for: 408 `request.slow`."""
    if not bench.wishes.slow:
        bench.not_run("it takes half a minute: --slow")
    request, _nonce = bench.terminal.signed("POST", "/v1/messages", b'{"messages": []}')
    with bench.line.half_sent(request) as connection:
        answer = HTTPResponse(connection)
        answer.begin()
        headers = CaseInsensitiveDict(answer.getheaders())
        Answer(answer.status, headers, answer.read()).refused(408, "request.slow")


@LAST.check
def guessed(bench: Bench) -> None:
    """Who guesses tokens is told 429 `enrolment.rate`, and when to come again."""
    if not bench.wishes.slow:
        bench.not_run("it shuts enrolment for some minutes for this address: --slow")
    for _ in range(_GUESSES):
        token = EnrolmentToken.make(SystemClock().token(SECRET_BYTES), b"no platform's key")
        content = Applicant(token, bench.line).request().model_dump_json().encode()
        answer = bench.line.send(bench.line.prepare("POST", "/v1/enrolments", content, JSON))
        if answer.status != HTTPStatus.FORBIDDEN:
            break
    else:
        bench.not_run(f"{_GUESSES} wrong tokens were all answered: it has no limit as low as this")
    answer.refused(429, "enrolment.rate")
    text = answer.headers.get("Retry-After", "")
    need(text.isdecimal(), f"Retry-After is {text!r} instead of seconds")


@HEALTH.check
def healthz(bench: Bench) -> None:
    """`GET /healthz` says without a signature that the platform can work."""
    answer = bench.line.ask("GET", "/healthz").ok()
    same(answer.object().get("status"), "ok", "status")


@HEALTH.check
def metrics(bench: Bench) -> None:
    """`GET /metrics` gives figures in the text format of Prometheus."""
    answer = bench.line.ask("GET", "/metrics").ok()
    same(answer.media_type, "text/plain", "Content-Type")
    try:
        found = list(text_string_to_metric_families(answer.content.decode()))
    except ValueError as error:
        fail(f"no figures that can be read: {error}")
    need(found, "no figures")
