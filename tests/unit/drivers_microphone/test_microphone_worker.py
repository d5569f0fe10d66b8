from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from threading import Condition

import numpy as np
import pytest

from drivers.api import (
    DeviceClass,
    DeviceEvent,
    DeviceState,
    RecordingEnded,
    SoundHeard,
    StatusChanged,
)
from drivers.microphone import arecord
from drivers.microphone.arecord import ArecordMicrophone
from drivers.simulators.fake_microphone import FakeMicrophone
from drivers.supervisor import Supervisor
from drivers.workers import microphone as worker
from drivers.workers.base import Pace
from kiosk.clock import SystemClock
from kiosk.sound import RATE_HZ, seconds_of

PACE = Pace(reopen_s=0.02, heartbeat_s=0.03, open_limit_s=60.0, call_limit_s=60.0)


class Diary:
    """Everything that was told, and a way to wait for it."""

    def __init__(self) -> None:
        self.events: list[DeviceEvent] = []
        self._news = Condition()

    def __call__(self, event: DeviceEvent) -> None:
        with self._news:
            self.events.append(event)
            self._news.notify_all()

    def until(self, happened: Callable[[], object]) -> None:
        with self._news:
            assert self._news.wait_for(happened, 60), self.events

    def until_state(self, state: DeviceState, reason: str = "") -> None:
        def is_so() -> bool:
            told = [e.status for e in self.events if isinstance(e, StatusChanged)]
            return bool(told) and (told[-1].state, told[-1].reason) == (state, reason)

        self.until(is_so)

    def until_seconds(self, seconds: float) -> None:
        self.until(
            lambda: any(isinstance(e, SoundHeard) and e.seconds >= seconds for e in self.events)
        )

    def ended(self) -> list[RecordingEnded]:
        return [event for event in self.events if isinstance(event, RecordingEnded)]


@pytest.fixture
def diary() -> Diary:
    return Diary()


@pytest.fixture
def microphone() -> FakeMicrophone:
    return FakeMicrophone(metered=True)


@pytest.fixture
def supervisor(
    microphone: FakeMicrophone, diary: Diary, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Supervisor]:
    monkeypatch.setattr(worker, "CHECK_S", 0.02)
    made = Supervisor([microphone], clock=SystemClock(), pace=PACE)
    made.subscribe(diary)
    made.start()
    diary.until_state(DeviceState.ONLINE)
    yield made
    made.stop()


def test_a_take_is_told_while_it_goes_on_and_when_it_ends(
    supervisor: Supervisor, microphone: FakeMicrophone, diary: Diary
) -> None:
    assert supervisor.record(7, limit_s=60)
    microphone.speak(0.5)
    diary.until_seconds(0.5)
    supervisor.end_recording(7, keep=True)
    microphone.speak(0.1)  # the piece that was under way
    diary.until(diary.ended)
    (ended,) = diary.ended()
    assert (ended.take, ended.reason) == (7, "")
    assert 0.5 <= seconds_of(ended.content) <= 0.7
    heard = [event for event in diary.events if isinstance(event, SoundHeard)]
    assert all(event.take == 7 and 0.3 < event.level <= 1 for event in heard)
    assert not microphone.listening


def test_a_take_ends_by_itself_at_its_limit(
    supervisor: Supervisor, microphone: FakeMicrophone, diary: Diary
) -> None:
    supervisor.record(1, limit_s=1.0)
    microphone.speak(5)
    diary.until(diary.ended)
    assert seconds_of(diary.ended()[0].content) == pytest.approx(1.0, abs=0.1)


def test_a_take_that_is_not_kept_is_never_told(
    supervisor: Supervisor, microphone: FakeMicrophone, diary: Diary
) -> None:
    supervisor.record(1, limit_s=60)
    microphone.speak(0.2)
    diary.until_seconds(0.2)
    supervisor.end_recording(1, keep=False)
    supervisor.record(2, limit_s=0.1)
    microphone.speak(1)
    diary.until(diary.ended)
    assert [event.take for event in diary.ended()] == [2]


