"""Saying an answer: recording it, hearing it again.

Nobody is listened to unawares: a recording ends with its page, with the idle warning and with the
session, and nothing of a session that is over is kept.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kiosk.journey import events
from kiosk.journey.commands import EndRecording, PlayRecording, RecordSound, StopPlaying
from kiosk.journey.fields import Kind
from kiosk.journey.steps import Step

if TYPE_CHECKING:
    from kiosk.journey.machine import Journey, Table
    from kiosk.journey.questionnaire import Questionnaire

MOST_SECONDS = 120.0
"""Longest recording: two minutes are some 300 kB of the 8 MiB that all files together may have."""
LEAST_SECONDS = 0.5
"""Shorter is a slip of the finger."""
VOICE = 0.4
"""From this level on somebody speaks, and is there."""

NOTHING_HEARD = "microphone.nothing_heard"
TOO_LARGE = "microphone.too_large"


@dataclass(slots=True)
class Recorder:
    """What goes on with sound while one application is filled in.

    Args:
        ref: field that is being recorded, empty while none is.
        take: its recording's number.
        seconds: how long it is.
        level: how loud it is just now, 0 to 1.
        ending: whether it was told to end.
        proceed: whether Continue was touched while it went on.
        heard: field whose recording is being played, empty while none is.
        problem: sentence's name about the field `about`.
        about: field the problem is about.
        lengths: seconds of each recording by the name of its file.
    """

    ref: str = ""
    take: int = 0
    seconds: float = 0.0
    level: float = 0.0
    ending: bool = False
    proceed: bool = False
    heard: str = ""
    problem: str = ""
    about: str = ""
    lengths: dict[str, float] = field(default_factory=dict)

    @property
    def busy(self) -> bool:
        """Whether something is being recorded or played."""
        return bool(self.ref or self.heard)


def record(journey: Journey, event: events.RecordAsked) -> None:
    """Begin to listen."""
    recorder, questions = _recorder(journey), _questions(journey)
    if recorder is None or questions is None or recorder.ref:
        return
    if questions.asks(event.ref) is not Kind.AUDIO:
        return
    _silence(journey, recorder)
    if journey.microphone_problem:
        recorder.problem, recorder.about = journey.microphone_problem, event.ref
        return
    recorder.problem = recorder.about = ""
    recorder.ref, recorder.take = event.ref, journey.next_take()
    journey.listening = recorder.take
    recorder.seconds, recorder.level = 0.0, 0.0
    recorder.ending = recorder.proceed = False
    journey.want(RecordSound(recorder.take, MOST_SECONDS))


def stop(journey: Journey, _: events.RecordingStopped) -> None:
    """Enough was said."""
    end(journey)


def end(journey: Journey, *, proceed: bool = False) -> bool:
    """End the recording that goes on and keep it; False when none does.

    Args:
        journey: the session.
        proceed: whether the page is to be left once it is kept.
    """
    recorder = _recorder(journey)
    if recorder is None or not recorder.ref:
        return False
    recorder.proceed = recorder.proceed or proceed
    if not recorder.ending:
        recorder.ending = True
        journey.want(EndRecording(recorder.take, keep=True))
    return True


def sound_came(journey: Journey, event: events.SoundCame) -> None:
    """The recording goes on; a voice is a sign of life."""
    recorder = _recorder(journey)
    if recorder is not None and recorder.ref and recorder.take == event.take:
        recorder.seconds, recorder.level = event.seconds, event.level
        if event.level >= VOICE:
            journey.alive()


def recorded(journey: Journey, event: events.Recorded) -> None:
    """The recording has ended: keep it, or say why there is none."""
    if event.take == journey.listening:
        journey.listening = 0
    recorder, questions = _recorder(journey), _questions(journey)
    if recorder is None or questions is None or not recorder.ref or recorder.take != event.take:
        return
    ref, recorder.ref = recorder.ref, ""
    recorder.about, recorder.problem = ref, event.reason
    if not event.content or event.seconds < LEAST_SECONDS:
        recorder.problem = recorder.problem or NOTHING_HEARD
    elif questions.keep_recording(ref, event.media_type, event.content):
        recorder.lengths[questions.session[ref].value] = event.seconds
    else:
        recorder.problem = TOO_LARGE
    proceed, recorder.proceed = recorder.proceed, False
    if proceed and not recorder.problem and journey.step is Step.QUESTIONS and questions.proceed():
        journey.go(Step.CHECK)


def hear(journey: Journey, event: events.HearAsked) -> None:
    """Play what was said."""
    recorder, questions = _recorder(journey), _questions(journey)
    if recorder is None or questions is None or recorder.ref:
        return
    if questions.asks(event.ref) is not Kind.AUDIO:
        return
    file = questions.enclosed(event.ref)
    if file is None:
        return
    _silence(journey, recorder)
    recorder.heard, recorder.about, recorder.problem = event.ref, "", ""
    journey.want(PlayRecording(journey.next_take(), file.content))


def silence(journey: Journey, _: events.HearStopped) -> None:
    """It was heard enough."""
    recorder = _recorder(journey)
    if recorder is not None:
        _silence(journey, recorder)


def played(journey: Journey, event: events.Played) -> None:
    """The recording was heard to its end, or could not be."""
    recorder = _recorder(journey)
    if recorder is not None and recorder.heard and event.take == journey.takes:
        ref, recorder.heard = recorder.heard, ""
        if event.reason:
            recorder.about, recorder.problem = ref, event.reason


def settle(journey: Journey) -> None:
    """After each event: listen and play only for the page that stands there."""
    recorder, questions = _recorder(journey), _questions(journey)
    if journey.listening and (recorder is None or recorder.take != journey.listening):
        journey.want(EndRecording(journey.listening, keep=False))  # whoever spoke is gone
        journey.listening = 0
    if recorder is None or not recorder.busy:
        return
    here = journey.step is Step.QUESTIONS and questions is not None and not journey.idle_seconds
    asked = questions if here else None
    if recorder.ref and (asked is None or asked.asks(recorder.ref) is None):
        end(journey)
    if recorder.heard and (asked is None or asked.asks(recorder.heard) is None):
        _silence(journey, recorder)


def _silence(journey: Journey, recorder: Recorder) -> None:
    if recorder.heard:
        recorder.heard = ""
        journey.want(StopPlaying())


def _recorder(journey: Journey) -> Recorder | None:
    application = journey.visit.application
    return None if application is None else application.recorder


def _questions(journey: Journey) -> Questionnaire | None:
    application = journey.visit.application
    return None if application is None else application.questionnaire


TABLE: Table = {
    (Step.QUESTIONS, events.RecordAsked): record,
    (Step.QUESTIONS, events.RecordingStopped): stop,
    (Step.QUESTIONS, events.HearAsked): hear,
    (Step.QUESTIONS, events.HearStopped): silence,
    **{
        (step, event): handler
        for step in (Step.GUIDE, Step.CONSENT, Step.QUESTIONS, Step.CHECK)
        for event, handler in (
            (events.SoundCame, sound_came),
            (events.Recorded, recorded),
            (events.Played, played),
        )
    },
}
"""Back may have been touched while a recording goes on: it is kept on the pages before and after.
Once the answers are frozen for the signature nothing is added any more."""
