"""Has characters learnt by a process of its own: seconds of work, which no frame is to wait for.

A thread would share Python's lock with the screen, and hold up its frames all the time.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from threading import Lock

import numpy as np

from kiosk.errors import EnvironmentFault
from kiosk.handwriting.learning import open_font
from kiosk.handwriting.shapes import SIZE, Shapes

PROGRAM = (sys.executable, "-m", "kiosk.handwriting.learning")
NICER = 10
"""How far the process stands back; it still gets a tenth of a processor that others use."""


class Pupil:
    """Learns for whoever waits for it; ends with this process, however that ends.

    Args:
        program: what learns; it is given the font.
    """

    def __init__(self, program: Sequence[str] = PROGRAM) -> None:
        self._program = program
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._dismissed = False

    def learn(self, font: Path, characters: Sequence[str]) -> Shapes:
        """The shapes of characters as a font writes them; waits until they are learnt.

        Raises:
            EnvironmentFault: ``handwriting.no_font``, or ``handwriting.not_learnt`` when the
                process ended early, or was not there because `dismiss` came first.
        """
        open_font(font)
        learnt = np.empty((len(characters), SIZE), np.float32)
        with self._begin(font) as process:
            _stand_back(process)
            got = _exchange(process, "".join(characters).encode(), learnt.data.cast("B"))
        if got < learnt.nbytes or process.returncode != 0:
            raise _not_learnt(f"the process that learns them ended with {process.returncode}")
        return learnt

    def dismiss(self) -> None:
        """End what is being learnt, and learn nothing any more."""
        with self._lock:
            self._dismissed = True
            if self._process is not None:
                self._process.kill()

    def _begin(self, font: Path) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._dismissed:
                raise _not_learnt("the program ends")
            try:
                process = subprocess.Popen(
                    [*self._program, str(font)],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    # the products are small; threads for them would only be in the way
                    env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
                )
            except OSError as error:
                raise _not_learnt(f"no process can be started ({error.strerror})") from error
            self._process = process
        return process


def _stand_back(process: subprocess.Popen[bytes]) -> None:
    """Have a process leave the processor to others; one that is not let is ended."""
    niceness = os.getpriority(os.PRIO_PROCESS, 0)
    try:
        os.setpriority(os.PRIO_PROCESS, process.pid, niceness + NICER)
    except OSError as error:
        process.kill()
        raise _not_learnt(f"it cannot stand back for others ({error.strerror})") from error


def _exchange(process: subprocess.Popen[bytes], question: bytes, answer: memoryview) -> int:
    """Give a process its question and gather its answer; how many bytes of that came."""
    assert process.stdin is not None  # noqa: S101 -- asked for
    assert process.stdout is not None  # noqa: S101 -- likewise
    try:
        with process.stdin as stdin:
            stdin.write(question)
    except BrokenPipeError:
        return 0
    got = 0
    while more := process.stdout.readinto(answer[got:]):  # type: ignore[attr-defined] # buffered
        got += more
    return got


def _not_learnt(why: str) -> EnvironmentFault:
    return EnvironmentFault(
        "handwriting.not_learnt",
        f"The shapes of written characters were not learnt: {why}.",
        "It is tried again when the next person comes; see that memory is free.",
    )
