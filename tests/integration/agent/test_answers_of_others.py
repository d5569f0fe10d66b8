"""The sending side against a server that answers whatever a network may answer.

The server is hand-written on http.server, because the real platform does not misbehave on demand.
"""

import json
import socket
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from structlog.testing import capture_logs

from kiosk.cases import delivery
from kiosk.cases.deposit import Deposit, deposit
from kiosk.cases.enquiry import record_print
from kiosk.cases.fakes import FakeStore
from kiosk.cases.messages import MessageState, OutboxMessage
from kiosk.cases.records import CaseState, LinkState
from kiosk.cases.samples import SampleTerminal, SteppingClock, sample_submission
from kiosk.errors import EnvironmentFault
from sync.agent.client import PlatformClient
from sync.agent.clock import CorrectedClock
from sync.agent.commands import CommandRunner
from sync.agent.delivery import Deliverer
from sync.agent.enrolment import enrol
from sync.agent.feed import FeedReader
from sync.agent.health import Machine
from sync.agent.line import Lane, Line
from sync.agent.settings import AgentSettings
from sync.protocol.canonical import canonical, sha256_hex
from sync.protocol.commands import CommandOutcomeBody
from sync.protocol.envelope import MessageKind, open_sealed
from sync.protocol.messages import TerminalFacts
from sync.protocol.signatures import acknowledge, offer_clock

SMALL = sample_submission(strokes=1, png_bytes=10)
JSON = "application/json"
PROBLEM = "application/problem+json"


@dataclass(frozen=True)
class Asked:
    """A request as the server saw it."""

    path: str
    headers: dict[str, str]
    document: Any


@dataclass(frozen=True)
class Reply:
    """What the server says; cut means: break the connection after that many bytes of content."""

    status: int = 200
    media_type: str = JSON
    content: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    cut: int | None = None


Script = Callable[[Asked], Reply]


class Server:
    """Answers requests by the scripts it was given, then well-behaved."""

    def __init__(self, terminal: SampleTerminal) -> None:
        self.terminal = terminal
        self.scripts: list[Script] = []
        self.asked: list[Asked] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

            def do_GET(self) -> None:
                self.answer(None)

            def answer(self, document: Any) -> None:
                asked = Asked(self.path, dict(self.headers), document)
                outer.asked.append(asked)
                script = outer.scripts.pop(0) if outer.scripts else outer.well_behaved
                reply = script(asked)
                self.send_response(reply.status)
                self.send_header("Content-Type", reply.media_type)
                self.send_header("Content-Length", str(len(reply.content)))
                for name, value in reply.headers:
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(reply.content[: reply.cut])
                if reply.cut is not None:
                    linger = struct.pack("ii", 1, 0)  # closing sends a reset
                    self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                    self.close_connection = True

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 # as the base
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._http.server_port}"
        self._thread = Thread(target=self._http.serve_forever, args=(0.01,))
        self._thread.start()

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def signed(self, content: dict[str, Any], purpose: str, **changes: Any) -> Reply:
        signing = {
            "purpose": purpose,
            "terminal": content["terminal"],
            "key_id": "ack-1",
            "key": self.terminal.acknowledging,
            "now": SteppingClock().now(),
            **changes,
        }
        made = acknowledge(canonical(content), **signing)
        document = content | {"acknowledgement": made.model_dump(mode="json")}
        return Reply(content=json.dumps(document).encode())

    def well_behaved(self, asked: Asked) -> Reply:
        if asked.path.startswith("/v1/feed"):
            content = {"terminal": "0817", "events": [], "cursor": 0, "more": False}
            return self.signed(content, "feed")
        return self.results(asked)

    def results(self, asked: Asked, **per_id: dict[str, Any]) -> Reply:
        """Accept every message, but say of some what `per_id` says (by their id's hex)."""
        results = []
        for message in asked.document["messages"]:
            result = {
                "id": message["id"],
                "sha256": message["sha256"],
                "outcome": "accepted",
                "case_number": f"P{message['seq']}",
            }
            results.append(result | per_id.get(UUID(message["id"]).hex, {}))
        return self.signed({"terminal": "0817", "results": results, "held": []}, "messages")


def problem(status: int, code: str, **more: Any) -> Reply:
    document = {"type": "urn:x", "title": "No", "status": status, "code": code, **more}
    return Reply(status, PROBLEM, json.dumps(document).encode())


@pytest.fixture
def server(terminal: SampleTerminal) -> Iterator[Server]:
    server = Server(terminal)
    yield server
    server.close()


@dataclass
class Side:
    """One agent's sending side on a store in memory."""

    store: FakeStore
    clock: SteppingClock
    settings: AgentSettings
    server: Server
    stopping: bool = False
    most: int = 100

    def __post_init__(self) -> None:
        identity = replace(self.server.terminal.identity, platform_url=self.server.url)
        with self.store.unit_of_work() as uow:
            uow.terminal.save(identity)
            uow.commit()
        self.client = PlatformClient(identity, self.settings, self.clock)
        self.line = Line(self.store, self.clock)
        self.deliverer = Deliverer(
            self.store,
            self.client,
            self.line,
            self.settings,
            self.clock,
            most=self.most,
            stopping=lambda: self.stopping,
        )

    def deposit(self) -> Deposit:
        return deposit(self.store.unit_of_work(), SMALL, clock=self.clock)

    def message(self, done: Deposit) -> OutboxMessage:
        return self.store.data.messages[done.message_id]

    @property
    def link(self) -> LinkState:
        return self.store.data.link

    def send(self) -> bool:
        """Let time pass until the line has rested, then take a step."""
        self.clock.advance(301)
        return self.deliverer.step()


