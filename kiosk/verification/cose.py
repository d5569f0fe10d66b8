"""COSE_Sign1 (RFC 9052 §4.2): protected header, header, payload, signature."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import cbor2

from kiosk.verification import cbor
from kiosk.verification.algorithms import PrivateKey, algorithm_of, sign

_ALG, _CRIT, _KID = 1, 2, 4
_CWT, _SIGN1 = 61, 18
_PARTS = 4
_EMPTY_MAP = b"\xa0"


class CoseError(ValueError):
    """Bytes are no COSE_Sign1 message that can be judged."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A message that says it is signed.

    Args:
        algorithm: what it names, a number where it is one of COSE; None where it names none.
        key_id: of the key it is signed with; empty where it names none.
        payload: what is signed.
        to_be_signed: the bytes that the signature is over.
        signature: its bytes.
    """

    algorithm: object
    key_id: bytes
    payload: bytes
    to_be_signed: bytes
    signature: bytes


def read(content: bytes) -> Signed:
    """Take a message apart; with its tags (61, 18) or without.

    What the protected header says goes before the other one. The other may name the algorithm,
    as issuers do: the key alone decides which one is used (`algorithms.is_signed`).

    Raises:
        CoseError: it is none, or it asks for an extension that is not known here.
    """
    try:
        item = cbor.decode(content)
        for tag in (_CWT, _SIGN1):
            if isinstance(item, cbor2.CBORTag) and item.tag == tag:
                item = item.value
        protected, unprotected, payload, signature = _parts(item)
        header = cbor.decode(protected) if protected else {}
    except cbor.CborError as error:
        raise CoseError(str(error)) from error
    if not isinstance(header, Mapping) or _CRIT in header:
        raise CoseError("a protected header that is not understood")
    named = dict(unprotected) | dict(header)
    kid = named.get(_KID, b"")
    if not isinstance(kid, bytes):
        raise CoseError("a key id is bytes")
    return Signed(named.get(_ALG), kid, payload, _structure(protected, payload), signature)


def write(payload: bytes, key: PrivateKey, kid: bytes) -> bytes:
    """Sign a payload; the message has no tag, which its prefix makes needless."""
    algorithm = algorithm_of(key)
    protected = cbor.encode({_ALG: algorithm and int(algorithm), _KID: kid})
    signature = sign(key, _structure(protected, payload))
    return cbor.encode([protected, {}, payload, signature])


def _parts(item: Any) -> tuple[bytes, Mapping[Any, Any], bytes, bytes]:
    if not isinstance(item, list | tuple) or len(item) != _PARTS:
        raise CoseError("a COSE_Sign1 message has four parts")
    protected, unprotected, payload, signature = item
    for part in (protected, payload, signature):
        if not isinstance(part, bytes):
            raise CoseError("a part that is not bytes")
    if not isinstance(unprotected, Mapping):
        raise CoseError("a header is a map")
    return protected, unprotected, payload, signature


def _structure(protected: bytes, payload: bytes) -> bytes:
    """The Sig_structure (RFC 9052 §4.4); an empty header is no bytes in it, however it was sent."""
    header = b"" if protected == _EMPTY_MAP else protected
    return cbor.encode(["Signature1", header, b"", payload])
