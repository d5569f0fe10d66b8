"""Saying an answer: recording, hearing it again, and that nobody is listened to unawares."""

import gc
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kiosk.forms import load_form
from kiosk.journey import commands, events
from kiosk.journey.enclosures import MOST_BYTES
from kiosk.journey.ports import CHINA
from kiosk.journey.recording import MOST_SECONDS
from kiosk.journey.steps import Step

FORM = load_form(Path(__file__).with_name("devices.xml"))
STORY = "/data/story"
OGG = "audio/ogg"


@pytest.fixture
def walker(make: Callable[..., Any]) -> Any:
    """Somebody on the page where an answer is said."""
    walker: Any = None

    def open_form(_item: object) -> Any:
        return FORM.open(now=walker.clock.now, tz=CHINA)

    walker = make(open_form=open_form)
    return walker.reaches_questions()


def recorder(walker: Any) -> Any:
    return walker.journey.visit.application.recorder


def questions(walker: Any) -> Any:
    return walker.journey.visit.application.questionnaire


def speaks(walker: Any, content: bytes = b"OggS", seconds: float = 4.0) -> Any:
    """Records an answer whole."""
    walker.does(events.RecordAsked(STORY))
    take = walker.last(commands.RecordSound).take
    walker.does(events.SoundCame(take, seconds, 0.7), events.RecordingStopped())
    return walker.does(events.Recorded(take, OGG, content, seconds))


def test_what_is_said_answers_the_question(walker: Any) -> None:
    walker.does(events.RecordAsked(STORY))
    command = walker.last(commands.RecordSound)
    assert command.limit_s == MOST_SECONDS
    walker.does(events.SoundCame(command.take, 1.2, 0.7))
    assert (recorder(walker).ref, recorder(walker).seconds) == (STORY, 1.2)
    walker.does(events.RecordingStopped())
    assert walker.last(commands.EndRecording) == commands.EndRecording(command.take, keep=True)
    walker.does(events.Recorded(command.take, OGG, b"OggS", 1.3))
    file = questions(walker).enclosed(STORY)
    assert (file.media_type, file.content) == (OGG, b"OggS")
    assert file.name == "audio-1.ogg"
    assert recorder(walker).lengths == {file.name: 1.3}
    assert (recorder(walker).ref, recorder(walker).problem) == ("", "")


def test_it_can_be_heard_again_and_said_anew(walker: Any) -> None:
    speaks(walker, b"first").does(events.HearAsked(STORY))
    playing = walker.last(commands.PlayRecording)
    assert playing.content == b"first"
    assert recorder(walker).heard == STORY
    walker.does(events.Played(playing.take))
    assert recorder(walker).heard == ""
    speaks(walker, b"second")
    assert questions(walker).enclosed(STORY).content == b"second"
    walker.does(events.FileGiven(STORY, "", b""))
    assert questions(walker).enclosed(STORY) is None


def test_a_new_recording_silences_the_old_one(walker: Any) -> None:
    speaks(walker).does(events.HearAsked(STORY), events.RecordAsked(STORY))
    assert walker.count(commands.StopPlaying) == 1
    assert recorder(walker).heard == ""


def test_a_speaker_that_fails_is_told(walker: Any) -> None:
    speaks(walker).does(events.HearAsked(STORY))
    walker.does(events.Played(walker.last(commands.PlayRecording).take, "sound.unplugged"))
    assert (recorder(walker).about, recorder(walker).problem) == (STORY, "sound.unplugged")
    walker.does(events.HearAsked(STORY), events.HearStopped())
    assert (recorder(walker).heard, recorder(walker).problem) == ("", "")


def test_continue_waits_for_what_is_still_being_said(walker: Any) -> None:
    walker.does(events.RecordAsked(STORY), events.Continued())
    assert questions(walker).page().ref == STORY
    take = walker.last(commands.RecordSound).take
    walker.does(events.Recorded(take, OGG, b"OggS", 3.0))
    assert questions(walker).page().ref == "/data/packs"
    assert questions(walker).session[STORY].value.startswith("audio-1")


def test_going_back_ends_and_keeps_the_recording(walker: Any) -> None:
    walker.does(events.RecordAsked(STORY), events.WentBack())
    take = walker.last(commands.RecordSound).take
    assert walker.step is Step.CONSENT
    assert walker.last(commands.EndRecording) == commands.EndRecording(take, keep=True)
    walker.does(events.Recorded(take, OGG, b"OggS", 3.0))
    assert questions(walker).session[STORY].value


def test_the_idle_warning_ends_the_recording_and_keeps_it(walker: Any) -> None:
    walker.does(events.RecordAsked(STORY)).waits(61)
    take = walker.last(commands.RecordSound).take
    assert walker.last(commands.EndRecording) == commands.EndRecording(take, keep=True)
    walker.does(events.Recorded(take, OGG, b"OggS", 60.0))
    assert questions(walker).session[STORY].value