@pytest.fixture
def side(
    fake_store: FakeStore, clock: SteppingClock, settings: AgentSettings, server: Server
) -> Iterator[Side]:
    side = Side(fake_store, clock, settings, server)
    yield side
    side.client.close()


@pytest.fixture
def streaming(
    fake_store: FakeStore, clock: SteppingClock, settings: AgentSettings, server: Server
) -> Iterator[Side]:
    """One whose batches are full with two messages."""
    side = Side(fake_store, clock, settings, server, most=2)
    yield side
    side.client.close()


def forged(server: Server, asked: Asked) -> Reply:
    content = json.loads(server.results(asked).content)
    content["results"][0]["case_number"] = "P999"
    return Reply(content=json.dumps(content).encode())


def by_a_stranger(server: Server, asked: Asked) -> Reply:
    content = json.loads(server.results(asked).content)
    del content["acknowledgement"]
    return server.signed(content, "messages", key=Ed25519PrivateKey.generate())


def for_another_purpose(server: Server, asked: Asked) -> Reply:
    content = json.loads(server.results(asked).content)
    del content["acknowledgement"]
    return server.signed(content, "feed")


def for_another_terminal(server: Server, asked: Asked) -> Reply:
    content = json.loads(server.results(asked).content)
    del content["acknowledgement"]
    return server.signed(content, "messages", terminal="0001")


def unsigned(server: Server, asked: Asked) -> Reply:
    content = json.loads(server.results(asked).content)
    del content["acknowledgement"]
    return Reply(content=json.dumps(content).encode())


def of_another_shape(server: Server, _: Asked) -> Reply:
    return server.signed({"terminal": "0817", "greeting": "hello"}, "messages")


def cut_short(server: Server, asked: Asked) -> Reply:
    return replace(server.results(asked), cut=20)


def plain(reply: Reply) -> Callable[[Server, Asked], Reply]:
    return lambda _server, _asked: reply


LOGIN = b"<html><body>Welcome to the village wifi</body></html>"
GARBAGE: dict[str, tuple[Callable[[Server, Asked], Reply], str]] = {
    "login page": (plain(Reply(200, "text/html", LOGIN)), "network.not_the_platform"),
    "login page that calls itself JSON": (
        plain(Reply(200, JSON, LOGIN)),
        "network.not_the_platform",
    ),
    "redirect to a login page": (
        plain(Reply(302, "text/html", LOGIN, (("Location", "http://127.0.0.1:1/login"),))),
        "network.not_the_platform",
    ),
    "redirect to an address in GBK": (
        plain(Reply(302, "text/html", LOGIN, (("Location", "http://wifi/\xce\xc4\xc4\xcf"),))),
        "network.not_the_platform",
    ),
    "redirect to no address": (
        plain(Reply(302, "text/html", LOGIN, (("Location", "http://["),))),
        "network.not_the_platform",
    ),
    "redirect to a page without end": (
        plain(Reply(302, "text/html", bytes(9_000_000), (("Location", "http://wifi/"),))),
        "network.unreachable",
    ),
    "not found by somebody else": (
        plain(Reply(404, "text/html", LOGIN)),
        "network.not_the_platform",
    ),
    "forbidden by a proxy": (plain(Reply(403, "text/html", LOGIN)), "network.not_the_platform"),
    "a problem that is none": (plain(Reply(409, PROBLEM, b"{}")), "network.not_the_platform"),
    "empty": (plain(Reply(200, JSON, b"")), "network.not_the_platform"),
    "a list": (plain(Reply(200, JSON, b"[]")), "network.not_the_platform"),
    "endless brackets": (plain(Reply(200, JSON, b"[" * 100_000)), "network.not_the_platform"),
    "no content": (plain(Reply(204)), "network.not_the_platform"),
    "without signature": (unsigned, "acknowledgement.invalid"),
    "changed on its way": (forged, "acknowledgement.invalid"),
    "signed by a stranger": (by_a_stranger, "acknowledgement.invalid"),
    "signed for another purpose": (for_another_purpose, "acknowledgement.invalid"),
    "signed for another terminal": (for_another_terminal, "acknowledgement.invalid"),
    "signed but of another shape": (of_another_shape, "platform.answer"),
    "server error": (plain(Reply(500, "text/html", LOGIN)), "platform.error"),
    "bad gateway": (plain(Reply(502, "text/html", LOGIN)), "platform.error"),
    "busy": (plain(Reply(503, PROBLEM, b"{}")), "platform.busy"),
    "too many": (plain(Reply(429, "text/html", LOGIN)), "platform.busy"),
    "unknown terminal": (plain(problem(401, "terminal.unknown")), "terminal.unknown"),
    "no such call": (plain(problem(404, "http.not_found")), "http.not_found"),
    "cut short": (cut_short, "network.unreachable"),
}


