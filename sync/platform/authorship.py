"""What an item's authors say about a case that is being opened: its parts, its rule's verdict."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from uuid import UUID

from kiosk.catalogue.deciding import Parts
from sync.platform.decisions import PLATFORM
from sync.platform.instant import Reason, Verdict, verdict_on
from sync.platform.items import Items
from sync.platform.routing import words_for
from sync.platform.states import State
from sync.platform.store import CaseRow, News, VerdictRow
from sync.protocol.body import CaseBody
from sync.protocol.canonical import canonical


@cache
def _words(state: State) -> str:
    return canonical(words_for(state)).decode()


@dataclass(frozen=True, slots=True)
class Authorship:
    """What the catalogue says about one case.

    Args:
        parts: of a bundle; empty for others.
        verdict: of the item's rule; None if there is none.
    """

    parts: Parts = field(default_factory=Parts)
    verdict: Verdict | None = None

    def limited(self, *, by_rule: bool) -> Authorship:
        """The same as far as the operator of the platform leaves anything to rules."""
        if self.verdict is None or not self.verdict.approves or by_rule:
            return self
        return replace(self, verdict=replace(self.verdict, reason=Reason.OPERATOR))

    def states(self, *, accepted: bool) -> tuple[State, ...]:
        """The states a new case is in one after the other.

        Args:
            accepted: at receipt; without it nothing is approved either.
        """
        if not accepted:
            return (State.DELIVERED,)
        if self.verdict is None or not self.verdict.approves:
            return (State.DELIVERED, State.ACCEPTED)
        return (State.DELIVERED, State.ACCEPTED, State.APPROVED)

    def news(self, case: CaseRow, states: Iterable[State], now: datetime) -> list[News]:
        """What its terminal is told of a new case; a rule is on record for what it approved."""
        return [News(case, state, now, _words(state), self._actor(state)) for state in states]

    def _actor(self, state: State) -> str:
        if self.verdict is not None and state is State.APPROVED:
            return self.verdict.actor
        return PLATFORM

    def verdicts(self, case_id: UUID, now: datetime) -> list[VerdictRow]:
        """The verdict as a row, if there is one."""
        said = self.verdict
        if said is None:
            return []
        verdict = "approve" if said.approves else "human"
        return [VerdictRow(case_id, said.rule, said.version, verdict, said.reason, now)]


def authorship_of(body: CaseBody, items: Items, now: datetime) -> Authorship:
    """What the catalogue says about a case.

    Raises:
        EnvironmentFault: the place where items are kept is unusable.
    """
    parts = items.of(body.item.id, body.item.version).parts
    return Authorship(parts, verdict_on(body, items, now))
