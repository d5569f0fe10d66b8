"""What the platform tells of a person's cases, made ready for the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Self

import pytest

from kiosk.cases.fakes import FakeStore
from kiosk.cases.records import MissingPart
from kiosk.cases.samples import CARD, SteppingClock, sample_terminal
from kiosk.clock import SystemClock
from kiosk.errors import EnvironmentFault
from sync.agent import elsewhere
from sync.agent.elsewhere import MOST_PAGES, cases_elsewhere
from sync.agent.settings import AgentSettings
from sync.agent.visits import Shown
from sync.protocol.queries import CaseTold, QueryAnswerBody

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


def told(number: int, **changes: Any) -> CaseTold:
    return CaseTold.model_validate(
        {
            "case_number": f"{number:06}",
            "deposit_number": f"L090326{number:08}",
            "item": {"id": "602", "code": "11", "version": "1", "name": {"zh_CN": "高龄津贴申请"}},
            "place": {"terminal": "0903", "name": "大汶口镇便民服务中心"},
            "received_at": NOW,
            "state": "accepted",
            "state_at": NOW,
            "states": [{"state": "accepted", "at": NOW, "text": {"zh_CN": "已受理"}}],
        }
        | changes
    )


class AnsweringVisit:
    """A platform's answers, page after page; remembers what it was asked."""

    pages: tuple[QueryAnswerBody, ...] = ()
    asked: tuple[str | None, ...] = ()
    begun: tuple[tuple[Shown, float], ...] = ()

    def __init__(
        self,
        identity: Callable[[], Any],
        shown: Shown,
        settings: AgentSettings,
        clock: SystemClock,
        *,
        offset_s: float,
    ) -> None:
        del settings, clock
        identity()
        type(self).begun += ((shown, offset_s),)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return

    def cases(self, after: str | None = None) -> QueryAnswerBody:
        type(self).asked += (after,)
        return self.pages[len(self.asked) - 1]


@pytest.fixture
def visit(monkeypatch: pytest.MonkeyPatch) -> type[AnsweringVisit]:
    class One(AnsweringVisit):
        pass

    monkeypatch.setattr(elsewhere, "Visit", One)
    return One


@pytest.fixture
def store() -> FakeStore:
    """Of a terminal that is not enrolled."""
    return FakeStore(SteppingClock())


@pytest.fixture
def ask(store: FakeStore, tmp_path: Path) -> Callable[[], Any]:
    with store.unit_of_work() as uow:
        uow.terminal.save(sample_terminal().identity)
        uow.commit()
    settings = AgentSettings(tmp_path / "lock")
    return lambda: cases_elsewhere(store, settings, SystemClock(), CARD, NOW)


def test_page_after_page_is_asked_for(visit: type[AnsweringVisit], ask: Callable[[], Any]) -> None:
    visit.pages = (
        QueryAnswerBody(cases=(told(3), told(2)), more=True),
        QueryAnswerBody(cases=(told(1),)),
    )
    assert [case.number[-1] for case in ask()] == ["3", "2", "1"]
    assert visit.asked == (None, "000002")
    ((shown, _),) = visit.begun
    assert (shown.name, shown.id_no, shown.read_at) == (CARD.name, CARD.id_no, NOW)


@pytest.mark.parametrize(
    ("pages", "asked"),
    [
        ((QueryAnswerBody(cases=(), more=True),), 1),
        (tuple(QueryAnswerBody(cases=(told(n),), more=True) for n in range(9)), MOST_PAGES),
    ],
)
def test_a_platform_that_always_has_more_is_not_asked_for_ever(
    visit: type[AnsweringVisit],
    ask: Callable[[], Any],
    pages: tuple[QueryAnswerBody, ...],
    asked: int,
) -> None:
    visit.pages = pages
    ask()
    assert len(visit.asked) == asked


def test_what_is_missing_comes_with_its_last_day(
    visit: type[AnsweringVisit], ask: Callable[[], Any]
) -> None:
    part = {"name": {"zh_CN": "户口簿首页"}, "reason": {"zh_CN": "照片看不清"}}
    whole = part | {"sample": {"zh_CN": "四角"}, "legal_basis": {"zh_CN": "第三十二条"}}
    until = date(2026, 12, 10)
    visit.pages = (
        QueryAnswerBody(
            cases=(told(1, missing={"until": until, "missing": [part, whole]}),),
        ),
    )
    (case,) = ask()
    assert case.until == until
    assert case.missing == (
        MissingPart(part["name"], part["reason"]),
        MissingPart(part["name"], part["reason"], whole["sample"], whole["legal_basis"]),
    )


def test_what_came_of_a_case_is_told_by_its_name(
    visit: type[AnsweringVisit], ask: Callable[[], Any]
) -> None:
    result = {
        "id": "019c2f5e-7a51-7d3c-a9c1-0f5d6f1b2a3c",
        "kind": "certificate",
        "name": "高龄证明",
        "sha256": "0" * 64,
        "size": 1,
        "file": {
            "key": "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s=",
            "size": 1,
            "sha256": "0" * 64,
        },
        "expires_at": NOW + timedelta(minutes=15),
    }
    had = result | {"name": "早已领走的", "collected_at": NOW}
    visit.pages = (QueryAnswerBody(cases=(told(1, state="result_ready", results=[had, result]),)),)
    (case,) = ask()
    assert (case.results, case.state) == (("高龄证明",), "result_ready")
    assert (case.place, case.item_name) == ("大汶口镇便民服务中心", {"zh_CN": "高龄津贴申请"})
    assert [(one.state, one.at, one.text) for one in case.states] == [
        ("accepted", NOW, {"zh_CN": "已受理"})
    ]


def test_while_the_key_is_being_changed_nobody_is_asked(
    visit: type[AnsweringVisit], ask: Callable[[], Any], store: FakeStore
) -> None:
    with store.unit_of_work() as uow:
        uow.terminal.save(replace(sample_terminal().identity, next_key=bytes(32)))
        uow.commit()
    with pytest.raises(EnvironmentFault) as caught:
        ask()
    assert caught.value.code == "key.changing"
    assert visit.begun == ()


def test_a_terminal_that_is_not_enrolled_asks_nobody(
    visit: type[AnsweringVisit], store: FakeStore, tmp_path: Path
) -> None:
    settings = AgentSettings(tmp_path / "lock")
    with pytest.raises(EnvironmentFault, match="enrol"):
        cases_elsewhere(store, settings, SystemClock(), CARD, NOW)
    assert visit.begun == ()
