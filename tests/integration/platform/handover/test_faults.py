"""Whatever a department's system does, no case is lost and nobody else waits."""

from __future__ import annotations

import errno
import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlalchemy import update

from kiosk.errors import EnvironmentFault
from sync.platform.form_checks.checker import Checker
from sync.platform.handover.delivery import GIVE_UP, LEASE, Bringer
from sync.platform.handover.run import Handed, HandOver
from sync.platform.handover.sending import Limits, SendingError, send
from sync.platform.handover.signing import Outgoing
from sync.platform.handover.sorting import Sorter
from sync.platform.opened import open_case
from sync.platform.store import tables

NAME = "civil_affairs"
HOUR = timedelta(hours=1)


def answers(status: int, content: bytes = b"", **headers: str) -> Any:
    """Answer so."""

    def behave(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(content)))
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(content)

    behave.__name__ = f"{status}{sorted(headers.values())}"
    return behave


def half(handler: BaseHTTPRequestHandler) -> None:
    """Promise more than comes."""
    handler.send_response(200)
    handler.send_header("Content-Length", "100")
    handler.end_headers()
    handler.wfile.write(b"half")


def half_of_chunks(handler: BaseHTTPRequestHandler) -> None:
    handler.protocol_version = "HTTP/1.1"
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    handler.wfile.write(b"5\r\nhalf")


def hang_up(handler: BaseHTTPRequestHandler) -> None:
    handler.connection.shutdown(socket.SHUT_RDWR)


def garbage(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"\x00\xff no HTTP at all\r\n\r\n")


FAULTS = [
    (answers(500), "handover.refused"),
    (answers(429), "handover.refused"),
    (answers(404), "handover.refused"),
    (answers(422), "handover.refused"),
    (answers(302, Location="/elsewhere"), "handover.redirect"),
    (answers(307, Location="http://127.0.0.1:9/"), "handover.redirect"),
    (
        answers(200, b"<html>", Content_Type="text/html; charset=utf-8"),
        "handover.not_the_department",
    ),
    (half, "handover.cut_off"),
    (half_of_chunks, "handover.cut_off"),
    (hang_up, "handover.cut_off"),
    (garbage, "handover.cut_off"),
]


@pytest.mark.parametrize(("fault", "code"), FAULTS, ids=lambda one: getattr(one, "__name__", one))
def test_a_case_that_was_not_taken_comes_again(
    platform: Any,
    terminal: Any,
    department: Any,
    departments: Any,
    hand_over: Any,
    *,
    standing: Any,
    problem_of: Any,
    fault: Any,
    code: str,
) -> None:
    departments.add(NAME, department.url, actor="a")
    terminal.deliver(terminal.message())
    department.behaviour = fault
    assert hand_over().once() == Handed(1, 0, 1)
    assert problem_of() == code
    assert standing() == (0, 1, 0, 0)
    department.behaviour = None
    platform.clock.ahead = HOUR
    assert hand_over().once() == Handed(0, 1, 0)
    assert problem_of() == ""
    assert len(set(department.deliveries)) == 1
    assert len(department.deliveries) == 2


@pytest.mark.parametrize(
    "answer",
    [
        answers(201, b'{"ok": true}', Content_Type="application/json"),
        answers(204),
        answers(200, b"x" * 1_000_000, Content_Type="text/plain"),
    ],
)
def test_every_2xx_is_a_yes_and_no_answer_is_read_without_end(
    terminal: Any, department: Any, departments: Any, hand_over: Any, *, answer: Any
) -> None:
    departments.add(NAME, department.url, actor="a")
    terminal.deliver(terminal.message())
    department.behaviour = answer
    assert hand_over().once() == Handed(1, 1, 0)


def test_an_answer_byte_by_byte_ends_at_the_deadline(
    terminal: Any, department: Any, departments: Any, hand_over: Any, *, problem_of: Any
) -> None:
    over = threading.Event()

    def trickle(handler: BaseHTTPRequestHandler) -> None:
        while not over.wait(0.01):
            handler.wfile.write(b"H")

    departments.add(NAME, department.url, actor="a")
    terminal.deliver(terminal.message())
    department.behaviour = trickle
    try:
        assert hand_over(exchange_s=1.0).once() == Handed(1, 0, 1)
    finally:
        over.set()
    assert problem_of() in {"handover.silent", "handover.cut_off"}


