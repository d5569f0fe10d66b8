"""Bytes of IPP: written and read, and anything else turned away."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.document_printer.client import Operation
from drivers.document_printer.message import (
    Attribute,
    GroupTag,
    IppFormatError,
    Message,
    Tag,
    decode,
    encode,
)

# RFC 8010 appendix A.1, "Print-Job Request", shortened to three attributes
PRINT_JOB = bytes.fromhex(
    "0101 0002 00000001 01"
    "47 0012 617474726962757465732d63686172736574 0005 7574662d38"
    "48 001b 617474726962757465732d6e61747572616c2d6c616e6775616765 0005 656e2d7573"
    "02 21 0006 636f70696573 0004 00000014 03"
)


def assert_read_or_turned_away(content: bytes) -> None:
    try:
        read = decode(content)
    except IppFormatError:
        return
    assert isinstance(read, Message)


def values() -> st.SearchStrategy[Attribute]:
    names = st.text("abcdefghijklmnopqrstuvwxyz-", min_size=1, max_size=20)
    numbers = st.integers(-(2**31), 2**31 - 1)
    kinds = (
        (Tag.INTEGER, numbers),
        (Tag.ENUM, numbers),
        (Tag.BOOLEAN, st.booleans()),
        (Tag.RANGE, st.tuples(numbers, numbers)),
        (Tag.KEYWORD, st.text(max_size=30)),
        (Tag.NAME, st.text(max_size=30)),
        (Tag.OCTETS, st.binary(max_size=30)),
        (Tag.NO_VALUE, st.none()),
    )
    return st.one_of(
        st.builds(
            lambda name, found, tag=tag: Attribute(name, tag, tuple(found)),
            names,
            st.lists(of, min_size=1, max_size=4),
        )
        for tag, of in kinds
    )


def test_the_example_of_the_standard_is_written_and_read() -> None:
    written = encode(
        Operation.PRINT_JOB,
        1,
        [
            (
                GroupTag.OPERATION,
                [
                    Attribute("attributes-charset", Tag.CHARSET, ("utf-8",)),
                    Attribute("attributes-natural-language", Tag.LANGUAGE, ("en-us",)),
                ],
            ),
            (GroupTag.JOB, [Attribute("copies", Tag.INTEGER, (20,))]),
        ],
        version=(1, 1),
    )
    assert written == PRINT_JOB
    read = decode(PRINT_JOB + b"%PDF-1.4")
    assert (read.version, read.code, read.request_id) == ((1, 1), 2, 1)
    assert read.attributes(GroupTag.OPERATION)["attributes-natural-language"] == ("en-us",)
    assert read.attributes(GroupTag.JOB) == {"copies": (20,)}
    assert read.data == b"%PDF-1.4"


@given(
    st.integers(0, 0xFFFF),
    st.integers(1, 2**31 - 1),
    st.lists(values(), max_size=6, unique_by=lambda each: each.name),
    st.binary(max_size=40),
)
def test_what_is_written_is_read_again(
    code: int, number: int, attributes: list[Attribute], data: bytes
) -> None:
    read = decode(encode(code, number, [(GroupTag.JOB, attributes)], data=data))
    assert (read.code, read.request_id, read.data) == (code, number, data)
    assert read.attributes(GroupTag.JOB) == {each.name: each.values for each in attributes}


@pytest.mark.parametrize("length", range(len(PRINT_JOB)))
def test_a_message_that_breaks_off_is_no_message(length: int) -> None:
    with pytest.raises(IppFormatError):
        decode(PRINT_JOB[:length])


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_turned_away(content: bytes) -> None:
    assert_read_or_turned_away(content)


@given(st.binary(max_size=60))
def test_any_bytes_behind_a_head_are_read_or_turned_away(content: bytes) -> None:
    assert_read_or_turned_away(PRINT_JOB[:9] + content)


def test_collections_are_passed_over_with_what_is_in_them() -> None:
    def piece(tag: int, name: bytes, value: bytes) -> bytes:
        sizes = len(name).to_bytes(2), len(value).to_bytes(2)
        return bytes([tag]) + sizes[0] + name + sizes[1] + value

    content = (
        PRINT_JOB[:8]
        + b"\x04"
        + piece(0x34, b"media-col", b"")
        + piece(0x4A, b"", b"media-size")
        + piece(0x34, b"", b"")
        + piece(0x4A, b"", b"x-dimension")
        + piece(0x21, b"", (21000).to_bytes(4))
        + piece(0x37, b"", b"")
        + piece(0x37, b"", b"")
        + piece(0x44, b"printer-state-reasons", b"media-low")
        + piece(0x44, b"", b"toner-low")
        + piece(0x36, b"printer-name", b"\x00\x02zh\x00\x06" + "打印".encode())
        + b"\x03"
    )
    assert decode(content).attributes(GroupTag.PRINTER) == {
        "media-col": (None,),
        "printer-state-reasons": ("media-low", "toner-low"),
        "printer-name": ("打印",),
    }


def test_a_collection_without_an_end_is_no_message() -> None:
    with pytest.raises(IppFormatError):
        decode(PRINT_JOB[:8] + b"\x04\x34\x00\x01a\x00\x00\x03")
