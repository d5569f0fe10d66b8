"""Consent, questions and checking the answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.cases.submission import ConsentGiven
from kiosk.errors import EnvironmentFault
from kiosk.journey import events, identification, photographing, recording, seeking
from kiosk.journey.enclosures import Makers
from kiosk.journey.ports import Drawing
from kiosk.journey.questionnaire import Questionnaire
from kiosk.journey.steps import Step
from kiosk.journey.summary import summary_text
from kiosk.journey.visit import Application

if TYPE_CHECKING:
    from kiosk.journey.machine import Journey, Table


def agree(journey: Journey, _: events.Agreed) -> None:
    """Every text of the page was agreed to, now."""
    application = _application(journey)
    now = journey.ports.clock.now()
    application.consents = tuple(
        ConsentGiven(text.id, text.version, text.sha256, now) for text in application.item.consents
    )
    open_questions(journey)


def decline(journey: Journey, _: events.Declined) -> None:
    """Without consent there is no application; the guide explains the other ways."""
    journey.visit.application = None
    journey.go(Step.GUIDE)


def open_questions(journey: Journey) -> None:
    """Open the form, or go on where it was left; the card's facts are filled in."""
    application = _application(journey)
    visit = journey.visit
    if application.questionnaire is None and visit.person is not None:
        try:
            session = journey.ports.open_form(application.item)
        except EnvironmentFault as fault:  # it could be opened when the guide was left
            visit.application = None
            visit.obstacle = fault.code
            journey.go(Step.GUIDE)
            return
        application.questionnaire = Questionnaire(
            session,
            visit.language,
            Makers(journey.ports.draw_signature, journey.ports.draw_picture),
            position=journey.ports.position,
        )
        application.questionnaire.fill_from_card(identification.facts(visit.person.card))
    journey.go(Step.CHECK if _questions(journey).empty else Step.QUESTIONS)


def answer(journey: Journey, event: events.Answered) -> None:
    """A field has another value."""
    _questions(journey).answer(event.ref, event.value)
    seeking.again(journey, event.ref)


def draw(journey: Journey, event: events.FieldDrawn) -> None:
    """A field has another drawing."""
    drawing = Drawing(event.strokes, event.pens, event.size)
    _questions(journey).draw(event.ref, drawing)


def enclose(journey: Journey, event: events.FileGiven) -> None:
    """A field has another file."""
    _questions(journey).enclose(event.ref, event.media_type, event.content)


def proceed(journey: Journey, _: events.Continued) -> None:
    """Continue: the next page, or the check page after the last."""
    if recording.end(journey, proceed=True):
        return  # once what was said is kept
    if not photographing.keep_taken(journey):
        return  # a photograph that was looked at and not refused is meant
    seeking.end(journey)
    if _questions(journey).proceed():
        journey.go(Step.CHECK)


def back(journey: Journey, _: events.WentBack) -> None:
    """Back: the page before, the check page while changing, or the consent before the first."""
    questions = _questions(journey)
    seeking.end(journey)
    if questions.changing and not questions.in_row:
        journey.go(Step.CHECK)
    elif not questions.back():
        journey.go(Step.CONSENT if _application(journey).item.consents else Step.GUIDE)


def add_row(journey: Journey, event: events.RowAdded) -> None:
    """A repeat gets another row."""
    _questions(journey).add_row(event.ref)


def edit_row(journey: Journey, event: events.RowEdited) -> None:
    """A row is opened."""
    _questions(journey).edit_row(event.ref)


def remove_row(journey: Journey, event: events.RowRemoved) -> None:
    """A row is taken away."""
    _questions(journey).remove_row(event.ref)


def change(journey: Journey, event: events.ChangeAsked) -> None:
    """Straight to one answer."""
    if _questions(journey).change(event.ref):
        journey.go(Step.QUESTIONS)


def leave_check(journey: Journey, _: events.WentBack) -> None:
    """Back to the last question."""
    questions = _questions(journey)
    if questions.empty:
        journey.go(Step.CONSENT if _application(journey).item.consents else Step.GUIDE)
        return
    questions.last()
    journey.go(Step.QUESTIONS)


def confirm(journey: Journey, _: events.Confirmed) -> None:
    """The answers are right; what was reviewed is frozen for the signature."""
    application = _application(journey)
    questions = _questions(journey)
    if questions.first_unfinished():
        journey.go(Step.QUESTIONS)
        return
    person = journey.visit.person
    if person is None:
        return
    application.summary = summary_text(
        item=application.item,
        form=questions.session.form,
        card=person.card,
        consents=application.consents,
        answers=questions.answers(),
        attachments=questions.attachments(),
        language=journey.visit.language,
    )
    application.strokes.clear()
    application.problem = ""
    journey.go(Step.SIGN)


def _application(journey: Journey) -> Application:
    application = journey.visit.application
    assert application is not None  # noqa: S101  -- these steps are reached only through one
    return application


def _questions(journey: Journey) -> Questionnaire:
    questions = _application(journey).questionnaire
    assert questions is not None  # noqa: S101  -- opened before these steps
    return questions


TABLE: Table = {
    (Step.CONSENT, events.Agreed): agree,
    (Step.CONSENT, events.Declined): decline,
    (Step.QUESTIONS, events.Answered): answer,
    (Step.QUESTIONS, events.FieldDrawn): draw,
    (Step.QUESTIONS, events.FileGiven): enclose,
    (Step.QUESTIONS, events.Continued): proceed,
    (Step.QUESTIONS, events.WentBack): back,
    (Step.QUESTIONS, events.RowAdded): add_row,
    (Step.QUESTIONS, events.RowEdited): edit_row,
    (Step.QUESTIONS, events.RowRemoved): remove_row,
    (Step.CHECK, events.ChangeAsked): change,
    (Step.CHECK, events.WentBack): leave_check,
    (Step.CHECK, events.Confirmed): confirm,
}
