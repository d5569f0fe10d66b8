"""A chain of entries, and everything somebody may do to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256

import pytest

from kiosk.cases.audit import AuditEntry, breaks, entry_after

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)

Change = Callable[[list[AuditEntry]], object]


def chain(length: int) -> list[AuditEntry]:
    made: list[AuditEntry] = []
    for number in range(length):
        last = made[-1] if made else None
        at = NOON + timedelta(minutes=number)
        made.append(entry_after(last, at, "agent", f"act {number}", subject="王", outcome=""))
    return made


def swap(log: list[AuditEntry], one: int, other: int) -> None:
    log[one], log[other] = log[other], log[one]


def put_in(log: list[AuditEntry], at: int) -> None:
    log.insert(at, entry_after(log[at - 1], NOON, "agent", "invented", subject="", outcome=""))


def change(name: str, value: object, at: int = 2) -> Change:
    def do(log: list[AuditEntry]) -> None:
        log[at] = replace(log[at], **{name: value})

    return do


def forged(log: list[AuditEntry]) -> None:
    """Who changes an entry and reckons its own hash anew is betrayed by the next one."""
    false = replace(log[2], act="nothing")
    log[2] = replace(false, sha256=false.digest(log[1].sha256))


def test_the_hash_is_over_everything_and_the_one_before() -> None:
    first, second = chain(2)
    said = (
        f'[2,"2026-11-21T04:01:00.000000+00:00","agent","act 1","王","","{first.sha256}"]'
    ).encode()
    assert second.sha256 == sha256(b"bianmin-audit-v1\0" + said).hexdigest()


def test_it_does_not_depend_on_the_zone_a_moment_is_written_in() -> None:
    (entry,) = chain(1)
    there = replace(entry, at=NOON.astimezone(timezone(timedelta(hours=8))))
    assert breaks([there]) == []


@pytest.mark.parametrize("length", [0, 1, 5])
def test_a_chain_that_nobody_touched_is_whole(length: int) -> None:
    assert breaks(chain(length)) == []


@pytest.mark.parametrize(
    ("tamper", "found"),
    [
        (change("act", "another"), [3]),
        (change("actor", "technician wang"), [3]),
        (change("subject", ""), [3]),
        (change("outcome", "done"), [3]),
        (change("at", NOON), [3]),
        (change("position", 7), [7, 4]),
        (change("sha256", "0" * 64), [3, 4]),
        (change("act", "another", at=0), [1]),
        (change("act", "another", at=4), [5]),
        (forged, [4]),
        (lambda log: log.pop(0), [2]),
        (lambda log: log.pop(2), [4]),
        (lambda log: swap(log, 1, 2), [3, 2, 4]),
        (lambda log: put_in(log, 2), [3]),
        (lambda log: log.clear(), []),
    ],
)
def test_whatever_is_changed_is_found_where_it_was(tamper: Change, found: list[int]) -> None:
    log = chain(5)
    tamper(log)
    assert breaks(log) == found


def test_each_of_several_changes_is_found() -> None:
    log = chain(9)
    for at in (1, 4, 7):
        log[at] = replace(log[at], act="another")
    assert breaks(log) == [2, 5, 8]
