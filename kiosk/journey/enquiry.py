"""My cases and scanning a receipt."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from kiosk.journey import arrival, events
from kiosk.journey.commands import (
    AskElsewhere,
    FindCase,
    FindCasesOf,
    PrintCorrection,
    PrintReceipt,
    TellCodeTaken,
)
from kiosk.journey.steps import CardState, ElsewhereState, EnquiryState, ScanState, Step
from kiosk.journey.visit import Enquiry

if TYPE_CHECKING:
    from kiosk.journey.machine import Journey, Table

FRESH = timedelta(minutes=9)
"""How long after it was read a card is shown to the platform, which takes one for ten minutes."""


def look_up(journey: Journey) -> None:
    """Look for the cases of whoever is identified."""
    person = journey.visit.person
    if person is None:
        return
    journey.visit.enquiry = Enquiry(EnquiryState.SEARCHING)
    lookup = journey.next_lookup()
    journey.want(FindCasesOf(lookup, person.card.id_no))
    if not journey.ports.asks_elsewhere:
        return
    if journey.ports.clock.now() - person.read_at > FRESH:
        journey.visit.enquiry.elsewhere = ElsewhereState.STALE
    else:
        journey.visit.enquiry.elsewhere = ElsewhereState.ASKING
        journey.want(AskElsewhere(lookup, person.card, person.read_at))


def card_read(journey: Journey, event: events.CardWasRead) -> None:
    """A card was laid down: its cases, nobody else's."""
    arrival.card_read(journey, event)
    found = journey.visit.identification
    if found.state is CardState.TAKE:
        look_up(journey)
    else:
        journey.visit.enquiry = Enquiry(EnquiryState.FAILED, found.problem)


def card_unreadable(journey: Journey, event: events.CardUnreadable) -> None:
    """The card could not be read; a list that is shown stays."""
    arrival.card_unreadable(journey, event)
    if journey.visit.enquiry.state is not EnquiryState.LIST:
        journey.visit.enquiry = Enquiry(EnquiryState.FAILED, event.code)


def found(journey: Journey, event: events.CasesFound) -> None:
    """Cases were looked up; answers to an earlier question are nobody's any more."""
    enquiry = journey.visit.enquiry
    if event.lookup == journey.lookups:
        enquiry.cases, enquiry.found, enquiry.problem = event.cases, True, ""
        _settle(enquiry)


def failed(journey: Journey, event: events.EnquiryFailed) -> None:
    """The cases could not be looked up."""
    if event.lookup == journey.lookups:
        journey.visit.enquiry = Enquiry(EnquiryState.FAILED, event.code)


def told_elsewhere(journey: Journey, event: events.ElsewhereTold) -> None:
    """The platform told of the person's cases."""
    enquiry = journey.visit.enquiry
    if event.lookup == journey.lookups and enquiry.elsewhere is ElsewhereState.ASKING:
        enquiry.others, enquiry.elsewhere = event.cases, ElsewhereState.TOLD
        _settle(enquiry)


def silent_elsewhere(journey: Journey, event: events.ElsewhereSilent) -> None:
    """The platform could not be asked."""
    enquiry = journey.visit.enquiry
    if event.lookup == journey.lookups and enquiry.elsewhere is ElsewhereState.ASKING:
        enquiry.elsewhere = ElsewhereState.FAILED
        _settle(enquiry)


def _settle(enquiry: Enquiry) -> None:
    """Show what is known by now."""
    if not enquiry.found:
        return
    # what this terminal took it can say more of, and print
    own = {case.number for case in enquiry.cases}
    enquiry.others = tuple(case for case in enquiry.others if case.number not in own)
    if enquiry.cases or enquiry.others:
        enquiry.state = EnquiryState.LIST
    elif enquiry.by_receipt:
        enquiry.state, enquiry.problem = EnquiryState.FAILED, "code.no_case"
    else:
        asking = enquiry.elsewhere is ElsewhereState.ASKING
        enquiry.state = EnquiryState.SEARCHING if asking else EnquiryState.NONE


def case_changed(journey: Journey, event: events.CaseChanged) -> None:
    """The platform said something about a case that is shown."""
    enquiry = journey.visit.enquiry
    enquiry.cases = tuple(
        event.case if case.number == event.case.number else case for case in enquiry.cases
    )


def reprint(journey: Journey, event: events.ReprintAsked) -> None:
    """Print the receipt of a case that is shown."""
    enquiry = journey.visit.enquiry
    case = next((case for case in enquiry.cases if case.number == event.number), None)
    if case is not None and not enquiry.printing:
        enquiry.printing, enquiry.problem = case.number, ""
        journey.want(PrintReceipt(case.receipt, journey.visit.language))


def print_correction(journey: Journey, event: events.CorrectionAsked) -> None:
    """Print everything that is missing in a case that is shown."""
    enquiry = journey.visit.enquiry
    case = next((case for case in enquiry.cases if case.number == event.number), None)
    if case is not None and case.correction is not None and not enquiry.printing:
        enquiry.printing, enquiry.problem = case.number, ""
        journey.want(PrintCorrection(case.receipt, case.correction, journey.visit.language))


def print_ended(journey: Journey, event: events.PrintEnded | events.CorrectionPrinted) -> None:
    """The printer said what became of it."""
    enquiry = journey.visit.enquiry
    if event.number == enquiry.printing:
        enquiry.printing = ""
        enquiry.problem = event.reason


def leave(journey: Journey, _: events.WentBack) -> None:
    """Back to the home page; the list goes."""
    journey.next_lookup()
    journey.visit.enquiry = Enquiry()
    journey.go(Step.HOME)


def code_seen(journey: Journey, event: events.CodeSeen) -> None:
    """A code: a receipt of ours shows its case.

    A code that was decoded passed its own error correction: if its content is no text, it is not
    ours, and holding it still would not help.
    """
    number = journey.ports.receipt_number(event.text) if event.text else None
    if number is None:
        journey.visit.scan = ScanState.NOT_OURS
        return
    journey.visit.enquiry = Enquiry(EnquiryState.SEARCHING, by_receipt=True)
    journey.go(Step.MY_CASES)
    journey.want(TellCodeTaken())
    journey.want(FindCase(journey.next_lookup(), number))


TABLE: Table = {
    (Step.MY_CASES, events.CardLaid): arrival.card_laid,
    (Step.MY_CASES, events.CardWasRead): card_read,
    (Step.MY_CASES, events.CardUnreadable): card_unreadable,
    (Step.MY_CASES, events.CasesFound): found,
    (Step.MY_CASES, events.EnquiryFailed): failed,
    (Step.MY_CASES, events.ElsewhereTold): told_elsewhere,
    (Step.MY_CASES, events.ElsewhereSilent): silent_elsewhere,
    (Step.MY_CASES, events.CaseChanged): case_changed,
    (Step.MY_CASES, events.ReprintAsked): reprint,
    (Step.MY_CASES, events.PrintEnded): print_ended,
    (Step.MY_CASES, events.CorrectionAsked): print_correction,
    (Step.MY_CASES, events.CorrectionPrinted): print_ended,
    (Step.MY_CASES, events.WentBack): leave,
    (Step.SCAN, events.CodeSeen): code_seen,
    (Step.SCAN, events.WentBack): leave,
}