def test_an_answer_may_take_longer_than_a_connection(
    terminal: Any, department: Any, departments: Any, hand_over: Any
) -> None:
    def hesitate(handler: BaseHTTPRequestHandler) -> None:
        threading.Event().wait(2.5)
        answers(204)(handler)

    departments.add(NAME, department.url, actor="a")
    terminal.deliver(terminal.message())
    department.behaviour = hesitate
    assert hand_over(connect_s=1.0).once() == Handed(1, 1, 0)


def test_a_department_that_hangs_keeps_no_other_waiting(
    terminal: Any, new_department: Any, departments: Any, hand_over: Any
) -> None:
    hanging, working = new_department(), new_department()
    over = threading.Event()
    hanging.behaviour = lambda _: over.wait(120)
    departments.add(NAME, hanging.url, actor="a")
    departments.add("township", working.url, actor="a")
    both = {NAME: ("/data/phone",), "township": ("/data/bank",)}
    running = hand_over(exchange_s=120)
    thread = threading.Thread(target=running.run)
    thread.start()
    try:
        for count in range(1, 4):
            terminal.deliver(terminal.message(terminal.case(routing=both)))
            working.wait_for(count)
        hanging.wait_for(1)
        assert len(hanging.cases) == 1
    finally:
        over.set()
        running.stop()
        thread.join(60)
    assert not thread.is_alive()


def test_nobody_answers_for_three_days(
    platform: Any,
    terminal: Any,
    new_department: Any,
    departments: Any,
    hand_over: Any,
    *,
    standing: Any,
) -> None:
    later = new_department()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        nobody = f"http://127.0.0.1:{taken.getsockname()[1]}/"
    departments.add(NAME, nobody, actor="a")
    for day in range(3):
        platform.clock.ahead = terminal.clock.ahead = timedelta(days=day)
        terminal.deliver(terminal.message())
        assert hand_over().once().failed == 1, "one attempt shows that nobody is there"
    assert standing()[2:] == (0, 0)
    departments.remove(NAME, actor="a")
    departments.add(NAME, later.url, actor="a")
    platform.clock.ahead = timedelta(days=4)
    assert hand_over().once() == Handed(0, 3, 0)
    assert [case["position"] for case in later.cases] == [1, 2, 3]


def test_what_nobody_takes_for_a_week_is_left_to_the_operator_and_never_lost(
    platform: Any,
    terminal: Any,
    department: Any,
    departments: Any,
    hand_over: Any,
    *,
    standing: Any,
    fetch: Any,
) -> None:
    token = departments.add(NAME, department.url, actor="a").token
    department.behaviour = answers(422)
    terminal.deliver(terminal.message())
    assert hand_over().once() == Handed(1, 0, 1)
    platform.clock.ahead = GIVE_UP + HOUR
    assert hand_over().once() == Handed(0, 0, 1)
    assert standing() == (0, 0, 0, 1)
    platform.clock.ahead = 2 * GIVE_UP
    assert hand_over().once() == Handed(0, 0, 0)
    assert len(fetch(token, "cases").json()["cases"]) == 1
    assert departments.retry(NAME, actor="a") == 1
    assert standing() == (1, 0, 0, 0)
    assert hand_over().once() == Handed(0, 0, 1), "its week begins anew"
    department.behaviour = None
    platform.clock.ahead += HOUR
    assert hand_over().once() == Handed(0, 1, 0)
    assert standing() == (0, 0, 1, 0)
    assert len(set(department.deliveries)) == 1


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_a_wish_to_come_later_is_heard(
    platform: Any, terminal: Any, department: Any, departments: Any, hand_over: Any, *, form: str
) -> None:
    wish = (
        "7200" if form == "seconds" else format_datetime(datetime.now(UTC) + 2 * HOUR, usegmt=True)
    )
    departments.add(NAME, department.url, actor="a")
    terminal.deliver(terminal.message(), terminal.message())
    department.behaviour = answers(503, Retry_After=wish)
    assert hand_over().once() == Handed(2, 0, 1)
    department.behaviour = None
    platform.clock.ahead = 1.5 * HOUR
    assert hand_over().once() == Handed(0, 0, 0)
    platform.clock.ahead = 3 * HOUR
    assert hand_over().once() == Handed(0, 2, 0)


