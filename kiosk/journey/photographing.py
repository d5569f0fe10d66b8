"""Answering with a photograph: looking through the camera, taking it, looking at it, keeping it.

The camera sees only while the person who wants a photograph stands on the page that asks for one;
a photograph that was not kept is dropped with that page.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from kiosk.forms import Repeat
from kiosk.journey import events, papers
from kiosk.journey.commands import LookThroughCamera, TakePhotograph
from kiosk.journey.enclosures import PDF
from kiosk.journey.fields import Kind, kind_of, photographed_as
from kiosk.journey.pages import flatten
from kiosk.journey.steps import Step

if TYPE_CHECKING:
    from kiosk.forms import Session
    from kiosk.journey.machine import Journey, Table
    from kiosk.journey.questionnaire import Questionnaire

PICTURE_BYTES = 200 * 1024
"""Most bytes of one photograph."""
LEAST_BYTES = papers.ENOUGH
"""With less room than this no photograph is worth taking."""
MOST_PIXELS = 1600
"""Longer side of a photograph where the form asks for nothing else (`max-pixels`)."""

NEEDED = "photo.needed"
COUNTER_ONLY = "photo.counter_only"
NO_ROOM = "photo.no_room"
NO_CAMERA = "photo.not_fitted"
NO_DESK = "page.not_fitted"
PAGE_PIXELS = 2000
"""Longer side of a page under the document camera: A4 at 170 dpi."""
LEAST_PAGE_PIXELS = 840
"""The least, where the form itself does not ask for less, 72 dpi: print of 9 pt is read on a full
page then, and on 650 pixels not any more (`tests/unit/documents/test_legible_pages.py`)."""
LEAST_PIXELS = 480
"""The least of other photographs."""
TAKING = frozenset({"photo.dark", "photo.stopped", "page.dark", "page.stopped"})
"""What is wrong with one photograph, not with the camera: it can be taken again."""


class PhotoState(StrEnum):
    """Where one stands with a photograph."""

    SEEING = "seeing"
    """The camera is open, or about to."""
    TAKING = "taking"
    TAKEN = "taken"
    """It is there to be looked at."""
    FAILED = "failed"
    """There is none, and the problem says why."""


@dataclass(slots=True)
class Photograph:
    """A photograph that is being taken.

    Args:
        ref: field it is for.
        number: the command's, so that nobody gets another's photograph.
        desk: it is taken with the document camera.
        place: of the page of papers it replaces, 0 for the first; None for a new one.
        state: where one stands with it.
        problem: sentence's name, empty while all is well.
        content: the photograph (JPEG) once it is taken.
        advice: what could be better about it, a sentence's name; empty when nothing.
        codes: what codes on it say.
    """

    ref: str
    number: int
    desk: bool = False
    place: int | None = None
    state: PhotoState = PhotoState.SEEING
    problem: str = ""
    content: bytes = field(default=b"", repr=False)
    advice: str = ""
    codes: tuple[str, ...] = field(default=(), repr=False)


def open_camera(journey: Journey, event: events.CameraAsked) -> None:
    """Look through the camera for a field of this page."""
    questions = _questions(journey)
    if not questions.photographs(event.ref):
        return
    desk = questions.is_papers(event.ref) and not journey.desk_problem
    place = event.place if event.place in range(questions.pages_of(event.ref)) else None
    photograph = Photograph(event.ref, journey.next_photograph(), desk=desk, place=place)
    _set(journey, photograph)
    if not desk and journey.camera_problem:
        _fail(photograph, journey.camera_problem)
    elif questions.room_for_photograph(event.ref, place) < LEAST_BYTES:
        _fail(photograph, NO_ROOM)


def leave_camera(journey: Journey, _: events.CameraLeft) -> None:
    """No photograph after all."""
    _set(journey, None)


def take(journey: Journey, _: events.PhotographAsked) -> None:
    """Take it now."""
    photograph, questions = _photograph(journey), _questions(journey)
    if photograph is None or photograph.state is not PhotoState.SEEING:
        return
    photograph.state, photograph.problem = PhotoState.TAKING, ""
    most_bytes, most_pixels = _most_bytes(photograph, questions), _most_pixels(journey, questions)
    least = LEAST_PIXELS
    if questions.is_papers(photograph.ref):
        least = max(least, min(LEAST_PAGE_PIXELS, most_pixels))
    command = TakePhotograph(photograph.number, most_pixels, most_bytes, photograph.desk, least)
    journey.want(command)


def taken(journey: Journey, event: events.PhotographTaken) -> None:
    """It is there; the person looks at it."""
    photograph = _photograph(journey)
    if photograph is not None and _answers(photograph, event.number):
        photograph.state, photograph.content = PhotoState.TAKEN, event.content
        photograph.advice, photograph.codes = event.advice, event.codes


def failed(journey: Journey, event: events.PhotographFailed) -> None:
    """There is none; where only the photograph went wrong the camera goes on seeing."""
    photograph = _photograph(journey)
    if photograph is not None and _answers(photograph, event.number):
        _fail(photograph, event.code)
        if event.code in TAKING:
            photograph.state = PhotoState.SEEING


def keep(journey: Journey, _: events.PhotographKept) -> None:
    """It is good."""
    keep_taken(journey)


def again(journey: Journey, _: events.PhotographDropped) -> None:
    """Another one."""
    photograph = _photograph(journey)
    if photograph is not None:
        open_camera(journey, events.CameraAsked(photograph.ref, photograph.place))


def drop(journey: Journey, event: events.PictureDropped) -> None:
    """Take a photograph of a field away again."""
    _questions(journey).drop_photograph(event.ref, event.place)


def move(journey: Journey, event: events.PageMoved) -> None:
    """Have a page stand before or after others."""
    _questions(journey).move_page(event.ref, event.place, event.to)


def keep_taken(journey: Journey) -> bool:
    """Keep the photograph that is being looked at, if there is one; False when it does not fit."""
    photograph = _photograph(journey)
    if photograph is None or photograph.state is not PhotoState.TAKEN:
        return True
    if _questions(journey).photograph(photograph.ref, photograph.content, photograph.place):
        _set(journey, None)
        return True
    photograph.content = b""
    _fail(photograph, NO_ROOM)
    return False


def camera_changed(journey: Journey, event: events.CameraChanged) -> None:
    """A camera works or does not: tell whoever looks through it; it goes on by itself."""
    problem = "" if event.usable else event.reason or (NO_DESK if event.desk else NO_CAMERA)
    if event.desk:
        journey.desk_problem = problem
    else:
        journey.camera_problem = problem
    photograph = _photograph(journey)
    if photograph is None or photograph.desk is not event.desk:
        return
    if problem and photograph.state in {PhotoState.SEEING, PhotoState.TAKING}:
        _fail(photograph, problem)
    elif not problem and photograph.state is PhotoState.FAILED and photograph.problem != NO_ROOM:
        photograph.number = journey.next_photograph()
        photograph.state, photograph.problem = PhotoState.SEEING, ""


def settle(journey: Journey) -> None:
    """After each event: the camera sees only for the field that stands there."""
    photograph = _photograph(journey)
    if photograph is not None and not _is_asked(journey, photograph.ref):
        _set(journey, None)
        photograph = None
    on = photograph is not None and photograph.state in {PhotoState.SEEING, PhotoState.TAKING}
    if on is journey.seeing:
        return
    journey.seeing = on
    if photograph is not None and on:
        journey.seeing_desk = photograph.desk
        again = photograph.place is not None
        first = again or not _questions(journey).session[photograph.ref].value
        journey.want(LookThroughCamera(on=True, desk=photograph.desk, first=first))
    else:
        journey.want(LookThroughCamera(on=False, desk=journey.seeing_desk))


def papers_problem(journey: Journey) -> str:
    """Why no papers can be photographed: the photo camera takes the document camera's place."""
    return journey.camera_problem if journey.desk_problem else ""


