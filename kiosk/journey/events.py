"""Everything that can happen to a session: touches, cards, codes, printers, time.

Field values that people type or cards carry are kept out of the events' `repr`, so that a stray
log line names nobody.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kiosk.cases.submission import Point
from kiosk.identity.card import IdCard
from kiosk.journey.ports import Pen

if TYPE_CHECKING:  # these two bring the store's and the protocol's libraries with them
    from kiosk.cases.deposit import Deposit
    from kiosk.cases.elsewhere import CaseElsewhere
    from kiosk.cases.enquiry import CaseSummary
    from kiosk.forms import Choice

# --- touches ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Begun:
    """The attract page was touched."""


@dataclass(frozen=True, slots=True)
class TopicChosen:
    """A topic was chosen on the home page."""

    topic: str


@dataclass(frozen=True, slots=True)
class ItemChosen:
    """A service item was chosen."""

    item: str


@dataclass(frozen=True, slots=True)
class MyCasesAsked:
    """My cases was touched."""


@dataclass(frozen=True, slots=True)
class NoticesAsked:
    """The public notices were touched."""


@dataclass(frozen=True, slots=True)
class ScanAsked:
    """Scan a code was touched."""


@dataclass(frozen=True, slots=True)
class SatisfactionChosen:
    """One of the five levels of a rating was touched."""

    satisfaction: str


@dataclass(frozen=True, slots=True)
class ReasonToggled:
    """A reason for the level was touched."""

    code: str


@dataclass(frozen=True, slots=True)
class GuideAccepted:
    """The guide was read and the application begun."""


@dataclass(frozen=True, slots=True)
class RetryAsked:
    """The card is to be tried again."""


@dataclass(frozen=True, slots=True)
class WentOn:
    """The person confirmed that the card shows them."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """All consent texts of the page were agreed to."""


@dataclass(frozen=True, slots=True)
class Declined:
    """The consent was declined."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A field was given a value (the XForms string; empty clears)."""

    ref: str
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ChoicesSought:
    """Somebody wrote into the search of a field; an empty text ends it."""

    ref: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class FieldDrawn:
    """A field was drawn on: everything that is on it now, no stroke clears it.

    Args:
        ref: the field.
        strokes: pen down to pen up, in order.
        pens: of each stroke; a signature has none.
        size: width and height of the pad in pixels.
    """

    ref: str
    strokes: tuple[tuple[Point, ...], ...] = field(repr=False)
    pens: tuple[Pen, ...] = ()
    size: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class FileGiven:
    """A field was given a file: a photograph, a recording; empty content clears it."""

    ref: str
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class CodeAsked:
    """A field is to be filled from a code, again if it was."""

    ref: str


@dataclass(frozen=True, slots=True)
class CameraAsked:
    """Somebody wants to answer a field with a photograph.

    Args:
        ref: the field.
        place: of the page of its papers that is to be taken again, 0 for the first; None for a new
            one.
    """

    ref: str
    place: int | None = None


@dataclass(frozen=True, slots=True)
class CameraLeft:
    """No photograph after all."""


@dataclass(frozen=True, slots=True)
class PhotographAsked:
    """Take it now."""


@dataclass(frozen=True, slots=True)
class PhotographKept:
    """The photograph that is shown is good."""


@dataclass(frozen=True, slots=True)
class PhotographDropped:
    """The photograph that is shown is to be taken again."""


@dataclass(frozen=True, slots=True)
class PictureDropped:
    """A photograph a field was answered with is to go.

    Args:
        ref: the field.
        place: of the page of its papers, 0 for the first; None for the last.
    """

    ref: str
    place: int | None = None


@dataclass(frozen=True, slots=True)
class PageMoved:
    """A page of papers is to stand somewhere else.

    Args:
        ref: the field.
        place: where it stands, 0 for the first.
        to: where it is to stand.
    """

    ref: str
    place: int
    to: int


@dataclass(frozen=True, slots=True)
class RecordAsked:
    """Somebody wants to say the answer to a field."""

    ref: str


@dataclass(frozen=True, slots=True)
class RecordingStopped:
    """Enough was said."""


@dataclass(frozen=True, slots=True)
class HearAsked:
    """What was said is to be heard."""

    ref: str


@dataclass(frozen=True, slots=True)
class HearStopped:
    """It was heard enough."""


@dataclass(frozen=True, slots=True)
class Continued:
    """Continue was touched on a question page."""