@pytest.mark.parametrize(
    ("wish", "wait"),
    [
        ("", timedelta(0)),
        ("soon", timedelta(0)),
        ("-5", timedelta(0)),
        ("²", timedelta(0)),
        ("9" * 400, timedelta(hours=24)),
        ("Sat, 21 Nov 2099 08:00:00 -0000", timedelta(hours=24)),
        ("Sat, 21 Nov 2020 08:00:00 GMT", timedelta(0)),
        ("Sat, 21 Nov 99999 08:00:00 GMT", timedelta(0)),
        ("Sat, 21 Nov 2020 08:00:00 +9999999999999999", timedelta(0)),
        (f"Sat, 21 Nov {'9' * 26} 08:00:00 GMT", timedelta(0)),
    ],
)
def test_no_wish_is_longer_than_a_day(platform: Any, wish: str, wait: timedelta) -> None:
    parts = platform.parts
    assert Bringer(parts.database, parts.keys, platform.clock)._wished(wish) == wait


def test_a_case_that_is_refused_lets_the_next_one_pass(
    terminal: Any, department: Any, departments: Any, hand_over: Any, *, standing: Any
) -> None:
    def refuse_the_first(handler: BaseHTTPRequestHandler) -> None:
        answers(400 if department.cases[-1]["position"] == 1 else 204)(handler)

    departments.add(NAME, department.url, actor="a")
    terminal.deliver(terminal.message(), terminal.message())
    department.behaviour = refuse_the_first
    done = hand_over().once()
    assert (done.cases, done.delivered) == (2, 1)
    assert standing() == (0, 1, 1, 0)


def command(platform: Any) -> list[str]:
    settings = platform.settings
    return [
        *(sys.executable, "-m", "sync.platform.cli", "hand-over", "--data", str(settings.data)),
        *("--database", settings.database_url),
    ]


def test_a_worker_that_is_killed_in_the_middle_loses_nothing(
    platform: Any,
    terminal: Any,
    department: Any,
    departments: Any,
    hand_over: Any,
    *,
    standing: Any,
) -> None:
    departments.add(NAME, department.url, actor="a")
    terminal.deliver(terminal.message())
    over = threading.Event()
    department.behaviour = lambda _: over.wait(120)
    with subprocess.Popen(command(platform), stderr=subprocess.DEVNULL) as process:
        department.wait_for(1)
        process.send_signal(signal.SIGKILL)
    over.set()
    department.behaviour = None
    assert standing() == (0, 1, 0, 0)
    assert hand_over().once() == Handed(0, 0, 0), "its lease has not ended"
    platform.clock.ahead = LEASE + HOUR
    assert hand_over().once() == Handed(0, 1, 0)
    assert len(department.deliveries) == 2
    assert len(set(department.deliveries)) == 1


def test_a_worker_that_wakes_late_does_not_undo_what_another_did(
    platform: Any,
    terminal: Any,
    department: Any,
    departments: Any,
    hand_over: Any,
    *,
    standing: Any,
) -> None:
    departments.add(NAME, department.url, actor="a")
    terminal.deliver(terminal.message())
    over = threading.Event()

    def first_hangs(handler: BaseHTTPRequestHandler) -> None:
        if len(department.cases) == 1:
            over.wait(120)
            answers(500)(handler)
        else:
            answers(204)(handler)

    department.behaviour = first_hangs
    with ThreadPoolExecutor(1) as pool:
        late = pool.submit(hand_over().once)
        try:
            department.wait_for(1)
            platform.clock.ahead = LEASE + HOUR
            assert hand_over().once() == Handed(0, 1, 0)
        finally:
            over.set()
        assert late.result(60).failed == 1
    assert standing() == (0, 0, 1, 0)


