"""What every store owes the log of what was done; runs on the fake and on the real one."""

from dataclasses import replace
from uuid import UUID

import pytest

from kiosk.cases import delivery, key_change, quarantine, retirement
from kiosk.cases.audit import AuditEntry, breaks, check, tell
from kiosk.cases.commands import CommandOutcome, settle
from kiosk.cases.delivery import Refused
from kiosk.cases.deposit import deposit
from kiosk.cases.enrolling import keep, learn_keys, learn_signers
from kiosk.cases.fakes import FakeStore
from kiosk.cases.mirror import apply_feed
from kiosk.cases.ports import CaseStore
from kiosk.cases.records import RemoteCommand
from kiosk.cases.samples import NOON, SampleTerminal, SteppingClock, sample_submission
from sync.protocol.command_names import CommandName


def note(store: CaseStore, *acts: str) -> None:
    with store.unit_of_work() as uow:
        for act in acts:
            uow.audit.note("technician li", act, "subject", "done")
        uow.commit()


def entries(store: CaseStore) -> list[AuditEntry]:
    with store.reading() as uow:
        return uow.audit.entries()


def tell_all(store: CaseStore, clock: SteppingClock) -> list[int]:
    broken = check(store)
    tell(store, broken, clock=clock)
    return broken


def acts(store: CaseStore) -> list[tuple[str, str]]:
    return [(one.actor, one.act) for one in entries(store)]


def test_entries_come_back_as_they_were_noted_and_follow_one_another(
    store: CaseStore, clock: SteppingClock
) -> None:
    assert entries(store) == []
    note(store, "first")
    clock.advance(60.000_001)
    note(store, "second", "third")
    found = entries(store)
    assert [one.position for one in found] == [1, 2, 3]
    assert [one.act for one in found] == ["first", "second", "third"]
    assert {(one.actor, one.subject, one.outcome) for one in found} == {
        ("technician li", "subject", "done")
    }
    assert found[0].at == NOON
    assert found[1].at == found[2].at == clock.now()
    assert breaks(found) == []


def test_what_is_not_committed_is_not_noted(store: CaseStore) -> None:
    note(store, "first")
    with store.unit_of_work() as uow:
        uow.audit.note("agent", "second")
    note(store, "third")
    assert [(one.position, one.act) for one in entries(store)] == [(1, "first"), (2, "third")]


def test_a_whole_log_is_no_news(store: CaseStore, clock: SteppingClock) -> None:
    note(store, "first", "second")
    assert check(store) == []
    tell(store, [], clock=clock)
    assert len(entries(store)) == 2
    assert delivery.counts(store.reading()).pending == 0


def test_an_enrolment_and_every_one_after_it_is_noted(
    empty_store: CaseStore, terminal: SampleTerminal, clock: SteppingClock
) -> None:
    keep(empty_store.unit_of_work(), terminal.identity, clock=clock, actor="technician li")
    keep(empty_store.unit_of_work(), terminal.identity, clock=clock)
    assert [(one.actor, one.act, one.subject) for one in entries(empty_store)] == [
        ("technician li", "terminal.enrolled", terminal.identity.terminal),
        ("technician", "terminal.enrolled_again", terminal.identity.terminal),
    ]


def test_keys_of_either_side_that_change_are_noted(
    store: CaseStore, terminal: SampleTerminal, clock: SteppingClock
) -> None:
    learn_keys(store.unit_of_work(), terminal.identity.platform_keys)
    learn_signers(store.unit_of_work(), {"ack-1": bytes(32), "ack-2": bytes(32)})
    identity = key_change.begin(store.unit_of_work(), actor="technician li")
    key_change.finish(store.unit_of_work(), identity.next_key, clock=clock)
    assert acts(store) == [
        ("platform", "keys.learnt"),
        ("platform", "signers.learnt"),
        ("technician li", "key.wanted"),
        ("agent", "key.changed"),
    ]
    assert [one.subject for one in entries(store)[:2]] == [
        terminal.identity.platform_keys[0].key_id,
        "ack-1 ack-2",
    ]
    secrets = (identity.next_key, identity.private_key)
    assert not any(secret.hex() in str(entries(store)) for secret in secrets)


