"""Plain HTTP to the platform on trial: what is said is sent as it is, what comes is kept whole."""

from __future__ import annotations

import json
import socket
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests

from kiosk.errors import EnvironmentFault
from sync.conformance.checks import fail, need, read_json, same, shortened

JSON = {"Content-Type": "application/json"}
PROBLEM_TYPE = "application/problem+json"
PATIENCE = 10
"""How often who is told to wait comes again."""
_LONGEST_WAIT_S = 60.0
_CONNECT_S, _READ_S = 10.0, 60.0
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Answer:
    """What the platform answered.

    Args:
        status: HTTP status.
        headers: whatever the case of their names.
        content: all of it.
    """

    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def media_type(self) -> str:
        """What it says its content is, without parameters."""
        return self.headers.get("Content-Type", "").partition(";")[0].strip().lower()

    @property
    def code(self) -> str:
        """The code of a refusal, empty if it has none."""
        try:
            found = json.loads(self.content)
        except (ValueError, RecursionError):
            return ""
        refusing = isinstance(found, dict) and self.status != HTTPStatus.OK
        return str(found.get("code", "")) if refusing else ""

    @property
    def wait_s(self) -> float:
        """How long who is answered so stays away, in seconds."""
        text = self.headers.get("Retry-After", "").strip()
        return min(float(text), _LONGEST_WAIT_S) if text.isdecimal() else 1.0

    def object(self) -> dict[str, Any]:
        """Its content as a JSON object.

        Raises:
            FailedError: it is none.
        """
        found = read_json(self.content)
        if not isinstance(found, dict):
            fail(f"no JSON object: {self}")
        return found

    def ok(self, status: int = 200) -> Answer:
        """Itself, if it has this status.

        Raises:
            FailedError: it has another.
        """
        need(self.status == status, f"{self} instead of HTTP {status}")
        return self

    def refused(self, status: int, code: str) -> Answer:
        """Itself, if it refuses with this status and code.

        Raises:
            FailedError: it does something else.
        """
        same((self.status, self.code), (status, code), f"status and code of [{self}]")
        return self

    def __str__(self) -> str:
        words = shortened(self.content.decode(errors="replace"))
        return f"HTTP {self.status} {words}".rstrip()


class Line:
    """The way to one platform.

    Args:
        url: its base address.
        authority: file with the certificates to trust instead of the machine's.

    Raises:
        EnvironmentFault: ``platform.url``.
    """

    def __init__(self, url: str, authority: Path | None = None) -> None:
        parts = urlsplit(url)
        secure = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
        if not secure or not parts.hostname:
            raise EnvironmentFault(
                "platform.url",
                f"{url!r} is no address of a platform.",
                "Use https://…; http:// is for a platform on this machine only.",
            )
        self.url = url.rstrip("/")
        self._authority = authority

    def prepare(
        self,
        method: str,
        path: str,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> requests.PreparedRequest:
        """A request that may still be signed, or bent."""
        return requests.Request(
            method, self.url + path, data=content, headers=dict(headers or {})
        ).prepare()

    def send(self, request: requests.PreparedRequest, *, wait_s: float = 0.0) -> Answer:
        """Send a request once, on a connection of its own.

        Args:
            request: as it is to go.
            wait_s: how long the platform may think about it, beside what is usual.

        Raises:
            requests.RequestException: nobody answered.
        """
        with requests.Session() as session:
            verify = True if self._authority is None else str(self._authority)
            # past `Session.send`, which would follow redirects and know the environment's proxies
            response = session.get_adapter(request.url or "").send(
                request, timeout=(_CONNECT_S, _READ_S + wait_s), verify=verify
            )
            return Answer(response.status_code, response.headers, response.content)

    @contextmanager
    def half_sent(self, request: requests.PreparedRequest) -> Iterator[socket.socket]:
        """A connection on which half of a request's content was sent; hung up at the end."""
        content = request.body if isinstance(request.body, bytes) else b""
        parts = urlsplit(request.url or "")
        secure = parts.scheme == "https"
        place = (parts.hostname or "", parts.port or (443 if secure else 80))
        lines = [f"{request.method} {request.path_url} HTTP/1.1", f"Host: {parts.netloc}"]
        lines += [f"{name}: {value}" for name, value in request.headers.items()]
        begun = "\r\n".join([*lines, "", ""]).encode() + content[: len(content) // 2]
        with socket.create_connection(place, _READ_S) as connection:
            if secure:
                trusted = ssl.create_default_context(cafile=self._authority)
                with trusted.wrap_socket(connection, server_hostname=parts.hostname) as wrapped:
                    wrapped.sendall(begun)
                    yield wrapped
            else:
                connection.sendall(begun)
                yield connection

    def ask(
        self,
        method: str,
        path: str,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send a request that is not signed, until the platform has time for it."""
        for _ in range(PATIENCE):
            answer = self.send(self.prepare(method, path, content, headers))
            if answer.status != HTTPStatus.TOO_MANY_REQUESTS:
                break
            time.sleep(answer.wait_s)
        return answer