@dataclass(frozen=True, slots=True)
class WentBack:
    """Back was touched."""


@dataclass(frozen=True, slots=True)
class RowAdded:
    """A row is to be added to a repeat."""

    ref: str


@dataclass(frozen=True, slots=True)
class RowEdited:
    """A row of a repeat is to be edited; `ref` is the row's."""

    ref: str


@dataclass(frozen=True, slots=True)
class RowRemoved:
    """A row of a repeat is to be removed; `ref` is the row's."""

    ref: str


@dataclass(frozen=True, slots=True)
class ChangeAsked:
    """Change was touched beside an answer on the check page."""

    ref: str


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The answers were checked and found right."""


@dataclass(frozen=True, slots=True)
class StrokeBegun:
    """The pen touched the glass."""


@dataclass(frozen=True, slots=True)
class PointDrawn:
    """The pen moved on the glass."""

    point: Point = field(repr=False)


@dataclass(frozen=True, slots=True)
class StrokeEnded:
    """The pen left the glass."""


@dataclass(frozen=True, slots=True)
class SignatureCleared:
    """The signature is to be drawn again."""


@dataclass(frozen=True, slots=True)
class Signed:
    """Submit was touched under the signature."""


@dataclass(frozen=True, slots=True)
class AnotherAsked:
    """Another service with the same identity."""


@dataclass(frozen=True, slots=True)
class FinishAsked:
    """The person is done."""


@dataclass(frozen=True, slots=True)
class ReprintAsked:
    """The receipt is to be printed again; `number` names a case of the list, else the one done."""

    number: str = ""


@dataclass(frozen=True, slots=True)
class CorrectionAsked:
    """Everything that is missing in a case of the list is to be printed."""

    number: str


@dataclass(frozen=True, slots=True)
class GuideSlipAsked:
    """What the item needs is to be printed."""


@dataclass(frozen=True, slots=True)
class PaperAnswered:
    """The person said whether the receipt came out."""

    came_out: bool


@dataclass(frozen=True, slots=True)
class ExitAsked:
    """Exit was touched."""


@dataclass(frozen=True, slots=True)
class Touched:
    """Somebody touched the screen anywhere, or asked for more time."""


@dataclass(frozen=True, slots=True)
class LanguageChosen:
    """The screen is to speak another language, for instance ``en``."""

    language: str


@dataclass(frozen=True, slots=True)
class SeniorToggled:
    """Senior mode was switched."""


# --- devices ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CardLaid:
    """A card lies on the reader; reading has begun."""


@dataclass(frozen=True, slots=True)
class CardWasRead:
    """A card was read whole."""

    card: IdCard = field(repr=False)


@dataclass(frozen=True, slots=True)
class CardUnreadable:
    """A card could not be read; `code` is a sentence's name such as ``card.pulled``."""

    code: str


@dataclass(frozen=True, slots=True)
class CardLifted:
    """The card is gone from the reader."""


@dataclass(frozen=True, slots=True)
class ReaderChanged:
    """The card reader works or does not; `reason` is the device's code."""

    usable: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ScannerChanged:
    """The code reader works or does not; `reason` is the device's code."""

    usable: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class BatteryTold:
    """Whether the mains are gone and the battery is at its floor."""

    empty: bool


@dataclass(frozen=True, slots=True)
class RevocationTold:
    """Whether the platform has taken this terminal out of use."""

    revoked: bool


@dataclass(frozen=True, slots=True)
class PresenceTold:
    """Whether somebody stands before the terminal; None when no sensor can tell."""

    near: bool | None


@dataclass(frozen=True, slots=True)
class CodeSeen:
    """A code was decoded; empty text means its bytes are no text."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class CameraChanged:
    """A camera works or does not.

    Args:
        usable: whether it works.
        reason: the device's code.
        desk: the document camera, not the photo camera.
    """

    usable: bool
    reason: str = ""
    desk: bool = False


@dataclass(frozen=True, slots=True)
class PhotographTaken:
    """A photograph is there.

    Args:
        number: the command's.
        content: the file, JPEG.
        advice: what could be better, a sentence's name such as ``page.blurred``; may be empty.
        codes: what codes on a page say.
    """

    number: int
    content: bytes = field(repr=False)
    advice: str = ""
    codes: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class PhotographFailed:
    """There is no photograph; `code` is a sentence's name."""

    number: int
    code: str


