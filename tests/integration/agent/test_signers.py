"""The platform signs with another key: terminals learn it, whenever and however they hear of it."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.cases import delivery
from kiosk.cases.deposit import deposit
from kiosk.cases.enrolling import learn_signers
from kiosk.cases.fakes import FakeStore
from kiosk.cases.ports import CaseStore
from kiosk.cases.samples import SampleTerminal, SteppingClock, sample_submission
from kiosk.cases.terminal import TerminalIdentity
from kiosk.clock import SystemClock
from kiosk.store import Store
from sync.agent.answers import Answered, Stopped
from sync.agent.client import PlatformClient
from sync.agent.commands import CommandRunner
from sync.agent.feed import FeedReader
from sync.agent.health import Machine
from sync.agent.line import Line
from sync.agent.settings import AgentSettings
from sync.agent.standing import Standing
from sync.agent.trust import Trust
from sync.protocol.signers import SignerAnnouncement, announce

CLOCK = SystemClock()
Wait = Callable[[Callable[[], object]], None]
AGENT = """
import os, signal, sys
from pathlib import Path
from threading import Event
from kiosk.clock import SystemClock
from kiosk.store import Store
from sync.agent import trust
from sync.agent.run import run_agent
from sync.agent.settings import AgentSettings

learn, times = trust.learn_signers, []

def killed_at(step):
    if step == sys.argv[2]:
        os.kill(os.getpid(), signal.SIGKILL)

def learnt(*arguments):
    times.append(1)
    killed_at(f"before write {len(times)}")
    done = learn(*arguments)
    killed_at(f"after write {len(times)}")
    return done

trust.learn_signers = learnt
path = Path(sys.argv[1])
store = Store.open(path, bytes(range(32)))
settings = AgentSettings(
    path.parent / "agent.lock", poll_s=0.02, look_s=0.1, connect_s=20, network_retry_s=0.2
)
run_agent(settings, store, clock=SystemClock(), stop_event=Event())
"""


class WrongClock(SystemClock):
    def now(self) -> datetime:
        return super().now() + timedelta(days=4000)


def identity_of(store: CaseStore) -> TerminalIdentity:
    identity = store.terminal()
    assert identity is not None
    return identity


def believed(store: CaseStore) -> list[str]:
    return list(identity_of(store).acknowledgement_keys)


def saved(store: CaseStore) -> None:
    deposit(store.unit_of_work(), sample_submission(), clock=CLOCK)


def rotate_signing(platform: Any, days: int = 0) -> str:
    """The new key's name, as the last line that announces one says it."""
    shown = platform.run("keys", "--rotate-signing", "--days", str(days))
    lines = [line for line in shown.splitlines() if line.startswith("signs with")]
    return str(lines[-1].split()[2])


def client_of(
    store: CaseStore, settings: AgentSettings, clock: SystemClock = CLOCK, **options: Any
) -> PlatformClient:
    standing = Standing(identity_of(store))
    return PlatformClient(
        standing.identity,
        settings,
        clock,
        standing=standing,
        trust=Trust(store, standing),
        **options,
    )


def test_an_agent_that_runs_learns_it_and_lets_go_of_the_old_one(
    platform: Any, enrolled: Store, start_agent: Callable[[CaseStore], Any], wait_for: Wait
) -> None:
    start_agent(enrolled)
    saved(enrolled)
    wait_for(lambda: delivery.counts(enrolled.reading()).acknowledged == 1)
    (old,) = believed(enrolled)
    new = rotate_signing(platform)
    wait_for(lambda: believed(enrolled) == [new])
    assert new != old
    saved(enrolled)
    wait_for(lambda: delivery.counts(enrolled.reading()).acknowledged == 2)


def test_who_was_away_for_several_changes_follows_them_all(
    platform: Any, enrolled: Store, settings: AgentSettings
) -> None:
    names = [rotate_signing(platform) for _ in range(3)]
    client = client_of(enrolled, settings)
    assert isinstance(client.get_feed(0, 0), Answered)
    client.close()
    assert believed(enrolled) == names[-1:]


