"""Instant approval: asking an item's rule about a case that has just been opened.

Whatever stands in the way of a plain yes is a reason for a person to look, and never one to refuse.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import structlog

from kiosk.errors import EnvironmentFault
from kiosk.forms.errors import EvaluationError, FormError
from sync.platform.form_checks.doubts import doubts_in
from sync.platform.items import Authored, Items
from sync.protocol.body import CaseBody
from sync.protocol.numbers import LOCAL_TIME

_AHEAD = timedelta(minutes=5)
"""A terminal's clock may be that much ahead of ours; a rule may ask what day it is."""
_events = structlog.get_logger()


class Reason(StrEnum):
    """Why a rule approved, or why it left the case to a person."""

    MET = "met"
    NOT_MET = "not_met"
    NO_RESULT = "no_result"
    """The condition cannot be evaluated with these answers."""
    UNUSABLE = "unusable"
    """The rule or its form is wrong."""
    OTHER_FORM = "other_form"
    """The case was filled in with another form than its item names."""
    ANSWERS = "answers"
    """The answers break the form's own rules, or are not those of the form that was enclosed."""
    IDENTITY = "identity"
    """No card or code says who applies, or somebody else acts for them."""
    CLOCK = "clock"
    """The terminal's clock was ahead."""
    OPERATOR = "operator"
    """The operator of the platform wants to see every case."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a rule said about a case.

    Args:
        rule: its name.
        version: its version.
        reason: why.
    """

    rule: str
    version: str
    reason: Reason

    @property
    def approves(self) -> bool:
        """Whether no person has to look."""
        return self.reason is Reason.MET

    @property
    def actor(self) -> str:
        """Who approved, for the record."""
        return approver(self.rule, self.version)


def approver(rule: str, version: str) -> str:
    """A rule as the one who approved."""
    return f"rule {rule} version {version}"


def verdict_on(body: CaseBody, items: Items, now: datetime) -> Verdict | None:
    """What the rule of a case's item says about it.

    Args:
        body: the case.
        items: the catalogue.
        now: the platform's time.

    Returns:
        None if the item has no rule.

    Raises:
        EnvironmentFault: the place where items are kept is unusable.
    """
    authored = items.of(body.item.id, body.item.version)
    rule = authored.rule
    if rule is None:
        return None
    try:
        reason = _reason(body, authored, now)
    except EnvironmentFault as fault:
        if fault.code.startswith("store."):
            raise
        reason = Reason.NO_RESULT if isinstance(fault, EvaluationError) else Reason.UNUSABLE
        _complain(body, rule.rule, rule.version, fault.code)
    except Exception:  # noqa: BLE001 # a mistake of ours with one rule stops no case
        reason = Reason.UNUSABLE
        _events.exception("rule.unusable", item=body.item.id, rule=rule.rule, code="platform.bug")
    return Verdict(rule.rule, rule.version, reason)


def _reason(body: CaseBody, authored: Authored, now: datetime) -> Reason:
    condition = authored.condition  # whether it can be used at all is told with the first case
    if (body.form.id, body.form.version) != (authored.form_id, authored.form_version):
        return Reason.OTHER_FORM
    applicant = body.applicant
    if body.agent is not None or applicant.source == "typed" or applicant.needs_manual_check:
        return Reason.IDENTITY
    if body.times.deposited_at > now + _AHEAD:
        return Reason.CLOCK
    try:
        session = authored.form.open(
            now=lambda: body.times.deposited_at, tz=LOCAL_TIME, instance=body.instance
        )
    except FormError:
        return Reason.ANSWERS
    if session.to_json() != body.answers or doubts_in(session, body):
        return Reason.ANSWERS
    return Reason.MET if condition.met(session) else Reason.NOT_MET


def _complain(body: CaseBody, rule: str, version: str, code: str) -> None:
    _events.error(
        "rule.unusable",
        item=body.item.id,
        item_version=body.item.version,
        rule=rule,
        version=version,
        code=code,
    )