@pytest.mark.parametrize("name", GARBAGE)
def test_nothing_is_believed_but_a_signed_answer_and_then_the_case_arrives(
    side: Side, server: Server, name: str
) -> None:
    script, code = GARBAGE[name]
    done = side.deposit()
    server.scripts.append(lambda asked: script(server, asked))
    assert not side.send()
    message = side.message(done)
    assert (message.state, message.reason) == (MessageState.RETRY_WAIT, code)
    assert (side.link.online, side.link.problem) == (False, code)
    assert side.link.detail
    assert side.store.data.cases[done.case_id].state is CaseState.QUEUED
    assert side.send()
    assert side.message(done).state is MessageState.ACKNOWLEDGED
    assert side.store.data.cases[done.case_id].state is CaseState.DELIVERED
    assert (side.link.online, side.link.problem) == (True, "")
    first, second = (asked.document for asked in server.asked)
    assert first == second


def test_an_answer_lost_after_the_platform_wrote_is_asked_for_again(
    side: Side, server: Server
) -> None:
    done = side.deposit()
    server.scripts.append(lambda asked: replace(server.results(asked), cut=0))
    repeat = {UUID(int=0).hex: {}} | {done.message_id.hex: {"outcome": "duplicate"}}
    server.scripts.append(lambda asked: server.results(asked, **repeat))
    assert not side.send()
    assert side.message(done).state is MessageState.RETRY_WAIT
    assert side.send()
    kept = side.message(done)
    assert kept.state is MessageState.ACKNOWLEDGED
    assert kept.acknowledgement is not None
    answer = json.loads(side.store.data.answers[kept.acknowledgement - 1])
    assert answer["results"][0]["outcome"] == "duplicate"
    assert side.store.data.cases[done.case_id].platform_number == "P1"


@pytest.mark.parametrize("wish", ["99999999999999999999", "9" * 400])
def test_a_wish_to_wait_for_ever_is_an_hour(side: Side, server: Server, wish: str) -> None:
    done = side.deposit()
    busy = Reply(503, "text/html", LOGIN, (("Retry-After", wish),))
    server.scripts.append(lambda _: busy)
    assert not side.send()
    assert side.message(done).reason == "platform.busy"
    side.clock.advance(3000)
    assert not side.send()
    side.clock.advance(600)
    assert side.send()
    assert side.message(done).state is MessageState.ACKNOWLEDGED


def test_the_platforms_wish_to_wait_is_honoured(side: Side, server: Server) -> None:
    done = side.deposit()
    busy = Reply(429, PROBLEM, b"{}", (("Retry-After", "600"),))
    server.scripts.append(lambda _: busy)
    side.send()
    side.clock.advance(599)
    assert not side.deliverer.step()
    assert len(server.asked) == 1
    side.clock.advance(1)
    assert side.deliverer.step()
    assert side.message(done).state is MessageState.ACKNOWLEDGED


@pytest.mark.parametrize("wish", ["soon", "Fri, 31 Dec 1999 23:59:59 GMT", "-5"])
def test_a_wish_to_wait_that_is_no_number_is_passed_over(
    side: Side, server: Server, wish: str
) -> None:
    side.deposit()
    server.scripts.append(lambda _: Reply(503, PROBLEM, b"{}", (("Retry-After", wish),)))
    side.send()
    assert side.send()


def test_one_poisoned_message_is_found_by_halves_and_the_others_arrive(
    side: Side, server: Server
) -> None:
    made = [side.deposit() for _ in range(7)]
    poison = str(made[4].message_id)

    def dislike(asked: Asked) -> Reply:
        server.scripts.append(dislike)
        if poison in [message["id"] for message in asked.document["messages"]]:
            return problem(400, "batch.malformed", detail="I cannot read it.")
        return server.results(asked)

    server.scripts.append(dislike)
    side.send()
    states = [side.message(one).state for one in made]
    expected = [MessageState.ACKNOWLEDGED] * 7
    expected[4] = MessageState.QUARANTINED
    assert states == expected
    kept = side.message(made[4])
    assert (kept.reason, kept.detail) == ("batch.malformed", "I cannot read it.")


def test_batches_shrink_when_the_line_fails_and_grow_again(side: Side, server: Server) -> None:
    for _ in range(8):
        side.deposit()
    for _ in range(2):
        server.scripts.append(lambda _: Reply(500))
    sizes = []
    while not all(
        one.state is MessageState.ACKNOWLEDGED for one in side.store.data.messages.values()
    ):
        side.send()
    sizes = [len(asked.document["messages"]) for asked in server.asked]
    assert sizes == [8, 4, 2, 4, 2]


def test_what_the_platform_refuses_is_quarantined_with_its_reason(
    side: Side, server: Server
) -> None:
    bad, good = side.deposit(), side.deposit()
    refusal = {"outcome": "refused", "status": 422, "code": "body.invalid", "text": "No name."}
    server.scripts.append(lambda asked: server.results(asked, **{bad.message_id.hex: refusal}))
    assert side.send()
    kept = side.message(bad)
    assert (kept.state, kept.reason, kept.detail) == (
        MessageState.QUARANTINED,
        "body.invalid",
        "No name.",
    )
    assert side.message(good).state is MessageState.ACKNOWLEDGED
    assert side.store.data.cases[bad.case_id].state is CaseState.QUEUED


