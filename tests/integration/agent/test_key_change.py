"""The terminal changes its key while it works; killed anywhere, nothing is lost."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk import bootstrap
from kiosk.cases import delivery
from kiosk.cases.deposit import deposit
from kiosk.cases.fakes import FakeStore
from kiosk.cases.key_change import begin, finish, forget_next, keep_next
from kiosk.cases.ports import CaseStore
from kiosk.cases.records import CommandState, RemoteCommand
from kiosk.cases.samples import SampleTerminal, SteppingClock, sample_submission
from kiosk.cases.terminal import NotEnrolled
from kiosk.clock import SystemClock
from kiosk.config import load_config
from kiosk.errors import BugError, EnvironmentFault
from kiosk.store import Store
from sync.agent import standing
from sync.agent.answers import Answer, Answered, Rejected, StopKind, Stopped
from sync.agent.client import PlatformClient
from sync.agent.commands import CommandRunner
from sync.agent.feed import FeedReader
from sync.agent.health import Machine
from sync.agent.key_change import LATER_S, TRIES, KeyChange
from sync.agent.line import Line
from sync.agent.openrosa.joining import KEY_ID as OPENROSA_KEY_ID
from sync.agent.settings import AgentSettings
from sync.agent.standing import Standing
from sync.protocol.command_names import CommandName
from sync.protocol.commands import CommandOutcomeBody
from sync.protocol.envelope import open_sealed

CLOCK = SystemClock()
Wait = Callable[[Callable[[], object]], None]
AGENT = """
import os, signal, sys
from pathlib import Path
from threading import Event
from kiosk.cases.terminal import NotEnrolled
from kiosk.clock import SystemClock
from kiosk.store import Store
from sync.agent import key_change
from sync.agent.client import PlatformClient
from sync.agent.run import run_agent
from sync.agent.settings import AgentSettings

def killed_at(step):
    if step == sys.argv[2]:
        os.kill(os.getpid(), signal.SIGKILL)

asked, finish, requests = PlatformClient.post_key, key_change.finish, []

def post_key(self, body, key):
    requests.append(body)
    killed_at(f"before request {len(requests)}")
    answer = asked(self, body, key)
    killed_at(f"after request {len(requests)}")
    return answer

def finished(*arguments, **options):
    killed_at("before it is kept")
    finish(*arguments, **options)
    killed_at("after it is kept")

