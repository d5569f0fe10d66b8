"""The chip card reader's thread: see what is put in, read it, see it taken out."""

from __future__ import annotations

from dataclasses import replace

from drivers.api import (
    CardReader,
    Chip,
    ChipFailed,
    ChipInserted,
    ChipRead,
    ChipRemoved,
    DeviceFault,
    Media,
)
from drivers.workers.base import DeviceWorker, Surroundings


def concerns_reader(fault: DeviceFault) -> bool:
    """Whether the reader or its service failed; every other fault is about the card in it."""
    return fault.code.startswith(("chip.reader_", "chip.service_")) or fault.code in {
        "chip.hung",
        "chip.driver_error",
    }


class CardReaderWorker(DeviceWorker[CardReader]):
    """Watches one reader always, and reads what is in it while it is enabled.

    A card is read once for each time it is put in. One that was put in before anybody wanted it is
    read as soon as somebody does; one that somebody left behind is not read to the next person,
    not even after the reader was away: it has to be taken out first.
    """

    def __init__(self, reader: CardReader, surroundings: Surroundings) -> None:
        super().__init__(reader, surroundings)
        self._in: int | None = None
        """Which insertion is in the reader."""
        self._done = False
        """Whether that card was read, or tried to be."""
        self._left_in = False
        """The reader failed with a card in it that was done with."""

    def _step(self) -> float:
        chip = self._asked("chip", self.pace.call_limit_s, self._device.chip)
        self._well()
        self._follow(chip)
        if chip is not None and not self._done and self.enabled:
            self._done = True
            self._read()
        return self.pace.find_s if self.enabled else self.pace.heartbeat_s

    def _release(self) -> None:
        super()._release()
        self._left_in = self._left_in or self._done
        self._forget()
        self._media(Media.UNKNOWN)

    def _follow(self, chip: Chip | None) -> None:
        """Tell what was put in and taken out since the last look."""
        if chip is None:
            self._left_in = False
            self._forget()
            self._media(Media.NOT_PRESENT)
        elif chip.insertion != self._in:
            self._forget()
            self._in, self._done, self._left_in = chip.insertion, self._left_in, False
            self._media(Media.PRESENT)
            self._tell(ChipInserted(self._device.name))

    def _forget(self) -> None:
        if self._in is not None:
            self._in, self._done = None, False
            self._tell(ChipRemoved(self._device.name))

    def _read(self) -> None:
        try:
            card = self._asked("read", self.pace.call_limit_s, self._device.read)
        except DeviceFault as fault:
            self._tell(ChipFailed(self._device.name, fault.code))
            if concerns_reader(fault):
                raise
            return
        self._well()
        if self.enabled:
            self._tell(ChipRead(self._device.name, card))

    def _media(self, media: Media) -> None:
        self._change(replace(self.status, media=media))
