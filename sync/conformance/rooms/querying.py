"""Citizens' questions at terminals, and the documents that came of their cases."""

from __future__ import annotations

import json
import secrets
import time
from dataclasses import dataclass, field
from datetime import date, timedelta
from http import HTTPStatus
from typing import Any
from uuid import UUID

from kiosk.errors import EnvironmentFault
from sync.conformance.bench import Bench
from sync.conformance.checks import Room, fail, need, same
from sync.conformance.line import Answer
from sync.conformance.rooms.delivering import ACCEPTED, expect
from sync.conformance.rooms.feeding import states_of
from sync.conformance.terminal import TrialTerminal
from sync.protocol.body import ApplicantBody
from sync.protocol.canonical import canonical, sha256_hex
from sync.protocol.envelope import seal
from sync.protocol.queries import (
    MAX_CASES,
    QUERIES_PURPOSE,
    RESULTS_PURPOSE,
    AnswerContext,
    CaseTold,
    CollectedBody,
    QueryAnswerBody,
    QueryBody,
    QueryContext,
    QueryIn,
    QueryReply,
    ResultOffer,
    SessionKey,
)
from sync.protocol.sealed_files import open_file
from sync.protocol.signatures import verify_answer

ROOM = Room("queries", "Queries")
RESULTS = Room("results", "Results")
_PATH = "/v1/queries"
_OPERATOR_S = 600.0
_LOOK_AGAIN_S = 1.0
_PRINTED = CollectedBody(how="printed").model_dump_json().encode()


def _number() -> str:
    return f"{secrets.randbelow(10**17):017d}X"


@dataclass(slots=True)
class _Visit:
    """Somebody made up, at a terminal."""

    terminal: TrialTerminal
    id_no: str = field(default_factory=_number)
    key: SessionKey = field(default_factory=SessionKey)

    def at(self, terminal: TrialTerminal) -> _Visit:
        """The same person elsewhere."""
        return _Visit(terminal, self.id_no)

    def deposit(self, count: int = 1) -> list[str]:
        """Deposit cases; their deposit numbers."""
        applicant = ApplicantBody(
            kind="resident",
            name="测试",
            sex="2",
            birth=date(1953, 8, 15),
            id_no=self.id_no,
            source="card",
        )
        bodies = [self.terminal.case(applicant=applicant) for _ in range(count)]
        queue = self.terminal.queue()
        for result in self.terminal.deliver(*(queue.message(body) for body in bodies)):
            expect(result, ACCEPTED)
        return [body.deposit_number for body in bodies]

    def evidence(self, age: timedelta = timedelta()) -> dict[str, str]:
        return {"reader": "conformance", "read_at": (self.terminal.clock.now() - age).isoformat()}

    def body(self, **changes: Any) -> QueryBody:
        asker = {
            "kind": "resident",
            "name": "测试",
            "id_no": self.id_no,
            "source": "card",
            "evidence": self.evidence(),
        } | changes.pop("asker", {})
        return QueryBody.model_validate({"asker": asker, "session_key": self.key.body} | changes)

    def query(self, **changes: Any) -> QueryIn:
        key = self.terminal.platform_key
        query_id = self.terminal.clock.uuid7()
        context = QueryContext(self.terminal.number, query_id, key.key_id)
        return QueryIn.sealing(self.body(**changes), context, key)

    def post(self, query: QueryIn) -> Answer:
        return self.terminal.ask("POST", _PATH, canonical(query.model_dump(mode="json")))

    def ask(self, **changes: Any) -> QueryAnswerBody:
        """What the platform says, opened.

        Raises:
            FailedError: it is no answer to this question and visit.
        """
        query = self.query(**changes)
        found = self.post(query).ok().object()
        try:
            reply = QueryReply.model_validate(found)
            return self.key.open(reply.sealed, AnswerContext(self.terminal.number, query.id))
        except ValueError:
            fail(f"no answer: its members are {sorted(found)}")
        except EnvironmentFault as fault:
            fail(f"an answer that cannot be opened or read: {fault.message}")

    def numbers(self, **changes: Any) -> list[str]:
        return [one.deposit_number for one in self.ask(**changes).cases]

    def get(self, offer: UUID) -> Answer:
        return self.terminal.ask("GET", f"/v1/results/{offer}")

    def collect(self, offer: UUID, content: bytes = _PRINTED) -> Answer:
        return self.terminal.ask("POST", f"/v1/results/{offer}/collected", content)