def test_a_voice_is_a_sign_of_life_and_the_room_is_none(walker: Any) -> None:
    walker.does(events.RecordAsked(STORY))
    take = walker.last(commands.RecordSound).take
    for second in range(100):
        walker.waits(1).does(events.SoundCame(take, second, 0.8))
    assert walker.count(commands.EndRecording) == 0
    for second in range(62):
        walker.waits(1).does(events.SoundCame(take, 100 + second, 0.1))
    assert walker.count(commands.EndRecording) == 1


@pytest.mark.parametrize("way", [events.ExitAsked(), events.CardLifted()])
def test_nobody_listens_after_the_session(walker: Any, way: events.Event) -> None:
    walker.does(events.RecordAsked(STORY), way)
    take = walker.last(commands.RecordSound).take
    if isinstance(way, events.CardLifted):
        walker.waits(81)  # ended by the warning, then by the time-out
    assert walker.step in {Step.FINISH, Step.ATTRACT}
    assert walker.last(commands.EndRecording) == commands.EndRecording(take, keep=False)
    before = len(walker.wanted)
    walker.does(events.Recorded(take, OGG, b"OggS", 3.0))  # and one that comes too late is nobody's
    assert walker.journey.visit.application is None
    assert len(walker.wanted) == before


def test_nothing_plays_after_the_page(walker: Any) -> None:
    speaks(walker).does(events.HearAsked(STORY), events.Continued())
    assert walker.count(commands.StopPlaying) == 1
    assert recorder(walker).heard == ""


def test_listening_to_it_is_no_idling(walker: Any) -> None:
    speaks(walker).does(events.HearAsked(STORY)).waits(110)
    assert walker.journey.idle_seconds == 0
    walker.does(events.Played(walker.last(commands.PlayRecording).take)).waits(61)
    assert walker.journey.idle_seconds > 0


def test_a_microphone_pulled_out_keeps_what_was_said(walker: Any) -> None:
    walker.does(events.RecordAsked(STORY))
    take = walker.last(commands.RecordSound).take
    walker.does(
        events.MicrophoneChanged(usable=False, reason="microphone.unplugged"),
        events.Recorded(take, OGG, b"OggS", 5.0, "microphone.unplugged"),
    )
    assert questions(walker).session[STORY].value
    assert recorder(walker).problem == "microphone.unplugged"
    walker.does(events.RecordAsked(STORY))
    assert walker.count(commands.RecordSound) == 1
    walker.does(events.MicrophoneChanged(usable=True), events.RecordAsked(STORY))
    assert walker.count(commands.RecordSound) == 2
    assert recorder(walker).problem == ""


def test_without_a_microphone_nobody_is_asked_to_speak(walker: Any) -> None:
    walker.does(events.MicrophoneChanged(usable=False), events.RecordAsked(STORY))
    assert walker.count(commands.RecordSound) == 0
    assert recorder(walker).problem == "microphone.not_fitted"


@pytest.mark.parametrize(("content", "seconds"), [(b"", 0.0), (b"OggS", 0.2)])
def test_a_slip_of_the_finger_is_no_answer(walker: Any, content: bytes, seconds: float) -> None:
    speaks(walker, content, seconds)
    assert recorder(walker).problem == "microphone.nothing_heard"
    assert questions(walker).session[STORY].value == ""


def test_a_recording_that_is_too_large_leaves_the_one_before(walker: Any) -> None:
    speaks(walker, b"first")
    speaks(walker, bytes(MOST_BYTES + 1))
    assert recorder(walker).problem == "microphone.too_large"
    assert questions(walker).enclosed(STORY).content == b"first"


def test_continue_stays_where_nothing_was_heard(walker: Any) -> None:
    walker.does(events.RecordAsked(STORY), events.Continued())
    walker.does(events.Recorded(walker.last(commands.RecordSound).take))
    assert questions(walker).page().ref == STORY
    assert recorder(walker).problem == "microphone.nothing_heard"


def test_only_a_field_for_sound_is_recorded_or_heard(walker: Any) -> None:
    speaks(walker).does(events.Continued())
    recorded = walker.count(commands.RecordSound)
    walker.does(events.RecordAsked("/data/packs/first"), events.RecordAsked(STORY))
    walker.does(events.HearAsked(STORY), events.HearAsked("/data/packs/first"))
    assert walker.count(commands.RecordSound) == recorded
    assert walker.count(commands.PlayRecording) == 0


def test_words_of_another_take_are_nobodys(walker: Any) -> None:
    walker.does(events.RecordAsked(STORY))
    take = walker.last(commands.RecordSound).take
    walker.does(
        events.SoundCame(take + 1, 9.0, 0.5),
        events.Recorded(take + 1, OGG, b"other", 9.0),
        events.Played(take + 1, "sound.unplugged"),
    )
    assert recorder(walker).ref == STORY
    assert (recorder(walker).seconds, recorder(walker).problem) == (0.0, "")


def test_no_recording_survives_the_person(walker: Any) -> None:
    application = walker.journey.visit.application
    application.recorder.lengths = _Lengths({"audio": 1.0})
    lengths = weakref.ref(application.recorder.lengths)
    speaks(walker)
    del application
    walker.does(events.ExitAsked())
    walker.wanted.clear()
    gc.collect()
    assert lengths() is None


class _Lengths(dict[str, float]):
    """A dictionary somebody may hold a weak reference to."""
