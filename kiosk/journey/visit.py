"""Everything that is known about the person who stands there, on one object.

Dropping the `Visit` is the wipe: nothing else in this package keeps a reference to a card, an
answer or a stroke (a test proves it).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from kiosk.cases.records import CaseState, ReceiptFacts
from kiosk.cases.submission import ConsentGiven, Point
from kiosk.identity.card import IdCard
from kiosk.journey.photographing import Photograph
from kiosk.journey.ports import Strokes
from kiosk.journey.questionnaire import Questionnaire
from kiosk.journey.recording import Recorder
from kiosk.journey.scanning import Scanning
from kiosk.journey.seeking import Seeking
from kiosk.journey.steps import CardState, ElsewhereState, EnquiryState, PrintState, ScanState
from sync.protocol.satisfaction import Satisfaction

if TYPE_CHECKING:  # bring libraries with them
    from kiosk.cases.elsewhere import CaseElsewhere
    from kiosk.cases.enquiry import CaseSummary
    from kiosk.catalogue.model import ServiceItem


@dataclass(frozen=True, slots=True)
class Person:
    """Who was identified, and when."""

    card: IdCard = field(repr=False)
    read_at: datetime


@dataclass(slots=True)
class Identification:
    """What the person should know about the card; `problem` names a sentence."""

    state: CardState = CardState.LAY
    problem: str = ""


@dataclass(slots=True, weakref_slot=True)
class Application:
    """One use of one item, until it is saved."""

    item: ServiceItem
    started_at: datetime
    consents: tuple[ConsentGiven, ...] = ()
    questionnaire: Questionnaire | None = field(default=None, repr=False)
    photograph: Photograph | None = field(default=None, repr=False)
    recorder: Recorder = field(default_factory=Recorder, repr=False)
    scanning: Scanning = field(default_factory=Scanning, repr=False)
    seeking: Seeking = field(default_factory=Seeking, repr=False)
    strokes: list[list[Point]] = field(default_factory=list, repr=False)
    pen_down: bool = False
    submitting: bool = False
    problem: str = ""
    summary: str = field(default="", repr=False)

    def signature(self) -> Strokes:
        """The strokes that hold at least one point."""
        return tuple(tuple(stroke) for stroke in self.strokes if stroke)


@dataclass(slots=True)
class Outcome:
    """A case that was saved in this session: masked facts, and what the form prints."""

    receipt: ReceiptFacts
    item: ServiceItem
    state: CaseState = CaseState.QUEUED
    case: CaseSummary | None = None
    print_state: PrintState = PrintState.PRINTING
    print_problem: str = ""
    texts: tuple[str, ...] = field(default=(), repr=False)
    """What the form adds to the receipt; gone with the session."""


@dataclass(slots=True)
class RatingOffer:
    """A case whose service may be rated; all that is still known after the goodbye.

    Args:
        number: its deposit number.
        satisfaction: what was chosen, None while nothing is.
        reasons: codes of the reasons that were chosen, in the order in which they stand.
        closes_at: when nobody is asked any more, by the monotonic clock, though the page may stand
            on: a forgotten card must not keep what was said in memory.
    """

    number: str
    satisfaction: Satisfaction | None = None
    reasons: tuple[str, ...] = ()
    closes_at: float = 0.0


@dataclass(slots=True)
class Enquiry:
    """My cases."""

    state: EnquiryState = EnquiryState.LAY
    problem: str = ""
    cases: tuple[CaseSummary, ...] = field(default=(), repr=False)
    printing: str = ""
    by_receipt: bool = False
    """Looked up by the number of a scanned receipt, not by a card."""
    found: bool = False
    """Whether what this terminal knows was looked up."""
    elsewhere: ElsewhereState = ElsewhereState.UNASKED
    others: tuple[CaseElsewhere, ...] = field(default=(), repr=False)
    """What only the platform knows."""


@dataclass(slots=True, weakref_slot=True)
class Visit:
    """One person's time at the terminal."""

    person: Person | None = None
    identification: Identification = field(default_factory=Identification)
    topic: str = ""
    item: ServiceItem | None = None
    obstacle: str = ""
    guide_slip: PrintState | None = None
    application: Application | None = None
    outcome: Outcome | None = None
    rating: RatingOffer | None = None
    enquiry: Enquiry = field(default_factory=Enquiry)
    scan: ScanState = ScanState.LOOKING
    language: str = "zh_CN"
    senior: bool = False
