"""HEAD and POST to one OpenRosa server; answers are judged by `answers`."""

from __future__ import annotations

import io
import os
from email.utils import format_datetime
from urllib.parse import urljoin, urlsplit

import requests
from requests.auth import HTTPBasicAuth, HTTPDigestAuth

from kiosk.clock import Clock
from kiosk.config import OpenRosaServer
from kiosk.errors import EnvironmentFault
from sync.agent.answers import Rejected, StopKind, Stopped
from sync.agent.client import TooLargeError, checked_url, open_session, read_limited, send_once
from sync.agent.openrosa.answers import (
    VERSION,
    VERSION_HEADER,
    Kept,
    Ready,
    TooMuch,
    classify_head,
    classify_post,
)
from sync.agent.openrosa.multipart import Request
from sync.agent.settings import AgentSettings

_MOST_PASSWORD = 4096
_UNAUTHORIZED = 401


class OpenRosaClient:
    """Calls of one thread to the server.

    Args:
        server: where it is, and who we are there.
        settings: time-outs.
        clock: time.

    Raises:
        EnvironmentFault: ``platform.url``, ``openrosa.password``, ``openrosa.user``.
    """

    def __init__(self, server: OpenRosaServer, settings: AgentSettings, clock: Clock) -> None:
        self._url = checked_url(server.url)
        self._clock = clock
        self._timeout = (settings.connect_s, settings.read_s)
        self._session = open_session()
        self._digest: HTTPDigestAuth | None = None
        self._basic: HTTPBasicAuth | None = None
        if server.user:
            password = read_password(server)
            if server.auth == "digest":
                _check_user(server.user)
                self._digest = HTTPDigestAuth(server.user, password)
            else:
                # as bytes: requests would write text in Latin-1, where there is no Chinese
                self._basic = HTTPBasicAuth(server.user.encode(), password.encode())

    def look(self) -> Ready | Stopped:
        """HEAD: whether the server is there, wants us, and how large requests may be."""
        try:
            with self._sent(self._prepared("HEAD")) as response:
                status, headers = response.status_code, response.headers
        except requests.exceptions.SSLError as error:
            return self._unreachable("network.certificate", error)
        except requests.RequestException as error:
            return self._unreachable("network.unreachable", error)
        return classify_head(status, headers)

    def post(self, request: Request, location: str = "") -> Kept | TooMuch | Rejected | Stopped:
        """POST one request of a submission.

        Args:
            request: what to send.
            location: where the server said in its answer to the HEAD that it wants it; followed
                only on the very same host, for the configuration names the server and nobody else.
        """
        prepared = self._prepared("POST", self._where(location), request)
        try:
            with send_once(self._session, prepared, self._timeout) as response:
                content = read_limited(response)
                status, headers = response.status_code, response.headers
        except requests.exceptions.SSLError as error:
            return self._unreachable("network.certificate", error)
        except (requests.RequestException, TooLargeError) as error:
            return self._unreachable("network.unreachable", error)
        return classify_post(status, headers, content)

    def close(self) -> None:
        """Close kept connections."""
        self._session.close()

    def _where(self, location: str) -> str:
        found = urljoin(self._url, location)
        ours, theirs = urlsplit(self._url), urlsplit(found)
        return found if (ours.scheme, ours.netloc) == (theirs.scheme, theirs.netloc) else self._url

    def _prepared(
        self, method: str, url: str = "", request: Request | None = None
    ) -> requests.PreparedRequest:
        headers = {
            VERSION_HEADER: VERSION,
            "Date": format_datetime(self._clock.now(), usegmt=True),
            "Accept-Language": "zh-CN",
        }
        if request is not None:
            headers["Content-Type"] = request.content_type
        return self._session.prepare_request(
            requests.Request(
                method,
                url or self._url,
                headers=headers,
                # read in blocks: bytes would be one write, which a slow line cannot end in time
                data=None if request is None else io.BytesIO(request.body),
                auth=self._digest or self._basic,
            )
        )

    def _unreachable(self, code: str, error: Exception) -> Stopped:
        # the path of an address may be the secret that lets us in, and this is kept and logged
        said = f"{type(error).__name__}: {error}".replace(urlsplit(self._url).path, "/…")
        return Stopped(StopKind.NETWORK, code, said[:500])

    def _sent(self, prepared: requests.PreparedRequest) -> requests.Response:
        """The answer to a HEAD, after the handshake that Digest authentication wants."""
        response = send_once(self._session, prepared, self._timeout)
        if self._digest is None or response.status_code != _UNAUTHORIZED:
            return response
        try:
            again: requests.Response = self._digest.handle_401(  # type: ignore[no-untyped-call]
                response, timeout=self._timeout, stream=True
            )
        except LookupError:  # a challenge without realm or nonce
            return response
        return again


def _check_user(user: str) -> None:
    """Refuse a name that RFC 2617 has no way to write.

    Raises:
        EnvironmentFault: ``openrosa.user``.
    """
    if not (user.isascii() and user.isprintable()) or '"' in user:
        raise EnvironmentFault(
            "openrosa.user",
            "A user of Digest authentication has a name of plain ASCII characters.",
            "Give the terminal another account on the server, or use Basic.",
        )


def read_password(server: OpenRosaServer) -> str:
    """The password: the first line of its file, which nobody else may read.

    Raises:
        EnvironmentFault: ``openrosa.password``.
    """
    path = server.password_file
    if path is None:
        return ""
    try:
        with path.open("rb") as file:
            open_to_others = os.fstat(file.fileno()).st_mode & 0o077
            password = file.read(_MOST_PASSWORD).decode().splitlines()[0]
    except (OSError, UnicodeDecodeError, IndexError) as error:
        raise EnvironmentFault(
            "openrosa.password",
            f"The password file {path} cannot be read or is empty ({type(error).__name__}).",
            "Write the password into it as one line of text, owned by the service user.",
        ) from error
    if open_to_others:
        raise EnvironmentFault(
            "openrosa.password",
            f"The password file {path} can be read by other users.",
            f"Run: chmod 600 {path}",
        )
    return password
