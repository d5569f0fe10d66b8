"""A PC/SC service of its own with a virtual reader, and the cards that are put into it.

The real `pcscd` with the driver of vsmartcard (Debian packages pcscd and vsmartcard-vpcd), in a
network namespace and a mount namespace of its own: the virtual reader listens for cards on every
interface of its network, where no one but this program shall be, and the service's socket lies in
a folder of ours. That needs root.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import socket
import struct
import subprocess
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Event, Lock, Thread

from drivers.card_reader.pcsc import Pcsc
from drivers.simulators.chip_card import SimulatedChip
from kiosk.errors import BugError

DRIVER = Path("/usr/lib/pcsc/drivers/serial/libifdvpcd.so")
PORT = 35963
PATIENCE_S = 20.0
MOMENT_S = 0.02
SOCKET_VARIABLE = "PCSCLITE_CSOCK_NAME"
"""Where the library looks for the service; read once in the life of a process."""

_CLONE_NEWNET = 0x40000000
_ATR = 4
"""Control byte; the others, 0 off, 1 on and 2 reset, want no answer."""
_START = """
ip link set lo up
mount -t tmpfs tmpfs /run
mkdir /run/pcscd
mount --bind "$1/run" /run/pcscd
exec pcscd -f -c "$1/reader.conf"
"""
"""What the shell in the new namespaces does; it becomes the service."""
_READER = """FRIENDLYNAME "Virtual PCD"
DEVICENAME   /dev/null:{port}
LIBPATH      {driver}
CHANNELID    {port}
"""


def why_not() -> str:
    """Why it cannot run here; empty when it can."""
    if os.geteuid() != 0:
        return "a network of its own for the virtual card reader needs root"
    missing = [name for name in ("pcscd", "unshare", "mount", "ip") if shutil.which(name) is None]
    if missing or not DRIVER.exists():
        return f"not installed: {', '.join(missing) or 'vsmartcard-vpcd'} (script/setup test)"
    tried = subprocess.run(
        ["unshare", "-n", "-m", "true"], capture_output=True, text=True, check=False
    )
    return tried.stderr.strip() if tried.returncode else ""


class PcscService:
    """The service; all controls may be called from any thread.

    Args:
        folder: a short path to an empty folder of its own, outside `/run`.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self._card: CardInSlot | None = None
        self._lock = Lock()

    @property
    def address(self) -> Path:
        """Where the library has to look for it (`SOCKET_VARIABLE`)."""
        return self._folder / "run" / "pcscd.comm"

    @property
    def running(self) -> bool:
        """Whether it runs."""
        return self._process is not None and self._process.poll() is None

    def start(self, *, readers: bool = True) -> None:
        """Start the service and wait until it listens.

        Args:
            readers: False for one without any reader.
        """
        run = self._folder / "run"
        run.mkdir(exist_ok=True)
        for left in run.iterdir():
            left.unlink()
        told = _READER.format(port=PORT, driver=DRIVER) if readers else ""
        (self._folder / "reader.conf").write_text(told, encoding="utf-8")
        self._process = subprocess.Popen(
            ["unshare", "-n", "-m", "sh", "-ec", _START, "sh", str(self._folder)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.environ[SOCKET_VARIABLE] = str(self.address)
        self._wait(self._listens, "The PC/SC service does not listen.")

    def stop(self, *, kill: bool = False) -> None:
        """End the service, in order or killed; safe to call twice. A card drops out."""
        process, self._process = self._process, None
        if process is not None:
            process.send_signal(signal.SIGKILL if kill else signal.SIGTERM)
            process.wait(PATIENCE_S)
        self.pull()

    def put_in(self, chip: SimulatedChip) -> CardInSlot:
        """Put a card into the reader; the service notices within half a second.

        Nobody changes cards faster than the service looks, and the virtual reader cannot: it waits
        until the service has seen the former card go.
        """
        self.pull()
        self._wait(self._sees_no_card, "The PC/SC service does not see the card go.")
        with self._lock:
            self._card = CardInSlot(chip, self._connect())
            return self._card

    def pull(self) -> None:
        """Pull the card out; nothing happens when there is none."""
        with self._lock:
            card, self._card = self._card, None
        if card is not None:
            card.pull()

    def _listens(self) -> bool:
        if not self.running:
            raise BugError("The PC/SC service has ended at its start.")
        with socket.socket(socket.AF_UNIX) as line, suppress(OSError):
            line.connect(str(self.address))
            return True
        return False

    def _sees_no_card(self) -> bool:
        """By its own count: going in and coming out count one each."""
        library = Pcsc()
        context = library.establish()
        try:
            (reader, *_) = library.readers(context)
            return library.slot(context, reader).events % 2 == 0
        finally:
            library.release(context)

    def _wait(self, condition: Callable[[], bool], complaint: str) -> None:
        moment = Event()
        for _ in range(int(PATIENCE_S / MOMENT_S)):
            if condition():
                return
            moment.wait(MOMENT_S)
        raise BugError(complaint)

    def _connect(self) -> socket.socket:
        """Reach the virtual reader in its own network: on a thread that goes there."""
        if self._process is None:
            raise BugError("The PC/SC service was not started.")
        namespace = Path(f"/proc/{self._process.pid}/ns/net")
        lines: list[socket.socket] = []

        def go_there() -> None:
            library = ctypes.CDLL(None, use_errno=True)
            with namespace.open("rb") as file:
                if library.setns(file.fileno(), _CLONE_NEWNET):
                    return
            lines.append(socket.create_connection(("127.0.0.1", PORT), PATIENCE_S))

        traveller = Thread(target=go_there, name="card-to-reader")
        traveller.start()
        traveller.join(PATIENCE_S)
        if not lines:
            raise BugError("The virtual card reader cannot be reached.")
        return lines[0]


class CardInSlot:
    """A card in the virtual reader: two bytes of length, then a control byte or a command.

    Args:
        chip: what it answers.
        line: to the reader.
    """

    def __init__(self, chip: SimulatedChip, line: socket.socket) -> None:
        self.chip = chip
        self._line = line
        self._line.settimeout(None)
        self._silent_at: bytes | None = None
        self._pull_at: bytes | None = None
        self.reached = Event()
        """Set when the command came at which it was to be silent or pulled."""
        self._thread = Thread(target=self._serve, name="simulated-card", daemon=True)
        self._thread.start()

    def fall_silent_at(self, beginning: bytes) -> None:
        """Never answer a command that begins so."""
        self._silent_at = beginning

    def pull_at(self, beginning: bytes) -> None:
        """Be pulled out while a command that begins so is worked on."""
        self._pull_at = beginning

    def pull(self) -> None:
        """Be pulled out."""
        with suppress(OSError):
            self._line.shutdown(socket.SHUT_RDWR)
        self._thread.join(PATIENCE_S)
        self._line.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while (command := self._receive()) is not None:
                if len(command) == 1:
                    if command[0] == _ATR:
                        self._send(self.chip.atr)
                    else:
                        self.chip.reset()
                elif self._pull_at is not None and command.startswith(self._pull_at):
                    self._line.shutdown(socket.SHUT_RDWR)
                    self.reached.set()
                    return
                elif self._silent_at is not None and command.startswith(self._silent_at):
                    self.reached.set()
                else:
                    self._send(self.chip.answer(command))

    def _receive(self) -> bytes | None:
        # the reader sends head and body apart and waits for the acknowledgement between them
        self._line.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        head = self._line.recv(2, socket.MSG_WAITALL)
        if len(head) < 2:  # noqa: PLR2004 — the length
            return None
        (size,) = struct.unpack(">H", head)
        return self._line.recv(size, socket.MSG_WAITALL) if size else b""

    def _send(self, data: bytes) -> None:
        self._line.sendall(struct.pack(">H", len(data)) + data)
