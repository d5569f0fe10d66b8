import wave
from pathlib import Path
from threading import Thread

import pytest

from drivers.api import DeviceFault
from drivers.microphone.sample import PIECE_BYTES, SampleMicrophone, write_tone
from kiosk.clock import SystemClock
from kiosk.sound import RATE_HZ, level


class Jumping(SystemClock):
    """Every look is a second later."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def monotonic(self) -> float:
        self.seconds += 1.0
        return self.seconds


def wav(path: Path, *, channels: int = 1, rate: int = RATE_HZ, content: bytes = b"") -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(content)
    return path


@pytest.mark.parametrize("shape", [{"channels": 2}, {"rate": 44_100}])
def test_a_file_of_another_shape_says_how_to_convert_it(
    tmp_path: Path, shape: dict[str, int]
) -> None:
    microphone = SampleMicrophone("it", wav(tmp_path / "a.wav", **shape), clock=SystemClock())
    with pytest.raises(DeviceFault, match="shape") as raised:
        microphone.open()
    assert raised.value.code == "microphone.hardware"
    assert "sox" in raised.value.remedy


@pytest.mark.parametrize("content", [b"", b"RIFF", b"no sound"])
def test_a_file_that_is_no_sound_is_no_microphone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(content)
    with pytest.raises(DeviceFault) as raised:
        SampleMicrophone("it", path, clock=SystemClock()).open()
    assert raised.value.code == "microphone.unplugged"


def test_after_its_end_there_is_a_quiet_room(tmp_path: Path) -> None:
    path = wav(tmp_path / "a.wav", content=b"\x00\x40" * (PIECE_BYTES // 2))
    microphone = SampleMicrophone("it", path, clock=Jumping())
    microphone.open()
    microphone.start()
    loud, quiet = microphone.read(), microphone.read()
    assert level(loud) > 0.9
    assert level(quiet) == 0.0
    assert len(quiet) == PIECE_BYTES


def test_the_demo_s_tone_fits(tmp_path: Path) -> None:
    write_tone(tmp_path / "a.wav")
    microphone = SampleMicrophone("it", tmp_path / "a.wav", clock=Jumping())
    microphone.open()
    microphone.start()
    levels = [level(microphone.read()) for _ in range(30)]
    assert max(levels) > 0.8
    assert min(levels[:-1]) < 0.8


def test_its_wait_can_be_broken_from_outside(tmp_path: Path) -> None:
    class Standing(SystemClock):
        def monotonic(self) -> float:
            return 0.0

    microphone = SampleMicrophone("it", wav(tmp_path / "a.wav"), clock=Standing())
    microphone.open()
    microphone.start()
    for _ in range(600):
        microphone._place += PIECE_BYTES
    reading = Thread(target=microphone.read)
    reading.start()
    microphone.interrupt()
    reading.join(60)
    assert not reading.is_alive()