def test_a_take_dropped_before_it_began_opens_no_microphone(
    microphone: FakeMicrophone, diary: Diary
) -> None:
    made = Supervisor([microphone], clock=SystemClock(), pace=PACE)
    made.subscribe(diary)
    assert not made.record(1, limit_s=60)  # not even open
    made.start()
    diary.until_state(DeviceState.ONLINE)
    made.stop()
    assert microphone.starts == 0
    assert not made.record(2, limit_s=60)


def test_unplugged_in_mid_recording_keeps_what_was_said(
    supervisor: Supervisor, microphone: FakeMicrophone, diary: Diary
) -> None:
    supervisor.record(1, limit_s=60)
    microphone.speak(0.4)
    diary.until_seconds(0.4)
    microphone.unplug()
    diary.until(diary.ended)
    (ended,) = diary.ended()
    assert ended.reason == "microphone.unplugged"
    assert seconds_of(ended.content) == pytest.approx(0.4, abs=0.05)
    diary.until_state(DeviceState.OFFLINE, "microphone.unplugged")
    microphone.recover()
    diary.until_state(DeviceState.ONLINE)
    assert supervisor.record(2, limit_s=0.1)
    microphone.speak(1)
    diary.until(lambda: len(diary.ended()) == 2)
    assert diary.ended()[1].reason == ""


def test_one_that_is_pulled_out_while_idle_is_noticed(
    supervisor: Supervisor,  # noqa: ARG001 -- it runs the microphone
    microphone: FakeMicrophone,
    diary: Diary,
) -> None:
    microphone.unplug()
    diary.until_state(DeviceState.OFFLINE, "microphone.unplugged")
    microphone.recover()
    diary.until_state(DeviceState.ONLINE)


def test_a_read_that_hangs_ends_the_recording(diary: Diary, microphone: FakeMicrophone) -> None:
    made = Supervisor(
        [microphone], clock=SystemClock(), pace=replace(PACE, call_limit_s=2.0, open_limit_s=2.0)
    )
    made.subscribe(diary)
    made.start()
    diary.until_state(DeviceState.ONLINE)
    made.record(1, limit_s=60)  # and nobody says anything: the read waits for ever
    diary.until(diary.ended)
    assert diary.ended()[0].reason == "microphone.hung"
    diary.until_state(DeviceState.ONLINE)  # its wait was broken and it was opened again
    made.stop()


def test_where_none_is_fitted_nothing_is_recorded() -> None:
    bare = Supervisor([], clock=SystemClock())
    assert not bare.record(1, limit_s=1)
    assert bare.status(DeviceClass.MICROPHONE).state is DeviceState.NO_DEVICE
    assert bare.status(DeviceClass.MICROPHONE).reason == "microphone.not_fitted"


def test_alsa_s_recorder_works_under_the_supervisor(
    diary: Diary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The real program on ALSA's devices for files: no sound card, but every byte of the way."""
    sound, settings = tmp_path / "sound.raw", tmp_path / "alsa.conf"
    moments = np.arange(RATE_HZ * 3)
    sound.write_bytes((8000 * np.sin(moments * 0.1)).astype("<i2").tobytes())
    settings.write_text(
        'pcm.room { type file; slave.pcm "quiet"; file "/dev/null"; format "raw"; '
        f'infile "{sound}" }}\npcm.quiet {{ type null }}\n'
    )
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(settings))
    for limit in ("OPEN_LIMIT_S", "SILENCE_LIMIT_S", "END_LIMIT_S"):
        monkeypatch.setattr(arecord, limit, 60.0)
    clock = SystemClock()
    made = Supervisor([ArecordMicrophone("it", "room", clock=clock)], clock=clock, pace=PACE)
    made.subscribe(diary)
    made.start()
    try:
        diary.until_state(DeviceState.ONLINE)
        assert made.record(1, limit_s=2.0)
        diary.until(diary.ended)
    finally:
        made.stop()
    (ended,) = diary.ended()
    assert ended.reason == ""
    assert seconds_of(ended.content) == pytest.approx(2.0, abs=0.1)
    assert max(e.level for e in diary.events if isinstance(e, SoundHeard)) > 0.8
