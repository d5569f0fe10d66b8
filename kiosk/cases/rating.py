"""What somebody says about the service of a case (好差评), told to the platform."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.cases.ports import UnitOfWork
from kiosk.cases.terminal import check_enrolled
from kiosk.clock import Clock
from kiosk.errors import BugError
from sync.protocol.satisfaction import Satisfaction


@dataclass(frozen=True, slots=True)
class Rating:
    """What somebody said.

    Args:
        number: deposit number of the case.
        satisfaction: how content they are.
        reasons: codes of why, all of that level.
    """

    number: str
    satisfaction: Satisfaction
    reasons: tuple[str, ...] = ()


def rate(uow: UnitOfWork, rating: Rating, *, clock: Clock) -> None:
    """Seal a rating and let it be sent with everything else.

    Nothing of it stays readable here.

    Args:
        uow: one that may write.
        rating: what was said.
        clock: time and identifiers.

    Raises:
        BugError: there is no such case.
        EnvironmentFault: ``terminal.not_enrolled``, ``terminal.revoked``, ``store.*``.
    """
    from kiosk.cases import sealing  # pydantic and cryptography, too slow before the first frame
    from sync.protocol.envelope import MessageKind

    now = clock.now()
    with uow:
        identity = check_enrolled(uow.terminal.get())
        case = uow.cases.by_number(rating.number)
        if case is None:
            raise BugError("the service of a case was rated that does not exist")
        uow.outbox.add(
            sealing.seal_message(
                sealing.rating_body(rating, case.case_id, now),
                identity,
                message_id=clock.uuid7(),
                case_id=case.case_id,
                place=uow.numbers.next_seq(),
                kind=MessageKind.RATING,
                item_version=case.item_version,
                created_at=now,
                clock=clock,
            )
        )
        uow.commit()
