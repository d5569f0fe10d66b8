"""Simulated chip cards: what they answer to a reset and to commands."""

from __future__ import annotations

from dataclasses import dataclass, field

from drivers.card_reader import social_security
from drivers.card_reader.apdu import select_file, select_name

NOT_FOUND = bytes.fromhex("6A82")
NOT_SUPPORTED = bytes.fromhex("6D00")
OK = bytes.fromhex("9000")
ATR = bytes.fromhex("3B6D000080318065B0893501F183009000")
GET_RESPONSE = bytes.fromhex("00C00000")


@dataclass
class SimulatedChip:
    """A card that answers what it was given.

    Args:
        atr: its answer to reset.
        answers: to each command; any other is not supported.
        in_pieces: as T=0 cards do, it announces data and gives them when they are fetched.
    """

    atr: bytes = ATR
    answers: dict[bytes, bytes] = field(default_factory=dict)
    in_pieces: bool = False
    _waiting: bytes = b""

    def answer(self, command: bytes) -> bytes:
        """Data and status."""
        if command[:4] == GET_RESPONSE:
            data, self._waiting = self._waiting, b""
            return data + OK
        answer = self.answers.get(command, NOT_SUPPORTED)
        if self.in_pieces and len(answer) > len(OK):
            self._waiting = answer[: -len(OK)]
            return bytes((0x61, len(self._waiting)))
        return answer

    def reset(self) -> None:
        """Forget what was begun."""
        self._waiting = b""


def social_security_card(
    number: str = "A12345678", region: str = "370900", version: str = "3.00"
) -> SimulatedChip:
    """A made-up social security card."""
    identification = bytes.fromhex(region) + bytes.fromhex("00D15600000599110145FFFFFF")
    return SimulatedChip(
        answers={
            select_name(social_security.APPLICATION): bytes.fromhex("6F00") + OK,
            select_file(social_security.CARD_FILE): OK,
            _read(social_security.IDENTIFICATION): _record(1, identification),
            _read(social_security.VERSION): _record(3, version.encode()),
            _read(social_security.NUMBER): _record(7, number.encode()),
        }
    )


def other_card() -> SimulatedChip:
    """A card of another kind, such as a bank's: it knows no social security."""
    return SimulatedChip(answers={select_name(social_security.APPLICATION): NOT_FOUND})


def _read(number: int) -> bytes:
    return bytes((0x00, 0xB2, number, 0x04, 0x00))


def _record(number: int, value: bytes) -> bytes:
    return bytes((number, len(value))) + value + OK
