import subprocess
import sys
from pathlib import Path

from kiosk.memory import SHARED_MEMORY, scratch_in_memory

BE_KILLED = """
import os, signal, sys
from pathlib import Path
from kiosk.memory import scratch_in_memory
with scratch_in_memory(Path(sys.argv[1])) as folder:
    (folder / "words").write_text("x")
    os.kill(os.getpid(), signal.SIGKILL)
"""
LOOK = """
import ctypes, resource
from kiosk.memory import forbid_core_dumps
before = ctypes.CDLL(None).prctl(3, 0, 0, 0, 0)
forbid_core_dumps()
print(before, resource.getrlimit(resource.RLIMIT_CORE)[0], ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
"""


def test_a_process_can_be_kept_from_dumping_its_memory() -> None:
    seen = subprocess.run([sys.executable, "-c", LOOK], capture_output=True, text=True, check=True)
    assert seen.stdout.split() == ["1", "0", "0"]


def test_scratch_stands_in_memory_and_goes() -> None:
    with scratch_in_memory() as folder:
        (folder / "words").write_text("王秀花")
        assert folder.parent == SHARED_MEMORY
        assert folder.stat().st_mode & 0o077 == 0
    assert not folder.exists()


def test_scratch_is_found_where_no_file_system_is_in_memory(tmp_path: Path) -> None:
    with scratch_in_memory(tmp_path / "none") as folder:
        assert folder.is_dir()
    assert not folder.exists()


def test_what_a_killed_process_left_is_taken_away_by_the_next(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", BE_KILLED, str(tmp_path)], check=False)
    (left,) = tmp_path.iterdir()
    other = tmp_path / "of-somebody-else"
    other.mkdir()
    with scratch_in_memory(tmp_path) as first, scratch_in_memory(tmp_path) as second:
        assert not left.exists()
        assert first.is_dir()
        assert second.is_dir()
    assert list(tmp_path.iterdir()) == [other]
