"""The real platform and the one written by hand, each with a terminal whose files are named."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import requests
import uvicorn
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from drivers.simulators.object_store import ObjectStore
from drivers.simulators.upload_platform import Upload, UploadPlatform
from kiosk.cases.samples import sample_submission
from kiosk.cases.sealing import case_body
from kiosk.clock import SystemClock
from sync.platform.api import create_app
from sync.platform.enrolment import issue_token
from sync.platform.settings import Settings
from sync.protocol.body import AttachmentBody, CaseBody, SealedFileBody
from sync.protocol.enrolment import enrolment_request
from sync.protocol.envelope import EnvelopeContext, MessageKind
from sync.protocol.messages import EnrolmentReply, MessageIn, TerminalFacts
from sync.protocol.numbers import DepositNumber, local_day
from sync.protocol.sealed_files import sealed_size
from sync.protocol.signatures import sign_request

CLOCK = SystemClock()
TERMINAL = "0817"


@dataclass
class Rig:
    """A platform and its terminal.

    Args:
        url: of the platform.
        key: of the terminal.
        platform_keys: what the platform signs with.
        name: tells the platform that a case names a file of these sealed bytes.
    """

    url: str
    key: Ed25519PrivateKey
    platform_keys: dict[str, bytes]
    name: Callable[[bytes], str]

    def send(
        self, method: str, path: str, content: bytes | None = None, **headers: str
    ) -> requests.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items() if value}
        request = requests.Request(method, self.url + path, data=content, headers=named).prepare()
        sign_request(request, terminal=TERMINAL, key=self.key, clock=CLOCK)
        with requests.Session() as session:
            return session.send(request, timeout=60)


@pytest.fixture(params=["by hand", "real", "real with an object store"])
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    match request.param:
        case "by hand":
            yield from _by_hand()
        case "real":
            yield from _real(Settings(tmp_path / "platform"))
        case _:
            store: ObjectStore = request.getfixturevalue("object_store")
            bucket = f"b{uuid4().hex}"
            store.bucket(bucket)
            yield from _real(Settings(tmp_path / "platform", files=store.address(bucket)))


def _by_hand() -> Iterator[Rig]:
    signing = Ed25519PrivateKey.generate()
    with UploadPlatform(TERMINAL, "ack-1", signing) as platform:

        def name(sealed: bytes) -> str:
            digest = hashlib.sha256(sealed).hexdigest()
            platform.uploads[digest] = Upload(len(sealed))
            return digest

        keys = {"ack-1": signing.public_key().public_bytes_raw()}
        yield Rig(platform.url, Ed25519PrivateKey.generate(), keys, name)


def _real(settings: Settings) -> Iterator[Rig]:
    app = create_app(settings, CLOCK)
    parts = app.state.platform
    ready = threading.Event()

    class Server(uvicorn.Server):
        async def startup(self, sockets: Any = None) -> None:
            await super().startup(sockets)
            ready.set()

    server = Server(uvicorn.Config(app, port=0, log_config=None, access_log=False, ws="none"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        assert ready.wait(30)
        url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        key = Ed25519PrivateKey.generate()
        token = issue_token(
            parts.database, parts.keys, place="x", number=int(TERMINAL), clock=CLOCK
        )
        asked = enrolment_request(token, key, TerminalFacts(software_version="1"))
        answer = requests.post(
            f"{url}/v1/enrolments",
            data=asked.model_dump_json(),
            headers={"Content-Type": "application/json"},
            timeout=30,
        )
        enrolment = EnrolmentReply.model_validate_json(answer.content)
        acknowledging = enrolment.acknowledgement_key
        rig = Rig(url, key, {acknowledging.key_id: acknowledging.public_key}, lambda _: "")
        rig.name = _Namer(rig, enrolment).name
        yield rig
    finally:
        parts.bell.close()
        server.should_exit = True
        thread.join(30)
    assert not thread.is_alive()


class _Namer:
    """Delivers a case for each file."""

    def __init__(self, rig: Rig, enrolment: EnrolmentReply) -> None:
        self._rig, self._enrolment = rig, enrolment
        self._epoch, self._seq = CLOCK.uuid7(), 0

    def name(self, sealed: bytes) -> str:
        self._seq += 1
        now = datetime.now(UTC)
        number = DepositNumber(int(TERMINAL), local_day(now), self._seq)
        file = SealedFileBody(
            sha256=hashlib.sha256(sealed).hexdigest(), size=len(sealed), key=bytes(32)
        )
        plain = len(sealed) - sealed_size(0)
        body = CaseBody.from_bytes(
            case_body(
                sample_submission(strokes=1, png_bytes=10),
                case_id=CLOCK.uuid7(),
                number=number.text,
                terminal=TERMINAL,
                deposited_at=now,
                attachments=(),
            )
        ).model_copy(
            update={
                "attachments": (
                    AttachmentBody(
                        name="a", media_type="image/png", sha256="0" * 64, size=plain, file=file
                    ),
                )
            }
        )
        platform_key = self._enrolment.platform_keys[0].key()
        message = MessageIn.sealing(
            body.to_bytes(),
            EnvelopeContext(
                TERMINAL, self._epoch, self._seq, MessageKind.CASE, "1", platform_key.key_id
            ),
            platform_key=platform_key,
            terminal_key=self._rig.key,
            message_id=CLOCK.uuid7(),
            case_id=body.case_id,
            created_at=now,
        )
        batch = f'{{"messages":[{message.model_dump_json()}]}}'.encode()
        answer = self._rig.send("POST", "/v1/messages", batch, Content_Type="application/json")
        assert answer.json()["results"][0]["outcome"] == "accepted", answer.text
        return file.sha256
