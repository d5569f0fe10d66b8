"""What speaks against the answers of a case, found by opening them with their form.

A doubt names a question and never an answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from kiosk.forms import Form, Session
from kiosk.forms.errors import FormError
from sync.platform.form_checks.comparing import Comparison, given_in
from sync.platform.form_checks.words import Code, Doubt
from sync.protocol.body import CaseBody
from sync.protocol.numbers import LOCAL_TIME, local_day

MOST_CHARACTERS = 256 * 1024
"""Of answers; the longest known have 20,000, and a check must not take for ever."""
MOST_DOUBTS = 40
"""Told of one case."""


def doubts_about(body: CaseBody, form: Form) -> tuple[Doubt, ...]:
    """What speaks against a case, as of the time it was handed in.

    Args:
        body: the case.
        form: the one it was filled in with.
    """
    if len(body.instance) > MOST_CHARACTERS:
        return (Doubt(Code.TOO_LONG),)
    times = body.times
    found = _as_of(body, form, begun=False)
    if found and local_day(times.started_at) != local_day(times.deposited_at):
        # somebody who was at it at midnight may have been told another day
        found = min(found, _as_of(body, form, begun=True), key=len)
    return found


def _as_of(body: CaseBody, form: Form, *, begun: bool) -> tuple[Doubt, ...]:
    moment = body.times.started_at if begun else body.times.deposited_at
    try:
        session = form.open(now=lambda: moment, tz=LOCAL_TIME, instance=body.instance)
        return doubts_in(session, body)
    except FormError:
        return (Doubt(Code.UNREADABLE),)


def doubts_in(session: Session, body: CaseBody) -> tuple[Doubt, ...]:
    """What speaks against a case that was opened with its form; the first of many.

    Raises:
        FormError: its answers are no XML.
    """
    comparison = Comparison(session)
    found = chain(
        comparison.with_xml(given_in(session.form, body.instance)),
        _violations(session),
        _without_file(session, {one.name for one in body.attachments}),
        comparison.with_json(body.answers),
        [Doubt(Code.NO_RESULT)] if session.problems else [],
    )
    # a value that was changed often breaks a rule, too: each question is told once
    first: dict[str, Doubt] = {}
    for one in found:
        first.setdefault(one.question, one)
    return tuple(first.values())[:MOST_DOUBTS]


def _violations(session: Session) -> Iterator[Doubt]:
    for one in session.violations():
        yield Doubt(Code.REQUIRED if one.violation == "required" else Code.CONSTRAINT, one.path)


def _without_file(session: Session, names: set[str]) -> Iterator[Doubt]:
    for node in session.root.walk():
        control = node.definition.control
        is_file = node.definition.bind.type == "binary" or (control and control.kind == "upload")
        if is_file and node.relevant and node.text and node.text not in names:
            yield Doubt(Code.ATTACHMENT, node.path)
