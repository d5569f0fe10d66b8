"""extract-signed: a text that carries its own Ed25519 signature (ODK XForms)."""

from __future__ import annotations

import base64
import binascii

from kiosk.forms.xpath.context import Context
from kiosk.forms.xpath.functions.registry import eager
from kiosk.forms.xpath.values import Value, to_string

_SIGNATURE_LENGTH = 64  # bytes (RFC 8032 §5.1.6)


@eager("extract-signed", 2, 2)
def _extract_signed(_: Context, arguments: list[Value]) -> Value:
    """The text after the signature if the key made it, else nothing."""
    # few forms need it, and cryptography is slow to import
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        signed = base64.b64decode(to_string(arguments[0]), validate=True)
        key = Ed25519PublicKey.from_public_bytes(
            base64.b64decode(to_string(arguments[1]), validate=True)
        )
        content = signed[_SIGNATURE_LENGTH:]
        key.verify(signed[:_SIGNATURE_LENGTH], content)
        return content.decode()
    except (binascii.Error, ValueError, InvalidSignature):
        return ""
