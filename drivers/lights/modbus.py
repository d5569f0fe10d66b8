"""The few words of Modbus RTU that a relay board needs.

After «MODBUS Application Protocol Specification» V1.1b3 (functions 01 and 05) and «MODBUS over
Serial Line» V1.02 (frame and CRC). Libraries for all of Modbus open the serial port themselves and
know no deadline that another thread can end; these are forty lines.
"""

from __future__ import annotations

READ_COILS = 0x01
WRITE_COIL = 0x05
EXCEPTION = 0x80
ON, OFF = b"\xff\x00", b"\x00\x00"
CRC_BYTES = 2


def crc(data: bytes) -> bytes:
    """CRC-16 of a frame, as it follows it: polynomial A001, low byte first."""
    register = 0xFFFF
    for byte in data:
        register ^= byte
        for _ in range(8):
            register = register >> 1 ^ (0xA001 if register & 1 else 0)
    return register.to_bytes(2, "little")


def framed(body: bytes) -> bytes:
    """A body with its CRC."""
    return body + crc(body)


def is_whole(frame: bytes) -> bool:
    """Whether a frame's CRC is right."""
    return len(frame) > CRC_BYTES and crc(frame[:-CRC_BYTES]) == frame[-CRC_BYTES:]


def write_coil(unit: int, coil: int, *, on: bool) -> bytes:
    """Switch one relay; the answer is the same frame."""
    return framed(bytes((unit, WRITE_COIL)) + coil.to_bytes(2, "big") + (ON if on else OFF))


def read_coil(unit: int, coil: int) -> bytes:
    """Ask for one relay; the answer has six bytes."""
    return framed(bytes((unit, READ_COILS)) + coil.to_bytes(2, "big") + b"\x00\x01")
