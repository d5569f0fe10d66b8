"""A pty that can be unplugged and plugged in again under one path."""

from __future__ import annotations

import fcntl
import os
import struct
import termios
import tty
from pathlib import Path


class PseudoTerminal:
    """The wire between a simulated device (master end) and a driver (`path`).

    Both ends are raw. The slave end stays open here as well, so that the master sees no hang-up
    when the driver closes its end.

    Args:
        path: where the driver finds the port; a symbolic link, absent while unplugged.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._ends: tuple[int, int] | None = None

    @property
    def plugged(self) -> bool:
        """Whether the port is there."""
        return self._ends is not None

    def plug(self) -> int:
        """Make the port appear; gives the device's end, non-blocking."""
        master, slave = os.openpty()
        tty.setraw(master)
        tty.setraw(slave)
        os.set_blocking(master, False)
        self._ends = master, slave
        coming = self.path.with_name(f"{self.path.name}.coming")
        coming.symlink_to(os.ttyname(slave))
        coming.replace(self.path)
        return master

    def unplug(self) -> None:
        """Make the port vanish: whoever has it open gets a hang-up."""
        if self._ends is None:
            return
        self.path.unlink(missing_ok=True)
        for end in self._ends:
            os.close(end)
        self._ends = None

    @property
    def unread(self) -> int:
        """How many bytes have come to the driver's end and were not read yet."""
        if self._ends is None:
            return 0
        (count,) = struct.unpack("i", fcntl.ioctl(self._ends[1], termios.FIONREAD, bytes(4)))
        return int(count)

    def runs_at(self, baud: int) -> bool:
        """Whether the driver has set the port to this speed."""
        if self._ends is None:
            return False
        return bool(termios.tcgetattr(self._ends[1])[5] == getattr(termios, f"B{baud}"))
