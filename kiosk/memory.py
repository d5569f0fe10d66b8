"""What a session says stays in memory: no core dump of this process, no scratch file on a disk."""

from __future__ import annotations

import ctypes
import fcntl
import os
import resource
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PR_SET_DUMPABLE = 4  # linux/prctl.h
_PREFIX = "bianmin-words-"
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 – meant: the file system in memory of every Linux
"""Where Linux keeps files in memory (tmpfs)."""


def forbid_core_dumps() -> None:
    """Let nothing write this process's memory to a disk when it crashes, nor another read it.

    The limit alone does not bind a core handler that the kernel pipes to (core(5)); a process that
    is not dumpable is not handed to one.
    """
    _, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, hard))
    ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


@contextmanager
def scratch_in_memory(where: Path = SHARED_MEMORY) -> Iterator[Path]:
    """A folder of this process alone that no disk ever sees, gone with it.

    One that a killed process left is taken away by the next. Where there is no file system in
    memory it stands in the machine's folder for temporary files.
    """
    base = where if where.is_dir() else Path(tempfile.gettempdir())
    for left in base.glob(f"{_PREFIX}*"):
        _take_away(left)
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=base))
    held = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)  # given up by the kernel however this process ends
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(held)


def _take_away(folder: Path) -> None:
    """Remove a folder whose process is gone; another user's, or one in use, is left alone."""
    try:
        held = os.open(folder, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError:
        return  # another user's, or gone this moment
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    else:
        shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(held)
