"""What espeak-ng really says: heard by its phonemes and its samples, for there is no ear here."""

import numpy as np
import pytest

from drivers.speaker.recording import Recording
from drivers.speaker.voice import EspeakVoice

QUESTION = "请放身份证"
LONGER = "请放身份证,读完以后再拿走,不用着急。"


@pytest.fixture(scope="module")
def voice() -> EspeakVoice:
    espeak = EspeakVoice()
    espeak.find_voices()
    return espeak


def spoken(voice: EspeakVoice, text: str, language: str = "zh_CN", rate: float = 1) -> Recording:
    sound = voice.speak(text, language, rate, lambda: True)
    assert sound is not None
    return sound


def loudness(sound: Recording) -> float:
    samples = np.frombuffer(sound.samples, dtype="<i2").astype(float)
    return float(np.sqrt(np.mean(samples**2)))


def test_hanzi_are_read_as_words_and_not_as_english_letters(voice: EspeakVoice) -> None:
    said = voice.phonemes(QUESTION, "zh_CN")
    assert "(en)" not in said
    syllables = [part for part in said.split("_|") if part.strip()]
    assert len(syllables) == len(QUESTION)


def test_every_character_is_a_syllable_with_its_tone(voice: EspeakVoice) -> None:
    said = [voice.phonemes(sign, "zh_CN").removesuffix("_|") for sign in "妈麻马骂"]
    assert [syllable.lstrip("m'A") for syllable in said] == ["55", "35", "214", "51"]


@pytest.mark.parametrize(
    ("word", "sounds"), [("银行卡", "X'a"), ("开户行", "X'a"), ("重写", "ts.h'o"), ("调解", "thj'")]
)
def test_words_with_two_readings_are_read_the_right_way(
    voice: EspeakVoice, word: str, sounds: str
) -> None:
    assert sounds in voice.phonemes(word, "zh_CN").replace("A", "a").replace("I", "i")


def test_english_and_uyghur_have_voices_of_their_own(voice: EspeakVoice) -> None:
    assert set(voice.languages) == {"zh_CN", "en", "ug"}
    assert voice.phonemes("hello", "en") != voice.phonemes("hello", "zh_CN")


def test_a_sentence_can_be_heard_and_grows_with_its_words(voice: EspeakVoice) -> None:
    short, long = spoken(voice, QUESTION), spoken(voice, LONGER)
    assert loudness(short) > 300
    assert 0.5 < short.seconds < 5
    assert long.seconds > 2 * short.seconds


def test_slow_is_slower_and_fast_is_faster_and_both_have_an_end(voice: EspeakVoice) -> None:
    slow, usual, fast = (spoken(voice, LONGER, rate=rate).seconds for rate in (0.6, 1, 1.5))
    assert slow > usual * 1.3 > fast * 1.3
    assert spoken(voice, LONGER, rate=0.01).seconds == slow


def test_half_the_volume_is_half_as_loud_and_none_is_silence(voice: EspeakVoice) -> None:
    sound = spoken(voice, QUESTION)
    assert loudness(sound.at_volume(0.5)) == pytest.approx(loudness(sound) / 2, rel=0.01)
    assert loudness(sound.at_volume(0)) == 0


def test_marks_in_what_people_typed_are_not_taken_for_commands(voice: EspeakVoice) -> None:
    assert voice.phonemes("[[a]] <break/>", "en") != voice.phonemes("", "en")
    assert spoken(voice, "-q", "en").seconds > 0.2


def test_what_is_said_does_not_stand_among_the_arguments_of_a_program(
    voice: EspeakVoice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everybody on a machine can read the arguments of every process."""
    import subprocess

    begun: list[list[str]] = []

    class Watched(subprocess.Popen):  # type: ignore[type-arg] # as it is called here
        def __init__(self, arguments: list[str], **options: object) -> None:
            begun.append(list(arguments))
            super().__init__(arguments, **options)  # type: ignore[call-overload] # handed through

    monkeypatch.setattr("drivers.speaker.program.subprocess.Popen", Watched)
    spoken(voice, QUESTION)
    assert begun
    assert not any(QUESTION in word for arguments in begun for word in arguments)
