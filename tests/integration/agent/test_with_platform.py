"""The agent against the real platform, in processes of their own where it matters."""

import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event, current_thread
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from requests.adapters import HTTPAdapter

from drivers.simulators.network import LoopbackLine
from kiosk.cases import delivery
from kiosk.cases.deposit import Deposit, deposit
from kiosk.cases.enquiry import case_by_number, record_print
from kiosk.cases.ports import CaseStore
from kiosk.cases.rating import Rating, rate
from kiosk.cases.records import CaseState
from kiosk.cases.samples import ANSWERS, CARD, sample_submission
from kiosk.clock import SystemClock
from kiosk.errors import EnvironmentFault
from kiosk.store import Store
from sync.agent.answers import Answered
from sync.agent.client import PlatformClient
from sync.agent.enrolment import enrol
from sync.agent.settings import AgentSettings
from sync.protocol.messages import TerminalFacts
from sync.protocol.satisfaction import Satisfaction

KEY = bytes(range(32))
FACTS = TerminalFacts(software_version="0.1.0")
SMALL = sample_submission(strokes=1, png_bytes=10)
CLOCK = SystemClock()
Wait = Callable[[Callable[[], object]], None]

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
store = Store.open(Path(sys.argv[1]), bytes(range(32)))
settings = AgentSettings(Path(sys.argv[1] + ".lock"), poll_s=0.02, look_s=0.1, batch_messages=7)
run_agent(settings, store, clock=SystemClock(), stop_event=stop)
store.close()
print("ended in order")
"""


def saved(store: CaseStore) -> Deposit:
    return deposit(store.unit_of_work(), sample_submission(), clock=CLOCK)


def delivered(store: CaseStore) -> bool:
    counts = delivery.counts(store.reading())
    return counts.pending == 0 and counts.acknowledged > 0


def state(store: CaseStore, done: Deposit) -> CaseState:
    case = case_by_number(store.reading(), done.number)
    assert case is not None
    return case.state


def received(platform: Any, store: CaseStore) -> list[dict[str, Any]]:
    """What the platform has of this store's terminal."""
    identity = store.terminal()
    assert identity is not None
    mine = f"L{identity.terminal}"
    cases = platform.export()["cases"]
    return [case for case in cases if case["deposit_number"].startswith(mine)]


def test_a_case_reaches_the_platform_and_its_word_comes_back(
    platform: Any,
    enrolled: Store,
    start_agent: Callable[[CaseStore], Any],
    wait_for: Wait,
) -> None:
    start_agent(enrolled)
    done = saved(enrolled)
    record_print(enrolled.unit_of_work(), done.number, "printed", "", clock=CLOCK)
    wait_for(lambda: delivered(enrolled))
    wait_for(lambda: state(enrolled, done) is CaseState.ACCEPTED)
    (case,) = received(platform, enrolled)
    summary = case_by_number(enrolled.reading(), done.number)
    assert summary is not None
    assert summary.platform_number == case["case_number"]
    assert [step.state for step in summary.states] == [
        "queued",
        "delivered",
        "delivered",
        "accepted",
    ]
    exported = str(case)
    assert CARD.name in exported
    assert CARD.id_no in exported
    assert all(answer in exported for answer in ANSWERS.values())
    with enrolled.reading() as uow:
        link = uow.link.get()
        message = uow.outbox.get(done.message_id)
        assert message is not None
        assert message.acknowledgement is not None
        answer = uow.outbox.acknowledgement(message.acknowledgement)
    assert link.online
    assert answer is not None
    assert done.message_id.hex in answer.decode().replace("-", "")


def test_a_rating_reaches_the_platform(
    platform: Any,
    enrolled: Store,
    start_agent: Callable[[CaseStore], Any],
    wait_for: Wait,
) -> None:
    done = saved(enrolled)
    said = Rating(done.number, Satisfaction.VERY_SATISFIED, ("515",))
    rate(enrolled.unit_of_work(), said, clock=CLOCK)
    start_agent(enrolled)
    wait_for(lambda: delivered(enrolled))
    (case,) = received(platform, enrolled)
    assert case["rating"] == {
        "satisfaction": "very_satisfied",
        "reasons": ["515"],
        "text": "",
        "at": case["rating"]["at"],
    }


def test_an_agent_that_waits_for_enrolment_begins_by_itself(
    platform: Any,
    tmp_path: Path,
    start_agent: Callable[[CaseStore], Any],
    wait_for: Wait,
) -> None:
    store = Store.open(tmp_path / "kiosk.db", KEY)
    agent = start_agent(store)
    with store.unit_of_work() as uow:
        uow.terminal.save(enrol(platform.url, platform.token(), FACTS))
        uow.commit()
    saved(store)
    wait_for(lambda: delivered(store))
    agent.end()
    store.close()


