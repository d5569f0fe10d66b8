"""That an applicant takes back their application (docs/protocol.md, "Withdrawals")."""

from __future__ import annotations

from typing import Literal, Self
from uuid import UUID

from sync.protocol.body import parse_body
from sync.protocol.canonical import canonical
from sync.protocol.wire import DepositNumberText, Moment, WireModel


class WithdrawerBody(WireModel):
    """What proves that it is the applicant; who that is stands in the case alone.

    Args:
        source: the applicant's own card; nothing else suffices.
        read_at: when it was read, by the terminal's clock.
    """

    source: Literal["card"] = "card"
    read_at: Moment


class WithdrawalBody(WireModel):
    """An application is taken back by whoever handed it in.

    Args:
        format: name and version of this shape.
        case_id: the case.
        deposit_number: its number.
        by: the applicant.
        at: when they said so, by the terminal's clock.
    """

    format: Literal["bianmin-withdrawal/1"] = "bianmin-withdrawal/1"
    case_id: UUID
    deposit_number: DepositNumberText
    by: WithdrawerBody
    at: Moment

    def to_bytes(self) -> bytes:
        """The bytes to seal: canonical JSON."""
        return canonical(self.model_dump(mode="json"))

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Read what `to_bytes` made.

        Raises:
            BodyError: it is not a withdrawal.
        """
        return parse_body(cls, data)
