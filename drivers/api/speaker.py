"""Speakers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from drivers.api.status import Device, Status


class SoundResult(StrEnum):
    """What became of something to be heard."""

    FINISHED = "FINISHED"
    """It was heard to its end."""
    STOPPED = "STOPPED"
    """It was cut short, or never begun, because somebody wanted silence or something else."""
    FAILED = "FAILED"


@dataclass(frozen=True, slots=True)
class SoundOutcome:
    """What became of something to be heard.

    Args:
        result: finished, stopped or failed.
        reason: code such as ``sound.unplugged``; empty unless it failed.
    """

    result: SoundResult
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Prosody:
    """How something is to sound (the word and the two measures of SSML).

    Args:
        rate: of speech, 1 as usual, 0.6 to 1.5; a recording keeps its own.
        volume: from 0, silent, to 1, as loud as the terminal's amplifier is set.
    """

    rate: float = 1.0
    volume: float = 1.0


USUAL = Prosody()


RATES = (0.6, 1.5)
"""Slowest and fastest speech."""


Wanted = Callable[[], bool]
"""Whether somebody still wants to hear it."""


def always() -> bool:
    """What is wanted in any case."""
    return True


@dataclass(frozen=True, slots=True)
class Utterance:
    """One sentence to be spoken.

    Args:
        text: the words.
        language: as the screen names it, for instance ``zh_CN``.
        prosody: how it sounds.
        private: it tells something of a person: never said unless a headset is plugged in.
    """

    text: str
    language: str
    prosody: Prosody = USUAL
    private: bool = False


@dataclass(frozen=True, slots=True)
class SpeakerCapabilities:
    """What one speaker can do.

    Args:
        languages: languages it speaks, as the screen names them: ``zh_CN``, ``en``.
        tells_headset: whether it knows that a headset is plugged in.
    """

    languages: tuple[str, ...]
    tells_headset: bool


class Speaker(Device, Protocol):
    """Speaks, and plays recordings.

    `say` and `play` block until the last sound was heard or `stop` was called, and come from the
    device's own thread; `stop` comes from any thread, at any time.
    """

    def open(self) -> None:
        """Check that there is a voice and a way out for its sound."""

    def close(self) -> None:
        """Fall silent and release what is held; safe to call twice."""

    def status(self) -> Status:
        """How it is, and whether a headset is plugged in; never assumes."""

    @property
    def capabilities(self) -> SpeakerCapabilities:
        """What it can do; known after `open`."""

    def say(
        self, text: str, language: str, prosody: Prosody = USUAL, wanted: Wanted = always
    ) -> SoundResult:
        """Speak one sentence; nothing of it is kept.

        Args:
            text: what to say.
            language: as the screen names it, for instance ``zh_CN``.
            prosody: how it sounds.
            wanted: asked before a sound begins; `stop` may have come just before it.

        Raises:
            DeviceFault: ``sound.no_voice`` for a language it does not speak, or what failed.
        """

    def play(self, wav: bytes, prosody: Prosody = USUAL, wanted: Wanted = always) -> SoundResult:
        """Play a recording.

        Args:
            wav: a whole WAV file, uncompressed PCM of 16 bits, one or two channels.
            prosody: how loud; the rate does not apply.
            wanted: asked before a sound begins; `stop` may have come just before it.

        Raises:
            DeviceFault: ``sound.unreadable`` for anything else, or what failed.
        """

    def stop(self) -> None:
        """End the sound that is being made, at once; the call that makes it returns STOPPED."""
