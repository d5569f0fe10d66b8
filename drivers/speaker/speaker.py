"""The driver of a speaker: a voice, recorded sentences, and a way out for the sound."""

from __future__ import annotations

from drivers.api import (
    USUAL,
    DeviceClass,
    DeviceState,
    Prosody,
    SoundResult,
    SpeakerCapabilities,
    Status,
    Wanted,
    always,
)
from drivers.speaker.outputs import SoundOutput
from drivers.speaker.prompts import Prompts
from drivers.speaker.recording import Recording, read_wav
from drivers.speaker.voice import EspeakVoice
from kiosk.clock import Clock


class EspeakSpeaker:
    """Speaks with espeak-ng; what somebody has recorded is played instead.

    Args:
        name: its name in the configuration.
        output: where the sound goes.
        prompts: recorded sentences.
        clock: for the times in its status.
    """

    device_class = DeviceClass.SPEAKER

    def __init__(self, name: str, output: SoundOutput, prompts: Prompts, *, clock: Clock) -> None:
        self.name = name
        self._output = output
        self._prompts = prompts
        self._voice = EspeakVoice()
        self._clock = clock
        self._began = clock.now()

    def open(self) -> None:
        """Let the output try itself, read the list of prompts, find the voices."""
        self._output.open()
        self._prompts.load()
        self._voice.find_voices()

    def close(self) -> None:
        """Fall silent."""
        self.stop()

    def status(self) -> Status:
        """How it is, and what is plugged in."""
        headset = self._output.headset()
        now = self._clock.now()
        return Status(
            device=self.name,
            device_class=DeviceClass.SPEAKER,
            state=DeviceState.ONLINE,
            reason="",
            since=self._began,
            last_ok=now,
            headset=headset,
        )

    @property
    def capabilities(self) -> SpeakerCapabilities:
        """What it can do; known after `open`."""
        return SpeakerCapabilities(self._voice.languages, self._output.tells_headset)

    def say(
        self, text: str, language: str, prosody: Prosody = USUAL, wanted: Wanted = always
    ) -> SoundResult:
        """Speak one sentence."""
        recorded = self._prompts.find(text, language)
        if recorded is not None:
            return self.play(recorded, prosody, wanted)
        spoken = self._voice.speak(text, language, prosody.rate, wanted)
        return SoundResult.STOPPED if spoken is None else self._sound(spoken, prosody, wanted)

    def play(self, wav: bytes, prosody: Prosody = USUAL, wanted: Wanted = always) -> SoundResult:
        """Play a recording."""
        return self._sound(read_wav(wav), prosody, wanted)

    def stop(self) -> None:
        """End what is sounding."""
        self._voice.stop()
        self._output.stop()

    def interrupt(self) -> None:
        """End a call that hangs."""
        self.stop()

    def _sound(self, recording: Recording, prosody: Prosody, wanted: Wanted) -> SoundResult:
        return self._output.play(recording.at_volume(prosody.volume), wanted)
