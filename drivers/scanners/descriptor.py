"""HID report descriptors, read far enough to know where in a report a usage lies.

After "Device Class Definition for Human Interface Devices 1.11", section 6.2.2: short items, main
items `Input`, global items that stay, local items that are used up by each main item. What only
output and feature reports need is passed over.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import IntEnum

_LONG_ITEM = 0xFE
_CONSTANT = 0x01
_VARIABLE = 0x02
_BUFFERED = 0x100
_INPUT, _OUTPUT, _COLLECTION, _FEATURE, _END_COLLECTION = 0x80, 0x90, 0xA0, 0xB0, 0xC0
_MAIN = frozenset({_INPUT, _OUTPUT, _COLLECTION, _FEATURE, _END_COLLECTION})
_USAGE, _USAGE_MINIMUM, _USAGE_MAXIMUM = 0x08, 0x18, 0x28


class _Global(IntEnum):
    """Tag and type of the global items that are followed."""

    USAGE_PAGE = 0x04
    REPORT_SIZE = 0x74
    REPORT_ID = 0x84
    REPORT_COUNT = 0x94
    PUSH = 0xA4
    POP = 0xB4


_LONGEST_BITS = 1 << 16
"""Longer reports are no reports; a broken descriptor shall not ask for gigabytes."""


class BrokenDescriptorError(ValueError):
    """The bytes are no report descriptor."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an input report.

    Args:
        report: number of the report; 0 where reports are not numbered.
        usage: page in the upper 16 bits, usage in the lower.
        offset: where it begins, in bits behind the report's number.
        bits: how long one value is.
        count: how many values it has.
    """

    report: int
    usage: int
    offset: int
    bits: int
    count: int

    def value(self, body: bytes) -> int:
        """Its first value in a report without its number; 0 beyond the report's end."""
        octets = body[self.offset // 8 : (self.offset + self.bits + 7) // 8]
        number = int.from_bytes(octets, "little")
        return number >> (self.offset % 8) & ((1 << self.bits) - 1)

    def octets(self, body: bytes) -> bytes:
        """All its values where they are whole bytes; fewer when the report ends before."""
        begin = self.offset // 8
        return body[begin : begin + self.bits * self.count // 8]


@dataclass(frozen=True, slots=True)
class _Globals:
    page: int = 0
    size: int = 0
    count: int = 0
    report: int = 0


@dataclass(slots=True)
class _State:
    globals: _Globals = field(default_factory=_Globals)
    pushed: list[_Globals] = field(default_factory=list)
    usages: list[int] = field(default_factory=list)
    minimum: int = 0
    places: dict[int, int] = field(default_factory=dict)
    """Bits taken so far in each input report."""


def input_fields(descriptor: bytes) -> list[Field]:
    """The fields of all input reports that carry a usage, in order.

    Raises:
        BrokenDescriptorError: for anything that is no report descriptor.
    """
    state = _State()
    fields: list[Field] = []
    for tag, data in _items(descriptor):
        value = int.from_bytes(data, "little")
        if tag in _MAIN:
            if tag == _INPUT:
                fields += _inputs(state, value)
            state.usages, state.minimum = [], 0
        elif tag in {_USAGE, _USAGE_MINIMUM, _USAGE_MAXIMUM}:
            _local(state, tag, value if len(data) == 4 else state.globals.page << 16 | value)  # noqa: PLR2004 — four bytes name their page
        else:
            _global(state, tag, value)
    return fields


def _items(descriptor: bytes) -> Iterator[tuple[int, bytes]]:
    """Tag and type of each short item in one number, and its data."""
    place = 0
    while place < len(descriptor):
        head = descriptor[place]
        if head == _LONG_ITEM:
            size = descriptor[place + 1] + 2 if place + 1 < len(descriptor) else 0
        else:
            size = (0, 1, 2, 4)[head & 3]
        data = descriptor[place + 1 : place + 1 + size]
        if len(data) < size or (head == _LONG_ITEM and not size):
            raise BrokenDescriptorError("it ends in the middle of an item")
        if head != _LONG_ITEM:
            yield head & 0xFC, data
        place += 1 + size


def _global(state: _State, tag: int, value: int) -> None:
    now = state.globals
    match tag:
        case _Global.USAGE_PAGE:
            state.globals = replace(now, page=value)
        case _Global.REPORT_SIZE:
            state.globals = replace(now, size=value)
        case _Global.REPORT_ID:
            state.globals = replace(now, report=value)
        case _Global.REPORT_COUNT:
            state.globals = replace(now, count=value)
        case _Global.PUSH:
            state.pushed.append(now)
        case _Global.POP:
            if not state.pushed:
                raise BrokenDescriptorError("it pops what was not pushed")
            state.globals = state.pushed.pop()
        case _:
            return  # limits and units: nothing that a scanner's report needs


def _local(state: _State, tag: int, usage: int) -> None:
    if tag == _USAGE:
        state.usages.append(usage)
    elif tag == _USAGE_MINIMUM:
        state.minimum = usage
    elif state.minimum <= usage < state.minimum + _LONGEST_BITS:
        state.usages += range(state.minimum, usage + 1)


def _inputs(state: _State, flags: int) -> Iterator[Field]:
    """The fields of one `Input` item."""
    now = state.globals
    place = state.places.get(now.report, 0)
    if place + now.size * now.count > _LONGEST_BITS:
        raise BrokenDescriptorError("its reports are longer than any")
    state.places[now.report] = place + now.size * now.count
    if flags & _CONSTANT or not state.usages:
        return
    whole = flags & _BUFFERED or not flags & _VARIABLE or len(state.usages) == 1
    if whole:
        yield Field(now.report, state.usages[0], place, now.size, now.count)
        return
    for index in range(now.count):
        usage = state.usages[min(index, len(state.usages) - 1)]
        yield Field(now.report, usage, place + index * now.size, now.size, 1)
