"""A chip card reader without PC/SC, for tests of whoever uses one."""

from __future__ import annotations

from collections import deque
from threading import Lock

from drivers.api import Chip, ChipCard, DeviceClass, DeviceFault
from drivers.simulators.chip_card import ATR, SimulatedChip


class FakeCardReader:
    """A `CardReader` that is told what is in it; controls may be called from any thread.

    It keeps the contract of the real driver (`tests/contract/card_reader`).

    Args:
        name: the device's name.
    """

    device_class = DeviceClass.CARD_READER

    def __init__(self, name: str = "chip") -> None:
        self.name = name
        self._lock = Lock()
        self._card: ChipCard | None = None
        self._chip = SimulatedChip()
        self._insertion = 0
        self._trouble = ""
        self._read_faults: deque[str] = deque()
        self._pulled = False
        self._open = False
        self._claimed: int | None = None

    # --- what a test does to it ---

    def put_in(self, card: ChipCard, chip: SimulatedChip | None = None) -> None:
        """Put a card in; `chip` answers its commands."""
        with self._lock:
            self._card, self._chip = card, chip or SimulatedChip()
            self._insertion += 1

    def pull(self) -> None:
        """Take the card out."""
        with self._lock:
            self._card, self._claimed = None, None

    def pull_in_next_read(self) -> None:
        """The card is pulled out in the middle of the next read."""
        with self._lock:
            self._pulled = True

    def fail_next_read(self, code: str) -> None:
        """The next read raises `code`, for instance ``chip.unresponsive``; the card stays."""
        with self._lock:
            self._read_faults.append(code)

    def unplug(self) -> None:
        """Pull the reader's cable."""
        with self._lock:
            self._trouble, self._open, self._claimed = "chip.reader_unplugged", False, None

    def stop_service(self) -> None:
        """Stop PC/SC."""
        with self._lock:
            self._trouble, self._open, self._claimed = "chip.service_silent", False, None

    def recover(self) -> None:
        """All is well again; the card that is in it counts as newly put in."""
        with self._lock:
            self._trouble = ""
            self._insertion += 1

    # --- CardReader ---

    def open(self) -> None:
        """Open it; raises the trouble it is in."""
        with self._lock:
            self._refuse_in_trouble()
            self._open = True

    def close(self) -> None:
        """Close it."""
        with self._lock:
            self._open, self._claimed = False, None

    def chip(self) -> Chip | None:
        """The card that is in it."""
        with self._lock:
            self._check_open()
            return Chip(self._insertion, self._card.atr) if self._card else None

    def read(self) -> ChipCard:
        """Read the card that is in it."""
        with self._lock:
            self._check_open()
            if self._pulled:
                self._pulled, self._card = False, None
            if self._read_faults:
                raise DeviceFault(self._read_faults.popleft(), "The fake reader was told to fail.")
            if self._card is None:
                raise DeviceFault("chip.pulled", "No card is in the fake reader.")
            self._claimed = self._insertion
            return self._card

    def transmit(self, apdu: bytes, *, deadline_s: float) -> bytes:  # noqa: ARG002 — it answers at once
        """Let the card answer."""
        with self._lock:
            self._check_open()
            if self._card is None or self._claimed != self._insertion:
                raise DeviceFault("chip.pulled", "No card that was read is in the fake reader.")
            return self._chip.answer(apdu)

    def _refuse_in_trouble(self) -> None:
        if self._trouble:
            raise DeviceFault(self._trouble, "The fake reader was told to be in trouble.")

    def _check_open(self) -> None:
        self._refuse_in_trouble()
        if not self._open:
            raise DeviceFault("chip.reader_unplugged", "The fake reader is not open.")


BLANK = ChipCard(ATR)
"""A card of some kind."""
