"""A receipt printer on a TCP port: the bytes of a real one, and hands to take its paper away.

Real-time questions are answered on arrival, even while data wait for paper; everything else is
worked off in order, and waits when the printer cannot print.
"""

from __future__ import annotations

import socket
from collections import deque
from collections.abc import Callable
from threading import Condition, Thread

from drivers.receipt_printer.encoder import PAPERS
from drivers.simulators.printer_interpreter import Interpreter, Model
from drivers.simulators.printer_paper import PrintedReceipt

DLE, EOT = 0x10, 0x04
STATUS_BASE = 0x12
SOCKET_BYTES = 8 * 1024


class ReceiptPrinterSimulator:
    """An ESC/POS printer that listens on loopback.

    Args:
        host: where to listen.
        port: which port, 0 for any free one.
        paper_mm: width of the roll.
        model: which of the commands it knows.
    """

    def __init__(
        self,
        host: str = "127.0.0.1",
        port: int = 0,
        *,
        paper_mm: int = 80,
        model: Model | None = None,
    ) -> None:
        self.model = model or Model()
        self.host = host
        self.port = port
        self._state = Condition()
        self._receipts: list[PrintedReceipt] = []
        self._paper_out = self._paper_low = self._cover_open = False
        self._cutter_stuck = self._silent = self._held = False
        self._after: tuple[int, str] | None = None
        self._buffer: deque[int] = deque()
        self._tail = b""
        self._listener: socket.socket | None = None
        self._lines: list[socket.socket] = []
        self._running = False
        self._engine: Thread | None = None
        self._interpreter = Interpreter(
            PAPERS[paper_mm].dots,
            answer=self._answer,
            printed=self._receipts.append,
            paper_state=lambda: (0x0C if self._paper_out else 0) | (0x03 if self._paper_low else 0),
            report=self._automatic_status,
            model=self.model,
        )

    # --- life -------------------------------------------------------------------------------

    def start(self) -> None:
        """Listen and print."""
        with self._state:
            if self._running:
                return
            self._running = True
        self._engine = Thread(target=self._print, name="simulated-printer", daemon=True)
        self._engine.start()
        self.replug()

    def stop(self) -> None:
        """Close the port; what was printed stays readable."""
        self.unplug()
        with self._state:
            self._running = False
            self._state.notify_all()
        if self._engine is not None:
            self._engine.join(2.0)

    # --- hands ------------------------------------------------------------------------------

    def become(self, model: Model) -> None:
        """Know other commands from now on."""
        with self._state:
            self.model = self._interpreter.model = model

    def paper_out(self, *, after: int | None = None) -> None:
        """Take the paper away, now or once `after` more bytes have been worked off.

        Real-time questions do not count, here and below: how many there are depends on how long
        the terminal waits.
        """
        self._happen("_paper_out", after)

    def paper_low(self) -> None:
        """Leave only the end of the roll."""
        self._set(_paper_low=True)

    def calm(self) -> None:
        """Let nothing happen that was planned and has not happened yet."""
        with self._state:
            self._after = None

    def load_paper(self) -> None:
        """A new roll; what was waiting is printed, as real printers do."""
        self._set(_paper_out=False, _paper_low=False)

    def open_cover(self, *, after: int | None = None) -> None:
        """Open the cover, now or after so many more bytes."""
        self._happen("_cover_open", after)

    def close_cover(self) -> None:
        """Close the cover."""
        self._set(_cover_open=False)

    def jam_cutter(self) -> None:
        """Let the knife stick."""
        self._set(_cutter_stuck=True)

    def free_cutter(self) -> None:
        """Free the knife."""
        self._set(_cutter_stuck=False)

    def fall_silent(self, *, after: int | None = None) -> None:
        """Take everything, answer and print nothing, now or after so many more bytes."""
        self._happen("_silent", after)

    def speak(self) -> None:
        """End of silence."""
        self._set(_silent=False)

    def hold(self) -> None:
        """Be slow: healthy, answering, but not printing until `release`."""
        self._set(_held=True)

    def release(self) -> None:
        """Go on printing."""
        self._set(_held=False)

    def unplug(self, *, after: int | None = None) -> None:
        """Pull the power: connections break, data that waited are lost."""
        if after is not None:
            self._happen("unplug", after)
            return
        with self._state:
            listener, self._listener = self._listener, None
            lines, self._lines = self._lines, []
            self._buffer.clear()
            self._tail = b""
            self._interpreter.power_cycle()
        for each in ([listener] if listener else []) + lines:
            _shut(each)

    def drop(self, *, after: int | None = None) -> None:
        """Break the connections and nothing else: the printer goes on with what it has."""
        if after is not None:
            self._happen("drop", after)
            return
        with self._state:
            lines, self._lines = self._lines, []
            self._tail = b""
        for each in lines:
            _shut(each)

    def replug(self) -> None:
        """Power on again, on the same port."""
        with self._state:
            if self._listener is not None:
                return
            listener = socket.create_server((self.host, self.port))
            # As little as a printer has: a host that sends more has to wait.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SOCKET_BYTES)
            self.port = listener.getsockname()[1]
            self._listener = listener
        Thread(target=self._listen, args=(listener,), daemon=True).start()

    # --- what came out ----------------------------------------------------------------------

    @property
    def receipts(self) -> list[PrintedReceipt]:
        """Every piece of paper cut off so far."""
        with self._state:
            return list(self._receipts)

    def take(self) -> list[PrintedReceipt]:
        """Take every piece of paper out of the tray."""
        with self._state:
            taken = list(self._receipts)
            self._receipts.clear()
        return taken

    @property
    def hanging(self) -> PrintedReceipt:
        """What is printed but not cut off."""
        with self._state:
            return self._interpreter.hanging()

    @property
    def waiting(self) -> int:
        """Bytes taken and not yet worked off."""
        with self._state:
            return len(self._buffer)

    @property
    def faults(self) -> list[str]:
        """What a strict reader of ESC/POS objects to in the bytes so far."""
        with self._state:
            return list(self._interpreter.faults)

    def wait_for(self, condition: Callable[[], bool], timeout_s: float = 60.0) -> bool:
        """Wait until something is so; False when it did not come about in time."""
        with self._state:
            return self._state.wait_for(condition, timeout_s)

    # --- threads ----------------------------------------------------------------------------

    def _listen(self, listener: socket.socket) -> None:
        while True:
            try:
                line, _ = listener.accept()
                line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            except OSError:
                return  # unplugged
            with self._state:
                if listener is not self._listener:
                    _shut(line)
                    return
                self._lines.append(line)
            Thread(target=self._receive, args=(line,), daemon=True).start()

    def _receive(self, line: socket.socket) -> None:
        while True:
            try:
                data = line.recv(4096)
            except OSError:
                data = b""
            with self._state:
                if not data or line not in self._lines:
                    if line in self._lines:
                        self._lines.remove(line)
                    _shut(line)
                    return
                self._real_time(data)
                self._state.wait_for(
                    lambda: len(self._buffer) < self.model.buffer_bytes or not self._running
                )
                self._buffer.extend(data)
                self._state.notify_all()

    def _print(self) -> None:
        with self._state:
            while True:
                self._state.wait_for(lambda: not self._running or self._can_print())
                if not self._running:
                    return
                if self._interpreter.feed(self._buffer.popleft()):
                    self._count_down()
                self._state.notify_all()

    def _can_print(self) -> bool:
        return bool(self._buffer) and not (self._offline() or self._silent or self._held)

    def _offline(self) -> bool:
        return self._paper_out or self._cover_open or self._cutter_stuck

    # --- answers ----------------------------------------------------------------------------

    def _real_time(self, data: bytes) -> None:
        """Answer `DLE EOT n` wherever it stands, even in the middle of a picture."""
        stream = self._tail + data
        for place in range(len(stream) - 2):
            if stream[place] == DLE and stream[place + 1] == EOT:
                status = self._status(stream[place + 2])
                if status is not None and self.model.knows_status:
                    self._answer(bytes([status]))
        self._tail = stream[-2:]

    def _status(self, number: int) -> int | None:
        match number:
            case 1:
                return STATUS_BASE | (0x08 if self._offline() else 0)
            case 2:
                cover, paper = self._cover_open, self._paper_out
                error = 0x40 if self._cutter_stuck else 0
                return STATUS_BASE | (0x04 if cover else 0) | (0x20 if paper else 0) | error
            case 3:
                return STATUS_BASE | (0x08 if self._cutter_stuck else 0)
            case 4:
                near = self._paper_low or self._paper_out
                return STATUS_BASE | (0x0C if near else 0) | (0x60 if self._paper_out else 0)
            case _:
                return None

    def _automatic_status(self) -> None:
        """`GS a`: four bytes whenever something changed."""
        if not self._interpreter.automatic_status:
            return
        near = self._paper_low or self._paper_out
        four = bytes(
            [
                0x10 | (0x08 if self._offline() else 0) | (0x20 if self._cover_open else 0),
                0x08 if self._cutter_stuck else 0,
                (0x03 if near else 0) | (0x0C if self._paper_out else 0),
                0x0F,
            ]
        )
        self._answer(self.model.report(four))

    def _answer(self, data: bytes) -> None:
        if self._silent:
            return
        for line in self._lines[-1:]:
            try:
                line.sendall(data)
            except OSError:
                continue  # the host hung up; its reader thread tidies away

    # --- changes ----------------------------------------------------------------------------

    def _set(self, **states: bool) -> None:
        with self._state:
            for name, value in states.items():
                setattr(self, name, value)
            self._automatic_status()
            self._state.notify_all()

    def _happen(self, name: str, after: int | None) -> None:
        if after is None:
            self._set(**{name: True})
            return
        with self._state:
            self._after = (after, name)

    def _count_down(self) -> None:
        """Called with the state held after each byte worked off that is no real-time question."""
        if self._after is None:
            return
        left, name = self._after
        self._after = (left - 1, name)
        if left > 1:
            return
        self._after = None
        if name in {"unplug", "drop"}:
            getattr(self, name)()
        else:
            self._set(**{name: True})


def _shut(line: socket.socket) -> None:
    """Close a socket so that threads waiting on it wake."""
    try:
        line.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass  # listening, or already gone
    finally:
        line.close()
