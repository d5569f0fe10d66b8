"""What every `Microphone` promises: one suite on ALSA's recorder, on a sound file and on a fake."""

import wave
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from drivers.api import DeviceFault, Microphone
from drivers.microphone import arecord
from drivers.microphone.arecord import ArecordMicrophone
from drivers.microphone.sample import SampleMicrophone
from drivers.simulators.fake_microphone import FakeMicrophone
from kiosk.clock import SystemClock
from kiosk.sound import RATE_HZ, level

PIECE_BYTES = RATE_HZ * 2 // 10
ALSA = """
pcm.room {{ type file; slave.pcm "quiet"; file "/dev/null"; infile "{sound}"; format "raw" }}
pcm.quiet {{ type null }}
"""


def tone(seconds: float = 3.0) -> bytes:
    moments = np.arange(int(RATE_HZ * seconds))
    return (8000 * np.sin(moments * 0.1)).astype("<i2").tobytes()


@dataclass
class Rig:
    """A microphone, and how to take it away."""

    microphone: Microphone
    unplug: Callable[[], None]


@pytest.fixture(params=["arecord", "sample", "fake"])
def rig(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Rig]:
    clock = SystemClock()
    if request.param == "arecord":
        sound, settings = tmp_path / "sound.raw", tmp_path / "alsa.conf"
        sound.write_bytes(tone())
        settings.write_text(ALSA.format(sound=sound))
        monkeypatch.setenv("ALSA_CONFIG_PATH", str(settings))
        for limit in ("OPEN_LIMIT_S", "SILENCE_LIMIT_S", "END_LIMIT_S"):
            monkeypatch.setattr(arecord, limit, 60.0)
        made: Microphone = ArecordMicrophone("microphone", "room", clock=clock)
        rig = Rig(made, lambda: settings.write_text("# no sound card"))
    elif request.param == "sample":
        path = tmp_path / "sound.wav"
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE_HZ)
            file.writeframes(tone())
        made = SampleMicrophone("microphone", path, clock=clock)
        rig = Rig(made, path.unlink)
    else:
        fake = FakeMicrophone()
        made, rig = fake, Rig(fake, fake.unplug)
    yield rig
    made.close()


def test_it_hears_what_is_said(rig: Rig) -> None:
    rig.microphone.open()
    rig.microphone.start()
    heard = [rig.microphone.read() for _ in range(5)]
    assert all(0 < len(piece) <= PIECE_BYTES for piece in heard)
    assert all(level(piece) > 0.5 for piece in heard)


def test_a_second_recording_begins_anew(rig: Rig) -> None:
    rig.microphone.open()
    for _ in range(2):
        rig.microphone.start()
        assert level(rig.microphone.read()) > 0.5
        rig.microphone.stop()


def test_it_hears_nothing_unless_it_was_started(rig: Rig) -> None:
    rig.microphone.open()
    with pytest.raises(DeviceFault, match="listen"):
        rig.microphone.read()
    rig.microphone.start()
    rig.microphone.stop()
    with pytest.raises(DeviceFault, match="listen"):
        rig.microphone.read()


def test_looking_at_it_starts_no_recording(rig: Rig) -> None:
    rig.microphone.open()
    rig.microphone.check()
    with pytest.raises(DeviceFault, match="listen"):
        rig.microphone.read()


def test_one_that_is_gone_is_noticed(rig: Rig) -> None:
    rig.microphone.open()
    rig.unplug()
    with pytest.raises(DeviceFault) as raised:
        rig.microphone.check()
    assert raised.value.code == "microphone.unplugged"


def test_one_that_is_gone_cannot_be_opened(rig: Rig) -> None:
    rig.unplug()
    with pytest.raises(DeviceFault) as raised:
        rig.microphone.open()
    assert raised.value.code == "microphone.unplugged"


def test_it_can_be_closed_twice_and_opened_again(rig: Rig) -> None:
    rig.microphone.open()
    rig.microphone.start()
    rig.microphone.close()
    rig.microphone.close()
    rig.microphone.open()
    rig.microphone.start()
    assert rig.microphone.read()
