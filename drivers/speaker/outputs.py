"""Where sound goes: to ALSA, or into a folder."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Protocol

from drivers.api import DeviceFault, Headset, SoundResult, Wanted
from drivers.speaker.program import Program
from drivers.speaker.recording import Recording, silence

GRACE_S = 5.0
"""How much longer than the sound itself the sound card may take."""
CARD_OF = re.compile(r":(?:CARD=)?(\w+)")
ON = "values=on"


class SoundOutput(Protocol):
    """The end of the wire."""

    def open(self) -> None:
        """Check that sound can come out; raises `DeviceFault`."""

    def headset(self) -> Headset:
        """What is plugged in."""

    @property
    def tells_headset(self) -> bool:
        """Whether `headset` knows."""

    def play(self, sound: Recording, wanted: Wanted) -> SoundResult:
        """Let it be heard, to its end or until `stop`; raises `DeviceFault`."""

    def stop(self) -> None:
        """End it at once; from any thread."""


class AlsaOutput:
    """The sound card, by ALSA's own player.

    Written after the manuals of alsa-utils; a sound card has not been tried yet.

    Args:
        device: ALSA's name, such as ``default`` or ``plughw:1,0``.
        headset: PLUGGED where nothing but a headset or a handset can hear it, UNKNOWN where
            everybody may, None to ask the card's «Headphone Jack» each time.
    """

    def __init__(self, device: str, headset: Headset | None = Headset.UNKNOWN) -> None:
        self._device = device
        self._headset = headset
        self._player = Program()

    def open(self) -> None:
        """Play a moment of silence: a name that can be opened is no sound card."""
        self._run(silence(0.05), lambda: True)
        self.headset()

    def headset(self) -> Headset:
        """As it was set up, or as the card says."""
        return self._ask_jack() if self._headset is None else self._headset

    @property
    def tells_headset(self) -> bool:
        """Whether one can know."""
        return self._headset is not Headset.UNKNOWN

    def play(self, sound: Recording, wanted: Wanted) -> SoundResult:
        """Play it on the card."""
        heard = self._run(sound, wanted)
        return SoundResult.STOPPED if heard is None else SoundResult.FINISHED

    def stop(self) -> None:
        """The player drops what it has not yet played."""
        self._player.end()

    def _run(self, sound: Recording, wanted: Wanted) -> bytes | None:
        arguments = ["aplay", "-q", "-D", self._device]
        try:
            return self._player.run(arguments, sound.wav(), wanted, sound.seconds + GRACE_S)
        except DeviceFault as fault:
            if fault.code != "sound.refused":
                raise
            raise DeviceFault(
                "sound.unplugged",
                f"The sound card «{self._device}» cannot be used: {fault.message}",
                "See with `aplay -L` which there are, and name one in the device's address.",
            ) from fault

    def _ask_jack(self) -> Headset:
        card = CARD_OF.search(self._device)
        control = f"hw:{card[1]}" if card else "default"
        question = ["amixer", "-D", control, "cget", "iface=CARD,name=Headphone Jack"]
        try:
            told = Program().run(question, b"", lambda: True, GRACE_S) or b""
        except DeviceFault as fault:
            if fault.code != "sound.refused":
                raise
            return Headset.UNKNOWN  # this card has no such switch
        return Headset.PLUGGED if ON in told.decode(errors="replace") else Headset.NOT_PLUGGED


class FolderOutput:
    """A folder in place of a sound card: each sound becomes a file, 0001.wav and on.

    Args:
        folder: where; it has to be there.
        headset: what it says is plugged in.
    """

    def __init__(self, folder: Path, headset: Headset = Headset.UNKNOWN) -> None:
        self.folder = folder
        self._headset = headset
        self._count = 0

    def open(self) -> None:
        """Check that the folder is there."""
        if not self.folder.is_dir():
            raise self._gone("there is no such folder")

    def headset(self) -> Headset:
        """As it was told."""
        return self._headset

    @property
    def tells_headset(self) -> bool:
        """Whether it was told."""
        return self._headset is not Headset.UNKNOWN

    def play(self, sound: Recording, wanted: Wanted) -> SoundResult:
        """Write it down; that takes no time."""
        if not wanted():
            return SoundResult.STOPPED
        self._count += 1
        try:
            (self.folder / f"{self._count:04}.wav").write_bytes(sound.wav())
        except OSError as error:
            raise self._gone(str(error.strerror)) from error
        return SoundResult.FINISHED

    def stop(self) -> None:
        """There is never anything to end."""

    def _gone(self, why: str) -> DeviceFault:
        return DeviceFault(
            "sound.unplugged",
            f"Sound cannot be written to {self.folder}: {why}.",
            "Make the folder, or name another in the device's address.",
        )
