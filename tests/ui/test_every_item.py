"""Every item of the starter catalogue on the real screen, from the home page to the receipt.

Somebody answers what the item's matrix says is right (tests/integration/items/matrix), touching the
controls that are there; what is stored is what the form makes of these answers by itself.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from drivers.api import Frame
from kiosk.catalogue import Catalogue, load_catalogue, starter_folder
from kiosk.clock import SystemClock
from kiosk.forms import Form, Session, load_form
from kiosk.identity.card import CardKind, IdCard, Sex
from kiosk.journey.fields import ENCLOSED, Field, Kind
from kiosk.journey.ports import CHINA
from sync.protocol.body import CaseBody
from sync.protocol.envelope import (
    MessageKind,
    PlatformPrivateKey,
    generate_platform_key,
    open_sealed,
)
from sync.protocol.numbers import parse_deposit_number

MATRIX = Path(__file__).parents[1] / "integration" / "items" / "matrix"
ITEMS = sorted(
    entry.name for entry in starter_folder().iterdir() if (entry / "item.json").is_file()
)
MORNING = datetime(2026, 11, 21, 1, 30, tzinfo=UTC)
"""The day for which the matrices are written, half past nine at the terminal."""
CARD = {
    "name": "王秀花",
    "sex": "2",
    "nation": "01",
    "birth": "1943-08-15",
    "id_no": "370982194308150025",
    "address": "山东省新泰市汶南镇东村12号",
}
LINE = [[(0.2, 0.5), (0.4, 0.3), (0.6, 0.7)], [(0.7, 0.4), (0.8, 0.6)]]
ROW = re.compile(r"\w+\[(?P<number>\d+)\]\.(?P<name>\w+)")


class ThatMorning(SystemClock):
    """The machine's clock, on that morning."""

    def __init__(self) -> None:
        self._began = self.monotonic()

    def now(self) -> datetime:
        return MORNING + timedelta(seconds=self.monotonic() - self._began)


@pytest.fixture(scope="module")
def starter() -> Catalogue:
    return load_catalogue(starter_folder())


def rows_of(session: Session, repeat: str) -> int:
    """How many rows a repeat has."""
    return int(float(str(session.evaluate(f"count({repeat})"))))


@dataclass
class Plan:
    """What somebody comes with, and what the form makes of it."""

    form: Form
    facts: dict[str, str]
    session: Session

    @classmethod
    def of(cls, catalogue: Catalogue, item: str) -> Plan:
        matrix = tomllib.loads((MATRIX / f"{item}.toml").read_text("utf-8"))
        service = catalogue.item(item)
        form = load_form(service.form_xml(), media=service.attachments())
        session = form.open(now=lambda: MORNING, tz=CHINA, preload=None)
        plan = cls(form, {**CARD, **matrix.get("card", {})}, session)
        session.fill("/data/applicant", plan.facts, source="card")
        refs = {ref.rpartition("/")[2]: ref for ref in form.routing}
        for name, value in matrix["right"].items():
            plan._set(refs, name, value)
        return plan

    def _set(self, refs: dict[str, str], name: str, value: str) -> None:
        row = ROW.fullmatch(name)
        if row is None:
            self.session.set(refs[name], value)
            return
        repeat, _, field = refs[row["name"]].rpartition("/")
        while rows_of(self.session, repeat) < int(row["number"]):
            self.session.add_repeat(repeat)
        self.session.set(f"{repeat}[{row['number']}]/{field}", value)

    def card(self) -> IdCard:
        return IdCard(
            kind=CardKind.RESIDENT,
            name=self.facts["name"],
            sex=Sex(self.facts["sex"]),
            nation=self.facts["nation"],
            birth=date.fromisoformat(self.facts["birth"]),
            id_no=self.facts["id_no"],
            address=self.facts["address"],
            issuer="新泰市公安局",
            valid_from=date(2014, 1, 1),
            valid_to=None,
        )


