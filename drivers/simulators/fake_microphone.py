"""A microphone without any sound card, for tests of whoever records."""

from __future__ import annotations

import math
from threading import Condition, Lock

from drivers.api import DeviceClass, DeviceFault
from kiosk.sound import RATE_HZ, SAMPLE_BYTES

PIECE_SAMPLES = RATE_HZ // 10
PITCH_HZ = 220.0


class FakeMicrophone:
    """A `Microphone` that hears one tone; controls may be called from any thread.

    Args:
        name: the device's name.
        metered: whether it hears only as much as `speak` allows; else as fast as it is read.
    """

    device_class = DeviceClass.MICROPHONE

    def __init__(self, name: str = "microphone", *, metered: bool = False) -> None:
        self.name = name
        self._metered = metered
        self._lock = Lock()
        self._news = Condition(self._lock)
        self._allowed = 0
        self._trouble = ""
        self._open = False
        self._listening = False
        self._place = 0
        self.starts = 0

    # --- what a test does to it ---

    def speak(self, seconds: float) -> None:
        """Let it hear so much more."""
        with self._news:
            self._allowed += round(seconds * RATE_HZ / PIECE_SAMPLES)
            self._news.notify_all()

    def unplug(self) -> None:
        """Pull its cable."""
        self._into_trouble("microphone.unplugged")

    def fall_silent(self) -> None:
        """It gives no samples any more."""
        self._into_trouble("microphone.silent")

    def recover(self) -> None:
        """Plugged in again."""
        self._into_trouble("")

    def _into_trouble(self, code: str) -> None:
        with self._news:
            self._trouble = code
            self._news.notify_all()

    @property
    def listening(self) -> bool:
        """Whether it listens now."""
        with self._lock:
            return self._listening

    # --- Microphone ---

    def open(self) -> None:
        """Open it; raises the trouble it is in."""
        with self._lock:
            self._refuse_in_trouble()
            self._open = True

    def close(self) -> None:
        """Close it."""
        with self._news:
            self._open = self._listening = False
            self._news.notify_all()

    def check(self) -> None:
        """Raises the trouble it is in."""
        with self._lock:
            self._refuse_in_trouble()

    def start(self) -> None:
        """Begin to listen."""
        with self._lock:
            self._refuse_in_trouble()
            self._listening = True
            self._place = 0
            self.starts += 1

    def read(self) -> bytes:
        """The next tenth of a second."""
        with self._news:
            self._news.wait_for(
                lambda: not self._metered or self._allowed or self._trouble or not self._listening
            )
            self._refuse_in_trouble()
            if not self._listening:
                raise DeviceFault("microphone.unplugged", "The fake microphone does not listen.")
            self._allowed = max(0, self._allowed - 1)
            first, self._place = self._place, self._place + PIECE_SAMPLES
        return b"".join(
            round(8000 * math.sin(2 * math.pi * PITCH_HZ * at / RATE_HZ)).to_bytes(
                SAMPLE_BYTES, "little", signed=True
            )
            for at in range(first, first + PIECE_SAMPLES)
        )

    def stop(self) -> None:
        """Listen no longer."""
        with self._news:
            self._listening = False
            self._news.notify_all()

    def interrupt(self) -> None:
        """End the call another thread is waiting in."""
        self.stop()

    def _refuse_in_trouble(self) -> None:
        if self._trouble:
            raise DeviceFault(self._trouble, "The fake microphone was told to be in trouble.")