@ROOM.check
def own_cases(bench: Bench) -> None:
    """A citizen who shows their card is told of their cases, newest first, sealed to the visit."""
    visit = _Visit(bench.terminal)
    first, second = visit.deposit(), visit.deposit()
    answer = visit.ask()
    same([one.deposit_number for one in answer.cases], second + first, "cases")
    case = answer.cases[0]
    same(case.place.terminal, bench.terminal.number, "where it was taken")
    same(case.states[0].state if case.states else "", "delivered", "first state")
    same(case.states[-1].state, case.state, "last state")


@ROOM.check
def anywhere(bench: Bench) -> None:
    """Which terminal took a case does not matter, nor how a number's last letter is written."""
    visit = _Visit(bench.terminal)
    numbers = visit.deposit()
    there = visit.at(bench.other)
    there.id_no = visit.id_no.lower()
    same(there.numbers(), numbers, "cases")


@ROOM.check
def nobody_else(bench: Bench) -> None:
    """Somebody else is told nothing of a case."""
    _Visit(bench.terminal).deposit()
    same(_Visit(bench.terminal).numbers(), [], "cases of somebody who has none")


@ROOM.check
def typed(bench: Bench) -> None:
    """A number that was typed, and a code nobody verified, are no evidence."""
    visit = _Visit(bench.terminal)
    for source in ("typed", "code"):
        query = visit.query(asker={"source": source})
        visit.post(query).refused(422, "query.evidence")


@ROOM.check
def verified(bench: Bench) -> None:
    """A code that somebody verified is evidence."""
    visit = _Visit(bench.terminal)
    numbers = visit.deposit()
    evidence = visit.evidence() | {"verified_by": "conformance"}
    same(visit.numbers(asker={"source": "code", "evidence": evidence}), numbers, "cases")


@ROOM.check
def this_visit(bench: Bench) -> None:
    """Evidence is at most ten minutes older than the question, and not from after it."""
    visit = _Visit(bench.terminal)
    numbers = visit.deposit()
    young = visit.evidence(timedelta(minutes=9))
    same(visit.numbers(asker={"evidence": young}), numbers, "cases by evidence of nine minutes")
    for age in (timedelta(minutes=11), timedelta(minutes=-2)):
        query = visit.query(asker={"evidence": visit.evidence(age)})
        visit.post(query).refused(422, "query.evidence_age")
    for evidence in ({}, {"read_at": "yesterday"}):
        visit.post(visit.query(asker={"evidence": evidence})).refused(422, "query.evidence")


@ROOM.check
def context(bench: Bench) -> None:
    """What was sealed for another terminal, question or key is not opened."""
    visit = _Visit(bench.terminal)
    key = bench.terminal.platform_key
    query = visit.query()
    other = query.model_copy(update={"id": bench.terminal.clock.uuid7()})
    visit.post(other).refused(422, "envelope.unreadable")
    stranger = QueryContext("9999", query.id, key.key_id)
    visit.post(QueryIn.sealing(visit.body(), stranger, key)).refused(422, "envelope.unreadable")
    unknown = query.model_copy(update={"key_id": "of-nobody"})
    visit.post(unknown).refused(422, "envelope.key")


@ROOM.check
def malformed(bench: Bench) -> None:
    """What is no question is refused, sealed or not."""
    bench.terminal.ask("POST", _PATH, b"{}").refused(400, "query.malformed")
    key = bench.terminal.platform_key
    bound = QueryContext(bench.terminal.number, bench.terminal.clock.uuid7(), key.key_id)
    sealed = seal(b'{"who": "me"}', bound, key)
    query = QueryIn(id=bound.query_id, key_id=key.key_id, sealed=sealed)
    _Visit(bench.terminal).post(query).refused(422, "body.invalid")


@ROOM.check
def acknowledged(bench: Bench) -> None:
    """The answer is signed for this terminal and purpose, and names its question."""
    visit = _Visit(bench.terminal)
    query = visit.query()
    answer = visit.post(query).ok().object()
    same(answer.get("id"), str(query.id), "question")
    _verify(bench.terminal, answer, QUERIES_PURPOSE)


@ROOM.check
def pages(bench: Bench) -> None:
    """An answer has at most 20 cases and says whether there are more, which the next one has."""
    visit = _Visit(bench.terminal)
    numbers = visit.deposit(MAX_CASES + 1)
    first = visit.ask()
    same((len(first.cases), first.more), (MAX_CASES, True), "cases, and whether there are more")
    second = visit.ask(after=first.cases[-1].case_number)
    found = [one.deposit_number for one in first.cases + second.cases]
    same((sorted(found), second.more), (sorted(numbers), False), "all cases, and whether more")
    stranger = _Visit(bench.terminal)
    query = stranger.query(after=first.cases[-1].case_number)
    stranger.post(query).refused(422, "query.after")


