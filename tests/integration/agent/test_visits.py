"""A citizen's questions at a terminal, to the real platform, and what may go wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from kiosk.cases.deposit import deposit
from kiosk.cases.enquiry import case_by_number
from kiosk.cases.ports import CaseStore
from kiosk.cases.records import CaseState
from kiosk.cases.samples import CARD, sample_submission
from kiosk.cases.terminal import TerminalIdentity
from kiosk.clock import SystemClock
from kiosk.store import Store
from sync.agent.answers import Answered, StopKind, Stopped
from sync.agent.elsewhere import cases_elsewhere
from sync.agent.enrolment import enrol
from sync.agent.settings import AgentSettings
from sync.agent.visits import Shown, Visit, VisitClient, VisitFault, _Document
from sync.protocol.messages import TerminalFacts

CLOCK = SystemClock()
PDF = b"%PDF-1.7 " + bytes(range(256)) * 1024
AN_HOUR = timedelta(hours=1)


class Behind(SystemClock):
    """The machine's clock, an hour behind."""

    def now(self) -> datetime:
        return super().now() - AN_HOUR


def shown(id_no: str, clock: SystemClock = CLOCK, **changes: Any) -> Shown:
    return replace(Shown("resident", "王秀花", id_no, clock.now(), {"reader": "sdt"}), **changes)


@pytest.fixture
def id_no() -> str:
    """Of somebody this platform has not seen before."""
    return f"{uuid4().int % 10**17:017d}X"


@pytest.fixture
def elsewhere(platform: Any) -> TerminalIdentity:
    """Another terminal of the same platform."""
    return enrol(platform.url, platform.token(), TerminalFacts(software_version="0.1.0"))


@pytest.fixture
def visit(elsewhere: TerminalIdentity, settings: AgentSettings, id_no: str) -> Callable[..., Visit]:
    """Somebody at that terminal."""

    def begin(clock: SystemClock = CLOCK, **changes: Any) -> Visit:
        identity = changes.pop("identity", elsewhere)
        return Visit(lambda: identity, shown(id_no, clock, **changes), settings, clock)

    return begin


@dataclass(frozen=True)
class Approved:
    """A case with a document.

    Args:
        store: of the terminal that took it.
        number: its deposit number.
    """

    store: Store
    number: str

    def state(self) -> CaseState:
        case = case_by_number(self.store.reading(), self.number)
        assert case is not None
        return case.state


@pytest.fixture
def carried(
    enrolled: Store,
    start_agent: Callable[[CaseStore], Any],
    wait_for: Callable[[Callable[[], object]], None],
) -> Callable[[Callable[[], object]], None]:
    """Lets a terminal's agent work until something is so."""

    def until(condition: Callable[[], object]) -> None:
        start_agent(enrolled)
        wait_for(condition)

    return until


@pytest.fixture
def approved(
    platform: Any,
    enrolled: Store,
    id_no: str,
    tmp_path: Path,
    carried: Callable[[Callable[[], object]], None],
) -> Approved:
    submission = sample_submission(card=replace(CARD, id_no=id_no), strokes=1, png_bytes=10)
    number = deposit(enrolled.unit_of_work(), submission, clock=CLOCK).number
    case = Approved(enrolled, number)
    carried(lambda: case.state() == CaseState.ACCEPTED)
    platform.run("decide", number, "approved")
    file = tmp_path / "certificate.pdf"
    file.write_bytes(PDF)
    platform.run("result", "add", number, str(file), "--kind", "certificate", "--name", "高龄证明")
    return case


def test_a_citizen_gets_at_one_terminal_what_came_of_a_case_of_another(
    approved: Approved,
    visit: Callable[..., Visit],
    wait_for: Callable[[Callable[[], object]], None],
) -> None:
    with visit() as asking:
        answer = asking.cases()
        (case,) = answer.cases
        assert (case.deposit_number, case.state) == (approved.number, "result_ready")
        (offer,) = case.results
        assert (offer.name, offer.kind) == ("高龄证明", "certificate")
        assert asking.document(offer) == PDF
        asking.collected(offer, "printed")
        assert asking.cases(after=case.case_number).cases == ()
    wait_for(lambda: approved.state() == CaseState.COLLECTED)


def test_the_page_of_a_citizens_cases_gets_what_the_platform_knows(
    approved: Approved, settings: AgentSettings, id_no: str
) -> None:
    read_at = CLOCK.now()
    card = replace(sample_submission().applicant.card, id_no=id_no)
    (case,) = cases_elsewhere(approved.store, settings, CLOCK, card, read_at)
    known = case_by_number(approved.store.reading(), approved.number)
    assert known is not None
    assert (case.number, case.state, case.results) == (
        approved.number,
        "result_ready",
        ("高龄证明",),
    )
    assert case.item_name == known.item_name
    assert case.place
    assert [one.state for one in case.states] == [
        "delivered",
        "accepted",
        "approved",
        "result_ready",
    ]
    assert (case.missing, case.until) == ((), None)