def test_an_agent_that_is_never_enrolled_ends_when_told(
    tmp_path: Path, start_agent: Callable[[CaseStore], Any]
) -> None:
    store = Store.open(tmp_path / "kiosk.db", KEY)
    start_agent(store).end()
    store.close()


@pytest.fixture
def line(platform: Any) -> Iterator[LoopbackLine]:
    address = urlsplit(platform.url)
    line = LoopbackLine(address.hostname, address.port)
    line.start()
    yield line
    line.stop()


def test_what_was_saved_offline_goes_out_by_itself_when_the_network_returns(
    platform: Any,
    enrolled: Store,
    line: LoopbackLine,
    start_agent: Callable[[CaseStore], Any],
    wait_for: Wait,
) -> None:
    identity = enrolled.terminal()
    assert identity is not None
    with enrolled.unit_of_work() as uow:
        uow.terminal.save(replace(identity, platform_url=f"http://127.0.0.1:{line.port}"))
        uow.commit()

    def online() -> bool:
        with enrolled.reading() as uow:
            return uow.link.get().online

    start_agent(enrolled)
    wait_for(online)
    for _ in range(2):
        line.cut()
        done = saved(enrolled)
        wait_for(lambda: not online())
        assert state(enrolled, done) is CaseState.QUEUED
        line.restore()
        wait_for(lambda: delivered(enrolled))
        wait_for(online)
    assert len(received(platform, enrolled)) == 2


@pytest.mark.parametrize("seed", range(3))
def test_an_agent_killed_at_any_point_delivers_every_case_once(
    platform: Any, enrolled: Store, tmp_path: Path, seed: int, wait_for: Wait
) -> None:
    chance = random.Random(seed)  # noqa: S311 # to be repeatable
    numbers = [deposit(enrolled.unit_of_work(), SMALL, clock=CLOCK).number for _ in range(60)]
    command = [sys.executable, "-c", AGENT, str(tmp_path / "kiosk.db")]
    goals = sorted(chance.sample(range(1, 55), 3))

    def acknowledged(goal: int) -> bool:
        return delivery.counts(enrolled.reading()).acknowledged >= goal

    for goal in goals:
        with subprocess.Popen(command, stderr=subprocess.DEVNULL) as agent:
            wait_for(lambda goal=goal: acknowledged(goal))  # type: ignore[misc] # mypy wants no default
            Event().wait(chance.random() * 0.02)  # not a wait for anything: it moves the kill
            agent.kill()
    with subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.PIPE) as agent:
        wait_for(lambda: acknowledged(60))
        agent.send_signal(signal.SIGTERM)
        assert agent.communicate()[0].endswith(b"ended in order\n")
    assert agent.returncode == 0
    assert sorted(case["deposit_number"] for case in received(platform, enrolled)) == sorted(
        numbers
    )
    assert delivery.counts(enrolled.reading()).quarantined == 0


def test_sigterm_ends_an_agent_that_waits_for_news_at_once(
    enrolled: Store, tmp_path: Path, wait_for: Wait
) -> None:
    command = [sys.executable, "-c", AGENT, str(tmp_path / "kiosk.db")]
    saved(enrolled)
    with subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.PIPE) as agent:
        wait_for(lambda: delivered(enrolled))
        began = CLOCK.monotonic()
        agent.terminate()
        assert agent.communicate()[0].endswith(b"ended in order\n")
    assert CLOCK.monotonic() - began < 15  # it waits 25 s for news


def test_there_is_one_agent(
    enrolled: Store,
    settings: AgentSettings,
    start_agent: Callable[[CaseStore], Any],
    wait_for: Wait,
) -> None:
    first = start_agent(enrolled)
    saved(enrolled)
    wait_for(lambda: delivered(enrolled))
    second = start_agent(enrolled)
    second.end()
    assert isinstance(second.error, EnvironmentFault)
    assert second.error.code == "agent.running"
    second.error = None
    first.end()
    assert first.error is None
    assert settings.lock_file.exists()


def test_an_agent_needs_its_lock_file(
    enrolled: Store, tmp_path: Path, settings: AgentSettings
) -> None:
    from sync.agent import run_agent  # the way outsiders come in

    with pytest.raises(EnvironmentFault) as caught:
        run_agent(
            replace(settings, lock_file=tmp_path / "missing" / "lock"),
            enrolled,
            clock=CLOCK,
            stop_event=Event(),
        )
    assert caught.value.code == "agent.lock"


