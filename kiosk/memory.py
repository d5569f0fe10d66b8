"""What a session says stays in memory: no core dump of this process, no scratch file on a disk."""

from __future__ import annotations

import ctypes
import resource
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PR_SET_DUMPABLE = 4  # linux/prctl.h
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

    Where there is no file system in memory it stands in the machine's folder for temporary files.
    """
    base = where if where.is_dir() else None
    folder = Path(tempfile.mkdtemp(prefix="bianmin-", dir=base))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
