"""Applicants take back what they handed in: an open case ends, one that was decided stays."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from kiosk.errors import EnvironmentFault
from sync.platform.cli.main import main
from sync.platform.settings import Acceptance
from sync.platform.states import NEXT, State
from sync.protocol.body import AttachmentBody, CaseBody, SealedFileBody
from sync.protocol.canonical import sha256_hex
from sync.protocol.envelope import MessageKind
from sync.protocol.messages import MessageIn, MessageResult, Outcome, Position
from sync.protocol.sealed_files import new_file_key, sealed_size
from sync.protocol.withdrawal import WithdrawalBody, WithdrawerBody

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
ACCEPTED, DUPLICATE, REFUSED = Outcome.ACCEPTED, Outcome.DUPLICATE, Outcome.REFUSED


def body_for(case: CaseBody, **changes: Any) -> WithdrawalBody:
    said = WithdrawalBody(
        case_id=case.case_id,
        deposit_number=case.deposit_number,
        by=WithdrawerBody(read_at=NOON - timedelta(minutes=1)),
        at=NOON,
    )
    return said.model_copy(update=changes)


def withdrawal(terminal: Any, case: CaseBody, **changes: Any) -> MessageIn:
    message = terminal.message(
        kind=MessageKind.WITHDRAWAL,
        plaintext=body_for(case, **changes).to_bytes(),
        case_id=case.case_id,
    )
    assert isinstance(message, MessageIn)
    return message


def results(terminal: Any, *messages: MessageIn) -> list[MessageResult]:
    return list(terminal.deliver(*messages).results)


def outcomes(terminal: Any, *messages: MessageIn) -> list[Outcome]:
    return [one.outcome for one in results(terminal, *messages)]


def stored(platform: Any, case: CaseBody) -> Any:
    with platform.parts.database.reading() as transaction:
        (row,) = transaction.cases_by_number(case.deposit_number)
    return row


def acts(platform: Any) -> list[tuple[str, str, str]]:
    with platform.parts.database.reading() as transaction:
        found = transaction.acts()
    return [(one.actor, one.act, one.subject) for one in found if "withdrawn" in one.act]


def told(terminal: Any) -> list[str]:
    return [event.state for event in terminal.feed().events]


def test_an_open_case_is_withdrawn_and_its_terminal_told(platform: Any, terminal: Any) -> None:
    case = terminal.case()
    (deposited,) = results(terminal, terminal.message(case))
    assert stored(platform, case).red_at is not None
    (result,) = results(terminal, withdrawal(terminal, case))
    assert (result.outcome, result.case_number) == (ACCEPTED, deposited.case_number)
    row = stored(platform, case)
    assert (row.state, row.yellow_at, row.red_at) == ("withdrawn", None, None)
    assert told(terminal) == ["delivered", "accepted", "withdrawn"]
    last = terminal.feed().events[-1]
    assert last.text == {"zh_CN": "已撤回", "en": "Withdrawn"}
    actor = f"terminal {terminal.number}"
    assert acts(platform) == [(actor, "decide:withdrawn", deposited.case_number)]


def test_a_withdrawal_comes_with_its_case(platform: Any, terminal: Any) -> None:
    kept, case = terminal.case(), terminal.case()
    terminal.deliver(terminal.message(kept))
    later, other = withdrawal(terminal, kept), terminal.case()
    sent = (terminal.message(case), withdrawal(terminal, case), later, terminal.message(other))
    assert outcomes(terminal, *sent) == [ACCEPTED] * 4
    states = [stored(platform, one).state for one in (kept, case, other)]
    assert states == ["withdrawn", "withdrawn", "accepted"]


@pytest.mark.parametrize("state", [State.CORRECTION_REQUESTED, State.IN_REVIEW])
def test_what_waits_for_somebody_may_be_withdrawn(
    start_platform: Callable[..., Any], new_terminal: Callable[..., Any], state: State
) -> None:
    platform = start_platform(Acceptance.BY_OPERATOR, folder="by-operator")
    terminal = new_terminal(on=platform)
    case, decide = terminal.case(), platform.parts.decisions.decide
    terminal.deliver(terminal.message(case))
    if state is State.IN_REVIEW:
        decide(case.deposit_number, State.ACCEPTED, actor="李科员")
    decide(case.deposit_number, state, actor="李科员")
    assert outcomes(terminal, withdrawal(terminal, case)) == [ACCEPTED]
    assert stored(platform, case).state == "withdrawn"


@pytest.mark.parametrize("state", [State.APPROVED, State.REFUSED, State.WITHDRAWN])
def test_what_was_decided_before_stands_and_the_message_is_taken(
    platform: Any, terminal: Any, state: State
) -> None:
    case = terminal.case()
    terminal.deliver(terminal.message(case))
    before = platform.parts.decisions.decide(case.deposit_number, state, actor="李科员")
    known = told(terminal)
    assert outcomes(terminal, withdrawal(terminal, case)) == [ACCEPTED]
    assert stored(platform, case) == before
    assert told(terminal) == known
    assert [actor for actor, _, _ in acts(platform)] == ["李科员"] * (state is State.WITHDRAWN)


def test_it_is_in_effect_once_however_often_it_comes(platform: Any, terminal: Any) -> None:
    case = terminal.case()
    terminal.deliver(terminal.message(case))
    first, second = withdrawal(terminal, case), withdrawal(terminal, case)
    assert outcomes(terminal, first, second) == [ACCEPTED, ACCEPTED]
    third = withdrawal(terminal, case)
    assert outcomes(terminal, first, third) == [DUPLICATE, ACCEPTED]
    assert told(terminal) == ["delivered", "accepted", "withdrawn"]
    assert len(acts(platform)) == 1


def test_one_that_a_fork_moved_is_in_effect_once(platform: Any, terminal: Any) -> None:
    case = terminal.case()
    terminal.deliver(terminal.message(case, seq=1))
    message = withdrawal(terminal, case)
    at = Position(epoch=message.epoch, seq=message.seq)
    moved = message.model_copy(update={"epoch": uuid4(), "seq": 1, "sealed_as": at})
    assert outcomes(terminal, moved) + outcomes(terminal, moved, message) == [
        ACCEPTED,
        DUPLICATE,
        DUPLICATE,
    ]
    assert told(terminal) == ["delivered", "accepted", "withdrawn"]
    assert len(acts(platform)) == 1


def test_five_at_once_end_a_case_once(platform: Any, terminal: Any) -> None:
    cases = [terminal.case() for _ in range(3)]
    terminal.deliver(*map(terminal.message, cases))
    messages = [withdrawal(terminal, case) for case in cases]
    said: list[list[Outcome]] = []
    threads = [
        threading.Thread(target=lambda: said.append(outcomes(terminal, *messages)))
        for _ in range(5)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(said) == sorted([[ACCEPTED] * 3, *[[DUPLICATE] * 3] * 4])
    assert told(terminal).count("withdrawn") == 3
    assert len(acts(platform)) == 3


def test_deciders_and_withdrawals_at_once_leave_one_word_for_each_case(
    platform: Any, terminal: Any
) -> None:
    cases = [terminal.case() for _ in range(8)]
    terminal.deliver(*map(terminal.message, cases))
    batch = [terminal.message(), *(withdrawal(terminal, case) for case in reversed(cases))]
    decided: list[str] = []
    too_late: list[str] = []

    def decide() -> None:
        for case in cases:
            try:
                platform.parts.decisions.decide(case.deposit_number, State.APPROVED, actor="李")
            except EnvironmentFault as fault:
                too_late.append(fault.code)
            else:
                decided.append(case.deposit_number)

    decider = threading.Thread(target=decide)
    decider.start()
    assert outcomes(terminal, *batch) == [ACCEPTED] * 9
    decider.join(60)
    assert too_late == ["case.state"] * (len(cases) - len(decided))
    states = {case.deposit_number: stored(platform, case).state for case in cases}
    assert states == {number: "approved" if number in decided else "withdrawn" for number in states}


def test_a_case_whose_files_are_on_their_way_is_withdrawn(platform: Any, terminal: Any) -> None:
    content = b"picture"
    file = SealedFileBody(
        sha256=sha256_hex(b"sealed"), size=sealed_size(len(content)), key=new_file_key()
    )
    large = AttachmentBody(
        name="photo.jpg",
        media_type="image/jpeg",
        sha256=sha256_hex(content),
        size=len(content),
        file=file,
    )
    case = terminal.case(attachments=(large,))
    terminal.deliver(terminal.message(case), withdrawal(terminal, case))
    assert stored(platform, case).state == "withdrawn"


def test_the_withdrawal_of_no_case_is_refused(terminal: Any) -> None:
    (result,) = results(terminal, withdrawal(terminal, terminal.case()))
    assert (result.status, result.code) == (422, "case.unknown")


def test_one_before_its_case_in_one_batch_is_taken_when_it_is_sent_again(
    platform: Any, terminal: Any
) -> None:
    case = terminal.case()
    early, message = withdrawal(terminal, case), terminal.message(case)
    assert outcomes(terminal, early, message) == [REFUSED, ACCEPTED]
    assert stored(platform, case).state == "accepted"
    assert outcomes(terminal, early) == [ACCEPTED]
    assert stored(platform, case).state == "withdrawn"


def test_one_that_names_another_case_or_number_is_refused(platform: Any, terminal: Any) -> None:
    case, other = terminal.case(), terminal.case()
    terminal.deliver(terminal.message(case), terminal.message(other))
    crossed = [
        terminal.message(
            kind=MessageKind.WITHDRAWAL, plaintext=body_for(case).to_bytes(), case_id=where
        )
        for where in (other.case_id, None)
    ]
    wrong = withdrawal(terminal, case, deposit_number=other.deposit_number)
    found = results(terminal, *crossed, wrong)
    assert {(one.status, one.code) for one in found} == {(422, "body.contradiction")}
    assert {stored(platform, one).state for one in (case, other)} == {"accepted"}


def test_nobody_withdraws_the_case_of_another_terminal(
    platform: Any, terminal: Any, new_terminal: Callable[..., Any]
) -> None:
    case = terminal.case()
    terminal.deliver(terminal.message(case))
    other = new_terminal()
    (result,) = results(other, withdrawal(other, case))
    assert (result.status, result.code) == (422, "case.unknown")
    assert stored(platform, case).state == "accepted"


def test_every_open_state_can_be_withdrawn() -> None:
    ended = {State.NOT_ACCEPTED, State.APPROVED, State.REFUSED, State.RESULT_READY}
    ended |= {State.COLLECTED, State.WITHDRAWN, State.LAPSED}
    assert {state for state in State if State.WITHDRAWN in NEXT[state]} == set(State) - ended


def test_the_operators_pages_and_the_log_name_the_terminal(
    platform: Any, terminal: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    case = terminal.case()
    terminal.deliver(terminal.message(case), withdrawal(terminal, case))
    settings = platform.settings
    capsys.readouterr()
    options = ["--data", str(settings.data), "--database", settings.database_url]
    assert main(["acts", "--json", *options]) == 0
    said = json.loads(capsys.readouterr().out)
    found = [one for one in said if one["act"] == "decide:withdrawn"]
    assert [one["actor"] for one in found] == [f"terminal {terminal.number}"]
