"""The voice: espeak-ng, a program of its own, so that a sentence can be broken off at once."""

from __future__ import annotations

from drivers.api import RATES, DeviceFault, Wanted
from drivers.speaker.program import Program
from drivers.speaker.recording import Recording, read_wav

ESPEAK = "espeak-ng"
LIMIT_S = 20.0
UTF_8 = "1"
WORDS_A_MINUTE = 155
"""Slower than espeak's own 175: most who listen are old, or listen for the first time."""
SAMPLES = {"zh_CN": "中国", "en": "hello", "ug": "سالام"}
CANDIDATES = {"zh_CN": ("cmn-latn-pinyin", "cmn"), "en": ("en-gb", "en"), "ug": ("ug",)}
"""Voices for a language, best first. In espeak-ng 1.51 `cmn` takes the pinyin it has made of the
Hanzi for English words; later ones read right with either."""
HEARD_AS = {
    "银行": "银航",
    "开户行": "开户航",
    "重写": "虫写",
    "重新": "虫新",
    "调解": "条解",
    "调的": "条的",
}
"""Words of the screen that espeak reads with another sound of a character, and how they sound."""
TAKEN_FOR_ENGLISH = b"(en)"
"""How espeak marks, among phonemes, that it went over to another language."""


class EspeakVoice:
    """Makes sound of text."""

    def __init__(self) -> None:
        self._program = Program()
        self._voices: dict[str, str] = {}

    @property
    def languages(self) -> tuple[str, ...]:
        """What it speaks; known after `find_voices`."""
        return tuple(self._voices)

    def find_voices(self) -> None:
        """Find the voice that really reads each language.

        Raises:
            DeviceFault: ``sound.no_program``, ``sound.no_voice`` where there is none at all.
        """
        found: dict[str, str] = {}
        for language, candidates in CANDIDATES.items():
            for voice in candidates:
                if self._reads(voice, SAMPLES[language], foreign=language != "en"):
                    found[language] = voice
                    break
        self._voices = found
        if not found:
            raise DeviceFault(
                "sound.no_voice",
                f"{ESPEAK} has no voice for any language of the screen.",
                "sudo apt-get install --reinstall espeak-ng espeak-ng-data",
            )

    def phonemes(self, text: str, language: str) -> str:
        """What would be said, in espeak's letters; for tests and for whoever listens closely."""
        told = self._run(["-q", "-x", "-v", self._voice(language)], text, lambda: True) or b""
        return told.decode(errors="replace").strip()

    def speak(self, text: str, language: str, rate: float, wanted: Wanted) -> Recording | None:
        """The sound of a text; None when nobody wants it any more.

        Raises:
            DeviceFault: ``sound.no_voice`` for a language it does not speak, or what failed.
        """
        slowest, fastest = RATES
        speed = round(WORDS_A_MINUTE * min(fastest, max(slowest, rate)))
        options = ["-v", self._voice(language), "-s", str(speed), "--stdout"]
        sound = self._run(options, text, wanted)
        return None if sound is None else read_wav(sound)

    def stop(self) -> None:
        """Break off."""
        self._program.end()

    def _voice(self, language: str) -> str:
        voice = self._voices.get(language)
        if voice is None:
            raise DeviceFault(
                "sound.no_voice",
                f"{ESPEAK} has no voice for «{language}».",
                "Listening works in the other languages.",
            )
        return voice

    def _reads(self, voice: str, sample: str, *, foreign: bool) -> bool:
        try:
            said = self._run(["-q", "-x", "-v", voice], sample, lambda: True) or b""
        except DeviceFault as fault:
            if fault.code != "sound.refused":
                raise
            return False  # it does not know the voice
        return bool(said.strip()) and not (foreign and TAKEN_FOR_ENGLISH in said)

    def _run(self, options: list[str], text: str, wanted: Wanted) -> bytes | None:
        arguments = [ESPEAK, *options, "-b", UTF_8, "--stdin"]
        plain = text.replace("[[", "[ [")  # two would begin a passage in espeak's own letters
        for word, sound in HEARD_AS.items():
            plain = plain.replace(word, sound)
        return self._program.run(arguments, plain.encode(), wanted, LIMIT_S)