@pytest.mark.parametrize("change", [{"sha256": sha256_hex(b"other")}, {"id": str(UUID(int=5))}])
def test_a_word_about_other_bytes_is_not_taken_for_ours(
    side: Side, server: Server, change: dict[str, str]
) -> None:
    done, other = side.deposit(), side.deposit()
    server.scripts.append(lambda asked: server.results(asked, **{done.message_id.hex: change}))
    side.send()
    assert (side.message(done).state, side.message(done).reason) == (
        MessageState.RETRY_WAIT,
        "answer.incomplete",
    )
    assert side.message(other).state is MessageState.ACKNOWLEDGED


def test_a_copied_database_goes_on_in_a_new_epoch(side: Side, server: Server) -> None:
    done, other = side.deposit(), side.deposit()
    fork = {"outcome": "refused", "status": 409, "code": "fork", "text": "Copied."}
    server.scripts.append(
        lambda asked: server.results(
            asked, **{done.message_id.hex: fork, other.message_id.hex: fork}
        )
    )
    old = side.store.data.epoch
    assert side.send()
    assert side.store.data.epoch != old
    assert side.message(done).state is MessageState.RETRY_WAIT
    assert side.send()
    sent = server.asked[-1].document["messages"]
    assert [(one["epoch"], one["seq"], one["kind"]) for one in sent] == [
        (str(side.store.data.epoch), 1, "case"),
        (str(side.store.data.epoch), 2, "case"),
        (str(side.store.data.epoch), 3, "audit"),
    ]
    assert sent[0]["sealed_as"] == {"epoch": str(old), "seq": 1}
    assert side.message(done).state is MessageState.ACKNOWLEDGED


def test_what_a_platform_lost_goes_again_once_for_each_mark(side: Side, server: Server) -> None:
    def holding(seq: int) -> Script:
        def script(asked: Asked) -> Reply:
            content = json.loads(server.results(asked).content)
            del content["acknowledgement"]
            epoch = asked.document["messages"][0]["epoch"]
            content["held"] = [{"epoch": epoch, "seq": seq}]
            return server.signed(content, "messages")

        return script

    made = [side.deposit() for _ in range(2)]
    places = [side.message(one).seq for one in made]
    server.scripts.append(holding(places[1]))
    assert side.send()
    made.append(side.deposit())
    server.scripts.append(holding(places[0]))  # it was put back, and has the first one only
    with capture_logs() as log:
        assert side.send()
    assert [one["messages"] for one in log if one["event"] == "platform.lost"] == [2]
    assert [side.message(one).state.value for one in made] == ["acknowledged", "queued", "queued"]
    server.scripts.append(holding(places[0]))  # and never moves its mark on
    assert side.send()
    assert {side.message(one).state.value for one in made} == {"acknowledged"}
    sent = [[one["seq"] for one in asked.document["messages"]] for asked in server.asked]
    assert sent == [places, [places[1] + 1], [places[1], places[1] + 1]]


def test_a_message_that_forks_again_is_quarantined(side: Side, server: Server) -> None:
    done = side.deposit()
    fork = {"outcome": "refused", "status": 409, "code": "fork", "text": "Copied."}
    for _ in range(2):
        server.scripts.append(lambda asked: server.results(asked, **{done.message_id.hex: fork}))
    side.send()
    side.send()
    assert (side.message(done).state, side.message(done).reason) == (
        MessageState.QUARANTINED,
        "fork",
    )


def test_a_platform_that_finds_forks_everywhere_is_told_once_for_each_case(
    side: Side, server: Server
) -> None:
    fork = {"outcome": "refused", "status": 409, "code": "fork", "text": "Copied."}

    def everything(asked: Asked) -> Reply:
        return server.results(
            asked, **{one["id"].replace("-", ""): fork for one in asked.document["messages"]}
        )

    server.scripts += [everything] * 10
    done = side.deposit()
    while side.send():
        pass
    assert len(server.scripts) == 7  # the case, its word, and the word once more
    assert side.message(done).state is MessageState.QUARANTINED
    kinds = [one.kind for one in side.store.data.messages.values()]
    assert kinds == ["case", "audit"]


def test_the_platforms_signed_time_corrects_a_wrong_clock(side: Side, server: Server) -> None:
    done = side.deposit()

    def offer(asked: Asked) -> Reply:
        nonce = asked.headers["Signature-Input"].split('nonce="')[1].split('"')[0]
        right = side.clock.now() + timedelta(days=400)
        made = offer_clock(nonce, key_id="ack-1", key=server.terminal.acknowledging, now=right)
        return problem(401, "clock.window", clock=made.model_dump(mode="json"))

    server.scripts.append(offer)
    assert side.send()
    assert side.message(done).state is MessageState.ACKNOWLEDGED
    assert side.link.clock_offset_s == 400 * 86400
    created = [
        int(one.headers["Signature-Input"].split("created=")[1][:10]) for one in server.asked
    ]
    assert created[1] - created[0] == 400 * 86400


def test_a_time_that_answers_another_request_is_not_believed(side: Side, server: Server) -> None:
    done = side.deposit()
    made = offer_clock(
        "x" * 20, key_id="ack-1", key=server.terminal.acknowledging, now=side.clock.now()
    )
    server.scripts.append(
        lambda _: problem(401, "clock.window", clock=made.model_dump(mode="json"))
    )
    assert not side.send()
    assert side.message(done).reason == "clock.offer_invalid"
    assert side.client.offset_s == 0


