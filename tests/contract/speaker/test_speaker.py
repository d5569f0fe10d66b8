"""What every `Speaker` promises: one suite on the real driver (espeak-ng) and on the fake."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import pytest

from drivers.api import (
    DeviceClass,
    DeviceFault,
    DeviceState,
    Headset,
    Prosody,
    SoundResult,
    Speaker,
    Wanted,
)
from drivers.simulators.fake_speaker import FakeSpeaker
from drivers.speaker.outputs import FolderOutput
from drivers.speaker.prompts import Prompts
from drivers.speaker.recording import Recording, silence
from drivers.speaker.speaker import EspeakSpeaker
from kiosk.clock import SystemClock

WAV = silence(0.2).wav()


class SlowOutput(FolderOutput):
    """A way out on which a sound lasts until it is stopped, as on a sound card."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.sounding = Event()
        self.stopped = Event()
        self.holds = False

    def play(self, sound: Recording, wanted: Wanted) -> SoundResult:
        result = super().play(sound, wanted)
        if not self.holds or result is not SoundResult.FINISHED:
            return result
        self.sounding.set()
        assert self.stopped.wait(20)
        return SoundResult.STOPPED

    def stop(self) -> None:
        self.stopped.set()


@dataclass
class Rig:
    """A speaker, how often something was heard, and a way to make sounds last."""

    speaker: Speaker
    heard: Callable[[], int]
    hold: Callable[[], None]
    wait_until_sounding: Callable[[], bool]
    unplug: Callable[[], None]


@pytest.fixture(params=["fake", "espeak-ng"])
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    if request.param == "fake":
        fake = FakeSpeaker()
        yield Rig(
            fake,
            lambda: len(fake.said) + len(fake.played),
            fake.hold,
            fake.wait_until_sounding,
            fake.unplug,
        )
        return
    folder = tmp_path / "sound"
    folder.mkdir()
    output = SlowOutput(folder)

    def unplug() -> None:
        for file in folder.iterdir():
            file.unlink()
        folder.rmdir()

    speaker = EspeakSpeaker("speaker", output, Prompts(None), clock=SystemClock())
    yield Rig(
        speaker,
        lambda: len(list(folder.iterdir())),
        lambda: setattr(output, "holds", True),
        lambda: output.sounding.wait(20),
        unplug,
    )
    speaker.close()


@pytest.fixture
def opened(rig: Rig) -> Rig:
    rig.speaker.open()
    return rig


def test_it_says_what_it_can(opened: Rig) -> None:
    capabilities = opened.speaker.capabilities
    assert {"zh_CN", "en"} <= set(capabilities.languages)


def test_a_healthy_speaker_says_so(opened: Rig) -> None:
    status = opened.speaker.status()
    assert status.device_class is DeviceClass.SPEAKER
    assert (status.state, status.reason) == (DeviceState.ONLINE, "")
    assert status.headset is Headset.UNKNOWN
    assert status.last_ok is not None


@pytest.mark.parametrize(("text", "language"), [("请放身份证", "zh_CN"), ("Lay down", "en")])
def test_a_sentence_is_heard_once(opened: Rig, text: str, language: str) -> None:
    assert opened.speaker.say(text, language) is SoundResult.FINISHED
    assert opened.heard() == 1


def test_a_recording_is_heard_once(opened: Rig) -> None:
    assert opened.speaker.play(WAV, Prosody(volume=0.5)) is SoundResult.FINISHED
    assert opened.heard() == 1


@pytest.mark.parametrize("content", [b"", b"RIFF", b"\xff\xfb\x90" * 50, WAV[:30]])
def test_what_is_no_recording_is_refused_and_nothing_is_heard(opened: Rig, content: bytes) -> None:
    with pytest.raises(DeviceFault) as caught:
        opened.speaker.play(content)
    assert caught.value.code == "sound.unreadable"
    assert opened.heard() == 0


def test_a_language_without_a_voice_is_refused(opened: Rig) -> None:
    with pytest.raises(DeviceFault) as caught:
        opened.speaker.say("…", "tlh")
    assert caught.value.code == "sound.no_voice"


def test_stop_ends_a_sound_at_once(opened: Rig) -> None:
    opened.hold()
    with ThreadPoolExecutor(1) as thread:
        saying = thread.submit(opened.speaker.say, "请放身份证", "zh_CN")
        assert opened.wait_until_sounding()
        opened.speaker.stop()
        assert saying.result(60) is SoundResult.STOPPED


def test_what_nobody_wants_any_more_is_never_begun(opened: Rig) -> None:
    assert opened.speaker.say("请放身份证", "zh_CN", wanted=lambda: False) is SoundResult.STOPPED
    assert opened.speaker.play(WAV, wanted=lambda: False) is SoundResult.STOPPED
    assert opened.heard() == 0


def test_stop_without_a_sound_does_not_eat_the_next(opened: Rig) -> None:
    opened.speaker.stop()
    assert opened.speaker.say("请放身份证", "zh_CN") is SoundResult.FINISHED
    assert opened.heard() == 1


def test_without_a_way_out_it_cannot_be_opened(rig: Rig) -> None:
    rig.unplug()
    with pytest.raises(DeviceFault) as caught:
        rig.speaker.open()
    assert caught.value.code == "sound.unplugged"


def test_a_way_out_that_goes_is_noticed_when_it_is_used(opened: Rig) -> None:
    opened.unplug()
    with pytest.raises(DeviceFault) as caught:
        opened.speaker.say("请放身份证", "zh_CN")
    assert caught.value.code == "sound.unplugged"


def test_it_can_be_closed_twice_and_opened_again(opened: Rig) -> None:
    opened.speaker.close()
    opened.speaker.close()
    opened.speaker.open()
    assert opened.speaker.say("请放身份证", "zh_CN") is SoundResult.FINISHED
