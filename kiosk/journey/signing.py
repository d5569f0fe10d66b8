"""Signing on glass and handing the application over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from kiosk.cases.submission import Applicant, MaterialHandedIn, Signature, Submission
from kiosk.catalogue.guide import MaterialKind
from kiosk.journey import events
from kiosk.journey.commands import DepositCase, PrintReceipt
from kiosk.journey.enclosures import MOST_POINTS
from kiosk.journey.printing import printed_texts
from kiosk.journey.steps import Step
from kiosk.journey.summary import summary_sha256
from kiosk.journey.visit import Application, Outcome

if TYPE_CHECKING:
    from kiosk.catalogue.model import ServiceItem
    from kiosk.forms import Form
    from kiosk.journey.machine import Journey, Table


def begin_stroke(journey: Journey, _: events.StrokeBegun) -> None:
    """The pen is on the glass."""
    application = _open(journey)
    if application is not None:
        application.strokes.append([])
        application.pen_down = True
        application.problem = ""


def draw(journey: Journey, event: events.PointDrawn) -> None:
    """The pen moves."""
    application = _open(journey)
    if application is None or not application.pen_down:
        return
    if sum(map(len, application.strokes)) < MOST_POINTS:
        application.strokes[-1].append(event.point)


def end_stroke(journey: Journey, _: events.StrokeEnded) -> None:
    """The pen left the glass."""
    application = _open(journey)
    if application is not None:
        application.pen_down = False


def clear(journey: Journey, _: events.SignatureCleared) -> None:
    """Draw it again."""
    application = _open(journey)
    if application is not None:
        application.strokes.clear()
        application.pen_down = False
        application.problem = ""


def leave_sign(journey: Journey, _: events.WentBack) -> None:
    """Back to the answers; a signature is good only for what was read before it."""
    application = _open(journey)
    if application is not None:
        application.strokes.clear()
        application.summary = ""
        application.problem = ""
        journey.go(Step.CHECK)


def sign(journey: Journey, _: events.Signed) -> None:
    """Submit: hand everything over to be saved."""
    application = _open(journey)
    if application is None:
        return
    application.pen_down = False
    if not application.signature():
        application.problem = "sign.empty"
        return
    submission = build_submission(journey, application)
    application.submitting = True
    application.problem = ""
    journey.want(DepositCase(submission))


def deposited(journey: Journey, event: events.Deposited) -> None:
    """The case is saved; the answers are not needed any more and go."""
    application = journey.visit.application
    if application is None or not application.submitting:
        return
    questions = application.questionnaire
    texts = () if questions is None else printed_texts(questions.session)
    journey.visit.application = None
    journey.visit.item = None
    journey.visit.topic = ""
    journey.visit.outcome = Outcome(event.deposit.receipt, application.item, texts=texts)
    journey.go(Step.DONE)
    journey.want(PrintReceipt(event.deposit.receipt, journey.visit.language, texts))


def refused(journey: Journey, event: events.DepositRefused) -> None:
    """The case could not be saved; everything stays for another try."""
    application = journey.visit.application
    if application is not None:
        application.submitting = False
        application.problem = event.code


def build_submission(journey: Journey, application: Application) -> Submission:
    """Everything a case is made of.

    Raises:
        AssertionError: called before identification or without questions; the table prevents it.
    """
    person, questions = journey.visit.person, application.questionnaire
    assert person is not None  # noqa: S101  -- the sign step is reached only identified
    assert questions is not None  # noqa: S101  -- and only through the questions
    session, item = questions.session, application.item
    form = session.form
    strokes = application.signature()
    return Submission(
        item_id=item.id,
        item_code=item.item_code,
        item_version=item.version,
        form_id=form.id,
        form_version=form.version,
        applicant=Applicant(
            card=person.card,
            source="card",
            evidence={"kind": person.card.kind.value, "read_at": person.read_at.isoformat()},
        ),
        consents=application.consents,
        answers=session.to_json(),
        instance=session.to_xml().encode(),
        attachments=questions.attachments(),
        signature=Signature(
            strokes=strokes,
            png=journey.ports.draw_signature(strokes),
            summary_sha256=summary_sha256(application.summary),
        ),
        routing=_by_department(form.routing),
        started_at=application.started_at,
        item_name=dict(item.name.texts),
        place=journey.ports.place,
        materials=_handed_in(form, item, journey.visit.language),
        expected=item.expected(),
        adds_text=bool(printed_texts(session)),
    )


def _handed_in(form: Form, item: ServiceItem, language: str) -> tuple[MaterialHandedIn, ...]:
    """What the terminal really took: the form, and what it read electronically; never paper."""
    return (
        MaterialHandedIn(form.title, MaterialKind.ELECTRONIC, 1),
        *(
            MaterialHandedIn(material.name.in_language(language), material.kind, material.count)
            for material in item.guide.materials
            if material.required and material.kind is MaterialKind.ELECTRONIC
        ),
    )


def _by_department(routing: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Ref → departments, the way a form says it, into department → refs, the way offices read."""
    refs: dict[str, list[str]] = {}
    for ref, departments in routing.items():
        for department in departments:
            refs.setdefault(department, []).append(ref)
    return {department: tuple(found) for department, found in refs.items()}


def _open(journey: Journey) -> Application | None:
    """The application, unless it is just being saved."""
    application = journey.visit.application
    return None if application is None or application.submitting else application


TABLE: Table = {
    (Step.SIGN, events.StrokeBegun): begin_stroke,
    (Step.SIGN, events.PointDrawn): draw,
    (Step.SIGN, events.StrokeEnded): end_stroke,
    (Step.SIGN, events.SignatureCleared): clear,
    (Step.SIGN, events.WentBack): leave_sign,
    (Step.SIGN, events.Signed): sign,
    (Step.SIGN, events.Deposited): deposited,
    (Step.SIGN, events.DepositRefused): refused,
}
