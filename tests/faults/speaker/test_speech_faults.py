"""A speaker whose programs are missing, hang, are killed or talk nonsense, and whose card goes."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Condition

import pytest

from drivers.api import (
    DeviceClass,
    DeviceEvent,
    DeviceFault,
    DeviceState,
    SoundOutcome,
    SoundResult,
    StatusChanged,
    Utterance,
)
from drivers.speaker import voice
from drivers.speaker.outputs import AlsaOutput, FolderOutput
from drivers.speaker.prompts import Prompts
from drivers.speaker.recording import silence
from drivers.speaker.speaker import EspeakSpeaker
from drivers.supervisor import Supervisor
from drivers.workers.base import Pace
from kiosk.clock import SystemClock

HELLO = Utterance("您好", "zh_CN")
PLAYS = "cat >/dev/null"
READS = 'case "$*" in *-x*) cat >/dev/null; echo "ni2";; *) cat >/dev/null; cat "$0.wav";; esac'


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Puts programs in the place of espeak-ng and ALSA's; None takes one away."""
    folder = tmp_path / "bin"
    folder.mkdir()
    tools = {"sh", "cat", "sleep", "kill"}
    for tool in tools:
        (folder / tool).symlink_to(
            next(Path(p, tool) for p in ("/bin", "/usr/bin") if Path(p, tool).exists())
        )
    monkeypatch.setenv("PATH", str(folder))

    def put(**scripts: str | None) -> None:
        for name, script in scripts.items():
            file = folder / name.replace("_", "-")
            if script is None:
                file.unlink()
                continue
            (folder / f"{file.name}.wav").write_bytes(silence(0.1).wav())
            fresh = folder / f"{file.name}.new"
            fresh.write_text(f"#!/bin/sh\n{script}\n")
            fresh.chmod(fresh.stat().st_mode | stat.S_IXUSR)
            fresh.replace(file)

    put(espeak_ng=READS, aplay=PLAYS)
    return put


def speaker() -> EspeakSpeaker:
    return EspeakSpeaker("speaker", AlsaOutput("default"), Prompts(None), clock=SystemClock())


def fault_of(call: Callable[[], object]) -> str:
    with pytest.raises(DeviceFault) as caught:
        call()
    return caught.value.code


def test_with_both_programs_it_speaks(programs: Callable[..., None]) -> None:
    assert programs is not None
    spoken = speaker()
    spoken.open()
    assert spoken.say("您好", "zh_CN") is SoundResult.FINISHED


@pytest.mark.parametrize("name", ["espeak_ng", "aplay"])
def test_a_program_that_is_missing_is_named_with_what_to_install(
    programs: Callable[..., None], name: str
) -> None:
    programs(**{name: None})
    with pytest.raises(DeviceFault) as caught:
        speaker().open()
    assert caught.value.code == "sound.no_program"
    assert name.replace("_", "-") in caught.value.message
    assert "espeak-ng alsa-utils" in caught.value.remedy


