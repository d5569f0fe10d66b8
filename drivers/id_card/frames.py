"""SDT frames: preamble, length, body, check byte.

    host to reader   AA AA AA 96 69 | LEN(2, BE) | CMD PARA [DATA] | CHK
    reader to host   AA AA AA 96 69 | LEN(2, BE) | SW1 SW2 SW3 [DATA] | CHK

LEN counts body and CHK; CHK is the XOR of LEN and body.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import xor

PREAMBLE = bytes.fromhex("AA AA AA 96 69")
LONGEST_LEN = 0x090A
"""LEN of the longest answer there is: text, photo and two fingerprints."""
SMALLEST_LEN = 3
"""LEN of a frame that says as little as can be said."""

_LEN_SIZE = 2
HEAD_SIZE = len(PREAMBLE) + _LEN_SIZE
"""Bytes up to and with LEN."""


@dataclass(frozen=True, slots=True)
class Command:
    """What the host asks."""

    cmd: int
    para: int
    data: bytes = b""

    def to_bytes(self) -> bytes:
        """The whole frame."""
        return wrap(bytes((self.cmd, self.para)) + self.data)


@dataclass(frozen=True, slots=True)
class Reply:
    """What the reader answers: three status bytes and data.

    SW1 and SW2 carry the card's own status; SW3 says how the function ended.
    """

    sw1: int
    sw2: int
    sw3: int
    data: bytes = b""

    def to_bytes(self) -> bytes:
        """The whole frame."""
        return wrap(bytes((self.sw1, self.sw2, self.sw3)) + self.data)

    @classmethod
    def from_body(cls, body: bytes) -> Reply | None:
        """Read the body of an intact frame; None when it is too short to be an answer."""
        return cls(body[0], body[1], body[2], body[3:]) if len(body) >= 3 else None  # noqa: PLR2004 - three status bytes


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame cut out of the stream; `intact` is False when its check byte is wrong."""

    body: bytes
    intact: bool


def wrap(body: bytes) -> bytes:
    """Put preamble, length and check byte around `body`."""
    checked = (len(body) + 1).to_bytes(_LEN_SIZE) + body
    return PREAMBLE + checked + bytes((check_byte(checked),))


def check_byte(data: bytes) -> int:
    """XOR of all bytes."""
    return reduce(xor, data, 0)


class FrameParser:
    """Cuts frames out of bytes that come in any pieces, with anything between them.

    A preamble that turns out false (impossible length, wrong check byte) costs only itself: the
    bytes behind it are looked through again, so that a true frame swallowed by a false head is
    still found.
    """

    def __init__(self) -> None:
        self._held = bytearray()

    @property
    def wanted(self) -> int:
        """How many more bytes can at most be asked for without waiting beyond this frame."""
        if len(self._held) < HEAD_SIZE:
            return HEAD_SIZE - len(self._held)
        return self._end() - len(self._held)

    @property
    def inside(self) -> bool:
        """Whether a frame, or what may become one, has begun."""
        return bool(self._held)

    def feed(self, data: bytes) -> list[Frame]:
        """Take bytes in, give the frames that are now complete, in order."""
        self._held += data
        frames = []
        while self._align() and len(self._held) >= HEAD_SIZE:
            end = self._end()
            if len(self._held) < end:
                break
            checked = bytes(self._held[len(PREAMBLE) : end - 1])
            intact = check_byte(checked) == self._held[end - 1]
            frames.append(Frame(checked[_LEN_SIZE:], intact))
            del self._held[: end if intact else 1]
        return frames

    def give_up(self) -> list[Frame]:
        """Stop waiting for the rest of the frame that has begun; give frames hidden inside it.

        To be called when the line has gone quiet. Afterwards nothing is held.
        """
        frames: list[Frame] = []
        while self._held:
            del self._held[0]
            frames += self.feed(b"")
        return frames

    def _end(self) -> int:
        """Length of the frame at the front; its head must be there."""
        return HEAD_SIZE + int.from_bytes(self._held[len(PREAMBLE) : HEAD_SIZE])

    def _align(self) -> bool:
        """Drop bytes until a possible head is at the front; False when nothing is left."""
        while True:
            start = self._held.find(PREAMBLE)
            if start < 0:
                start = len(self._held) - _preamble_begun(self._held)
            del self._held[:start]
            if len(self._held) < HEAD_SIZE:
                return bool(self._held)
            if SMALLEST_LEN <= self._end() - HEAD_SIZE <= LONGEST_LEN:
                return True
            del self._held[0]


def _preamble_begun(held: bytearray) -> int:
    """How many bytes at the end of `held` may be the first bytes of a preamble."""
    for size in range(len(PREAMBLE) - 1, 0, -1):
        if held.endswith(PREAMBLE[:size]):
            return size
    return 0
