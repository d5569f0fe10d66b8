"""A log that somebody wrote into with tools of their own: found, told, and in nobody's way."""

from __future__ import annotations

import pytest

from kiosk.cases import delivery
from kiosk.cases.audit import check, note_start, tell
from kiosk.cases.messages import MessageState
from kiosk.cases.retirement import retire, wipe
from kiosk.cases.samples import SteppingClock, sample_terminal
from kiosk.errors import BugError
from kiosk.store import Store
from sync.protocol.body import AuditBreakBody, read_audit
from sync.protocol.envelope import open_sealed

TERMINAL = sample_terminal()
FAR = 2**53 - 1
ROW = "(position, at, actor, act, subject, outcome, sha256)"


def note(store: Store, *acts: str) -> None:
    with store.unit_of_work() as uow:
        for act in acts:
            uow.audit.note("technician li", act)
        uow.commit()


def write(store: Store, *statements: str) -> None:
    with store._engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def put_in(position: int, sha256: str = "'x'") -> str:
    return f"INSERT INTO audit {ROW} VALUES ({position}, 0, '', '', '', '', {sha256})"  # noqa: S608


def acts(store: Store) -> list[tuple[int, str]]:
    with store.reading() as uow:
        return [(one.position, one.act) for one in uow.audit.entries()]


@pytest.fixture
def noted(store: Store) -> Store:
    with store.unit_of_work() as uow:
        uow.terminal.save(TERMINAL.identity)
        uow.commit()
    note(store, "first", "second", "third")
    return store


CHANGES = [
    ("UPDATE audit SET actor = x'00ff' WHERE position = 2", [2]),
    ("UPDATE audit SET act = CAST(x'ff00fe' AS TEXT) WHERE position = 2", [2]),
    ("UPDATE audit SET subject = CAST(x'ff00fe' AS TEXT) WHERE position = 3", [3]),
    ("UPDATE audit SET outcome = 7 WHERE position = 3", [3]),
    ("UPDATE audit SET at = 'yesterday' WHERE position = 1", [1]),
    ("UPDATE audit SET at = x'01' WHERE position = 3", [3]),
    ("UPDATE audit SET at = 9e300 WHERE position = 3", [3]),
    ("UPDATE audit SET at = -1 WHERE position = 3", [3]),
    ("UPDATE audit SET at = 9223372036854775807 WHERE position = 2", [2]),
    ("UPDATE audit SET sha256 = CAST(x'ff00fe' AS TEXT) WHERE position = 3", [3]),
    ("UPDATE audit SET sha256 = x'ff' WHERE position = 2", [2, 3]),
    ("UPDATE audit SET position = -9223372036854775808 WHERE position = 3", [-(2**63), 1]),
    ("UPDATE audit SET position = 0 WHERE position = 3", [0, 1]),
    (put_in(FAR), [FAR]),
    (put_in(2**63 - 1), [2**63 - 1]),
]


@pytest.mark.parametrize(("change", "broken"), CHANGES)
def test_it_is_found_told_and_the_log_goes_on(
    noted: Store, clock: SteppingClock, change: str, broken: list[int]
) -> None:
    write(noted, change)
    before = {position for position, _ in acts(noted)}
    assert check(noted) == broken
    tell(noted, broken, clock=clock)
    note(noted, "fourth")
    added = [act for position, act in acts(noted) if position not in before]
    assert added == ["audit.broken"] * len(broken) + ["fourth"]
    with noted.reading() as uow:
        words = uow.outbox.in_state(MessageState.QUEUED)
    told = [
        read_audit(open_sealed(word.body, word.context, TERMINAL.platform_key)) for word in words
    ]
    assert told == [AuditBreakBody(position=min(max(at, 1), FAR), at=clock.now()) for at in broken]


@pytest.mark.parametrize(("change", "broken"), CHANGES)
def test_a_revoked_terminal_wipes_itself_all_the_same(
    noted: Store, clock: SteppingClock, change: str, broken: list[int]
) -> None:
    write(noted, change)
    wipe(noted, clock=clock)
    retire(noted)
    identity = noted.terminal()
    assert identity is not None
    assert identity.revoked_at == clock.now()
    assert not identity.private_key
    assert {"terminal.revoked", "key.destroyed"} <= {act for _, act in acts(noted)}
    assert set(broken) <= set(check(noted))


def test_behind_a_place_at_the_end_of_all_places_the_log_goes_on_where_it_was(
    noted: Store,
) -> None:
    write(noted, put_in(FAR - 1))
    note(noted, "behind it", "fourth", "fifth")
    assert acts(noted) == [
        (1, "first"),
        (2, "second"),
        (3, "third"),
        (4, "fourth"),
        (5, "fifth"),
        (FAR - 1, ""),
        (FAR, "behind it"),
    ]
    assert check(noted) == [FAR - 1]


def test_no_more_is_told_at_once_than_somebody_reads(noted: Store, clock: SteppingClock) -> None:
    note(noted, *map(str, range(30)))
    write(noted, "UPDATE audit SET outcome = 'changed'")
    tell(noted, check(noted), clock=clock)
    assert delivery.counts(noted.reading()).pending == 20
    tell(noted, check(noted), clock=clock)
    assert delivery.counts(noted.reading()).pending == 33


def test_a_log_that_is_not_there_is_a_mistake_to_be_told(noted: Store) -> None:
    write(noted, "DROP TABLE audit")
    with pytest.raises(BugError):
        check(noted)


def test_starts_are_noted_once_an_hour_and_whenever_something_else_was_done(
    store: Store, clock: SteppingClock
) -> None:
    for _ in range(3):
        note_start(store, clock=clock)
        clock.advance(60)
    note(store, "key.changed")
    note_start(store, clock=clock)
    clock.advance(3599)
    note_start(store, clock=clock)
    clock.advance(1)
    note_start(store, clock=clock)
    clock.advance(-3600)  # a clock that was set back
    note_start(store, clock=clock)
    assert [act for _, act in acts(store)] == [
        "agent.started",
        "key.changed",
        "agent.started",
        "agent.started",
        "agent.started",
    ]
