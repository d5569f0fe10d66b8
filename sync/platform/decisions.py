"""What an operator says about a case, and what counts as said when nobody says anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from kiosk.clock import Clock
from kiosk.errors import EnvironmentFault
from sync.platform.corrections import tell
from sync.platform.instant import approver
from sync.platform.parts import ENDED
from sync.platform.routing import rule_of, words_for
from sync.platform.states import NEXT, UNDECIDED, PartState, State
from sync.platform.store import ActRow, CaseRow, Database, News, Transaction
from sync.platform.supervision.timekeeper import Timekeeper
from sync.protocol.canonical import canonical
from sync.protocol.corrections import CorrectionRequest
from sync.protocol.numbers import NumberError, parse_deposit_number

PLATFORM = "platform"
"""Who did it when no person did."""
_ACCEPTING = frozenset({State.ACCEPTED, State.AUTO_ACCEPTED})
PROMISED_STATES = frozenset({State.ACCEPTED, State.AUTO_ACCEPTED, State.IN_REVIEW})
"""In which departments decide about their parts."""
_BY_PARTS = frozenset({State.APPROVED, State.REFUSED})
_CLOSING = frozenset({State.NOT_ACCEPTED, State.WITHDRAWN, State.LAPSED})


class Decisions:
    """Moves cases from state to state and tells their terminals.

    Args:
        database: where the cases are.
        timekeeper: knows when they are due.
        clock: the platform's time.
    """

    def __init__(self, database: Database, timekeeper: Timekeeper, clock: Clock) -> None:
        self._database = database
        self._timekeeper = timekeeper
        self._clock = clock

    def decide(
        self,
        number: str,
        state: State,
        *,
        actor: str,
        text: str = "",
        correction: CorrectionRequest | None = None,
    ) -> CaseRow:
        """Move a case on, as an operator wants it.

        Args:
            number: case number or deposit number, grouped or not.
            state: the new state.
            actor: who says so, for the record.
            text: a sentence for the citizen instead of the usual words.
            correction: everything that is missing, where the new state asks for it.

        Raises:
            EnvironmentFault: ``case.unknown``, ``case.state`` if that step is not possible,
                ``case.incomplete`` if it is to be accepted without its files, ``case.parts`` if
                departments decide about it, ``correction.unusable`` if nothing is to be corrected
                in the new state, or no time is left for it.
        """
        if correction is not None and state is not State.CORRECTION_REQUESTED:
            raise EnvironmentFault(
                "correction.unusable",
                f"What is missing is told with {State.CORRECTION_REQUESTED}, not with {state}.",
            )
        now = self._clock.now()
        with self._database.begin() as transaction:
            case = held_case(transaction, number)
            if state in _BY_PARTS:
                _require_no_open_parts(transaction, case)
            if state in _ACCEPTING and transaction.uploads.missing(case.case_id):
                raise EnvironmentFault(
                    "case.incomplete",
                    f"Files of case {case.case_number} are still on their way.",
                    "Wait until its terminal has sent them.",
                )
            old = State(case.state)
            moved = None
            if state in NEXT[old]:
                words = {"zh_CN": text, "en": text} if text else None
                moved = self.move(transaction, case, state, now, actor=actor, words=words)
            if moved is None:
                choices = ", ".join(sorted(NEXT[old])) or "nothing: it is finished"
                raise EnvironmentFault(
                    "case.state",
                    f"Case {case.case_number} is {old} and cannot become {state}.",
                    f"Possible from here: {choices}.",
                )
            if correction is not None:
                tell(transaction, moved, correction, now)
            transaction.record(ActRow(now, actor, f"decide:{state}", case.case_number))
        return moved

    def files_are_here(
        self, transaction: Transaction, case: CaseRow, now: datetime, *, by_rule: bool
    ) -> bool:
        """Go on with a case whose last file has come, inside the transaction that counts it.

        Args:
            transaction: holds the case.
            case: as it was before.
            now: the platform's time.
            by_rule: accepted without a person.

        Returns:
            Whether its terminal was told something.
        """
        if case.state != State.DELIVERED:
            return False
        if by_rule:
            accepted = self.move(transaction, case, State.ACCEPTED, now, actor=PLATFORM)
            verdict = transaction.parts.verdict(case.case_id)
            if accepted is not None and verdict is not None and verdict.verdict == "approve":
                actor = approver(verdict.rule, verdict.version)
                self.move(transaction, accepted, State.APPROVED, now, actor=actor)
            return accepted is not None
        transaction.move(case, self._timed(transaction, case))  # from now on somebody may speak
        return False

    def accept_by_silence(self) -> int:
        """Accept the cases nobody said anything about in time; how many there were.

        Raises:
            ExceptionGroup: what broke; the other cases were accepted all the same.
        """
        accepted = 0
        broken: list[Exception] = []
        while silent := self._silent():
            before = accepted
            for case in silent:
                try:
                    accepted += self._accept_silent(case)
                except Exception as error:  # noqa: BLE001 # raised below, after the others
                    broken.append(error)
            if accepted == before:
                break
        if broken:
            raise ExceptionGroup("cases that cannot be accepted", broken)
        return accepted

    def _accept_silent(self, case: CaseRow) -> bool:
        # each by itself: whoever holds several cases may wait for one who waits for us
        with self._database.begin() as transaction:
            now = self._clock.now()
            moved = self.move(transaction, case, State.AUTO_ACCEPTED, now, actor=PLATFORM)
        return moved is not None

    def recount(self) -> int:
        """Reckon the deadlines of all undecided cases again; how many there are.

        For days the State Council has moved since, and for rules that changed.
        """
        with self._database.reading() as transaction:
            numbers = [case.case_number for case in transaction.cases_in(UNDECIDED)]
        for number in numbers:
            # each by itself, and looked at again: the platform goes on meanwhile
            with self._database.begin() as transaction:
                case = transaction.case_by_number(number)
                if case is not None:
                    transaction.parts.hold(case.case_id)
                    transaction.move(case, self._timed(transaction, case))
                    self.time_parts(transaction, case)
        return len(numbers)

    def _silent(self) -> list[CaseRow]:
        with self._database.reading() as transaction:
            return transaction.left_in(State.DELIVERED, self._clock.now())

    def move(
        self,
        transaction: Transaction,
        case: CaseRow,
        state: State,
        now: datetime,
        *,
        actor: str,
        words: Mapping[str, str] | None = None,
    ) -> CaseRow | None:
        """Move a case and tell its terminal, inside a transaction.

        Args:
            transaction: open.
            case: as it was read in it.
            state: a state that may follow the case's.
            now: the platform's time.
            actor: who says so.
            words: for the citizen, by language, instead of the usual ones.

        Returns:
            The case as it is now; None if somebody else moved it meanwhile.
        """
        moved = self._timed(transaction, replace(case, state=state, state_at=now), (state, now))
        if not transaction.move(case, moved):
            return None
        text = canonical(dict(words or words_for(state))).decode()
        transaction.tell(case.terminal, [News(moved, state, now, text, actor)])
        if state in _CLOSING:
            transaction.parts.close(case.case_id, now)
        else:
            self.time_parts(transaction, moved)
        return moved

    def time_parts(self, transaction: Transaction, case: CaseRow) -> None:
        """Reckon the deadlines of a case's open parts again, inside a transaction."""
        parts = [one for one in transaction.parts.of_case(case.case_id) if one.limit_number]
        if not parts:
            return
        events = transaction.history(case.case_id)
        history = [(State(event.state), event.at) for event in events]
        for part in parts:
            timed = self._timekeeper.timed_part(part, history)
            if timed != part:
                transaction.parts.change(timed)

    def _timed(
        self, transaction: Transaction, case: CaseRow, *coming: tuple[State, datetime]
    ) -> CaseRow:
        missing, whole_at = transaction.uploads.arrival(case.case_id)
        past = [(State(event.state), event.at) for event in transaction.history(case.case_id)]
        history = [*past, *coming]
        if whole_at is not None:  # nobody could say anything before
            history = [
                (state, max(at, whole_at) if state is State.DELIVERED else at)
                for state, at in history
            ]
        waits = missing and case.state == State.DELIVERED
        rule = rule_of(transaction, case.item_id, case.item_version)
        due = None if waits else self._timekeeper.deadline(rule.limit, history)
        return replace(case, yellow_at=due.yellow if due else None, red_at=due.red if due else None)