class Applicant:
    """Goes through a form and answers it as planned."""

    def __init__(self, terminal: Any, plan: Plan) -> None:
        self.terminal = terminal
        self.robot = terminal.robot
        self.plan = plan
        self._rows: set[str] = set()

    @property
    def questions(self) -> Any:
        return self.terminal.app.conductor.journey.visit.application.questionnaire

    def goes_through(self) -> None:
        while self.terminal.page == "Questions":
            row = self._answer_page()
            before = self._place()
            self.robot.tap(row or "pageNext")
            self.terminal.until(lambda before=before: self._moved(before))
            self.robot.rest()

    def _moved(self, before: object) -> bool:
        if self.terminal.page == "Questions" and (errors := self.questions.page().errors):
            pytest.fail(f"on the page {self.questions.page().heading}: {errors}")
        return self._place() != before

    def _place(self) -> object:
        if self.terminal.page != "Questions":
            return self.terminal.page
        page = self.questions.page()
        return page.ref, page.heading, [(field.ref, len(field.rows)) for field in page.fields]

    def _answer_page(self) -> str:
        """Answer what is asked here; the button of a row that has to be filled in, else ""."""
        while (field := next(self._open(), None)) is not None:
            before = self.questions.session[field.ref].value
            self.robot.wait_for(f"field_{field.ref}")
            self._answer(field, self.plan.session[field.ref].value)
            if not self.robot.wait_until(lambda f=field, b=before: self._taken(f, b), 5):
                given = self.questions.session[field.ref].value
                pytest.fail(f"{field.ref} is {given!r}; the screen shows {self.robot.texts()}")
        for field in self.questions.page().fields:
            if field.kind is Kind.REPEAT and (button := self._row(field)):
                return button
        return ""

    def _open(self) -> Iterator[Field]:
        """What is not answered as planned yet."""
        for field in self.questions.page().fields:
            for one in field.questions or (field,):
                if one.kind in {Kind.REPEAT, Kind.NOTE, Kind.SECTION, Kind.PLACE}:
                    continue
                if not self._as_planned(one):
                    yield one

    def _as_planned(self, field: Field) -> bool:
        planned, given = self.plan.session[field.ref].value, self.questions.session[field.ref].value
        return bool(planned) == bool(given) if field.kind in ENCLOSED else planned == given

    def _taken(self, field: Field, before: str) -> bool:
        now = self.questions.session[field.ref].value
        if field.kind in ENCLOSED or field.kind is Kind.SELECT_MULTIPLE:
            return bool(now != before)
        return bool(now == self.plan.session[field.ref].value)

    def _row(self, field: Field) -> str:
        for row in field.rows:
            if row.ref not in self._rows:
                self._rows.add(row.ref)
                while self.robot.find(f"editRow_{row.ref}") is None:
                    self.robot.tap(f"rowsAfter_{field.ref}")
                return f"editRow_{row.ref}"
        if len(field.rows) < rows_of(self.plan.session, field.ref):
            self._rows.add(f"{field.ref}[{len(field.rows) + 1}]")
            return f"addRow_{field.ref}"
        return ""

    # --- the controls -----------------------------------------------------------------------------

    def _answer(self, field: Field, value: str) -> None:
        way = WAYS.get(field.kind)
        if way is None:
            pytest.fail(f"nobody has shown how to answer {field.kind} ({field.ref})")
        way(self, field, value)

    def chooses_several(self, field: Field, value: str) -> None:
        given = set(self.questions.session[field.ref].value.split())
        for choice in sorted(given ^ set(value.split())):
            self.chooses(field, choice)

    def ticks(self, field: Field, value: str) -> None:
        self.robot.tap(f"choice_{field.ref}_{value}")

    def writes(self, field: Field, value: str) -> None:
        if field.kind is Kind.CODE:
            self.robot.tap(f"type_{field.ref}")  # nothing to scan
        self._enter(field)
        self.robot.wait_for("keyboard")
        self.robot.rest()
        self.robot.type(value)
        self.robot.rest()  # what follows from it may appear above

    def dials(self, field: Field, value: str) -> None:
        self._enter(field)
        for character in value:
            self.robot.tap(f"digit_{character}" if character.isdigit() else "digitExtra")

    def dates(self, field: Field, value: str) -> None:
        parts = {"year": 4, "month-year": 6}
        digits = next((parts[one] for one in field.appearances if one in parts), 8)
        self._turn(field, "wheel_year", value.replace("-", "")[:digits])

    def dates_and_times(self, field: Field, value: str) -> None:
        day, _, clock = value.partition("T")
        self._turn(field, "wheel_year", day.replace("-", ""))
        self._turn(field, "wheel_hour", clock[:5].replace(":", ""))

    def signs(self, field: Field, _: str) -> None:
        self.robot.draw(f"signPad_{field.ref}", LINE)

    def _enter(self, field: Field) -> None:
        self.robot.tap(f"input_{field.ref}")
        self.robot.rest()
        if field.value:
            self.robot.tap(f"clear_{field.ref}")

    def _turn(self, field: Field, wheel: str, digits: str) -> None:
        self.robot.tap(wheel, inside=f"field_{field.ref}")
        self.robot.rest()
        if field.value:
            self.robot.tap("digitClear")
        self.robot.dial(digits)

    def chooses(self, field: Field, value: str) -> None:
        ref, tile = field.ref, f"choice_{field.ref}_{value}"
        if self.robot.find(f"fold_{ref}") and self.robot.find(tile) is None:
            self.robot.tap(f"fold_{ref}")
            self.robot.rest()
        for _ in field.choices:
            if self.robot.find(tile) or not self.robot.find(f"moreChoices_{ref}"):
                break
            self.robot.tap(f"moreChoices_{ref}")
        if self.robot.find(tile) is None and self.robot.find(f"input_{ref}"):
            words = self.plan.session[ref].choice_label(value)
            self.robot.tap(f"input_{ref}")
            self.robot.rest()
            self.robot.type(words)
            model = self.terminal.app.view_model.property("pageModel")
            self.terminal.until(lambda: model.property("found")["text"] == words)
            self.terminal.until(lambda: model.property("found")["state"] == "found")
        self.robot.tap(tile)

    def photographs(self, field: Field, _: str) -> None:
        ref = field.ref
        model = self.terminal.app.view_model.property("pageModel").property("camera")
        self.robot.tap(f"photo_{ref}")
        self.terminal.devices.sees(self.terminal.devices.sight)
        self.terminal.until(lambda: model.property("view") != "")
        self.robot.tap(f"photoNow_{ref}")
        self.robot.tap(f"photoKeep_{ref}")


