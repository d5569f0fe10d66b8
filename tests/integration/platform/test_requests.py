"""Who may speak: signatures, clocks, replays, sizes, and what an error looks like."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import create_engine

from sync.platform.api import errors, reading
from sync.protocol.messages import MAX_BATCH_BYTES, ClockOffer
from sync.protocol.signatures import SignatureFault, verify_clock_offer

Read = Callable[[requests.Response], dict[str, Any]]
BODY = b'{"messages":[{}]}'


def refused(problem: Read, response: requests.Response) -> str:
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "Signature"
    return str(problem(response)["code"])


def test_an_unsigned_request_is_refused(terminal: Any, problem: Read) -> None:
    assert refused(problem, terminal.post_raw("/v1/messages", BODY)) == "signature.missing"
    response = requests.get(f"{terminal.url}/v1/feed", timeout=60)
    assert refused(problem, response) == "signature.missing"


def test_a_terminal_nobody_enrolled_is_refused(terminal: Any, problem: Read) -> None:
    request = terminal.signed("POST", "/v1/messages", BODY, number="9998")
    assert refused(problem, terminal.send(request)) == "terminal.unknown"


def test_another_key_under_a_terminal_s_number_is_refused(terminal: Any, problem: Read) -> None:
    request = terminal.signed("POST", "/v1/messages", BODY, key=Ed25519PrivateKey.generate())
    assert refused(problem, terminal.send(request)) == "signature.invalid"


def test_content_changed_on_its_way_is_refused(terminal: Any, problem: Read) -> None:
    request = terminal.signed("POST", "/v1/messages", BODY)
    request.body = BODY.replace(b"{}", b"[]")
    assert refused(problem, terminal.send(request)) == "signature.digest"


def test_a_digest_made_to_fit_is_refused(terminal: Any, problem: Read) -> None:
    request = terminal.signed("POST", "/v1/messages", BODY)
    other = terminal.signed("POST", "/v1/messages", BODY.replace(b"{}", b"[]"))
    request.body = other.body
    request.headers["Content-Digest"] = other.headers["Content-Digest"]
    assert refused(problem, terminal.send(request)) == "signature.invalid"


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Signature", "terminal=:AAAA:"),
        ("Signature", "garbage"),
        ("Signature-Input", "garbage"),
        ("Signature-Input", 'terminal=("@method");keyid="0001";created=1;tag="bianmin-v1"'),
        ("Signature-Input", 'terminal=();keyid="0001";tag="bianmin-v1"'),
    ],
)
def test_a_signature_that_is_none_is_refused(
    terminal: Any, problem: Read, header: str, value: str
) -> None:
    request = terminal.signed("POST", "/v1/messages", BODY)
    request.headers[header] = value
    assert refused(problem, terminal.send(request)) == "signature.invalid"


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/v1/feed?after=1"), ("GET", "/v1/feed?after=0&wait=1"), ("GET", "/v1/feed?")],
)
def test_another_path_or_query_is_not_what_was_signed(
    terminal: Any, problem: Read, method: str, path: str
) -> None:
    request = terminal.signed("GET", "/v1/feed?after=0")
    request.method, request.url = method, terminal.url + path
    assert refused(problem, terminal.send(request)) == "signature.invalid"


def test_a_signature_over_less_than_everything_is_refused(terminal: Any, problem: Read) -> None:
    without_body = terminal.signed("POST", "/v1/messages")
    without_body.body = BODY
    without_body.headers["Content-Length"] = str(len(BODY))
    without_body.headers["Content-Type"] = "application/json"
    assert refused(problem, terminal.send(without_body)) == "signature.invalid"


def test_a_request_received_again_is_refused(terminal: Any, problem: Read) -> None:
    request = terminal.signed("GET", "/v1/feed")
    assert terminal.send(request).status_code == 200
    assert refused(problem, terminal.send(request)) == "signature.replayed"


@pytest.mark.parametrize("minutes", [-525_600, -6, 6, 5_256_000])
def test_a_wrong_clock_is_told_the_platform_s_time(
    terminal: Any, problem: Read, minutes: int
) -> None:
    terminal.clock.ahead = timedelta(minutes=minutes)
    response = terminal.send(terminal.signed("GET", "/v1/feed"))
    assert refused(problem, response) == "clock.window"
    offer = ClockOffer.model_validate(problem(response)["clock"])
    time = verify_clock_offer(offer, nonce=terminal.nonce, keys=terminal.platform_keys)
    terminal.clock.ahead += time - terminal.clock.now()
    assert terminal.feed().events == ()


def test_a_clock_within_the_window_is_good_enough(terminal: Any) -> None:
    for minutes in (-4, 4):
        terminal.clock.ahead = timedelta(minutes=minutes)
        assert terminal.feed().events == ()


def test_a_time_offer_answers_one_request_only(terminal: Any, problem: Read) -> None:
    terminal.clock.ahead = timedelta(hours=1)
    response = terminal.send(terminal.signed("GET", "/v1/feed"))
    offer = ClockOffer.model_validate(problem(response)["clock"])
    later = offer.model_copy(update={"server_time": offer.server_time + timedelta(hours=1)})
    for wrong, nonce, keys in (
        (offer, "another", terminal.platform_keys),
        (later, terminal.nonce, terminal.platform_keys),
        (offer, terminal.nonce, {}),
        (offer, terminal.nonce, {offer.key_id: b"no key"}),
    ):
        with pytest.raises(SignatureFault) as caught:
            verify_clock_offer(wrong, nonce=nonce, keys=keys)
        assert caught.value.code == "clock.offer_invalid"


def test_a_stranger_gets_no_time_offer(terminal: Any, problem: Read) -> None:
    terminal.clock.ahead = timedelta(hours=1)
    request = terminal.signed("GET", "/v1/feed", key=Ed25519PrivateKey.generate())
    assert "clock" not in problem(terminal.send(request))


def test_nonces_are_forgotten_when_no_replay_can_pass_any_more(
    platform: Any, terminal: Any
) -> None:
    terminal.feed()
    platform.clock.ahead = terminal.clock.ahead = timedelta(minutes=11)
    terminal.feed()
    with platform.parts.database.engine.connect() as connection:
        kept = connection.exec_driver_sql("SELECT count(*) FROM nonces").scalar_one()
    assert kept == 1


def raw(port: int, head: bytes, content: bytes = b"") -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
        line.sendall(head + content)
        answer = b""
        while b"}" not in answer:
            piece = line.recv(65536)
            if not piece:
                break
            answer += piece
        return answer


@pytest.mark.parametrize("path", ["/v1/messages", "/v1/enrolments"])
@pytest.mark.parametrize("length", [b"%d" % (MAX_BATCH_BYTES + 1), b"9" * 40])
def test_a_body_announced_too_large_is_refused_before_it_is_read(
    platform: Any, path: str, length: bytes
) -> None:
    head = (
        f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n".encode()
        + b"Content-Length: "
        + length
        + b"\r\n\r\n"
    )
    answer = raw(platform.port, head)
    if length.startswith(b"9"):
        assert b" 400 " in answer.splitlines()[0] or b" 413 " in answer.splitlines()[0]
    else:
        assert answer.startswith(b"HTTP/1.1 413 ")
        assert b"request.too_large" in answer


def test_a_body_that_grows_too_large_is_cut_off(platform: Any) -> None:
    head = (
        b"POST /v1/enrolments HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n"
    )
    answer = raw(platform.port, head, b"10001\r\n" + b"x" * 0x10001 + b"\r\n")
    assert answer.startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "text/html"},
        {"Content-Type": ""},
        {"Content-Type": "application/json", "Content-Encoding": "gzip"},
    ],
)
def test_only_plain_json_is_read(terminal: Any, problem: Read, headers: dict[str, str]) -> None:
    response = requests.post(f"{terminal.url}/v1/messages", data=b"{}", headers=headers, timeout=60)
    assert response.status_code == 415
    assert problem(response)["code"] == "request.media_type"


@pytest.mark.parametrize(
    ("call", "status", "code"),
    [
        ("GET /", 404, "http.not_found"),
        ("GET /v1/nothing", 404, "http.not_found"),
        ("DELETE /v1/messages", 405, "http.method_not_allowed"),
        ("GET /v1/feed?after=-1", 400, "request.parameters"),
        ("GET /v1/feed?after=x", 400, "request.parameters"),
        ("GET /v1/feed?wait=61", 400, "request.parameters"),
        ("GET /v1/feed?commands=some", 400, "request.parameters"),
        ("GET /v1/feed?after=9007199254740992", 400, "request.parameters"),
    ],
)
def test_every_error_is_problem_details(
    platform: Any, problem: Read, call: str, status: int, code: str
) -> None:
    method, path = call.split()
    response = requests.request(method, platform.url + path, timeout=60)
    assert (response.status_code, problem(response)["code"]) == (status, code)


class _Lines:
    """A log that keeps its lines."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, dict[str, Any]]] = []

    def info(self, event: str, **facts: Any) -> None:
        self.lines.append((event, facts))

    error = info


