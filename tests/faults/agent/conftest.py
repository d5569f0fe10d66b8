"""A whole service point with the platform and the agent as processes, and somebody in between."""

from __future__ import annotations

import http.client
from collections.abc import Callable, Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Condition, Thread
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication

from kiosk import bootstrap
from kiosk.config import load_config
from kiosk.demo.people import BY_KEY
from kiosk.demo.world import World

PORTRAIT = (1080, 1920)

Answer = tuple[int, str, bytes]
"""Status, content type, content."""
Conduct = Callable[["Between", str, bytes], Answer | None]
"""What it does with a request (path, forwarding of it): answers, or None to break off."""


class Between:
    """A machine between the terminal and the platform; it may pass requests on.

    Args:
        port: where the real platform listens.
    """

    def __init__(self, port: int) -> None:
        self.conduct: Conduct = lambda _between, _path, _body: None
        self._platform = port
        self._changed = Condition()
        self._answered = 0
        between = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                between._serve(self)

            def do_GET(self) -> None:
                between._serve(self)

            def log_message(self, *_: Any) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_port
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def batches(self) -> int:
        """How many batches of messages were dealt with."""
        with self._changed:
            return self._answered

    def pass_on(self, request: BaseHTTPRequestHandler, body: bytes) -> Answer:
        """What the real platform says to this request."""
        headers = {name: value for name, value in request.headers.items() if name != "Connection"}
        made = http.client.HTTPConnection("127.0.0.1", self._platform, timeout=60)
        with closing(made) as line:
            line.request(request.command, request.path, body, headers)
            answer = line.getresponse()
            content = answer.read()
        return answer.status, answer.headers["Content-Type"], content

    def _serve(self, request: BaseHTTPRequestHandler) -> None:
        body = request.rfile.read(int(request.headers.get("Content-Length", "0")))
        self.request = request
        answer = self.conduct(self, request.path, body)
        request.close_connection = True
        if answer is not None:
            status, kind, content = answer
            request.send_response(status)
            request.send_header("Content-Type", kind)
            request.send_header("Content-Length", str(len(content)))
            request.send_header("Connection", "close")
            request.end_headers()
            request.wfile.write(content)
        if request.path.startswith("/v1/messages"):
            with self._changed:
                self._answered += 1
                self._changed.notify_all()


class Town:
    """The world, its screen, and the machine in between."""

    def __init__(self, world: World, screen: Any, between: Between) -> None:
        self.world = world
        self.screen = screen
        self.between = between

    def reaches_done(self) -> str:
        """A whole visit up to the page that says it is saved; the deposit number."""
        self.screen.reaches_identify()
        self.world.card_reader.lay(BY_KEY["guilan"].card())
        self.screen.goes_on_to_questions()
        self.screen.answers()
        return str(self.screen.hands_in())

    def puts_between(self, conduct: Conduct) -> None:
        self.between.conduct = conduct
        self.world.line.lead_to("127.0.0.1", self.between.port)

    def leads_home(self) -> None:
        self.world.line.lead_to("127.0.0.1", self.between._platform)

    def waits_to_try_again(self) -> bool:
        """Whether the agent has judged an answer and found that it proves nothing."""
        with self.screen.app.conductor.services.store.reading() as work:
            return bool(work.outbox.counts().retry_wait)

    def numbers(self) -> list[str]:
        return [case["deposit_number"] for case in self.world.export()]


@pytest.fixture(scope="module")
def whole_town(
    qapp: QGuiApplication,  # noqa: ARG001 -- one application for all tests
    tmp_path_factory: pytest.TempPathFactory,
    screen_of: Callable[..., Any],
) -> Iterator[Town]:
    with World(tmp_path_factory.mktemp("world"), paced=False) as world:
        between = Between(world.line._target[1])
        app = bootstrap.build_screen(
            load_config(Path(world.config_file)), windowed=True, size=PORTRAIT
        )
        try:
            yield Town(world, screen_of(app), between)
        finally:
            app.close()
            between.close()


@pytest.fixture
def town(whole_town: Town) -> Iterator[Town]:
    """The module's world at the attract page, everything well; left so again."""
    yield whole_town
    whole_town.leads_home()
    whole_town.screen.leaves(whole_town.world.card_reader.lift)
