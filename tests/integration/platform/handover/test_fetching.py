"""A department fetches its own cases and files, as often as it likes, and nobody else does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import requests

from sync.platform.handover import fetching
from sync.platform.handover.run import Handed
from sync.platform.handover.subscription import Departments
from sync.platform.settings import Acceptance
from sync.platform.storage import open_storage
from sync.platform.store.tables import metadata
from sync.protocol.body import AttachmentBody, SealedFileBody
from sync.protocol.canonical import sha256_hex
from sync.protocol.sealed_files import new_file_key, seal_file

NAME = "civil_affairs"
PICTURE = b"\x89PNG picture"


@pytest.fixture
def token(departments: Any) -> str:
    """Of a department that fetches."""
    made: str = departments.add(NAME, "", actor="a").token
    return made


def numbers(page: Any) -> list[int]:
    return [case["position"] for case in page["cases"]]


def test_pages_follow_the_cursor_and_come_again(
    terminal: Any, hand_over: Any, fetch: Any, token: str
) -> None:
    assert fetch(token, "cases").json() == {
        "department": NAME,
        "cases": [],
        "cursor": 0,
        "more": False,
    }
    terminal.deliver(*(terminal.message() for _ in range(5)))
    hand_over().once()
    first = fetch(token, "cases?limit=3").json()
    assert (numbers(first), first["cursor"], first["more"]) == ([1, 2, 3], 3, True)
    second = fetch(token, "cases?limit=3&after=3").json()
    assert (numbers(second), second["cursor"], second["more"]) == ([4, 5], 5, False)
    assert fetch(token, "cases?limit=3").json() == first
    assert fetch(token, "cases?after=5").json()["cases"] == []


def test_a_page_has_a_size(
    terminal: Any, hand_over: Any, fetch: Any, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal.deliver(*(terminal.message() for _ in range(3)))
    hand_over().once()
    monkeypatch.setattr(fetching, "_MOST_BYTES", 10)
    page = fetch(token, "cases").json()
    assert (numbers(page), page["cursor"], page["more"]) == ([1], 1, True)


def test_a_department_sees_its_own_cases_only(
    terminal: Any, departments: Any, hand_over: Any, fetch: Any, token: str
) -> None:
    other = departments.add("township", "", actor="a").token
    terminal.deliver(
        terminal.message(),
        terminal.message(terminal.case(routing={"township": ("/data/bank",)})),
    )
    hand_over().once()
    (mine,) = fetch(token, "cases").json()["cases"]
    (theirs,) = fetch(other, "cases", name="township").json()["cases"]
    assert mine["answers"] == {"phone": "13812345678"}
    assert theirs["answers"] == {"bank": "6228480402564890018"}
    assert mine["case_id"] != theirs["case_id"]


@pytest.mark.parametrize("path", ["cases", "cases/1/files/" + "0" * 64])
def test_who_shows_no_token_of_the_department_gets_nothing(
    platform: Any, departments: Any, fetch: Any, problem: Any, *, token: str, path: str
) -> None:
    other = departments.add("township", "", actor="a").token

    def refused(shown: str, name: str = NAME) -> None:
        answer = fetch(shown, path, name=name)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert problem(answer)["code"] == "department.token"

    refused("")
    refused("BMD1-wrong")
    refused(other)
    refused(token, "nobody")
    departments.remove(NAME, actor="a")
    refused(token)
    newer = departments.add(NAME, "", actor="a").token
    refused(token)
    assert fetch(newer, "cases").status_code == 200
    with platform.parts.database.engine.connect() as connection:
        kept = str([list(connection.execute(table.select())) for table in metadata.sorted_tables])
    assert other not in kept
    assert newer not in kept


def test_an_acknowledged_case_is_not_brought(
    terminal: Any, department: Any, departments: Any, hand_over: Any, fetch: Any, *, standing: Any
) -> None:
    token = departments.add(NAME, department.url, actor="a").token
    department.behaviour = lambda handler: handler.send_error(500)
    terminal.deliver(terminal.message(), terminal.message())
    hand_over().once()
    told = fetch(token, "acknowledgements", json={"cursor": 1}).json()
    assert told == {"department": NAME, "cursor": 1, "news": 1}
    assert fetch(token, "acknowledgements", json={"cursor": 1}).json()["news"] == 0
    assert standing()[2] == 1
    assert fetch(token, "acknowledgements", json={"cursor": 2}).json()["news"] == 1
    assert standing() == (0, 0, 2, 0)
    assert numbers(fetch(token, "cases").json()) == [1, 2], "it may still be asked for"


def test_a_cursor_of_the_future_is_said(
    terminal: Any, hand_over: Any, fetch: Any, problem: Any, *, token: str
) -> None:
    terminal.deliver(terminal.message())
    hand_over().once()
    for answer in (
        fetch(token, "cases?after=2"),
        fetch(token, "acknowledgements", json={"cursor": 2}),
    ):
        assert answer.status_code == 409
        assert problem(answer)["code"] == "department.cursor"


@pytest.mark.parametrize("found", [{}, {"cursor": -1}, {"cursor": "1"}, {"cursor": 1, "x": 1}, []])
def test_an_acknowledgement_that_is_none_is_refused(
    fetch: Any, problem: Any, token: str, found: Any
) -> None:
    answer = fetch(token, "acknowledgements", json=found)
    assert answer.status_code == 400
    assert problem(answer)["code"] == "department.malformed"


@pytest.mark.parametrize("query", ["after=-1", "limit=0", "limit=101", "after=x"])
def test_a_wrong_parameter_is_said(fetch: Any, problem: Any, token: str, query: str) -> None:
    assert problem(fetch(token, f"cases?{query}"))["code"] == "request.parameters"


def test_a_department_that_asks_too_often_is_slowed_down(
    start_platform: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = start_platform(Acceptance.BY_RULE, "slow", 1)
    token = Departments(slow.parts.database, slow.clock).add(NAME, "", actor="a").token
    moment = slow.clock.now()
    monkeypatch.setattr(slow.clock, "now", lambda: moment)
    answers = [
        requests.get(
            f"{slow.url}/v1/departments/{NAME}/cases",
            headers={"Authorization": f"Bearer {token}"},
            timeout=60,
        )
        for _ in range(13)
    ]
    assert [one.status_code for one in answers] == [200] * 11 + [429] * 2
    assert int(answers[-1].headers["Retry-After"]) > 0


def routed(terminal: Any, *attachments: AttachmentBody) -> Any:
    return terminal.case(
        answers={f"file{place}": one.name for place, one in enumerate(attachments)},
        routing={NAME: ("/data/file0",)},
        attachments=attachments,
    )


def test_files_are_given_to_whom_their_answers_are_routed(
    terminal: Any, hand_over: Any, fetch: Any, problem: Any, *, token: str
) -> None:
    photo = AttachmentBody.of("photo.png", "image/png", PICTURE)
    paper = AttachmentBody.of("paper.pdf", "application/pdf", b"%PDF")
    terminal.deliver(terminal.message(routed(terminal, photo, paper)))
    hand_over().once()
    (case,) = fetch(token, "cases").json()["cases"]
    (named,) = case["attachments"]
    answer = fetch(token, f"cases/{case['case_number']}/files/{named['sha256']}")
    assert answer.content == PICTURE
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    for path in (
        f"cases/{case['case_number']}/files/{paper.sha256}",
        f"cases/1{case['case_number']}/files/{photo.sha256}",
    ):
        refused = fetch(token, path)
        assert refused.status_code == 404
        assert problem(refused)["code"] == "department.file"


def test_a_file_of_another_department_s_case_is_not_given(
    terminal: Any, departments: Any, hand_over: Any, fetch: Any, problem: Any, *, token: str
) -> None:
    other = departments.add("township", "", actor="a").token
    photo = AttachmentBody.of("photo.png", "image/png", PICTURE)
    (result,) = terminal.deliver(terminal.message(routed(terminal, photo))).results
    assert hand_over().once() == Handed(1, 0, 0)
    path = f"cases/{result.case_number}/files/{photo.sha256}"
    assert problem(fetch(other, path, name="township"))["code"] == "department.file"
    assert fetch(token, path).content == PICTURE


@pytest.mark.parametrize(
    ("lies", "code"), [("whole", ""), ("nowhere", "file.missing"), ("changed", "file.unreadable")]
)
def test_a_file_that_came_beside_its_case_is_opened(
    platform: Any,
    terminal: Any,
    hand_over: Any,
    fetch: Any,
    problem: Any,
    *,
    token: str,
    lies: str,
    code: str,
) -> None:
    key = new_file_key()
    sealed = b"".join(seal_file(PICTURE, key))
    file = SealedFileBody(sha256=sha256_hex(sealed), size=len(sealed), key=key)
    enclosed = AttachmentBody(
        name="a.jpg",
        media_type="image/jpeg",
        sha256=sha256_hex(PICTURE),
        size=len(PICTURE),
        file=file,
    )
    (result,) = terminal.deliver(terminal.message(routed(terminal, enclosed))).results
    path = f"cases/{result.case_number}/files/{enclosed.sha256}"
    assert problem(fetch(token, path))["code"] == "department.file", "it is not sorted yet"
    if lies != "nowhere":
        content = sealed if lies == "whole" else b"x" * len(sealed)
        storage = open_storage(platform.settings.files_url)
        storage.put(f"{terminal.number}/{file.sha256}", [content])
    with platform.parts.database.begin() as transaction:
        row = transaction.uploads.get(terminal.number, file.sha256)
        transaction.uploads.complete(row, platform.clock.now())
    platform.clock.ahead = timedelta()
    hand_over().once()
    answer = fetch(token, path)
    if code:
        assert problem(answer)["code"] == code
    else:
        assert answer.content == PICTURE