def test_what_waits_for_a_department_that_was_removed_goes_on_waiting(
    platform: Any,
    terminal: Any,
    department: Any,
    departments: Any,
    hand_over: Any,
    *,
    standing: Any,
) -> None:
    departments.add(NAME, department.url, actor="a")
    department.behaviour = answers(500)
    terminal.deliver(terminal.message())
    hand_over().once()
    departments.remove(NAME, actor="a")
    department.behaviour = None
    platform.clock.ahead = terminal.clock.ahead = HOUR
    terminal.deliver(terminal.message())
    assert hand_over().once() == Handed(1, 0, 0)
    assert standing() == (1, 1, 0, 0)
    departments.add(NAME, department.url, actor="a")
    assert hand_over().once() == Handed(0, 2, 0)


def test_a_department_removed_between_two_cases_gets_no_more(
    terminal: Any, department: Any, departments: Any, hand_over: Any
) -> None:
    def remove(handler: BaseHTTPRequestHandler) -> None:
        departments.remove(NAME, actor="a")
        answers(204)(handler)

    departments.add(NAME, department.url, actor="a")
    terminal.deliver(terminal.message(), terminal.message())
    department.behaviour = remove
    assert hand_over().once() == Handed(2, 1, 0)


def test_a_case_that_cannot_be_opened_keeps_no_other_waiting(
    platform: Any,
    terminal: Any,
    department: Any,
    departments: Any,
    hand_over: Any,
    *,
    standing: Any,
    new_sorter: Callable[[], Sorter],
) -> None:
    departments.add(NAME, department.url, actor="a")
    spoiled, good = terminal.deliver(terminal.message(), terminal.message()).results

    def seal_to(key_id: str) -> None:
        with platform.parts.database.engine.begin() as line:
            line.execute(
                update(tables.messages)
                .where(tables.messages.c.id == spoiled.id)
                .values(key_id=key_id)
            )

    key_id = platform.parts.keys.public_keys[0].key_id
    seal_to("lost")
    assert hand_over().once() == Handed(1, 1, 0)
    assert department.cases[0]["case_number"] == good.case_number
    seal_to(key_id)
    assert hand_over().once() == Handed(0, 0, 0), "it is looked at again after an hour"
    platform.clock.ahead = 2 * HOUR
    seal_to("lost")
    assert hand_over().once() == Handed(0, 0, 0)
    seal_to(key_id)
    platform.clock.ahead = 4 * HOUR
    new_sorter().sort()
    seal_to("lost")
    assert hand_over().once() == Handed(0, 0, 1)
    assert standing() == (0, 1, 1, 0)


@pytest.fixture
def seal_to(platform: Any) -> Callable[[str], None]:
    """Say of every message that it was sealed to another key."""

    def seal(key_id: str) -> None:
        with platform.parts.database.engine.begin() as line:
            line.execute(update(tables.messages).values(key_id=key_id))

    return seal


def test_a_case_that_cannot_be_opened_is_not_given_up_for_it(
    platform: Any,
    terminal: Any,
    department: Any,
    departments: Any,
    hand_over: Any,
    *,
    standing: Any,
    seal_to: Any,
    new_sorter: Callable[[], Sorter],
) -> None:
    departments.add(NAME, department.url, actor="a")
    terminal.deliver(terminal.message())
    new_sorter().sort()
    seal_to("lost")
    assert hand_over().once() == Handed(0, 0, 1)
    platform.clock.ahead = GIVE_UP + HOUR
    assert hand_over().once() == Handed(0, 0, 1)
    assert standing() == (0, 1, 0, 0)
    seal_to(platform.parts.keys.public_keys[0].key_id)
    department.behaviour = answers(500)
    platform.clock.ahead += HOUR
    assert hand_over().once() == Handed(0, 0, 1)
    assert standing() == (0, 1, 0, 0), "its week begins with what reached for the department"
    platform.clock.ahead += GIVE_UP + HOUR
    assert hand_over().once() == Handed(0, 0, 1)
    assert standing() == (0, 0, 0, 1)


