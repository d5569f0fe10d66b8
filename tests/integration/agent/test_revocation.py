"""A terminal that is revoked wipes itself, on the platform's word and on nobody else's."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import Random
from threading import Event, Thread
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.cases import delivery
from kiosk.cases.deposit import deposit
from kiosk.cases.ports import CaseStore
from kiosk.cases.retirement import is_retired, wipe
from kiosk.cases.samples import SampleTerminal, sample_submission
from kiosk.clock import SystemClock
from kiosk.store import Store
from sync.agent.answers import StopKind, Stopped
from sync.agent.client import PlatformClient
from sync.agent.retirement import finish
from sync.agent.settings import AgentSettings
from sync.protocol.revocation import revoke

KEY = bytes(range(32))
CLOCK = SystemClock()
Wait = Callable[[Callable[[], object]], None]
NONCE = re.compile(r'nonce="([^"]+)"')
LAST_WORDS = re.compile(rb"agent\.waiting|terminal\.retired")
AGENT = """
import signal, sys
from pathlib import Path
from threading import Event
from kiosk import stopping
from kiosk.clock import SystemClock
from kiosk.store import Store
from sync.agent.run import run_agent
from sync.agent.settings import AgentSettings

stop = Event()
signal.signal(signal.SIGTERM, stopping.handler(stop.set))
path = Path(sys.argv[1])
store = Store.open(path, bytes(range(32)))
settings = AgentSettings(
    path.parent / "agent.lock", poll_s=0.02, look_s=0.1, connect_s=20, network_retry_s=0.2
)
run_agent(settings, store, clock=SystemClock(), stop_event=stop)
store.close()
"""


def number_of(store: CaseStore) -> str:
    identity = store.terminal()
    assert identity is not None
    return identity.terminal


def take_out(platform: Any, store: CaseStore) -> None:
    number = number_of(store)
    command = [sys.executable, "-m", "sync.platform.cli", "revoke", number, "--reason", "stolen"]
    subprocess.run([*command, "--data", str(platform.data)], check=True, capture_output=True)


def known(platform: Any, store: CaseStore) -> dict[str, Any]:
    """How the platform says the terminal stands."""
    rows = json.loads(platform.run("terminals", "--json"))
    (row,) = (one for one in rows if one["terminal"] == number_of(store))
    assert isinstance(row, dict)
    return row


def retired(store: CaseStore) -> bool:
    identity = store.terminal()
    return identity is not None and is_retired(identity)


def saved(store: CaseStore) -> None:
    deposit(store.unit_of_work(), sample_submission(), clock=CLOCK)


def test_it_wipes_itself_says_so_and_ends(
    platform: Any, enrolled: Store, start_agent: Callable[[CaseStore], Any], wait_for: Wait
) -> None:
    saved(enrolled)
    agent = start_agent(enrolled)
    wait_for(lambda: delivery.counts(enrolled.reading()).acknowledged == 1)
    take_out(platform, enrolled)
    wait_for(lambda: retired(enrolled))
    wait_for(agent.stop.is_set)
    agent.end()
    assert agent.error is None
    assert delivery.counts(enrolled.reading()).acknowledged == 0
    row = known(platform, enrolled)
    assert (row["state"], row["reason"], row["kept_sealed"]) == ("wiped", "stolen", 0)


def test_what_it_could_not_send_stays_sealed(
    platform: Any, enrolled: Store, start_agent: Callable[[CaseStore], Any], wait_for: Wait
) -> None:
    take_out(platform, enrolled)
    for _ in range(3):
        saved(enrolled)
    start_agent(enrolled)
    wait_for(lambda: retired(enrolled))
    counts = delivery.counts(enrolled.reading())
    assert (counts.pending, counts.quarantined) == (3, 0)
    assert known(platform, enrolled)["kept_sealed"] == 3


def test_started_again_it_waits_for_a_new_enrolment(
    enrolled: Store, platform: Any, start_agent: Callable[[CaseStore], Any], wait_for: Wait
) -> None:
    take_out(platform, enrolled)
    first = start_agent(enrolled)
    wait_for(lambda: retired(enrolled))
    first.end()
    seen = known(platform, enrolled)["last_seen_at"]
    again = start_agent(enrolled)
    Event().wait(1)  # long enough for many a request, if it made any
    again.end()
    assert again.error is None
    assert known(platform, enrolled)["last_seen_at"] == seen


@pytest.mark.parametrize("seed", range(3))
def test_killed_at_any_point_it_comes_to_the_same_end(
    platform: Any, enrolled: Store, tmp_path: Path, seed: int
) -> None:
    chance = Random(seed)  # noqa: S311 # to be repeatable is the point
    command = [sys.executable, "-c", AGENT, str(tmp_path / "kiosk.db")]
    for _ in range(3):
        saved(enrolled)
    take_out(platform, enrolled)
    for _ in range(3):
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as agent:
            Event().wait(0.5 + chance.random())  # not a wait for anything: it moves the kill
            agent.kill()
    with subprocess.Popen(command, stdout=subprocess.PIPE) as agent:
        assert agent.stdout is not None
        said = any(LAST_WORDS.search(line) for line in agent.stdout)
        agent.send_signal(signal.SIGTERM)
        agent.communicate()
    assert said, "it waits, or has come to its end"
    assert retired(enrolled)
    assert delivery.counts(enrolled.reading()).pending == 3
    assert known(platform, enrolled)["kept_sealed"] == 3


def test_killed_between_the_wipe_and_the_key_s_end_it_goes_on_there(
    platform: Any, enrolled: Store, settings: AgentSettings
) -> None:
    take_out(platform, enrolled)
    saved(enrolled)
    wipe(enrolled, clock=CLOCK)  # and killed here
    finish(enrolled, settings, CLOCK)
    assert retired(enrolled)
    assert known(platform, enrolled)["kept_sealed"] == 1
    finish(enrolled, settings, CLOCK)
    assert retired(enrolled)


def test_without_a_network_the_key_is_destroyed_all_the_same(
    platform: Any, enrolled: Store, settings: AgentSettings
) -> None:
    take_out(platform, enrolled)
    with enrolled.unit_of_work() as uow:
        identity = uow.terminal.get()
        assert identity is not None
        uow.terminal.save(replace(identity, platform_url="http://127.0.0.1:9"))
        uow.commit()
    wipe(enrolled, clock=CLOCK)
    finish(enrolled, settings, CLOCK)
    assert retired(enrolled)
    assert known(platform, enrolled)["state"] == "revoked"


class Liar:
    """Whoever answers in the platform's place, with problem details of its own making."""

    def __init__(self) -> None:
        self.make: Callable[[str], dict[str, Any]] = lambda _nonce: {}
        liar = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                said = NONCE.search(self.headers["Signature-Input"])
                assert said is not None
                problem = {"type": "about:blank", "title": "no", "status": 403}
                problem |= {"code": "terminal.revoked"} | liar.make(said[1])
                content = json.dumps(problem).encode()
                self.send_response(403)
                self.send_header("Content-Type", "application/problem+json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: Any) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self._thread = Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05})
        self._thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self._thread.join()


@pytest.fixture
def liar() -> Iterator[Liar]:
    made = Liar()
    yield made
    made.close()


def test_nobody_but_the_platform_can_make_it_wipe_itself(
    liar: Liar, terminal: SampleTerminal, settings: AgentSettings
) -> None:
    believed: list[bool] = []
    identity = replace(terminal.identity, platform_url=liar.url)
    client = PlatformClient(identity, settings, CLOCK, revoked=lambda: believed.append(True))
    mine = Ed25519PrivateKey.from_private_bytes(identity.private_key).public_key()
    theirs = Ed25519PrivateKey.generate()
    (key_id,) = identity.acknowledgement_keys

    def word(
        nonce: str,
        *,
        number: str = identity.terminal,
        public_key: bytes = mine.public_bytes_raw(),
        key: Ed25519PrivateKey = terminal.acknowledging,
    ) -> dict[str, Any]:
        said = revoke(
            number, public_key, revoked_at=CLOCK.now(), nonce=nonce, key_id=key_id, key=key
        )
        return {"revocation": said.model_dump(mode="json")}

    lies: list[Callable[[str], dict[str, Any]]] = [
        lambda nonce: word(nonce, key=theirs),
        lambda _nonce: word("the nonce of another request"),
        lambda nonce: word(nonce, number="4711"),
        lambda nonce: word(nonce, public_key=bytes(32)),
    ]
    for liar.make in lies:
        answer = client.get_feed(0, 0)
        assert isinstance(answer, Stopped)
        assert (answer.kind, answer.code) == (StopKind.NETWORK, "terminal.revocation_invalid")
    liar.make = lambda _nonce: {}
    answer = client.get_feed(0, 0)
    assert isinstance(answer, Stopped)
    assert (answer.kind, answer.code) == (StopKind.TERMINAL, "terminal.revoked")
    assert believed == []
    liar.make = word
    client.get_feed(0, 0)
    assert believed == [True], "the platform's own word is believed"
    client.close()
