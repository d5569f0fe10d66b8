"""What the supervisor does with a speaker: one sound after the other, silence at once, privacy."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from threading import Condition

import pytest

from drivers.api import (
    DeviceClass,
    DeviceEvent,
    DeviceState,
    Headset,
    Prosody,
    SoundOutcome,
    SoundResult,
    StatusChanged,
    Utterance,
)
from drivers.simulators.fake_speaker import FakeSpeaker
from drivers.speaker.recording import silence
from drivers.speaker.tones import taken
from drivers.supervisor import Supervisor
from drivers.workers.base import Pace
from kiosk.clock import SystemClock

PACE = Pace(reopen_s=0.02, heartbeat_s=0.02)
FINISHED = SoundOutcome(SoundResult.FINISHED)
STOPPED = SoundOutcome(SoundResult.STOPPED)
HELLO, NEXT = Utterance("您好", "zh_CN"), Utterance("请放身份证", "zh_CN")
SECRET = Utterance("王秀花", "zh_CN", private=True)
WAV = silence(0.1).wav()


class Diary:
    """The states that were told, and a way to wait for one."""

    def __init__(self) -> None:
        self._states: list[tuple[DeviceState, str, Headset]] = []
        self._news = Condition()

    def __call__(self, event: DeviceEvent) -> None:
        assert isinstance(event, StatusChanged)
        status = event.status
        with self._news:
            self._states.append((status.state, status.reason, status.headset))
            self._news.notify_all()

    def until(self, wanted: Callable[[DeviceState, str, Headset], bool]) -> None:
        with self._news:
            assert self._news.wait_for(lambda: self._states and wanted(*self._states[-1]), 60)


@pytest.fixture
def speaker() -> FakeSpeaker:
    return FakeSpeaker()


@pytest.fixture
def diary() -> Diary:
    return Diary()


@pytest.fixture
def supervisor(speaker: FakeSpeaker, diary: Diary) -> Iterator[Supervisor]:
    running = Supervisor([speaker], clock=SystemClock(), pace=PACE)
    running.subscribe(diary)
    running.start()
    diary.until(lambda state, *_: state is DeviceState.ONLINE)
    yield running
    running.stop()


def test_sentences_and_recordings_are_heard_one_after_the_other(
    supervisor: Supervisor, speaker: FakeSpeaker
) -> None:
    slow = Utterance("慢", "zh_CN", Prosody(rate=0.6, volume=0.5))
    futures = [supervisor.say(HELLO), supervisor.play(WAV), supervisor.say(slow)]
    assert [future.result(60) for future in futures] == [FINISHED] * 3
    assert speaker.said == [("您好", "zh_CN", Prosody()), ("慢", "zh_CN", slow.prosody)]
    assert speaker.played == [(WAV, Prosody())]


def test_silence_ends_what_is_heard_and_forgets_what_waits(
    supervisor: Supervisor, speaker: FakeSpeaker
) -> None:
    speaker.hold()
    first, second = supervisor.say(HELLO), supervisor.say(NEXT)
    assert speaker.wait_until_sounding()
    supervisor.hush()
    assert [first.result(60), second.result(60)] == [STOPPED, STOPPED]
    speaker.release()
    assert supervisor.say(NEXT).result(60) == FINISHED
    assert [text for text, *_ in speaker.said] == ["您好", "请放身份证"]


def test_silence_before_a_sound_has_begun_is_kept(
    supervisor: Supervisor, speaker: FakeSpeaker
) -> None:
    """However the two threads meet, nothing is heard that was asked for before the silence."""
    for _ in range(50):
        future = supervisor.say(HELLO)
        supervisor.hush()
        assert future.result(60) in (STOPPED, FINISHED)
    said = len(speaker.said)
    assert supervisor.say(NEXT).result(60) == FINISHED
    assert len(speaker.said) == said + 1


def test_a_tone_is_heard_as_loud_as_the_voice_and_is_the_same_each_time(
    supervisor: Supervisor, speaker: FakeSpeaker
) -> None:
    quiet = Prosody(volume=0.5)
    futures = [supervisor.chime(quiet).result(60) for _ in range(2)]
    assert futures == [FINISHED] * 2
    assert speaker.played == [(taken(), quiet)] * 2


def test_whoever_hears_that_a_sound_is_over_can_have_a_tone_at_once(
    supervisor: Supervisor, speaker: FakeSpeaker
) -> None:
    speaker.hold()
    spoken = supervisor.say(HELLO)
    assert speaker.wait_until_sounding()
    tone: Future[SoundOutcome] = Future()
    spoken.add_done_callback(
        lambda _: supervisor.chime().add_done_callback(
            lambda chimed: tone.set_result(chimed.result())
        )
    )
    speaker.release()
    assert tone.result(60) == FINISHED


def test_a_tone_is_dropped_where_something_else_sounds_and_is_not_heard_later(
    supervisor: Supervisor, speaker: FakeSpeaker
) -> None:
    speaker.hold()
    spoken = supervisor.say(HELLO)
    assert speaker.wait_until_sounding()
    assert supervisor.chime().result(60) == STOPPED
    speaker.release()
    assert spoken.result(60) == FINISHED
    assert supervisor.say(NEXT).result(60) == FINISHED
    assert speaker.played == []


def test_silence_does_not_cut_a_tone_short_but_the_end_does(
    supervisor: Supervisor, speaker: FakeSpeaker
) -> None:
    speaker.hold()
    tone = supervisor.chime()
    assert speaker.wait_until_sounding()
    spoken = supervisor.say(HELLO)
    supervisor.hush()
    assert spoken.result(60) == STOPPED
    assert not tone.done()
    speaker.release()
    assert tone.result(60) == FINISHED
    speaker.hold()
    tone = supervisor.chime()
    assert speaker.wait_until_sounding()
    supervisor.stop()
    assert tone.result(60) == STOPPED


def test_without_a_speaker_there_is_no_tone() -> None:
    mute = Supervisor([], clock=SystemClock(), pace=PACE)
    assert mute.chime().result(60).result is SoundResult.FAILED


@pytest.mark.parametrize("change", ["nothing", "pull_headset"])
def test_what_is_private_is_not_said_without_a_headset(
    supervisor: Supervisor, speaker: FakeSpeaker, change: str
) -> None:
    if change != "nothing":
        getattr(speaker, change)()
    assert supervisor.say(SECRET).result(60) == STOPPED
    assert speaker.said == []


def test_what_is_private_is_said_into_a_headset_and_no_longer_when_it_is_pulled(
    supervisor: Supervisor, speaker: FakeSpeaker, diary: Diary
) -> None:
    speaker.plug_headset()
    assert supervisor.say(SECRET).result(60) == FINISHED
    diary.until(lambda *facts: facts[-1] is Headset.PLUGGED)
    speaker.pull_headset()  # the status that is known still says that it is there
    assert supervisor.say(SECRET).result(60) == STOPPED
    diary.until(lambda *facts: facts[-1] is Headset.NOT_PLUGGED)


def test_a_sound_card_that_goes_fails_the_sound_and_is_used_again_when_it_is_back(
    supervisor: Supervisor, speaker: FakeSpeaker, diary: Diary
) -> None:
    speaker.unplug()
    diary.until(lambda state, *_: state is DeviceState.OFFLINE)
    assert supervisor.say(HELLO).result(60) == SoundOutcome(SoundResult.FAILED, "sound.unplugged")
    speaker.replug()
    diary.until(lambda state, *_: state is DeviceState.ONLINE)
    assert supervisor.say(HELLO).result(60) == FINISHED


def test_what_cannot_be_said_is_no_failure_of_the_speaker(
    supervisor: Supervisor, speaker: FakeSpeaker
) -> None:
    assert supervisor.say(Utterance("?", "tlh")).result(60).reason == "sound.no_voice"
    assert supervisor.play(b"no sound").result(60).reason == "sound.unreadable"
    assert supervisor.status(DeviceClass.SPEAKER).state is DeviceState.ONLINE
    assert speaker.said == []


def test_without_a_speaker_everything_has_an_answer() -> None:
    nobody = Supervisor([], clock=SystemClock())
    missing = SoundOutcome(SoundResult.FAILED, "sound.not_fitted")
    assert nobody.say(HELLO).result(0) == nobody.play(WAV).result(0) == missing
    nobody.hush()
    status = nobody.status(DeviceClass.SPEAKER)
    assert (status.state, status.reason) == (DeviceState.NO_DEVICE, "sound.not_fitted")


def test_the_end_of_the_program_is_silent(speaker: FakeSpeaker, diary: Diary) -> None:
    running = Supervisor([speaker], clock=SystemClock(), pace=PACE)
    running.subscribe(diary)
    running.start()
    speaker.hold()
    sounding = running.say(HELLO)
    assert speaker.wait_until_sounding()
    waiting = running.say(NEXT)
    running.stop(10)
    assert sounding.result(0) == waiting.result(0) == STOPPED
    assert running.say(HELLO).result(0) == SoundOutcome(SoundResult.FAILED, "sound.stopped")
