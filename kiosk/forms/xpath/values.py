"""Values of expressions and how one becomes another (XPath 1.0 §3 and §4, forms.md §3).

A value is a bool, a float, a str, a list of nodes, a date, an aware datetime, or INVALID_DATE,
which is what `date('2024-02-30')` gives: false as a condition, an error as a number or a text.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import Final, TypeAlias

from kiosk.forms.errors import EvaluationError
from kiosk.forms.xpath import dates
from kiosk.forms.xpath.nodes import Node


class InvalidDate:
    """A date that does not exist; there is one such value."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def refuse(self) -> EvaluationError:
        """The error of using it."""
        return EvaluationError(
            f"“{self.text}” is not a date.",
            remedy="Give a day that exists as YYYY-MM-DD.",
            code="form.date",
        )


Value: TypeAlias = bool | float | str | list[Node] | date | InvalidDate

NAN: Final = math.nan
_WHITESPACE = " \t\r\n"
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?\Z", re.ASCII)
_EXACT_INTEGER = 2.0**53


def to_string(value: Value) -> str:
    """The value as text; a node-set is its first node."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return value[0].value if value else ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (float, int)):
        return number_text(value)
    if isinstance(value, InvalidDate):
        raise value.refuse()
    return dates.write(value)


def answer_text(value: Value) -> str:
    """The value as an answer; a number that is none is no answer."""
    blank = isinstance(value, float) and math.isnan(value)
    return "" if blank else to_string(value)


def number_text(value: float) -> str:
    """Plain digits, never an exponent (forms.md §3)."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    if value == int(value) and abs(value) < _EXACT_INTEGER:
        return str(int(value))
    text = format(Decimal(repr(value)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def to_number(value: Value, zone: tzinfo) -> float:
    """The value as a number; what is none becomes NaN."""
    if isinstance(value, float):
        return value
    if isinstance(value, list):
        return text_number(value[0].value, zone) if value else NAN
    if isinstance(value, str):
        return text_number(value, zone)
    if isinstance(value, (bool, int)):
        return float(value)
    if isinstance(value, InvalidDate):
        raise value.refuse()
    return dates.number_of(value)


def text_number(text: str, zone: tzinfo) -> float:
    """The number a text stands for: a number, or the number of its date."""
    text = text.strip(_WHITESPACE)
    if _NUMBER.match(text):
        return float(text)
    if dates.looks_like_date(text):
        found = dates.parse_date_form(text, zone)
        if found is not None:
            return dates.number_of(found)
    if text in ("Infinity", "-Infinity"):
        return math.inf if text[0] == "I" else -math.inf
    return NAN


def to_boolean(value: Value) -> bool:
    """XPath 1.0 §4.3; a date is true, a date that does not exist is false."""
    if isinstance(value, bool):
        return value
    if isinstance(value, (float, int)):
        return value != 0 and not math.isnan(value)
    if isinstance(value, (str, list)):
        return bool(value)
    return not isinstance(value, InvalidDate)


def to_date(value: Value, zone: tzinfo) -> date | InvalidDate | str:
    """The date a value stands for; an empty text stays empty."""
    if isinstance(value, (date, InvalidDate)):
        return value
    if isinstance(value, float) and math.isnan(value):
        return ""  # what was reckoned from an answer that is not there yet
    if isinstance(value, (float, int)) and not isinstance(value, bool):
        found: date | None = None if math.isinf(value) else dates.date_of_number(value)
        return found if found is not None else InvalidDate(number_text(value))
    text = to_string(value).strip(_WHITESPACE)
    if not text:
        return ""
    parsed = dates.parse_date_form(text, zone)
    if parsed is None and _NUMBER.match(text):
        return to_date(float(text), zone)
    return parsed if parsed is not None else InvalidDate(text)


_RELATIONS: Final[dict[str, Callable[[float, float], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def compare(sign: str, left: Value, right: Value, zone: tzinfo) -> bool:
    """One of ``= != < <= > >=`` (XPath 1.0 §3.4; node-sets compare by any of their nodes)."""
    if sign in ("=", "!="):
        return _equal(left, right, zone, wanted=sign == "=")
    relation = _RELATIONS[sign]
    lefts = [node.value for node in left] if isinstance(left, list) else (left,)
    rights = [node.value for node in right] if isinstance(right, list) else (right,)
    return any(_related(relation, a, b, zone) for a in lefts for b in rights)


def _related(
    relation: Callable[[float, float], bool], left: Value, right: Value, zone: tzinfo
) -> bool:
    first, second = _temporal(left, zone), _temporal(right, zone)
    if (
        first is not None
        and second is not None
        and isinstance(first, datetime) is not isinstance(second, datetime)
    ):
        # a day against an instant: the day begins at local midnight, so that now() >= today()
        return relation(
            dates.instant_number(dates.as_instant(first, zone)),
            dates.instant_number(dates.as_instant(second, zone)),
        )
    return relation(
        to_number(left if first is None else first, zone),
        to_number(right if second is None else second, zone),
    )


def _temporal(value: Value, zone: tzinfo) -> date | None:
    if isinstance(value, str):
        return dates.parse_date_form(value, zone) if dates.looks_like_date(value) else None
    return value if isinstance(value, date) else None


def _equal(left: Value, right: Value, zone: tzinfo, *, wanted: bool) -> bool:
    if isinstance(left, list) or isinstance(right, list):
        return _equal_nodes(left, right, zone, wanted=wanted)
    if isinstance(left, bool) or isinstance(right, bool):
        return (to_boolean(left) == to_boolean(right)) is wanted
    if isinstance(left, str) and isinstance(right, str):
        return (left == right) is wanted
    return (to_number(left, zone) == to_number(right, zone)) is wanted


def _equal_nodes(left: Value, right: Value, zone: tzinfo, *, wanted: bool) -> bool:
    if isinstance(left, list) and isinstance(right, list):
        lefts = {node.value for node in left}
        rights = {node.value for node in right}
        if wanted:
            return not lefts.isdisjoint(rights)
        return bool(lefts) and bool(rights) and len(lefts | rights) > 1
    nodes, other = (left, right) if isinstance(left, list) else (right, left)
    if not isinstance(nodes, list):  # pragma: no cover # one of both is a list: see _equal
        raise TypeError
    if isinstance(other, bool):
        return (bool(nodes) == other) is wanted
    if isinstance(other, str):
        return any((node.value == other) is wanted for node in nodes)
    number = to_number(other, zone)
    return any((text_number(node.value, zone) == number) is wanted for node in nodes)
