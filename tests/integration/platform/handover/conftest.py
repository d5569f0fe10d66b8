"""A department's system that can be made to fail, and a hand-over that can be driven by hand."""

from __future__ import annotations

import importlib.util
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import requests

from sync.platform.form_checks.checker import Checker
from sync.platform.form_checks.forms import Forms
from sync.platform.handover.delivery import Bringer
from sync.platform.handover.run import HandOver
from sync.platform.handover.sending import Limits
from sync.platform.handover.sorting import Sorter
from sync.platform.handover.subscription import Departments

PATIENCE_S = 60.0
NAME = "civil_affairs"
Behaviour = Callable[[BaseHTTPRequestHandler], None]


@pytest.fixture(scope="session")
def example(project_root: Path) -> ModuleType:
    """The receiver that docs/protocol.md offers to departments' programmers."""
    path = project_root / "docs" / "examples" / "department" / "receive.py"
    spec = importlib.util.spec_from_file_location("department_receive", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


class Department:
    """A webhook on this machine. Whatever it is to do, it first checks who speaks to it."""

    def __init__(self, example: ModuleType) -> None:
        self.keys: dict[str, bytes] = {}
        self.cases: list[Any] = []
        self.bodies: list[bytes] = []
        self.came = threading.Condition()
        self.behaviour: Behaviour | None = None
        self.now: Callable[[], float] = time.time
        department = self

        class Handler(BaseHTTPRequestHandler):
            timeout = PATIENCE_S

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                case = example.check(
                    dict(self.headers.items()),
                    body,
                    url=department.url,
                    keys=department.keys,
                    now=department.now(),
                )
                with department.came:
                    department.cases.append(case)
                    department.bodies.append(body)
                    department.came.notify_all()
                if department.behaviour is not None:
                    department.behaviour(self)
                    return
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 64

            def handle_error(self, *_: Any) -> None:
                """Whoever was answered has gone, as some of these tests want it."""

        self._server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/cases?from=platform"
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()

    def wait_for(self, count: int) -> None:
        """Wait until so many requests came."""
        with self.came:
            assert self.came.wait_for(lambda: len(self.cases) >= count, PATIENCE_S)

    @property
    def deliveries(self) -> list[str]:
        return [case["delivery"] for case in self.cases]

    def stop(self) -> None:
        self._server.shutdown()
        self._thread.join(PATIENCE_S)
        self._server.server_close()


@pytest.fixture
def new_department(example: ModuleType, platform: Any) -> Iterator[Callable[[], Department]]:
    """Makes departments that know the platform's key."""
    made: list[Department] = []

    def new() -> Department:
        department = Department(example)
        keys = platform.parts.keys
        department.keys = {keys.first_signer.key_id: keys.first_signer.public}
        department.now = lambda: platform.clock.now().timestamp()
        made.append(department)
        return department

    yield new
    for department in made:
        department.stop()


@pytest.fixture
def department(new_department: Callable[[], Department]) -> Department:
    """A department's system that takes everything."""
    return new_department()


@pytest.fixture
def departments(platform: Any) -> Departments:
    """Lets departments in."""
    return Departments(platform.parts.database, platform.clock)


@pytest.fixture
def new_checker(platform: Any) -> Iterator[Callable[[], Checker]]:
    """Makes what checks cases, each for a worker of its own."""
    parts = platform.parts
    with ExitStack() as stack:
        yield lambda: Checker(
            parts.database,
            parts.keys,
            stack.enter_context(Forms(parts.database)),
            platform.clock,
        )


@pytest.fixture
def new_sorter(platform: Any, new_checker: Callable[[], Checker]) -> Callable[[], Sorter]:
    """Makes sorters that find everything checked that came before."""

    def make() -> Sorter:
        checker = new_checker()
        while checker.check() is not None:
            pass
        return Sorter(platform.parts.database, platform.parts.keys, platform.clock)

    return make


@pytest.fixture
def hand_over(platform: Any, new_checker: Callable[[], Checker]) -> Callable[..., HandOver]:
    """Makes hand-overs as the command does, each a worker of its own."""

    def make(
        *, connect_s: float = PATIENCE_S, exchange_s: float = PATIENCE_S, look_s: float = 0.02
    ) -> HandOver:
        parts = platform.parts
        bringer = Bringer(
            parts.database, parts.keys, platform.clock, limits=Limits(connect_s, exchange_s)
        )
        sorter = Sorter(parts.database, parts.keys, platform.clock)
        # no thread may be left that still holds a connection when the platform ends
        return HandOver(
            parts.database,
            new_checker(),
            sorter,
            bringer,
            platform.clock,
            look_s=look_s,
            leave_s=PATIENCE_S,
        )

    return make


@pytest.fixture
def standing(departments: Departments) -> Callable[..., Any]:
    """How a department stands: waiting, failing, delivered, given up."""

    def look(name: str = NAME) -> tuple[int, int, int, int]:
        (found,) = [one for one in departments.list() if one["department"] == name]
        return found["waiting"], found["failing"], found["delivered"], found["given_up"]

    return look


@pytest.fixture
def problem_of(platform: Any) -> Callable[[], str]:
    """Why the first case of the department was not taken the last time."""

    def look() -> str:
        with platform.parts.database.reading() as transaction:
            row = transaction.handovers.get(NAME, 1)
        assert row is not None
        return str(row.problem)

    return look


@pytest.fixture
def fetch(platform: Any) -> Callable[..., requests.Response]:
    """Asks as a department's system does."""

    def ask(token: str, path: str, name: str = NAME, **more: Any) -> requests.Response:
        method = "POST" if "json" in more else "GET"
        return requests.request(
            method,
            f"{platform.url}/v1/departments/{name}/{path}",
            headers={"Authorization": f"Bearer {token}"},
            timeout=PATIENCE_S,
            **more,
        )

    return ask
