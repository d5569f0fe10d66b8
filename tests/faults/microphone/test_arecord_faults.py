"""What goes wrong with ALSA's recorder: programs that stand in for it fail in every way."""

import os
import time
from pathlib import Path
from threading import Thread

import pytest

from drivers.api import DeviceFault
from drivers.microphone import arecord
from drivers.microphone.arecord import ArecordMicrophone
from kiosk.clock import SystemClock


def microphone_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str
) -> ArecordMicrophone:
    """A microphone whose recorder is a shell script that ends at once when it is only looked at.

    It is given all the time it takes; whoever means to wait in vain sets a limit afterwards.
    """
    for limit in ("OPEN_LIMIT_S", "SILENCE_LIMIT_S", "END_LIMIT_S"):
        monkeypatch.setattr(arecord, limit, 60.0)
    program = tmp_path / "arecord"
    program.write_text(f'#!/bin/sh\ncase "$*" in *"-s 1"*) exit 0;; esac\n{script}\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    return ArecordMicrophone("microphone", "default", clock=SystemClock())


def _read_on(microphone: ArecordMicrophone) -> None:
    while microphone.read():
        pass


def code_of_reads(microphone: ArecordMicrophone) -> str:
    with pytest.raises(DeviceFault) as raised:
        _read_on(microphone)
    microphone.close()
    return raised.value.code


def pid_in(file: Path) -> int:
    """The process number a recorder has noted, once it has."""
    clock = SystemClock()
    last = clock.monotonic() + 60
    while not file.exists() or not file.read_text().endswith("\n"):
        assert clock.monotonic() < last
        time.sleep(0.005)
    return int(file.read_text())


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("arecord: pcm_read:2221: read error: No such device", "microphone.unplugged"),
        ("arecord: pcm_read:2221: read error: Input/output error", "microphone.unplugged"),
        ("ALSA lib pcm.c:2664:(snd_pcm_open_noupdate) Unknown PCM x", "microphone.unplugged"),
        ("arecord: main:831: audio open error: Device or resource busy", "microphone.busy"),
        ("arecord: set_params:1352: Sample format non available", "microphone.hardware"),
        ("", "microphone.unplugged"),
    ],
)
def test_what_the_recorder_says_becomes_a_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str, code: str
) -> None:
    script = f"head -c 6400 /dev/zero; echo '{said}' >&2; exit 1"
    microphone = microphone_of(tmp_path, monkeypatch, script)
    microphone.open()
    microphone.start()
    assert code_of_reads(microphone) == code


def test_a_recorder_that_gives_nothing_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = f"echo $$ > {tmp_path}/pid; exec sleep 600"
    microphone = microphone_of(tmp_path, monkeypatch, script)
    microphone.open()
    microphone.start()
    pid = pid_in(tmp_path / "pid")
    monkeypatch.setattr(arecord, "SILENCE_LIMIT_S", 0.2)
    assert code_of_reads(microphone) == "microphone.silent"
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_look_that_hangs_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    microphone = microphone_of(tmp_path, monkeypatch, "")
    monkeypatch.setattr(arecord, "OPEN_LIMIT_S", 0.2)
    (tmp_path / "arecord").write_text("#!/bin/sh\nexec sleep 600\n")
    with pytest.raises(DeviceFault) as raised:
        microphone.open()
    assert raised.value.code == "microphone.silent"


def test_without_the_recorder_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    microphone = ArecordMicrophone("microphone", "default", clock=SystemClock())
    for call in (microphone.open, microphone.start):
        with pytest.raises(DeviceFault, match="arecord") as raised:
            call()
        assert raised.value.code == "microphone.no_program"
        assert "alsa-utils" in raised.value.remedy


def test_a_wait_can_be_broken_from_outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    microphone = microphone_of(tmp_path, monkeypatch, "exec sleep 600")
    microphone.open()
    microphone.start()
    codes: list[str] = []

    def read() -> None:
        try:
            microphone.read()
        except DeviceFault as fault:
            codes.append(fault.code)

    reading = Thread(target=read)
    reading.start()
    microphone.interrupt()
    reading.join(60)
    assert codes == ["microphone.unplugged"]


def test_nobody_listens_after_the_stop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = f"echo $$ > {tmp_path}/pid; exec cat /dev/zero"
    microphone = microphone_of(tmp_path, monkeypatch, script)
    microphone.open()
    microphone.start()
    assert microphone.read()
    microphone.stop()
    with pytest.raises(ProcessLookupError):
        os.kill(pid_in(tmp_path / "pid"), 0)


def test_what_is_heard_touches_no_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    microphone = microphone_of(tmp_path, monkeypatch, "exec cat /dev/zero")
    microphone.open()
    microphone.start()
    microphone.read()
    microphone.close()
    assert [file.name for file in tmp_path.iterdir()] == ["arecord"]
