"""A department gets each of its cases, signed, with the fields it may see, and gets it once."""

from __future__ import annotations

import json
import socket
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from sync.platform.handover.run import Handed
from sync.protocol.body import AttachmentBody, SealedFileBody

NAME = "civil_affairs"
PICTURE = b"\x89PNG picture"
ROUTED = {
    "answers": {"phone": "13812345678", "bank": "6228", "photo": "photo.png", "paper": "paper.pdf"},
    "routing": {NAME: ("/data/phone", "/data/photo"), "township": ("/data/bank",)},
    "attachments": (
        AttachmentBody.of("photo.png", "image/png", PICTURE),
        AttachmentBody.of("paper.pdf", "application/pdf", b"%PDF"),
    ),
}


def test_a_department_gets_what_its_form_routes_to_it_and_nothing_else(
    terminal: Any, department: Any, departments: Any, hand_over: Any
) -> None:
    departments.add(NAME, department.url, actor="a")
    body = terminal.case(**ROUTED)
    (result,) = terminal.deliver(terminal.message(body)).results
    assert hand_over().once() == Handed(cases=1, delivered=1, failed=0)
    (case,) = department.cases
    assert case["answers"] == {"phone": "13812345678", "photo": "photo.png"}
    assert [one["name"] for one in case["attachments"]] == ["photo.png"]
    assert case["case_number"] == result.case_number
    assert case["deposit_number"] == body.deposit_number
    assert case["item"]["id"] == "602"
    assert (case["department"], case["position"]) == (NAME, 1)
    text = department.bodies[0].decode()
    for secret in ("王秀花", "370982195308150022", "6228", "paper.pdf", "strokes", "instance"):
        assert secret not in text
    assert hand_over().once() == Handed(0, 0, 0)


def test_each_department_gets_its_own(
    terminal: Any, new_department: Any, departments: Any, hand_over: Any
) -> None:
    first, second = new_department(), new_department()
    departments.add(NAME, first.url, actor="a")
    departments.add("township", second.url, actor="a")
    bodies = (terminal.case(**ROUTED), terminal.case(routing={"township": ("/data/phone",)}))
    terminal.deliver(*map(terminal.message, bodies))
    assert hand_over().once() == Handed(2, 3, 0)
    assert [case["position"] for case in first.cases] == [1]
    assert [case["position"] for case in second.cases] == [1, 2]
    assert {"bank": "6228"} in [case["answers"] for case in second.cases]


def test_who_is_added_late_gets_what_came_before(
    terminal: Any, department: Any, departments: Any, hand_over: Any, standing: Any
) -> None:
    terminal.deliver(terminal.message(), terminal.message())
    assert hand_over().once() == Handed(2, 0, 0)
    assert departments.list()[0]["how"] == "not added"
    departments.add(NAME, department.url, actor="a")
    assert hand_over().once() == Handed(0, 2, 0)
    assert standing() == (0, 0, 2, 0)


def test_a_case_waits_for_its_files(
    platform: Any, terminal: Any, department: Any, departments: Any, hand_over: Any
) -> None:
    departments.add(NAME, department.url, actor="a")
    file = SealedFileBody(sha256="f" * 64, size=100, key=bytes(32))
    enclosed = AttachmentBody(
        name="a.jpg", media_type="image/jpeg", sha256="0" * 64, size=84, file=file
    )
    late = terminal.case(attachments=(enclosed,))
    early = terminal.case()
    terminal.deliver(terminal.message(late), terminal.message(early))
    assert hand_over().once() == Handed(1, 1, 0)
    with platform.parts.database.begin() as transaction:
        row = transaction.uploads.get(terminal.number, file.sha256)
        transaction.uploads.complete(row, platform.clock.now())
    assert hand_over().once() == Handed(1, 1, 0)
    found = [case["deposit_number"] for case in department.cases]
    assert found == [early.deposit_number, late.deposit_number]


