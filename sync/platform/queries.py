"""Answering who stands at a terminal and asks for their cases (docs/protocol.md, "Queries")."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from uuid import UUID, uuid4

import structlog

from kiosk.clock import Clock
from kiosk.errors import EnvironmentFault
from sync.platform.decisions import Decisions
from sync.platform.keys import PlatformKeys
from sync.platform.opened import open_case
from sync.platform.people import PersonIndex, normal, note_whose
from sync.platform.problems import ProblemError
from sync.platform.results import object_name, particulars_of
from sync.platform.states import State
from sync.platform.storage import Storage
from sync.platform.store import (
    ActRow,
    CaseRow,
    Database,
    GrantRow,
    ResultRow,
    Transaction,
)
from sync.protocol.body import BodyError, CaseBody, SealedFileBody
from sync.protocol.canonical import canonical
from sync.protocol.envelope import EnvelopeError, open_sealed
from sync.protocol.queries import (
    MAX_CASES,
    AnswerContext,
    AskerBody,
    CaseTold,
    CollectedBody,
    MissingTold,
    QueryAnswerBody,
    QueryBody,
    QueryContext,
    QueryIn,
    ResultOffer,
    StateTold,
)

_events = structlog.get_logger()
FRESH = timedelta(minutes=10)
"""How old evidence may be: a visit, not a day."""
EARLY = timedelta(seconds=1)
"""`created` of a signature has no parts of a second."""
GRANTED = timedelta(minutes=15)
_KEPT = timedelta(days=1)
"""How long after that a terminal may still say that the citizen has the document."""
TERMINAL_GAP, TERMINAL_CREDIT = timedelta(seconds=2), timedelta(seconds=60)
PERSON_GAP, PERSON_CREDIT = timedelta(seconds=30), timedelta(minutes=5)
MOST_BYTES = 1024 * 1024
"""Of the cases of one answer, unless the first alone has more."""
_MOST_STATES = 50
UNPROCESSABLE = HTTPStatus.UNPROCESSABLE_ENTITY


@dataclass(frozen=True, slots=True)
class Collected:
    """What came of a terminal's word that the citizen has a document.

    Args:
        at: when somebody had it first.
        case: as it is now.
        told: whether its terminal has to be told.
    """

    at: datetime
    case: CaseRow
    told: bool


class Queries:
    """The use-cases of ``/v1/queries`` and ``/v1/results``.

    Args:
        database: where cases are known.
        storage: where documents are.
        keys: what questions and cases are opened with.
        index: finds a person's cases.
        decisions: moves cases on.
        clock: the platform's time.
    """

    def __init__(
        self,
        database: Database,
        storage: Storage,
        keys: PlatformKeys,
        *,
        index: PersonIndex,
        decisions: Decisions,
        clock: Clock,
    ) -> None:
        self._database = database
        self._storage = storage
        self._keys = keys
        self._index = index
        self._decisions = decisions
        self._clock = clock

    def answer(self, terminal: str, created: datetime, query: QueryIn) -> bytes:
        """The cases of who asks, sealed to the visit.

        Args:
            terminal: where they stand.
            created: when the terminal signed the question.
            query: as it came.

        Raises:
            ProblemError: 422 ``envelope.*``, ``body.invalid``, ``query.evidence``,
                ``query.evidence_age`` or ``query.after``; 429 ``query.rate``.
        """
        self._wait_turn(f"terminal {terminal}", TERMINAL_GAP, TERMINAL_CREDIT)
        body = self._opened(terminal, query)
        try:
            check_evidence(body.asker, created)
        except ProblemError as problem:
            self._record(terminal, "query:refused", problem.code)
            raise
        person = self._index.of(body.asker.id_no)
        self._wait_turn(f"person {person.hex()}", PERSON_GAP, PERSON_CREDIT)
        answer, grants = self._look(terminal, person, body)
        with self._database.begin() as transaction:
            now = self._clock.now()
            transaction.people.forget_grants(terminal, now - _KEPT)
            transaction.people.grant(grants)
            found = f"{body.asker.source}: {len(answer.cases)} cases, {len(grants)} results"
            transaction.record(ActRow(now, f"terminal {terminal}", "query", found))
        try:
            return answer.sealed_to(body.session_key, AnswerContext(terminal, query.id))
        except ValueError as error:  # some 32 bytes are no key (RFC 7748, section 6.1)
            raise ProblemError(
                UNPROCESSABLE, "envelope.key", "The key of the session cannot be used."
            ) from error

    def document(self, terminal: str, grant_id: UUID) -> tuple[int, Iterator[bytes]]:
        """The sealed bytes of a document, and how many they are.

        Raises:
            ProblemError: 404 ``result.unknown``.
            EnvironmentFault: ``files.absent`` and others; the storage does not give it out.
        """
        now = self._clock.now()
        with self._database.reading() as transaction:
            found = transaction.people.granted(grant_id)
        if found is None or found[0].terminal != terminal or found[0].expires_at <= now:
            raise _unknown()
        grant, _, size = found
        pieces = self._storage.read(object_name(grant.result_id))
        first = next(pieces, b"")  # what is not there is said before the answer begins
        with self._database.begin() as transaction:
            transaction.people.note_fetched(grant_id, now)

        def whole() -> Iterator[bytes]:
            yield first
            yield from pieces

        return size, whole()

    def collected(self, terminal: str, grant_id: UUID, body: CollectedBody) -> Collected:
        """A citizen has a document; their case is collected once they have all of them.

        Raises:
            ProblemError: 404 ``result.unknown``; 409 ``result.not_fetched``.
        """
        now = self._clock.now()
        with self._database.begin() as transaction:
            found = transaction.people.granted(grant_id)
            if found is None or found[0].terminal != terminal or found[0].expires_at + _KEPT <= now:
                raise _unknown()
            grant, case_id, _ = found
            if grant.fetched_at is None:
                raise ProblemError(
                    HTTPStatus.CONFLICT, "result.not_fetched", "Nobody fetched this document."
                )
            transaction.parts.hold(case_id)
            (case,) = transaction.cases_among([case_id], [])
            told = False
            if transaction.results.collect(grant.result_id, now):
                actor = f"terminal {terminal}"
                act = ActRow(now, actor, f"result:{body.how}", case.case_number)
                transaction.record(act)
                if case.state == State.RESULT_READY and not transaction.results.left(case_id):
                    state = State.COLLECTED
                    moved = self._decisions.move(transaction, case, state, now, actor=actor)
                    case, told = moved or case, True
            row = next(
                one
                for one in transaction.results.of_case(case_id)
                if one.result_id == grant.result_id
            )
        return Collected(row.collected_at or now, case, told)

    def note_whose(self) -> int:
        """Let people find the cases that an older version of the platform took; how many."""
        return note_whose(self._database, self._keys, self._index)

    # --- asking -----------------------------------------------------------------------------------

    def _wait_turn(self, asker: str, gap: timedelta, credit: timedelta) -> None:
        now = self._clock.now()
        with self._database.begin() as transaction:
            transaction.people.sweep(now)
        with self._database.begin() as transaction:
            wait = transaction.people.wait(asker, now, gap=gap, credit=credit)
        if wait:
            raise ProblemError(
                HTTPStatus.TOO_MANY_REQUESTS,
                "query.rate",
                "Too many questions were asked here, or about this person.",
                retry_after_s=math.ceil(wait.total_seconds()),
            )

    def _opened(self, terminal: str, query: QueryIn) -> QueryBody:
        context = QueryContext(terminal, query.id, query.key_id)
        try:
            private = self._keys.private_key(query.key_id)
            return QueryBody.from_bytes(open_sealed(query.sealed, context, private))
        except (EnvelopeError, BodyError) as fault:
            raise ProblemError(UNPROCESSABLE, fault.code, fault.message) from fault

    def _record(self, terminal: str, act: str, subject: str) -> None:
        with self._database.begin() as transaction:
            row = ActRow(self._clock.now(), f"terminal {terminal}", act, subject)
            transaction.record(row)

    # --- looking ----------------------------------------------------------------------------------

    def _look(
        self, terminal: str, person: bytes, body: QueryBody
    ) -> tuple[QueryAnswerBody, list[GrantRow]]:
        told: list[CaseTold] = []
        grants: list[GrantRow] = []
        size = looked = 0
        with self._database.reading() as transaction:
            after = self._after(transaction, person, body.after)
            rows = transaction.people.cases_of(person, after, MAX_CASES + 1)
            for row in rows[:MAX_CASES]:
                results = transaction.results.of_case(row.case_id)
                granted = [self._grant(terminal, one) for one in results]
                try:
                    opened = open_case(transaction, row, self._keys)
                    case = self._told(transaction, row, opened, results, granted)
                except EnvironmentFault as fault:  # the others are told all the same
                    number, code = row.case_number, fault.code
                    _events.error("query.unreadable", case_number=number, code=code)
                    looked += 1
                    continue
                size += len(canonical(case.model_dump(mode="json")))
                if told and size > MOST_BYTES:
                    break
                looked += 1
                if normal(opened.applicant.id_no) != normal(body.asker.id_no):
                    continue  # never a stranger's, whatever the index says
                told.append(case)
                grants += granted
        return QueryAnswerBody(cases=tuple(told), more=looked < len(rows)), grants

    @staticmethod
    def _after(transaction: Transaction, person: bytes, number: str | None) -> CaseRow | None:
        if number is None:
            return None
        found = transaction.case_by_number(number)
        if found is None or found.person != person:
            raise ProblemError(UNPROCESSABLE, "query.after", "The page before ended elsewhere.")
        return found

    def _grant(self, terminal: str, row: ResultRow) -> GrantRow:
        return GrantRow(uuid4(), row.result_id, terminal, self._clock.now() + GRANTED)

    def _told(
        self,
        transaction: Transaction,
        case: CaseRow,
        body: CaseBody,
        results: list[ResultRow],
        grants: list[GrantRow],
    ) -> CaseTold:
        asked = None
        if case.state == State.CORRECTION_REQUESTED:
            asked = transaction.corrections.latest(case.terminal, case.case_id)
        history = transaction.history(case.case_id)[-_MOST_STATES:]
        return CaseTold(
            case_number=case.case_number,
            deposit_number=case.deposit_number,
            item=body.item,
            place=body.place,
            received_at=case.received_at,
            state=case.state,
            state_at=case.state_at,
            due_at=case.red_at,
            states=tuple(
                StateTold(state=one.state, at=one.at, text=json.loads(one.text)) for one in history
            ),
            missing=None
            if asked is None
            else MissingTold(until=asked.until, missing=json.loads(asked.missing)),
            results=tuple(map(self._offer, results, grants)),
        )

    def _offer(self, row: ResultRow, grant: GrantRow) -> ResultOffer:
        particulars = particulars_of(row, self._keys)
        return ResultOffer(
            id=grant.grant_id,
            kind=row.kind,
            name=particulars.name,
            sha256=row.sha256,
            size=row.size,
            file=SealedFileBody(
                sha256=row.sealed_sha256, size=row.sealed_size, key=particulars.key
            ),
            expires_at=grant.expires_at,
            collected_at=row.collected_at,
        )


def check_evidence(asker: AskerBody, created: datetime) -> None:
    """Whether it is proved who asks, and that they stand there now.

    Args:
        asker: as the terminal says.
        created: when the terminal signed the question, by the same clock as its evidence.

    Raises:
        ProblemError: 422 ``query.evidence``, ``query.evidence_age``.
    """
    if asker.source == "typed" or (
        asker.source == "code" and not asker.evidence.get("verified_by")
    ):
        raise ProblemError(
            UNPROCESSABLE,
            "query.evidence",
            "Only a card that was read, or a code that somebody verified, shows who asks.",
        )
    try:
        age = created - datetime.fromisoformat(asker.evidence.get("read_at", ""))
    except (ValueError, TypeError, OverflowError) as error:  # none, none with a zone, none at all
        raise ProblemError(
            UNPROCESSABLE, "query.evidence", "The evidence does not say when it was read."
        ) from error
    if not -EARLY <= age <= FRESH:
        raise ProblemError(
            UNPROCESSABLE, "query.evidence_age", "The evidence is not of this visit."
        )


def _unknown() -> ProblemError:
    # one word for all: nobody learns which documents there are
    return ProblemError(
        HTTPStatus.NOT_FOUND, "result.unknown", "This terminal may not fetch such a document now."
    )