@pytest.mark.parametrize(
    ("what", "wrong"),
    [
        ("socket.socket.dup", OSError(errno.EMFILE, "Too many open files")),
        ("threading.Timer.start", RuntimeError("can't start new thread")),
        ("sync.platform.handover.delivery.handed_case", ValueError("x")),
        ("sync.platform.handover.delivery.signed", ValueError("x")),
    ],
    ids=["descriptors", "threads", "document", "signature"],
)
def test_a_machine_that_has_nothing_left_lets_a_case_wait_and_not_for_its_lease(
    platform: Any,
    terminal: Any,
    department: Any,
    departments: Any,
    hand_over: Any,
    *,
    problem_of: Any,
    monkeypatch: pytest.MonkeyPatch,
    what: str,
    wrong: Exception,
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise wrong

    departments.add(NAME, department.url, actor="a")
    terminal.deliver(terminal.message(), terminal.message())
    with monkeypatch.context() as broken:
        broken.setattr(what, fail)
        assert hand_over().once() == Handed(2, 0, 1), "the next would fare no better"
    assert problem_of() == "platform.bug"
    with platform.parts.database.reading() as transaction:
        row = transaction.handovers.get(NAME, 1)
    assert row.leased_until is None
    platform.clock.ahead = HOUR
    assert hand_over().once() == Handed(0, 2, 0)


def test_a_department_that_is_added_again_begins_anew(
    platform: Any,
    terminal: Any,
    new_department: Any,
    departments: Any,
    hand_over: Any,
    *,
    standing: Any,
) -> None:
    gone, moved = new_department(), new_department()
    gone.behaviour = answers(503, Retry_After="86400")
    departments.add(NAME, gone.url, actor="a")
    terminal.deliver(terminal.message())
    assert hand_over().once() == Handed(1, 0, 1)
    platform.clock.ahead = GIVE_UP - HOUR
    assert hand_over().once() == Handed(0, 0, 1)
    platform.clock.ahead = GIVE_UP + HOUR
    departments.remove(NAME, actor="a")
    departments.add(NAME, moved.url, actor="a")
    assert standing() == (1, 0, 0, 0)
    moved.behaviour = answers(500)
    assert hand_over().once() == Handed(0, 0, 1), "the old address wished to wait, not this one"
    assert standing() == (0, 1, 0, 0), "and failed for a week"


def test_an_attempt_at_the_address_of_before_tells_nothing_about_the_new_one(
    platform: Any,
    terminal: Any,
    new_department: Any,
    departments: Any,
    hand_over: Any,
    *,
    standing: Any,
    problem_of: Any,
) -> None:
    gone, moved = new_department(), new_department()
    gone_over, moved_over = threading.Event(), threading.Event()

    def fail_late(handler: BaseHTTPRequestHandler) -> None:
        gone_over.wait(120)
        answers(500)(handler)

    def take_late(handler: BaseHTTPRequestHandler) -> None:
        moved_over.wait(120)
        answers(204)(handler)

    gone.behaviour, moved.behaviour = fail_late, take_late
    departments.add(NAME, gone.url, actor="a")
    terminal.deliver(terminal.message())
    with ThreadPoolExecutor(2) as pool:
        try:
            first = pool.submit(hand_over(exchange_s=120).once)
            gone.wait_for(1)
            departments.remove(NAME, actor="a")
            departments.add(NAME, moved.url, actor="a")
            second = pool.submit(hand_over(exchange_s=120).once)
            moved.wait_for(1)
            gone_over.set()
            assert first.result(60).failed == 1
            assert problem_of() == ""
            with platform.parts.database.reading() as transaction:
                found = transaction.handovers.department(NAME)
            assert (found.failures, found.paused_until) == (0, None)
        finally:
            gone_over.set()
            moved_over.set()
        assert second.result(60).delivered == 1
    assert standing() == (0, 0, 1, 0)


def test_names_no_department_can_have_are_left_out(
    terminal: Any, departments: Any, hand_over: Any
) -> None:
    names = ["a b", "x" * 65, "", "\x00", *(f"d{number:03}" for number in range(80))]
    body = terminal.case(routing=dict.fromkeys(names, ("/data/phone",)))
    terminal.deliver(terminal.message(body))
    assert hand_over().once().cases == 1
    assert [one["department"] for one in departments.list()] == [f"d{n:03}" for n in range(64)]


@pytest.mark.parametrize("wrong", [EnvironmentFault("store.gone", "It restarts."), ValueError("x")])
def test_hand_over_goes_on_after_a_fault_of_its_own(
    terminal: Any,
    department: Any,
    departments: Any,
    hand_over: Any,
    *,
    monkeypatch: pytest.MonkeyPatch,
    wrong: Exception,
) -> None:
    departments.add(NAME, department.url, actor="a")
    whole_check, whole_sort, whole_bring = Checker.check, Sorter.sort, Bringer.bring
    broken = {"check", "sort", "bring"}

    def check(checker: Checker) -> int | None:
        if "check" in broken:
            broken.remove("check")
            raise wrong
        return whole_check(checker)

    def sort(sorter: Sorter) -> int | None:
        if "sort" in broken:
            broken.remove("sort")
            raise wrong
        return whole_sort(sorter)

    def bring(bringer: Bringer, *what: Any) -> Any:
        if "bring" in broken:
            broken.remove("bring")
            raise wrong
        return whole_bring(bringer, *what)

    monkeypatch.setattr(Checker, "check", check)
    monkeypatch.setattr(Sorter, "sort", sort)
    monkeypatch.setattr(Bringer, "bring", bring)
    running: HandOver = hand_over()
    thread = threading.Thread(target=running.run)
    thread.start()
    try:
        terminal.deliver(terminal.message())
        department.wait_for(1)
    finally:
        running.stop()
        thread.join(60)
    assert broken == set()


def test_a_database_that_is_gone_is_no_fault_of_a_case(
    terminal: Any, new_sorter: Callable[[], Sorter], monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal.deliver(terminal.message())

    def gone(*_: Any) -> None:
        raise EnvironmentFault("store.gone", "It restarts.")

    sorter = new_sorter()
    with monkeypatch.context() as broken:
        broken.setattr("sync.platform.handover.sorting.open_case", gone)
        with pytest.raises(EnvironmentFault):
            sorter.sort()
    assert sorter.sort() == 1


def test_a_case_that_is_a_riddle_to_us_keeps_no_other_waiting(
    terminal: Any,
    department: Any,
    departments: Any,
    hand_over: Any,
    *,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    departments.add(NAME, department.url, actor="a")
    riddle, good = terminal.deliver(terminal.message(), terminal.message()).results

    def read(transaction: Any, case: Any, keys: Any) -> Any:
        if case.case_number == riddle.case_number:
            raise ValueError
        return open_case(transaction, case, keys)

    monkeypatch.setattr("sync.platform.handover.sorting.open_case", read)
    assert hand_over().once() == Handed(1, 1, 0)
    assert department.cases[0]["case_number"] == good.case_number
    assert hand_over().once() == Handed(0, 0, 0), "it is looked at again after an hour"


def test_a_queue_without_end_keeps_no_department_and_nobody_who_stops_it_waiting(
    terminal: Any,
    department: Any,
    departments: Any,
    hand_over: Any,
    *,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    keep = Sorter._keep

    def keep_and_get_more(sorter: Sorter, found: Any) -> int:
        terminal.deliver(terminal.message())
        return keep(sorter, found)

    departments.add(NAME, department.url, actor="a")
    terminal.deliver(terminal.message())
    monkeypatch.setattr(Sorter, "_keep", keep_and_get_more)
    running = hand_over()
    thread = threading.Thread(target=running.run)
    thread.start()
    try:
        department.wait_for(2)
    finally:
        running.stop()
        thread.join(60)
    assert not thread.is_alive()


def test_who_cannot_sort_can_still_bring(
    terminal: Any,
    department: Any,
    departments: Any,
    hand_over: Any,
    *,
    new_sorter: Callable[[], Sorter],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(_: Sorter) -> None:
        raise ValueError

    departments.add(NAME, department.url, actor="a")
    terminal.deliver(terminal.message())
    new_sorter().sort()
    monkeypatch.setattr(Sorter, "sort", fail)
    running = hand_over()
    thread = threading.Thread(target=running.run)
    thread.start()
    try:
        department.wait_for(1)
    finally:
        running.stop()
        thread.join(60)
    assert not thread.is_alive()


def test_all_departments_together_have_one_time_to_end_in(
    platform: Any,
    terminal: Any,
    new_department: Any,
    departments: Any,
    hand_over: Any,
    *,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hanging = {NAME: new_department(), "township": new_department()}
    over = threading.Event()
    for name, one in hanging.items():
        one.behaviour = lambda _: over.wait(120)
        departments.add(name, one.url, actor="a")
    both = {NAME: ("/data/phone",), "township": ("/data/bank",)}
    terminal.deliver(terminal.message(terminal.case(routing=both)))
    running = hand_over(exchange_s=120)
    thread = threading.Thread(target=running.run)
    thread.start()
    try:
        for one in hanging.values():
            one.wait_for(1)
        asked: list[float] = []

        def long_after_the_first_question() -> float:
            asked.append(1e9 if asked else 0.0)
            return asked[-1]

        monkeypatch.setattr(platform.clock, "monotonic", long_after_the_first_question)
        running.stop()
        thread.join(45)
        assert not thread.is_alive()
    finally:
        over.set()
        running.stop()
        for left in threading.enumerate():
            if left is thread or left.name.startswith("department "):
                left.join(60)


def test_two_who_sort_the_same_case_make_one_row(
    terminal: Any, new_sorter: Callable[[], Sorter], standing: Any
) -> None:
    terminal.deliver(terminal.message())
    sorters = [new_sorter() for _ in range(2)]
    found, unread = sorters[0]._look()
    assert unread == []
    assert sorters[1].sort() == 1
    assert sorters[0]._keep(found) == 0
    assert standing() == (1, 0, 0, 0)


# --- TLS ------------------------------------------------------------------------------------------


@pytest.fixture
def behind_tls(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A department's system that nobody vouches for: its address and its certificate."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    public, both = tmp_path / "public.pem", tmp_path / "both.pem"
    public.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    both.write_bytes(
        public.read_bytes()
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            answers(204)(self)

        def log_message(self, *_: Any) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: Any) -> None:
            """The platform does not like our certificate."""

    server = Server(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(both)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"https://127.0.0.1:{server.server_port}/", public
    server.shutdown()
    thread.join(60)
    server.server_close()


def test_only_a_department_with_a_trusted_certificate_is_told_anything(
    behind_tls: tuple[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, certificate = behind_tls
    with pytest.raises(SendingError) as caught:
        send(Outgoing(url, b"{}"), Limits(60, 60))
    assert caught.value.code == "handover.certificate"
    monkeypatch.setitem(os.environ, "SSL_CERT_FILE", str(certificate))
    assert send(Outgoing(url, b"{}"), Limits(60, 60)) == 204


def test_who_does_not_even_shake_hands_is_waited_for_until_the_deadline() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"https://127.0.0.1:{silent.getsockname()[1]}/"
        with pytest.raises(SendingError) as caught:
            send(Outgoing(url, b"{}"), Limits(60, 0.5))
    assert caught.value.code == "handover.silent"


def test_a_connection_that_took_too_long_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync.platform.handover.sending.LONGEST", timedelta(seconds=-1))
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
        with pytest.raises(SendingError) as caught:
            send(Outgoing(url, b"{}"), Limits(60, 60))
    assert caught.value.code == "handover.unreachable"
