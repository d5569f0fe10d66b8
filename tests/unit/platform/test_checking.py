"""Signatures of terminals, as the platform checks them: RFC 8032, and what is none."""

from __future__ import annotations

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from sync.platform.checking import TerminalKey

ORDER = 2**252 + 27742317777372353535851937790883648493
"""Of the group a signature's second half counts in."""
VECTORS = (  # RFC 8032, 7.1, TEST 2 and 3
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
            "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
        ),
    ),
)


@pytest.mark.parametrize(("key", "data", "signature"), VECTORS)
def test_what_the_standard_signs_is_taken(key: str, data: str, signature: str) -> None:
    TerminalKey(bytes.fromhex(key)).verify(bytes.fromhex(signature), bytes.fromhex(data))


@given(data=st.binary(max_size=6000), at=st.integers(min_value=0), bit=st.integers(0, 7))
def test_a_changed_bit_is_refused(data: bytes, at: int, bit: int) -> None:
    private = Ed25519PrivateKey.from_private_bytes(b"7" * 32)
    key = TerminalKey(private.public_key().public_bytes_raw())
    signature = private.sign(data)
    key.verify(signature, data)

    changed = bytearray(signature + data)
    changed[at % len(changed)] ^= 1 << bit

    with pytest.raises(InvalidSignature):
        key.verify(bytes(changed[:64]), bytes(changed[64:]))


@pytest.mark.parametrize("length", [0, 1, 63, 65])
def test_a_signature_of_another_length_is_refused(length: int) -> None:
    private = Ed25519PrivateKey.from_private_bytes(b"7" * 32)
    key = TerminalKey(private.public_key().public_bytes_raw())
    signed = private.sign(b"data") + b"data"

    with pytest.raises(InvalidSignature):
        key.verify(signed[:length], signed[length:])


def test_a_signature_written_in_a_second_way_is_refused() -> None:
    private = Ed25519PrivateKey.from_private_bytes(b"7" * 32)
    key = TerminalKey(private.public_key().public_bytes_raw())
    signature = private.sign(b"data")
    second = int.from_bytes(signature[32:], "little") + ORDER

    with pytest.raises(InvalidSignature):
        key.verify(signature[:32] + second.to_bytes(32, "little"), b"data")


def test_a_key_that_makes_everything_valid_signs_nothing() -> None:
    nothing = b"\x01" + bytes(31)  # the neutral element, as key and as the first half

    with pytest.raises(InvalidSignature):
        TerminalKey(nothing).verify(nothing + bytes(32), b"data")
