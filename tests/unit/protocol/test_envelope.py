"""Sealing to the platform and signing by the terminal."""

import dataclasses
import subprocess
import sys
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.protocol import envelope
from sync.protocol.envelope import (
    EnvelopeContext,
    EnvelopeError,
    MessageKind,
    PlatformKey,
    PlatformPrivateKey,
    SuiteName,
    first_usable,
    generate_platform_key,
    open_sealed,
    seal,
    sign_envelope,
    verify_envelope,
)

CONTEXT = EnvelopeContext(
    terminal="0817",
    epoch=UUID("00000000-0000-4000-8000-000000000001"),
    seq=1,
    kind=MessageKind.CASE,
    item_version="3",
    key_id="k1",
)
OTHERS: list[dict[str, Any]] = [
    {"terminal": "0818"},
    {"epoch": UUID("00000000-0000-4000-8000-000000000002")},
    {"seq": 2},
    {"kind": MessageKind.RATING},
    {"item_version": "4"},
    {"key_id": "k2"},
    {"protocol_version": 2},
]


@pytest.mark.parametrize("suite", SuiteName)
def test_the_platform_opens_what_was_sealed_to_it(suite: SuiteName) -> None:
    private, public = generate_platform_key("k1", suite)
    sealed = seal("王秀花".encode(), CONTEXT, public)
    assert "王秀花".encode() not in sealed
    assert open_sealed(sealed, CONTEXT, private) == "王秀花".encode()


def test_sealing_twice_gives_different_bytes() -> None:
    _, public = generate_platform_key("k1")
    assert seal(b"x", CONTEXT, public) != seal(b"x", CONTEXT, public)


@pytest.mark.parametrize("change", OTHERS, ids=lambda change: next(iter(change)))
def test_an_envelope_opens_only_in_its_own_context(change: dict[str, Any]) -> None:
    private, public = generate_platform_key("k1")
    sealed = seal(b"case", CONTEXT, public)
    with pytest.raises(EnvelopeError) as caught:
        open_sealed(sealed, dataclasses.replace(CONTEXT, **change), private)
    assert caught.value.code == "envelope.unreadable"


def test_another_platform_cannot_open_it() -> None:
    _, public = generate_platform_key("k1")
    stranger, _ = generate_platform_key("k1")
    with pytest.raises(EnvelopeError, match="another key"):
        open_sealed(seal(b"case", CONTEXT, public), CONTEXT, stranger)


@pytest.mark.parametrize("damage", [b"", b"short", None])
def test_damaged_bytes_do_not_open(damage: bytes | None) -> None:
    private, public = generate_platform_key("k1")
    sealed = seal(b"case", CONTEXT, public)
    damaged = sealed[:-1] + bytes([sealed[-1] ^ 1]) if damage is None else damage
    with pytest.raises(EnvelopeError):
        open_sealed(damaged, CONTEXT, private)


def test_a_suite_nobody_knows_is_named() -> None:
    with pytest.raises(EnvelopeError) as caught:
        seal(b"case", CONTEXT, PlatformKey("k1", "rot13", b""))
    assert caught.value.code == "envelope.suite_unknown"
    with pytest.raises(EnvelopeError):
        open_sealed(b"case", CONTEXT, PlatformPrivateKey("k1", "rot13", b""))


@pytest.mark.parametrize("suite", SuiteName)
def test_bytes_that_are_no_key_are_named(suite: SuiteName) -> None:
    with pytest.raises(EnvelopeError) as caught:
        seal(b"case", CONTEXT, PlatformKey("k1", suite, b"too short"))
    assert caught.value.code == "envelope.key"


def test_a_private_key_is_not_shown() -> None:
    private, _ = generate_platform_key("k1")
    assert private.private_key.hex() not in repr(private)
    assert repr(private.private_key) not in repr(private)


def test_the_terminal_s_signature_holds_for_its_context_alone() -> None:
    key = Ed25519PrivateKey.generate()
    signature = sign_envelope(b"sealed", CONTEXT, key)
    verify_envelope(b"sealed", CONTEXT, signature, key.public_key())
    for change in OTHERS:
        with pytest.raises(EnvelopeError) as caught:
            verify_envelope(
                b"sealed", dataclasses.replace(CONTEXT, **change), signature, key.public_key()
            )
        assert caught.value.code == "envelope.signature"
    with pytest.raises(EnvelopeError):
        verify_envelope(b"Sealed", CONTEXT, signature, key.public_key())
    with pytest.raises(EnvelopeError):
        verify_envelope(b"sealed", CONTEXT, signature, Ed25519PrivateKey.generate().public_key())


def test_the_screen_can_seal_without_loading_pydantic_or_http() -> None:
    code = (
        "import sys, sync.protocol.numbers, sync.protocol.canonical, sync.protocol.envelope, "
        "sync.protocol.enrolment; "
        "print(sorted({'pydantic', 'http_message_signatures', 'fastapi', 'requests'} "
        "& set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_newest_key_of_a_known_suite_is_used_and_none_is_said_by_the_suites_there_are() -> None:
    later, known = PlatformKey("k3", "sm2-sm4gcm", b""), PlatformKey("k2", SuiteName.X25519, b"")
    assert first_usable([later, known, PlatformKey("k1", SuiteName.X25519, b"")]) == known
    with pytest.raises(EnvelopeError, match="suites: sm2-sm4gcm") as caught:
        first_usable([later])
    assert caught.value.code == "envelope.suite_unknown"
    with pytest.raises(EnvelopeError, match="suites: none"):
        first_usable([])


def test_nothing_is_kept_of_a_key_that_is_for_one_opening() -> None:
    private, public = generate_platform_key("visit")
    before = envelope._loaded.cache_info()
    sealed = seal(b"body", CONTEXT, public)
    assert open_sealed(sealed, CONTEXT, private, once=True) == b"body"
    assert envelope._loaded.cache_info() == before
