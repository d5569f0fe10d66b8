"""A session on a small form, a small catalogue and a clock that stands still until it is moved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from kiosk.cases.records import CaseState, ReceiptFacts
from kiosk.cases.submission import Place, Point
from kiosk.catalogue import load_catalogue, starter_folder
from kiosk.forms import load_form
from kiosk.identity.card import CardKind, IdCard, Sex
from kiosk.journey import commands, events
from kiosk.journey.machine import Journey
from kiosk.journey.ports import CHINA, Ports
from kiosk.journey.steps import Step

FORM = load_form(Path(__file__).with_name("form.xml"))


@dataclass
class StandingClock:
    """Moves only when told."""

    seconds: float = 0.0
    start: datetime = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.start + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        return 1000.0 + self.seconds

    def uuid7(self) -> UUID:
        return UUID(int=int(self.seconds * 1000) + 1)

    def token(self, length: int) -> bytes:
        return bytes(length)


WANG = IdCard(
    kind=CardKind.RESIDENT,
    name="王秀花",
    sex=Sex.FEMALE,
    nation="01",
    birth=date(1953, 8, 15),
    id_no="370982195308150022",
    address="山东省新泰市汶南镇",
    issuer="新泰市公安局",
    valid_from=date(2014, 1, 1),
    valid_to=None,
)


class WatchedCard(IdCard):
    """A card somebody may hold a weak reference to."""

    __slots__ = ("__weakref__",)


LI = replace(WANG, name="李建国", id_no="370982194001010016", birth=date(1940, 1, 1))
EXPIRED = replace(WANG, valid_to=date(2026, 11, 20))


def receipt(number: str = "L08172611210001K") -> ReceiptFacts:
    return ReceiptFacts(
        number=number,
        item_name={"zh_CN": "高龄津贴", "en": "Allowance"},
        masked_name="王*花",
        masked_id_no="370982********0022",
        deposited_at=datetime(2026, 11, 21, 3, 0, tzinfo=UTC),
        terminal="0817",
        place_name="汶南镇",
    )


def case(number: str = "L08172611210001K", state: str = "queued") -> Any:
    return SimpleNamespace(
        number=number, state=CaseState(state), receipt=receipt(number), states=(), correction=None
    )


@dataclass
class Walker:
    """Drives a session in the words of a citizen and remembers what it wanted done."""

    journey: Journey
    clock: StandingClock
    wanted: list[commands.Command] = field(default_factory=list)
    wang: IdCard = WANG
    li: IdCard = LI
    expired: IdCard = EXPIRED
    receipt: Callable[..., ReceiptFacts] = receipt
    case: Callable[..., Any] = case

    @property
    def step(self) -> Step:
        return self.journey.step

    def does(self, *happenings: events.Event) -> Walker:
        for event in happenings:
            self.wanted.extend(self.journey.handle(event))
        return self

    def waits(self, seconds: float) -> Walker:
        whole = int(seconds)
        for _ in range(whole):
            self.clock.seconds += 1
            self.does(events.Ticked())
        self.clock.seconds += seconds - whole
        return self.does(events.Ticked())

    def wang_again(self) -> IdCard:
        """A card that can be watched while it is forgotten."""
        return WatchedCard(**{name: getattr(WANG, name) for name in WANG.__dataclass_fields__})

    def last(self, kind: type) -> Any:
        return [command for command in self.wanted if isinstance(command, kind)][-1]

    def count(self, kind: type) -> int:
        return sum(isinstance(command, kind) for command in self.wanted)

    def lays(self, card: IdCard) -> Walker:
        return self.does(events.CardLaid(), events.CardWasRead(card))

    def reaches_guide(self, item: str = "602") -> Walker:
        return self.does(events.Begun(), events.ItemChosen(item))

    def reaches_consent(self, card: IdCard = WANG) -> Walker:
        self.reaches_guide().does(events.GuideAccepted())
        return self.lays(card).does(events.WentOn())

    def reaches_questions(self, card: IdCard = WANG) -> Walker:
        return self.reaches_consent(card).does(events.Agreed())

    def answers_all(self) -> Walker:
        return self.does(
            events.Continued(),
            events.Answered("/data/phone", "13805380000"),
            events.Continued(),
            events.Answered("/data/has_children", "no"),
            events.Continued(),
            events.Continued(),
        )

    def reaches_check(self, card: IdCard = WANG) -> Walker:
        return self.reaches_questions(card).answers_all()

    def reaches_sign(self, card: IdCard = WANG) -> Walker:
        return self.reaches_check(card).does(events.Confirmed())

    def signs(self) -> Walker:
        return self.does(
            events.StrokeBegun(),
            events.PointDrawn(Point(1, 1, 0)),
            events.PointDrawn(Point(9, 9, 16)),
            events.StrokeEnded(),
        )

    def reaches_done(self, card: IdCard = WANG) -> Walker:
        self.reaches_sign(card).signs().does(events.Signed())
        deposit: Any = SimpleNamespace(number=receipt().number, receipt=receipt())
        return self.does(events.Deposited(deposit))


@pytest.fixture
def make() -> Callable[..., Walker]:
    def build(**changes: Any) -> Walker:
        clock = StandingClock()
        ports = Ports(
            clock=clock,
            catalogue=load_catalogue(starter_folder()),
            open_form=lambda _item: FORM.open(now=clock.now, tz=CHINA),
            draw_signature=lambda _strokes: b"\x89PNG",
            draw_picture=lambda _drawing: b"\x89PNG",
            receipt_number=lambda text: text[4:] if text.startswith("OUR:") else None,
            place=Place("汶南镇便民服务中心"),
        )
        journey = Journey(replace(ports, **changes))
        return Walker(journey, clock, list(journey.start()))

    return build


@pytest.fixture
def walker(make: Callable[..., Walker]) -> Walker:
    return make()