@dataclass(frozen=True, slots=True)
class MicrophoneChanged:
    """The microphone works or does not; `reason` is the device's code."""

    usable: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SoundCame:
    """A recording goes on.

    Args:
        take: the command's number.
        seconds: how long it is now.
        level: how loud it is just now, 0 (only the room) to 1.
    """

    take: int
    seconds: float
    level: float


@dataclass(frozen=True, slots=True)
class Recorded:
    """A recording has ended.

    Args:
        take: the command's number.
        media_type: such as ``audio/ogg``.
        content: what was heard; empty when nothing was.
        seconds: how long it is.
        reason: why it broke off, as a sentence's name; empty when it did not.
    """

    take: int
    media_type: str = ""
    content: bytes = field(default=b"", repr=False)
    seconds: float = 0.0
    reason: str = ""


# --- what became of commands --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Deposited:
    """The case is saved on this terminal."""

    deposit: Deposit


@dataclass(frozen=True, slots=True)
class DepositRefused:
    """The case could not be saved; nothing was lost, the page keeps everything."""

    code: str


@dataclass(frozen=True, slots=True)
class Played:
    """A recording was heard, to its end or to where somebody stopped it.

    Args:
        take: the command's number.
        reason: why it could not be heard, as a sentence's name; empty when it was.
    """

    take: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PrintEnded:
    """A receipt's printing ended.

    Args:
        number: deposit number of the case on the receipt.
        result: PRINTED, FAILED or UNKNOWN.
        reason: the printer's code, empty after PRINTED.
    """

    number: str
    result: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CorrectionPrinted:
    """The printing of what is missing in a case ended; the arguments are those of `PrintEnded`."""

    number: str
    result: str
    reason: str


@dataclass(frozen=True, slots=True)
class GuidePrinted:
    """The printing of what an item needs ended.

    Args:
        item: id of the item.
        result: as of `PrintEnded`.
        reason: likewise.
    """

    item: str
    result: str
    reason: str


@dataclass(frozen=True, slots=True)
class CasesFound:
    """Cases looked up for my cases; `lookup` is the command's, so that nobody sees another's."""

    lookup: int
    cases: tuple[CaseSummary, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class EnquiryFailed:
    """Cases could not be looked up."""

    lookup: int
    code: str


@dataclass(frozen=True, slots=True)
class ElsewhereTold:
    """The platform told of a person's cases, this terminal's among them."""

    lookup: int
    cases: tuple[CaseElsewhere, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class ElsewhereSilent:
    """The platform could not be asked for a person's cases, or will not say."""

    lookup: int


@dataclass(frozen=True, slots=True)
class ChoicesFound:
    """A search in a list of choices ended; None where the list could not be read."""

    lookup: int
    choices: tuple[Choice, ...] | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class CaseChanged:
    """A case was read again from the store after somebody wrote there."""

    case: CaseSummary = field(repr=False)


# --- time ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ticked:
    """Time passed; the journey asks its clock how much."""


Event = (
    BatteryTold | PresenceTold | RevocationTold |
    Begun | TopicChosen | ItemChosen | MyCasesAsked | NoticesAsked | ScanAsked | GuideAccepted
    | RetryAsked | WentOn | Agreed | Declined | Answered | Continued | WentBack | RowAdded
    | RowEdited | RowRemoved | ChoicesSought | ChoicesFound
    | FieldDrawn | FileGiven | ChangeAsked | Confirmed | StrokeBegun | PointDrawn
    | StrokeEnded | SignatureCleared | Signed | AnotherAsked | FinishAsked | ReprintAsked
    | CorrectionAsked | CorrectionPrinted | GuideSlipAsked | GuidePrinted
    | PaperAnswered | SatisfactionChosen | ReasonToggled
    | ExitAsked | Touched | LanguageChosen | SeniorToggled | CardLaid | CardWasRead
    | CardUnreadable | CardLifted | ReaderChanged | ScannerChanged | CodeSeen | Deposited
    | CodeAsked | RecordAsked | RecordingStopped | HearAsked | HearStopped | MicrophoneChanged
    | SoundCame | Recorded | Played | CameraAsked | CameraLeft | PhotographAsked | PhotographKept
    | PhotographDropped | PictureDropped | PageMoved | CameraChanged | PhotographTaken
    | PhotographFailed | DepositRefused | PrintEnded | CasesFound | EnquiryFailed
    | ElsewhereTold | ElsewhereSilent
    | CaseChanged | Ticked
)  # fmt: skip
