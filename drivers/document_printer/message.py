"""Bytes of IPP: what is asked and what is answered (RFC 8010 section 3).

Both ways have the same form, so that one codec serves the driver and the simulators. Collections
are passed over when they come, for nothing here needs what is in them.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum

VERSION = (2, 0)
OLD_VERSION = (1, 1)
VALUE_LIMIT = 32767
"""Longest value in bytes: lengths are signed numbers of two bytes."""
_HEAD = struct.Struct(">BBHi")
_LENGTH = struct.Struct(">H")
_NUMBER = struct.Struct(">i")
_RANGE = struct.Struct(">ii")


class GroupTag(IntEnum):
    """What a group of attributes is about (RFC 8010 section 3.5.1)."""

    OPERATION = 0x01
    JOB = 0x02
    END = 0x03
    PRINTER = 0x04
    UNSUPPORTED = 0x05


class Tag(IntEnum):
    """What a value is (RFC 8010 section 3.5.2), as far as it is written or read here."""

    UNSUPPORTED = 0x10
    UNKNOWN = 0x12
    NO_VALUE = 0x13
    INTEGER = 0x21
    BOOLEAN = 0x22
    ENUM = 0x23
    OCTETS = 0x30
    RANGE = 0x33
    BEGIN_COLLECTION = 0x34
    TEXT_WITH_LANGUAGE = 0x35
    NAME_WITH_LANGUAGE = 0x36
    END_COLLECTION = 0x37
    TEXT = 0x41
    NAME = 0x42
    KEYWORD = 0x44
    URI = 0x45
    CHARSET = 0x47
    LANGUAGE = 0x48
    MIME_TYPE = 0x49
    MEMBER_NAME = 0x4A


FIRST_VALUE_TAG = 0x10
FIRST_TEXT_TAG = 0x40

Value = int | bool | str | bytes | tuple[int, int] | None
"""Numbers and enums, truths, texts and keywords, octets, ranges; None for what is not there."""


class IppFormatError(Exception):
    """These bytes are no IPP."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """A name, and values of one kind.

    Args:
        name: as IPP calls it, for instance ``printer-state``.
        tag: what its values are.
        values: one or more.
    """

    name: str
    tag: Tag
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Attributes that belong together.

    Args:
        tag: what they are about; a number that is not in `GroupTag` is kept as it came.
        attributes: values by name.
    """

    tag: int
    attributes: Mapping[str, tuple[Value, ...]]


@dataclass(frozen=True, slots=True)
class Message:
    """A request or an answer.

    Args:
        code: operation of a request, status of an answer.
        request_id: the same in both.
        groups: attributes.
        version: of the protocol, major and minor.
        data: what follows, such as a document.
    """

    code: int
    request_id: int
    groups: tuple[Group, ...] = ()
    version: tuple[int, int] = VERSION
    data: bytes = field(default=b"", repr=False)

    def attributes(self, tag: GroupTag) -> Mapping[str, tuple[Value, ...]]:
        """The attributes of the first group of a kind; empty when there is none."""
        return next((group.attributes for group in self.groups if group.tag == tag), {})


# --- writing ----------------------------------------------------------------------------------


def encode(
    code: int,
    request_id: int,
    groups: Iterable[tuple[GroupTag, Iterable[Attribute]]],
    *,
    version: tuple[int, int] = VERSION,
    data: bytes = b"",
) -> bytes:
    """Write a message."""
    parts = [_HEAD.pack(*version, code, request_id)]
    for tag, attributes in groups:
        parts.append(bytes([tag]))
        parts.extend(_attribute(attribute) for attribute in attributes)
    return b"".join([*parts, bytes([GroupTag.END]), data])


def _attribute(attribute: Attribute) -> bytes:
    parts = []
    name = attribute.name.encode()
    for value in attribute.values:
        content = _content(attribute.tag, value)
        parts.append(bytes([attribute.tag]))
        parts.append(_LENGTH.pack(len(name)) + name)
        parts.append(_LENGTH.pack(len(content)) + content)
        name = b""  # further values of the same attribute
    return b"".join(parts)


