"""Citizens find their cases at any terminal, and get what came of them; nobody else does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import requests
from sqlalchemy import update
from structlog.testing import capture_logs

from sync.platform import queries as module
from sync.platform.people import PersonIndex
from sync.platform.results import Results, object_name
from sync.platform.settings import Acceptance
from sync.platform.states import State
from sync.platform.storage import Storage, open_storage
from sync.platform.store import ActRow, tables
from sync.protocol.body import ApplicantBody
from sync.protocol.canonical import canonical, sha256_hex
from sync.protocol.corrections import CorrectionRequest
from sync.protocol.envelope import seal
from sync.protocol.queries import (
    AnswerContext,
    CollectedBody,
    QueryAnswerBody,
    QueryBody,
    QueryContext,
    QueryIn,
    ResultOffer,
    SessionKey,
)
from sync.protocol.result_kinds import ResultKind
from sync.protocol.sealed_files import open_file
from sync.protocol.signatures import verify_answer

ID_NO = "370982195308150022"
PDF = b"%PDF-1.7 a certificate"


class Visit:
    """A citizen at a terminal."""

    def __init__(self, terminal: Any, id_no: str = ID_NO) -> None:
        self.terminal = terminal
        self.id_no = id_no
        self.key = SessionKey()

    def body(self, **changes: Any) -> QueryBody:
        asker = {
            "kind": "resident",
            "name": "王秀花",
            "id_no": self.id_no,
            "source": "card",
            "evidence": {"reader": "sdt", "read_at": self.terminal.clock.now().isoformat()},
        }
        asker |= changes.pop("asker", {})
        fields = {"asker": asker, "session_key": self.key.body} | changes
        return QueryBody.model_validate(fields)

    def sealed(self, body: QueryBody, **context: Any) -> QueryIn:
        key = self.terminal.enrolment.platform_keys[0].key()
        parts = {"terminal": self.terminal.number, "query_id": uuid4(), "key_id": key.key_id}
        return QueryIn.sealing(body, QueryContext(**(parts | context)), key)

    def post(self, query: QueryIn) -> requests.Response:
        content = canonical(query.model_dump(mode="json"))
        response: requests.Response = self.terminal.send(
            self.terminal.signed("POST", "/v1/queries", content)
        )
        return response

    def ask(self, **changes: Any) -> QueryAnswerBody:
        query = self.sealed(self.body(**changes))
        response = self.post(query)
        assert response.status_code == 200, response.text
        reply = response.json()
        number = self.terminal.number
        verify_answer(reply, purpose="queries", terminal=number, keys=self.terminal.platform_keys)
        assert reply["id"] == str(query.id)
        sealed = QueryIn.model_validate(
            {"id": query.id, "key_id": "session", "sealed": reply["sealed"]}
        ).sealed
        return self.key.open(sealed, AnswerContext(number, query.id))

    def refused(self, **changes: Any) -> requests.Response:
        return self.post(self.sealed(self.body(**changes)))

    def fetch(self, offer: ResultOffer) -> requests.Response:
        response: requests.Response = self.terminal.send(
            self.terminal.signed("GET", f"/v1/results/{offer.id}")
        )
        return response

    def collect(self, offer: ResultOffer, content: bytes = b"") -> requests.Response:
        content = content or CollectedBody(how="printed").model_dump_json().encode()
        path = f"/v1/results/{offer.id}/collected"
        response: requests.Response = self.terminal.send(
            self.terminal.signed("POST", path, content)
        )
        return response


@pytest.fixture
def other(new_terminal: Callable[..., Any], terminal: Any) -> Any:
    """Another terminal of the same platform."""
    del terminal  # enrols first
    return new_terminal()


@pytest.fixture
def storage(platform: Any) -> Storage:
    return open_storage(platform.settings.files_url)


@pytest.fixture
def add_result(platform: Any, storage: Storage) -> Callable[..., Any]:
    """Brings a document to a case."""

    def add(number: str, content: bytes = PDF) -> Any:
        parts = platform.parts
        return Results(parts.database, storage, parts.keys, parts.decisions, platform.clock).add(
            number, content, kind=ResultKind.CERTIFICATE, name="高龄证明", actor="王主任"
        )

    return add


@pytest.fixture
def approved(platform: Any, terminal: Any) -> str:
    """The number of a case that is approved."""
    number = deposited(terminal)
    platform.parts.decisions.decide(number, State.APPROVED, actor="王主任")
    return number


@pytest.fixture
def with_result(approved: str, add_result: Callable[..., Any]) -> UUID:
    """The platform's own name of a document of that case."""
    name: UUID = add_result(approved).result.result_id
    return name