def test_an_answer_without_end_is_given_up(side: Side, server: Server) -> None:
    side.deposit()
    server.scripts.append(lambda _: Reply(200, JSON, bytes(9 * 1024 * 1024)))
    side.send()
    assert side.link.problem == "network.unreachable"


def test_a_server_without_tls_behind_an_https_address_is_a_certificate_matter(
    side: Side, server: Server, settings: AgentSettings
) -> None:
    identity = replace(server.terminal.identity, platform_url=server.url.replace("http:", "https:"))
    client = PlatformClient(identity, settings, side.clock)
    assert client.get_feed(0, 0).code == "network.certificate"  # type: ignore[union-attr] # it is a stop
    client.close()


@pytest.mark.parametrize(
    "url", ["http://platform.example", "ftp://127.0.0.1", "platform", "https://"]
)
def test_addresses_without_tls_outside_this_machine_are_refused(
    side: Side, server: Server, settings: AgentSettings, url: str
) -> None:
    identity = replace(server.terminal.identity, platform_url=url)
    with pytest.raises(EnvironmentFault) as caught:
        PlatformClient(identity, settings, side.clock)
    assert caught.value.code == "platform.url"


def test_an_agent_told_to_stop_puts_its_batch_back(side: Side, server: Server) -> None:
    done = side.deposit()
    side.stopping = True
    assert not side.send()
    assert side.message(done).state is MessageState.RETRY_WAIT
    assert server.asked == []


def test_what_a_failing_store_left_under_way_is_tried_again(side: Side, server: Server) -> None:
    done = side.deposit()

    def fails(asked: Asked) -> Reply:
        side.store.fail_commits = 1
        return server.results(asked)

    server.scripts.append(fails)
    with pytest.raises(EnvironmentFault):
        side.send()
    assert side.message(done).state is MessageState.SENDING
    side.deliverer.abandon()
    assert side.send()
    assert side.message(done).state is MessageState.ACKNOWLEDGED


def test_the_returning_network_lets_the_waiting_go_at_once(side: Side, server: Server) -> None:
    done = side.deposit()
    for _ in range(10):
        server.scripts.append(lambda asked: replace(server.results(asked), cut=0))
        side.send()
    assert not side.deliverer.step()
    side.line.answered(Lane.FEED, offset_s=0)
    assert side.deliverer.step()
    assert side.message(done).state is MessageState.ACKNOWLEDGED


def test_a_platform_that_answers_but_takes_nothing_is_no_good_line(
    side: Side, server: Server
) -> None:
    side.deposit()
    server.scripts.append(lambda _: Reply(503, PROBLEM, b"{}", (("Retry-After", "100"),)))
    side.send()
    side.line.answered(Lane.FEED, offset_s=0)
    assert (side.link.online, side.link.problem) == (False, "platform.busy")
    assert not side.deliverer.step()


def test_a_good_line_is_written_down_seldom(side: Side) -> None:
    side.line.answered(Lane.DELIVERY, offset_s=0)
    version = side.store.data_version()
    side.clock.advance(29)
    side.line.answered(Lane.DELIVERY, offset_s=0)
    assert side.store.data_version() == version
    side.clock.advance(1)
    side.line.answered(Lane.DELIVERY, offset_s=0)
    assert side.link.last_contact == side.clock.now()


def event(done: Deposit, position: int, state: str) -> dict[str, Any]:
    return {
        "position": position,
        "kind": "case_state",
        "case_id": str(done.case_id),
        "deposit_number": done.number,
        "case_number": "P1",
        "state": state,
        "at": "2026-11-21T04:00:00Z",
        "text": {"zh_CN": "已受理"},
    }


class OneRead(FeedReader):
    """A reader whose single steps a test may take."""

    def step(self) -> float | None:
        return self._guarded(self._read)


@pytest.fixture
def reader(side: Side, settings: AgentSettings) -> OneRead:
    return OneRead(
        side.store,
        side.client,
        side.line,
        settings,
        side.clock,
        commands=CommandRunner(side.store, side.clock, Machine),
        wait_s=25,
        stop=Event(),
    )


def test_the_feed_is_mirrored_and_read_on_from_its_cursor(
    side: Side, server: Server, reader: OneRead
) -> None:
    done = side.deposit()
    side.send()
    page = {
        "terminal": "0817",
        "events": [event(done, 7, "accepted"), event(done, 9, "in_review")],
        "cursor": 9,
        "more": False,
    }
    server.scripts.append(lambda _: server.signed(page, "feed"))
    assert reader.step() == 0
    assert side.store.data.cases[done.case_id].state is CaseState.IN_REVIEW
    assert reader.step() == 0
    asked = [parse_qs(urlsplit(one.path).query) for one in server.asked[1:]]
    assert [(one["after"], one["wait"]) for one in asked] == [(["0"], ["0"]), (["9"], ["25"])]
    assert all(one["commands"] == ["1"] and one["keys"] for one in asked)


