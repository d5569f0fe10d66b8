"""Learning characters is disturbed: nobody waits for ever, nothing is left behind, it heals."""

from __future__ import annotations

import errno
import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event
from time import monotonic

import pytest
from structlog.testing import capture_logs

from kiosk.documents.fonts import REGULAR, find_font, font_folders
from kiosk.errors import EnvironmentFault
from kiosk.handwriting.desk import Desk
from kiosk.handwriting.pupil import NICER, PROGRAM, Pupil
from kiosk.handwriting.shapes import SIZE

PATIENCE_S = 120.0
TEN = [[(0.1, 0.42), (0.9, 0.40)], [(0.5, 0.08), (0.5, 0.94)]]
KNOWN = "十王李"
ROWS = len(KNOWN) * SIZE * 4
"""Bytes of what is to be learnt."""


@pytest.fixture
def font() -> Path:
    return find_font(REGULAR, font_folders())


@pytest.fixture
def desk_of(font: Path, tmp_path: Path) -> Iterator[Callable[..., Desk]]:
    desks: list[Desk] = []

    def make(
        *program: str,
        known: str | None = KNOWN,
        file: Path = tmp_path / "shapes",
        letters: Path = font,
    ) -> Desk:
        desks.append(Desk(letters, file, known, Pupil(program) if program else None))
        return desks[-1]

    yield make
    for desk in desks:
        desk.close()


def shell(script: str) -> tuple[str, ...]:
    """A program that gets ours as its arguments."""
    return ("sh", "-c", script, "sh", *PROGRAM)


def wait(condition: Callable[[], bool]) -> None:
    until, pause = monotonic() + PATIENCE_S, Event()
    while not condition():
        assert monotonic() < until, "it did not come about"
        pause.wait(0.02)


def is_running(pid: int) -> bool:
    """Whether a process works; one that is over and only waits to be taken note of does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in "ZX"


def pid_in(file: Path) -> int:
    wait(lambda: file.exists() and file.read_text().endswith("\n"))
    return int(file.read_text())


@pytest.mark.parametrize(
    "program",
    [
        ("/nowhere/python",),
        ("sh", "-c", "exit 1"),
        ("sh", "-c", "kill -9 $$"),
        ("sh", "-c", "cat >&2; head -c 1000 /dev/zero; kill -9 $$"),
        ("sh", "-c", f"cat >&2; head -c {ROWS - 1} /dev/zero"),
        ("sh", "-c", f"cat >&2; head -c {ROWS} /dev/zero; exit 3"),
    ],
    ids=["absent", "fails", "killed", "killed half way", "says too little", "fails at the end"],
)
def test_what_ends_early_has_not_learnt_and_nothing_is_kept(
    desk_of: Callable[..., Desk], tmp_path: Path, program: tuple[str, ...]
) -> None:
    desk = desk_of(*program)
    fault = desk.prepare().exception(PATIENCE_S)
    assert isinstance(fault, EnvironmentFault)
    assert fault.code == "handwriting.not_learnt"
    assert desk.read(TEN).result(PATIENCE_S) == []
    assert list(tmp_path.iterdir()) == []


def test_after_its_process_was_killed_it_learns_when_it_is_asked_again(
    desk_of: Callable[..., Desk], tmp_path: Path
) -> None:
    desk = desk_of(*shell(f'mkdir {tmp_path}/once 2>&- && kill -9 $$; exec "$@"'))
    assert isinstance(desk.prepare().exception(PATIENCE_S), EnvironmentFault)
    assert desk.prepare().exception(PATIENCE_S) is None
    assert desk.read(TEN).result(PATIENCE_S)[0] == "十"


def test_it_is_learnt_once(desk_of: Callable[..., Desk]) -> None:
    assert desk_of().prepare().exception(PATIENCE_S) is None
    assert desk_of("false").read(TEN).result(PATIENCE_S)[0] == "十"


def test_a_torn_file_is_learnt_anew_and_mended(
    desk_of: Callable[..., Desk], tmp_path: Path
) -> None:
    assert desk_of().prepare().exception(PATIENCE_S) is None
    os.truncate(tmp_path / "shapes", 2000)
    assert desk_of().read(TEN).result(PATIENCE_S)[0] == "十"
    assert desk_of("false").read(TEN).result(PATIENCE_S)[0] == "十"


def test_another_font_in_its_place_is_learnt(
    desk_of: Callable[..., Desk], font: Path, tmp_path: Path
) -> None:
    letters = tmp_path / "font.ttf"
    letters.symlink_to(font)
    assert desk_of(letters=letters).prepare().exception(PATIENCE_S) is None
    letters.unlink()
    letters.write_bytes(font.read_bytes())  # the same letters, but nobody can know
    fault = desk_of("false", letters=letters).prepare().exception(PATIENCE_S)
    assert isinstance(fault, EnvironmentFault)
    assert desk_of(letters=letters).read(TEN).result(PATIENCE_S)[0] == "十"


@pytest.mark.parametrize("folder", ["nowhere", "full"])
def test_where_nothing_can_be_kept_it_reads_all_the_same(
    desk_of: Callable[..., Desk], tmp_path: Path, folder: str
) -> None:
    file = tmp_path / "nowhere" / "shapes"
    if folder == "full":
        file = tmp_path / "shapes"
        file.with_name("shapes.new").symlink_to("/dev/full")
    desk = desk_of(file=file)
    with capture_logs() as logs:
        assert desk.read(TEN).result(PATIENCE_S)[0] == "十"
    told = [log["code"] for log in logs if log["event"] == "screen.work_failed"]
    assert told == ["handwriting.not_kept"]
    assert not file.exists()


def test_the_process_stands_back_behind_the_screen(
    desk_of: Callable[..., Desk], tmp_path: Path
) -> None:
    desk = desk_of(*shell(f"cat >&2; nice > {tmp_path}/nice"))
    assert desk.prepare().exception(PATIENCE_S) is not None
    mine = os.getpriority(os.PRIO_PROCESS, 0)
    assert int((tmp_path / "nice").read_text()) == min(19, mine + NICER)


def test_a_process_that_is_not_let_stand_back_is_ended(
    font: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "pid"

    def refuse(_which: int, pid: int, _niceness: int) -> None:
        file.write_text(f"{pid}\n")
        raise PermissionError(errno.EPERM, "not permitted")

    monkeypatch.setattr(os, "setpriority", refuse)
    with pytest.raises(EnvironmentFault) as caught:
        Pupil(("sleep", "infinity")).learn(font, KNOWN)
    assert caught.value.code == "handwriting.not_learnt"
    assert not is_running(pid_in(file))


LISTENER = """
import fcntl, os, signal, sys, termios, time
from pathlib import Path
full, noticed, heard = int(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3])
while int.from_bytes(fcntl.ioctl(0, termios.FIONREAD, bytes(4)), sys.byteorder) < full:
    time.sleep(0.01)
