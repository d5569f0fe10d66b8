"""Our platform behind a door that can be made to answer wrongly."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
import uvicorn

from kiosk.clock import SystemClock
from sync.conformance.bench import Wishes
from sync.conformance.checks import Verdict
from sync.conformance.line import Line
from sync.conformance.rooms import feeding
from sync.conformance.run import Result, run, select
from sync.platform import admission, feed
from sync.platform.api import create_app
from sync.platform.api.parts import Platform
from sync.platform.commands import give
from sync.platform.connection import PatientProtocol
from sync.platform.enrolment import issue_token
from sync.platform.keys import announce_signer
from sync.platform.results import Results
from sync.platform.revoking import revoke
from sync.platform.settings import Settings
from sync.platform.states import State
from sync.protocol.command_names import CommandName
from sync.protocol.corrections import CorrectionRequest, Missing
from sync.protocol.numbers import local_day
from sync.protocol.result_kinds import ResultKind

SHORT_PAGE = 20
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


@dataclass
class Exchange:
    """A request, and the answer our platform would give."""

    method: str
    path: str
    query: str
    content: bytes
    status: int
    headers: dict[str, str]
    answer: bytes
    platform: Platform = field(repr=False)

    @property
    def json(self) -> Any:
        return json.loads(self.answer)

    def say(self, document: Any, *, signed: bool = True) -> None:
        """Answer otherwise; with a right acknowledgement where there was one."""
        if signed and "acknowledgement" in document:
            purpose = document["acknowledgement"]["purpose"]
            content = {name: value for name, value in document.items() if name != "acknowledgement"}
            self.answer = self.platform.signed(
                content, purpose=purpose, terminal=content["terminal"]
            )
        else:
            self.answer = json.dumps(document).encode()


Change = Callable[[Exchange], None]


class Door:
    """Between the platform and whoever asks it."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self.change: Change | None = None
        self.hold: Callable[[str], Awaitable[None]] | None = None

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and self.hold is not None:
            await self.hold(scope["path"])
        if scope["type"] != "http" or self.change is None:
            await self.app(scope, receive, send)
            return
        asked, begun, answered = bytearray(), {}, bytearray()

        async def hear() -> Message:
            message = await receive()
            asked.extend(message.get("body", b""))
            return message

        async def keep(message: Message) -> None:
            if message["type"] == "http.response.start":
                begun.update(message)
            answered.extend(message.get("body", b""))

        await self.app(scope, hear, keep)
        exchange = Exchange(
            scope["method"],
            scope["path"],
            scope["query_string"].decode(),
            bytes(asked),
            begun["status"],
            {name.decode().title(): value.decode() for name, value in begun["headers"]},
            bytes(answered),
            self.app.state.platform,
        )
        self.change(exchange)
        exchange.headers.pop("Content-Length", None)
        if exchange.answer or exchange.method != "HEAD":
            exchange.headers["Content-Length"] = str(len(exchange.answer))
        if exchange.status == 204:
            exchange.headers.pop("Content-Length", None)
        headers = [(name.encode(), value.encode()) for name, value in exchange.headers.items()]
        await send({"type": "http.response.start", "status": exchange.status, "headers": headers})
        await send({"type": "http.response.body", "body": exchange.answer})


class Trial:
    """A platform that runs, its door, and the suite that is let loose on it."""

    def __init__(self, settings: Settings) -> None:
        app = create_app(settings)
        self.parts: Platform = app.state.platform
        self.data = settings.data
        self.door = Door(app)
        ready = threading.Event()

        class Server(uvicorn.Server):
            async def startup(self, sockets: Any = None) -> None:
                await super().startup(sockets)
                ready.set()

        self._server = Server(
            uvicorn.Config(
                self.door,
                port=0,
                http=PatientProtocol,
                log_config=None,
                access_log=False,
                ws="none",
            )
        )
        self._thread = threading.Thread(target=self._server.run)
        self._thread.start()
        assert ready.wait(60)

    @property
    def url(self) -> str:
        port = self._server.servers[0].sockets[0].getsockname()[1]
        return f"http://127.0.0.1:{port}"

    def tokens(self, count: int = 2) -> list[Any]:
        return [
            issue_token(self.parts.database, self.parts.keys, place="村", clock=SystemClock())
            for _ in range(count)
        ]

    def run(self, *names: str, wishes: Wishes | None = None, tokens: int = 2) -> tuple[Result, ...]:
        return run(
            Line(self.url),
            self.tokens(tokens),
            wishes or Wishes(requests=100),
            checks=select(names),
        )

    def stop(self) -> None:
        self.parts.bell.close()
        self._server.should_exit = True
        self._thread.join(60)
        assert not self._thread.is_alive()


