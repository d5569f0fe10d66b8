"""What somebody says about the service (docs/protocol.md, "Ratings")."""

from __future__ import annotations

from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from sync.protocol.body import parse_body
from sync.protocol.canonical import canonical
from sync.protocol.satisfaction import Satisfaction, reasons
from sync.protocol.wire import DepositNumberText, Moment, WireModel

MAX_TEXT = 500
"""Characters somebody may add in words."""
MAX_REASONS = 8


class RatingBody(WireModel):
    """How content somebody is with the service of a case.

    Args:
        format: name and version of this shape.
        case_id: the case.
        deposit_number: its number.
        satisfaction: the level.
        reasons: codes of the interface's reasons, all of them of this level.
        text: what was added in words.
        at: by the terminal's clock.
    """

    format: Literal["bianmin-rating/1"] = "bianmin-rating/1"
    case_id: UUID
    deposit_number: DepositNumberText
    satisfaction: Satisfaction
    reasons: Annotated[tuple[str, ...], Field(max_length=MAX_REASONS)] = ()
    text: Annotated[str, Field(max_length=MAX_TEXT)] = ""
    at: Moment

    @model_validator(mode="after")
    def _reasons_of_this_level(self) -> Self:
        known = {one.code for one in reasons()[self.satisfaction]}
        if len(set(self.reasons)) < len(self.reasons) or not known.issuperset(self.reasons):
            raise ValueError("a reason stands twice, or is not one of this level")
        return self

    def to_bytes(self) -> bytes:
        """The bytes to seal: canonical JSON."""
        return canonical(self.model_dump(mode="json"))

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Read what `to_bytes` made.

        Raises:
            BodyError: it is not a rating.
        """
        return parse_body(cls, data)