def held_case(transaction: Transaction, number: str) -> CaseRow:
    """A case by its case number or deposit number, which nobody else decides about meanwhile.

    Raises:
        EnvironmentFault: ``case.unknown``; ``case.ambiguous``, two cases have this number.
    """
    try:
        tidy = parse_deposit_number(number).text
    except NumberError:
        tidy = number.strip()
    cases = transaction.cases_by_number(tidy)
    if len(cases) > 1:
        numbers = " and ".join(case.case_number for case in cases)
        raise EnvironmentFault(
            "case.ambiguous",
            f"The deposit number {tidy} was given twice, for the cases {numbers}.",
            "Look at both, and name one by its case number.",
        )
    found = next(iter(cases), None)
    if found is not None:
        transaction.parts.hold(found.case_id)
        found = transaction.case_by_number(found.case_number)  # as whoever held it left it
    if found is None:
        raise EnvironmentFault("case.unknown", f"No case has the number {number}.")
    return found


def _require_no_open_parts(transaction: Transaction, case: CaseRow) -> None:
    parts = transaction.parts.of_case(case.case_id)
    left = [part.department for part in parts if PartState(part.state) not in ENDED]
    if left:
        raise EnvironmentFault(
            "case.parts",
            f"Departments decide about case {case.case_number}: {', '.join(left)}.",
            "Say of each what it decided, with --department.",
        )