def test_what_is_missing_in_a_case_is_kept_as_it_was_told(
    side: Side, server: Server, reader: OneRead
) -> None:
    done = side.deposit()
    side.send()
    asked_for = event(done, 7, "correction_requested")
    missing = [
        {"name": {"zh_CN": "户口簿首页"}, "reason": {"zh_CN": "照片看不清"}},
        {
            "name": {"zh_CN": "银行卡号"},
            "reason": {"zh_CN": "少一位"},
            "sample": {"zh_CN": "十九位数字"},
            "legal_basis": {"zh_CN": "第七条"},
        },
    ]
    told = {
        **{name: asked_for[name] for name in ("case_id", "deposit_number", "case_number", "at")},
        "position": 8,
        "kind": "correction",
        "until": "2026-12-10",
        "missing": missing,
    }
    page = {"terminal": "0817", "events": [asked_for, told], "cursor": 8, "more": False}
    server.scripts.append(lambda _: server.signed(page, "feed"))
    assert reader.step() == 0
    with side.store.reading() as uow:
        kept = uow.corrections.latest(done.case_id)
    assert kept is not None
    assert str(kept.until) == "2026-12-10"
    assert [(one.name["zh_CN"], one.sample, one.legal_basis) for one in kept.missing] == [
        ("户口簿首页", {}, {}),
        ("银行卡号", {"zh_CN": "十九位数字"}, {"zh_CN": "第七条"}),
    ]


@pytest.mark.parametrize(
    "reply",
    [
        Reply(200, "text/html", LOGIN),
        Reply(200, JSON, b'{"terminal": "0817", "events": [], "cursor": 99}'),
        Reply(500),
        problem(400, "request.parameters"),
    ],
)
def test_a_feed_that_is_not_the_platforms_changes_nothing_and_is_asked_again_without_waiting(
    side: Side, server: Server, reader: OneRead, reply: Reply
) -> None:
    side.send()
    server.scripts.append(lambda _: reply)
    assert reader.step() is not None
    assert not side.link.online
    assert side.store.data.cursor == 0
    assert reader.step() == 0
    assert side.link.online
    assert "&wait=0&" in server.asked[-1].path


def test_a_feed_of_another_shape_is_an_error_of_the_platform(
    server: Server, reader: OneRead
) -> None:
    server.scripts.append(lambda _: server.signed({"terminal": "0817", "news": []}, "feed"))
    reader.step()
    server.scripts.append(lambda _: Reply(503, PROBLEM, b"{}", (("Retry-After", "400"),)))
    assert reader.step() == 400


def test_events_of_a_kind_this_version_does_not_know_are_passed_over(
    side: Side, server: Server, reader: OneRead
) -> None:
    done = side.deposit()
    side.send()
    news = [{"position": at, "kind": "advice", "what": {"else": 1}} for at in (7, 9)]
    for events, cursor in (([news[0], event(done, 8, "accepted"), news[1]], 9), ([news[1]], 10)):
        page = {"terminal": "0817", "events": events, "cursor": cursor, "more": False}
        server.scripts.append(lambda _, page=page: server.signed(page, "feed"))
        with capture_logs() as log:
            assert reader.step() == 0
        assert [one["kinds"] for one in log if one["event"] == "feed.passed_over"] == [["advice"]]
        assert side.store.data.cursor == cursor
    assert side.store.data.cases[done.case_id].state is CaseState.ACCEPTED


def told(name: str, position: int = 1, hours: int = 24) -> dict[str, Any]:
    expires_at = SteppingClock().now() + timedelta(hours=hours)
    return {
        "position": position,
        "kind": "command",
        "command_id": str(UUID(int=position)),
        "name": name,
        "at": "2026-11-21T04:00:00Z",
        "expires_at": expires_at.isoformat(),
    }


def words(side: Side, server: Server) -> list[tuple[str, str]]:
    """What the outbox says about commands, opened."""
    found = []
    for message in side.store.data.messages.values():
        if message.kind is MessageKind.COMMAND_OUTCOME:
            opened = open_sealed(message.body, message.context, server.terminal.platform_key)
            body = CommandOutcomeBody.from_bytes(opened)
            found.append((body.result, body.code))
    return found


def test_a_command_that_is_fetched_twice_is_carried_out_once(
    side: Side, server: Server, reader: OneRead
) -> None:
    done = side.deposit()
    events = [event(done, 1, "accepted"), told("send-diagnostics", 2)]
    page = {"terminal": "0817", "events": events, "cursor": 2}
    server.scripts += [lambda _: server.signed(page, "feed")] * 2
    assert reader.step() == 0
    assert reader.step() == 0
    assert words(side, server) == [("done", "")]
    assert side.store.data.cursor == 2
    assert len(side.store.data.events) == 1


def test_a_command_in_a_page_for_another_terminal_is_not_even_kept(
    side: Side, server: Server, reader: OneRead
) -> None:
    page = {"terminal": "0818", "events": [told("send-diagnostics")], "cursor": 1}
    server.scripts.append(lambda _: server.signed(page, "feed"))
    assert reader.step() != 0
    assert side.store.data.commands == {}
    assert side.store.data.cursor == 0


def test_a_command_and_the_cursor_are_kept_together_or_not_at_all(
    side: Side, server: Server, reader: OneRead
) -> None:
    page = {"terminal": "0817", "events": [told("send-diagnostics")], "cursor": 1}
    server.scripts += [lambda _: server.signed(page, "feed")] * 2
    side.store.fail_commits = 1
    assert reader.step() == side.settings.network_retry_s
    assert (side.store.data.commands, side.store.data.cursor) == ({}, 0)
    assert reader.step() == 0
    assert words(side, server) == [("done", "")]


