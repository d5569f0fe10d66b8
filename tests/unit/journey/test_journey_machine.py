"""Any event at any step: nothing crashes, nobody sees another's data, no answer is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from kiosk.cases.records import CaseState, ReceiptFacts
from kiosk.cases.submission import Place, Point
from kiosk.catalogue import load_catalogue, starter_folder
from kiosk.forms import load_form
from kiosk.identity.card import CardKind, IdCard, Sex
from kiosk.identity.masking import mask_name
from kiosk.journey import commands, events
from kiosk.journey.machine import Journey
from kiosk.journey.ports import CHINA, Ports
from kiosk.journey.steps import Step

FORM = load_form(Path(__file__).with_name("form.xml"))
CATALOGUE = load_catalogue(starter_folder())
ONE = IdCard(
    kind=CardKind.RESIDENT,
    name="王秀花",
    sex=Sex.FEMALE,
    birth=date(1953, 8, 15),
    id_no="370982195308150022",
    valid_from=date(2014, 1, 1),
    valid_to=None,
    address="一村",
)
PEOPLE = {
    "one": ONE,
    "other": replace(ONE, name="李建国", id_no="370982194001010016", address="二村"),
    "expired": replace(ONE, name="赵某", id_no="370982193001010011", valid_to=date(2020, 1, 1)),
    "foreign": replace(ONE, name="", latin_name="SMITH", id_no="USA110075082305", address=""),
}
REFS = (
    "/data/phone",
    "/data/has_children",
    "/data/school",
    "/data/applicant/address",
    "/data/member[1]/name",
    "/data/member[2]/name",
    "/data/nowhere",
)
TEXTS = st.sampled_from(["", "1", "13805380000", "yes", "no", "\t\n", "人" * 300, "]]>"])
SIMPLE = st.sampled_from(
    [
        events.Begun(),
        events.MyCasesAsked(),
        events.NoticesAsked(),
        events.ScanAsked(),
        events.RetryAsked(),
        events.Declined(),
        events.WentBack(),
        events.StrokeBegun(),
        events.StrokeEnded(),
        events.SignatureCleared(),
        events.ReprintAsked(),
        events.PaperAnswered(came_out=False),
        events.FinishAsked(),
        events.ExitAsked(),
        events.Touched(),
        events.LanguageChosen("en"),
        events.LanguageChosen("xx"),
        events.SeniorToggled(),
        events.CardLaid(),
        events.CardLifted(),
        events.CardUnreadable("card.pulled"),
        events.ReaderChanged(usable=False),
        events.ReaderChanged(usable=True),
        events.ScannerChanged(usable=False),
        events.ScannerChanged(usable=True),
        events.CodeSeen("nonsense"),
        events.CodeSeen("OUR:1"),
        events.DepositRefused("store.full"),
        events.TopicChosen("welfare"),
        events.RowAdded("/data/member"),
        events.RowEdited("/data/member[1]"),
        events.RowRemoved("/data/member[1]"),
        events.ChangeAsked("/data/member[1]/name"),
        events.ChangeAsked("/data/phone"),
    ]
)
AHEAD = st.sampled_from(
    [
        events.ItemChosen("602"),
        events.GuideAccepted(),
        events.WentOn(),
        events.Agreed(),
        events.Continued(),
        events.Confirmed(),
        events.Signed(),
        events.AnotherAsked(),
    ]
)


class Time:
    """A clock the machine moves."""

    seconds = 0.0

    def now(self) -> datetime:
        return datetime(2026, 11, 21, 3, 0, tzinfo=UTC) + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        return self.seconds

    def uuid7(self) -> UUID:
        return UUID(int=1)

    def token(self, length: int) -> bytes:
        return bytes(length)


class Anybody(RuleBasedStateMachine):
    """One terminal; people come and go, devices fail, answers arrive late."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = Time()
        self.journey = Journey(
            Ports(
                clock=self.clock,
                catalogue=CATALOGUE,
                open_form=lambda _item: FORM.open(now=self.clock.now, tz=CHINA),
                draw_signature=lambda strokes: bytes(len(strokes)),
                draw_picture=lambda drawing: bytes(len(drawing.strokes)),
                receipt_number=lambda text: text[4:] if text.startswith("OUR:") else None,
                place=Place("村"),
                asks_elsewhere=True,
            )
        )
        self.deposits: list[Any] = []
        self.prints: list[str] = []
        self.lookups: dict[int, str] = {}
        self.askings: dict[int, str] = {}
        self.entered: dict[str, str] = {}
        self.visit = self.journey.visit
        self.application: Any = None
        self.count = 0

    def do(self, event: events.Event) -> None:
        for command in self.journey.handle(event):
            match command:
                case commands.DepositCase(submission=submission):
                    self.deposits.append(submission)
                case commands.PrintReceipt(receipt=receipt):
                    self.prints.append(receipt.number)
                case commands.FindCasesOf(lookup=lookup, id_no=id_no):
                    self.lookups[lookup] = id_no
                case commands.AskElsewhere(lookup=lookup, card=card):
                    self.askings[lookup] = card.id_no
                case _:
                    pass

    @rule(event=SIMPLE)
    def anything_happens(self, event: events.Event) -> None:
        self.do(event)
        if isinstance(event, events.RowRemoved | events.RowAdded | events.WentBack):
            self.entered = {ref: v for ref, v in self.entered.items() if "member" not in ref}

    @rule(event=AHEAD)
    def somebody_goes_ahead(self, event: events.Event) -> None:
        self.do(event)

    @rule(who=st.sampled_from(sorted(PEOPLE)))
    def a_card_is_laid(self, who: str) -> None:
        self.do(events.CardWasRead(PEOPLE[who]))

    @rule(ref=st.sampled_from(REFS), value=TEXTS)
    def something_is_answered(self, ref: str, value: str) -> None:
        page = self._page()
        asked = page is not None and ref in [field.ref for field in page.fields]
        self.do(events.Answered(ref, value))
        if asked and (ref != "/data/has_children" or value in {"", "yes", "no"}):
            self.entered[ref] = value  # a choice that is none is no answer
        elif asked:
            self.entered.pop(ref, None)

    @rule(who=st.sampled_from(["one", "other"]))
    def somebody_fills_in_everything(self, who: str) -> None:
        """Without this the deeper steps would be reached too rarely."""
        if self.journey.step is not Step.ATTRACT:
            return
        self.do(events.CardWasRead(PEOPLE[who]))
        for event in (events.ItemChosen("602"), events.GuideAccepted(), events.Agreed()):
            self.do(event)
        self.do(events.Continued())
        self.something_is_answered("/data/phone", "13805380000")
        self.do(events.Continued())
        self.something_is_answered("/data/has_children", "no")
        self.do(events.Continued())
        self.do(events.Continued())
        assert self.journey.step is Step.CHECK

    @rule()
    def somebody_draws(self) -> None:
        for event in (events.StrokeBegun(), events.PointDrawn(Point(1, 1, 1))):
            self.do(event)

    @rule()
    def the_store_answers(self) -> None:
        if not self.deposits:
            return
        submission = self.deposits.pop()
        self.count += 1
        receipt = ReceiptFacts(
            number=f"L{self.count}",
            item_name={"zh_CN": "x"},
            masked_name=mask_name(submission.applicant.card.display_name),
            masked_id_no="*",
            deposited_at=self.clock.now(),
            terminal="1",
            place_name="村",
        )
        deposit: Any = SimpleNamespace(number=receipt.number, receipt=receipt)
        self.do(events.Deposited(deposit))

    @rule(result=st.sampled_from(["PRINTED", "FAILED", "UNKNOWN"]))
    def the_printer_answers(self, result: str) -> None:
        if self.prints:
            self.do(events.PrintEnded(self.prints.pop(), result, "print.silent"))

    @rule(data=st.data())
    def a_lookup_answers(self, data: st.DataObject) -> None:
        """Any lookup, also of somebody who left long ago."""
        if self.lookups:
            lookup = data.draw(st.sampled_from(sorted(self.lookups)))
            found: Any = SimpleNamespace(
                number=f"of {self.lookups[lookup]}", state=CaseState.QUEUED, receipt=None
            )
            self.do(events.CasesFound(lookup, (found,)))

    @rule(data=st.data())
    def the_platform_answers(self, data: st.DataObject) -> None:
        """Any question, also of somebody who left long ago."""
        if self.askings:
            lookup = data.draw(st.sampled_from(sorted(self.askings)))
            told: Any = SimpleNamespace(number=f"of {self.askings[lookup]}")
            silent = data.draw(st.booleans())
            self.do(
                events.ElsewhereSilent(lookup) if silent else events.ElsewhereTold(lookup, (told,))
            )

    @rule(seconds=st.sampled_from([0.5, 5.0, 61.0, 90.0, 700.0]))
    def time_passes(self, seconds: float) -> None:
        self.clock.seconds += seconds
        self.do(events.Ticked())

    def _page(self) -> Any:
        application = self.journey.visit.application
        if self.journey.step is not Step.QUESTIONS or application is None:
            return None
        return application.questionnaire.page()

    # --- what always holds ----------------------------------------------------------------------

    @invariant()
    def every_page_can_be_shown(self) -> None:
        self._page()
        visit, step = self.journey.visit, self.journey.step
        assert (step is Step.DONE) == (visit.outcome is not None)
        if step in {Step.CONSENT, Step.QUESTIONS, Step.CHECK, Step.SIGN}:
            assert visit.application is not None
            assert visit.person is not None
        if step in {Step.GUIDE, Step.IDENTIFY}:
            assert visit.item is not None
        assert not (visit.application is not None and visit.application.submitting) or (
            step is Step.SIGN
        )

    @invariant()
    def nothing_of_another_person_is_there(self) -> None:
        visit = self.journey.visit
        own = "" if visit.person is None else visit.person.card.id_no
        assert own != PEOPLE["expired"].id_no
        for case in (*visit.enquiry.cases, *visit.enquiry.others):
            assert case.number == f"of {own}"
        if visit.application is not None and visit.application.questionnaire is not None:
            told = " ".join(a.value for a in visit.application.questionnaire.answers())
            for card in PEOPLE.values():
                assert card.id_no == own or card.id_no not in told
        if visit.outcome is not None:
            assert visit.person is not None
            name = mask_name(visit.person.card.display_name)
            assert visit.outcome.receipt.masked_name == name
        if self.journey.step in {Step.ATTRACT, Step.FINISH}:
            assert visit.person is None
            assert visit.application is None

    @invariant()
    def what_was_entered_is_still_there(self) -> None:
        visit = self.journey.visit
        if visit is not self.visit or visit.application is not self.application:
            self.visit, self.application = visit, visit.application
            self.entered.clear()
        if self.application is None or self.application.questionnaire is None:
            return
        answers = self.application.questionnaire.session
        for ref, value in self.entered.items():
            if ref != "/data/school" or answers[ref].relevant:
                assert answers[ref].value == value

    @invariant()
    def one_application_is_handed_in_once(self) -> None:
        assert len(self.deposits) <= 1


Anybody.TestCase.settings = settings(max_examples=60, stateful_step_count=60, deadline=None)
TestAnybody = Anybody.TestCase
