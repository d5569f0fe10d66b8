"""Canonical JSON after RFC 8785; the examples are the RFC's own."""

import json
import math
import struct
from enum import IntEnum, StrEnum
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.protocol.canonical import CanonicalError, canonical, sha256_hex

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner)
    ),
)


@pytest.mark.parametrize(
    ("bits", "text"),
    [
        ("0000000000000000", "0"),
        ("8000000000000000", "0"),
        ("0000000000000001", "5e-324"),
        ("8000000000000001", "-5e-324"),
        ("7fefffffffffffff", "1.7976931348623157e+308"),
        ("4340000000000000", "9007199254740992"),
        ("c340000000000000", "-9007199254740992"),
        ("4430000000000000", "295147905179352830000"),
        ("44b52d02c7e14af5", "9.999999999999997e+22"),
        ("44b52d02c7e14af6", "1e+23"),
        ("44b52d02c7e14af7", "1.0000000000000001e+23"),
        ("444b1ae4d6e2ef4e", "999999999999999700000"),
        ("444b1ae4d6e2ef4f", "999999999999999900000"),
        ("444b1ae4d6e2ef50", "1e+21"),
        ("3eb0c6f7a0b5ed8c", "9.999999999999997e-7"),
        ("3eb0c6f7a0b5ed8d", "0.000001"),
        ("41b3de4355555553", "333333333.3333332"),
        ("41b3de4355555557", "333333333.33333343"),
        ("becbf647612f3696", "-0.0000033333333333333333"),
        ("43143ff3c1cb0959", "1424953923781206.2"),
    ],
)
def test_numbers_are_written_as_the_rfc_writes_them(bits: str, text: str) -> None:
    value = struct.unpack(">d", bytes.fromhex(bits))[0]
    assert canonical(value) == text.encode()


def test_keys_are_ordered_by_utf16_code_units() -> None:
    value = {
        "€": "Euro Sign",
        "\r": "Carriage Return",
        "\ufb33": "Hebrew Letter Dalet With Dagesh",
        "1": "One",
        "\U0001f600": "Emoji: Grinning Face",
        "\x80": "Control",
        "ö": "Latin Small Letter O With Diaeresis",
    }
    assert [*json.loads(canonical(value))] == ["\r", "1", "\x80", "ö", "€", "\U0001f600", "\ufb33"]


def test_text_is_escaped_no_more_than_needed() -> None:
    assert canonical('€$\x0f\nA\'B"\\"/王') == '"€$\\u000f\\nA\'B\\"\\\\\\"/王"'.encode()


def test_literals_and_nesting_have_no_white_space() -> None:
    assert canonical({"b": [None, True, False, 1, "x"], "a": {}}) == (
        b'{"a":{},"b":[null,true,false,1,"x"]}'
    )


@pytest.mark.parametrize(
    "value",
    [
        math.nan,
        math.inf,
        2**53 + 1,
        -(2**53) - 1,
        10**21,
        10**400,
        b"bytes",
        {1: "number as key"},
        {"nested": object()},
        "\ud800",
        {"\udfff": 1},
    ],
)
def test_what_json_cannot_carry_is_refused(value: Any) -> None:
    with pytest.raises(CanonicalError) as caught:
        canonical(value)
    assert caught.value.code == "canonical.value"


@given(json_values)
def test_canonical_bytes_read_back_and_stay(value: Any) -> None:
    data = canonical(value)
    # every JSON number is a double, whatever Python makes of it
    plain = json.dumps(value)
    assert json.loads(data, parse_int=float) == json.loads(plain, parse_int=float)
    assert canonical(json.loads(data)) == data


class Word(StrEnum):
    ONE = "one"


class Number(IntEnum):
    ONE = 1


def test_relatives_of_the_json_types_are_written_like_these() -> None:
    relatives = MappingProxyType({"a": Word.ONE, "b": Number.ONE, "c": (1, 2.5), "d": range(2)})
    assert canonical(relatives) == b'{"a":"one","b":1,"c":[1,2.5],"d":[0,1]}'


def test_a_hash_is_lower_case_hexadecimal() -> None:
    assert sha256_hex(b"abc") == (
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )


def test_objects_in_a_row_are_ordered_each_by_its_own_names() -> None:
    row = [{"b": 1, "a": 2}, {"b": 3, "a": 4}, {"a": 5, "b": 6}, 7, {"c": 8}, {"b": 9, "a": []}, {}]
    assert canonical(row) == (
        b'[{"a":2,"b":1},{"a":4,"b":3},{"a":5,"b":6},7,{"c":8},{"a":[],"b":9},{}]'
    )
    with pytest.raises(CanonicalError):
        canonical([{"1": 0}, {1: 0}])
