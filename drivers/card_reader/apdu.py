"""Commands to a chip card and its answers (ISO/IEC 7816-4)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Transmit = Callable[[bytes], bytes]
"""Sends a command to the card and gives data and two status bytes."""

OK = 0x9000
_MORE = 0x61
"""SW1 of T=0 cards: so many bytes wait to be fetched (all of 256 when SW2 is 0)."""
_OTHER_LENGTH = 0x6C
"""SW1: ask again for exactly SW2 bytes."""
_ROUNDS = 16
"""A card that has still more after so many pieces is not to be trusted."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a card answered.

    Args:
        data: without the status.
        status: SW1 and SW2; 9000 is well.
    """

    data: bytes
    status: int

    @property
    def ok(self) -> bool:
        """Whether the card did what it was told."""
        return self.status == OK

    @classmethod
    def of(cls, answer: bytes) -> Answer:
        """Take it apart; it has two bytes at least."""
        return cls(answer[:-2], int.from_bytes(answer[-2:]))


def ask(transmit: Transmit, command: bytes) -> Answer:
    """Send a command and fetch the whole answer, also from cards that give it in pieces."""
    answer = Answer.of(transmit(command))
    if answer.status >> 8 == _OTHER_LENGTH:
        answer = Answer.of(transmit(command[:-1] + bytes((answer.status & 0xFF,))))
    data = answer.data
    for _ in range(_ROUNDS):
        if answer.status >> 8 != _MORE:
            break
        answer = Answer.of(transmit(bytes((0, 0xC0, 0, 0, answer.status & 0xFF))))
        data += answer.data
    return Answer(data, answer.status)


def select_name(name: bytes) -> bytes:
    """Select an application by its name."""
    return bytes((0x00, 0xA4, 0x04, 0x00, len(name))) + name


def select_file(identifier: int) -> bytes:
    """Select a file of the application that is selected."""
    return bytes((0x00, 0xA4, 0x02, 0x00, 2)) + identifier.to_bytes(2)


def read_record(number: int) -> bytes:
    """Read a record of the file that is selected, whatever its length."""
    return bytes((0x00, 0xB2, number, 0x04, 0x00))
