import numpy as np
import pytest

from kiosk.sound import RATE_HZ, Encoder, as_wav, level, seconds_of


def tone(seconds: float, loudness: float = 8000) -> bytes:
    moments = np.arange(int(RATE_HZ * seconds))
    return (loudness * np.sin(moments * 0.1)).astype("<i2").tobytes()


def test_what_was_said_can_be_heard_again() -> None:
    encoder = Encoder()
    said = tone(1.0)
    for start in range(0, len(said), 3200):
        encoder.add(said[start : start + 3200])
    recording = encoder.finish()
    assert recording.startswith(b"OggS")
    assert seconds_of(recording) == pytest.approx(1.0, abs=0.05)
    wav = as_wav(recording)
    assert wav.startswith(b"RIFF")
    assert np.frombuffer(wav[-RATE_HZ:], "<i2").std() == pytest.approx(8000 / 2**0.5, rel=0.2)


def test_two_minutes_of_the_worst_sound_fit_a_case() -> None:
    encoder = Encoder()
    noise = np.random.default_rng(1)
    for _ in range(120):
        encoder.add(noise.normal(0, 3000, RATE_HZ).astype("<i2").tobytes())
    assert len(encoder.finish()) < 400_000


def test_half_a_sample_waits_for_its_other_half() -> None:
    encoder = Encoder()
    said = tone(0.5)
    encoder.add(said[:1001])
    encoder.add(said[1001:])
    assert encoder.seconds == 0.5
    encoder.finish()


def test_nothing_said_is_no_recording() -> None:
    assert Encoder().finish() == b""


@pytest.mark.parametrize("content", [b"", b"no sound at all", b"OggS" + bytes(40)])
def test_what_is_no_sound_is_told(content: bytes) -> None:
    assert seconds_of(content) == 0.0
    with pytest.raises(ValueError, match="sound"):
        as_wav(content)


def test_the_level_follows_loudness() -> None:
    levels = [level(tone(0.1, loudness)) for loudness in (0, 50, 1000, 8000, 32000)]
    assert levels == sorted(levels)
    assert levels[0] == 0.0
    assert 0.3 < levels[2] < 0.8
    assert levels[-1] == 1.0
    assert level(b"") == 0.0