def obstacle(journey: Journey, session: Session) -> str:
    """Why a form cannot be answered here, as a sentence's name; empty while it can.

    It counts what the form asks of everybody: what other answers make it ask is told on its page.
    """
    for question in flatten(session.body):
        if isinstance(question, Repeat):
            continue
        node = session[question.ref]
        if not (node.relevant and node.required) or node.readonly:
            continue
        kind = kind_of(question, node)
        if kind not in {Kind.IMAGE, Kind.FILE}:
            continue
        if not photographed_as(kind, node.attributes):
            return COUNTER_ONLY
        if papers_problem(journey) if kind is Kind.FILE else journey.camera_problem:
            return NEEDED
    return ""


def _most_pixels(journey: Journey, questions: Questionnaire) -> int:
    photograph = _photograph(journey)
    wanted = "" if photograph is None else questions.session[photograph.ref].max_pixels
    usual = PAGE_PIXELS if photograph is not None and photograph.desk else MOST_PIXELS
    return int(wanted) if wanted.isdecimal() and int(wanted) else usual


def _most_bytes(photograph: Photograph, questions: Questionnaire) -> int:
    room = questions.room_for_photograph(photograph.ref, photograph.place)
    if questions.photographs(photograph.ref) != PDF:
        return min(PICTURE_BYTES, room)
    others = questions.pages_of(photograph.ref) - (photograph.place is not None)
    return papers.share(room, others)


def _answers(photograph: Photograph, number: int) -> bool:
    return photograph.number == number and photograph.state is PhotoState.TAKING


def _fail(photograph: Photograph, problem: str) -> None:
    photograph.state, photograph.problem = PhotoState.FAILED, problem


def _is_asked(journey: Journey, ref: str) -> bool:
    return journey.step is Step.QUESTIONS and bool(_questions(journey).photographs(ref))


def _photograph(journey: Journey) -> Photograph | None:
    application = journey.visit.application
    return None if application is None else application.photograph


def _set(journey: Journey, photograph: Photograph | None) -> None:
    application = journey.visit.application
    if application is not None:
        application.photograph = photograph


def _questions(journey: Journey) -> Questionnaire:
    application = journey.visit.application
    assert application is not None  # noqa: S101  -- only the questions of an application lead here
    assert application.questionnaire is not None  # noqa: S101  -- opened before
    return application.questionnaire


TABLE: Table = {
    (Step.QUESTIONS, events.CameraAsked): open_camera,
    (Step.QUESTIONS, events.CameraLeft): leave_camera,
    (Step.QUESTIONS, events.PhotographAsked): take,
    (Step.QUESTIONS, events.PhotographTaken): taken,
    (Step.QUESTIONS, events.PhotographFailed): failed,
    (Step.QUESTIONS, events.PhotographKept): keep,
    (Step.QUESTIONS, events.PhotographDropped): again,
    (Step.QUESTIONS, events.PictureDropped): drop,
    (Step.QUESTIONS, events.PageMoved): move,
}