def test_what_has_expired_by_the_platform_s_time_is_refused_whatever_our_clock_says(
    side: Side, server: Server, reader: OneRead, clock: SteppingClock
) -> None:
    clock.advance(-10 * 24 * 3600)  # ours is ten days behind

    def offer(asked: Asked) -> Reply:
        nonce = asked.headers["Signature-Input"].split('nonce="')[1].split('"')[0]
        right = SteppingClock().now()
        made = offer_clock(nonce, key_id="ack-1", key=server.terminal.acknowledging, now=right)
        return problem(401, "clock.window", clock=made.model_dump(mode="json"))

    page = {"terminal": "0817", "events": [told("send-diagnostics", hours=-1)], "cursor": 1}
    server.scripts += [offer, lambda _: server.signed(page, "feed")]
    assert reader.step() == 0
    assert words(side, server) == [("refused", "command.expired")]


def test_a_closed_reader_leaves_the_store_alone(
    side: Side, server: Server, reader: OneRead
) -> None:
    done = side.deposit()
    page = {"terminal": "0817", "events": [event(done, 1, "accepted")], "cursor": 1}

    def late(_: Asked) -> Reply:
        reader.close()
        return server.signed(page, "feed")

    server.scripts.append(late)
    assert reader.step() is None
    assert side.store.data.cursor == 0
    reader.run()
    assert len(server.asked) == 1


def test_a_store_that_fails_is_asked_again_later(
    side: Side, server: Server, reader: OneRead
) -> None:
    done = side.deposit()
    page = {"terminal": "0817", "events": [event(done, 1, "accepted")], "cursor": 1}
    server.scripts.append(lambda _: server.signed(page, "feed"))
    side.store.fail_commits = 1
    assert reader.step() == side.settings.network_retry_s
    assert side.store.data.cursor == 0
    server.scripts.append(lambda _: server.signed(page, "feed"))
    assert reader.step() == 0
    assert side.store.data.cursor == 1


def test_an_agent_whose_disk_is_full_for_a_moment_goes_on(
    side: Side,
    server: Server,
    settings: AgentSettings,
    start_agent: Callable[[FakeStore], Any],
    wait_for: Callable[[Callable[[], object]], None],
) -> None:
    done = side.deposit()

    def fails(asked: Asked) -> Reply:
        side.store.fail_commits = 3
        return server.well_behaved(asked)

    server.scripts += [fails, fails]
    start_agent(side.store)
    wait_for(lambda: side.message(done).state is MessageState.ACKNOWLEDGED)
    assert settings.lock_file.exists()


@pytest.mark.parametrize(
    "reply", [Reply(200, "text/html", LOGIN), Reply(200, JSON, b"{}"), Reply(500, JSON, b"oops")]
)
def test_a_terminal_enrols_with_nothing_but_a_platform(server: Server, reply: Reply) -> None:
    server.scripts.append(lambda _: reply)
    with pytest.raises(EnvironmentFault) as caught:
        enrol(server.url, f"BM1-{'A' * 32}-{'A' * 16}", TerminalFacts(software_version="0"))
    assert caught.value.code == "network.not_the_platform"


def test_every_lease_that_ran_out_is_taken_back(side: Side) -> None:
    done = side.deposit()
    delivery.lease_batch(
        side.store.unit_of_work(),
        owner="somebody",
        limit=1,
        max_bytes=1,
        lease_s=10,
        clock=side.clock,
    )
    side.deliverer.release_abandoned()
    assert side.message(done).state is MessageState.RETRY_WAIT


def test_an_agent_that_is_told_to_stop_before_it_begins_reads_nothing(
    side: Side, server: Server, settings: AgentSettings
) -> None:
    stop = Event()
    stop.set()
    FeedReader(
        side.store,
        side.client,
        side.line,
        settings,
        side.clock,
        commands=CommandRunner(side.store, side.clock, Machine),
        wait_s=25,
        stop=stop,
    ).run()
    assert server.asked == []


def test_the_platform_corrects_the_time_of_day_and_nothing_else(clock: SteppingClock) -> None:
    ours = SteppingClock()
    corrected = CorrectedClock(ours, timedelta(minutes=7))
    assert corrected.now() - clock.now() == timedelta(minutes=7)
    assert corrected.monotonic() == clock.monotonic()
    assert (corrected.uuid7(), corrected.token(8)) == (clock.uuid7(), clock.token(8))


# --- a long queue: one batch after the other ----------------------------------------------------


def states(side: Side, made: list[Deposit]) -> list[tuple[str, int]]:
    """State and attempts of messages."""
    return [(side.message(one).state.value, side.message(one).attempt) for one in made]


