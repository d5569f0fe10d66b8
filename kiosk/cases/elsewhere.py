"""Cases of a person that other terminals took, as the platform tells of them during a visit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

from kiosk.cases.enquiry import StateReached
from kiosk.cases.records import MissingPart

if TYPE_CHECKING:
    from kiosk.identity.card import IdCard


@dataclass(frozen=True, slots=True)
class CaseElsewhere:
    """A case as the platform told of it.

    Args:
        number: deposit number, not grouped.
        item_name: language → name.
        place: name of the service point that took it.
        state: where it is.
        deposited_at: when the platform had it, aware.
        states: what it went through, oldest first.
        missing: all that is missing, while it waits for that.
        until: the last day on which it may come; None while nothing is missing.
        results: names of the documents that came of it and that nobody has collected.
    """

    number: str
    item_name: Mapping[str, str]
    place: str
    state: str
    deposited_at: datetime
    states: tuple[StateReached, ...]
    missing: tuple[MissingPart, ...] = ()
    until: date | None = None
    results: tuple[str, ...] = field(default=(), repr=False)


class AsksElsewhere(Protocol):
    """Whoever can ask the platform for a person's cases."""

    def __call__(self, card: IdCard, read_at: datetime, /) -> tuple[CaseElsewhere, ...]:
        """Cases of a card's owner, newest first; may take some seconds.

        Args:
            card: who asks.
            read_at: when it was read, by this terminal's clock.

        Raises:
            EnvironmentFault: the platform did not answer, or will not.
        """