def _content(tag: Tag, value: Value) -> bytes:
    match value:
        case None:
            return b""
        case bool():
            return bytes([value])
        case int():
            return _NUMBER.pack(value)
        case str():
            return value.encode()[:VALUE_LIMIT]
        case bytes():
            return value
        case (low, high) if tag is Tag.RANGE:
            return _RANGE.pack(low, high)
        case _:
            raise TypeError(f"{tag.name} cannot be {type(value).__name__}")


# --- reading ----------------------------------------------------------------------------------


def decode(content: bytes) -> Message:
    """Read a message; raises `IppFormatError` for anything that is none."""
    reader = _Reader(content)
    major, minor, code, request_id = _HEAD.unpack(reader.take(_HEAD.size))
    groups: list[Group] = []
    attributes: dict[str, tuple[Value, ...]] = {}
    name = ""
    while (tag := reader.byte()) != GroupTag.END:
        if tag < FIRST_VALUE_TAG:
            attributes, name = {}, ""
            groups.append(Group(tag, attributes))
            continue
        if not groups:
            raise IppFormatError("an attribute stands before every group")
        name = _text(reader.sized()) or name
        if not name:
            raise IppFormatError("a group begins with a value without a name")
        value = _read_value(tag, reader)
        attributes[name] = (*attributes.get(name, ()), value)
    return Message(code, request_id, tuple(groups), (major, minor), reader.rest())


def _read_value(tag: int, reader: _Reader) -> Value:
    content = reader.sized()
    if tag in READERS:
        return READERS[tag](content)
    if tag == Tag.BEGIN_COLLECTION:
        _pass_over_collection(reader)
        return None
    if tag >= FIRST_TEXT_TAG:
        return _text(content)
    return None if tag < Tag.INTEGER else content  # "unknown", "no value" and their like


def _number(content: bytes) -> int:
    return int(_unpack(_NUMBER, content)[0])


def _truth(content: bytes) -> bool:
    return content == b"\x01"


def _range(content: bytes) -> tuple[int, int]:
    low, high = _unpack(_RANGE, content)
    return low, high


def _text_with_language(content: bytes) -> str:
    inner = _Reader(content)
    inner.sized()  # the language
    return _text(inner.sized())


def _text(content: bytes) -> str:
    return content.decode("utf-8", "replace")


READERS: Mapping[int, Callable[[bytes], Value]] = {
    Tag.INTEGER: _number,
    Tag.ENUM: _number,
    Tag.BOOLEAN: _truth,
    Tag.RANGE: _range,
    Tag.TEXT_WITH_LANGUAGE: _text_with_language,
    Tag.NAME_WITH_LANGUAGE: _text_with_language,
}


def _pass_over_collection(reader: _Reader) -> None:
    depth = 1
    while depth:
        tag = reader.byte()
        if tag < FIRST_VALUE_TAG:
            raise IppFormatError("a collection has no end")
        reader.sized()
        reader.sized()
        depth += (tag == Tag.BEGIN_COLLECTION) - (tag == Tag.END_COLLECTION)


def _unpack(form: struct.Struct, content: bytes) -> tuple[int, ...]:
    if len(content) != form.size:
        raise IppFormatError(f"{len(content)} bytes where {form.size} belong")
    return form.unpack(content)


class _Reader:
    """Takes bytes one after the other; raises `IppFormatError` at the end of them."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._place = 0

    def take(self, length: int) -> bytes:
        end = self._place + length
        if end > len(self._content):
            raise IppFormatError(f"it breaks off after {len(self._content)} bytes")
        piece = self._content[self._place : end]
        self._place = end
        return piece

    def byte(self) -> int:
        return self.take(1)[0]

    def sized(self) -> bytes:
        return self.take(int(_LENGTH.unpack(self.take(_LENGTH.size))[0]))

    def rest(self) -> bytes:
        return self._content[self._place :]
