"""A sound file in place of a microphone, for trials and for the demo."""

from __future__ import annotations

import wave
from pathlib import Path
from threading import Event

import numpy as np

from drivers.api import DeviceClass, DeviceFault
from kiosk.clock import Clock
from kiosk.sound import RATE_HZ, SAMPLE_BYTES

PIECE_S = 0.1
PIECE_BYTES = int(RATE_HZ * PIECE_S) * SAMPLE_BYTES


TONE_HZ = 440.0
TONE_S = 3.0
LOUDNESS = 8000.0


def write_tone(path: Path) -> None:
    """Write a tone that comes and goes, in the shape the microphone wants it."""
    moments = np.arange(int(RATE_HZ * TONE_S)) / RATE_HZ
    swell = np.abs(np.sin(np.pi * moments))
    samples = LOUDNESS * swell * np.sin(2 * np.pi * TONE_HZ * moments)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(SAMPLE_BYTES)
        file.setframerate(RATE_HZ)
        file.writeframes(samples.astype("<i2").tobytes())


class SampleMicrophone:
    """Hears what is in a WAV file, as fast as it was said, and a quiet room after its end.

    Args:
        name: its name in the configuration.
        path: one channel, 16 bits, 16,000 samples a second; looked at anew at every start.
        clock: time.
    """

    device_class = DeviceClass.MICROPHONE

    def __init__(self, name: str, path: Path, *, clock: Clock) -> None:
        self.name = name
        self._path = path
        self._clock = clock
        self._sound = b""
        self._place = 0
        self._listening = False
        self._began = 0.0
        self._ended = Event()

    def open(self) -> None:
        """Check the file."""
        self.check()

    def close(self) -> None:
        """Stop listening."""
        self.stop()

    def check(self) -> None:
        """Check that the file is there and has the right shape."""
        self._read_file()

    def start(self) -> None:
        """Begin to listen."""
        self._sound = self._read_file()
        self._place = 0
        self._listening = True
        self._began = self._clock.monotonic()
        self._ended.clear()

    def read(self) -> bytes:
        """The next tenth of a second, when it is over."""
        if not self._listening:
            raise DeviceFault(
                "microphone.unplugged", f"«{self.name}» does not listen.", "Start it first."
            )
        piece = self._sound[self._place : self._place + PIECE_BYTES]
        self._place += PIECE_BYTES
        over = self._began + self._place / SAMPLE_BYTES / RATE_HZ
        self._ended.wait(max(0.0, over - self._clock.monotonic()))
        return piece.ljust(PIECE_BYTES, b"\0")

    def stop(self) -> None:
        """Listen no longer."""
        self._listening = False

    def interrupt(self) -> None:
        """End the call another thread is waiting in."""
        self._ended.set()

    def _read_file(self) -> bytes:
        try:
            with wave.open(str(self._path), "rb") as file:
                shape = (file.getnchannels(), file.getsampwidth(), file.getframerate())
                sound = file.readframes(file.getnframes())
        except (OSError, EOFError, wave.Error) as error:
            raise DeviceFault(
                "microphone.unplugged",
                f"The sound file {self._path} of «{self.name}» cannot be read: {error}.",
                "Put a WAV file there.",
            ) from error
        if shape != (1, SAMPLE_BYTES, RATE_HZ):
            raise DeviceFault(
                "microphone.hardware",
                f"The sound file {self._path} of «{self.name}» has another shape.",
                f"Convert it: sox FILE -c 1 -b 16 -r {RATE_HZ} {self._path.name}",
            )
        return sound
