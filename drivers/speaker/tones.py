"""Short sounds that are no words, made by reckoning; nobody recorded them."""

from __future__ import annotations

from functools import cache

import numpy as np

from drivers.speaker.recording import Recording

RATE = 22050
TAKEN_HZ = (784.0, 1175.0)
"""A fifth upwards, g″ and d‴: heard by old ears too, which lose what is above 2 kHz first."""
NOTE_S = 0.06
EDGE_S = 0.012
"""A tone that begins or ends at once cracks."""
LOUDNESS = 0.5
"""Of full scale: as loud as the voice."""


@cache
def taken() -> bytes:
    """The tone of a code that was taken: two notes upwards, 120 ms in all, as a WAV file."""
    notes = np.concatenate([_note(hertz) for hertz in TAKEN_HZ])
    samples = np.round(notes * LOUDNESS * np.iinfo(np.int16).max).astype("<i2")
    return Recording(samples.tobytes(), RATE, 1).wav()


def _note(hertz: float) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """A sine with soft edges, at most 1 high."""
    at = np.arange(round(NOTE_S * RATE)) / RATE
    edge = np.minimum(1.0, np.minimum(at, at[::-1]) / EDGE_S)
    soft = (1 - np.cos(np.pi * edge)) / 2
    return np.asarray(np.sin(2 * np.pi * hertz * at) * soft)