def deposited(terminal: Any, id_no: str = ID_NO) -> str:
    body = terminal.case()
    applicant = ApplicantBody.model_validate(body.applicant.model_dump() | {"id_no": id_no})
    body = terminal.case(applicant=applicant)
    terminal.deliver(terminal.message(body))
    number: str = body.deposit_number
    return number


def acts(platform: Any) -> list[ActRow]:
    with platform.parts.database.reading() as transaction:
        found: list[ActRow] = transaction.acts()
    return found


def states(terminal: Any) -> list[str]:
    return [one.state for one in terminal.feed().events]


# --- cases ----------------------------------------------------------------------------------------


def test_a_citizen_finds_at_one_terminal_what_another_took(
    platform: Any, terminal: Any, other: Any
) -> None:
    first, second = deposited(terminal), deposited(other, ID_NO.lower())
    deposited(terminal, "110101199001011237")
    answer = Visit(other).ask()
    assert [one.deposit_number for one in answer.cases] == [second, first]
    assert not answer.more
    case = answer.cases[1]
    assert case.item.name["zh_CN"] == "高龄津贴"
    assert case.place.terminal == terminal.number
    assert [one.state for one in case.states] == ["delivered", "accepted"]
    assert case.states[0].text["zh_CN"]
    assert (case.missing, case.results) == (None, ())
    act = acts(platform)[-1]
    assert (act.actor, act.act) == (f"terminal {other.number}", "query")
    assert act.subject == "card: 2 cases, 0 results"
    assert Visit(terminal, "11010119900101123X").ask().cases == ()


def test_what_is_missing_is_told(start_platform: Callable[..., Any], new_terminal: Any) -> None:
    platform = start_platform(Acceptance.BY_OPERATOR, folder="by_operator")
    terminal = new_terminal(on=platform)
    number = deposited(terminal)
    missing = [{"name": {"zh_CN": "户口簿"}, "reason": {"zh_CN": "看不清"}}]
    asked = CorrectionRequest.model_validate({"until": "2999-12-10", "missing": missing})
    state = State.CORRECTION_REQUESTED
    platform.parts.decisions.decide(number, state, actor="a", correction=asked)
    (case,) = Visit(terminal).ask().cases
    assert case.missing is not None
    assert (str(case.missing.until), case.missing.missing) == ("2999-12-10", asked.missing)
    platform.parts.decisions.decide(number, State.ACCEPTED, actor="a")
    assert Visit(terminal).ask().cases[0].missing is None


