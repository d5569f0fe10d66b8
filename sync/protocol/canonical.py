"""Canonical JSON after RFC 8785: the same value gives the same bytes in every language."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Mapping, Sequence
from json.encoder import encode_basestring
from typing import Any

from kiosk.errors import EnvironmentFault

_LITERALS = {None: "null", True: "true", False: "false"}
_EXACT_INTEGER = 2**53
_PLAIN_BELOW = 21
_PLAIN_LIMIT = 10**_PLAIN_BELOW
_PLAIN_ABOVE = -6


class CanonicalError(EnvironmentFault):
    """A value has no canonical JSON form. Code: ``canonical.value``."""

    def __init__(self, message: str) -> None:
        super().__init__("canonical.value", message)


def canonical(value: Any) -> bytes:
    """UTF-8 bytes of `value` after RFC 8785.

    Args:
        value: None, bool, int, float, str, and sequences and string-keyed mappings of these.

    Raises:
        CanonicalError: something else, a number JSON cannot carry exactly, or a lone surrogate.
    """
    try:
        return _text(value).encode()
    except UnicodeEncodeError as error:
        raise CanonicalError("A text holds half of a surrogate pair.") from error


def sha256_hex(data: bytes) -> str:
    """SHA-256 of `data` as 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def _text(value: Any) -> str:
    # exact types first: nearly everything is one of these, and asking an ABC takes far longer
    write = _WRITERS.get(type(value))
    return _text_of_others(value) if write is None else write(value)


def _text_of_others(value: Any) -> str:
    match value:
        case str():
            return encode_basestring(value)
        case int() | float():
            return _number(value)
        case Mapping():
            return _object(value)
        case Sequence() if not isinstance(value, bytes | bytearray):
            return _array(value)
        case _:
            raise CanonicalError(f"JSON has no form for {type(value).__name__}.")


def _array(values: Sequence[Any]) -> str:
    written: list[str] = []
    names: tuple[Any, ...] | None = None
    order: list[tuple[str, str]] = []
    for value in values:
        if type(value) is dict:
            # objects in a row mostly have the same names: a batch's results, a page's events
            if (found := tuple(value)) != names:
                names, order = found, _order(value)
            written.append(_members(value, order))
        else:
            written.append(_text(value))
    return "[" + ",".join(written) + "]"


def _object(members: Mapping[Any, Any]) -> str:
    return _members(members, _order(members))


def _members(members: Mapping[Any, Any], order: Sequence[tuple[str, str]]) -> str:
    return "{" + ",".join([start + _text(members[key]) for key, start in order]) + "}"


def _order(members: Mapping[Any, Any]) -> list[tuple[str, str]]:
    """Names of an object in the order they are written in, each with how its member begins."""
    for key in members:
        if not isinstance(key, str):
            raise CanonicalError("An object's keys must be text.")
    if "".join(members).isascii():
        ordered = sorted(members)
    else:
        # RFC 8785 §3.2.3 orders keys by UTF-16 code units, not by code points
        ordered = sorted(members, key=lambda key: key.encode("utf-16-be", "surrogatepass"))
    return [(key, encode_basestring(key) + ":") for key in ordered]


def _number(value: float) -> str:
    """Write a number as ECMAScript does (RFC 8785 §3.2.2.3)."""
    if isinstance(value, int):
        # JSON numbers are doubles: a larger integer passes only if it is how a double is written
        if abs(value) < _EXACT_INTEGER or _is_a_double(value):
            return str(value)
        raise CanonicalError("An integer is too large to be exact in JSON.")
    if not math.isfinite(value):
        raise CanonicalError("JSON carries no infinite or undefined number.")
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    mantissa, _, exponent_text = f"{abs(value)!r}".partition("e")
    whole, _, fraction = mantissa.partition(".")
    fraction = "" if fraction == "0" else fraction
    digits = (whole + fraction).lstrip("0")
    point = len(whole) + int(exponent_text or 0) - (len(whole + fraction) - len(digits))
    digits = digits.rstrip("0")
    if len(digits) <= point <= _PLAIN_BELOW:
        return sign + digits + "0" * (point - len(digits))
    if 0 < point <= _PLAIN_BELOW:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if _PLAIN_ABOVE < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    power = point - 1
    tail = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{tail}e{'+' if power > 0 else '-'}{abs(power)}"


def _is_a_double(value: int) -> bool:
    return abs(value) < _PLAIN_LIMIT and _number(float(value)) == str(value)


_WRITERS: Mapping[type, Callable[[Any], str]] = {
    str: encode_basestring,
    dict: _object,
    list: _array,
    tuple: _array,
    int: _number,
    float: _number,
    bool: _LITERALS.__getitem__,
    type(None): _LITERALS.__getitem__,
}
