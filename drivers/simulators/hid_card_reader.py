"""A simulated SDT card reader as a HID device: the files of the kernel, and reports behind them.

The device file is the one end of a pair of sockets that keep the bounds of reports, as hidraw does,
and can be written to, as a pipe cannot.
"""

from __future__ import annotations

import errno
import os
import shutil
import socket
import tempfile
from collections.abc import Callable
from pathlib import Path
from threading import Lock, Thread

from drivers.id_card.frames import FrameParser
from drivers.id_card.reports import Plain
from drivers.simulators.card_reader_hands import CardReaderHands
from drivers.transports.hidraw import ReportFraming
from drivers.transports.kernel import Kernel
from drivers.transports.usb_ids import UsbIds

SIZE = 64
"""Bytes of its reports."""

_MAKERS_OWN = bytes.fromhex("06 00 FF 09 01 A1 01 15 00 26 FF 00 75 08")
"""Usage page of the maker, one collection, bytes."""
_IN_AND_OUT = bytes.fromhex("95 40 09 01 81 02 95 40 09 01 91 02 C0")
"""64 of them in, 64 of them out."""


class HidrawFolder:
    """Stands for `/sys/class/hidraw` and the device files in `/dev`; drivers get its `kernel`."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="bianmin-hidraw-"))
        self.path = self._folder / "class/hidraw"
        self.path.mkdir(parents=True)
        self.kernel = Kernel(self._folder, self._folder / "dev", self._open)
        self._lock = Lock()
        self._count = 0
        self._files: dict[str, socket.socket] = {}
        self.refused = 0
        """Errno that opening a device file ends with; 0 when it can be opened."""

    def plug(self, ids: UsbIds, descriptor: bytes, host_end: socket.socket) -> str:
        """Make a device appear under the next number; gives its name."""
        with self._lock:
            name = f"hidraw{self._count}"
            self._count += 1
            self._files[name] = host_end
            coming = self.path / f"coming-{name}" / "device"
            coming.mkdir(parents=True)
            (coming / "report_descriptor").write_bytes(descriptor)
            (coming / "uevent").write_text(
                f"DRIVER=hid-generic\nHID_ID=0003:{ids.vendor:08X}:{ids.product:08X}\n"
                f"HID_NAME=Card reader\nHID_UNIQ={ids.serial}\n",
                "utf-8",
            )
            coming.parent.rename(self.path / name)
            return name

    def unplug(self, name: str) -> None:
        """Make a device vanish."""
        with self._lock:
            shutil.rmtree(self.path / name)
            del self._files[name]

    def _open(self, path: Path, mode: int) -> int:  # noqa: ARG002 — always for both
        """Open a device file; raises `OSError` as the kernel would."""
        with self._lock:
            if self.refused:
                raise OSError(self.refused, os.strerror(self.refused))
            if path.name not in self._files:
                raise OSError(errno.ENOENT, os.strerror(errno.ENOENT))
            file = os.dup(self._files[path.name].fileno())
        os.set_blocking(file, False)
        return file

    def remove(self) -> None:
        """Remove the folder; safe to call twice."""
        shutil.rmtree(self._folder, ignore_errors=True)


class HidCardReaderSimulator(CardReaderHands):
    """One simulated reader; all controls may be called from any thread.

    Args:
        folder: where it is plugged in.
        ids: what it says of itself.
        framing: how it puts frames into reports.
        number: number of its reports; 0: they have none.
    """

    def __init__(
        self,
        folder: HidrawFolder,
        ids: UsbIds = UsbIds(0x0316, 0x5020),  # noqa: B008 - frozen
        framing: Callable[[int], ReportFraming] = Plain,
        number: int = 0,
    ) -> None:
        super().__init__()
        self.ids = ids
        self._folder = folder
        self._framing = framing
        self._number = number
        self._plug_lock = Lock()
        self._end: socket.socket | None = None
        self._thread: Thread | None = None
        self.name = ""

    @property
    def plugged(self) -> bool:
        """Whether the reader is plugged in."""
        return self._end is not None

    def replug(self) -> None:
        """Plug the reader in, under a new number; a card that lies there is as if newly laid."""
        with self._plug_lock:
            if self._end is not None:
                return
            self._power_cycle()
            self._end, host_end = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            numbered = bytes((0x85, self._number)) if self._number else b""
            descriptor = _MAKERS_OWN + numbered + _IN_AND_OUT
            self.name = self._folder.plug(self.ids, descriptor, host_end)
            self._host_end = host_end
            self._thread = Thread(
                target=self._serve,
                args=(self._end,),
                name="hid-card-reader-simulator",
                daemon=True,
            )
            self._thread.start()

    def unplug(self) -> None:
        """Pull the reader's cable."""
        with self._plug_lock:
            if self._end is None or self._thread is None:
                return
            self._folder.unplug(self.name)
            self._end.shutdown(socket.SHUT_RDWR)
            self._thread.join()
            self._end.close()
            self._host_end.close()
            self._end = self._thread = None

    def _serve(self, end: socket.socket) -> None:
        parser = FrameParser()
        hearing = self._framing(SIZE)
        saying = self._framing(SIZE)
        while report := end.recv(4096):
            # what the host writes begins with the report's number, which may be 0
            for frame in parser.feed(hearing.unpack(report[1:])):
                for piece in saying.pack(self._answer_to(frame).data):
                    number = bytes((self._number,)) if self._number else b""
                    try:
                        end.send(number + piece.ljust(SIZE, b"\0"))
                    except OSError:
                        return  # unplugged in mid-answer
