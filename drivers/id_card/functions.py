"""What an SDT reader can be asked, and the shape of its answers."""

from __future__ import annotations

from dataclasses import dataclass

from drivers.api import DeviceFault
from drivers.id_card.frames import Command, Reply
from drivers.id_card.status_words import CHECK_READER, StatusWord, fault_of

RESET = Command(0x10, 0xFF)
SAM_STATUS = Command(0x11, 0xFF)
SAM_ID = Command(0x12, 0xFF)
FIND = Command(0x20, 0x01)
SELECT = Command(0x20, 0x02)
READ = Command(0x30, 0x01)
READ_WITH_FINGERPRINTS = Command(0x30, 0x10)
READ_NEWEST_ADDRESS = Command(0x30, 0x03)

FOUND = Reply(0, 0, StatusWord.CARD_FOUND, bytes(4))
SELECTED = Reply(0, 0, StatusWord.OK, bytes(8))

TEXT_SIZE = 256
PHOTO_SIZE = 1024
FINGERPRINT_SIZES = (0, 512, 1024)
NEWEST_ADDRESS_SIZE = 70
SAM_ID_SIZE = 16

BAUDS = (115200, 57600, 38400, 19200, 9600)
"""Speeds by the parameter of the baud function."""


def change_baud(baud: int) -> Command:
    """Ask the reader to go on at another speed; the answer still comes at the old one.

    Raises:
        ValueError: no SDT reader knows that speed.
    """
    return Command(0x60, BAUDS.index(baud))


@dataclass(frozen=True, slots=True)
class CardContent:
    """What one read brings, still in the card's own bytes.

    Args:
        text: 256 bytes, `layouts` says what lies where.
        photo: 1024 bytes WLT.
        fingerprints: 0, 512 or 1024 bytes.
    """

    text: bytes
    photo: bytes
    fingerprints: bytes = b""


def content_of(reply: Reply) -> CardContent:
    """Take the answer to `READ` or to `READ_WITH_FINGERPRINTS` apart.

    Lengths come first, two or three of them, and only they decide: an answer is of the one kind
    whose lengths add up to all that has come. There are readers that send fingerprints unasked;
    nobody here has a use for them, so they are dropped at once.

    Raises:
        DeviceFault: the status is not well, or the lengths in the answer contradict each other.
    """
    if reply.sw3 != StatusWord.OK:
        raise fault_of(reply.sw3)
    try:
        return CardContent(*_blocks(reply.data, "text", "photo"))
    except DeviceFault:
        return CardContent(*_blocks(reply.data, "text", "photo", "fingerprints")[:2])


def read_reply(content: CardContent) -> Reply:
    """Answer to `READ`, as a reader gives it."""
    return _reply_of(content.text, content.photo)


def read_with_fingerprints_reply(content: CardContent) -> Reply:
    """Answer to `READ_WITH_FINGERPRINTS`, as a reader gives it."""
    return _reply_of(content.text, content.photo, content.fingerprints)


def newest_address_of(reply: Reply) -> bytes:
    """Take the answer to `READ_NEWEST_ADDRESS` apart; empty when the card carries none.

    Raises:
        DeviceFault: the status is neither well nor "no such content", or the length is wrong.
    """
    if reply.sw3 == StatusWord.NO_SUCH_CONTENT:
        return b""
    if reply.sw3 != StatusWord.OK:
        raise fault_of(reply.sw3)
    if len(reply.data) != NEWEST_ADDRESS_SIZE:
        raise _wrong_size("newest address", len(reply.data))
    return reply.data


def sam_id_of(reply: Reply) -> str:
    """Number of the reader's security module as it is printed on the reader.

    Raises:
        DeviceFault: the status is not well, or the length is wrong.
    """
    if reply.sw3 != StatusWord.OK:
        raise fault_of(reply.sw3)
    data = reply.data
    if len(data) != SAM_ID_SIZE:
        raise _wrong_size("security module number", len(data))
    parts = (data[0:2], data[2:4], data[4:8], data[8:12], data[12:16])
    return "{:02d}-{:02d}-{:08d}-{:010d}-{:010d}".format(
        *(int.from_bytes(part, "little") for part in parts)
    )


_BLOCK_SIZES = {"text": (TEXT_SIZE,), "photo": (PHOTO_SIZE,), "fingerprints": FINGERPRINT_SIZES}


def _blocks(data: bytes, *names: str) -> list[bytes]:
    """Split data that begins with the two-byte lengths of its blocks."""
    start = 2 * len(names)
    blocks = []
    for place, name in enumerate(names):
        size = int.from_bytes(data[2 * place : 2 * place + 2])
        if len(data) < start + size or size not in _BLOCK_SIZES[name]:
            raise _wrong_size(name, size)
        blocks.append(data[start : start + size])
        start += size
    if start != len(data):
        raise _wrong_size("whole", len(data))
    return blocks


def _reply_of(*blocks: bytes) -> Reply:
    """Lengths first, then the blocks."""
    lengths = b"".join(len(block).to_bytes(2) for block in blocks)
    return Reply(0, 0, StatusWord.OK, lengths + b"".join(blocks))


def _wrong_size(what: str, size: int) -> DeviceFault:
    return DeviceFault(
        "card.garbled", f"The {what} block of the reader's answer has {size} bytes.", CHECK_READER
    )
