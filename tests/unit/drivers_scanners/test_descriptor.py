"""Report descriptors are read as far as a scanner needs, and broken ones refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.scanners.hidpos import DATA_CONTINUED, DECODED_DATA, Layout
from drivers.simulators.scanners import HID_POS_DESCRIPTOR, hid_pos_report
from drivers.transports.hid_descriptor import BrokenDescriptorError, Field, input_fields

KEYBOARD = bytes.fromhex(
    "05 01 09 06 A1 01 05 07 19 E0 29 E7 15 00 25 01 75 01 95 08 81 02"
    "95 01 75 08 81 01 95 06 75 08 15 00 25 65 05 07 19 00 29 65 81 00 C0"
)
"""The boot keyboard of the HID standard's appendix B."""
WITHOUT_NUMBERS_AND_COUNT = bytes.fromhex(
    "05 8C 09 02 A1 01 09 12 A1 02 15 00 26 FF 00 75 08"
    "95 03 19 FB 29 FD 81 02"  # identifiers by usage minimum and maximum
    "95 20 09 FE 81 02"  # 32 bytes, one usage for all
    "C0 C0"
)
DATA_FIRST = bytes.fromhex(
    "05 8C 09 02 A1 01 85 07 15 00 26 FF 00 75 08 95 10 09 FE 82 02 01"
    "75 01 95 03 81 03 95 01 09 FF 81 02 95 04 81 03"  # the flag is bit 3 of its byte
    "A4 05 01 75 08 95 01 09 3B 81 02 B4 C0"
)


def test_the_fields_of_the_commonest_scanner_are_where_its_manuals_put_them() -> None:
    fields = {field.usage: field for field in input_fields(HID_POS_DESCRIPTOR)}
    assert fields[0x01 << 16 | 0x3B] == Field(2, 0x0001003B, 0, 8, 1)
    assert fields[0x8C << 16 | 0xFB].offset == 8
    assert fields[0x8C << 16 | 0xFD].offset == 24
    assert fields[DECODED_DATA] == Field(2, DECODED_DATA, 32, 8, 56)
    assert fields[DATA_CONTINUED] == Field(2, DATA_CONTINUED, (1 + 3 + 56 + 2) * 8, 1, 1)


def test_a_report_is_read_by_its_layout() -> None:
    layout = Layout.of(HID_POS_DESCRIPTOR)
    assert layout is not None
    part = layout.part(hid_pos_report(b"L0\0817", "]Q1", more=True))
    assert part is not None
    assert (part.identifier, part.data, part.more) == (b"]Q1", b"L0\0817", True)
    assert layout.part(b"\x03" + bytes(63)) is None


def test_without_a_byte_count_the_filling_is_taken_off() -> None:
    layout = Layout.of(WITHOUT_NUMBERS_AND_COUNT)
    assert layout is not None
    part = layout.part(b"]C0" + b"L0817".ljust(32, b"\0"))
    assert part is not None
    assert (part.identifier, part.data, part.more) == (b"]C0", b"L0817", False)


def test_another_order_another_number_and_a_flag_in_the_middle_of_a_byte() -> None:
    layout = Layout.of(DATA_FIRST)
    assert layout is not None
    report = b"\x07" + b"L0817".ljust(16, b"\xee")
    part = layout.part(report + bytes((0b1000, 5)))
    assert part is not None
    assert (part.identifier, part.data, part.more) == (b"", b"L0817", True)
    part = layout.part(report + bytes((0b0111, 3)))
    assert part is not None
    assert (part.data, part.more) == (b"L08", False)


def test_a_report_that_ends_early_carries_what_it_has() -> None:
    layout = Layout.of(HID_POS_DESCRIPTOR)
    assert layout is not None
    part = layout.part(hid_pos_report(b"L0817", "]Q1", more=True)[:8])
    assert part is not None
    assert (part.data, part.more) == (b"L08", False)
    assert layout.part(b"") is None


@pytest.mark.parametrize(
    "descriptor",
    [
        KEYBOARD,
        b"",
        b"\x05",
        b"\xfe",
        b"\xb4",
        HID_POS_DESCRIPTOR[:20],
        bytes.fromhex("05 8C 09 FE 75 20 96 FF FF 81 02"),
        bytes.fromhex("05 8C 09 FE 75 03 95 38 81 02"),
        bytes.fromhex("05 8C 75 01 95 01 81 03 09 FE 75 08 95 38 81 02"),
    ],
    ids=[
        "keyboard",
        "nothing",
        "half an item",
        "half a long item",
        "pops what was not pushed",
        "cut off",
        "reports without end",
        "data in three bits each",
        "data across bytes",
    ],
)
def test_what_is_no_scanner_is_none(descriptor: bytes) -> None:
    assert Layout.of(descriptor) is None


def test_a_long_item_is_passed_over() -> None:
    assert input_fields(bytes((0xFE, 2, 0x10, 1, 2)) + HID_POS_DESCRIPTOR)[0].report == 2


@given(st.binary(max_size=200))
def test_any_bytes_are_a_descriptor_or_refused(descriptor: bytes) -> None:
    try:
        fields = input_fields(descriptor)
    except BrokenDescriptorError:
        assert Layout.of(descriptor) is None
    else:
        assert all(field.offset >= 0 for field in fields)


@given(st.binary(max_size=80))
def test_any_bytes_are_a_report_or_another_one(report: bytes) -> None:
    layout = Layout.of(HID_POS_DESCRIPTOR)
    assert layout is not None
    part = layout.part(report)
    assert part is None or len(part.data) <= 56
