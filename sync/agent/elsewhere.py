"""A citizen's cases from all terminals, for the page that shows them."""

from __future__ import annotations

from datetime import datetime

from kiosk.cases.elsewhere import CaseElsewhere
from kiosk.cases.enquiry import StateReached
from kiosk.cases.ports import CaseStore
from kiosk.cases.records import MissingPart
from kiosk.cases.terminal import TerminalIdentity, check_enrolled
from kiosk.clock import Clock
from kiosk.errors import EnvironmentFault
from kiosk.identity.card import IdCard
from sync.agent.settings import AgentSettings
from sync.agent.visits import Shown, Visit
from sync.protocol.corrections import Missing
from sync.protocol.queries import CaseTold

MOST_PAGES = 5
"""Of twenty cases each: nobody reads more on a screen."""


def cases_elsewhere(
    store: CaseStore, settings: AgentSettings, clock: Clock, card: IdCard, read_at: datetime
) -> tuple[CaseElsewhere, ...]:
    """The cases of a card's owner, newest first, this terminal's among them.

    Args:
        store: knows who we are, and how wrong our clock is.
        settings: time-outs.
        clock: the terminal's.
        card: who asks.
        read_at: when it was read, by our clock.

    Raises:
        EnvironmentFault: this terminal is not enrolled or changes its key, or the platform did not
            answer.
    """

    def identity() -> TerminalIdentity:
        found = check_enrolled(store.terminal())
        if found.next_key:
            # whichever of the two signs may be a former key by the time it arrives
            raise EnvironmentFault("key.changing", "Our key is just being changed.")
        return found

    with store.reading() as work:
        offset_s = work.link.get().clock_offset_s
    shown = Shown(card.kind.value, card.name, card.id_no, read_at)
    with Visit(identity, shown, settings, clock, offset_s=offset_s) as visit:
        told: list[CaseTold] = []
        for _ in range(MOST_PAGES):
            answer = visit.cases(after=told[-1].case_number if told else None)
            told += answer.cases
            if not answer.more or not answer.cases:
                break
    return tuple(map(_as_shown, told))


def _as_shown(case: CaseTold) -> CaseElsewhere:
    return CaseElsewhere(
        number=case.deposit_number,
        item_name=case.item.name,
        place=case.place.name,
        state=case.state,
        deposited_at=case.received_at,
        states=tuple(StateReached(one.state, one.at, one.text) for one in case.states),
        missing=() if case.missing is None else tuple(map(_part, case.missing.missing)),
        until=None if case.missing is None else case.missing.until,
        results=tuple(one.name for one in case.results if one.collected_at is None),
    )


def _part(missing: Missing) -> MissingPart:
    return MissingPart(
        missing.name, missing.reason, missing.sample or {}, missing.legal_basis or {}
    )
