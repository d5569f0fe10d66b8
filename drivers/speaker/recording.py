"""WAV files: uncompressed PCM of 16 bits."""

from __future__ import annotations

import wave
from dataclasses import dataclass
from io import BytesIO

import numpy as np

from drivers.api import DeviceFault

SAMPLE_BYTES = 2
MAX_CHANNELS = 2


@dataclass(frozen=True, slots=True)
class Recording:
    """Sound in memory.

    Args:
        samples: 16-bit little-endian samples, channels interleaved.
        rate: frames a second.
        channels: 1 or 2.
    """

    samples: bytes
    rate: int
    channels: int

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return len(self.samples) / (SAMPLE_BYTES * self.channels * self.rate)

    def at_volume(self, volume: float) -> Recording:
        """The same, from 0 (silent) to 1 (as it is)."""
        if volume >= 1:
            return self
        loud = np.frombuffer(self.samples, dtype="<i2")
        soft = (loud * max(0.0, volume)).astype("<i2")
        return Recording(soft.tobytes(), self.rate, self.channels)

    def wav(self) -> bytes:
        """As a WAV file whose head tells the true length."""
        file = BytesIO()
        with wave.open(file, "wb") as writer:
            writer.setnchannels(self.channels)
            writer.setsampwidth(SAMPLE_BYTES)
            writer.setframerate(self.rate)
            writer.writeframes(self.samples)
        return file.getvalue()


def read_wav(content: bytes) -> Recording:
    """Take a WAV file apart; a head that was written before the length was known is understood.

    Raises:
        DeviceFault: ``sound.unreadable``.
    """
    try:
        with wave.open(BytesIO(content), "rb") as reader:
            channels, width, rate = (
                reader.getnchannels(),
                reader.getsampwidth(),
                reader.getframerate(),
            )
            samples = reader.readframes(reader.getnframes())
    except (wave.Error, EOFError) as error:
        raise _unreadable(str(error)) from error
    if width != SAMPLE_BYTES or channels > MAX_CHANNELS or not rate:
        raise _unreadable(f"{channels} channels of {8 * width} bits, {rate} Hz")
    whole = len(samples) - len(samples) % (SAMPLE_BYTES * channels)
    return Recording(samples[:whole], rate, channels)


def silence(seconds: float, rate: int = 22050) -> Recording:
    """Nothing to be heard, for as long."""
    return Recording(bytes(SAMPLE_BYTES * int(seconds * rate)), rate, 1)


def _unreadable(why: str) -> DeviceFault:
    return DeviceFault(
        "sound.unreadable",
        f"A recording cannot be played: {why}.",
        "Save it as WAV, PCM, 16 bits, one or two channels.",
    )