class BrokenStore:
    """A store whose numbers go wrong in the feed's thread: what a bug of ours looks like."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.terminal = store.terminal
        self.unit_of_work = store.unit_of_work
        self.data_version = store.data_version

    def reading(self) -> Any:
        if current_thread().name == "feed":
            raise ZeroDivisionError
        return self._store.reading()


def test_a_bug_in_the_feed_ends_the_process_and_is_told(
    enrolled: Store, settings: AgentSettings, start_agent: Callable[[CaseStore], Any]
) -> None:
    agent = start_agent(BrokenStore(enrolled))
    agent._thread.join()
    assert isinstance(agent.error, ZeroDivisionError)
    agent.error = None
    assert settings.lock_file.exists()


def test_a_copied_database_loses_nothing(
    platform: Any,
    enrolled: Store,
    tmp_path: Path,
    start_agent: Callable[[CaseStore], Any],
    wait_for: Wait,
) -> None:
    enrolled.close()
    shutil.copy(tmp_path / "kiosk.db", tmp_path / "copy.db")
    original = Store.open(tmp_path / "kiosk.db", KEY)
    copy = Store.open(tmp_path / "copy.db", KEY)

    class Tomorrow(SystemClock):
        def now(self) -> datetime:
            return super().now() + timedelta(days=1)

    ours = saved(original)
    theirs = deposit(copy.unit_of_work(), sample_submission(), clock=Tomorrow())
    for store in (original, copy):
        agent = start_agent(store)
        wait_for(lambda store=store: delivered(store))  # type: ignore[misc] # mypy wants no default
        agent.end()
    numbers = {case["deposit_number"] for case in received(platform, original)}
    assert numbers == {ours.number, theirs.number}
    with copy.reading() as uow:
        message = uow.outbox.get(theirs.message_id)
    assert message is not None
    assert message.moved
    original.close()
    copy.close()


@pytest.mark.parametrize("days", [-3650, 3650])
def test_a_wrong_clock_is_corrected_by_the_platforms_signed_time(
    enrolled: Store, settings: AgentSettings, days: int
) -> None:
    class Wrong(SystemClock):
        def now(self) -> datetime:
            return super().now() + timedelta(days=days)

    identity = enrolled.terminal()
    assert identity is not None
    client = PlatformClient(identity, settings, Wrong())
    assert isinstance(client.get_feed(0, 0), Answered)
    assert abs(client.offset_s + days * 86400) < 60
    client.close()


def refusal(url: str, token: str) -> EnvironmentFault:
    with pytest.raises(EnvironmentFault) as caught:
        enrol(url, token, FACTS)
    assert caught.value.message
    return caught.value


def test_a_token_lets_one_terminal_in_once(platform: Any) -> None:
    token = platform.token()
    identity = enrol(platform.url, token, FACTS)
    assert identity.place == "伏山镇便民服务中心"
    assert len(identity.terminal) == 4
    assert identity.private_key.hex() not in repr(identity)
    assert repr(identity.private_key) not in repr(identity)
    assert refusal(platform.url, token).code.startswith("enrolment.")


def test_a_lost_answer_does_not_waste_the_token(platform: Any) -> None:
    class Forgetful(HTTPAdapter):
        lost = 0

        def send(self, *arguments: Any, **options: Any) -> requests.Response:  # type: ignore[override] # narrower is enough here
            answer = super().send(*arguments, **options)
            if not self.lost:
                self.lost = 1
                answer.close()
                raise requests.ConnectionError("the answer was lost")
            return answer

    line, session = Forgetful(), requests.Session()
    session.mount("http://", line)
    identity = enrol(platform.url, platform.token(), FACTS, session)
    session.close()
    assert line.lost == 1
    assert identity.terminal


def test_what_cannot_enrol_is_told_with_a_sentence(platform: Any) -> None:
    token = platform.token()
    secret = token.split("-")[1]
    stranger = f"BM1-{secret}-{'A' * 16}"
    assert refusal(platform.url, "hello").code == "enrolment.token_malformed"
    assert refusal(platform.url, f"BM1-{'A' * 32}-{'A' * 16}").code.startswith("enrolment.")
    assert refusal("http://127.0.0.1:9", token).code == "network.unreachable"
    assert refusal("http://platform.example", token).code == "platform.url"
    assert refusal(f"{platform.url}/somewhere", token).code == "http.not_found"
    assert refusal(platform.url, stranger).code == "enrolment.wrong_platform"


def test_the_agents_events_are_all_in_their_catalogue(project_root: Path) -> None:
    from sync.agent.events import EVENTS  # this test alone

    folder = project_root / "sync" / "agent"
    source = "".join(
        file.read_text(encoding="utf-8")
        for file in sorted(folder.rglob("*.py"))
        if file.name != "events.py"
    )
    logged = {
        part.lstrip().split('"')[1]
        for level in ("info", "warning", "error")
        for part in source.split(f"_events.{level}(")[1:]
    }
    assert logged == set(EVENTS)
