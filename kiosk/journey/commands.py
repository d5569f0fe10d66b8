"""What a session wants done by those who own the devices and the store."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from kiosk.cases.rating import Rating
from kiosk.cases.records import CaseCorrection, ReceiptFacts
from kiosk.cases.submission import Submission
from kiosk.catalogue.model import ServiceItem
from kiosk.forms.finding import Finder
from kiosk.identity.card import IdCard


@dataclass(frozen=True, slots=True)
class ReadCards:
    """Start or stop looking for cards."""

    on: bool


@dataclass(frozen=True, slots=True)
class ScanCodes:
    """Start or stop looking for codes."""

    on: bool


@dataclass(frozen=True, slots=True)
class TellCodeTaken:
    """Let it be heard that a code was taken: whoever holds it looks at it, not at the screen."""


@dataclass(frozen=True, slots=True)
class LookThroughCamera:
    """Let a camera see and show it, or let it see nothing any more.

    Args:
        on: whether it sees.
        desk: the document camera, not the photo camera.
        first: of several pages the first: what lies there already is meant.
    """

    on: bool
    desk: bool = False
    first: bool = True


@dataclass(frozen=True, slots=True)
class TakePhotograph:
    """Take a photograph; answered by `PhotographTaken` or `PhotographFailed`.

    Args:
        number: what the answer carries.
        most_pixels: of its longer side.
        most_bytes: of the file.
        desk: with the document camera.
        least_pixels: of its longer side, below which it is of no use.
    """

    number: int
    most_pixels: int
    most_bytes: int
    desk: bool
    least_pixels: int


@dataclass(frozen=True, slots=True)
class RecordSound:
    """Record what is said; answered by `SoundCame` and, at the end, by `Recorded`."""

    take: int
    limit_s: float


@dataclass(frozen=True, slots=True)
class EndRecording:
    """End a recording; one that is not kept is dropped and never answered."""

    take: int
    keep: bool


@dataclass(frozen=True, slots=True)
class PlayRecording:
    """Let a recording be heard; answered by `Played`."""

    take: int
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class StopPlaying:
    """Silence."""


@dataclass(frozen=True, slots=True)
class DepositCase:
    """Save the case; answered by `Deposited` or `DepositRefused`."""

    submission: Submission = field(repr=False)


@dataclass(frozen=True, slots=True)
class PrintReceipt:
    """Print a receipt; answered by `PrintEnded`.

    Args:
        receipt: the facts.
        language: of its words.
        texts: what the form adds, as long as the session lasts.
    """

    receipt: ReceiptFacts
    language: str
    texts: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class PrintCorrection:
    """Print everything that is missing in a case; answered by `CorrectionPrinted`.

    Args:
        receipt: the facts of the case.
        correction: what is missing.
        language: of the slip's words.
    """

    receipt: ReceiptFacts
    correction: CaseCorrection
    language: str


@dataclass(frozen=True, slots=True)
class PrintGuide:
    """Print what an item needs; answered by `GuidePrinted`.

    Args:
        item: the item.
        place_name: of the service point.
        language: of the slip's words.
    """

    item: ServiceItem
    place_name: str
    language: str


@dataclass(frozen=True, slots=True)
class RecordPrint:
    """Keep what became of a receipt."""

    number: str
    result: str
    reason: str


@dataclass(frozen=True, slots=True)
class KeepRating:
    """Keep what somebody said about the service, and tell the platform."""

    rating: Rating


@dataclass(frozen=True, slots=True)
class FindCasesOf:
    """Look up the cases of a person; answered by `CasesFound` or `EnquiryFailed`."""

    lookup: int
    id_no: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class AskElsewhere:
    """Ask the platform for a person's cases; answered by `ElsewhereTold` or `ElsewhereSilent`."""

    lookup: int
    card: IdCard = field(repr=False)
    read_at: datetime


@dataclass(frozen=True, slots=True)
class FindCase:
    """Look up one case by its deposit number; answered by `CasesFound` or `EnquiryFailed`."""

    lookup: int
    number: str


@dataclass(frozen=True, slots=True)
class FindChoices:
    """Search a list of choices; answered by `ChoicesFound`. Only the newest search counts.

    Args:
        lookup: number of the search.
        finder: has to be prepared on the session's thread and may find on another.
        text: what somebody wrote.
        limit: how many choices are wanted.
    """

    lookup: int
    finder: Finder = field(repr=False)
    text: str = field(repr=False)
    limit: int


@dataclass(frozen=True, slots=True)
class Forget:
    """The session is over: drop everything of the person that anybody still holds."""


Command = (
    ReadCards
    | ScanCodes
    | TellCodeTaken
    | LookThroughCamera
    | TakePhotograph
    | RecordSound
    | EndRecording
    | PlayRecording
    | StopPlaying
    | DepositCase
    | PrintReceipt
    | PrintCorrection
    | PrintGuide
    | RecordPrint
    | KeepRating
    | FindCasesOf
    | AskElsewhere
    | FindCase
    | FindChoices
    | Forget
)