def test_our_own_mistake_is_a_problem_too(
    platform: Any, terminal: Any, problem: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = _Lines()
    monkeypatch.setattr(errors, "_events", log)
    with platform.parts.database.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE feed")
    response = terminal.send(terminal.signed("GET", "/v1/feed"))
    assert response.status_code == 500
    assert problem(response)["code"] == "platform.bug"
    (failed, facts), _ = log.lines
    assert (failed, facts["path"]) == ("request.failed", "/v1/feed")
    assert "feed" in str(facts["exc_info"])


def test_a_damaged_database_is_said_and_worth_another_try(
    platform: Any, terminal: Any, problem: Read
) -> None:
    database = platform.parts.database
    database.close()
    url = database.engine.url
    if url.drivername == "sqlite":
        Path(url.database).write_bytes(b"no database" * 1000)
    else:
        database.engine = create_engine(url.set(database="gone"))
    response = terminal.send(terminal.signed("GET", "/v1/feed"))
    assert response.status_code == 503
    assert response.headers["Retry-After"]
    assert problem(response)["code"] in {"store.corrupt", "store.gone"}


def test_health_and_figures_need_no_signature(platform: Any, terminal: Any) -> None:
    terminal.deliver(terminal.message())
    for path in ("/healthz", "/livez"):
        assert requests.get(f"{platform.url}{path}", timeout=60).json() == {"status": "ok"}
    answer = requests.get(f"{platform.url}/metrics", timeout=60)
    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    found = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }
    assert found["bianmin_terminals",] == 1
    assert found["bianmin_messages",] == 1
    assert found["bianmin_cases", "accepted"] == 1
    assert found["bianmin_cases", "lapsed"] == 0
    seen = found["bianmin_terminal_last_seen_timestamp_seconds", terminal.number]
    assert abs(seen - platform.clock.now().timestamp()) < 3600


