"""A speaker that keeps what it was to say, for tests of whoever speaks.

It keeps the same contract as the real driver (`tests/contract/speaker`).
"""

from __future__ import annotations

from threading import Condition

from drivers.api import (
    USUAL,
    DeviceClass,
    DeviceFault,
    DeviceState,
    Headset,
    Prosody,
    SoundResult,
    SpeakerCapabilities,
    Status,
    Wanted,
    always,
)
from drivers.speaker.recording import read_wav
from kiosk.clock import Clock, SystemClock


class FakeSpeaker:
    """A `Speaker` without a sound; controls may be called from any thread.

    Args:
        name: its name.
        languages: what it speaks.
        clock: for the times in its status.
    """

    device_class = DeviceClass.SPEAKER

    def __init__(
        self,
        name: str = "speaker",
        *,
        languages: tuple[str, ...] = ("zh_CN", "en"),
        clock: Clock | None = None,
    ) -> None:
        self.name = name
        self.said: list[tuple[str, str, Prosody]] = []
        """What was begun to be said: text, language, prosody."""
        self.played: list[tuple[bytes, Prosody]] = []
        """What was begun to be played: recording, prosody."""
        self._languages = languages
        self._clock = clock or SystemClock()
        self._began = self._clock.now()
        self._news = Condition()
        self._open = self._held = self._sounding = self._unplugged = False
        self._headset = Headset.UNKNOWN

    # --- what a test does to it ---

    def plug_headset(self) -> None:
        """Somebody plugs a headset in."""
        self._headset = Headset.PLUGGED

    def pull_headset(self) -> None:
        """And takes it away."""
        self._headset = Headset.NOT_PLUGGED

    def unplug(self) -> None:
        """The sound card goes."""
        self._unplugged = True

    def replug(self) -> None:
        """And comes back."""
        self._unplugged = False

    def hold(self) -> None:
        """From now on a sound lasts until it is stopped or released."""
        self._held = True

    def release(self) -> None:
        """Sounds come to their end again."""
        with self._news:
            self._held = False
            self._news.notify_all()

    def wait_until_sounding(self, timeout_s: float = 60.0) -> bool:
        """Wait until something is heard; False when nothing is."""
        with self._news:
            return self._news.wait_for(lambda: self._sounding, timeout_s)

    # --- Speaker ---

    def open(self) -> None:
        """Open it."""
        self._refuse_unplugged()
        self._open = True

    def close(self) -> None:
        """Close it."""
        self.stop()
        self._open = False

    def status(self) -> Status:
        """How it is."""
        self._refuse_unplugged()
        now = self._clock.now()
        return Status(
            device=self.name,
            device_class=DeviceClass.SPEAKER,
            state=DeviceState.ONLINE,
            reason="",
            since=self._began,
            last_ok=now,
            headset=self._headset,
        )

    @property
    def capabilities(self) -> SpeakerCapabilities:
        """What it can do."""
        return SpeakerCapabilities(self._languages, tells_headset=True)

    def say(
        self, text: str, language: str, prosody: Prosody = USUAL, wanted: Wanted = always
    ) -> SoundResult:
        """Keep a sentence."""
        self._refuse_unplugged()
        if language not in self._languages:
            raise DeviceFault("sound.no_voice", f"The fake speaker speaks no «{language}».")
        with self._news:
            if not wanted():
                return SoundResult.STOPPED
            self.said.append((text, language, prosody))
            return self._sound()

    def play(self, wav: bytes, prosody: Prosody = USUAL, wanted: Wanted = always) -> SoundResult:
        """Keep a recording."""
        self._refuse_unplugged()
        read_wav(wav)
        with self._news:
            if not wanted():
                return SoundResult.STOPPED
            self.played.append((wav, prosody))
            return self._sound()

    def stop(self) -> None:
        """End what is heard."""
        with self._news:
            self._sounding = False
            self._news.notify_all()

    def _sound(self) -> SoundResult:
        self._sounding = True
        self._news.notify_all()
        self._news.wait_for(lambda: not (self._held and self._sounding))
        stopped, self._sounding = not self._sounding, False
        return SoundResult.STOPPED if stopped else SoundResult.FINISHED

    def _refuse_unplugged(self) -> None:
        if self._unplugged:
            raise DeviceFault("sound.unplugged", "The fake speaker was unplugged.")
