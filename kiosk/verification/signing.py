"""Signing codes: a terminal with its own key, a platform with its seal's."""

from __future__ import annotations

from kiosk.verification import claims as claims_of_codes
from kiosk.verification import cose
from kiosk.verification.algorithms import PrivateKey
from kiosk.verification.claims import Claims
from kiosk.verification.wrapping import wrap


def sign_code(claims: Claims, key: PrivateKey, kid: bytes) -> str:
    """The text of a code for a document.

    Args:
        claims: what it says; a receipt's code is small with a name of `claims.short_name`.
        key: Ed25519, P-256 or RSA; Ed25519 and P-256 make small codes.
        kid: the key's id in trust lists, see `algorithms.key_id`.
    """
    return wrap(cose.write(claims_of_codes.write(claims), key, kid))
