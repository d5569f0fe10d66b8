"""What a hand does at a simulated card reader, whatever line it hangs on."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

from drivers.simulators.sdt_reader import Answer, Damage, SdtReader

if TYPE_CHECKING:
    from drivers.id_card.frames import Frame
    from drivers.simulators.sample_cards import SimulatedCard


class CardReaderHands:
    """A reader and the cards that are laid on it; all controls may be called from any thread."""

    def __init__(self) -> None:
        self._reader = SdtReader()
        self._reader_lock = Lock()

    @property
    def card_present(self) -> bool:
        """Whether a card lies on the reader."""
        with self._reader_lock:
            return self._reader.card is not None

    def lay(self, card: SimulatedCard) -> None:
        """Lay a card on the reader."""
        with self._reader_lock:
            self._reader.lay(card)

    def lift(self) -> None:
        """Take the card away, and the damage that was its own."""
        with self._reader_lock:
            self._reader.lift()

    def pull_at(self, byte_offset: int) -> None:
        """In the next read the card is pulled away when this many bytes of the answer are out."""
        with self._reader_lock:
            self._reader.pull_at = byte_offset

    def damage(self, kind: Damage) -> None:
        """Damage the line (until `mend`) or the card that lies there (until it is lifted).

        A status word is answered where it belongs: 80 when looking for a card, 81 when selecting
        it, 60 and 66 about the security module, all except 80 and 81 when reading.
        """
        with self._reader_lock:
            self._reader.damage = kind

    def mend(self) -> None:
        """Undo all damage."""
        with self._reader_lock:
            self._reader.damage = None
            self._reader.pull_at = None

    def _answer_to(self, frame: Frame) -> Answer:
        with self._reader_lock:
            return self._reader.answer(frame)

    def _power_cycle(self) -> None:
        with self._reader_lock:
            self._reader.power_cycle()