PlatformClient.post_key, key_change.finish = post_key, finished
path = Path(sys.argv[1])
store = Store.open(path, bytes(range(32)))
settings = AgentSettings(
    path.parent / "agent.lock", poll_s=0.02, look_s=0.1, connect_s=20, network_retry_s=0.2
)
run_agent(settings, store, clock=SystemClock(), stop_event=Event())
"""
STEPS = [
    *(f"{when} request {number}" for number in (1, 2, 3) for when in ("before", "after")),
    "before it is kept",
    "after it is kept",
]


def key_of(store: CaseStore) -> bytes:
    identity = store.terminal()
    assert identity is not None
    return identity.private_key


def number_of(store: CaseStore) -> str:
    identity = store.terminal()
    assert identity is not None
    return identity.terminal


def acts(platform: Any, store: CaseStore) -> list[str]:
    actor = f"terminal {number_of(store)}"
    found = json.loads(platform.run("acts", "--json"))
    return [one["act"] for one in found if one["actor"] == actor and one["act"][:4] == "key:"]


def saved(store: CaseStore) -> None:
    deposit(store.unit_of_work(), sample_submission(), clock=CLOCK)


def changed(store: CaseStore, before: bytes) -> bool:
    identity = store.terminal()
    return identity is not None and not identity.next_key and identity.private_key != before


@pytest.mark.parametrize("step", STEPS)
def test_killed_at_any_point_it_comes_to_one_key_and_loses_nothing(
    platform: Any,
    enrolled: Store,
    tmp_path: Path,
    start_agent: Callable[[CaseStore], Any],
    wait_for: Wait,
    *,
    step: str,
) -> None:
    before = key_of(enrolled)
    begin(enrolled.unit_of_work())
    command = [sys.executable, "-c", AGENT, str(tmp_path / "kiosk.db"), step]
    done = subprocess.run(command, stdout=subprocess.DEVNULL, check=False, timeout=300)
    assert done.returncode == -signal.SIGKILL
    saved(enrolled)
    start_agent(enrolled)
    wait_for(lambda: changed(enrolled, before))
    saved(enrolled)
    wait_for(lambda: delivery.counts(enrolled.reading()).acknowledged == 2)
    assert delivery.counts(enrolled.reading()).quarantined == 0
    assert acts(platform, enrolled) == ["key:announced", "key:changed"]


def test_an_operator_has_it_changed_and_hears_of_it(
    platform: Any, enrolled: Store, start_agent: Callable[[CaseStore], Any], wait_for: Wait
) -> None:
    before = key_of(enrolled)
    start_agent(enrolled)
    platform.run("command", number_of(enrolled), "rotate-key")
    wait_for(lambda: changed(enrolled, before))
    saved(enrolled)
    wait_for(lambda: delivery.counts(enrolled.reading()).acknowledged == 2)
    found = json.loads(platform.run("commands", "--json"))
    (mine,) = (one for one in found if one["terminal"] == number_of(enrolled))
    assert mine["state"] == "done"


def test_a_technician_has_it_changed_while_the_agent_works(
    platform: Any, tmp_path: Path, start_agent: Callable[[CaseStore], Any], wait_for: Wait
) -> None:
    file = tmp_path / "terminal.toml"
    file.write_text(f'data_dir = "data"\nplatform_url = "{platform.url}"\n', encoding="utf-8")
    config = load_config(file)
    number = bootstrap.enrol(config, platform.token())
    store = bootstrap.open_store(config, CLOCK)
    before = key_of(store)
    agent = start_agent(store)
    command = [sys.executable, "-m", "kiosk.cli.main", "key", "--rotate", "--config", str(file)]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert f"Terminal {number} has another key" in shown
    wait_for(lambda: changed(store, before))
    agent.end()
    assert acts(platform, store) == ["key:announced", "key:changed"]
    store.close()


def test_who_has_no_platform_to_show_a_key_to_is_told_so(
    tmp_path: Path, terminal: SampleTerminal
) -> None:
    file = tmp_path / "terminal.toml"
    file.write_text('data_dir = "data"\n', encoding="utf-8")
    config = load_config(file)
    with pytest.raises(NotEnrolled):
        bootstrap.change_key(config)
    (key,) = terminal.identity.platform_keys
    store = bootstrap.open_store(config, CLOCK)
    with store.unit_of_work() as uow:
        own = replace(key, key_id=OPENROSA_KEY_ID)
        uow.terminal.save(replace(terminal.identity, platform_keys=(own,)))
        uow.commit()
    with pytest.raises(EnvironmentFault) as caught:
        bootstrap.change_key(config)
    assert caught.value.code == "key.no_platform"
    store.close()


class Asked:
    """A client whose platform gives the answers of a list, the last one again and again."""

    offset_s = 0.0
    nonce = ""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.keys: list[bytes] = []
        self.meanwhile: Callable[[], None] = lambda: None

    def post_key(self, _body: bytes, key: Ed25519PrivateKey) -> Answer:
        self.keys.append(key.private_bytes_raw())
        self.meanwhile()
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


UNKNOWN = Stopped(StopKind.TERMINAL, "signature.invalid", "no")
ANNOUNCED = Answered({"state": "announced"}, b"")
IN_USE = Answered({"state": "in_use"}, b"")
LOST = Stopped(StopKind.NETWORK, "network.unreachable", "lost")


class Bench:
    def __init__(
        self, store: FakeStore, clock: SteppingClock, settings: AgentSettings, *answers: Answer
    ) -> None:
        identity = store.terminal()
        assert identity is not None
        self.store, self.clock = store, clock
        self.before = identity.private_key
        self.standing = Standing(identity)
        self.asked = Asked(*answers)
        client: Any = self.asked
        self.change = KeyChange(store, client, self.standing, clock)
        self.reader = FeedReader(
            store,
            client,
            Line(store, clock),
            settings,
            clock,
            commands=CommandRunner(store, clock, Machine),
            wait_s=0,
            stop=Event(),
            keys=self.change,
        )

    @property
    def halted(self) -> bool:
        return self.standing._halted

    def is_due(self) -> bool:
        identity = self.store.terminal()
        return identity is not None and self.change.is_due(identity)


@pytest.fixture
def bench(
    fake_store: FakeStore,
    terminal: SampleTerminal,
    clock: SteppingClock,
    settings: AgentSettings,
) -> Callable[..., Bench]:
    def make(*answers: Answer) -> Bench:
        fake_store.data.identity = terminal.identity
        begin(fake_store.unit_of_work())
        return Bench(fake_store, clock, settings, *answers)

    return make


def test_the_new_key_is_tried_first_and_announced_where_it_is_unknown(
    bench: Callable[..., Bench],
) -> None:
    at = bench(UNKNOWN, ANNOUNCED, IN_USE)
    new = begin(at.store.unit_of_work()).next_key
    assert at.reader._read() == 0
    assert at.asked.keys == [new, at.before, new]
    assert (key_of(at.store), at.halted) == (new, False)
    assert at.standing.key.private_bytes_raw() == new
    assert not at.is_due()


@pytest.mark.parametrize(
    "refusal",
    [
        Rejected("key.taken", "no"),
        Stopped(StopKind.TERMINAL, "terminal.key_former", "no"),
        Stopped(StopKind.PLATFORM, "request.unknown", "no such call"),
    ],
)
def test_a_platform_that_refuses_it_is_asked_again_later(
    bench: Callable[..., Bench], refusal: Answer
) -> None:
    at = bench(UNKNOWN, refusal)
    assert at.reader._read() == 0
    assert (key_of(at.store), at.halted, at.is_due()) == (at.before, False, False)
    at.clock.advance(LATER_S)
    assert at.is_due()


def test_while_the_outcome_is_unknown_the_old_key_rests_but_not_for_ever(
    bench: Callable[..., Bench],
) -> None:
    at = bench(UNKNOWN, ANNOUNCED, LOST)
    for _ in range(TRIES - 1):
        rest = at.reader._read()
        assert rest is not None
        assert at.halted
    at.reader._read()
    assert (at.halted, at.is_due()) == (False, False)
    at.clock.advance(LATER_S)
    at.asked.answers = [IN_USE]
    assert at.reader._read() == 0
    assert key_of(at.store) != at.before


def test_nothing_is_asked_with_a_key_that_rests(
    bench: Callable[..., Bench], settings: AgentSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standing, "WAIT_S", 0)
    at = bench(IN_USE)
    client = PlatformClient(at.standing.identity, settings, at.clock, standing=at.standing)
    at.standing.halt()
    answer = client.get_feed(0, 0)
    client.close()
    assert isinstance(answer, Stopped)
    assert (answer.kind, answer.code, client.nonce) == (StopKind.NETWORK, "key.changing", "")


def test_an_announcement_twice_is_no_answer_to_whether_it_is_in_use(
    bench: Callable[..., Bench],
) -> None:
    at = bench(ANNOUNCED)
    assert at.reader._read() != 0
    with at.store.reading() as uow:
        assert uow.link.get().problem == "platform.key"


def test_a_reader_that_was_closed_meanwhile_keeps_nothing(bench: Callable[..., Bench]) -> None:
    at = bench(IN_USE)
    at.asked.meanwhile = at.reader.close
    assert at.reader._read() is None
    assert key_of(at.store) == at.before


def test_while_the_key_is_changed_nobody_else_signs(terminal: SampleTerminal) -> None:
    standing = Standing(terminal.identity)
    with standing.using() as key:
        assert key is not None
    standing.halt()
    with standing.using() as key:
        assert key is None
    standing.go_on()
    with standing.using() as key:
        assert key is not None
    standing.change(lambda: None)
    assert standing.identity == terminal.identity, "nothing was written"


def wanted(
    store: FakeStore,
    clock: SteppingClock,
    position: int = 1,
    name: str = CommandName.ROTATE_KEY,
) -> RemoteCommand:
    at = clock.now()
    command = RemoteCommand(
        command_id=clock.uuid7(),
        position=position,
        name=name,
        at=at,
        expires_at=at.replace(year=at.year + 1),
    )
    with store.unit_of_work() as uow:
        uow.commands.add(command)
        uow.commit()
    return command


def words(store: FakeStore, terminal: SampleTerminal) -> list[CommandOutcomeBody]:
    return [
        CommandOutcomeBody.from_bytes(open_sealed(one.body, one.context, terminal.platform_key))
        for one in store.data.messages.values()
    ]


def test_a_command_is_settled_with_the_change_and_failed_with_a_refusal(
    bench: Callable[..., Bench], terminal: SampleTerminal
) -> None:
    at = bench(IN_USE)
    runner = CommandRunner(at.store, at.clock, Machine)
    command = wanted(at.store, at.clock)
    restart = wanted(at.store, at.clock, 3, CommandName.RESTART)
    for _ in range(2):
        runner.run(offset_s=0)
    with at.store.reading() as uow:
        kept = uow.commands.get(command.command_id)
    assert kept is not None
    assert kept.state is CommandState.UNDER_WAY
    assert words(at.store, terminal) == []
    at.reader._read()
    (word,) = words(at.store, terminal)
    assert (word.result, word.name) == ("done", "rotate-key")
    with at.store.reading() as uow:
        assert uow.commands.unsettled() == [restart]

    other = wanted(at.store, at.clock, 2)
    runner.run(offset_s=0)
    at.asked.answers = [Rejected("key.taken", "A terminal has this key.")]
    at.reader._read()
    (_, word) = words(at.store, terminal)
    assert (word.command_id, word.result, word.code) == (other.command_id, "failed", "key.taken")


def test_a_command_whose_time_passes_is_told_and_the_change_goes_on(
    bench: Callable[..., Bench], terminal: SampleTerminal
) -> None:
    at = bench(IN_USE)
    command = wanted(at.store, at.clock)
    runner = CommandRunner(at.store, at.clock, Machine)
    runner.run(offset_s=0)
    runner.run(offset_s=(command.expires_at - at.clock.now()).total_seconds() + 3600)
    (word,) = words(at.store, terminal)
    assert (word.result, word.code) == ("failed", "command.key_waits")
    assert at.is_due()


def test_a_command_that_somebody_has_gone_on_with_stays_as_it_is(
    bench: Callable[..., Bench],
) -> None:
    at = bench(IN_USE)
    command = wanted(at.store, at.clock)
    begin(at.store.unit_of_work(), replace(command, position=7))
    with at.store.reading() as uow:
        assert uow.commands.get(command.command_id) == command


def test_another_key_than_the_one_that_waits_is_not_taken(bench: Callable[..., Bench]) -> None:
    at = bench(IN_USE)
    identity = finish(at.store.unit_of_work(), bytes(32), clock=at.clock)
    assert identity == at.store.terminal()
    assert key_of(at.store) == at.before


def test_a_key_is_kept_before_it_is_shown_and_another_one_if_that_is_asked(
    fake_store: FakeStore, terminal: SampleTerminal
) -> None:
    with pytest.raises(BugError):
        keep_next(fake_store.unit_of_work())
    fake_store.data.identity = terminal.identity
    first = keep_next(fake_store.unit_of_work())
    assert keep_next(fake_store.unit_of_work()) == first
    other = keep_next(fake_store.unit_of_work(), anew=True)
    assert other != first
    assert fake_store.data.identity.next_key == other
    forget_next(fake_store.unit_of_work(), first)
    assert fake_store.data.identity.next_key == other
    forget_next(fake_store.unit_of_work(), other)
    assert fake_store.data.identity == terminal.identity