def test_several_workers_bring_each_case_once(
    terminal: Any, department: Any, departments: Any, hand_over: Any, standing: Any
) -> None:
    departments.add(NAME, department.url, actor="a")
    terminal.deliver(*(terminal.message() for _ in range(20)))
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _: hand_over().once(), range(4)))
    # who looked while another was sorting may have found nothing to bring
    done.append(hand_over().once())
    assert sum(one.cases for one in done) == 20
    assert sum(one.delivered for one in done) == 20
    assert len(set(department.deliveries)) == len(department.deliveries) == 20
    assert sorted(case["position"] for case in department.cases) == list(range(1, 21))
    assert standing() == (0, 0, 20, 0)


def test_a_case_that_comes_again_is_the_same_to_the_byte(
    platform: Any, terminal: Any, department: Any, departments: Any, hand_over: Any
) -> None:
    departments.add(NAME, department.url, actor="a")
    terminal.deliver(terminal.message(terminal.case(**ROUTED)))
    department.behaviour = lambda handler: handler.send_error(500)
    assert hand_over().once() == Handed(1, 0, 1)
    department.behaviour = None
    platform.clock.ahead = timedelta(hours=1)
    assert hand_over().once() == Handed(0, 1, 0)
    first, second = department.bodies
    assert first == second


def test_what_is_brought_is_what_is_fetched(
    terminal: Any, department: Any, departments: Any, hand_over: Any, fetch: Any
) -> None:
    token = departments.add(NAME, department.url, actor="a").token
    terminal.deliver(terminal.message(terminal.case(**ROUTED)))
    hand_over().once()
    (fetched,) = fetch(token, "cases").json()["cases"]
    assert fetched == department.cases[0]


def test_figures_tell_how_departments_stand(
    platform: Any, terminal: Any, department: Any, departments: Any, hand_over: Any
) -> None:
    def figures() -> dict[str, float]:
        text = requests.get(f"{platform.url}/metrics", timeout=60).text
        lines = [line for line in text.splitlines() if line.startswith("bianmin_")]
        return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in lines}

    def stand(state: str) -> float:
        return figures()[f'bianmin_handovers{{department="{NAME}",state="{state}"}}']

    age = f'bianmin_handover_oldest_seconds{{department="{NAME}"}}'
    departments.add(NAME, department.url, actor="a")
    terminal.deliver(terminal.message())
    assert figures()["bianmin_cases_unsorted"] == 1
    assert figures()[age] == 0
    department.behaviour = lambda handler: handler.send_error(500)
    hand_over().once()
    assert figures()["bianmin_cases_unsorted"] == 0
    assert stand("failing") == 1
    platform.clock.ahead = timedelta(hours=1)
    assert figures()[age] >= 3600
    department.behaviour = None
    hand_over().once()
    assert (stand("failing"), stand("delivered"), figures()[age]) == (0, 1, 0)


def test_nobody_else_is_believed(department: Any, departments: Any, example: ModuleType) -> None:
    departments.add(NAME, department.url, actor="a")
    with pytest.raises(example.NotThePlatformError, match="not signed"):
        example.check({}, b"{}", url=department.url, keys=department.keys, now=0)


def test_a_request_is_for_one_department_with_one_content_at_one_time(
    terminal: Any, department: Any, departments: Any, hand_over: Any, example: ModuleType
) -> None:
    heads: list[dict[str, str]] = []

    def note(handler: Any) -> None:
        heads.append(dict(handler.headers.items()))
        handler.send_response(200)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    department.behaviour = note
    departments.add(NAME, department.url, actor="a")
    terminal.deliver(terminal.message())
    hand_over().once()
    (head,), (body,) = heads, department.bodies
    now = department.now()
    right: dict[str, Any] = {"url": department.url, "keys": department.keys, "now": now}
    assert example.check(head, body, **right) == json.loads(body)
    with pytest.raises(example.NotThePlatformError, match="another's"):
        example.check(head, body, **right | {"url": "http://127.0.0.1/other"})
    elsewhere = right | {"url": "http://127.0.0.1/other"}
    for derived in ("@target-uri", "@Target-URI"):
        with pytest.raises(example.NotThePlatformError, match="another's"):
            example.check(head | {derived: department.url}, body, **elsewhere)
    with pytest.raises(example.NotThePlatformError, match="another's"):
        example.check(head | {"Bianmin-Delivery": "x"}, body, **right)
    with pytest.raises(example.NotThePlatformError, match="another's"):
        example.check(head | {"Signature": "platform=:AAAA:"}, body, **right)
    with pytest.raises(example.NotThePlatformError, match="content"):
        example.check(head, body + b" ", **right)
    with pytest.raises(example.NotThePlatformError, match="too long ago"):
        example.check(head, body, **right | {"now": now + 301})
    with pytest.raises(example.NotThePlatformError, match="key"):
        example.check(head, body, **right | {"keys": {}})


