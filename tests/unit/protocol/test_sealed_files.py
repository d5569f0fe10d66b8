"""Sealed files open whole and unchanged, or not at all."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.protocol.envelope import EnvelopeError
from sync.protocol.sealed_files import (
    SEGMENT_BYTES,
    new_file_key,
    open_file,
    seal_file,
    sealed_size,
)

KEY = bytes(range(32))
SIZES = [0, 1, SEGMENT_BYTES - 1, SEGMENT_BYTES, SEGMENT_BYTES + 1, 3 * SEGMENT_BYTES + 7]


def content(size: int) -> bytes:
    return (bytes(range(251)) * (size // 251 + 1))[:size]


@pytest.mark.parametrize("size", SIZES)
def test_a_file_opens_as_it_was(size: int) -> None:
    sealed = b"".join(seal_file(content(size), KEY))
    assert len(sealed) == sealed_size(size)
    assert b"".join(open_file([sealed], KEY)) == content(size)
    assert content(size)[:16] not in sealed or size < 16


@given(cuts=st.lists(st.integers(0, sealed_size(SIZES[-1])), max_size=8))
def test_it_does_not_matter_in_which_pieces_it_comes(cuts: list[int]) -> None:
    sealed = b"".join(seal_file(content(SIZES[-1]), KEY))
    marks = [0, *sorted(cuts), len(sealed)]
    pieces = [sealed[start:end] for start, end in pairwise(marks)]
    assert b"".join(open_file(pieces, KEY)) == content(SIZES[-1])


def segments() -> list[bytes]:
    return list(seal_file(content(3 * SEGMENT_BYTES), KEY))


@pytest.mark.parametrize(
    "changed",
    [
        segments()[:2],
        segments()[1:],
        [],
        [segments()[1], segments()[0], segments()[2]],
        [*segments(), segments()[2]],
        [segments()[0], segments()[0], segments()[2]],
        [*segments()[:2], segments()[2][:-1]],
        [segments()[0][:5] + b"?" + segments()[0][6:], *segments()[1:]],
    ],
    ids=["no end", "no beginning", "nothing", "moved", "more", "doubled", "cut", "changed"],
)
def test_other_bytes_do_not_open(changed: list[bytes]) -> None:
    with pytest.raises(EnvelopeError) as caught:
        list(open_file(changed, KEY))
    assert caught.value.code == "envelope.unreadable"


def test_another_key_does_not_open_it() -> None:
    first, second = new_file_key(), new_file_key()
    assert first != second
    with pytest.raises(EnvelopeError):
        list(open_file(seal_file(b"paper", first), second))
