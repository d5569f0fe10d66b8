"""Conditions: if, coalesce, once, not, boolean and the check lists."""

from __future__ import annotations

import math

from kiosk.forms.errors import EvaluationError
from kiosk.forms.xpath.context import Context
from kiosk.forms.xpath.functions.registry import (
    ANY_NUMBER,
    Evaluator,
    context_or,
    eager,
    lazy,
)
from kiosk.forms.xpath.values import Value, to_boolean, to_number, to_string


@eager("true", 0, 0)
def _true(_: Context, __: list[Value]) -> Value:
    return True


@eager("false", 0, 0)
def _false(_: Context, __: list[Value]) -> Value:
    return False


@eager("boolean", 0, 1)
def _boolean(context: Context, arguments: list[Value]) -> Value:
    return to_boolean(context_or(context, arguments))


@eager("not", 1, 1)
def _not(_: Context, arguments: list[Value]) -> Value:
    return not to_boolean(arguments[0])


@eager("boolean-from-string", 1, 1)
def _boolean_from_string(_: Context, arguments: list[Value]) -> Value:
    return to_string(arguments[0]) in ("true", "1")


@lazy("if", 3, 3)
def _if(arguments: list[Evaluator]) -> Evaluator:
    condition, yes, no = arguments
    return lambda context: yes(context) if to_boolean(condition(context)) else no(context)


@lazy("coalesce", 1, ANY_NUMBER)
def _coalesce(arguments: list[Evaluator]) -> Evaluator:
    def coalesce(context: Context) -> Value:
        for argument in arguments:
            value = argument(context)
            text = "" if isinstance(value, float) and math.isnan(value) else to_string(value)
            if text:
                return text
        return ""

    return coalesce


@lazy("once", 1, 1)
def _once(arguments: list[Evaluator]) -> Evaluator:
    """The value the context node already has; only an empty one is computed."""
    return lambda context: context.node.value or to_string(arguments[0](context))


def _count_true(values: list[Value]) -> int:
    total = 0
    for value in values:
        if isinstance(value, list):
            total += sum(1 for node in value if node.value not in ("", "0", "false", "no"))
        elif to_boolean(value):
            total += 1
    return total


def _between(context: Context, arguments: list[Value], found: float) -> bool:
    least = to_number(arguments[0], context.scope.zone)
    most = to_number(arguments[1], context.scope.zone)
    return (least < 0 or found >= least) and (most < 0 or found <= most)


@eager("checklist", 2, ANY_NUMBER)
def _checklist(context: Context, arguments: list[Value]) -> Value:
    return _between(context, arguments, _count_true(arguments[2:]))


@eager("weighted-checklist", 2, ANY_NUMBER)
def _weighted_checklist(context: Context, arguments: list[Value]) -> Value:
    if len(arguments) % 2:
        raise EvaluationError(
            "The function “weighted-checklist” takes pairs of value and weight.",
            remedy="Add the missing weight.",
            code="form.function",
        )
    total = 0.0
    zone = context.scope.zone
    for value, weight in zip(arguments[2::2], arguments[3::2], strict=True):
        if isinstance(value, list) and isinstance(weight, list):
            for node, heavy in zip(value, weight, strict=False):
                if _count_true([[node]]):
                    total += to_number(heavy.value, zone)
        elif _count_true([value]):
            total += to_number(weight, zone)
    return _between(context, arguments, total)
