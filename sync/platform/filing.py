"""Deciding about the messages of one batch and writing them, inside one transaction."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from uuid import UUID

from sync.platform import withdrawals
from sync.platform.authorship import Authorship
from sync.platform.decisions import Decisions
from sync.platform.opening import BAD_REQUEST, CONFLICT, UNPROCESSABLE, Body, Judged, Refusal
from sync.platform.parts import rows_of
from sync.platform.people import PersonIndex
from sync.platform.routing import ItemRule, accepted_at_receipt, rules_of
from sync.platform.settings import Acceptance
from sync.platform.states import State
from sync.platform.store import (
    ActRow,
    CaseRow,
    HealthRow,
    KnownMessage,
    MessageRow,
    News,
    PartRow,
    QuarantineRow,
    RatingRow,
    Transaction,
    UploadRow,
    VerdictRow,
)
from sync.platform.supervision.limits import Deadline
from sync.platform.supervision.timekeeper import Timekeeper
from sync.protocol.body import (
    AuditBreakBody,
    CaseBody,
    ForkBody,
    ItemBody,
    SealedFileBody,
)
from sync.protocol.commands import CommandOutcomeBody
from sync.protocol.health import HealthBody
from sync.protocol.messages import (
    MAX_MESSAGE_BYTES,
    MessageIn,
    MessageResult,
    Outcome,
)
from sync.protocol.numbers import case_number, local_day
from sync.protocol.rating import RatingBody
from sync.protocol.withdrawal import WithdrawalBody

_BREAKS_NAMED = 20
"""Of those a batch tells of: who changed more has been told of."""


def _files_of(body: CaseBody) -> list[SealedFileBody]:
    return [one.file for one in body.attachments if one.file is not None]


@dataclass(frozen=True, slots=True)
class _Decided:
    """What is to become of one message."""

    judged: Judged
    outcome: Outcome
    case_id: UUID | None = None
    refusal: Refusal | None = None


class Filing:
    """One batch on its way into the tables.

    Looks once for the whole batch, decides message by message in memory, writes once. The locked
    epochs and the keys of the tables make sure that what was looked up stays true until the commit.

    Args:
        transaction: open, with the epochs of the batch locked.
        terminal: who sends.
        judged: the batch.
        authored: what the catalogue says about its cases, by their ids.
        acceptance: who accepts cases.
        timekeeper: knows when they are due.
        decisions: end those that are withdrawn.
        index: what people find their cases by.
        now: the platform's time.
    """

    def __init__(
        self,
        transaction: Transaction,
        terminal: str,
        judged: Sequence[Judged],
        *,
        authored: Mapping[UUID, Authorship],
        acceptance: Acceptance,
        timekeeper: Timekeeper,
        decisions: Decisions,
        index: PersonIndex,
        now: datetime,
    ) -> None:
        self._transaction = transaction
        self._terminal = terminal
        self._authored = authored
        self._acceptance = acceptance
        self._timekeeper = timekeeper
        self._decisions = decisions
        self._index = index
        self._now = now
        self._deadlines: dict[tuple[str, str], Deadline | None] = {}
        self._day = local_day(now)
        self._known = transaction.known_messages({one.id for one in judged})
        self._taken = self._look_for_positions(judged)
        self._cases = self._look_for_cases(judged)
        self._files = self._look_for_files(judged)
        self._commands = self._look_for_commands(judged)
        self._decided: list[_Decided] = []
        self._messages: list[MessageRow] = []
        self._repeats: set[tuple[UUID, int]] = set()
        self._new: dict[UUID, tuple[MessageIn, CaseBody]] = {}
        self._forks: list[ForkBody] = []
        self._words: list[CommandOutcomeBody] = []
        self._health: list[HealthRow] = []
        self._ratings: list[RatingRow] = []
        self._withdrawn: set[UUID] = set()
        self._breaks: list[AuditBreakBody] = []

    def decide(self, judged: Judged) -> None:
        """Decide about one message."""
        try:
            self._decided.append(self._accept(judged))
        except Refusal as refusal:
            self._quarantine(judged, refusal)
            self._decided.append(_Decided(judged, Outcome.REFUSED, refusal=refusal))

    def write(self) -> tuple[MessageResult, ...]:
        """Write all that was accepted, and say what became of every message."""
        if self._messages:
            self._transaction.add_messages(self._messages)
            self._transaction.leave_quarantine(
                self._terminal, {message.id: message.sha256 for message in self._messages}
            )
        if self._repeats:
            self._transaction.add_repeats(self._terminal, self._repeats)
        withdrawals.hold(self._transaction, self._withdrawn - self._new.keys())
        if self._new:
            self._open_cases()
        if self._withdrawn:
            self._withdraw()
        for fork in self._forks:
            self._tell_of(fork)
        if self._breaks:
            self._tell_of_breaks()
        for word in self._words:
            self._settle(word)
        for health in self._health:
            self._transaction.health.keep(health)
        if self._ratings:
            self._transaction.ratings.keep(self._ratings)
        return tuple(map(self._result, self._decided))

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

    def _look_for_cases(self, judged: Sequence[Judged]) -> dict[UUID, CaseRow]:
        ids = {one.message.case_id for one in judged if one.message and one.message.case_id}
        ids |= {known.case_id for known in self._known.values() if known.case_id}
        return {one.case_id: one for one in self._transaction.cases_among(ids, ())}

    def _look_for_files(self, judged: Sequence[Judged]) -> set[str]:
        bodies = (one.body for one in judged if isinstance(one.body, CaseBody))
        names = {file.sha256 for body in bodies for file in _files_of(body)}
        return self._transaction.uploads.named(self._terminal, names) if names else set()

    def _look_for_commands(self, judged: Sequence[Judged]) -> set[UUID]:
        ids = {one.body.command_id for one in judged if isinstance(one.body, CommandOutcomeBody)}
        return self._transaction.commands.given_to(self._terminal, ids) if ids else set()

    # --- deciding ---------------------------------------------------------------------------------

    def _accept(self, judged: Judged) -> _Decided:
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
        self._take(message, judged.body)
        self._messages.append(self._row(message))
        self._taken.add((message.epoch, message.seq))
        self._known[message.id] = KnownMessage(
            message.id, self._terminal, message.sha256, message.case_id
        )
        return _Decided(judged, Outcome.ACCEPTED, message.case_id)

    def _take(self, message: MessageIn, body: Body | None) -> None:
        """Keep what a new message says, for `write`.

        Raises:
            Refusal: something speaks against it.
        """
        if not isinstance(body, CaseBody | CommandOutcomeBody):
            self._require_case(message.case_id)
        match body:
            case CaseBody():
                self._take_case(message, body)
            case CommandOutcomeBody():
                self._take_word(body)
            case ForkBody():
                self._take_fork(message, body)
            case AuditBreakBody():
                self._breaks.append(body)
            case HealthBody():
                self._health.append(self._health_row(message, body))
            case RatingBody():
                self._require_number(body)
                self._ratings.append(self._rating_row(message, body))
            case WithdrawalBody():
                self._require_number(body)
                self._withdrawn.add(body.case_id)
            case _:
                pass

    def _repeat(self, judged: Judged, known: KnownMessage) -> _Decided:
        if known.sha256 != judged.sha256 or known.terminal != self._terminal:
            raise Refusal(
                CONFLICT,
                "fork",
                "Other bytes were received under this id: the terminal's database was copied "
                "or rolled back.",
            )
        self._require_case(known.case_id)
        message = judged.message
        if message is not None and (message.epoch, message.seq) not in self._taken:
            # it arrived before its terminal moved it to another epoch: nothing is missing there
            self._repeats.add((message.epoch, message.seq))
            self._taken.add((message.epoch, message.seq))
        return _Decided(judged, Outcome.DUPLICATE, known.case_id)

    def _require_case(self, case_id: UUID | None) -> None:
        if case_id is None or case_id in self._new:
            return
        case = self._cases.get(case_id)
        if case is None or case.terminal != self._terminal:
            raise Refusal(UNPROCESSABLE, "case.unknown", "The case of this message is not here.")

    def _take_case(self, message: MessageIn, body: CaseBody) -> None:
        if body.case_id in self._cases or body.case_id in self._new:
            raise Refusal(
                CONFLICT,
                "fork.case",
                "Another case has this id: the terminal's database was copied or rolled back.",
            )
        for file in _files_of(body):
            if file.sha256 in self._files:
                raise Refusal(
                    UNPROCESSABLE, "body.file_taken", "The case names a file that was named before."
                )
            self._files.add(file.sha256)
        self._new[body.case_id] = (message, body)

    def _take_fork(self, message: MessageIn, body: ForkBody) -> None:
        # one that was moved on by the next fork before it arrived tells of the epoch it began in
        if body.begun == message.context(self._terminal).epoch:
            self._forks.append(body)

    def _require_number(self, body: RatingBody | WithdrawalBody) -> None:
        new = self._new.get(body.case_id)
        number = self._cases[body.case_id].deposit_number if new is None else new[1].deposit_number
        if body.deposit_number != number:
            raise Refusal(
                UNPROCESSABLE,
                "body.contradiction",
                "The message names a deposit number that its case does not have.",
            )

    def _take_word(self, body: CommandOutcomeBody) -> None:
        if body.command_id not in self._commands:
            raise Refusal(
                UNPROCESSABLE, "command.not_given", "This terminal was given no such command."
            )
        self._words.append(body)

    def _result(self, decided: _Decided) -> MessageResult:
        judged, refusal = decided.judged, decided.refusal
        case = None if decided.case_id is None else self._cases[decided.case_id]
        return MessageResult(
            id=judged.id,
            sha256=judged.sha256,
            outcome=decided.outcome,
            status=HTTPStatus.OK if refusal is None else refusal.status,
            code="" if refusal is None else refusal.code,
            text="" if refusal is None else str(refusal),
            case_number=None if case is None else case.case_number,
        )

    # --- rows -------------------------------------------------------------------------------------

    def _open_cases(self) -> None:
        """Give the new cases their numbers, as late as possible, and tell the terminal of them."""
        counters = {
            case_id: f"case:{body.item.code}:{self._day:%Y%m%d}"
            for case_id, (_, body) in self._new.items()
        }
        versions = {(body.item.id, body.item.version) for _, body in self._new.values()}
        rules = rules_of(self._transaction, versions)
        last = self._transaction.reserve(Counter(counters.values()))
        cases: list[CaseRow] = []
        news: list[News] = []
        uploads: list[UploadRow] = []
        parts: list[PartRow] = []
        verdicts: list[VerdictRow] = []
        for case_id, (message, body) in self._new.items():
            counter = counters[case_id]
            last[counter] += 1
            files = _files_of(body)
            rule = rules[body.item.id, body.item.version]
            by_rule = accepted_at_receipt(rule, self._acceptance)
            authored = self._authored[case_id].limited(by_rule=by_rule)
            states = authored.states(accepted=by_rule and not files)
            # nobody can say anything about a case before its files are here
            due = None if files else self._deadline(body.item, rule, states)
            case = CaseRow(
                case_id=case_id,
                case_number=case_number(body.item.code, self._day, last[counter]),
                deposit_number=body.deposit_number,
                terminal=self._terminal,
                message_id=message.id,
                item_id=body.item.id,
                item_code=body.item.code,
                item_version=body.item.version,
                state=states[-1],
                state_at=self._now,
                received_at=self._now,
                yellow_at=due.yellow if due else None,
                red_at=due.red if due else None,
                person=self._index.of(body.applicant.id_no),
            )
            cases.append(case)
            news += authored.news(case, states, self._now)
            history = [(state, self._now) for state in states]
            parts += [
                self._timekeeper.timed_part(part, history)
                for part in rows_of(authored.parts, case_id, self._now)
            ]
            verdicts += authored.verdicts(case_id, self._now)
            self._cases[case_id] = case
            uploads += [
                UploadRow(self._terminal, file.sha256, case_id, file.size) for file in files
            ]
        self._transaction.add_cases(cases)
        self._transaction.parts.add(parts)
        self._transaction.parts.add_verdicts(verdicts)
        self._transaction.uploads.name(uploads)
        self._transaction.tell(self._terminal, news)

    def _withdraw(self) -> None:
        """End the cases that were withdrawn, those that came with this batch among them."""
        withdrawals.withdraw(
            self._transaction,
            self._decisions,
            self._withdrawn,
            actor=f"terminal {self._terminal}",
            now=self._now,
        )

    def _tell_of(self, fork: ForkBody) -> None:
        """Keep a fork among the acts, once for each epoch that began with one."""
        # otherwise nothing would tell of it: what was refused has come once more, and is here
        actor, end = f"terminal {self._terminal}", f" messages moved to {fork.begun}"
        if not self._transaction.has_act("fork", actor, end):
            subject = f"{self._terminal}: a copied or restored store, {fork.moved}{end}"
            self._transaction.record(ActRow(self._now, actor, "fork", subject))

    def _tell_of_breaks(self) -> None:
        """Keep among the acts that somebody changed a terminal's log; one act for a batch."""
        places = sorted({broken.position for broken in self._breaks})
        entries = ", ".join(map(str, places[:_BREAKS_NAMED]))
        more = len(places) - _BREAKS_NAMED
        actor, end = f"terminal {self._terminal}", f" entry {entries}"
        end += f" and {more} more" if more > 0 else ""
        if not self._transaction.has_act("audit:broken", actor, end):
            subject = f"{self._terminal}: its log was changed,{end}"
            self._transaction.record(ActRow(self._now, actor, "audit:broken", subject))

    def _settle(self, word: CommandOutcomeBody) -> None:
        self._transaction.commands.settle(
            word.command_id,
            result=word.result,
            code=word.code,
            outcome=word.to_bytes().decode(),
            now=self._now,
        )

    def _deadline(self, item: ItemBody, rule: ItemRule, states: Sequence[State]) -> Deadline | None:
        # the same for all new cases of an item in this batch, and weeks of days to count
        key = (item.id, item.version)
        if key not in self._deadlines:
            history = [(state, self._now) for state in states]
            self._deadlines[key] = self._timekeeper.deadline(rule.limit, history)
        return self._deadlines[key]

    def _row(self, message: MessageIn) -> MessageRow:
        sealed_as = message.sealed_as or message
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

    def _health_row(self, message: MessageIn, body: HealthBody) -> HealthRow:
        return HealthRow(
            terminal=self._terminal,
            epoch=message.epoch,
            seq=message.seq,
            at=body.at,
            received_at=self._now,
            report=body.report.model_dump_json(),
        )

    def _rating_row(self, message: MessageIn, body: RatingBody) -> RatingRow:
        return RatingRow(
            case_id=body.case_id,
            message_id=message.id,
            satisfaction=body.satisfaction,
            reasons=",".join(body.reasons),
            at=body.at,
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
