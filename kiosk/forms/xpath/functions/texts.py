"""Texts: parts, joining, patterns, digests and identifiers."""

from __future__ import annotations

import base64
import binascii
import hashlib
import math
import uuid

from kiosk.forms.errors import EvaluationError
from kiosk.forms.xpath.context import Context
from kiosk.forms.xpath.functions.numbers import round_half_up
from kiosk.forms.xpath.functions.patterns import search
from kiosk.forms.xpath.functions.registry import (
    ANY_NUMBER,
    context_or,
    eager,
    spread_texts,
)
from kiosk.forms.xpath.values import Value, to_number, to_string

_MOST_RANDOM_LETTERS = 10_000
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_DIGESTS = {
    "MD5": hashlib.md5,  # asked for by the standard, to compare, never to protect
    "SHA-1": hashlib.sha1,  # the same
    "SHA-256": hashlib.sha256,
    "SHA-384": hashlib.sha384,
    "SHA-512": hashlib.sha512,
}


@eager("string", 0, 1)
def _string(context: Context, arguments: list[Value]) -> Value:
    return to_string(context_or(context, arguments))


@eager("concat", 0, ANY_NUMBER)
def _concat(_: Context, arguments: list[Value]) -> Value:
    return "".join(spread_texts(arguments))


@eager("join", 1, ANY_NUMBER)
def _join(_: Context, arguments: list[Value]) -> Value:
    return to_string(arguments[0]).join(spread_texts(arguments[1:]))


@eager("substr", 2, 3)
def _substr(context: Context, arguments: list[Value]) -> Value:
    """0-based, end exclusive, negatives count from the end."""
    text, first, *rest = arguments
    zone = context.scope.zone
    start = _index(to_number(first, zone))
    end = _index(to_number(rest[0], zone)) if rest else None
    return to_string(text)[start:end]


def _index(value: float) -> int:
    if math.isnan(value):
        return 0
    return int(max(-(2.0**40), min(2.0**40, value)))


@eager("substring", 2, 3)
def _substring(context: Context, arguments: list[Value]) -> Value:
    """XPath 1.0 §4.2: 1-based, bounds rounded, NaN and infinities as written there."""
    text, first, *rest = arguments
    zone = context.scope.zone
    start = _rounded(to_number(first, zone))
    end = start + _rounded(to_number(rest[0], zone)) if rest else math.inf
    letters = enumerate(to_string(text), 1)
    return "".join(letter for position, letter in letters if start <= position < end)


def _rounded(value: float) -> float:
    return round_half_up(value, 0)


@eager("substring-before", 2, 2)
def _substring_before(_: Context, arguments: list[Value]) -> Value:
    before, found, _after = to_string(arguments[0]).partition(to_string(arguments[1]) or "\0")
    return before if found else ""


@eager("substring-after", 2, 2)
def _substring_after(_: Context, arguments: list[Value]) -> Value:
    text, mark = to_string(arguments[0]), to_string(arguments[1])
    return text.partition(mark)[2] if mark else text


@eager("translate", 3, 3)
def _translate(_: Context, arguments: list[Value]) -> Value:
    text, old, new = (to_string(each) for each in arguments)
    table: dict[int, str | None] = {}
    for place, letter in enumerate(old):
        table.setdefault(ord(letter), new[place] if place < len(new) else None)
    return text.translate(table)


@eager("string-length", 0, 1)
def _string_length(context: Context, arguments: list[Value]) -> Value:
    return float(len(to_string(context_or(context, arguments))))


@eager("normalize-space", 0, 1)
def _normalize_space(context: Context, arguments: list[Value]) -> Value:
    return " ".join(_xml_words(to_string(context_or(context, arguments))))


def _xml_words(text: str) -> list[str]:
    """Split at XML white space only: a full-width space is a letter here."""
    for space in "\t\r\n":
        text = text.replace(space, " ")
    return [word for word in text.split(" ") if word]


@eager("contains", 2, 2)
def _contains(_: Context, arguments: list[Value]) -> Value:
    return to_string(arguments[1]) in to_string(arguments[0])


@eager("starts-with", 2, 2)
def _starts_with(_: Context, arguments: list[Value]) -> Value:
    return to_string(arguments[0]).startswith(to_string(arguments[1]))


@eager("ends-with", 2, 2)
def _ends_with(_: Context, arguments: list[Value]) -> Value:
    return to_string(arguments[0]).endswith(to_string(arguments[1]))


@eager("regex", 2, 2)
def _regex(_: Context, arguments: list[Value]) -> Value:
    return search(to_string(arguments[1]), to_string(arguments[0]))


@eager("uuid", 0, 1)
def _uuid(context: Context, arguments: list[Value]) -> Value:
    """A random UUID, or that many random letters and digits."""
    random = context.scope.random
    if not arguments:
        return str(uuid.UUID(int=random.getrandbits(128), version=4))
    length = to_number(arguments[0], context.scope.zone)
    if not 0 <= length <= _MOST_RANDOM_LETTERS:
        raise EvaluationError(
            f"uuid() cannot make {arguments[0]} letters.",
            remedy=f"Ask for at most {_MOST_RANDOM_LETTERS}.",
        )
    return "".join(random.choices(_LETTERS, k=int(length)))


@eager("digest", 2, 3)
def _digest(_: Context, arguments: list[Value]) -> Value:
    text, name, *rest = (to_string(each) for each in arguments)
    algorithm = _DIGESTS.get(name)
    if algorithm is None:
        raise EvaluationError(
            f"The digest “{name}” is unknown.", remedy=f"Use one of {', '.join(_DIGESTS)}."
        )
    encoding = rest[0] if rest else "base64"
    if encoding not in ("hex", "base64"):
        raise EvaluationError(
            f"The digest encoding “{encoding}” is unknown.", remedy="Use hex or base64."
        )
    summed = algorithm(text.encode(), usedforsecurity=False)
    return summed.hexdigest() if encoding == "hex" else base64.b64encode(summed.digest()).decode()


@eager("base64-decode", 1, 1)
def _base64_decode(_: Context, arguments: list[Value]) -> Value:
    text = "".join(to_string(arguments[0]).split())  # lines of it may be broken
    try:
        return base64.b64decode(text, validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""
