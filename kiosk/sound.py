"""What somebody says, as a file small enough to travel with a case.

The microphone gives 16-bit samples, 16,000 a second, one channel. A file of those has 1.9 MB a
minute; all files of a case together may have 8 MiB. Opus in an Ogg file keeps speech as clear in a
thirteenth of that (RFC 6716, RFC 7845).
"""

from __future__ import annotations

import math
from io import BytesIO

import numpy as np
import soundfile

RATE_HZ = 16_000
"""Samples a second: the band of a good telephone, which is all that speech needs."""
SAMPLE_BYTES = 2
MEDIA_TYPE = "audio/ogg"
COMPRESSION = 0.95
"""libsndfile's scale; for Opus and one channel some 19 kbit/s, 150 kB a minute."""
QUIETEST_DB = -54.0
"""Below this many decibels under full scale there is only the room."""
LOUDEST_DB = -6.0
FULL = 32768.0


class Encoder:
    """Makes the file while somebody still speaks, so that nobody waits for it afterwards."""

    def __init__(self) -> None:
        self._buffer = BytesIO()
        self._file = soundfile.SoundFile(
            self._buffer,
            "w",
            RATE_HZ,
            channels=1,
            format="OGG",
            subtype="OPUS",
            compression_level=COMPRESSION,
        )
        self._samples = 0
        self._rest = b""

    @property
    def seconds(self) -> float:
        """How much was added."""
        return self._samples / RATE_HZ

    def add(self, pcm: bytes) -> None:
        """Add samples: 16 bits, little-endian, one channel; half a sample waits for its rest."""
        pcm = self._rest + pcm
        whole = len(pcm) - len(pcm) % SAMPLE_BYTES
        self._rest = pcm[whole:]
        samples = np.frombuffer(pcm[:whole], "<i2")
        self._samples += len(samples)
        self._file.write(samples)

    def finish(self) -> bytes:
        """The file; empty when nothing was added. Nothing can be added any more."""
        self._file.close()
        return self._buffer.getvalue() if self._samples else b""


def level(pcm: bytes) -> float:
    """How loud samples are, 0 (only the room) to 1 (as loud as one should speak).

    Their root mean square in decibels, which is how ears measure.
    """
    samples = np.frombuffer(pcm[: len(pcm) - len(pcm) % SAMPLE_BYTES], "<i2").astype(np.float64)
    if not samples.size:
        return 0.0
    loudness = math.sqrt(float(np.mean(samples**2))) / FULL
    if loudness <= 0.0:
        return 0.0
    decibels = 20 * math.log10(loudness)
    return min(1.0, max(0.0, (decibels - QUIETEST_DB) / (LOUDEST_DB - QUIETEST_DB)))


def as_wav(recording: bytes) -> bytes:
    """A recording as a speaker takes it: an uncompressed WAV file of 16 bits.

    Raises:
        ValueError: it is no sound file.
    """
    try:
        samples, rate = soundfile.read(BytesIO(recording), dtype="int16")
    except soundfile.LibsndfileError as error:
        raise ValueError("The bytes are no sound file.") from error
    made = BytesIO()
    soundfile.write(made, samples, rate, format="WAV", subtype="PCM_16")
    return made.getvalue()


def seconds_of(recording: bytes) -> float:
    """How long a recording is; 0 where it is no sound file."""
    try:
        return float(soundfile.info(BytesIO(recording)).duration)
    except soundfile.LibsndfileError:
        return 0.0
