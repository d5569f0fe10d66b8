"""Deciding about the messages of one batch and writing them, inside one transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from uuid import UUID

from sync.platform.opening import BAD_REQUEST, CONFLICT, UNPROCESSABLE, Judged, Refusal
from sync.platform.routing import accepted_at_receipt, words_for
from sync.platform.settings import Acceptance
from sync.platform.states import State
from sync.platform.store import (
    CaseRow,
    KnownMessage,
    MessageRow,
    News,
    QuarantineRow,
    Transaction,
)
from sync.protocol.body import CaseBody
from sync.protocol.canonical import canonical
from sync.protocol.messages import (
    MAX_MESSAGE_BYTES,
    MessageIn,
    MessageResult,
    Outcome,
    Position,
)
from sync.protocol.numbers import NumberError, case_number, local_day

ACTOR = "platform"


@cache
def _words(state: State) -> str:
    return canonical(words_for(state)).decode()


class Filing:
    """One batch on its way into the tables.

    Looks once for the whole batch, decides message by message in memory, writes once. The locked
    epochs and counters make sure that what was looked up stays true until the commit.

    Args:
        transaction: open, with the epochs of the batch locked.
        terminal: who sends.
        judged: the batch.
        acceptance: who accepts cases.
        now: the platform's time.
    """

    def __init__(
        self,
        transaction: Transaction,
        terminal: str,
        judged: Sequence[Judged],
        *,
        acceptance: Acceptance,
        now: datetime,
    ) -> None:
        self._transaction = transaction
        self._terminal = terminal
        self._acceptance = acceptance
        self._now = now
        self._day = local_day(now)
        self._known = transaction.known_messages({one.id for one in judged})
        self._taken = self._look_for_positions(judged)
        self._cases, self._deposit_numbers = self._look_for_cases(judged)
        # locked in one order, so that two workers never wait for each other
        self._last = {name: transaction.lock_counter(name) for name in self._counters(judged)}
        self._messages: list[MessageRow] = []
        self._new_cases: list[CaseRow] = []
        self._news: list[News] = []

    def file(self, judged: Judged) -> MessageResult:
        """Decide about one message."""
        try:
            return self._accept(judged)
        except Refusal as refusal:
            self._quarantine(judged, refusal)
            return MessageResult(
                id=judged.id,
                sha256=judged.sha256,
                outcome=Outcome.REFUSED,
                status=refusal.status,
                code=refusal.code,
                text=str(refusal),
            )

    def write(self) -> None:
        """Write all that was accepted."""
        if not self._messages:
            return
        self._transaction.add_messages(self._messages)
        self._transaction.leave_quarantine(
            self._terminal, {message.id: message.sha256 for message in self._messages}
        )
        for name, last in self._last.items():
            self._transaction.set_counter(name, last)
        self._transaction.add_cases(self._new_cases)
        if self._news:
            self._transaction.tell(self._terminal, self._news)

    # --- looking ----------------------------------------------------------------------------------

    def _look_for_positions(self, judged: Sequence[Judged]) -> set[tuple[UUID, int]]:
        wanted: dict[UUID, set[int]] = defaultdict(set)
        for one in judged:
            if one.message is not None:
                wanted[one.message.epoch].add(one.message.seq)
        return {
            (epoch, seq)
            for epoch, seqs in wanted.items()
            for seq in self._transaction.taken_positions(self._terminal, epoch, seqs)
        }

    def _look_for_cases(
        self, judged: Sequence[Judged]
    ) -> tuple[dict[UUID, CaseRow], dict[str, CaseRow]]:
        ids = {one.message.case_id for one in judged if one.message and one.message.case_id}
        ids |= {known.case_id for known in self._known.values() if known.case_id}
        numbers = {one.body.deposit_number for one in judged if isinstance(one.body, CaseBody)}
        found = self._transaction.cases_among(ids, numbers)
        return {one.case_id: one for one in found}, {one.deposit_number: one for one in found}

    def _counters(self, judged: Sequence[Judged]) -> list[str]:
        fresh = (one.body for one in judged if one.id not in self._known)
        return sorted({self._counter(body) for body in fresh if isinstance(body, CaseBody)})

    def _counter(self, body: CaseBody) -> str:
        return f"case:{body.item.code}:{self._day:%Y%m%d}"

    # --- deciding ---------------------------------------------------------------------------------

    def _accept(self, judged: Judged) -> MessageResult:
        """Take a message if nothing speaks against it.

        Raises:
            Refusal: something does.
        """
        known = self._known.get(judged.id)
        if known is not None:
            return self._repeat(judged, known)
        message = judged.message
        if judged.refusal is not None or message is None:
            raise judged.refusal or Refusal(BAD_REQUEST, "message.malformed", "Unreadable.")
        if (message.epoch, message.seq) in self._taken:
            raise Refusal(
                CONFLICT,
                "fork",
                "Another message stands at this position: the terminal's database was copied "
                "or rolled back.",
            )
        body = judged.body
        number = (
            self._open_case(message, body)
            if isinstance(body, CaseBody)
            else self._number_of(message.case_id)
        )
        self._messages.append(self._row(message))
        self._taken.add((message.epoch, message.seq))
        self._known[message.id] = KnownMessage(
            message.id, self._terminal, message.sha256, message.case_id
        )
        return MessageResult(
            id=message.id,
            sha256=message.sha256,
            outcome=Outcome.ACCEPTED,
            case_number=number,
        )

    def _repeat(self, judged: Judged, known: KnownMessage) -> MessageResult:
        if known.sha256 != judged.sha256 or known.terminal != self._terminal:
            raise Refusal(
                CONFLICT,
                "fork",
                "Other bytes were received under this id: the terminal's database was copied "
                "or rolled back.",
            )
        return MessageResult(
            id=known.id,
            sha256=known.sha256,
            outcome=Outcome.DUPLICATE,
            case_number=self._number_of(known.case_id),
        )

    def _number_of(self, case_id: UUID | None) -> str | None:
        if case_id is None:
            return None
        case = self._cases.get(case_id)
        if case is None or case.terminal != self._terminal:
            raise Refusal(UNPROCESSABLE, "case.unknown", "The case of this message is not here.")
        return case.case_number

    def _open_case(self, message: MessageIn, body: CaseBody) -> str:
        if body.case_id in self._cases or body.deposit_number in self._deposit_numbers:
            raise Refusal(
                CONFLICT,
                "fork.case",
                "Another case has this id or deposit number: the terminal's database was "
                "copied or rolled back.",
            )
        counter = self._counter(body)
        try:
            number = case_number(body.item.code, self._day, self._last[counter] + 1)
        except NumberError as error:
            raise Refusal(UNPROCESSABLE, error.code, error.message) from error
        self._last[counter] += 1
        accepted = accepted_at_receipt(body.item.id, self._acceptance)
        states = (State.DELIVERED, State.ACCEPTED) if accepted else (State.DELIVERED,)
        case = CaseRow(
            case_id=body.case_id,
            case_number=number,
            deposit_number=body.deposit_number,
            terminal=self._terminal,
            message_id=message.id,
            item_id=body.item.id,
            item_code=body.item.code,
            item_version=body.item.version,
            state=states[-1],
            state_at=self._now,
            received_at=self._now,
        )
        self._new_cases.append(case)
        self._cases[case.case_id] = self._deposit_numbers[case.deposit_number] = case
        for state in states:
            self._news.append(News(case, state, self._now, _words(state), ACTOR))
        return number

    # --- rows -------------------------------------------------------------------------------------

    def _row(self, message: MessageIn) -> MessageRow:
        sealed_as = message.sealed_as or Position(epoch=message.epoch, seq=message.seq)
        return MessageRow(
            id=message.id,
            terminal=self._terminal,
            epoch=message.epoch,
            seq=message.seq,
            kind=message.kind,
            case_id=message.case_id,
            protocol_version=message.protocol_version,
            item_version=message.item_version,
            key_id=message.key_id,
            sealed_epoch=sealed_as.epoch,
            sealed_seq=sealed_as.seq,
            sealed=message.sealed,
            sha256=message.sha256,
            signature=message.signature,
            created_at=message.created_at,
            received_at=self._now,
        )

    def _quarantine(self, judged: Judged, refusal: Refusal) -> None:
        message, raw = judged.message, judged.raw
        self._transaction.put_into_quarantine(
            QuarantineRow(
                terminal=self._terminal,
                message_id=str(judged.id),
                sha256=judged.sha256,
                epoch=None if message is None else message.epoch,
                seq=None if message is None else message.seq,
                code=refusal.code,
                text=refusal.message,
                envelope=raw if len(raw) <= 2 * MAX_MESSAGE_BYTES else None,
                first_at=self._now,
                last_at=self._now,
            )
        )
