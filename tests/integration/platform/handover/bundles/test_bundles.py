"""A bundle is decided department by department, in the order its item says, each part once."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError

from kiosk.errors import EnvironmentFault
from sync.platform.bundles import Bundles
from sync.platform.export import export
from sync.platform.figures import exposition
from sync.platform.settings import Acceptance
from sync.platform.states import PartState, State
from sync.platform.supervision.limits import Limit, Run, Unit, deadline
from sync.platform.supervision.working_days import WorkingDays
from sync.protocol.body import AttachmentBody, SealedFileBody
from sync.protocol.envelope import MessageKind
from sync.protocol.withdrawal import WithdrawalBody, WithdrawerBody

CARD = {"card_no": "37098219530815002244", "card_level": "2"}
OTHERS = {"civil", "security"}


def parts_of(platform: Any, number: str) -> dict[str, Any]:
    with platform.parts.database.reading() as transaction:
        case = transaction.case_by_number(number)
        return {one.department: one for one in transaction.parts.of_case(case.case_id)}


def page(platform: Any, department: str) -> list[Any]:
    return list(platform.parts.giving.page(department, 0, 100).cases)


def told(terminal: Any) -> list[tuple[str, str]]:
    return [(event.state, event.text["zh_CN"]) for event in terminal.feed().events]


# --- what begins when -----------------------------------------------------------------------------


def test_parts_are_made_with_the_case_and_wait_for_each_other(
    deposited: Any, states: Any, platform: Any
) -> None:
    number = deposited()
    assert states(number) == {
        "case": "accepted",
        "federation": "open",
        "civil": "waiting",
        "security": "waiting",
        "medical": "open",
    }
    parts = parts_of(platform, number)
    assert [one.started_at is None for one in parts.values()] == [False, True, True, False]
    assert {one.ended_at for one in parts.values()} == {None}


def test_a_case_of_an_ordinary_item_has_no_parts(terminal: Any, platform: Any) -> None:
    (result,) = terminal.deliver(terminal.message()).results
    assert parts_of(platform, result.case_number) == {}
    platform.parts.decisions.decide(result.case_number, State.APPROVED, actor="a")


def test_what_waited_begins_when_all_before_is_approved(
    deposited: Any, states: Any, approve: Any, platform: Any
) -> None:
    number = deposited()
    assert approve(number, "medical").opened == ()
    assert states(number)["civil"] == "waiting"
    platform.clock.ahead = timedelta(hours=3)
    assert set(approve(number, "federation").opened) == OTHERS
    found = states(number)
    assert (found["civil"], found["security"], found["case"]) == ("open", "open", "in_review")
    parts = parts_of(platform, number)
    assert parts["civil"].started_at == parts["federation"].ended_at
    assert parts["federation"].actor == "federation"


def test_the_case_is_approved_when_the_last_part_is(
    deposited: Any, states: Any, approve: Any, terminal: Any
) -> None:
    number = deposited()
    for department in ("federation", "civil", "security"):
        approve(number, department)
    assert states(number)["case"] == "in_review"
    assert approve(number, "medical").case.state == "approved"
    assert set(states(number).values()) == {"approved"}
    state, words = told(terminal)[-1]
    assert (state, words) == ("approved", "残联：已办成；民政：已办成；人社：已办成；医保：已办成")


def test_the_citizen_reads_how_every_part_stands(
    deposited: Any, approve: Any, terminal: Any
) -> None:
    number = deposited()
    approve(number, "medical", text="已经登记好")
    assert told(terminal)[-1] == (
        "in_review",
        "残联：正在办；民政：等前面的办好；人社：等前面的办好；医保：已经登记好",
    )
    approve(number, "federation")
    assert told(terminal)[-1] == (
        "in_review",
        "残联：已办成；民政：正在办；人社：正在办；医保：已经登记好",
    )


# --- refusals -------------------------------------------------------------------------------------


def test_a_refused_part_closes_what_waits_for_it_and_stops_nobody_else(
    deposited: Any, states: Any, approve: Any, refuse: Any, terminal: Any
) -> None:
    number = deposited()
    assert refuse(number, "federation").opened == ()
    assert states(number) == {
        "case": "in_review",
        "federation": "refused",
        "civil": "closed",
        "security": "closed",
        "medical": "open",
    }
    approve(number, "medical")
    assert states(number)["case"] == "approved"
    assert told(terminal)[-1][1] == "残联：没有通过；民政：不再办理；人社：不再办理；医保：已办成"


def test_a_case_none_of_whose_parts_was_approved_is_refused(
    deposited: Any, states: Any, refuse: Any
) -> None:
    number = deposited()
    refuse(number, "medical")
    assert refuse(number, "federation").case.state == "refused"
    assert states(number)["case"] == "refused"


def test_a_chain_of_waiting_parts_is_closed_to_its_end(
    shelf: Any, states: Any, refuse: Any, deposited: Any
) -> None:
    names = ["last", "middle", "first", "other"]
    parts: dict[str, Any] = {name: {"name": {"zh_CN": name, "en": name}} for name in names}
    parts["last"]["after"], parts["middle"]["after"] = ["middle"], ["first"]
    shelf.put("604", parts=parts)
    number = deposited()
    refuse(number, "first")
    found = states(number)
    assert [found[name] for name in names] == ["closed", "closed", "refused", "open"]


# --- what is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said",
    [
        ("police", PartState.APPROVED, {}, "part.unknown"),
        ("civil", PartState.APPROVED, {}, "part.waiting"),
        ("civil", PartState.REFUSED, {}, "part.waiting"),
        ("federation", PartState.APPROVED, {}, "part.values"),
        ("federation", PartState.APPROVED, {"card_no": "1"}, "part.values"),
        ("federation", PartState.APPROVED, CARD | {"more": "1"}, "part.values"),
        ("federation", PartState.APPROVED, CARD | {"card_no": ""}, "part.values"),
        ("federation", PartState.APPROVED, CARD | {"card_no": "a\nb"}, "part.values"),
        ("federation", PartState.APPROVED, CARD | {"card_no": "1" * 1001}, "part.values"),
        ("federation", PartState.REFUSED, CARD, "part.values"),
        ("medical", PartState.APPROVED, {"card_no": "1"}, "part.values"),
    ],
)
def test_a_decision_that_cannot_be_right_changes_nothing(
    deposited: Any, states: Any, bundles: Any, said: tuple[str, Any, dict[str, str], str]
) -> None:
    department, state, values, code = said
    number = deposited()
    before = states(number)
    with pytest.raises(EnvironmentFault) as refused:
        bundles.decide(number, department, state, values, actor="a")
    assert refused.value.code == code
    assert "3709821953" not in str(refused.value)
    assert states(number) == before


def test_the_same_decision_again_changes_nothing_and_another_is_refused(
    deposited: Any, states: Any, approve: Any, refuse: Any, terminal: Any
) -> None:
    number = deposited()
    assert approve(number, "federation").news
    before, events = states(number), terminal.feed().cursor
    assert not approve(number, "federation").news
    with pytest.raises(EnvironmentFault, match="is approved") as refused:
        refuse(number, "federation")
    assert refused.value.code == "part.decided"
    with pytest.raises(EnvironmentFault) as refused:
        approve(number, "federation", produced=CARD | {"card_level": "1"})
    assert refused.value.code == "part.decided"
    assert states(number) == before
    assert terminal.feed().cursor == events


def test_nothing_is_decided_about_a_case_that_is_not_being_decided(
    start_platform: Any, shelf: Any, new_terminal: Any, bundle: Any
) -> None:
    by_hand = start_platform(Acceptance.BY_OPERATOR, "by_hand", files_of=shelf.files_of)
    sender = new_terminal(on=by_hand)
    (result,) = sender.deliver(sender.message(sender.case(**bundle))).results
    parts = by_hand.parts
    bundles = Bundles(parts.database, parts.decisions, parts.keys, by_hand.clock)
    with pytest.raises(EnvironmentFault) as refused:
        bundles.decide("1", "medical", PartState.APPROVED, {}, actor="a")
    assert refused.value.code == "case.unknown"
    with pytest.raises(EnvironmentFault, match="is delivered") as refused:
        bundles.decide(result.case_number, "medical", PartState.APPROVED, {}, actor="a")
    assert refused.value.code == "case.state"


def test_nobody_decides_about_the_whole_while_a_part_is_open(
    deposited: Any, platform: Any, approve: Any
) -> None:
    number = deposited()
    decide = platform.parts.decisions.decide
    for state in (State.APPROVED, State.REFUSED):
        with pytest.raises(EnvironmentFault, match="federation, civil, security, medical") as told:
            decide(number, state, actor="a")
        assert told.value.code == "case.parts"
    for department in ("federation", "civil", "security", "medical"):
        approve(number, department)
    assert decide(number, State.RESULT_READY, actor="a").state == "result_ready"


def test_a_case_that_ends_as_a_whole_closes_its_parts(
    deposited: Any, platform: Any, approve: Any, states: Any
) -> None:
    number = deposited()
    approve(number, "federation")
    platform.parts.decisions.decide(number, State.WITHDRAWN, actor="a")
    assert states(number) == {
        "case": "withdrawn",
        "federation": "approved",
        "civil": "closed",
        "security": "closed",
        "medical": "closed",
    }
    with pytest.raises(EnvironmentFault) as refused:
        approve(number, "medical")
    assert refused.value.code == "part.decided"


def test_a_bundle_that_its_applicant_withdraws_closes_its_parts(
    terminal: Any, bundle: dict[str, Any], platform: Any, approve: Any, states: Any
) -> None:
    case = terminal.case(**bundle)
    (result,) = terminal.deliver(terminal.message(case)).results
    approve(result.case_number, "federation")
    now = terminal.clock.now()
    body = WithdrawalBody(
        case_id=case.case_id,
        deposit_number=case.deposit_number,
        by=WithdrawerBody(read_at=now),
        at=now,
    )
    said = terminal.message(
        kind=MessageKind.WITHDRAWAL, plaintext=body.to_bytes(), case_id=case.case_id
    )
    terminal.deliver(said)
    assert states(result.case_number) == {
        "case": "withdrawn",
        "federation": "approved",
        "civil": "closed",
        "security": "closed",
        "medical": "closed",
    }
    assert {one.red_at for one in parts_of(platform, result.case_number).values()} == {None}
    assert told(terminal)[-1] == ("withdrawn", "已撤回")


# --- handing over ---------------------------------------------------------------------------------


def test_a_waiting_part_is_handed_over_when_it_begins_with_what_it_needs(
    deposited: Any, platform: Any, approve: Any, hand_over: Any, departments: Any
) -> None:
    for name in ("federation", "civil", "security", "medical", "township"):
        departments.add(name, "", actor="a")
    number = deposited()
    hand_over().once()
    assert {
        name: [case.case_number for case in page(platform, name)]
        for name in ("federation", "medical", "township", "civil", "security")
    } == {"federation": [number], "medical": [number], "township": [number]} | {
        "civil": [],
        "security": [],
    }
    approve(number, "federation")
    hand_over().once()
    (civil,), (security,) = page(platform, "civil"), page(platform, "security")
    assert civil.produced == {"card_no": CARD["card_no"]}  # not the level, which it does not need
    assert civil.answers == {"kind": "new", "word": "w"}
    assert security.produced == {}
    assert [case.position for case in page(platform, "federation")] == [1]
    assert hand_over().once().cases == 0


def test_a_webhook_gets_a_part_with_its_values(
    deposited: Any, approve: Any, hand_over: Any, department: Any, departments: Any
) -> None:
    departments.add("civil", department.url, actor="a")
    number = deposited()
    assert hand_over().once().delivered == 0
    approve(number, "federation")
    assert hand_over().once().delivered == 1
    (case,) = department.cases
    assert case["produced"] == {"card_no": CARD["card_no"]}


def test_a_part_that_was_never_begun_is_never_handed_over(
    deposited: Any, platform: Any, refuse: Any, hand_over: Any
) -> None:
    number = deposited()
    refuse(number, "federation")
    hand_over().once()
    assert page(platform, "civil") == []
    assert [case.case_number for case in page(platform, "federation")] == [number]


def test_a_part_begins_while_its_case_is_being_sorted(
    deposited: Any, platform: Any, approve: Any, hand_over: Any
) -> None:
    """Whoever is first, the department that may begin gets the case."""
    for _ in range(6):
        number = deposited()
        barrier = threading.Barrier(2)

        def sort(barrier: threading.Barrier = barrier) -> None:
            barrier.wait(60)
            hand_over().once()

        def decide(barrier: threading.Barrier = barrier, number: str = number) -> None:
            barrier.wait(60)
            approve(number, "federation")

        with ThreadPoolExecutor(2) as pool:
            for done in [pool.submit(sort), pool.submit(decide)]:
                done.result(120)
        hand_over().once()
    assert len(page(platform, "civil")) == len(page(platform, "security")) == 6
    assert len(page(platform, "federation")) == 6


def test_what_departments_found_out_lies_sealed_in_the_database(
    deposited: Any, platform: Any, approve: Any
) -> None:
    number = deposited()
    approve(number, "federation")
    part = parts_of(platform, number)["federation"]
    assert part.produced
    assert CARD["card_no"].encode() not in part.produced
    for department in parts_of(platform, number).values():
        assert CARD["card_no"] not in repr(department)
    exported = export(platform.parts.database, platform.parts.keys, platform.parts.files.storage)
    (case,) = exported["cases"]
    federation, civil, *_ = case["parts"]
    assert federation["produced"] == CARD
    assert (civil["state"], civil["waits_for"]) == ("open", ("federation",))
    assert case["first_receiver"] == case["terminal"]
    json.dumps(exported)


# --- two at once, and kills -----------------------------------------------------------------------


def test_departments_that_finish_at_once_finish_the_case(
    deposited: Any, approve: Any, states: Any
) -> None:
    for _ in range(4):
        number = deposited()
        approve(number, "federation")
        barrier = threading.Barrier(3)

        def decide(name: str, barrier: threading.Barrier = barrier, number: str = number) -> None:
            barrier.wait(60)
            approve(number, name)

        with ThreadPoolExecutor(3) as pool:
            list(pool.map(decide, ("civil", "security", "medical"), timeout=120))
        assert set(states(number).values()) == {"approved"}


def test_one_part_decided_by_two_at_once_is_decided_once(
    deposited: Any, approve: Any, refuse: Any, platform: Any
) -> None:
    number = deposited()
    barrier = threading.Barrier(4)

    def decide(act: Callable[..., Any]) -> str:
        barrier.wait(60)
        try:
            return "news" if act(number, "medical").news else "again"
        except EnvironmentFault as fault:
            return fault.code

    with ThreadPoolExecutor(4) as pool:
        said = list(pool.map(decide, (approve, refuse, approve, refuse), timeout=120))
    assert sorted(said) == ["again", "news", "part.decided", "part.decided"]
    with platform.parts.database.reading() as transaction:
        acts = [act for act in transaction.acts() if act.act.startswith("decide-part")]
    assert len(acts) == 1


def test_a_decision_that_is_cut_off_leaves_nothing_behind(
    deposited: Any, approve: Any, states: Any, terminal: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = deposited()
    before, cursor = states(number), terminal.feed().cursor
    for name in ("sort_again", "change"):
        with monkeypatch.context() as patch:

            def cut(*_: Any) -> None:
                raise InterruptedError

            patch.setattr(f"sync.platform.store.parts.Parts.{name}", cut)
            with pytest.raises(InterruptedError):
                approve(number, "federation")
        assert states(number) == before
        assert terminal.feed().cursor == cursor
    assert approve(number, "federation").news


def test_a_bundle_that_comes_again_has_its_parts_once(
    terminal: Any, bundle: Any, platform: Any
) -> None:
    message = terminal.message(terminal.case(**bundle))
    (first,) = terminal.deliver(message).results
    (again,) = terminal.deliver(message).results
    assert (first.outcome, again.outcome) == ("accepted", "duplicate")
    assert len(parts_of(platform, first.case_number)) == 4


# --- time limits ----------------------------------------------------------------------------------


def test_no_limit_runs_for_a_part_that_waits(deposited: Any, platform: Any, approve: Any) -> None:
    number = deposited()
    parts = parts_of(platform, number)
    due = deadline(Limit(3, Unit.WORKING_DAY), [Run(parts["medical"].made_at)], WorkingDays())
    assert due is not None
    assert (parts["medical"].yellow_at, parts["medical"].red_at) == (due.yellow, due.red)
    assert (parts["civil"].yellow_at, parts["civil"].red_at) == (None, None)
    platform.clock.ahead = timedelta(days=30)
    approve(number, "federation")
    approve(number, "medical")
    parts = parts_of(platform, number)
    begun = parts["civil"].started_at
    due = deadline(Limit(10, Unit.WORKING_DAY), [Run(begun)], WorkingDays())
    assert due is not None
    assert (parts["civil"].yellow_at, parts["civil"].red_at) == (due.yellow, due.red)
    assert parts["medical"].red_at is None
    assert parts["security"].red_at is None  # only within the limit of the whole


def test_a_parts_limit_stands_still_while_the_applicant_is_asked(
    deposited: Any, platform: Any
) -> None:
    number = deposited()
    decide = platform.parts.decisions.decide
    decide(number, State.IN_REVIEW, actor="a")
    before = parts_of(platform, number)["medical"].red_at
    decide(number, State.CORRECTION_REQUESTED, actor="a")
    assert parts_of(platform, number)["medical"].red_at is None
    platform.clock.ahead = timedelta(days=30)
    decide(number, State.ACCEPTED, actor="a")
    assert parts_of(platform, number)["medical"].red_at > before + timedelta(days=20)


def test_late_parts_are_found_and_reckoned_again(
    deposited: Any, platform: Any, approve: Any
) -> None:
    number = deposited()
    due = parts_of(platform, number)["medical"].red_at
    with platform.parts.database.begin() as transaction:
        medical = transaction.parts.of_case(parts_of(platform, number)["medical"].case_id)[3]
        transaction.parts.change(replace(medical, yellow_at=None, red_at=None))
        assert transaction.parts.late(due) == []
    assert platform.parts.decisions.recount() >= 1
    with platform.parts.database.reading() as transaction:
        assert [one.department for one in transaction.parts.late(due)] == ["medical"]
    approve(number, "medical")
    with platform.parts.database.reading() as transaction:
        assert transaction.parts.late(due) == []


def test_a_bundle_with_files_begins_its_limits_when_they_are_here(
    terminal: Any, bundle: Any, platform: Any, states: Any
) -> None:
    file = SealedFileBody(sha256="f" * 64, size=100, key=bytes(32))
    enclosed = AttachmentBody(
        name="a.jpg", media_type="image/jpeg", sha256="0" * 64, size=84, file=file
    )
    body = terminal.case(**bundle | {"attachments": (enclosed,)})
    (result,) = terminal.deliver(terminal.message(body)).results
    assert states(result.case_number)["case"] == "delivered"
    assert parts_of(platform, result.case_number)["medical"].red_at is None
    with platform.parts.database.reading() as transaction:
        row = transaction.uploads.get(terminal.number, file.sha256)
    platform.clock.ahead = timedelta(days=30)
    platform.parts.files.count(row)
    assert states(result.case_number)["case"] == "accepted"
    red = parts_of(platform, result.case_number)["medical"].red_at
    assert red > platform.clock.now() + timedelta(days=2)


# --- the record -----------------------------------------------------------------------------------


def test_the_first_receiver_never_changes(deposited: Any, platform: Any) -> None:
    number = deposited()
    engine = platform.parts.database.engine
    with pytest.raises(DBAPIError, match="first receiver"), engine.begin() as connection:
        connection.exec_driver_sql("UPDATE cases SET terminal = '9999'")
    with platform.parts.database.reading() as transaction:
        assert transaction.case_by_number(number).terminal == "0001"


def test_figures_and_acts_tell_of_parts(deposited: Any, platform: Any, approve: Any) -> None:
    number = deposited()
    approve(number, "federation")
    figures = exposition(platform.parts.database, platform.clock).decode()
    assert 'bianmin_parts{state="open"} 3.0' in figures
    assert 'bianmin_parts{state="waiting"} 0.0' in figures
    assert 'bianmin_parts{state="approved"} 1.0' in figures
    with platform.parts.database.reading() as transaction:
        act = transaction.acts()[-1]
    assert (act.actor, act.act) == ("federation", "decide-part:approved")
    assert act.subject == f"{number} federation"
