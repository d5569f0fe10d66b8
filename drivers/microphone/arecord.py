"""A microphone through ALSA's own recorder, `arecord`.

A process of its own gives the samples through a pipe: it can be ended at any moment, whatever the
sound card does, and nothing that is said touches the disk.
"""

from __future__ import annotations

import os
import select
import subprocess
from threading import Lock

from drivers.api import DeviceClass, DeviceFault
from kiosk.clock import Clock
from kiosk.sound import RATE_HZ, SAMPLE_BYTES

PROGRAM = "arecord"
SHAPE = ("-q", "-t", "raw", "-f", "S16_LE", "-r", str(RATE_HZ), "-c", "1")
PIECE_BYTES = RATE_HZ * SAMPLE_BYTES // 10
"""A tenth of a second."""
OPEN_LIMIT_S = 3.0
SILENCE_LIMIT_S = 2.0
"""A microphone that gives no sample for so long does not work; a quiet room still gives some."""
END_LIMIT_S = 1.0
GONE = ("No such device", "No such file", "Unknown PCM", "Cannot get card index", "Input/output")
"""What ALSA says of a sound card that is not there, or no longer."""
TAKEN = "Device or resource busy"


class ArecordMicrophone:
    """Records with `arecord` (Debian package alsa-utils).

    Args:
        name: its name in the configuration.
        pcm: ALSA's name of the microphone, such as ``default`` or ``plughw:CARD=USB``.
        clock: time.
    """

    device_class = DeviceClass.MICROPHONE

    def __init__(self, name: str, pcm: str, *, clock: Clock) -> None:
        self.name = name
        self._pcm = pcm
        self._clock = clock
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = Lock()

    def open(self) -> None:
        """Check that there is a microphone."""
        self.check()

    def close(self) -> None:
        """Stop listening."""
        self.stop()

    def check(self) -> None:
        """Open the microphone for one sample, which nobody keeps."""
        try:
            done = subprocess.run(
                [PROGRAM, "-D", self._pcm, *SHAPE, "-s", "1", os.devnull],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                env=_environment(),
                timeout=OPEN_LIMIT_S,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise self._silent() from error
        except OSError as error:
            raise self._no_program(error) from error
        if done.returncode:
            raise self._refused(done.stderr)

    def start(self) -> None:
        """Begin to listen."""
        self.stop()
        try:
            process = subprocess.Popen(
                [PROGRAM, "-D", self._pcm, *SHAPE, "-"],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=_environment(),
                bufsize=0,
            )
        except OSError as error:
            raise self._no_program(error) from error
        with self._lock:
            self._process = process

    def read(self) -> bytes:
        """The next samples, at most a tenth of a second."""
        process = self._process
        if process is None or process.stdout is None:
            raise DeviceFault(
                "microphone.unplugged", f"«{self.name}» does not listen.", "Start it first."
            )
        until = self._clock.monotonic() + SILENCE_LIMIT_S
        pcm = b""
        while len(pcm) < PIECE_BYTES:
            left = until - self._clock.monotonic()
            if left <= 0 or not select.select([process.stdout], [], [], left)[0]:
                self.stop()
                raise self._silent()
            piece = process.stdout.read(PIECE_BYTES - len(pcm))
            if not piece:
                raise self._ended(process)
            pcm += piece
        return pcm

    def stop(self) -> None:
        """Listen no longer; what was not read is gone."""
        with self._lock:
            process, self._process = self._process, None
        if process is not None:
            _end(process)

    def interrupt(self) -> None:
        """End the call another thread is waiting in."""
        with self._lock:
            process = self._process
        if process is not None:
            process.kill()

    # --- inside -----------------------------------------------------------------------------

    def _ended(self, process: subprocess.Popen[bytes]) -> DeviceFault:
        """Why the recorder ended by itself."""
        try:
            _, said = process.communicate(timeout=END_LIMIT_S)
        except subprocess.TimeoutExpired:
            said = b""
        self.stop()
        return self._refused(said)

    def _refused(self, said: bytes) -> DeviceFault:
        words = said.decode("utf-8", "replace").strip().splitlines()
        reason = words[-1] if words else "it gave no reason"
        if any(TAKEN in line for line in words):
            return self._fault(
                "busy", reason, "Another program holds the microphone; stop it (fuser /dev/snd/*)."
            )
        if not words or any(sign in line for line in words for sign in GONE):
            return self._fault("unplugged", reason, "Check its plug, and its name with: arecord -L")
        return self._fault("hardware", reason, "Try it with: arecord -D NAME -d 3 /dev/null")

    def _silent(self) -> DeviceFault:
        return self._fault(
            "silent", "it gives no samples", "Pull it and plug it in; if it stays so, change it."
        )

    def _no_program(self, error: OSError) -> DeviceFault:
        return self._fault(
            "no_program", f"{PROGRAM} cannot be run: {error.strerror}", "Install alsa-utils."
        )

    def _fault(self, end: str, what: str, remedy: str) -> DeviceFault:
        return DeviceFault(f"microphone.{end}", f"The microphone «{self.name}»: {what}.", remedy)


def _environment() -> dict[str, str]:
    """This process's, with messages in one language."""
    return {**os.environ, "LC_ALL": "C"}


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the recorder and take its pipes back."""
    if process.poll() is None:
        process.kill()
    try:
        process.communicate(timeout=END_LIMIT_S)
    except (subprocess.TimeoutExpired, ValueError):  # it hangs in the kernel, or was read before
        for pipe in (process.stdout, process.stderr):
            if pipe is not None:
                pipe.close()