def test_with_a_wrong_clock_as_well_it_learns_the_time_from_the_new_key(
    platform: Any, enrolled: Store, settings: AgentSettings
) -> None:
    rotate_signing(platform)
    client = client_of(enrolled, settings, WrongClock())
    assert isinstance(client.get_feed(0, 0), Answered)
    assert round(client.offset_s / 86400) == -4000
    client.close()


def test_a_revoked_one_that_was_away_believes_the_new_key_s_word(
    platform: Any, enrolled: Store, settings: AgentSettings
) -> None:
    platform.run("revoke", identity_of(enrolled).terminal)
    rotate_signing(platform)
    heard: list[bool] = []
    client = client_of(enrolled, settings, revoked=lambda: heard.append(True))
    answer = client.get_feed(0, 0)
    client.close()
    assert isinstance(answer, Stopped)
    assert (answer.code, heard) == ("terminal.revoked", [True])


def test_who_learns_nothing_believes_nothing(
    platform: Any, enrolled: Store, settings: AgentSettings
) -> None:
    stranger = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    learn_signers(enrolled.unit_of_work(), {"ack-of-another": stranger})
    before = believed(enrolled)
    rotate_signing(platform)
    for client in (
        client_of(enrolled, settings),
        PlatformClient(identity_of(enrolled), settings, CLOCK),
    ):
        answer = client.get_feed(0, 0)
        client.close()
        assert isinstance(answer, Stopped)
        assert answer.code == "acknowledgement.invalid"
    assert believed(enrolled) == before


