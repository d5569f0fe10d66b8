"""What is missing in a case, all of it told at once (docs/protocol.md, "Corrections")."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from sync.protocol.notices import NEVER
from sync.protocol.wire import Language, Moment, Seq, ShortText, WireModel

MAX_MISSING = 20
MAX_WORDS = 500
"""Characters of one sentence in one language."""

Words = Annotated[
    str,
    StringConstraints(
        min_length=1, max_length=MAX_WORDS, pattern=rf"^[^\x00-\x09\x0b-\x1f{NEVER}]*$"
    ),
]
ByLanguage = Annotated[dict[Language, Words], Field(min_length=1, max_length=10)]
"""Lines for the applicant, by language."""


class Missing(WireModel):
    """One thing that is missing or not right.

    Args:
        name: of the paper or entry.
        reason: what is wrong with it.
        sample: how it should be; None where nothing need be said.
        legal_basis: what asks for it.
    """

    name: ByLanguage
    reason: ByLanguage
    sample: ByLanguage | None = None
    legal_basis: ByLanguage | None = None


Everything = Annotated[tuple[Missing, ...], Field(min_length=1, max_length=MAX_MISSING)]


class CorrectionRequest(WireModel):
    """What an operator writes: all that is missing, and the last day on which it may come."""

    format: Literal["bianmin-correction/1"] = "bianmin-correction/1"
    until: date
    missing: Everything


class CorrectionEvent(WireModel):
    """All that is missing in a case; stands right behind the case's `correction_requested`.

    Args:
        position: its place in the terminal's feed.
        case_id: the case.
        deposit_number: of the case.
        case_number: the platform's.
        at: when it was said.
        until: the last day on which it may come, at the terminal's place.
        missing: everything; a later event of the same case takes the place of this one.
    """

    position: Seq
    kind: Literal["correction"] = "correction"
    case_id: UUID
    deposit_number: ShortText
    case_number: ShortText
    at: Moment
    until: date
    missing: Everything
