"""What the terminal remembers of a case, and the states it may be in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID


class CaseState(StrEnum):
    """States of a case. From `DELIVERED` on the platform decides."""

    DRAFT = "draft"
    SEALED = "sealed"
    QUEUED = "queued"
    DELIVERED = "delivered"
    ACCEPTED = "accepted"
    CORRECTION_REQUESTED = "correction_requested"
    NOT_ACCEPTED = "not_accepted"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    """Decided, in the applicant's favour."""
    REFUSED = "refused"
    """Decided, against the applicant."""
    RESULT_READY = "result_ready"
    COLLECTED = "collected"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    AUTO_ACCEPTED = "auto_accepted"
    """Nothing said within five working days (Administrative Licensing Law art. 32)."""


TERMINAL_STATES = frozenset({CaseState.DRAFT, CaseState.SEALED, CaseState.QUEUED})
"""States the terminal is the authority for; the platform cannot set them."""


@dataclass(frozen=True, slots=True)
class ReceiptFacts:
    """What stands on the receipt; masked, kept in clear so that it can be printed again.

    Args:
        number: deposit number, not grouped.
        item_name: language → name of the item.
        masked_name: such as ``王*花``.
        masked_id_no: such as ``370982********0022``.
        deposited_at: aware, UTC.
        terminal: terminal number.
        place_name: service point.
        materials: (name, kind, count) of what was handed in.
        expected: language → what happens next.
        hotline: telephone number for questions.
        adds_text: whether the first print carried text of the form, which is kept nowhere.
    """

    number: str
    item_name: Mapping[str, str]
    masked_name: str
    masked_id_no: str
    deposited_at: datetime
    terminal: str
    place_name: str
    materials: tuple[tuple[str, str, int], ...] = ()
    expected: Mapping[str, str] = field(default_factory=dict)
    hotline: str = ""
    adds_text: bool = False


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """One case as the terminal remembers it: no name, no number, no answers.

    Args:
        case_id: identifier given at deposit.
        number: deposit number.
        person: HMAC of the citizen number under this terminal's secret.
        item_id: the item's number in the catalogue.
        item_version: its version.
        state: where the case is, as far as this terminal may say.
        deposited_at: aware, UTC.
        receipt: masked facts.
        platform_number: the platform's case number, empty until acknowledged.
        acknowledged_at: when the signed acknowledgement was stored.
    """

    case_id: UUID
    number: str
    person: bytes = field(repr=False)
    item_id: str
    item_version: str
    state: CaseState
    deposited_at: datetime
    receipt: ReceiptFacts
    platform_number: str = ""
    acknowledged_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """A state the platform told about.

    Args:
        case_id: which case.
        position: its place in the platform's feed; the same one is recorded once.
        state: name of the state as the platform gave it; a newer one may know more than we.
        at: when it was reached, aware.
        text: language → a sentence for the citizen, may be empty.
    """

    case_id: UUID
    position: int
    state: str
    at: datetime
    text: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MissingPart:
    """One thing that is missing in a case or not right; each member: language → lines.

    Args:
        name: of the paper or entry.
        reason: what is wrong with it.
        sample: how it should be; empty where nothing was said.
        legal_basis: what asks for it; empty where nothing was said.
    """

    name: Mapping[str, str]
    reason: Mapping[str, str]
    sample: Mapping[str, str] = field(default_factory=dict)
    legal_basis: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CaseCorrection:
    """Everything that is missing in a case, as the platform told it once.

    Args:
        case_id: which case.
        position: its place in the platform's feed; of several the last one counts.
        at: when it was said, aware.
        until: the last day on which it may come.
        missing: all of it.
    """

    case_id: UUID
    position: int
    at: datetime
    until: date
    missing: tuple[MissingPart, ...]


@dataclass(frozen=True, slots=True)
class PrintRecord:
    """What became of one attempt to print a receipt."""

    case_id: UUID
    at: datetime
    result: str
    reason: str = ""


class CommandState(StrEnum):
    """How far a command of the platform's has come here."""

    TAKEN = "taken"
    UNDER_WAY = "under_way"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class RemoteCommand:
    """Something an operator of the platform wants this terminal to do.

    Args:
        command_id: the platform's name for it; the same one is taken once.
        position: its place in the platform's feed.
        name: what to do, as the platform called it; a newer one may know more than we.
        at: when it was given, aware.
        expires_at: from when on it is not to be done any more, aware.
        state: how far it has come.
    """

    command_id: UUID
    position: int
    name: str
    at: datetime
    expires_at: datetime
    state: CommandState = CommandState.TAKEN


@dataclass(frozen=True, slots=True)
class PostedNotice:
    """Something everybody is to know.

    Args:
        notice_id: the platform's name for it; the same one is kept once.
        position: its place in the platform's feed.
        begins_at: not to be shown before; aware, the platform's time.
        ends_at: not to be shown from then on.
        title: language → one line.
        text: language → lines.
    """

    notice_id: UUID
    position: int
    begins_at: datetime
    ends_at: datetime
    title: Mapping[str, str]
    text: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LinkState:
    """What the agent knows about the line to the platform; the screen shows it.

    Args:
        online: whether the last contact succeeded.
        last_contact: wall clock of the last verified answer, aware.
        problem: code of why the line is down, empty while it is up.
        detail: one sentence for a technician.
        clock_offset_s: the platform's signed time minus ours, seconds.
    """

    online: bool = False
    last_contact: datetime | None = None
    problem: str = ""
    detail: str = ""
    clock_offset_s: float = 0.0