def test_what_another_thread_learns_meanwhile_is_believed_as_well(
    platform: Any, enrolled: Store, settings: AgentSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = rotate_signing(platform)
    learn = Trust.learn

    def another_was_faster(trust: Trust, chain: Sequence[SignerAnnouncement]) -> bool:
        assert learn(trust, chain)
        return learn(trust, chain)

    monkeypatch.setattr(Trust, "learn", another_was_faster)
    client = client_of(enrolled, settings)
    assert isinstance(client.get_feed(0, 0), Answered)
    client.close()
    assert believed(enrolled) == [new]


@pytest.mark.parametrize(
    "step", [f"{when} write {number}" for number in (1, 2) for when in ("before", "after")]
)
def test_killed_at_any_point_it_learns_it_with_the_next_start(
    platform: Any,
    enrolled: Store,
    tmp_path: Path,
    start_agent: Callable[[CaseStore], Any],
    wait_for: Wait,
    *,
    step: str,
) -> None:
    (old,) = believed(enrolled)
    new = rotate_signing(platform)
    command = [sys.executable, "-c", AGENT, str(tmp_path / "kiosk.db"), step]
    done = subprocess.run(command, stdout=subprocess.DEVNULL, check=False, timeout=300)
    assert done.returncode == -signal.SIGKILL
    assert believed(enrolled) in ([old], [old, new], [new])
    saved(enrolled)
    start_agent(enrolled)
    wait_for(lambda: delivery.counts(enrolled.reading()).acknowledged == 1)
    wait_for(lambda: believed(enrolled) == [new])


def following(
    by: str, key: Ed25519PrivateKey, name: str
) -> tuple[SignerAnnouncement, Ed25519PrivateKey]:
    made = Ed25519PrivateKey.generate()
    public = made.public_key().public_bytes_raw()
    return announce(name, public, begins_at=CLOCK.now(), by=by, key=key), made


@pytest.fixture
def trust(fake_store: FakeStore, terminal: SampleTerminal) -> Trust:
    fake_store.data.identity = terminal.identity
    return Trust(fake_store, Standing(terminal.identity))


def test_only_what_a_believed_key_announced_is_learnt(
    trust: Trust, fake_store: FakeStore, terminal: SampleTerminal
) -> None:
    (first,) = believed(fake_store)
    one, key = following(first, terminal.acknowledging, "ack-2")
    two, _ = following("ack-2", key, "ack-3")
    forged, _ = following("ack-2", Ed25519PrivateKey.generate(), "ack-3")
    foreign, _ = following("ack-9", key, "ack-10")
    assert not trust.learn([forged, foreign])
    assert not trust.learn([one, forged]), "a chain that is not whole is not believed at all"
    assert believed(fake_store) == [first]
    assert trust.learn([foreign, one, two])
    assert not trust.learn([one, two])
    assert believed(fake_store) == [first, "ack-2", "ack-3"]


def test_a_key_has_one_successor_whoever_else_has_it(
    trust: Trust, fake_store: FakeStore, terminal: SampleTerminal
) -> None:
    (first,) = believed(fake_store)
    one, key = following(first, terminal.acknowledging, "ack-2")
    thief, _ = following(first, terminal.acknowledging, "ack-of-a-thief")
    two, _ = following("ack-2", key, "ack-3")
    assert trust.learn([one])
    for chain in ([thief], [one, thief], [thief, two], [one, two, thief]):
        assert not trust.learn(chain)
        assert believed(fake_store) == [first, "ack-2"]
    assert trust.learn([one, two])


def test_what_signs_now_counts_and_what_signed_before_it_does_not(
    trust: Trust, fake_store: FakeStore, terminal: SampleTerminal
) -> None:
    (first,) = believed(fake_store)
    one, key = following(first, terminal.acknowledging, "ack-2")
    two, _ = following("ack-2", key, "ack-3")
    trust.learn([one, two])
    trust.believed(first)
    trust.believed("ack-of-nobody")
    assert believed(fake_store) == [first, "ack-2", "ack-3"]
    trust.believed("ack-2")
    assert believed(fake_store) == ["ack-2", "ack-3"]
    other, _ = following(first, terminal.acknowledging, "ack-4")
    assert not trust.learn([other]), "a key that was let go of announces nothing"


def test_a_platform_without_the_call_is_not_believed_either(
    fake_store: FakeStore, terminal: SampleTerminal, settings: AgentSettings
) -> None:
    fake_store.data.identity = replace(terminal.identity, platform_url="http://127.0.0.1:9")
    client = client_of(fake_store, settings)
    assert not client._has_learnt()
    client.close()


def test_who_is_not_enrolled_learns_nothing(fake_store: FakeStore) -> None:
    assert learn_signers(fake_store.unit_of_work(), {"ack-2": bytes(32)}) is None


class Told:
    """A client whose platform announces signing keys in its feed."""

    nonce = ""
    offset_s = 0.0

    def __init__(self) -> None:
        self.chain: tuple[SignerAnnouncement, ...] = ()
        self.asked: list[str] = []

    def get_feed(self, after: int, _wait_s: int, _keys: str, signer: str) -> Answered:
        self.asked.append(signer)
        document: dict[str, Any] = {
            "terminal": "0817",
            "events": [],
            "cursor": after,
            "acknowledgement": {
                "purpose": "feed",
                "terminal": "0817",
                "issued_at": "2026-11-22T00:00:00Z",
                "content_sha256": "0" * 64,
                "key_id": "ack",
                "signature": "",
            },
        }
        if self.chain:
            document["signers"] = [one.model_dump(mode="json") for one in self.chain]
        return Answered(document, b"{}")


def test_what_the_feed_announces_is_learnt_before_its_day_and_asked_for_once(
    fake_store: FakeStore, terminal: SampleTerminal, settings: AgentSettings, trust: Trust
) -> None:
    told = Told()
    client: Any = told
    clock = SteppingClock()
    reader = FeedReader(
        fake_store,
        client,
        Line(fake_store, clock),
        settings,
        clock,
        commands=CommandRunner(fake_store, clock, Machine),
        wait_s=0,
        stop=Event(),
        trust=trust,
    )
    (first,) = believed(fake_store)
    one, _ = following(first, terminal.acknowledging, "ack-2")
    forged, _ = following("ack-2", Ed25519PrivateKey.generate(), "ack-3")
    for told.chain in ((), (one,), (forged,), ()):
        assert reader._read() == 0
    assert believed(fake_store) == [first, "ack-2"]
    assert told.asked == [first, first, "ack-2", "ack-3"]
