"""From the attract page to a person who is identified and begins an application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.errors import EnvironmentFault
from kiosk.journey import events, identification, photographing
from kiosk.journey.commands import PrintGuide
from kiosk.journey.steps import CardState, EnquiryState, PrintState, ScanState, Step
from kiosk.journey.visit import Application, Person

if TYPE_CHECKING:
    from kiosk.journey.machine import Journey, Table


def begin(journey: Journey, _: events.Begun) -> None:
    """Somebody touched the attract page."""
    journey.go(Step.HOME)


def choose_topic(journey: Journey, event: events.TopicChosen) -> None:
    """A topic shows its items."""
    if any(topic.id == event.topic for topic in journey.ports.catalogue.topics):
        journey.visit.topic = event.topic
        journey.go(Step.TOPIC)


def choose_item(journey: Journey, event: events.ItemChosen) -> None:
    """An item shows its guide."""
    chosen = journey.ports.catalogue.items.get(event.item)
    if chosen is not None:
        journey.visit.item = chosen
        journey.visit.obstacle = ""
        journey.visit.guide_slip = None
        journey.visit.application = None
        journey.go(Step.GUIDE)


def back_to_home(journey: Journey, _: events.WentBack) -> None:
    """Leave the topic, or the notices."""
    journey.visit.topic = ""
    journey.go(Step.HOME)


def leave_guide(journey: Journey, _: events.WentBack) -> None:
    """Leave the guide for where it was opened."""
    journey.visit.item = None
    journey.visit.application = None
    journey.go(Step.TOPIC if journey.visit.topic else Step.HOME)


def accept_guide(journey: Journey, _: events.GuideAccepted) -> None:
    """Begin: whoever is identified and acceptable goes straight on."""
    visit = journey.visit
    visit.obstacle = journey.ports.obstacle() or _form_problem(journey)
    if visit.obstacle:
        return  # better told here than after everything was typed
    if visit.person is not None:
        state, problem = identification.judge(visit.person.card, visit.item, journey.ports)
        visit.identification.state, visit.identification.problem = state, problem
        if state is CardState.TAKE:
            _apply(journey)
            return
    journey.go(Step.IDENTIFY)


def print_guide(journey: Journey, _: events.GuideSlipAsked) -> None:
    """Print what the item needs."""
    visit = journey.visit
    if visit.item is not None and visit.guide_slip is not PrintState.PRINTING:
        visit.guide_slip = PrintState.PRINTING
        journey.want(PrintGuide(visit.item, journey.ports.place.name, visit.language))


def guide_printed(journey: Journey, event: events.GuidePrinted) -> None:
    """The printer said what became of it."""
    visit = journey.visit
    if visit.item is not None and visit.item.id == event.item:
        printed = event.result == PrintState.PRINTED.name
        visit.guide_slip = PrintState.PRINTED if printed else PrintState.FAILED


def card_laid(journey: Journey, _: events.CardLaid) -> None:
    """A card is being read."""
    found = journey.visit.identification
    found.state, found.problem = CardState.READING, ""
    if journey.step is Step.ATTRACT:
        journey.go(Step.HOME)


def card_read(journey: Journey, event: events.CardWasRead) -> None:
    """A card was read: whoever it names stands there now, unless it may not identify them."""
    if journey.step is Step.ATTRACT:
        journey.go(Step.HOME)
    item = journey.visit.item if journey.step is Step.IDENTIFY else None
    known = journey.visit.person
    if known is not None and known.card.id_no != event.card.id_no:
        chosen = journey.visit.item
        journey.new_person()
        journey.visit.item = chosen
    state, problem = identification.judge(event.card, item, journey.ports)
    journey.visit.identification.state = state
    journey.visit.identification.problem = problem
    if state is CardState.TAKE:
        journey.visit.person = Person(event.card, journey.ports.clock.now())


def card_unreadable(journey: Journey, event: events.CardUnreadable) -> None:
    """The card could not be read; an identity that was read before stays."""
    found = journey.visit.identification
    found.state, found.problem = CardState.FAILED, event.code


def retry(journey: Journey, _: events.RetryAsked) -> None:
    """Ask for the card again."""
    found = journey.visit.identification
    found.state = CardState.LAY if journey.reader_usable else CardState.NO_READER
    found.problem = journey.reader_problem


def leave_identify(journey: Journey, _: events.WentBack) -> None:
    """Back to the guide."""
    journey.go(Step.GUIDE)


def go_on(journey: Journey, _: events.WentOn) -> None:
    """The person saw that the card shows them."""
    visit = journey.visit
    if visit.person is not None and visit.identification.state is CardState.TAKE:
        _apply(journey)


def ask_my_cases(journey: Journey, _: events.MyCasesAsked) -> None:
    """My cases: of whoever is identified, else of the next card."""
    from kiosk.journey.enquiry import look_up  # enquiry and arrival hand over to each other

    journey.go(Step.MY_CASES)
    if journey.visit.person is not None:
        look_up(journey)
    else:
        journey.visit.enquiry.state = EnquiryState.LAY


def ask_notices(journey: Journey, _: events.NoticesAsked) -> None:
    """What everybody is to know."""
    journey.go(Step.NOTICES)


def ask_scan(journey: Journey, _: events.ScanAsked) -> None:
    """Look for a code."""
    usable = journey.scanner_usable
    journey.visit.scan = ScanState.LOOKING if usable else ScanState.NO_READER
    journey.go(Step.SCAN)


def _form_problem(journey: Journey) -> str:
    """Why the form cannot be opened or answered here; empty while it can, in a few milliseconds."""
    item = journey.visit.item
    try:
        if item is not None and journey.visit.application is None:
            return photographing.obstacle(journey, journey.ports.open_form(item))
    except EnvironmentFault as fault:
        return fault.code
    return ""


def _apply(journey: Journey) -> None:
    visit = journey.visit
    if visit.item is None:
        return
    if visit.application is None:  # else the person came back from the questions
        visit.application = Application(visit.item, journey.ports.clock.now())
    if visit.item.consents:
        journey.go(Step.CONSENT)
    else:
        from kiosk.journey.filling import open_questions  # the next stage takes over

        open_questions(journey)


TABLE: Table = {
    (Step.ATTRACT, events.Begun): begin,
    (Step.HOME, events.TopicChosen): choose_topic,
    (Step.HOME, events.ItemChosen): choose_item,
    (Step.TOPIC, events.ItemChosen): choose_item,
    (Step.HOME, events.MyCasesAsked): ask_my_cases,
    (Step.HOME, events.ScanAsked): ask_scan,
    (Step.HOME, events.NoticesAsked): ask_notices,
    (Step.NOTICES, events.WentBack): back_to_home,
    (Step.MY_CASES, events.ScanAsked): ask_scan,
    (Step.TOPIC, events.WentBack): back_to_home,
    (Step.GUIDE, events.WentBack): leave_guide,
    (Step.GUIDE, events.GuideAccepted): accept_guide,
    (Step.GUIDE, events.GuideSlipAsked): print_guide,
    (Step.GUIDE, events.GuidePrinted): guide_printed,
    (Step.HOME, events.RetryAsked): retry,
    (Step.IDENTIFY, events.RetryAsked): retry,
    (Step.IDENTIFY, events.WentBack): leave_identify,
    (Step.IDENTIFY, events.WentOn): go_on,
}
for _step in (Step.ATTRACT, Step.HOME, Step.TOPIC, Step.NOTICES, Step.GUIDE, Step.IDENTIFY):
    TABLE[_step, events.CardLaid] = card_laid
    TABLE[_step, events.CardWasRead] = card_read
    TABLE[_step, events.CardUnreadable] = card_unreadable
