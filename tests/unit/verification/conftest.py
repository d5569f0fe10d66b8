"""Keys, a trust list, and a builder of messages that shares no line with the program."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from kiosk.verification import TrustList
from kiosk.verification.algorithms import PrivateKey, key_id_of
from kiosk.verification.trust import TrustedKey


@dataclass(frozen=True)
class Tagged:
    tag: int
    value: Any


def cbor(item: Any) -> bytes:
    """CBOR by hand, for what these tests need (RFC 8949 §3)."""
    if isinstance(item, Tagged):
        return _head(6, item.tag) + cbor(item.value)
    if isinstance(item, int):
        return _head(0, item) if item >= 0 else _head(1, -1 - item)
    if isinstance(item, bytes):
        return _head(2, len(item)) + item
    if isinstance(item, str):
        return _head(3, len(item.encode())) + item.encode()
    if isinstance(item, list):
        return _head(4, len(item)) + b"".join(map(cbor, item))
    assert isinstance(item, dict)
    pairs = b"".join(cbor(key) + cbor(value) for key, value in item.items())
    return _head(5, len(item)) + pairs


def _head(major: int, number: int) -> bytes:
    if number < 24:
        return bytes([major << 5 | number])
    for extra, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if number < 1 << 8 * size:
            return bytes([major << 5 | extra]) + number.to_bytes(size)
    raise AssertionError(number)


@dataclass(frozen=True)
class Keys:
    ed25519: Ed25519PrivateKey
    p256: ec.EllipticCurvePrivateKey
    rsa: rsa.RSAPrivateKey
    stranger: Ed25519PrivateKey

    def kid(self, key: PrivateKey) -> bytes:
        return key_id_of(key.public_key())


@pytest.fixture(scope="session")
def keys() -> Keys:
    return Keys(
        Ed25519PrivateKey.generate(),
        ec.generate_private_key(ec.SECP256R1()),
        rsa.generate_private_key(65537, 2048),
        Ed25519PrivateKey.generate(),
    )


@pytest.fixture(scope="session")
def trust(keys: Keys) -> TrustList:
    return TrustList(
        TrustedKey(keys.kid(key), key.public_key(), {"zh_CN": "新泰市", "en": "Xintai"})
        for key in (keys.ed25519, keys.p256, keys.rsa)
    )


@pytest.fixture(scope="session")
def now() -> datetime:
    return datetime(2026, 11, 21, 1, 0, tzinfo=UTC)


ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


def base45(content: bytes) -> str:
    text = ""
    for start in range(0, len(content) - 1, 2):
        number = content[start] * 256 + content[start + 1]
        text += ALPHABET[number % 45] + ALPHABET[number // 45 % 45] + ALPHABET[number // 2025]
    if len(content) % 2:
        text += ALPHABET[content[-1] % 45] + ALPHABET[content[-1] // 45]
    return text


def signature(key: PrivateKey, content: bytes) -> tuple[int, bytes]:
    """Number of the algorithm in COSE, and what it gives."""
    if isinstance(key, Ed25519PrivateKey):
        return -8, key.sign(content)
    if isinstance(key, rsa.RSAPrivateKey):
        pss = padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=32)
        return -37, key.sign(content, pss, hashes.SHA256())
    r, s = decode_dss_signature(key.sign(content, ec.ECDSA(hashes.SHA256())))
    return -7, r.to_bytes(32) + s.to_bytes(32)


Coded = Callable[..., str]


@pytest.fixture(scope="session")
def coded(keys: Keys) -> Coded:
    """Makes the text of a code out of claims, a key, and how it is to be written."""

    def make(
        claims: Any,
        key: PrivateKey,
        *,
        protected: Any = None,
        unprotected: Any = None,
        tags: tuple[int, ...] = (18,),
        packed: bool = True,
        prefix: str = "HC1:",
    ) -> str:
        algorithm, _ = signature(key, b"")
        usual = {1: algorithm, 4: keys.kid(key)}
        header = usual if protected is None else protected
        head = (cbor(header) if header else b"") if not isinstance(header, bytes) else header
        payload = claims if isinstance(claims, bytes) else cbor(claims)
        signed = cbor(["Signature1", b"" if head == b"\xa0" else head, b"", payload])
        message: Any = [head, unprotected or {}, payload, signature(key, signed)[1]]
        for tag in reversed(tags):
            message = Tagged(tag, message)
        content = cbor(message)
        return prefix + base45(zlib.compress(content) if packed else content)

    return make
