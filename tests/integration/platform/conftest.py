"""A real platform on a loopback port, and a terminal that speaks to it."""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import requests
import uvicorn
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import create_engine, make_url

from kiosk.clock import SystemClock
from sync.platform.api import create_app
from sync.platform.api.parts import Platform
from sync.platform.connection import PatientProtocol
from sync.platform.enrolment import issue_token
from sync.platform.items import FilesOf
from sync.platform.settings import Acceptance, Settings
from sync.platform.store import Database
from sync.protocol.body import (
    ApplicantBody,
    AttachmentBody,
    CaseBody,
    ConsentBody,
    FormBody,
    ItemBody,
    PlaceBody,
    SignatureBody,
    TimesBody,
)
from sync.protocol.enrolment import EnrolmentToken, enrolment_request
from sync.protocol.envelope import EnvelopeContext, MessageKind
from sync.protocol.messages import BatchReply, EnrolmentReply, FeedPage, MessageIn, TerminalFacts
from sync.protocol.numbers import DepositNumber, local_day
from sync.protocol.signatures import sign_request, verify_answer

PLACE = "汶南镇便民服务中心"


class SettableClock(SystemClock):
    """The machine's clock with a wall clock that can be put ahead or back."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead


class RunningPlatform:
    """A platform served by uvicorn on a thread of this process."""

    def __init__(self, settings: Settings, files_of: FilesOf | None = None) -> None:
        self.clock = SettableClock()
        self.settings = settings
        app = create_app(self.settings, self.clock, files_of)
        self.parts: Platform = app.state.platform
        self._ready = threading.Event()
        ready = self._ready

        class Server(uvicorn.Server):
            async def startup(self, sockets: Any = None) -> None:
                await super().startup(sockets)
                ready.set()

        self._server = Server(
            uvicorn.Config(
                app, port=0, http=PatientProtocol, log_config=None, access_log=False, ws="none"
            )
        )
        self._thread = threading.Thread(target=self._server.run)

    def start(self) -> None:
        self._thread.start()
        assert self._ready.wait(20)

    def stop(self) -> None:
        self.parts.bell.close()
        self._server.should_exit = True
        self._thread.join(20)
        assert not self._thread.is_alive()

    @property
    def port(self) -> int:
        port: int = self._server.servers[0].sockets[0].getsockname()[1]
        return port

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def token(self, **wishes: Any) -> EnrolmentToken:
        return issue_token(
            self.parts.database, self.parts.keys, place=PLACE, clock=self.clock, **wishes
        )


class Terminal:
    """An enrolled terminal as its agent would be: real keys, real envelopes, real signatures."""

    def __init__(self, url: str, token: EnrolmentToken) -> None:
        self.url = url
        self.clock = SettableClock()
        self.key = Ed25519PrivateKey.generate()
        self.token = token
        self.enrolment: EnrolmentReply = EnrolmentReply.model_validate_json(
            self.enrol(self.token).content
        )
        self.number = self.enrolment.terminal
        self.epoch = self.clock.uuid7()
        self.seq = 0
        self.sequence = 0
        acknowledgement_key = self.enrolment.acknowledgement_key
        self.platform_keys = {acknowledgement_key.key_id: acknowledgement_key.public_key}
        self.nonce = ""

    def enrol(self, token: EnrolmentToken) -> requests.Response:
        asked = enrolment_request(token, self.key, TerminalFacts(software_version="0.1.0"))
        return self.post_raw("/v1/enrolments", asked.model_dump_json().encode())

    def post_raw(self, path: str, body: bytes, **headers: str) -> requests.Response:
        return requests.post(
            self.url + path,
            data=body,
            headers={"Content-Type": "application/json", **headers},
            timeout=30,
        )

    def signed(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        *,
        number: str | None = None,
        key: Ed25519PrivateKey | None = None,
    ) -> requests.PreparedRequest:
        headers = {} if body is None else {"Content-Type": "application/json"}
        request = requests.Request(method, self.url + path, data=body, headers=headers).prepare()
        self.nonce = sign_request(
            request, terminal=number or self.number, key=key or self.key, clock=self.clock
        )
        return request

    def send(self, request: requests.PreparedRequest) -> requests.Response:
        with requests.Session() as session:
            return session.send(request, timeout=60)

    def post(self, *messages: MessageIn) -> requests.Response:
        items = ",".join(message.model_dump_json() for message in messages)
        return self.send(self.signed("POST", "/v1/messages", f'{{"messages":[{items}]}}'.encode()))

    def deliver(self, *messages: MessageIn) -> BatchReply:
        response = self.post(*messages)
        assert response.status_code == 200, response.text
        verify_answer(
            response.json(), purpose="messages", terminal=self.number, keys=self.platform_keys
        )
        return BatchReply.model_validate_json(response.content)

    def feed(
        self, after: int = 0, wait: int = 0, *, commands: bool = True, notices: bool = False
    ) -> FeedPage:
        knows = ("&commands=1" if commands else "") + ("&notices=1" if notices else "")
        response = self.send(self.signed("GET", f"/v1/feed?after={after}&wait={wait}{knows}"))
        assert response.status_code == 200, response.text
        verify_answer(
            response.json(), purpose="feed", terminal=self.number, keys=self.platform_keys
        )
        return FeedPage.model_validate_json(response.content)

    def case(self, **changes: Any) -> CaseBody:
        self.sequence += 1
        now = self.clock.now()
        number = DepositNumber(int(self.number), local_day(now), self.sequence)
        fields: dict[str, Any] = {
            "case_id": self.clock.uuid7(),
            "deposit_number": number.text,
            "item": ItemBody(
                id="602",
                code="11370982MB2857374A4371014000602",
                version="1",
                name={"zh_CN": "高龄津贴", "en": "Allowance for the aged"},
            ),
            "form": FormBody(id="kiosk.602", version="1"),
            "applicant": ApplicantBody(
                kind="resident",
                name="王秀花",
                sex="2",
                nation="01",
                birth="1953-08-15",
                id_no="370982195308150022",
                source="card",
                evidence={"reader": "sdt"},
            ),
            "consents": (ConsentBody(id="use", version="1", sha256="0" * 64, given_at=now),),
            "answers": {"phone": "13812345678", "bank": "6228480402564890018"},
            "instance": "<data><phone>13812345678</phone></data>",
            "attachments": (AttachmentBody.of("photo.png", "image/png", b"\x89PNG picture"),),
            "signature": SignatureBody(
                strokes=(((1.0, 2.0, 0, 0.5), (3.5, 4.25, 16, 0.75)),),
                png=b"\x89PNG signature",
                summary_sha256="1" * 64,
            ),
            "routing": {"civil_affairs": ("/data/phone",)},
            "place": PlaceBody(terminal=self.number, name=PLACE),
            "times": TimesBody(started_at=now, deposited_at=now),
        }
        return CaseBody(**(fields | changes))

    def message(  # the one place where a test bends a message
        self,
        body: CaseBody | None = None,
        *,
        kind: MessageKind = MessageKind.CASE,
        plaintext: bytes | None = None,
        case_id: UUID | None = None,
        message_id: UUID | None = None,
        context: dict[str, Any] | None = None,
        seq: int | None = None,
    ) -> MessageIn:
        if body is None and plaintext is None:
            body = self.case()
        if seq is None:
            self.seq += 1
            seq = self.seq
        current = self.enrolment.platform_keys[0].key()
        where = {
            "terminal": self.number,
            "epoch": self.epoch,
            "seq": seq,
            "kind": kind,
            "item_version": body.item.version if body else "",
            "key_id": current.key_id,
        }
        return MessageIn.sealing(
            body.to_bytes() if body is not None else plaintext or b"",
            EnvelopeContext(**(where | (context or {}))),
            platform_key=current,
            terminal_key=self.key,
            message_id=message_id or self.clock.uuid7(),
            case_id=body.case_id if body is not None else case_id,
            created_at=self.clock.now(),
        )


class Server:
    """A PostgreSQL server with a database for whoever asks.

    New databases are copies of one with the tables in it: a tenth of the time Alembic takes.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self._url = make_url(url)
        self._engine = create_engine(self._url, isolation_level="AUTOCOMMIT")
        self._template = self.empty()
        database = Database(self._template)
        database.migrate()
        database.close()

    def empty(self) -> str:
        """The address of a new database without tables."""
        return self._make("")

    def ready(self) -> str:
        """The address of a new database with this program's tables."""
        return self._make(f" TEMPLATE {make_url(self._template).database}")

    def _make(self, like: str) -> str:
        name = f"d{uuid4().hex}"
        with self._engine.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}{like}")
        return self._url.set(database=name).render_as_string(hide_password=False)

    def drop(self, url: str) -> None:
        """Throw a database away, whoever is still connected."""
        with self._engine.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")

    def close(self) -> None:
        self._engine.dispose()