WAYS: dict[Kind, Callable[[Applicant, Field, str], None]] = {
    Kind.SELECT_ONE: Applicant.chooses,
    Kind.SELECT_MULTIPLE: Applicant.chooses_several,
    Kind.ACKNOWLEDGE: Applicant.ticks,
    Kind.TEXT: Applicant.writes,
    Kind.CODE: Applicant.writes,
    Kind.DIGITS: Applicant.dials,
    Kind.NUMBER: Applicant.dials,
    Kind.DATE: Applicant.dates,
    Kind.DATE_TIME: Applicant.dates_and_times,
    Kind.SIGNATURE: Applicant.signs,
    Kind.IMAGE: Applicant.photographs,
    Kind.FILE: Applicant.photographs,
}
"""Kind of question to how it is answered."""


def comparable(answers: Any, uploads: set[str]) -> Any:
    """Answers without what differs each time: the instance's identifier and the names of files."""
    if isinstance(answers, dict):
        return {
            name: bool(value) if name in uploads else comparable(value, uploads)
            for name, value in answers.items()
            if name != "instanceID"
        }
    if isinstance(answers, list):
        return [comparable(each, uploads) for each in answers]
    return answers


def uploads_of(form_xml: bytes) -> set[str]:
    """Names of the questions that files answer."""
    binds = etree.fromstring(form_xml).iter("{http://www.w3.org/2002/xforms}bind")
    return {
        bind.get("nodeset", "").rpartition("/")[2] for bind in binds if bind.get("type") == "binary"
    }


@pytest.fixture
def platform_key(store: Any) -> PlatformPrivateKey:
    """Opens what the terminal seals."""
    private_key, public_key = generate_platform_key("items")
    with store.unit_of_work() as work:
        work.terminal.save(replace(store.terminal(), platform_keys=(public_key,)))
        work.commit()
    return private_key


@pytest.mark.parametrize("item", ITEMS)
def test_an_item_goes_from_the_home_page_to_the_receipt(
    open_terminal: Callable[..., Any], starter: Catalogue, platform_key: Any, item: str
) -> None:
    plan = Plan.of(starter, item)
    assert plan.session.violations() == []
    terminal = open_terminal(catalogue=starter, clock=ThatMorning())
    terminal.devices.sight = Frame(640, 480, bytes((90, 140, 200)) * (640 * 480))
    robot = terminal.robot
    terminal.reaches_home()
    robot.tap(f"topic_{starter.item(item).topics[0]}")
    terminal.waits_for_page("Topic")
    while robot.find(f"item_{item}") is None:
        robot.tap("topicMore")
        robot.rest()
    robot.tap(f"item_{item}")
    terminal.waits_for_page("Guide")
    robot.tap("guideStart")
    terminal.waits_for_page("Identify")
    terminal.devices.lays(plan.card())
    robot.tap("identifyContinue")
    terminal.waits_for_page("Consent")
    robot.tap("consentAgree")
    terminal.waits_for_page("Questions")
    Applicant(terminal, plan).goes_through()
    terminal.waits_for_page("Check")
    robot.tap("pageNext")
    terminal.waits_for_page("Sign")
    robot.draw("signPad", LINE)
    robot.tap("signSubmit")
    terminal.waits_for_page("Done")

    [case] = terminal.store.data.cases.values()
    shown = terminal.app.view_model.property("pageModel").property("number").replace(" ", "")
    assert shown == case.number
    assert parse_deposit_number(shown).text == shown
    messages = terminal.store.data.messages.values()
    [message] = [one for one in messages if one.context.kind is MessageKind.CASE]
    body = CaseBody.from_bytes(open_sealed(message.body, message.context, platform_key))
    assert (body.item.id, body.deposit_number) == (item, case.number)
    uploads = uploads_of(starter.item(item).form_xml())
    assert comparable(body.answers, uploads) == comparable(plan.session.to_json(), uploads)
    assert len(body.consents) == len(starter.item(item).consents)
    assert len(terminal.devices.slips) == 1