os.kill(os.getppid(), signal.SIGUSR1)
while not noticed.exists():
    time.sleep(0.01)
heard.write_text(str(len(sys.stdin.buffer.read())))
"""


def test_a_signal_in_mid_question_loses_none_of_it(font: Path, tmp_path: Path) -> None:
    noticed, heard = tmp_path / "noticed", tmp_path / "heard"
    ends = os.pipe()
    full = fcntl.fcntl(ends[0], fcntl.F_GETPIPE_SZ)
    for end in ends:
        os.close(end)
    question = "a" * (full + full // 4)
    before = signal.signal(signal.SIGUSR1, lambda *_: noticed.touch())
    try:
        pupil = Pupil((sys.executable, "-c", LISTENER, str(full), str(noticed), str(heard)))
        with pytest.raises(EnvironmentFault):
            pupil.learn(font, question)
    finally:
        signal.signal(signal.SIGUSR1, before)
    assert heard.read_text() == str(len(question))


def test_it_ends_with_the_desk(desk_of: Callable[..., Desk], tmp_path: Path) -> None:
    desk = desk_of(*shell(f'echo $$ > {tmp_path}/pid; exec "$@"'), known=None)
    learning = desk.prepare()
    pid = pid_in(tmp_path / "pid")
    desk.close()
    assert learning.exception(0) is None
    assert not is_running(pid)


def test_a_desk_that_is_closed_starts_nothing(font: Path) -> None:
    pupil = Pupil()
    pupil.dismiss()
    with pytest.raises(EnvironmentFault) as caught:
        pupil.learn(font, KNOWN)
    assert caught.value.code == "handwriting.not_learnt"


def test_it_ends_when_the_terminal_is_killed(tmp_path: Path) -> None:
    program = shell(f'echo $$ > {tmp_path}/pid; exec "$@"')
    terminal = (
        "from pathlib import Path\n"
        "from kiosk.documents.fonts import REGULAR, find_font, font_folders\n"
        "from kiosk.handwriting.desk import Desk\n"
        "from kiosk.handwriting.pupil import Pupil\n"
        f"desk = Desk(find_font(REGULAR, font_folders()), Path({str(tmp_path / 'shapes')!r}),"
        f" None, Pupil({program!r}))\n"
        "desk.prepare().result()\n"
    )
    with subprocess.Popen([sys.executable, "-c", terminal]) as process:
        pid = pid_in(tmp_path / "pid")
        process.send_signal(signal.SIGKILL)
    wait(lambda: not is_running(pid))
    assert not (tmp_path / "shapes").exists()
