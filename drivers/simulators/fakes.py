"""Devices without any bytes, for tests of whoever uses devices.

They keep the same contract as the real drivers (`tests/contract/`).
"""

from __future__ import annotations

from collections import deque
from enum import Enum, auto
from threading import Lock
from typing import TYPE_CHECKING

from drivers.api import DeviceClass, DeviceFault

if TYPE_CHECKING:
    from kiosk.identity.card import IdCard


class _Stage(Enum):
    FRESH = auto()
    FOUND = auto()


class FakeIdCardReader:
    """An `IdCardReader` that is told what lies on it; controls may be called from any thread.

    Args:
        name: the device's name.
    """

    device_class = DeviceClass.ID_CARD_READER

    def __init__(self, name: str = "id_card") -> None:
        self.name = name
        self._lock = Lock()
        self._card: IdCard | None = None
        self._stage = _Stage.FRESH
        self._trouble = ""
        self._read_faults: deque[str] = deque()
        self._pulled = False
        self._open = False

    # --- what a test does to it ---

    def lay(self, card: IdCard) -> None:
        """Lay a card."""
        with self._lock:
            self._card, self._stage = card, _Stage.FRESH

    def lift(self) -> None:
        """Take the card away."""
        with self._lock:
            self._card = None

    def pull_in_next_read(self) -> None:
        """The card is pulled away in the middle of the next read."""
        with self._lock:
            self._pulled = True

    def fail_next_read(self, code: str) -> None:
        """The next read raises `code`, for instance ``card.damaged``; the card stays."""
        with self._lock:
            self._read_faults.append(code)

    def unplug(self) -> None:
        """Pull the reader's cable."""
        with self._lock:
            self._trouble, self._open = "card.reader_unplugged", False

    def fall_silent(self) -> None:
        """The reader answers nothing any more."""
        with self._lock:
            self._trouble = "card.reader_silent"

    def recover(self) -> None:
        """Plugged in again and answering; the card that lies there is as if newly laid."""
        with self._lock:
            self._trouble, self._stage = "", _Stage.FRESH

    # --- IdCardReader ---

    def open(self) -> None:
        """Open it; raises the trouble it is in."""
        with self._lock:
            self._refuse_in_trouble()
            self._open = True
            self._stage = _Stage.FRESH

    def close(self) -> None:
        """Close it."""
        with self._lock:
            self._open = False

    def find(self) -> bool:
        """True once for a card that lies there."""
        with self._lock:
            self._check_open()
            found = self._card is not None and self._stage is _Stage.FRESH
            if found:
                self._stage = _Stage.FOUND
            return found

    def read(self) -> IdCard:
        """The card that was found."""
        with self._lock:
            self._check_open()
            if self._pulled:
                self._pulled, self._card = False, None
            if self._read_faults:
                raise DeviceFault(self._read_faults.popleft(), "The fake reader was told to fail.")
            if self._card is None or self._stage is not _Stage.FOUND:
                raise DeviceFault("card.pulled", "No card that was found lies on the fake reader.")
            return self._card

    def present(self) -> bool:
        """Whether the card that was found still lies there."""
        with self._lock:
            self._check_open()
            return self._card is not None and self._stage is _Stage.FOUND

    def _refuse_in_trouble(self) -> None:
        if self._trouble:
            raise DeviceFault(self._trouble, "The fake reader was told to be in trouble.")

    def _check_open(self) -> None:
        self._refuse_in_trouble()
        if not self._open:
            raise DeviceFault("card.reader_unplugged", "The fake reader is not open.")
