"""What an operator says about a case, and what counts as said when nobody says anything."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from kiosk.clock import Clock
from kiosk.errors import EnvironmentFault
from sync.platform.routing import words_for
from sync.platform.states import NEXT, State
from sync.platform.store import ActRow, CaseRow, Database, News, Transaction
from sync.platform.supervision.timekeeper import Timekeeper
from sync.protocol.canonical import canonical
from sync.protocol.numbers import NumberError, parse_deposit_number

PLATFORM = "platform"
"""Who did it when no person did."""
_ACCEPTING = frozenset({State.ACCEPTED, State.AUTO_ACCEPTED})
_OPEN = frozenset(state for state in State if NEXT[state])


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

    def decide(self, number: str, state: State, *, actor: str, text: str = "") -> CaseRow:
        """Move a case on, as an operator wants it.

        Args:
            number: case number or deposit number, grouped or not.
            state: the new state.
            actor: who says so, for the record.
            text: a sentence for the citizen instead of the usual words.

        Raises:
            EnvironmentFault: ``case.unknown``, ``case.state`` if that step is not possible, or
                ``case.incomplete`` if it is to be accepted without its files.
        """
        try:
            tidy = parse_deposit_number(number).text
        except NumberError:
            tidy = number.strip()
        now = self._clock.now()
        with self._database.begin() as transaction:
            case = transaction.case_by_number(tidy)
            if case is None:
                raise EnvironmentFault("case.unknown", f"No case has the number {number}.")
            if state in _ACCEPTING and transaction.uploads.missing(case.case_id):
                raise EnvironmentFault(
                    "case.incomplete",
                    f"Files of case {case.case_number} are still on their way.",
                    "Wait until its terminal has sent them.",
                )
            old = State(case.state)
            moved = None
            if state in NEXT[old]:
                moved = self._move(transaction, case, state, now, actor=actor, text=text)
            if moved is None:
                choices = ", ".join(sorted(NEXT[old])) or "nothing: it is finished"
                raise EnvironmentFault(
                    "case.state",
                    f"Case {case.case_number} is {old} and cannot become {state}.",
                    f"Possible from here: {choices}.",
                )
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
            return self._move(transaction, case, State.ACCEPTED, now, actor=PLATFORM) is not None
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
            moved = self._move(transaction, case, State.AUTO_ACCEPTED, now, actor=PLATFORM)
        return moved is not None

    def recount(self) -> int:
        """Reckon the deadlines of all open cases again; how many there are.

        For days the State Council has moved since, and for rules that changed.
        """
        with self._database.reading() as transaction:
            numbers = [case.case_number for case in transaction.cases_in(_OPEN)]
        for number in numbers:
            # each by itself, and looked at again: the platform goes on meanwhile
            with self._database.begin() as transaction:
                case = transaction.case_by_number(number)
                if case is not None:
                    transaction.move(case, self._timed(transaction, case))
        return len(numbers)

    def _silent(self) -> list[CaseRow]:
        with self._database.reading() as transaction:
            return transaction.left_in(State.DELIVERED, self._clock.now())

    def _move(
        self,
        transaction: Transaction,
        case: CaseRow,
        state: State,
        now: datetime,
        *,
        actor: str,
        text: str = "",
    ) -> CaseRow | None:
        """Move a case and tell its terminal; None if somebody else moved it meanwhile."""
        moved = self._timed(transaction, replace(case, state=state, state_at=now), (state, now))
        if not transaction.move(case, moved):
            return None
        words = {"zh_CN": text, "en": text} if text else dict(words_for(state))
        news = News(moved, state, now, canonical(words).decode(), actor)
        transaction.tell(case.terminal, [news])
        return moved

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
        due = None if waits else self._timekeeper.deadline(case.item_id, history)
        return replace(case, yellow_at=due.yellow if due else None, red_at=due.red if due else None)
