"""On the last page: how content somebody is with the service, if they like to say it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.cases.rating import Rating
from kiosk.journey import events
from kiosk.journey.commands import KeepRating
from kiosk.journey.steps import Step
from sync.protocol.satisfaction import Satisfaction, reasons

if TYPE_CHECKING:
    from kiosk.journey.machine import Journey, Table


def choose(journey: Journey, event: events.SatisfactionChosen) -> None:
    """Take a level; reasons of another one say nothing any more."""
    offered = journey.visit.rating
    if offered is None:
        return
    level = Satisfaction(event.satisfaction)
    if level is not offered.satisfaction:
        offered.satisfaction, offered.reasons = level, ()
    journey.stay()


def toggle(journey: Journey, event: events.ReasonToggled) -> None:
    """Take a reason of the level, or take it back."""
    offered = journey.visit.rating
    if offered is None or offered.satisfaction is None:
        return
    wanted = set(offered.reasons) ^ {event.code}
    codes = (one.code for one in reasons()[offered.satisfaction])
    offered.reasons = tuple(code for code in codes if code in wanted)
    journey.stay()


def keep(journey: Journey) -> None:
    """Let what was said be kept, now that the page is left."""
    offered = journey.visit.rating
    if offered is not None and offered.satisfaction is not None and not journey.revoked:
        rating = Rating(offered.number, offered.satisfaction, offered.reasons)
        journey.want(KeepRating(rating))


def close(journey: Journey) -> None:
    """Keep what was said, and ask no more."""
    keep(journey)
    journey.visit.rating = None


def somebody_else(journey: Journey, _: events.CardLaid) -> None:
    """Ask no more: whoever lays a card now was not served."""
    close(journey)


def around(
    journey: Journey, event: events.PresenceTold | events.BatteryTold | events.RevocationTold
) -> None:
    """Ask no more when the person went, the battery is at its floor or the terminal is taken away.

    A terminal that was taken out of use keeps nothing, not even this.
    """
    gone = isinstance(event, events.PresenceTold) and event.near is False
    if gone or journey.battery_empty or journey.revoked:
        close(journey)


def busy(journey: Journey, _: events.Event) -> None:
    """Let the page stand on for somebody who turns it to their language or scrolls it."""
    if journey.visit.rating is not None:
        journey.stay()


TABLE: Table = {
    (Step.FINISH, events.CardLaid): somebody_else,
    (Step.FINISH, events.SatisfactionChosen): choose,
    (Step.FINISH, events.ReasonToggled): toggle,
    (Step.FINISH, events.PresenceTold): around,
    (Step.FINISH, events.BatteryTold): around,
    (Step.FINISH, events.RevocationTold): around,
    (Step.FINISH, events.LanguageChosen): busy,
    (Step.FINISH, events.SeniorToggled): busy,
    (Step.FINISH, events.Touched): busy,
}