def test_a_platform_that_cannot_work_is_alive_but_not_healthy(platform: Any, problem: Read) -> None:
    with platform.parts.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    answer = requests.get(f"{platform.url}/healthz", timeout=60)
    assert (answer.status_code, problem(answer)["code"]) == (503, "store.tables")
    assert requests.get(f"{platform.url}/livez", timeout=60).status_code == 200


def test_a_platform_that_is_about_to_end_wants_no_more_work(platform: Any, problem: Read) -> None:
    platform.parts.bell.close()
    answer = requests.get(f"{platform.url}/healthz", timeout=60)
    assert (answer.status_code, problem(answer)["code"]) == (503, "platform.stopping")


def test_content_that_drips_for_ever_is_waited_for_a_while_only(
    platform: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "READ_S", 0.5)
    monkeypatch.setattr(reading, "_SLOWEST", 2**40)
    with socket.create_connection(("127.0.0.1", platform.port), timeout=60) as line:
        line.sendall(
            b"POST /v1/messages HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            b"Content-Length: 100000\r\n\r\n"
        )
        said, drops = b"", 0
        line.settimeout(0.05)  # from one drop to the next, less than any gap that ends it
        while not said:
            line.sendall(b"{")
            drops += 1
            with suppress(TimeoutError):
                said = line.recv(65536)
        line.settimeout(60)
        with suppress(ConnectionError):  # what it had not read is lost
            line.sendall(b"{")  # nor does a drop that comes after the answer hold it
            while piece := line.recv(65536):
                said += piece
    assert drops > 1
    assert said.startswith(b"HTTP/1.1 408 ")
    assert b'"code":"request.slow"' in said


def test_content_that_stops_coming_is_waited_for_a_while_only(
    platform: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "READ_GAP_S", 0.2)
    with socket.create_connection(("127.0.0.1", platform.port), timeout=60) as line:
        line.sendall(
            b"POST /v1/messages HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            b'Content-Length: 100000\r\n\r\n{"messages":'
        )
        said = line.makefile("rb").read()  # to the end: the connection is given up, too
    assert said.startswith(b"HTTP/1.1 408 ")
    assert b'"code":"request.slow"' in said


def test_a_terminal_that_asks_too_often_is_told_to_wait(
    start_platform: Callable[..., Any],
    new_terminal: Callable[..., Any],
    problem: Read,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    platform = start_platform(folder="slow", rate=1)
    terminal, other = new_terminal(on=platform), new_terminal(on=platform)
    now = platform.clock.now()
    monkeypatch.setattr(platform.clock, "now", lambda: now)
    requests_made = [terminal.send(terminal.signed("GET", "/v1/feed")) for _ in range(12)]
    assert [one.status_code for one in requests_made] == [200] * 11 + [429]
    assert problem(requests_made[-1])["code"] == "request.rate"
    assert requests_made[-1].headers["Retry-After"]
    assert other.feed().events == ()
    now += timedelta(seconds=1)
    answers = [terminal.send(terminal.signed("GET", "/v1/feed")) for _ in range(2)]
    assert [one.status_code for one in answers] == [200, 429]
