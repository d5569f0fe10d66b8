"""The values of tus headers."""

from __future__ import annotations

import hashlib

import pytest

from sync.protocol.uploads import decoded, read_metadata, upload_checksum, upload_metadata


def test_metadata_are_read_as_they_are_written() -> None:
    assert read_metadata(upload_metadata("a" * 64)) == {"sha256": b"a" * 64}
    assert read_metadata("sha256 YQ==, flag, name Yg==") == {
        "sha256": b"a",
        "flag": b"",
        "name": b"b",
    }


@pytest.mark.parametrize("value", ["", "sha256 !!", "a YQ==,a YQ==", ",", "a YQ== YQ=="])
def test_what_is_not_metadata_is_told(value: str) -> None:
    with pytest.raises(ValueError, match=r"names|base64"):
        read_metadata(value)


def test_a_checksum_names_its_algorithm() -> None:
    digest = hashlib.sha256(b"piece").digest()
    name, _, value = upload_checksum(digest).partition(" ")
    assert (name, decoded(value)) == ("sha256", digest)
