"""Another program that does one piece of work and can be ended at once from any thread."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from threading import Lock

from drivers.api import DeviceFault, Wanted


class Program:
    """Runs one program at a time, without a shell; what it reads and writes goes through pipes.

    Nothing of what is said stands among the arguments: everybody on the machine could read them.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._running: subprocess.Popen[bytes] | None = None

    def run(
        self, arguments: Sequence[str], content: bytes, wanted: Wanted, limit_s: float
    ) -> bytes | None:
        """Run it to its end.

        Args:
            arguments: the program and what it is told.
            content: what it reads.
            wanted: asked under the same lock that `end` takes, so that neither misses the other.
            limit_s: seconds after which it hangs.

        Returns:
            What it wrote; None when it was ended.

        Raises:
            DeviceFault: ``sound.no_program`` when it is not installed, ``sound.silent`` when it
                hangs, ``sound.refused`` when it says that something is wrong.
        """
        with self._lock:
            if not wanted():
                return None
            try:
                running = subprocess.Popen(
                    arguments,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                )
            except OSError as error:
                raise DeviceFault(
                    "sound.no_program",
                    f"{arguments[0]} cannot be started: {error.strerror}.",
                    "sudo apt-get install espeak-ng alsa-utils",
                ) from error
            self._running = running
        try:
            written, complaint = running.communicate(content, timeout=limit_s)
        except subprocess.TimeoutExpired:
            running.kill()
            running.communicate()
            raise DeviceFault(
                "sound.silent",
                f"{arguments[0]} did not come to its end in {limit_s:.0f} s.",
                "Try it by hand; docs/operating.md shows how.",
            ) from None
        finally:
            with self._lock:
                self._running = None
        if running.returncode < 0:
            return None
        if running.returncode:
            said = complaint.decode(errors="replace").strip().splitlines()
            raise DeviceFault(
                "sound.refused",
                f"{arguments[0]} says: {said[-1] if said else 'nothing'}",
                "Look at the device's address in the configuration; docs/operating.md.",
            )
        return written

    def end(self) -> None:
        """End it, if it runs."""
        with self._lock:
            if self._running is not None:
                self._running.kill()
