"""How an SDT reader behaves, without the line: a question goes in, an answer comes out.

A card is powered by the reader's field from the moment it is laid. Selecting makes it active; an
active card does not answer when the reader looks for cards, so it is not found a second time
until it has left the field. It goes on answering questions about its content.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum, auto
from typing import TYPE_CHECKING

from drivers.id_card import functions
from drivers.id_card.frames import PREAMBLE, Command, Frame, Reply
from drivers.id_card.functions import BAUDS
from drivers.id_card.status_words import StatusWord

if TYPE_CHECKING:
    from collections.abc import Callable

    from drivers.id_card.functions import CardContent
    from drivers.simulators.sample_cards import SimulatedCard

SAM_ID_DATA = b"".join(
    number.to_bytes(size, "little")
    for number, size in ((5, 2), (3, 2), (20260101, 4), (1234567, 4), (7654321, 4))
)
GARBAGE = b"\x00\xff\x55" + PREAMBLE[:3] + b"\x13" + PREAMBLE + b"\xff\xff"
"""Noise with beginnings of a frame and a false length in it."""


class LineDamage(StrEnum):
    """What can be wrong with every answer of a reader."""

    BAD_CHECKSUM = "bad_checksum"
    TRUNCATED = "truncated"
    GARBAGE_BEFORE = "garbage_before"
    SILENCE = "silence"
    NOISE = "noise"
    """What a line brings that runs at another speed, or lies beside a mains lead."""


Damage = LineDamage | StatusWord
"""A status word damages the card that lies there (or the reader's security module)."""


class CardState(Enum):
    """Where a card on the reader stands."""

    FRESH = auto()
    FOUND = auto()
    ACTIVE = auto()


@dataclass(frozen=True, slots=True)
class Answer:
    """What the reader sends; `baud` is the speed it goes on at afterwards, 0 for the same."""

    data: bytes
    baud: int = 0


class SdtReader:
    """One reader with at most one card on it."""

    def __init__(self) -> None:
        self.card: SimulatedCard | None = None
        self.damage: Damage | None = None
        self.pull_at: int | None = None
        self._state = CardState.FRESH

    def lay(self, card: SimulatedCard) -> None:
        """Lay a card; another one that lies there is taken away first."""
        self.card = card
        self._state = CardState.FRESH

    def lift(self) -> None:
        """Take the card away, and the damage with it that was its own."""
        self.card = None
        if isinstance(self.damage, StatusWord):
            self.damage = None

    def power_cycle(self) -> None:
        """The field was off for a moment: the card that lies there is as if newly laid."""
        self._state = CardState.FRESH

    def answer(self, frame: Frame) -> Answer:
        """Answer one frame from the host."""
        if not frame.intact:
            return self._damaged(Reply(0, 0, StatusWord.CHECKSUM_ERROR))
        command = Command(frame.body[0], frame.body[1], frame.body[2:])
        if command.data:
            return self._damaged(Reply(0, 0, StatusWord.LENGTH_ERROR))
        if command.cmd == functions.change_baud(BAUDS[0]).cmd and command.para < len(BAUDS):
            answer = self._damaged(Reply(0, 0, StatusWord.OK))
            return Answer(answer.data, BAUDS[command.para])
        reply = self._reply_to(command)
        if command in {functions.READ, functions.READ_WITH_FINGERPRINTS}:
            return self._cut_off(self._damaged(reply))
        return self._damaged(reply)

    def _reply_to(self, command: Command) -> Reply:
        replies = {
            functions.RESET: lambda: Reply(0, 0, StatusWord.OK),
            functions.SAM_STATUS: self._module,
            functions.SAM_ID: lambda: self._module(SAM_ID_DATA),
            functions.FIND: self._find,
            functions.SELECT: self._select,
            functions.READ: lambda: self._read(functions.read_reply),
            functions.READ_WITH_FINGERPRINTS: lambda: self._read(
                functions.read_with_fingerprints_reply
            ),
            functions.READ_NEWEST_ADDRESS: self._newest_address,
        }
        unknown = Reply(0, 0, StatusWord.BAD_COMMAND)
        return replies[command]() if command in replies else unknown

    def _module(self, data: bytes = b"") -> Reply:
        if self.damage in {StatusWord.SELF_TEST_FAILED, StatusWord.SAM_NOT_AUTHORISED}:
            return Reply(0, 0, int(self.damage))
        return Reply(0, 0, StatusWord.OK, data)

    def _find(self) -> Reply:
        ready = self.card is not None and self._state is not CardState.ACTIVE
        if not ready or self.damage is StatusWord.FIND_FAILED:
            return Reply(0, 0, StatusWord.FIND_FAILED)
        self._state = CardState.FOUND
        return functions.FOUND

    def _select(self) -> Reply:
        found = self.card is not None and self._state is CardState.FOUND
        if not found or self.damage is StatusWord.SELECT_FAILED:
            return Reply(0, 0, StatusWord.SELECT_FAILED)
        self._state = CardState.ACTIVE
        return functions.SELECTED

    def _read(self, reply_with: Callable[[CardContent], Reply]) -> Reply:
        if isinstance(self.damage, StatusWord):
            return Reply(0, 0, self.damage)
        if self.card is None or self._state is not CardState.ACTIVE:
            return Reply(0, 0, StatusWord.READ_FAILED)
        return reply_with(self.card.content)

    def _newest_address(self) -> Reply:
        if self.card is None or self._state is not CardState.ACTIVE:
            return Reply(0, 0, StatusWord.READ_FAILED)
        if not self.card.newest_address:
            return Reply(0, 0, StatusWord.NO_SUCH_CONTENT)
        return Reply(0, 0, StatusWord.OK, self.card.newest_address)

    def _damaged(self, reply: Reply) -> Answer:
        data = reply.to_bytes()
        if self.damage is LineDamage.SILENCE:
            return Answer(b"")
        if self.damage is LineDamage.NOISE:
            return Answer(bytes(byte * 7 % 251 | 0x80 for byte in data))
        if self.damage is LineDamage.BAD_CHECKSUM:
            return Answer(data[:-1] + bytes((data[-1] ^ 0x01,)))
        if self.damage is LineDamage.TRUNCATED:
            return Answer(data[: len(data) * 2 // 3])
        if self.damage is LineDamage.GARBAGE_BEFORE:
            return Answer(GARBAGE + data)
        return Answer(data)

    def _cut_off(self, answer: Answer) -> Answer:
        if self.pull_at is None:
            return answer
        data, self.pull_at = answer.data[: self.pull_at], None
        self.lift()
        return Answer(data)
