"""The three ways a code may be signed (RFC 9053), each bound to one kind of key."""

from __future__ import annotations

import hashlib
from enum import IntEnum

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from kiosk.errors import BugError

PublicKey = Ed25519PublicKey | ec.EllipticCurvePublicKey | rsa.RSAPublicKey
PrivateKey = Ed25519PrivateKey | ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
LEAST_RSA_BITS = 2048
KEY_ID_LENGTH = 8
_PSS = padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=hashes.SHA256.digest_size)
_ECDSA = ec.ECDSA(hashes.SHA256())
_HALF = 32
"""Bytes of each of the two numbers of an ES256 signature."""


class Algorithm(IntEnum):
    """A signature algorithm by its number in COSE."""

    ES256 = -7
    EDDSA = -8
    PS256 = -37


def algorithm_of(key: object) -> Algorithm | None:
    """The one algorithm a key is for; None where there is none: another curve, RSA too short."""
    match key:
        case Ed25519PublicKey() | Ed25519PrivateKey():
            return Algorithm.EDDSA
        case ec.EllipticCurvePublicKey() | ec.EllipticCurvePrivateKey():
            return Algorithm.ES256 if isinstance(key.curve, ec.SECP256R1) else None
        case rsa.RSAPublicKey() | rsa.RSAPrivateKey():
            return Algorithm.PS256 if key.key_size >= LEAST_RSA_BITS else None
        case _:
            return None


def key_id(content: bytes) -> bytes:
    """First eight bytes of the SHA-256 of a certificate or a public key (DER), as HCERT has it."""
    return hashlib.sha256(content).digest()[:KEY_ID_LENGTH]


def key_id_of(key: PublicKey) -> bytes:
    """The key id of a public key that stands in no certificate."""
    return key_id(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))


def is_signed(key: PublicKey, algorithm: object, signed: bytes, signature: bytes) -> bool:
    """Whether a signature is of this key; another algorithm than the key's own never is."""
    if algorithm != algorithm_of(key):
        return False
    try:
        match key:
            case Ed25519PublicKey():
                key.verify(signature, signed)
            case ec.EllipticCurvePublicKey():
                if len(signature) != 2 * _HALF:
                    return False
                halves = (signature[:_HALF], signature[_HALF:])
                der = encode_dss_signature(*(int.from_bytes(half) for half in halves))
                key.verify(der, signed, _ECDSA)
            case rsa.RSAPublicKey():
                key.verify(signature, signed, _PSS, hashes.SHA256())
    except InvalidSignature:
        return False
    return True


def sign(key: PrivateKey, content: bytes) -> bytes:
    """Sign with the key's own algorithm."""
    match key:
        case Ed25519PrivateKey():
            return key.sign(content)
        case ec.EllipticCurvePrivateKey() if algorithm_of(key):
            numbers = decode_dss_signature(key.sign(content, _ECDSA))
            return b"".join(number.to_bytes(_HALF) for number in numbers)
        case rsa.RSAPrivateKey() if algorithm_of(key):
            return key.sign(content, _PSS, hashes.SHA256())
    raise BugError("this key signs no codes")
