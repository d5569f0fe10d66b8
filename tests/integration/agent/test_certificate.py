"""Only a platform whose certificate is trusted is spoken to."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Address
from pathlib import Path
from threading import Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from kiosk.cases.samples import sample_terminal
from kiosk.clock import SystemClock
from kiosk.config import OpenRosaServer
from kiosk.errors import EnvironmentFault
from sync.agent.answers import StopKind, Stopped
from sync.agent.client import PlatformClient
from sync.agent.enrolment import enrol
from sync.agent.openrosa.client import OpenRosaClient
from sync.agent.openrosa.multipart import Parts, encoded
from sync.agent.settings import AgentSettings
from sync.protocol.messages import TerminalFacts


def self_signed(folder: Path) -> Path:
    """A certificate for 127.0.0.1 that nobody vouches for, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    path.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return path


@pytest.fixture
def heard() -> list[str]:
    """Paths of the requests the stranger was sent."""
    return []


@pytest.fixture
def stranger(tmp_path: Path, heard: list[str]) -> Iterator[str]:
    """Address of a TLS server nobody vouches for."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.append(self.path)
            self.send_error(500)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 # as the base
            pass

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(self_signed(tmp_path))
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *_: None  # type: ignore[method-assign] # the broken handshake
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"https://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_the_agent_sends_nothing_to_a_stranger(
    stranger: str, heard: list[str], tmp_path: Path
) -> None:
    identity = replace(sample_terminal().identity, platform_url=stranger)
    client = PlatformClient(identity, AgentSettings(tmp_path / "lock", connect_s=30), SystemClock())
    answer = client.post_messages(b"{}")
    client.close()
    assert isinstance(answer, Stopped)
    assert (answer.kind, answer.code) == (StopKind.NETWORK, "network.certificate")
    assert heard == []


def test_a_token_is_not_shown_to_a_stranger(stranger: str, heard: list[str]) -> None:
    token = "BM1-" + "A" * 32 + "-" + "B" * 16
    with pytest.raises(EnvironmentFault):
        enrol(stranger, token, TerminalFacts(software_version="0.1.0"))
    assert heard == []


def test_an_openrosa_server_that_is_a_stranger_is_told_nothing(
    stranger: str, heard: list[str], tmp_path: Path
) -> None:
    server = OpenRosaServer(f"{stranger}/v1/key/s3cret/submission")
    client = OpenRosaClient(server, AgentSettings(tmp_path / "lock", connect_s=30), SystemClock())
    answers = [client.look(), client.post(encoded(Parts(b"<data/>"), (), last=True))]
    client.close()
    for answer in answers:
        assert isinstance(answer, Stopped)
        assert (answer.kind, answer.code) == (StopKind.NETWORK, "network.certificate")
        assert "s3cret" not in answer.detail
    assert heard == []
