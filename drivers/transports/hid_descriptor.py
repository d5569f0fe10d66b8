"""HID report descriptors: where in a report a usage lies, and how large reports are.

After "Device Class Definition for Human Interface Devices 1.11", section 6.2.2: short items, main
items, global items that stay, local items that are used up by each main item. Limits and units are
passed over.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import IntEnum

VENDOR_PAGES = 0xFF00
"""Usage pages from here on belong to the makers of devices."""

_DATA_SIZES = (0, 1, 2, 4)
_LONG_ITEM = 0xFE
_CONSTANT = 0x01
_VARIABLE = 0x02
_BUFFERED = 0x100
_LONGEST_BITS = 1 << 16
"""Longer reports are no reports; a broken descriptor shall not ask for gigabytes."""
_OCTET = 8


class BrokenDescriptorError(ValueError):
    """The bytes are no report descriptor."""


class _Main(IntEnum):
    """Tag and type of the main items."""

    INPUT = 0x80
    OUTPUT = 0x90
    COLLECTION = 0xA0
    FEATURE = 0xB0
    END_COLLECTION = 0xC0


class _Global(IntEnum):
    """Tag and type of the global items that are followed."""

    USAGE_PAGE = 0x04
    REPORT_SIZE = 0x74
    REPORT_ID = 0x84
    REPORT_COUNT = 0x94
    PUSH = 0xA4
    POP = 0xB4


class _Local(IntEnum):
    """Tag and type of the local items that are followed."""

    USAGE = 0x08
    USAGE_MINIMUM = 0x18
    USAGE_MAXIMUM = 0x28


_MAIN, _LOCAL = frozenset(_Main), frozenset(_Local)
_REPORTED = frozenset({_Main.INPUT, _Main.OUTPUT, _Main.FEATURE})


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
class Reports:
    """The reports of one interface.

    Args:
        usage_page: what the interface is for, by the page of its first collection; 0 when it does
            not say.
        numbered: whether every report begins with its number.
        out_number: number of the largest output report; 0 when reports have no numbers.
        out_size: bytes of that report, its number not counted; 0 when there is none.
    """

    usage_page: int = 0
    numbered: bool = False
    out_number: int = 0
    out_size: int = 0


@dataclass(frozen=True, slots=True)
class _Globals:
    page: int = 0
    size: int = 0
    count: int = 0
    report: int = 0


@dataclass(frozen=True, slots=True)
class _Said:
    """A main item with all that was said before it.

    Args:
        kind: of the item.
        flags: its data.
        now: the global items.
        usages: the local ones.
        offset: bits that the report had before it, of the same kind and number.
    """

    kind: int
    flags: int
    now: _Globals
    usages: tuple[int, ...]
    offset: int


@dataclass(slots=True)
class _State:
    now: _Globals = field(default_factory=_Globals)
    pushed: list[_Globals] = field(default_factory=list)
    usages: list[int] = field(default_factory=list)
    minimum: int = 0


def input_fields(descriptor: bytes) -> list[Field]:
    """The fields of all input reports that carry a usage, in order.

    Raises:
        BrokenDescriptorError: for anything that is no report descriptor.
    """
    said = [each for each in _main_items(descriptor) if each.kind == _Main.INPUT]
    return [found for each in said for found in _fields(each)]


def read_descriptor(descriptor: bytes) -> Reports:
    """How large reports are; what is cut off or makes no sense is left out."""
    page = 0
    numbered = False
    bits: dict[int, int] = {}
    try:
        for said in _main_items(descriptor):
            page = page or said.now.page
            numbered |= bool(said.now.report)
            if said.kind == _Main.OUTPUT:
                bits[said.now.report] = said.offset + said.now.size * said.now.count
    except BrokenDescriptorError:
        pass  # the device is spoken to all the same
    if not bits:
        return Reports(page, numbered)
    largest = max(bits, key=lambda number: bits[number])
    return Reports(page, numbered, largest, bits[largest] // _OCTET)


def _main_items(descriptor: bytes) -> Iterator[_Said]:
    """The main items in order; raises `BrokenDescriptorError` where they end in nonsense."""
    state = _State()
    taken: dict[tuple[int, int], int] = {}
    for tag, data in _items(descriptor):
        value = int.from_bytes(data, "little")
        if tag in _MAIN:
            now, key = state.now, (tag, state.now.report)
            offset = taken.get(key, 0)
            if tag in _REPORTED:
                taken[key] = offset + now.size * now.count
                if taken[key] > _LONGEST_BITS:
                    raise BrokenDescriptorError("its reports are longer than any")
            yield _Said(tag, value, now, tuple(state.usages), offset)
            state.usages, state.minimum = [], 0
        elif tag in _LOCAL:
            # data of four bytes names its page
            named = len(data) == max(_DATA_SIZES)
            _take_local(state, tag, value if named else state.now.page << 16 | value)
        else:
            _take_global(state, tag, value)


def _items(descriptor: bytes) -> Iterator[tuple[int, bytes]]:
    """Tag and type of each short item in one number, and its data."""
    place = 0
    while place < len(descriptor):
        head = descriptor[place]
        if head == _LONG_ITEM:
            size = descriptor[place + 1] + 2 if place + 1 < len(descriptor) else 0
        else:
            size = _DATA_SIZES[head & 3]
        data = descriptor[place + 1 : place + 1 + size]
        if len(data) < size or (head == _LONG_ITEM and not size):
            raise BrokenDescriptorError("it ends in the middle of an item")
        if head != _LONG_ITEM:
            yield head & 0xFC, data
        place += 1 + size


def _take_global(state: _State, tag: int, value: int) -> None:
    now = state.now
    match tag:
        case _Global.USAGE_PAGE:
            state.now = replace(now, page=value)
        case _Global.REPORT_SIZE:
            state.now = replace(now, size=value)
        case _Global.REPORT_ID:
            state.now = replace(now, report=value)
        case _Global.REPORT_COUNT:
            state.now = replace(now, count=value)
        case _Global.PUSH:
            state.pushed.append(now)
        case _Global.POP:
            if not state.pushed:
                raise BrokenDescriptorError("it pops what was not pushed")
            state.now = state.pushed.pop()
        case _:
            return  # limits and units


def _take_local(state: _State, tag: int, usage: int) -> None:
    if tag == _Local.USAGE:
        state.usages.append(usage)
    elif tag == _Local.USAGE_MINIMUM:
        state.minimum = usage
    elif state.minimum <= usage < state.minimum + _LONGEST_BITS:
        state.usages += range(state.minimum, usage + 1)


def _fields(said: _Said) -> Iterator[Field]:
    """The fields of one `Input` item."""
    now, usages = said.now, said.usages
    if said.flags & _CONSTANT or not usages:
        return
    if said.flags & _BUFFERED or not said.flags & _VARIABLE or len(usages) == 1:
        yield Field(now.report, usages[0], said.offset, now.size, now.count)
        return
    for index in range(now.count):
        usage = usages[min(index, len(usages) - 1)]
        yield Field(now.report, usage, said.offset + index * now.size, now.size, 1)
