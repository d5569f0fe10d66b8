"""The agent learns the platform's new keys, and what is deposited then is sealed to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from threading import Event
from typing import Any

import pytest

from kiosk.cases import delivery
from kiosk.cases.deposit import deposit
from kiosk.cases.enrolling import learn_keys
from kiosk.cases.fakes import FakeStore
from kiosk.cases.ports import CaseStore
from kiosk.cases.samples import SampleTerminal, SteppingClock, sample_submission
from kiosk.clock import SystemClock
from kiosk.store import Store
from sync.agent.answers import Answer, Answered
from sync.agent.commands import CommandRunner
from sync.agent.feed import FeedReader
from sync.agent.health import Machine
from sync.agent.line import Line
from sync.agent.settings import AgentSettings
from sync.protocol.envelope import PlatformKey, generate_platform_key
from sync.protocol.messages import KeysOffer, PlatformKeyModel
from sync.protocol.platform_keys import digest_of

Wait = Callable[[Callable[[], object]], None]


def sealed_to(store: CaseStore) -> str:
    identity = store.terminal()
    assert identity is not None
    return identity.platform_keys[0].key_id


def test_after_a_rotation_cases_are_sealed_to_the_new_key_and_arrive(
    platform: Any, enrolled: Store, start_agent: Callable[[CaseStore], Any], wait_for: Wait
) -> None:
    start_agent(enrolled)
    before = sealed_to(enrolled)
    old = deposit(enrolled.unit_of_work(), sample_submission(), clock=SystemClock())
    platform.run("keys", "--rotate")
    wait_for(lambda: sealed_to(enrolled) != before)
    new = deposit(enrolled.unit_of_work(), sample_submission(), clock=SystemClock())
    wait_for(lambda: delivery.counts(enrolled.reading()).acknowledged == 2)
    with enrolled.reading() as uow:
        messages = uow.outbox.load([old.message_id, new.message_id])
    assert [one.context.key_id for one in messages] == [before, sealed_to(enrolled)]


class Told:
    """A client whose platform offers keys."""

    nonce = "the nonce of our request"
    offset_s = 0.0

    def __init__(self) -> None:
        self.offer = KeysOffer.model_construct()
        self.known: list[str] = []

    def get_feed(self, after: int, _wait_s: int, keys: str, _signer: str) -> Answer:
        self.known.append(keys)
        document = {
            "terminal": "0817",
            "events": [],
            "cursor": after,
            "keys": self.offer.model_dump(mode="json"),
            "acknowledgement": {
                "purpose": "feed",
                "terminal": "0817",
                "issued_at": "2026-11-22T00:00:00Z",
                "content_sha256": "0" * 64,
                "key_id": "ack",
                "signature": "",
            },
        }
        return Answered(document, b"{}")


def read(reader: FeedReader) -> None:
    assert reader._read() == 0


@pytest.fixture
def store(fake_store: FakeStore, terminal: SampleTerminal) -> FakeStore:
    fake_store.data.identity = terminal.identity
    return fake_store


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def reader(
    store: FakeStore, told: Told, settings: AgentSettings, clock: SteppingClock
) -> FeedReader:
    client: Any = told
    commands = CommandRunner(store, clock, Machine)
    return FeedReader(
        store,
        client,
        Line(store, clock),
        settings,
        clock,
        commands=commands,
        wait_s=0,
        stop=Event(),
    )


def offered(nonce: str, *keys: PlatformKey) -> KeysOffer:
    return KeysOffer(nonce=nonce, platform_keys=tuple(map(PlatformKeyModel.of, keys)))


def test_keys_are_learnt_and_the_platform_told_which_are_known(
    store: FakeStore, told: Told, reader: FeedReader, terminal: SampleTerminal
) -> None:
    _, new = generate_platform_key("new")
    told.offer = offered(told.nonce, new, *terminal.identity.platform_keys)
    read(reader)
    read(reader)
    keys = (new, *terminal.identity.platform_keys)
    assert store.data.identity == replace(terminal.identity, platform_keys=keys)
    assert told.known == [digest_of(terminal.identity.platform_keys), digest_of(keys)]


def test_an_old_offer_changes_nothing(
    store: FakeStore, told: Told, reader: FeedReader, terminal: SampleTerminal
) -> None:
    _, old = generate_platform_key("old")
    told.offer = offered("the nonce of another request", old)
    read(reader)
    read(reader)
    assert store.data.identity == terminal.identity
    assert len(set(told.known)) == 1, "it goes on asking"


def test_a_key_we_cannot_seal_to_is_passed_over_and_not_told_for_ever(
    store: FakeStore, told: Told, reader: FeedReader, terminal: SampleTerminal
) -> None:
    later = PlatformKey("later", "sm2-sm4gcm", bytes(65))
    told.offer = offered(told.nonce, later)
    read(reader)
    read(reader)
    assert store.data.identity == terminal.identity
    assert told.known[1] == digest_of([later])


def test_of_several_keys_the_newest_one_we_can_seal_to_is_used(
    store: FakeStore, told: Told, reader: FeedReader, terminal: SampleTerminal
) -> None:
    later, (_, new) = PlatformKey("later", "sm2-sm4gcm", bytes(65)), generate_platform_key("new")
    told.offer = offered(told.nonce, later, new, *terminal.identity.platform_keys)
    read(reader)
    made = deposit(store.unit_of_work(), sample_submission(), clock=SystemClock())
    with store.reading() as uow:
        (message,) = uow.outbox.load([made.message_id])
    assert message.context.key_id == "new"
    read(reader)
    assert told.known[1] == digest_of([later, new, *terminal.identity.platform_keys])


def test_who_is_not_enrolled_has_nothing_to_learn_and_asks_for_no_keys(
    fake_store: FakeStore, told: Told, settings: AgentSettings, clock: SteppingClock
) -> None:
    _, key = generate_platform_key("key")
    learn_keys(fake_store.unit_of_work(), [key])
    assert fake_store.data.identity is None
    client: Any = told
    commands = CommandRunner(fake_store, clock, Machine)
    line = Line(fake_store, clock)
    reader = FeedReader(
        fake_store, client, line, settings, clock, commands=commands, wait_s=0, stop=Event()
    )
    told.offer = offered("", key)
    read(reader)
    assert told.known == [""]