def test_a_voice_that_hangs_is_ended_at_its_limit(
    programs: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    spoken = speaker()
    spoken.open()
    programs(espeak_ng="exec sleep 600")
    monkeypatch.setattr(voice, "LIMIT_S", 0.2)
    assert fault_of(lambda: spoken.say("您好", "zh_CN")) == "sound.silent"
    programs(espeak_ng=READS)
    monkeypatch.setattr(voice, "LIMIT_S", 60.0)
    assert spoken.say("您好", "zh_CN") is SoundResult.FINISHED


def test_a_voice_that_somebody_kills_says_nothing_and_speaks_the_next_time(
    programs: Callable[..., None],
) -> None:
    spoken = speaker()
    spoken.open()
    programs(espeak_ng="kill -9 $$")
    assert spoken.say("您好", "zh_CN") is SoundResult.STOPPED
    programs(espeak_ng=READS)
    assert spoken.say("您好", "zh_CN") is SoundResult.FINISHED


def test_a_voice_that_complains_is_refused_with_its_words(
    programs: Callable[..., None],
) -> None:
    spoken = speaker()
    spoken.open()
    programs(espeak_ng='cat >/dev/null; echo "no data" >&2; exit 3')
    with pytest.raises(DeviceFault) as caught:
        spoken.say("您好", "zh_CN")
    assert caught.value.code == "sound.refused"
    assert "no data" in caught.value.message


@pytest.mark.parametrize("script", ["cat >/dev/null", 'cat >/dev/null; echo "RIFF nonsense"'])
def test_a_voice_that_gives_no_sound_is_unreadable(
    programs: Callable[..., None], script: str
) -> None:
    spoken = speaker()
    spoken.open()
    programs(espeak_ng=script)
    assert fault_of(lambda: spoken.say("您好", "zh_CN")) == "sound.unreadable"


def test_a_voice_that_reads_hanzi_as_english_is_not_taken(programs: Callable[..., None]) -> None:
    programs(espeak_ng='cat >/dev/null; echo "(en)tS_aI(cmn)"')
    spoken = speaker()
    spoken.open()
    assert "zh_CN" not in spoken.capabilities.languages
    assert fault_of(lambda: spoken.say("您好", "zh_CN")) == "sound.no_voice"


# --- under the supervisor -------------------------------------------------------------------------


class Diary:
    """The states that were told, and a way to wait for one."""

    def __init__(self) -> None:
        self._states: list[tuple[DeviceState, str]] = []
        self._news = Condition()

    def __call__(self, event: DeviceEvent) -> None:
        assert isinstance(event, StatusChanged)
        with self._news:
            self._states.append((event.status.state, event.status.reason))
            self._news.notify_all()

    def until(self, state: DeviceState, reason: str = "") -> None:
        with self._news:
            assert self._news.wait_for(lambda: self._states[-1:] == [(state, reason)], 60)


@pytest.fixture
def diary() -> Diary:
    return Diary()


@pytest.fixture
def supervisor(programs: Callable[..., None], diary: Diary) -> Iterator[Supervisor]:
    assert programs is not None
    running = Supervisor(
        [speaker()], clock=SystemClock(), pace=Pace(reopen_s=0.02, heartbeat_s=0.02)
    )
    running.subscribe(diary)
    running.start()
    diary.until(DeviceState.ONLINE)
    yield running
    running.stop(20)


def test_a_sound_card_that_is_pulled_out_and_put_back(
    supervisor: Supervisor, diary: Diary, programs: Callable[..., None]
) -> None:
    programs(aplay='echo "audio open error: No such device" >&2; exit 1')
    assert supervisor.say(HELLO).result(60) == SoundOutcome(SoundResult.FAILED, "sound.unplugged")
    diary.until(DeviceState.OFFLINE, "sound.unplugged")
    programs(aplay=PLAYS)
    diary.until(DeviceState.ONLINE)
    assert supervisor.say(HELLO).result(60) == SoundOutcome(SoundResult.FINISHED)


def test_a_voice_that_is_taken_away_is_told_and_the_next_sentence_is_heard_when_it_is_back(
    supervisor: Supervisor, diary: Diary, programs: Callable[..., None]
) -> None:
    programs(espeak_ng=None)
    assert supervisor.say(HELLO).result(60).reason == "sound.no_program"
    diary.until(DeviceState.HARDWARE_ERROR, "sound.no_program")
    assert supervisor.status(DeviceClass.SPEAKER).reason == "sound.no_program"
    programs(espeak_ng=READS)
    diary.until(DeviceState.ONLINE)
    assert supervisor.say(HELLO).result(60) == SoundOutcome(SoundResult.FINISHED)


def test_silence_ends_a_player_that_hangs(
    supervisor: Supervisor, programs: Callable[..., None], tmp_path: Path
) -> None:
    begun = tmp_path / "begun"
    os.mkfifo(begun)
    programs(aplay=f"echo > {begun}; exec sleep 600")
    sounding, waiting = supervisor.say(HELLO), supervisor.say(HELLO)
    begun.read_text()  # it has begun
    supervisor.hush()
    assert sounding.result(60) == waiting.result(60) == SoundOutcome(SoundResult.STOPPED)


def test_a_recording_that_was_deleted_is_told_and_the_list_can_be_mended(tmp_path: Path) -> None:
    folder = tmp_path / "prompts"
    folder.mkdir()
    (folder / "prompts.csv").write_text("file,language,text\na.wav,zh_CN,您好\n", encoding="utf-8")
    (folder / "a.wav").write_bytes(silence(0.1).wav())
    heard = tmp_path / "heard"
    heard.mkdir()
    spoken = EspeakSpeaker("speaker", FolderOutput(heard), Prompts(folder), clock=SystemClock())
    spoken.open()
    (folder / "a.wav").unlink()
    assert fault_of(lambda: spoken.say("您好", "zh_CN")) == "sound.no_prompts"
    assert fault_of(spoken.open) == "sound.no_prompts"
    (folder / "a.wav").write_bytes(silence(0.1).wav())
    spoken.open()
    assert spoken.say("您好", "zh_CN") is SoundResult.FINISHED
