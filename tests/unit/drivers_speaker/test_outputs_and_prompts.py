import os
import stat
from pathlib import Path
from threading import Thread

import pytest

from drivers.api import DeviceFault, Headset, SoundResult
from drivers.speaker.outputs import AlsaOutput, FolderOutput
from drivers.speaker.prompts import Prompts
from drivers.speaker.recording import read_wav, silence
from drivers.speaker.speaker import EspeakSpeaker
from kiosk.clock import SystemClock


def program(folder: Path, name: str, script: str) -> None:
    """Put a program of that name before all others."""
    file = folder / name
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose programs stand in for ALSA's."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return folder


def test_alsas_player_is_given_the_whole_recording(programs: Path, tmp_path: Path) -> None:
    program(programs, "aplay", f'echo "$@" > {tmp_path}/args; cat > {tmp_path}/heard.wav')
    sound = silence(0.3)
    assert AlsaOutput("plughw:1,0").play(sound, lambda: True) is SoundResult.FINISHED
    assert (tmp_path / "args").read_text().split() == ["-q", "-D", "plughw:1,0"]
    assert read_wav((tmp_path / "heard.wav").read_bytes()) == sound


def test_a_sound_that_plays_is_broken_off_at_once(programs: Path, tmp_path: Path) -> None:
    fifo = tmp_path / "begun"
    os.mkfifo(fifo)
    program(programs, "aplay", f"echo > {fifo}; exec sleep 60")
    output = AlsaOutput("default")
    results: list[SoundResult] = []
    playing = Thread(target=lambda: results.append(output.play(silence(30), lambda: True)))
    playing.start()
    fifo.read_text()  # it has begun
    output.stop()
    playing.join(60)
    assert results == [SoundResult.STOPPED]


def test_a_sound_card_that_is_not_there_is_unplugged(programs: Path) -> None:
    program(programs, "aplay", 'echo "aplay: main:831: audio open error: No such file" >&2; exit 1')
    with pytest.raises(DeviceFault) as caught:
        AlsaOutput("plughw:9").open()
    assert caught.value.code == "sound.unplugged"
    assert "audio open error" in caught.value.message


def test_without_the_player_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DeviceFault) as caught:
        AlsaOutput("default").open()
    assert caught.value.code == "sound.no_program"
    assert "alsa-utils" in caught.value.remedy


@pytest.mark.parametrize(
    ("script", "headset"),
    [
        ("echo '  : values=on'", Headset.PLUGGED),
        ("echo '  : values=off'", Headset.NOT_PLUGGED),
        ("echo 'amixer: Cannot find the given element' >&2; exit 1", Headset.UNKNOWN),
    ],
)
def test_the_cards_jack_is_asked_each_time(programs: Path, script: str, headset: Headset) -> None:
    program(programs, "amixer", f'test "$2" = hw:1 || exit 3; {script}')
    assert AlsaOutput("plughw:1,0", headset=None).headset() is headset


def test_a_socket_that_does_not_tell_is_taken_for_an_open_room(programs: Path) -> None:
    program(programs, "amixer", "exit 9")
    assert AlsaOutput("default").headset() is Headset.UNKNOWN
    assert AlsaOutput("default", Headset.PLUGGED).headset() is Headset.PLUGGED


def prompts(folder: Path, rows: str, *files: str) -> Prompts:
    folder.mkdir(exist_ok=True)
    (folder / "prompts.csv").write_text(rows, encoding="utf-8")
    for place, file in enumerate(files, 1):
        (folder / file).write_bytes(silence(place / 10).wav())
    return Prompts(folder)


def test_a_recorded_sentence_is_played_in_place_of_the_voice(tmp_path: Path) -> None:
    recorded = prompts(tmp_path / "p", "file,language,text\na.wav,zh_CN,请放身份证。\n", "a.wav")
    heard = tmp_path / "heard"
    heard.mkdir()
    speaker = EspeakSpeaker("speaker", FolderOutput(heard), recorded, clock=SystemClock())
    speaker.open()
    speaker.say("请放身份证", "zh_CN")  # without the stop that nobody hears
    speaker.say("请放身份证", "en")  # another language has no recording
    sounds = [read_wav(file.read_bytes()) for file in sorted(heard.iterdir())]
    assert sounds[0] == silence(0.1)
    assert sounds[1] != silence(0.1)


@pytest.mark.parametrize(
    ("rows", "files"),
    [("file,language,text\nb.wav,zh_CN,您好\n", []), ("name,words\na.wav,您好\n", ["a.wav"])],
)
def test_a_list_that_does_not_fit_its_folder_is_told_at_the_start(
    tmp_path: Path, rows: str, files: list[str]
) -> None:
    with pytest.raises(DeviceFault) as caught:
        prompts(tmp_path / "p", rows, *files).load()
    assert caught.value.code == "sound.no_prompts"


def test_a_recording_may_not_lead_out_of_its_folder(tmp_path: Path) -> None:
    (tmp_path / "secret.wav").write_bytes(silence(1).wav())
    outside = prompts(tmp_path / "p", "file,language,text\n../secret.wav,zh_CN,您好\n")
    with pytest.raises(DeviceFault):
        outside.load()