def test_pages_follow_each_other(terminal: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = [deposited(terminal) for _ in range(5)]
    monkeypatch.setattr(module, "MAX_CASES", 2)
    visit, found, after = Visit(terminal), [], None
    for more in (True, True, False):
        page = visit.ask(after=after)
        assert page.more is more
        found += [one.deposit_number for one in page.cases]
        after = page.cases[-1].case_number
    assert found == numbers[::-1]
    monkeypatch.setattr(module, "MOST_BYTES", 10)
    page = visit.ask()
    assert (len(page.cases), page.more) == (1, True)


def test_a_page_behind_somebody_else_s_case_is_none(
    terminal: Any, problem: Callable[..., Any]
) -> None:
    deposited(terminal, "110101199001011237")
    (theirs,) = Visit(terminal, "110101199001011237").ask().cases
    for after in (theirs.case_number, "nothing"):
        answer = Visit(terminal).refused(after=after)
        assert (answer.status_code, problem(answer)["code"]) == (422, "query.after")


def test_a_stranger_s_case_is_never_told_whatever_the_index_says(
    terminal: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PersonIndex, "of", lambda *_: b"0123456789abcdef")
    mine = deposited(terminal)
    deposited(terminal, "110101199001011237")
    answer = Visit(terminal).ask()
    assert [one.deposit_number for one in answer.cases] == [mine]
    assert not answer.more


def test_a_case_nobody_can_open_does_not_hide_the_others(platform: Any, terminal: Any) -> None:
    mine = deposited(terminal)
    database = platform.parts.database
    with database.reading() as transaction:
        known = transaction.cases_by_number(mine)[0].message_id
    damaged = deposited(terminal)
    with database.engine.begin() as connection:
        connection.execute(
            update(tables.messages)
            .where(tables.messages.c.id != known)
            .values(sealed=b"damaged" * 30)
        )
    with capture_logs() as logs:
        answer = Visit(terminal).ask()
    assert [one.deposit_number for one in answer.cases] == [mine]
    said = [one for one in logs if one["event"] == "query.unreadable"]
    assert [one["code"] for one in said] == ["envelope.unreadable"]
    with database.reading() as transaction:
        assert said[0]["case_number"] == transaction.cases_by_number(damaged)[0].case_number


def test_the_number_stands_nowhere_and_hashes_differ_between_platforms(
    start_platform: Callable[..., Any], new_terminal: Any
) -> None:
    found = []
    for folder in ("one", "two"):
        platform = start_platform(folder=folder)
        terminal = new_terminal(on=platform)
        deposited(terminal)
        Visit(terminal).ask()
        with platform.parts.database.engine.connect() as connection:
            found.append(connection.execute(tables.cases.select()).mappings().one())
    assert found[0]["person"] != found[1]["person"]
    assert len(found[0]["person"]) == 16
    assert ID_NO not in str(found)


def test_cases_an_older_version_took_are_found_once_they_were_looked_through(
    platform: Any, terminal: Any
) -> None:
    number, lost = deposited(terminal), deposited(terminal)
    with platform.parts.database.engine.begin() as connection:
        connection.execute(tables.cases.update().values(person=None))
        gone = tables.cases.c.deposit_number == lost
        message_id = connection.execute(
            tables.cases.select().where(gone).with_only_columns(tables.cases.c.message_id)
        ).scalar_one()
        connection.execute(
            tables.messages.update()
            .where(tables.messages.c.id == message_id)
            .values(key_id="seal-gone")
        )
    assert Visit(terminal).ask().cases == ()
    parts = platform.parts
    assert parts.queries.note_whose() == 2
    assert parts.queries.note_whose() == 0
    assert [one.deposit_number for one in Visit(terminal).ask().cases] == [number]


# --- evidence -------------------------------------------------------------------------------------


def evidence(terminal: Any, age: timedelta) -> dict[str, str]:
    return {"read_at": (terminal.clock.now() - age).isoformat()}


@pytest.mark.parametrize(
    ("asker", "code"),
    [
        ({"source": "typed"}, "query.evidence"),
        ({"source": "code"}, "query.evidence"),
        ({"source": "card", "evidence": {}}, "query.evidence"),
        ({"source": "card", "evidence": {"read_at": "yesterday"}}, "query.evidence"),
        ({"source": "card", "evidence": {"read_at": "2026-11-22T08:00:00"}}, "query.evidence"),
        ({"evidence": {"read_at": "0001-01-01T00:00:00+23:00"}}, "query.evidence_age"),
    ],
)
def test_who_does_not_prove_who_they_are_learns_nothing(
    platform: Any, terminal: Any, problem: Callable[..., Any], asker: Any, code: str
) -> None:
    deposited(terminal)
    answer = Visit(terminal).refused(asker=asker)
    assert (answer.status_code, problem(answer)["code"]) == (422, code)
    act = acts(platform)[-1]
    assert (act.act, act.subject) == ("query:refused", code)


@pytest.mark.parametrize(
    ("age", "taken"),
    [
        (timedelta(minutes=9), True),
        (timedelta(minutes=11), False),
        (timedelta(minutes=-2), False),
    ],
)
def test_evidence_is_of_this_visit(
    terminal: Any, problem: Callable[..., Any], age: timedelta, *, taken: bool
) -> None:
    answer = Visit(terminal).refused(asker={"evidence": evidence(terminal, age)})
    if taken:
        assert answer.status_code == 200
    else:
        assert problem(answer)["code"] == "query.evidence_age"


def test_a_code_that_somebody_verified_is_evidence(terminal: Any) -> None:
    deposited(terminal)
    proof = evidence(terminal, timedelta()) | {"verified_by": "example"}
    assert len(Visit(terminal).ask(asker={"source": "code", "evidence": proof}).cases) == 1


# --- sealing --------------------------------------------------------------------------------------


def test_a_question_is_bound_to_its_terminal_and_itself(
    terminal: Any, other: Any, problem: Callable[..., Any]
) -> None:
    visit = Visit(terminal)
    for context in ({"terminal": other.number}, {"query_id": uuid4()}):
        query = visit.sealed(visit.body(), **context)
        changed = query.model_copy(update={"id": uuid4()})
        answer = visit.post(changed)
        assert (answer.status_code, problem(answer)["code"]) == (422, "envelope.unreadable")


def test_what_is_no_question_is_refused(terminal: Any, problem: Callable[..., Any]) -> None:
    visit = Visit(terminal)
    query = visit.sealed(visit.body())
    codes = {
        "envelope.key": query.model_copy(update={"key_id": "seal-of-another"}),
        "body.invalid": _sealing_nonsense(visit),
    }
    for code, wrong in codes.items():
        answer = visit.post(wrong)
        assert (answer.status_code, problem(answer)["code"]) == (422, code)
    zero = visit.body(session_key={"public_key": "A" * 43 + "="})
    assert problem(visit.post(visit.sealed(zero)))["code"] == "envelope.key"
    for content in (b"{}", b"[]"):
        answer = terminal.send(terminal.signed("POST", "/v1/queries", content))
        assert (answer.status_code, problem(answer)["code"]) == (400, "query.malformed")
    unsigned = terminal.post_raw("/v1/queries", b"{}")
    assert (unsigned.status_code, problem(unsigned)["code"]) == (401, "signature.missing")


def _sealing_nonsense(visit: Visit) -> QueryIn:
    key = visit.terminal.enrolment.platform_keys[0].key()
    context = QueryContext(visit.terminal.number, uuid4(), key.key_id)
    return QueryIn(
        id=context.query_id, key_id=key.key_id, sealed=seal(b'{"who": "me"}', context, key)
    )


def test_an_answer_opens_for_its_visit_and_question_alone(terminal: Any) -> None:
    deposited(terminal)
    visit, later = Visit(terminal), Visit(terminal)
    query = visit.sealed(visit.body())
    reply = visit.post(query).json()
    sealed = QueryIn.model_validate({"id": query.id, "key_id": "k", "sealed": reply["sealed"]})
    right = AnswerContext(terminal.number, query.id)
    assert visit.key.open(sealed.sealed, right).cases
    wrong = [
        (later.key, right),
        (visit.key, AnswerContext(terminal.number, uuid4())),
        (visit.key, AnswerContext("9999", query.id)),
    ]
    for key, context in wrong:
        with pytest.raises(Exception, match="sealed for another") as caught:
            key.open(sealed.sealed, context)
        assert getattr(caught.value, "code", "") == "envelope.unreadable"


# --- how often ------------------------------------------------------------------------------------


def test_who_asks_too_often_is_let_wait(
    platform: Any,
    terminal: Any,
    other: Any,
    problem: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "PERSON_GAP", timedelta(hours=1))
    monkeypatch.setattr(module, "PERSON_CREDIT", timedelta(hours=1))
    for at in (terminal, other):
        Visit(at).ask()
    answer = Visit(terminal).refused()
    assert (answer.status_code, problem(answer)["code"]) == (429, "query.rate")
    assert 0 < int(answer.headers["Retry-After"]) <= 3600
    Visit(terminal, "11010119900101123X").ask()
    for clock in (platform.clock, terminal.clock, other.clock):
        clock.ahead = timedelta(hours=3)
    Visit(terminal).ask()
    monkeypatch.setattr(module, "TERMINAL_GAP", timedelta(hours=1))
    monkeypatch.setattr(module, "TERMINAL_CREDIT", timedelta())
    Visit(other, "110101199001011237").ask()
    refused = Visit(other, "110101199001011245").refused()
    assert problem(refused)["code"] == "query.rate"


# --- results --------------------------------------------------------------------------------------


def test_a_result_is_fetched_opened_and_collected_at_any_terminal(
    platform: Any, terminal: Any, other: Any, approved: str, add_result: Callable[..., Any]
) -> None:
    row = add_result(approved).result
    visit = Visit(other)
    (case,) = visit.ask().cases
    (offer,) = case.results
    assert (offer.kind, offer.name, offer.size) == ("certificate", "高龄证明", len(PDF))
    assert offer.id != row.result_id
    came = visit.fetch(offer)
    assert came.headers["Content-Type"] == "application/octet-stream"
    assert sha256_hex(came.content) == offer.file.sha256
    assert b"".join(open_file([came.content], offer.file.key)) == PDF
    assert visit.fetch(offer).content == came.content
    said = visit.collect(offer)
    assert said.status_code == 200, said.text
    number = other.number
    verify_answer(said.json(), purpose="results", terminal=number, keys=other.platform_keys)
    assert said.json()["state"] == "collected"
    again = visit.collect(offer).json()
    assert again["collected_at"] == said.json()["collected_at"]
    assert states(terminal)[-2:] == ["result_ready", "collected"]
    assert [one.act for one in acts(platform)][-1] == "result:printed"
    (case,) = Visit(terminal).ask().cases
    assert case.results[0].collected_at is not None
    assert case.results[0].id != offer.id


def test_a_case_is_collected_with_the_last_of_its_results(
    terminal: Any, approved: str, add_result: Callable[..., Any]
) -> None:
    add_result(approved)
    add_result(approved, PDF + b" and another")
    visit = Visit(terminal)
    (case,) = visit.ask().cases
    for offer, state in zip(case.results, ("result_ready", "collected"), strict=True):
        assert visit.fetch(offer).status_code == 200
        assert visit.collect(offer).json()["state"] == state


def test_a_document_that_comes_after_the_others_were_collected_can_be_collected_too(
    terminal: Any, approved: str, add_result: Callable[..., Any]
) -> None:
    first, later = PDF, PDF + b" of another department"
    visit = Visit(terminal)
    for content, count in ((first, 1), (later, 2)):
        add_result(approved, content)
        assert states(terminal)[-1] == "result_ready"
        (case,) = visit.ask().cases
        assert len(case.results) == count
        (offer,) = [one for one in case.results if one.collected_at is None]
        assert visit.fetch(offer).status_code == 200
        assert visit.collect(offer).json()["state"] == "collected"
    assert states(terminal)[-4:] == ["result_ready", "collected"] * 2


def test_a_grant_is_for_its_terminal_and_its_time(
    platform: Any,
    terminal: Any,
    other: Any,
    with_result: Any,
    problem: Callable[..., Any],
) -> None:
    visit = Visit(terminal)
    (offer,) = visit.ask().cases[0].results

    def unknown(answer: requests.Response) -> bool:
        return (answer.status_code, problem(answer)["code"]) == (404, "result.unknown")

    assert problem(visit.collect(offer))["code"] == "result.not_fetched"
    assert unknown(Visit(other).fetch(offer))
    assert unknown(Visit(other).collect(offer))
    for strange in (with_result, uuid4()):
        assert unknown(visit.fetch(offer.model_copy(update={"id": strange})))
    assert visit.fetch(offer).status_code == 200
    for clock in (platform.clock, terminal.clock):
        clock.ahead = timedelta(minutes=16)
    assert unknown(visit.fetch(offer))
    assert problem(visit.collect(offer, b"{}"))["code"] == "query.malformed"
    assert visit.collect(offer).status_code == 200
    for clock in (platform.clock, terminal.clock):
        clock.ahead = timedelta(days=2)
    assert unknown(visit.collect(offer))
    Visit(terminal).ask()
    with platform.parts.database.reading() as transaction:
        assert transaction.people.granted(offer.id) is None


def test_a_document_that_is_lost_is_said_to_be(
    terminal: Any,
    approved: str,
    storage: Storage,
    add_result: Callable[..., Any],
    problem: Callable[..., Any],
) -> None:
    row = add_result(approved).result
    (offer,) = Visit(terminal).ask().cases[0].results
    storage.remove(object_name(row.result_id))
    answer = Visit(terminal).fetch(offer)
    assert (answer.status_code, problem(answer)["code"]) == (503, "files.absent")