def test_a_long_queue_goes_in_full_batches_each_written_down_before_it_is_tried(
    streaming: Side, server: Server
) -> None:
    made = [streaming.deposit() for _ in range(5)]
    names = {str(one.message_id): one for one in made}

    def watching(asked: Asked) -> Reply:
        for message in asked.document["messages"]:
            assert states(streaming, [names[message["id"]]]) == [("sending", 1)]
        return server.results(asked)

    server.scripts += [watching] * 3
    assert streaming.send()
    sent = [[one["id"] for one in asked.document["messages"]] for asked in server.asked]
    ids = list(names)
    assert sent == [ids[:2], ids[2:4], ids[4:]]
    assert states(streaming, made) == [("acknowledged", 1)] * 5
    kept = [streaming.message(one).acknowledgement for one in made]
    assert kept == [1, 1, 2, 2, 3]
    assert not streaming.send()


def test_while_a_batch_is_under_way_the_last_is_settled_and_the_next_leased(
    streaming: Side, server: Server, wait_for: Callable[[Callable[[], object]], None]
) -> None:
    made = [streaming.deposit() for _ in range(6)]
    sending, done = ("sending", 1), ("acknowledged", 1)

    def first(asked: Asked) -> Reply:
        wait_for(lambda: states(streaming, made[:4]) == [sending] * 4)
        return server.results(asked)

    def second(asked: Asked) -> Reply:
        wait_for(lambda: states(streaming, made) == [done] * 2 + [sending] * 4)
        return server.results(asked)

    server.scripts += [first, second]
    assert streaming.send()
    assert states(streaming, made) == [done] * 6


def test_in_a_long_queue_too_a_case_goes_message_by_message(
    streaming: Side, server: Server, clock: SteppingClock
) -> None:
    first, second, third = (streaming.deposit() for _ in range(3))
    for _ in range(2):
        record_print(streaming.store.unit_of_work(), first.number, "printed", "", clock=clock)
    while streaming.send():
        pass
    sent = [
        [(one["kind"], one["case_id"]) for one in asked.document["messages"]]
        for asked in server.asked
    ]
    cases = [
        [("case", str(one.case_id)) for one in (first, second)],
        [("case", str(third.case_id))],
    ]
    printed = [("print_outcome", str(first.case_id))]
    assert sent == [*cases, printed, printed]


def refusing(server: Server, place: int) -> Script:
    """Takes all but the message at one place of a batch."""

    def refuse(asked: Asked) -> Reply:
        poison = UUID(asked.document["messages"][place]["id"]).hex
        word = {"outcome": "refused", "status": 422, "code": "body.invalid", "text": "No."}
        return server.results(asked, **{poison: word})

    return refuse


@pytest.mark.parametrize("place", [0, 1])
def test_a_poison_message_in_a_long_queue_blocks_nothing(
    streaming: Side, server: Server, place: int
) -> None:
    made = [streaming.deposit() for _ in range(7)]
    server.scripts += [server.results, refusing(server, place)]
    assert streaming.send()
    done, leased_in_vain = ("acknowledged", 1), ("queued", 0)
    poisoned = [done, done]
    poisoned[place] = ("quarantined", 1)
    assert states(streaming, made) == [done, done, *poisoned, *[leased_in_vain] * 3]
    assert streaming.send()
    assert states(streaming, made) == [done, done, *poisoned, done, done, done]


@pytest.mark.parametrize("name", ["busy", "of another shape", "incomplete"])
def test_what_was_leased_in_advance_of_a_failure_counts_as_untried(
    streaming: Side, server: Server, name: str
) -> None:
    made = [streaming.deposit() for _ in range(5)]
    failures: dict[str, Script] = {
        "busy": lambda _: Reply(503, PROBLEM, b"{}"),
        "of another shape": lambda asked: of_another_shape(server, asked),
        "incomplete": lambda _: server.signed(
            {"terminal": "0817", "results": [], "held": []}, "messages"
        ),
    }
    server.scripts += [server.results, failures[name]]
    assert not streaming.send()
    done, failed, untried = ("acknowledged", 1), ("retry_wait", 1), ("queued", 0)
    assert states(streaming, made) == [done, done, failed, failed, untried]
    while streaming.send():
        pass
    assert states(streaming, made) == [done, done, ("acknowledged", 2), ("acknowledged", 2), done]


def test_an_agent_told_to_stop_begins_no_further_batch_of_a_long_queue(
    streaming: Side, server: Server
) -> None:
    made = [streaming.deposit() for _ in range(5)]

    def stopping(asked: Asked) -> Reply:
        streaming.stopping = True
        return server.results(asked)

    server.scripts.append(stopping)
    assert streaming.send()
    assert states(streaming, made) == [("acknowledged", 1)] * 2 + [("queued", 0)] * 3
    assert not streaming.send()
    assert len(server.asked) == 1
    streaming.stopping = False
    assert [state for state, _ in states(streaming, made[2:4])] == ["retry_wait"] * 2
    while streaming.send():
        pass
    assert [state for state, _ in states(streaming, made)] == ["acknowledged"] * 5


def test_a_full_disk_in_the_middle_of_a_long_queue_loses_nothing(
    streaming: Side, server: Server
) -> None:
    made = [streaming.deposit() for _ in range(6)]

    def filling_up(asked: Asked) -> Reply:
        streaming.store.fail_commits = 1
        return server.results(asked)

    server.scripts.append(filling_up)
    with pytest.raises(EnvironmentFault) as caught:
        streaming.send()
    assert caught.value.code == "store.disk_full"
    streaming.deliverer.abandon()
    while streaming.send():
        pass
    assert [state for state, _ in states(streaming, made)] == ["acknowledged"] * 6
