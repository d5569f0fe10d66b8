"""Bind types: how an answer is written in the instance, and how it reads in JSON.

An answer that its type cannot hold becomes empty, as in the peers: a date that does not exist, an
integer beyond 32 bits, a time without seconds.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import UTC, datetime

from kiosk.forms.errors import EvaluationError
from kiosk.forms.xpath import dates
from kiosk.forms.xpath.functions.geography import parse_point
from kiosk.forms.xpath.values import number_text

MAX_ANSWER_LENGTH = 1_000_000  # characters; files are kept by name, so no answer comes near
# what XML 1.0 §2.2 does not allow in a document
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
INT_BOUND = 2**31
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?\Z", re.ASCII)
_KNOWN = frozenset(
    {
        "string", "int", "decimal", "boolean", "date", "time", "dateTime", "binary", "barcode",
        "geopoint", "geotrace", "geoshape", "intent",
    }
)  # fmt: skip


def type_name(written: str) -> str:
    """The type a bind names, without prefix; unknown ones and none at all are strings."""
    name = written.strip().rpartition(":")[2]
    name = {"integer": "int", "anyURI": "binary"}.get(name, name)
    return name if name in _KNOWN else "string"


def cast(text: str, type_: str) -> str:
    """The answer as the type writes it; empty when the type cannot hold it.

    Characters that XML cannot hold are left out.

    Raises:
        EvaluationError: it has more than `MAX_ANSWER_LENGTH` characters.
    """
    if not text:
        return ""
    if len(text) > MAX_ANSWER_LENGTH:
        raise EvaluationError(
            f"An answer of {len(text)} characters is too long.",
            remedy=f"Keep it within {MAX_ANSWER_LENGTH}.",
            code="form.too_long",
        )
    return _CASTS.get(type_, _as_is)(_NOT_XML.sub("", text))


def _as_is(text: str) -> str:
    return text


def _number(text: str) -> float:
    text = text.strip()
    return float(text) if _NUMBER.match(text) else math.nan


def _int(text: str) -> str:
    number = _number(text)
    if not math.isfinite(number):
        return ""
    whole = math.trunc(number)
    return str(whole) if -INT_BOUND <= whole < INT_BOUND else ""


def decimal_text(number: float) -> str:
    """A decimal with at least one digit after the point: 23 is written 23.0."""
    text = number_text(number)
    return text if "." in text else f"{text}.0"


def _decimal(text: str) -> str:
    number = _number(text)
    return decimal_text(number) if math.isfinite(number) else ""


def _date(text: str) -> str:
    found = dates.parse_date_form(text.strip(), UTC)
    if found is None:
        return ""
    return text.strip()[:10] if isinstance(found, datetime) else dates.write(found)


def _date_time(text: str) -> str:
    text = text.strip()
    return text if isinstance(dates.parse_date_form(text, UTC), datetime) else ""


def _time(text: str) -> str:
    text = text.strip()
    return text if dates.parse_time_form(text, UTC) is not None else ""


def _point(text: str) -> str:
    if parse_point(text) is None:
        return ""
    numbers = [float(part) for part in text.split()]
    return " ".join(decimal_text(number) for number in numbers)


def _line(text: str) -> str:
    pieces = [_point(piece.strip()) for piece in text.split(";") if piece.strip()]
    return ";".join(pieces) if all(pieces) else ""


_CASTS: dict[str, Callable[[str], str]] = {
    "int": _int,
    "decimal": _decimal,
    "date": _date,
    "dateTime": _date_time,
    "time": _time,
    "geopoint": _point,
    "geotrace": _line,
    "geoshape": _line,
}


def to_typed(text: str, type_: str) -> object:
    """The answer as JSON holds it: int, float, bool, point as a list, else text; None if empty."""
    if text == "":
        return None
    if type_ == "int":
        return int(text)
    if type_ == "decimal":
        return float(text)
    if type_ == "boolean" and text in ("true", "false", "1", "0"):
        return text in ("true", "1")
    if type_ == "geopoint":
        return [float(part) for part in text.split()]
    return text
