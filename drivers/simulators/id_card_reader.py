"""A simulated SDT card reader on a pty: the real driver talks to it in the real bytes.

Answers leave in pieces at the pace of the line, as from a USB-serial converter.
"""

from __future__ import annotations

import os
import select
import shutil
import tempfile
from pathlib import Path
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING

from drivers.id_card.frames import FrameParser
from drivers.simulators.card_reader_hands import CardReaderHands
from drivers.simulators.pseudo_terminal import PseudoTerminal
from drivers.simulators.sample_cards import SimulatedCard, sample_id_cards
from drivers.simulators.sdt_reader import LineDamage
from kiosk.clock import Clock, SystemClock
from kiosk.errors import BugError

if TYPE_CHECKING:
    from drivers.id_card.frames import Frame

__all__ = ["IdCardReaderSimulator", "LineDamage", "SimulatedCard", "sample_id_cards"]

CHUNK = 64
BITS_PER_BYTE = 10
"""8N1: a start bit, eight data bits, a stop bit."""


class IdCardReaderSimulator(CardReaderHands):
    """One simulated reader; all controls may be called from any thread.

    Args:
        baud: speed the line begins with and returns to when the reader is plugged in again.
        paced: whether answers take as long as on a real line.
        chunk: bytes of an answer that leave together.
        clock: paces the line.
    """

    def __init__(
        self,
        baud: int = 115200,
        *,
        paced: bool = True,
        chunk: int = CHUNK,
        clock: Clock | None = None,
    ) -> None:
        super().__init__()
        self._first_baud = self.baud = baud
        self._paced = paced
        self._chunk = chunk
        self._clock = clock or SystemClock()
        self._plug_lock = Lock()
        self._folder: Path | None = None
        self._port: PseudoTerminal | None = None
        self._pulled_out = Event()
        self._waker: tuple[int, int] | None = None
        self._thread: Thread | None = None

    @property
    def path(self) -> str:
        """Where the driver finds the port; the same before and after unplugging."""
        return str(self._started().path)

    @property
    def plugged(self) -> bool:
        """Whether the reader is plugged in."""
        return self._port is not None and self._port.plugged

    def start(self) -> None:
        """Make the port and plug the reader in."""
        self._folder = Path(tempfile.mkdtemp(prefix="bianmin-reader-"))
        self._port = PseudoTerminal(self._folder / "id-card-reader")
        self.replug()

    def stop(self) -> None:
        """Unplug the reader and remove the port; safe to call twice."""
        if self._folder is None:
            return
        self.unplug()
        shutil.rmtree(self._folder)
        self._folder = self._port = None

    def unplug(self) -> None:
        """Pull the reader's cable; what it was sending is lost."""
        with self._plug_lock:
            port = self._started()
            if self._thread is None or self._waker is None:
                return
            self._pulled_out.set()
            os.write(self._waker[1], b"x")
            self._thread.join()
            port.unplug()
            for end in self._waker:
                os.close(end)
            self._thread = self._waker = None

    def replug(self) -> None:
        """Plug the reader in again; the card that lies there is as if newly laid."""
        with self._plug_lock:
            port = self._started()
            if self._thread is not None:
                return
            self._power_cycle()
            self.baud = self._first_baud
            self._pulled_out.clear()
            self._waker = os.pipe()
            self._thread = Thread(
                target=self._serve,
                args=(port, port.plug(), self._waker[0]),
                name="id-card-reader-simulator",
                daemon=True,
            )
            self._thread.start()

    def _started(self) -> PseudoTerminal:
        if self._port is None:
            raise BugError("The simulated card reader was not started.")
        return self._port

    def _serve(self, port: PseudoTerminal, master: int, wake: int) -> None:
        parser = FrameParser()
        while True:
            ready, _, _ = select.select([master, wake], [], [])
            if wake in ready:
                return
            data = os.read(master, 4096)
            if not port.runs_at(self.baud):
                continue  # at another speed a UART sees nothing but framing errors
            for frame in parser.feed(data):
                self._answer(master, frame)

    def _answer(self, master: int, frame: Frame) -> None:
        answer = self._answer_to(frame)
        began = self._clock.monotonic() + self._on_the_line(len(frame.body) + 8)
        for start in range(0, len(answer.data), self._chunk):
            piece = answer.data[start : start + self._chunk]
            due = began + self._on_the_line(start + len(piece))
            if self._pulled_out.wait(max(0.0, due - self._clock.monotonic())):
                return
            try:
                os.write(master, piece)
            except BlockingIOError:
                return  # nobody reads: a UART overruns and loses the bytes
        self.baud = answer.baud or self.baud

    def _on_the_line(self, size: int) -> float:
        """Seconds that `size` bytes take."""
        return size * BITS_PER_BYTE / self.baud if self._paced else 0.0