@pytest.fixture
def receiver(platform: Any, example: ModuleType, tmp_path: Path) -> Iterator[tuple[str, Any]]:
    """The example, serving; its address and its inbox."""
    keys = platform.parts.keys
    inbox = example.Inbox(tmp_path / "inbox.db")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}/cases"
    serving = example.server(port, url, {keys.first_signer.key_id: keys.first_signer.public}, inbox)
    thread = threading.Thread(target=serving.serve_forever)
    thread.start()
    yield url, inbox
    serving.shutdown()
    thread.join(60)
    serving.server_close()


def test_the_example_keeps_each_case_once_and_turns_strangers_away(
    terminal: Any, departments: Any, hand_over: Any, receiver: tuple[str, Any], tmp_path: Path
) -> None:
    url, inbox = receiver
    departments.add(NAME, url, actor="a")
    terminal.deliver(terminal.message())
    assert hand_over().once() == Handed(1, 1, 0)
    assert requests.post(url, json={"delivery": "x"}, timeout=60).status_code == 401
    with socket.create_connection(("127.0.0.1", urlsplit(url).port or 0)) as line:
        line.sendall(b"POST /cases HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n")
        assert b" 413 " in line.recv(100)
    for length in (b"-1", b"many", b"\xb2", b"1_0", b""):
        with socket.create_connection(("127.0.0.1", urlsplit(url).port or 0), 60) as line:
            line.sendall(b"POST /cases HTTP/1.1\r\nContent-Length: " + length + b"\r\n\r\n")
            assert b" 411 " in line.makefile("rb").read()
    (case,) = kept(tmp_path / "inbox.db")
    inbox.keep(case)
    assert len(kept(tmp_path / "inbox.db")) == 1


def test_the_example_waits_for_no_sender_for_ever(
    example: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(example, "PATIENCE_S", 0.2)
    serving = example.server(0, "http://127.0.0.1/", {}, example.Inbox(tmp_path / "inbox.db"))
    thread = threading.Thread(target=serving.serve_forever)
    thread.start()
    try:
        with socket.create_connection(serving.server_address, 60) as line:
            line.sendall(b"POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nhalf")
            assert line.recv(100) == b""
    finally:
        serving.shutdown()
        thread.join(60)
        serving.server_close()


def kept(path: Path) -> list[Any]:
    line = sqlite3.connect(path)
    try:
        return [json.loads(row[0]) for row in line.execute("SELECT body FROM inbox")]
    finally:
        line.close()


def test_it_goes_on_until_it_is_stopped(
    terminal: Any, new_department: Callable[[], Any], departments: Any, hand_over: Any
) -> None:
    first, second = new_department(), new_department()
    departments.add(NAME, first.url, actor="a")
    running = hand_over()
    thread = threading.Thread(target=running.run)
    thread.start()
    try:
        terminal.deliver(terminal.message())
        first.wait_for(1)
        departments.add("township", second.url, actor="a")
        terminal.deliver(terminal.message(terminal.case(**ROUTED)))
        first.wait_for(2)
        second.wait_for(1)
    finally:
        running.stop()
        thread.join(60)
    assert not thread.is_alive()
