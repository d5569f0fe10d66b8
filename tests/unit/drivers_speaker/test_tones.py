import numpy as np

from drivers.speaker.recording import read_wav
from drivers.speaker.tones import EDGE_S, LOUDNESS, RATE, TAKEN_HZ, taken


def test_the_tone_is_short_and_no_louder_than_the_voice() -> None:
    tone = read_wav(taken())
    samples = np.frombuffer(tone.samples, "<i2")
    assert 0.1 <= tone.seconds <= 0.15
    assert 0.9 * LOUDNESS <= np.abs(samples).max() / 32767 <= LOUDNESS


def test_it_begins_and_ends_softly() -> None:
    samples = np.abs(np.frombuffer(read_wav(taken()).samples, "<i2").astype(float))
    edge = round(EDGE_S * RATE / 8)
    assert samples[:edge].max() < 0.05 * samples.max()
    assert samples[-edge:].max() < 0.05 * samples.max()


def test_it_goes_up_in_two_notes() -> None:
    samples = np.frombuffer(read_wav(taken()).samples, "<i2").astype(float)
    for note, hertz in zip(np.split(samples, 2), TAKEN_HZ, strict=True):
        heard = np.abs(np.fft.rfft(note, n=RATE))
        assert abs(int(heard.argmax()) - hertz) < 15