@pytest.fixture(scope="module")
def start_trial() -> Iterator[Callable[[Settings], Trial]]:
    """Starts platforms to be tried; all are stopped at the end."""
    running: list[Trial] = []

    def start(settings: Settings) -> Trial:
        running.append(Trial(settings))
        return running[-1]

    # what is tried here a hundred times from one address is not to wait a minute each time
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(admission, "AT_ONCE", 1_000_000)
        yield start
        for trial in running:
            trial.stop()


def operate(trial: Trial, words: str) -> None:
    """Do what the suite asks an operator to do."""
    database, clock = trial.parts.database, SystemClock()
    if words.startswith("Announce"):
        announce_signer(trial.data, clock, clock.now())
        return
    *_, number = re.findall(r"[0-9A-Z]{4,}", words)
    if words.startswith("Revoke"):
        revoke(database, number, because="", actor="test", clock=clock)
    elif words.startswith("Request"):
        missing = Missing(name={"zh_CN": "户口簿首页"}, reason={"zh_CN": "照片看不清"})
        until = local_day(clock.now() + timedelta(days=20))
        for state in (State.IN_REVIEW, State.CORRECTION_REQUESTED):
            asked = CorrectionRequest(until=until, missing=(missing,))
            trial.parts.decisions.decide(
                number,
                state,
                actor="test",
                correction=asked if state is State.CORRECTION_REQUESTED else None,
            )
    elif words.startswith("Add"):
        trial.parts.decisions.decide(number, State.APPROVED, actor="test")
        parts, document = trial.parts, b"%PDF-1.7 " + number.encode()
        Results(database, parts.files.storage, parts.keys, parts.decisions, clock).add(
            number, document, kind=ResultKind.CERTIFICATE, name="证明", actor="test"
        )
    else:
        give(database, number, CommandName.SELF_TEST, actor="test", clock=clock)


@pytest.fixture
def operator() -> Callable[[Trial, str], None]:
    """Somebody at the platform who does what the suite asks for."""
    return operate


@pytest.fixture
def verdicts() -> Callable[[tuple[Result, ...]], dict[Verdict, dict[str, str]]]:
    """The names of checks with what was said of them, by verdict."""

    def sort(results: tuple[Result, ...]) -> dict[Verdict, dict[str, str]]:
        return {
            verdict: {one.check.name: one.detail for one in results if one.verdict is verdict}
            for verdict in Verdict
        }

    return sort


@pytest.fixture(scope="module")
def monkeypatch_module() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patched:
        yield patched


@pytest.fixture(scope="module")
def trial(
    start_trial: Callable[[Settings], Trial],
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch_module: pytest.MonkeyPatch,
) -> Trial:
    """One platform for all faults of a file, whose feed has short pages."""
    monkeypatch_module.setattr(feeding, "MAX_FEED_EVENTS", SHORT_PAGE)
    monkeypatch_module.setattr(feed, "MAX_FEED_EVENTS", SHORT_PAGE)
    return start_trial(Settings(tmp_path_factory.mktemp("platform"), rate=10_000))


@pytest.fixture
def failing(trial: Trial, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., set[str]]]:
    """Makes the platform faulty and gives the names of the checks that fail.

    All checks of the rooms are run of which one is expected to fail.
    """

    def tried(
        fault: Callable[[Trial, pytest.MonkeyPatch], None],
        breaks: set[str],
        wishes: Wishes | None = None,
    ) -> set[str]:
        fault(trial, monkeypatch)
        rooms = {name.partition(".")[0] for name in breaks}
        results = trial.run(*rooms, wishes=wishes or Wishes(requests=10))
        assert {one.check.name.partition(".")[0] for one in results} == rooms
        return {one.check.name for one in results if one.verdict is Verdict.FAILED}

    yield tried
    trial.door.change = trial.door.hold = None