@pytest.fixture(scope="session")
def postgresql(project_root: Path) -> Iterator[Server]:
    """A PostgreSQL of this test run alone."""
    # no disk is lost here: what has to survive one is tried elsewhere
    careless = ("-c", "fsync=off", "-c", "full_page_writes=off", "-c", "max_connections=300")
    command = (project_root / "script" / "with-postgresql", *careless)
    with subprocess.Popen(
        [*command, "sh", "-c", "echo $BIANMIN_POSTGRESQL; exec cat"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        if not url:
            said = process.communicate()[1]
            assert process.returncode == 77, said
            pytest.skip(said.strip())
        server = Server(url)
        yield server
        server.close()
        process.communicate()  # the end of its input ends it
        assert process.returncode == 0


@pytest.fixture(params=["sqlite", "postgresql"])
def new_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[..., str]]:
    """Makes databases and gives their addresses: whoever asks is tried on both kinds."""
    made: list[str] = []
    server = request.getfixturevalue("postgresql") if request.param == "postgresql" else None

    def make(*, empty: bool = False) -> str:
        if server is not None:
            url: str = server.empty() if empty else server.ready()
        else:
            url = f"sqlite:///{tmp_path / f'platform{len(made)}.db'}"
            if not empty:
                database = Database(url)
                database.migrate()
                database.close()
        made.append(url)
        return url

    yield make
    if server is not None:
        for url in made:
            server.drop(url)


@pytest.fixture
def start_platform(
    tmp_path: Path, new_database: Callable[..., str]
) -> Iterator[Callable[..., RunningPlatform]]:
    """Starts platforms, each with data of its own; all are stopped at the end."""
    running: list[RunningPlatform] = []

    def start(
        acceptance: Acceptance = Acceptance.BY_RULE,
        folder: str = "platform",
        rate: int = 1000,
        settings: Settings | None = None,
        files_of: FilesOf | None = None,
    ) -> RunningPlatform:
        settings = settings or Settings(tmp_path / folder, new_database(), acceptance, rate)
        platform = RunningPlatform(settings, files_of)
        platform.start()
        running.append(platform)
        return platform

    yield start
    for platform in running:
        platform.stop()


@pytest.fixture
def platform(start_platform: Callable[..., RunningPlatform]) -> RunningPlatform:
    """A platform that accepts by rule."""
    return start_platform()


@pytest.fixture
def terminal(platform: RunningPlatform) -> Terminal:
    """An enrolled terminal of that platform."""
    return Terminal(platform.url, platform.token())


@pytest.fixture
def new_terminal(platform: RunningPlatform) -> Callable[..., Terminal]:
    """Enrols further terminals, on another platform if wished."""

    def new(token: EnrolmentToken | None = None, on: RunningPlatform | None = None) -> Terminal:
        where = on or platform
        return Terminal(where.url, token or where.token())

    return new


@pytest.fixture
def terminal_at() -> Callable[[str, str], Terminal]:
    """Enrols a terminal at a platform's address with the token as it was printed."""
    return lambda url, token: Terminal(url, EnrolmentToken.parse(token))


@pytest.fixture
def problem() -> Callable[[requests.Response], dict[str, Any]]:
    """Reads a problem+json and makes sure that it is one."""

    def read(response: requests.Response) -> dict[str, Any]:
        assert response.headers["Content-Type"] == "application/problem+json", response.text
        found: dict[str, Any] = json.loads(response.content)
        assert found["status"] == response.status_code
        assert {"type", "title", "code"} <= found.keys()
        return found

    return read
