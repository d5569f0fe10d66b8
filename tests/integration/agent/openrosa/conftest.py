"""A strict OpenRosa 1.0 server that behaves as ODK Central's documents and answers say."""

import base64
import email.policy
import hashlib
import re
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from email import message_from_bytes
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from typing import Any

import pytest
from lxml import etree

from kiosk.cases.fakes import FakeStore
from kiosk.cases.samples import SteppingClock, sample_submission
from kiosk.cases.submission import Attachment, Submission
from kiosk.config import OpenRosaServer
from sync.agent.line import Line
from sync.agent.openrosa.client import OpenRosaClient
from sync.agent.openrosa.delivery import OpenRosaDeliverer
from sync.agent.openrosa.joining import join, load_key
from sync.agent.settings import AgentSettings

ORX = "http://openrosa.org/xforms"
USER, PASSWORD = "terminal@example.org", "回家 secret"
ENVELOPE = (
    '<OpenRosaResponse xmlns="http://openrosa.org/http/response" items="0">'
    '<message nature="{nature}">{message}</message></OpenRosaResponse>'
)
PORTAL = b"<html><body>Please log in to the network</body></html>"


@dataclass
class Kept:
    """A submission as the server has it."""

    xml: bytes
    files: dict[str, bytes] = field(default_factory=dict)
    complete: bool = False


@dataclass
class Central:
    """The server: what it was asked, what it keeps, and what it is to do wrong next."""

    limit: int | None = 100_000_000
    proxy_limit: int | None = None
    auth: str = "none"
    nonce: str = "n1"
    location: str = ""
    faults: list[str] = field(default_factory=list)
    head_faults: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    posts: list[bytes] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    kept: dict[str, Kept] = field(default_factory=dict)
    paths: list[str] = field(default_factory=list)
    poison: bytes = b""
    lock: Lock = field(default_factory=Lock)
    url: str = ""


