"""Microphones."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from drivers.api.status import Device


@dataclass(frozen=True, slots=True)
class SoundHeard:
    """A recording goes on.

    Args:
        device: the microphone.
        take: number of the recording, as it was asked for.
        seconds: how long it is now.
        level: how loud it is just now, 0 (only the room) to 1.
    """

    device: str
    take: int
    seconds: float
    level: float


@dataclass(frozen=True, slots=True)
class RecordingEnded:
    """A recording has ended: somebody ended it, it is as long as it may be, or it broke off.

    Args:
        device: the microphone.
        take: its number.
        content: what was heard, Opus in an Ogg file; empty when nothing was.
        seconds: how long it is.
        reason: code such as ``microphone.unplugged``; empty when it did not break off.
    """

    device: str
    take: int
    content: bytes = field(repr=False)
    seconds: float
    reason: str = ""


class Microphone(Device, Protocol):
    """Hears what people say.

    It listens only between `start` and `stop`. All calls block and come from the device's own
    thread.
    """

    def open(self) -> None:
        """Check that there is a microphone."""

    def close(self) -> None:
        """Stop listening and release what is held; safe to call twice."""

    def check(self) -> None:
        """Check that it is still there; nothing that is heard meanwhile is kept."""

    def start(self) -> None:
        """Begin to listen."""

    def read(self) -> bytes:
        """What was heard next, at most a tenth of a second.

        Returns:
            Samples of 16 bits, little-endian, one channel, 16,000 a second (`kiosk.sound`).

        Raises:
            DeviceFault: ``microphone.unplugged``, ``microphone.silent`` or what else failed.
        """

    def stop(self) -> None:
        """Listen no longer; safe to call twice."""