def test_a_terminal_with_a_wrong_clock_asks_once_more_with_the_right_time(
    visit: Callable[..., Visit],
) -> None:
    with visit(Behind()) as asking:
        assert asking.cases().cases == ()


def test_a_card_that_was_read_long_ago_is_no_evidence(visit: Callable[..., Visit]) -> None:
    with visit(read_at=CLOCK.now() - AN_HOUR) as asking, pytest.raises(VisitFault) as caught:
        asking.cases()
    assert caught.value.code == "query.evidence_age"


def test_other_refusals_are_told_by_their_code(visit: Callable[..., Visit]) -> None:
    with visit(source="code") as asking, pytest.raises(VisitFault) as caught:
        asking.cases()
    assert caught.value.code == "query.evidence"


def test_a_platform_that_is_away_is_said_to_be(
    visit: Callable[..., Visit], elsewhere: TerminalIdentity
) -> None:
    away = replace(elsewhere, platform_url="http://127.0.0.1:1")
    with visit(identity=away) as asking, pytest.raises(VisitFault) as caught:
        asking.cases()
    assert caught.value.code == "network.unreachable"


def test_a_key_that_was_changed_meanwhile_is_looked_up_once(
    elsewhere: TerminalIdentity,
    settings: AgentSettings,
    id_no: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[TerminalIdentity] = []

    def identity() -> TerminalIdentity:
        asked.append(elsewhere)
        return elsewhere

    former = Stopped(StopKind.TERMINAL, "terminal.key_former", "This terminal has another key.")
    post, said = VisitClient.post_query, [former]

    def post_query(client: VisitClient, content: bytes) -> Any:
        return said.pop() if said else post(client, content)

    monkeypatch.setattr(VisitClient, "post_query", post_query)
    with Visit(identity, shown(id_no), settings, CLOCK) as asking:
        before = len(asked)
        assert asking.cases().cases == ()
        assert len(asked) == before + 4  # for the key and for the question, and both again
        said += [former, former]
        with pytest.raises(VisitFault) as caught:
            asking.cases()
    assert caught.value.code == "terminal.key_former"


def test_a_key_that_was_changed_since_the_last_question_signs_no_other(
    elsewhere: TerminalIdentity,
    settings: AgentSettings,
    id_no: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    identity, signing = elsewhere, []

    def post_query(client: VisitClient, _content: bytes) -> Any:
        signing.append(client._identity.private_key)
        return Stopped(StopKind.TERMINAL, "terminal.unknown", "Nobody knows it.")

    monkeypatch.setattr(VisitClient, "post_query", post_query)
    with Visit(lambda: identity, shown(id_no), settings, CLOCK) as asking:
        for private_key in (elsewhere.private_key, bytes(32)):
            identity = replace(elsewhere, private_key=private_key)
            with pytest.raises(VisitFault):
                asking.cases()
    assert signing == [elsewhere.private_key, bytes(32)]


@pytest.mark.parametrize(
    ("came", "change"),
    [
        (_Document(PDF), {}),
        (Answered({}, b"{}"), {}),
        (None, {"sha256": "0" * 64}),
    ],
)
def test_a_document_that_is_not_the_one_that_was_named_is_none(
    approved: Approved,
    visit: Callable[..., Visit],
    monkeypatch: pytest.MonkeyPatch,
    came: Any,
    change: dict[str, str],
) -> None:
    assert approved.number
    with visit() as asking:
        (offer,) = asking.cases().cases[0].results
        if came is not None:
            monkeypatch.setattr(VisitClient, "get_result", lambda *_: came)
        with pytest.raises(VisitFault) as caught:
            asking.document(offer.model_copy(update=change))
    assert caught.value.code == "visit.damaged"


def test_what_was_granted_to_nobody_is_not_given(
    approved: Approved, visit: Callable[..., Visit]
) -> None:
    assert approved.number
    with visit() as asking:
        (offer,) = asking.cases().cases[0].results
        with pytest.raises(VisitFault) as caught:
            asking.document(offer.model_copy(update={"id": uuid4()}))
        assert caught.value.code == "result.unknown"
        with pytest.raises(VisitFault) as caught:
            asking.collected(offer, "printed")
    assert caught.value.code == "result.not_fetched"


def _answers() -> Sequence[Answered | _Document]:
    return (Answered({}, b"{}"), _Document(b""))


@pytest.mark.parametrize("said", _answers())
def test_an_answer_that_is_none_is_not_believed(
    visit: Callable[..., Visit], monkeypatch: pytest.MonkeyPatch, said: Any
) -> None:
    monkeypatch.setattr(VisitClient, "post_query", lambda *_: said)
    with visit() as asking, pytest.raises(VisitFault) as caught:
        asking.cases()
    assert caught.value.code == "visit.unreadable"


def test_who_asks_is_in_no_text_about_them(id_no: str) -> None:
    assert id_no not in repr(shown(id_no))
    assert "王秀花" not in repr(shown(id_no))