def _parts(content_type: str, body: bytes) -> list[EmailMessage]:
    head = f"Content-Type: {content_type}\r\nMIME-Version: 1.0\r\n\r\n".encode()
    message = message_from_bytes(head + body, policy=email.policy.HTTP)
    assert message.get_content_type() == "multipart/form-data"
    assert message.defects == []
    return [part for part in message.iter_parts() if isinstance(part, EmailMessage)]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    central: Central

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002 # the name it has
        """Say nothing."""

    def answer(self, status: int, content: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        self.send_header("X-OpenRosa-Version", "1.0")
        if self.central.limit is not None:
            self.send_header("X-OpenRosa-Accept-Content-Length", str(self.central.limit))
        self.plain(content, **headers)

    def plain(self, content: bytes, **headers: str) -> None:
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if content or self.command != "HEAD":
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def say(self, status: int, message: str, nature: str = "error") -> None:
        self.answer(
            status,
            ENVELOPE.format(nature=nature, message=message).encode(),
            Content_Type="text/xml; charset=utf-8",
        )

    def is_let_in(self) -> bool:
        central, given = self.central, self.headers.get("Authorization", "")
        if central.auth == "none":
            return True
        if central.auth == "basic":
            expected = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
            if given == f"Basic {expected}":
                return True
            self.answer(401, WWW_Authenticate='Basic realm="central"')
            return False
        found = dict(re.findall(r'(\w+)="?([^",]+)"?', given))
        ha1 = hashlib.md5(f"{USER}:central:{PASSWORD}".encode()).hexdigest()  # noqa: S324 # RFC 2617
        ha2 = hashlib.md5(f"{self.command}:{self.path}".encode()).hexdigest()  # noqa: S324 # RFC 2617
        wanted = ":".join(
            (ha1, found.get("nonce", ""), found.get("nc", ""), found.get("cnonce", ""), "auth", ha2)
        )
        if found.get("nonce") == central.nonce and secrets.compare_digest(
            found.get("response", ""),
            hashlib.md5(wanted.encode()).hexdigest(),  # noqa: S324 # RFC 2617
        ):
            return True
        challenge = f'Digest realm="central", nonce="{central.nonce}", qop="auth", algorithm=MD5'
        if central.auth == "broken":
            challenge = 'Digest qop="auth"'
        self.answer(401, WWW_Authenticate=challenge)
        return False

    def do_HEAD(self) -> None:  # the name it has
        central = self.central
        central.asked.append("HEAD")
        self.look_at_headers()
        if central.head_faults:
            return self.fail(central.head_faults.pop(0))
        if self.is_let_in():
            location = {"Location": central.location} if central.location else {}
            self.answer(204, **location)
        return None

    def do_POST(self) -> None:  # the name it has
        central = self.central
        central.asked.append("POST")
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.look_at_headers()
        fault = central.faults.pop(0) if central.faults else ""
        if fault and fault != "lost":
            return self.fail(fault)
        central.paths.append(self.path)
        if central.poison and central.poison in body:
            return self.fail("500")
        if not self.is_let_in():
            return None
        if central.proxy_limit is not None and len(body) > central.proxy_limit:
            self.send_response(413)
            return self.plain(b"<html>too large</html>", Content_Type="text/html")
        if central.limit is not None and len(body) > central.limit:
            central.complaints.append("a request over the limit")
        with central.lock:
            central.posts.append(body)
            status, message = self.keep(body)
        if fault == "lost":
            self.close_connection = True
            return None
        return self.say(status, message)

    def look_at_headers(self) -> None:
        if self.headers.get("X-OpenRosa-Version") != "1.0" or "GMT" not in self.headers["Date"]:
            self.central.complaints.append("not the headers of an OpenRosa request")

    def fail(self, fault: str) -> None:  # noqa: PLR0911 # one for each thing that goes wrong
        if fault == "portal":
            self.send_response(200)
            return self.plain(PORTAL, Content_Type="text/html")
        if fault == "redirect":
            self.send_response(302)
            return self.plain(b"", Location="http://login.example/")
        if fault == "nothing":
            self.close_connection = True
            return None
        if fault == "200":
            return self.say(200, "ok")
        if fault == "201 portal":
            self.send_response(201)
            return self.plain(PORTAL, Content_Type="text/html")
        if fault == "503":
            return self.answer(503, Retry_After="600")
        if fault == "404 page":
            self.send_response(404)
            return self.plain(PORTAL, Content_Type="text/html")
        return self.say(int(fault), "no")

    def keep(self, body: bytes) -> tuple[int, str]:
        """As Central: the first of an instanceID is created, a repeat must have the same XML."""
        xml, files, incomplete = b"", dict[str, bytes](), False
        for part in _parts(self.headers["Content-Type"], body):
            name = str(part.get_param("name", header="content-disposition"))
            content = part.get_payload(decode=True)
            assert isinstance(content, bytes)
            if name == "xml_submission_file":
                assert (xml, part.get_content_type()) == (b"", "text/xml")
                xml = content
            elif name == "*isIncomplete*":
                assert content == b"yes"
                incomplete = True
            else:
                assert part.get_filename() == name
                files[name] = content
        root = etree.fromstring(xml)
        instance_id = root.findtext(f"{{{ORX}}}meta/{{{ORX}}}instanceID")
        if root.get("id") is None or not instance_id:
            return 400, "no form id or instanceID"
        kept = self.central.kept.setdefault(instance_id, Kept(xml))
        if kept.xml != xml:
            return 409, "A submission already exists with this ID, but with different form data."
        kept.files.update(files)
        kept.complete = kept.complete or not incomplete
        return 201, "full submission upload was successful!"


@pytest.fixture
def central() -> Iterator[Central]:
    """A server on this machine."""
    state = Central()
    handler = type("Handler", (_Handler,), {"central": state})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        state.url = f"http://127.0.0.1:{server.server_port}/v1/key/s3cret/projects/1/submission"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield state
        server.shutdown()
        thread.join()


def submission_of(number: int, *sizes: int) -> Submission:
    """A submission with its own instanceID and files of so many bytes."""
    instance = (
        f'<data xmlns:orx="{ORX}" id="602" version="1"><bank_account>6228</bank_account>'
        f"<orx:meta><orx:instanceID>uuid:{number}</orx:instanceID></orx:meta></data>"
    )
    files = tuple(
        Attachment(f"photo-{index}.jpg", "image/jpeg", bytes([index, 13, 10, 45]) * (size // 4))
        for index, size in enumerate(sizes)
    )
    return replace(sample_submission(), instance=instance.encode(), attachments=files)


@pytest.fixture
def make_submission() -> Callable[..., Submission]:
    return submission_of


@pytest.fixture
def password_file(tmp_path: Path) -> Path:
    path = tmp_path / "openrosa.password"
    path.write_text(f"{PASSWORD}\n")
    path.chmod(0o600)
    return path


@dataclass
class Bench:
    """A terminal with a store in memory, and its way to the server."""

    store: FakeStore
    deliverer: OpenRosaDeliverer
    clock: SteppingClock


@pytest.fixture
def make_bench(
    central: Central, tmp_path: Path, password_file: Path
) -> Iterator[Callable[..., Bench]]:
    clients: list[OpenRosaClient] = []

    def make(auth: str = "basic", *, user: str = USER) -> Bench:
        clock = SteppingClock()
        store, key = FakeStore(clock), tmp_path / "openrosa.key"
        with store.unit_of_work() as uow:
            uow.terminal.save(join(817, central.url, "伏山镇", key))
            uow.commit()
        settings = AgentSettings(tmp_path / "lock", connect_s=20, read_s=20)
        server = OpenRosaServer(central.url, user, password_file if user else None, auth)
        clients.append(OpenRosaClient(server, settings, clock))
        line = Line(store, clock)
        deliverer = OpenRosaDeliverer(
            store, clients[-1], line, load_key(key), settings=settings, clock=clock
        )
        return Bench(store, deliverer, clock)

    yield make
    for client in clients:
        client.close()