def test_commands_and_forks_are_noted_with_what_came_of_them(
    store: CaseStore, clock: SteppingClock
) -> None:
    command = RemoteCommand(UUID(int=7), 1, CommandName.SELF_TEST, NOON, NOON)
    apply_feed(store.unit_of_work(), [], 1, [command])
    outcome = CommandOutcome("failed", "command.no_screen", "The screen does not run.")
    assert settle(store.unit_of_work(), command, outcome, clock=clock)
    delivery.start_new_epoch(store.unit_of_work(), tell=False, clock=clock)
    told, forked = entries(store)
    assert (told.actor, told.act, told.subject, told.outcome) == (
        "operator",
        "command:self-test",
        str(UUID(int=7)),
        "failed command.no_screen",
    )
    with store.reading() as uow:
        epoch = uow.numbers.epoch()
    assert (forked.act, forked.subject, forked.outcome) == (
        "epoch.begun",
        str(epoch),
        "1 messages moved",
    )


def test_a_revocation_is_noted_once_and_the_log_outlives_it(
    store: CaseStore, clock: SteppingClock
) -> None:
    note(store, "first")
    for _ in range(2):
        retirement.wipe(store, clock=clock)
        retirement.retire(store)
    assert [one.act for one in entries(store)] == ["first", "terminal.revoked", "key.destroyed"]
    assert check(store) == []


def test_what_was_sent_again_is_noted_if_there_was_any(
    store: CaseStore, clock: SteppingClock
) -> None:
    assert quarantine.resend_all(store, actor="technician li") == 0
    assert entries(store) == []
    case = deposit(store.unit_of_work(), sample_submission(), clock=clock)
    batch = delivery.lease_batch(
        store.unit_of_work(), owner="a", limit=9, max_bytes=10**6, lease_s=60, clock=clock
    )
    assert [one.message_id for one in batch] == [case.message_id]
    delivery.quarantine(store.unit_of_work(), "a", [Refused(case.message_id, "body.invalid")])
    assert quarantine.resend_all(store, actor="technician li") == 1
    (entry,) = entries(store)
    assert (entry.actor, entry.act) == ("technician li", "quarantine.resent")
    assert (entry.subject, entry.outcome) == ("messages", "1")


class TestAChangedLog:
    """Somebody has the store open with tools of their own."""

    @pytest.fixture
    def changed(self, clock: SteppingClock, terminal: SampleTerminal) -> FakeStore:
        store = FakeStore(clock)
        keep(store.unit_of_work(), terminal.identity, clock=clock)
        note(store, "second", "third", "fourth", "fifth")
        return store

    def test_each_place_is_told_once_with_a_message_and_an_entry(
        self, changed: FakeStore, clock: SteppingClock
    ) -> None:
        log = changed.data.audit
        log[1] = replace(log[1], actor="technician wang")
        assert tell_all(changed, clock) == [2]
        assert tell_all(changed, clock) == [2], "it stays broken, and is told once"
        told = changed.data.audit[-1]
        assert (told.position, told.actor, told.act, told.subject) == (
            6,
            "agent",
            "audit.broken",
            "2",
        )
        (word,) = changed.data.messages.values()
        assert word.kind == "audit"
        changed.data.audit[3] = replace(changed.data.audit[3], outcome="")
        assert tell_all(changed, clock) == [2, 4]
        assert len(changed.data.messages) == 2

    def test_who_has_nobody_to_tell_tells_it_when_there_is_somebody(
        self, changed: FakeStore, clock: SteppingClock, terminal: SampleTerminal
    ) -> None:
        retirement.wipe(changed, clock=clock)
        del changed.data.audit[1]
        assert tell_all(changed, clock) == [3]
        assert not changed.data.messages
        keep(changed.unit_of_work(), terminal.identity, clock=clock)
        assert tell_all(changed, clock) == [3]
        assert changed.data.audit[-1].act == "audit.broken"
        assert len(changed.data.messages) == 1
