"""The text in the QR code of a deposit receipt.

``BM`` + version + ``:`` + content. Version 1 carries the deposit number, unsigned; its own check
character tells a misread from a number. Parts after a further ``:`` are left for what a later
minor version may add and are passed over. A signed form (COSE in base45) becomes version 2: the
prefix decides, so both may be in people's pockets at once. Everything stays within the QR code's
alphanumeric set, which makes the code a third smaller.
"""

from __future__ import annotations

import re

from sync.protocol.numbers import NumberError, parse_deposit_number

_PREFIX = "BM1:"
_MAX_LENGTH = 512
"""Characters; a QR code may hold 4,296 and anybody can print one."""
_FORM = re.compile(r"BM1:(?P<number>L[0-9A-Z]{15})(?::.*)?")


def encode(number: str) -> str:
    """What to put into the code for a deposit number, grouped or not.

    Raises:
        NumberError: it is no deposit number.
    """
    return _PREFIX + parse_deposit_number(number).text


def parse(text: str) -> str | None:
    """The deposit number in a code's text, None where the code is not ours or is damaged."""
    match = _FORM.fullmatch(text.strip()) if len(text) <= _MAX_LENGTH else None
    if match is None:
        return None
    try:
        return parse_deposit_number(match["number"]).text
    except NumberError:
        return None
