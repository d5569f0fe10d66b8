"""Checking the cases that wait for it, some at a time."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import takewhile

import structlog

from kiosk.clock import Clock
from kiosk.errors import EnvironmentFault
from kiosk.forms.errors import FormError
from sync.platform.form_checks.doubts import doubts_about
from sync.platform.form_checks.forms import Forms
from sync.platform.form_checks.words import Code, Doubt, Result
from sync.platform.keys import PlatformKeys
from sync.platform.opened import open_case
from sync.platform.store import (
    ActRow,
    CaseRow,
    CheckRow,
    Database,
    ItemRow,
    Transaction,
    UncheckedRow,
)

AT_ONCE = 20
_TURN_S = 10
"""Of several workers one checks at a time; whoever was killed is not waited for any longer."""
_SUBJECT = 200
"""Characters an act's subject may have."""
_LOOK_AGAIN = timedelta(hours=1)
_MOST_TRIES = 5
"""Looks at a case that nobody came back from. Two who look at the same time count as two."""
_events = structlog.get_logger()


class Checker:
    """Compares each case with its form, once, whoever else does the same.

    Args:
        database: where the cases are.
        keys: what they are opened with.
        forms: the catalogue's.
        clock: the platform's time.
    """

    def __init__(self, database: Database, keys: PlatformKeys, forms: Forms, clock: Clock) -> None:
        self._database = database
        self._keys = keys
        self._forms = forms
        self._clock = clock
        self._turn_until = 0

    def check(self, limit: int = AT_ONCE) -> int | None:
        """Check some cases; how many were, None if none waited.

        A case that cannot be opened is left alone for an hour, and the others go on. One that ended
        whoever looked at it is looked at by itself, and after some tries no more.

        Raises:
            EnvironmentFault: the database is unusable.
        """
        now = self._clock.now()
        waiting = self._waiting(now, limit)
        if not waiting:
            return None
        with self._database.begin() as transaction:
            transaction.checks.note_try([one.case.case_id for one in waiting])
        try:
            found = [row for one in waiting if (row := self._checked(one)) is not None]
        except EnvironmentFault:
            # no fault of theirs, if the database is there to hear it
            with suppress(EnvironmentFault), self._database.begin() as transaction:
                transaction.checks.take_try_back([one.case.case_id for one in waiting])
            raise
        with self._database.begin() as transaction:
            kept = transaction.checks.keep(found)
            for one in waiting:
                if one.case.case_id in kept and (others := _others(transaction, one.case)):
                    transaction.record(_doubled(one.case, others, now))
        left = {one.case.case_id for one in waiting} - {one.case_id for one in found}
        if left:
            # by itself: two who find different ones to keep would wait for each other for ever
            with self._database.begin() as transaction:
                transaction.checks.leave(left, now + _LOOK_AGAIN)
        return len(kept)

    def check_in_turn(self) -> int | None:
        """The same, unless another worker of ours is at it: they would do the same twice.

        Raises:
            EnvironmentFault: the database is unusable.
        """
        now = self._clock.now()
        if not self._waiting(now, 1):
            return None
        seconds = int(now.timestamp())
        if not seconds < self._turn_until <= seconds + _TURN_S:
            with self._database.begin() as transaction:
                if not transaction.checks.take_turn(seconds, seconds + _TURN_S):
                    return None
            self._turn_until = seconds + _TURN_S
        return self.check()

    def _waiting(self, now: datetime, limit: int) -> list[UncheckedRow]:
        """Cases nobody has looked at; else one that somebody did not come back from."""
        with self._database.reading() as transaction:
            rows = transaction.checks.free(now, limit)
        return list(takewhile(lambda one: not one.tries, rows)) or rows[:1]

    def _checked(self, waiting: UncheckedRow) -> CheckRow | None:
        """What is found about a case; None if it cannot be opened now."""
        case = waiting.case
        if waiting.tries >= _MOST_TRIES:
            _events.error("case.unchecked", case=case.case_number, tries=waiting.tries)
            doubt = written([Doubt(Code.FAILED)])
            return CheckRow(case.case_id, Result.DOUBTFUL, doubt, self._clock.now())
        try:
            result, doubts = self._look(case)
            with self._database.reading() as transaction:
                if _others(transaction, case):
                    result, doubts = Result.DOUBTFUL, [Doubt(Code.DOUBLED), *doubts]
        except EnvironmentFault as fault:
            if fault.code.startswith("store.") and fault.code != "store.corrupt":
                raise
            _events.error("case.unopened", case=case.case_number, code=fault.code)
            return None
        except Exception as error:  # noqa: BLE001 # a mistake of ours with one case stops no other
            # without its words, which could hold answers
            _events.error("case.unchecked", case=case.case_number, kind=type(error).__name__)
            result, doubts = Result.DOUBTFUL, [Doubt(Code.FAILED)]
        return CheckRow(case.case_id, result, written(doubts), self._clock.now())

    def _look(self, case: CaseRow) -> tuple[Result, Sequence[Doubt]]:
        with self._database.reading() as transaction:
            item = transaction.catalogue.item(case.item_id, case.item_version)
            if item is None:
                return Result.UNCHECKED, [Doubt(Code.ABSENT)]
            body = open_case(transaction, case, self._keys)
        if (body.form.id, body.form.version) != (item.form_id, item.form_version):
            return Result.DOUBTFUL, [Doubt(Code.FORM)]
        try:
            form = self._forms.of(item)
        except FormError as error:
            self._complain(item, error)
            return Result.UNCHECKED, [Doubt(Code.UNUSABLE)]
        doubts = doubts_about(body, form)
        return (Result.DOUBTFUL if doubts else Result.PASSED), doubts

    def _complain(self, item: ItemRow, error: FormError) -> None:
        _events.error(
            "form.unusable", item=item.item_id, item_version=item.version, code=error.code
        )


def _others(transaction: Transaction, case: CaseRow) -> list[CaseRow]:
    """Cases with the same deposit number that were received before."""
    found = transaction.cases_among((), [case.deposit_number])
    return sorted((one for one in found if _place(one) < _place(case)), key=_place)


def _place(case: CaseRow) -> tuple[datetime, str]:
    return case.received_at, case.case_number


def _doubled(case: CaseRow, others: Sequence[CaseRow], now: datetime) -> ActRow:
    numbers = ", ".join(one.case_number for one in others)
    subject = f"{case.deposit_number} was given twice: {case.case_number} and {numbers}"
    return ActRow(now, f"terminal {case.terminal}", "fork", subject[:_SUBJECT])


def written(doubts: Sequence[Doubt]) -> str:
    """Doubts as they are kept."""
    return json.dumps([{"code": one.code, "question": one.question} for one in doubts])


def read(written_doubts: str) -> list[Doubt]:
    """Doubts as they were kept."""
    return [Doubt(Code(one["code"]), one["question"]) for one in json.loads(written_doubts)]
