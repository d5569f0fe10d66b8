"""A simulated SDT card reader on a simulated USB bus."""

from __future__ import annotations

from collections.abc import Sequence

from drivers.id_card.frames import HEAD_SIZE, FrameParser
from drivers.simulators.card_reader_hands import CardReaderHands
from drivers.simulators.usb_bus import SimulatedUsbDevice, UsbBus
from drivers.transports.usb_ids import UsbIds

ONE_PAIR = (0x81, 0x02)
"""Pipes of a reader that takes and gives whole frames."""
TWO_PAIRS = (0x81, 0x02, 0x85, 0x06)
"""Pipes of a security module: heads of frames through 02 and 81, the rest through 06 and 85."""


class UsbCardReaderSimulator(CardReaderHands):
    """One simulated reader; all controls may be called from any thread.

    Args:
        bus: where it is plugged in.
        ids: what it says of itself.
        pipes: `ONE_PAIR` or `TWO_PAIRS`.
    """

    def __init__(
        self,
        bus: UsbBus,
        ids: UsbIds = UsbIds(0x0400, 0xC35A),  # noqa: B008 - frozen
        pipes: Sequence[int] = ONE_PAIR,
    ) -> None:
        super().__init__()
        self.ids = ids
        self.device = SimulatedUsbDevice(ids, pipes, self._hear)
        self._bus = bus
        self._parser = FrameParser()

    @property
    def plugged(self) -> bool:
        """Whether the reader is plugged in."""
        return self._bus.plugged(self.device)

    def replug(self) -> None:
        """Plug the reader in, under a new address; a card that lies there is as if newly laid."""
        if not self.plugged:
            self._power_cycle()
            self._parser = FrameParser()
            self._bus.plug(self.device)

    def unplug(self) -> None:
        """Pull the reader's cable."""
        self._bus.unplug(self.device)

    def _hear(self, pipe: int, data: bytes) -> None:
        del pipe  # a frame comes in order, through one pipe or two
        for frame in self._parser.feed(data):
            self._say(self._answer_to(frame).data)

    def _say(self, data: bytes) -> None:
        ins = [pipe for pipe in self.device.pipes if pipe & 0x80]
        if len(ins) == 1:
            self._bus.send(self.device, ins[0], data)
        else:
            self._bus.send(self.device, ins[0], data[:HEAD_SIZE])
            self._bus.send(self.device, ins[1], data[HEAD_SIZE:])
