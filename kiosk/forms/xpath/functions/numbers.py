"""Numbers: conversion, rounding in decimals, powers and angles."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime
from decimal import ROUND_FLOOR, Decimal, localcontext

from kiosk.forms.xpath import dates
from kiosk.forms.xpath.context import Context
from kiosk.forms.xpath.functions.registry import (
    ANY_NUMBER,
    context_or,
    eager,
    nodes_of,
    spread,
)
from kiosk.forms.xpath.values import NAN, Value, to_number, to_string

_MOST_DIGITS = 100  # round(x, 1e9) must not build a number of a billion digits


@eager("number", 0, 1)
def _number(context: Context, arguments: list[Value]) -> Value:
    """The number; of a text with a date or dateTime the whole days of its day as written."""
    value = context_or(context, arguments)
    zone = context.scope.zone
    if isinstance(value, (list, str)):
        text = to_string(value).strip()
        found = dates.parse_date_form(text, zone) if dates.looks_like_date(text) else None
        if isinstance(found, datetime):
            return dates.day_number(found.date())
    return to_number(value, zone)


@eager("int", 1, 1)
def _int(context: Context, arguments: list[Value]) -> Value:
    value = to_number(arguments[0], context.scope.zone)
    return value if not math.isfinite(value) else float(math.trunc(value))


@eager("random", 0, 0)
def _random(context: Context, _: list[Value]) -> Value:
    return context.scope.random.random()


def round_half_up(value: float, digits: int) -> float:
    """Round to `digits` decimals, halves upwards, as written in decimal: 1.005 → 1.01."""
    if not math.isfinite(value) or digits > _MOST_DIGITS:
        return value
    if digits < -_MOST_DIGITS:
        return 0.0
    with localcontext(prec=450):
        unit = Decimal(1).scaleb(-digits)
        exact = Decimal(repr(value))
        rounded = float(((exact / unit) + Decimal("0.5")).to_integral_value(ROUND_FLOOR) * unit)
    return math.copysign(0.0, value) if rounded == 0 else rounded


@eager("round", 1, 2)
def _round(context: Context, arguments: list[Value]) -> Value:
    zone = context.scope.zone
    digits = to_number(arguments[1], zone) if len(arguments) > 1 else 0.0
    if not math.isfinite(digits):
        return NAN
    return round_half_up(to_number(arguments[0], zone), int(digits))


def _present(context: Context, arguments: list[Value]) -> list[float]:
    """The numbers among the arguments; blanks are skipped, words are NaN."""
    values = spread(arguments)
    return [to_number(value, context.scope.zone) for value in values if value != ""]


@eager("max", 1, ANY_NUMBER)
def _max(context: Context, arguments: list[Value]) -> Value:
    numbers = _present(context, arguments)
    return NAN if not numbers or any(math.isnan(each) for each in numbers) else max(numbers)


@eager("min", 1, ANY_NUMBER)
def _min(context: Context, arguments: list[Value]) -> Value:
    numbers = _present(context, arguments)
    return NAN if not numbers or any(math.isnan(each) for each in numbers) else min(numbers)


@eager("sum", 1, 1)
def _sum(context: Context, arguments: list[Value]) -> Value:
    total = 0.0
    for node in nodes_of("sum", arguments[0]):
        if node.value != "":
            total += to_number(node.value, context.scope.zone)
    return total


@eager("pi", 0, 0)
def _pi(_: Context, __: list[Value]) -> Value:
    return math.pi


def _of_one(name: str, calculate: Callable[[float], float]) -> None:
    def body(context: Context, arguments: list[Value]) -> Value:
        return _guarded(lambda: calculate(to_number(arguments[0], context.scope.zone)))

    eager(name, 1, 1)(body)


def _of_two(name: str, calculate: Callable[[float, float], float]) -> None:
    def body(context: Context, arguments: list[Value]) -> Value:
        zone = context.scope.zone
        first, second = (to_number(each, zone) for each in arguments)
        return _guarded(lambda: calculate(first, second))

    eager(name, 2, 2)(body)


def _guarded(calculate: Callable[[], float]) -> float:
    try:
        return calculate()
    except OverflowError:
        return math.inf
    except (ValueError, ZeroDivisionError):
        return NAN


def _log(value: float) -> float:
    return -math.inf if value == 0 else math.log(value)


def _log10(value: float) -> float:
    return -math.inf if value == 0 else math.log10(value)


def _pow(base: float, exponent: float) -> float:
    if math.isnan(exponent) or (abs(base) == 1 and math.isinf(exponent)):
        return NAN  # IEEE 754 would say 1; both peers do not
    if base == 0 and exponent < 0:
        return math.inf
    return math.pow(base, exponent)


def _floor(value: float) -> float:
    return float(math.floor(value)) if math.isfinite(value) else value


def _ceiling(value: float) -> float:
    if not math.isfinite(value):
        return value
    return (
        math.copysign(float(math.ceil(value)), value) if -1 < value < 0 else float(math.ceil(value))
    )


for _name, _calculation in {
    "abs": math.fabs,
    "floor": _floor,
    "ceiling": _ceiling,
    "log": _log,
    "log10": _log10,
    "exp": math.exp,
    "exp10": lambda value: math.pow(10.0, value),
    "sqrt": math.sqrt,
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "asin": math.asin,
    "acos": math.acos,
    "atan": math.atan,
}.items():
    _of_one(_name, _calculation)
_of_two("atan2", math.atan2)
_of_two("pow", _pow)