@ROOM.check
def rate(bench: Bench) -> None:
    """Too many questions about one person are told 429 `query.rate`, and when to come again."""
    visit = _Visit(bench.terminal)
    for _ in range(bench.wishes.requests):
        content = canonical(visit.query().model_dump(mode="json"))
        request, _nonce = bench.terminal.signed("POST", _PATH, content)
        answer = bench.line.send(request)
        if answer.status != HTTPStatus.OK:
            break
    else:
        bench.not_run(f"{bench.wishes.requests} questions were all answered")
    answer.refused(429, "query.rate")
    text = answer.headers.get("Retry-After", "")
    need(text.isdecimal(), f"Retry-After is {text!r} instead of seconds")


# --- results --------------------------------------------------------------------------------------


def _with_result(bench: Bench) -> tuple[_Visit, CaseTold, ResultOffer]:
    """A case to which an operator added a document."""
    if not bench.wishes.result:
        bench.not_run("it needs an operator who adds a result: --expect-result")
    visit = _Visit(bench.terminal)
    (number,) = visit.deposit()
    end = bench.terminal.end_of_feed()
    bench.wishes.ask(f"Add a document to this case now, once it is approved: {number}")
    deadline = time.monotonic() + _OPERATOR_S
    while time.monotonic() < deadline:  # the feed is asked: it has no limit as questions have
        events = bench.terminal.feed(end, 10)["events"]
        if any(one.get("state") == "result_ready" for one in events):
            break
        time.sleep(_LOOK_AGAIN_S)
    answer = visit.ask()
    need(answer.cases and answer.cases[0].results, "a case whose result is ready names no document")
    case = answer.cases[0]
    same(case.state, "result_ready", "state of a case with a document")
    return visit, case, case.results[0]


@RESULTS.check
def unknown(bench: Bench) -> None:
    """What was granted to nobody is not given, and cannot be collected."""
    visit = _Visit(bench.terminal)
    strange = bench.terminal.clock.uuid7()
    visit.get(strange).refused(404, "result.unknown")
    visit.collect(strange).refused(404, "result.unknown")
    visit.collect(strange, b"{}").refused(400, "query.malformed")


@RESULTS.check
def fetched(bench: Bench) -> None:
    """A document is fetched, and again, and opens with the key that stands in the answer."""
    visit, _, offer = _with_result(bench)
    came = visit.get(offer.id).ok()
    same(sha256_hex(came.content), offer.file.sha256, "SHA-256 of what came")
    same(len(came.content), offer.file.size, "size of what came")
    try:
        document = b"".join(open_file([came.content], offer.file.key))
    except EnvironmentFault as fault:
        fail(f"a document that cannot be opened: {fault.message}")
    same((sha256_hex(document), len(document)), (offer.sha256, offer.size), "the document")
    same(visit.get(offer.id).ok().content, came.content, "the same again")


@RESULTS.check
def granted(bench: Bench) -> None:
    """A grant is another one in each answer, and for the terminal that asked."""
    visit, _, offer = _with_result(bench)
    again = visit.ask().cases[0].results[0]
    need(again.id != offer.id, "the same grant in two answers")
    there = visit.at(bench.other)
    there.get(offer.id).refused(404, "result.unknown")


@RESULTS.check
def collected(bench: Bench) -> None:
    """A document that was fetched is collected on the terminal's word, which is signed and told."""
    visit, case, offer = _with_result(bench)
    visit.collect(offer.id).refused(409, "result.not_fetched")
    visit.get(offer.id).ok()
    end = bench.terminal.end_of_feed()
    answer = visit.collect(offer.id).ok().object()
    _verify(bench.terminal, answer, RESULTS_PURPOSE)
    same(answer.get("state"), "collected", "state of the case")
    events = bench.terminal.feed(end)["events"]
    mine = [one for one in events if one.get("case_number") == case.case_number]
    need(mine, "the terminal is not told that the case is collected")
    same(states_of(mine, mine[0].get("case_id")), ["collected"], "what is told")
    same(visit.collect(offer.id).ok().object().get("collected_at"), answer["collected_at"], "again")


def _verify(terminal: TrialTerminal, answer: dict[str, Any], purpose: str) -> None:
    keys = terminal.acknowledgement_keys
    try:
        verify_answer(answer, purpose=purpose, terminal=terminal.number, keys=keys)
    except EnvironmentFault as fault:
        fail(f"{fault.message} {json.dumps(answer.get('acknowledgement'))[:200]}")
