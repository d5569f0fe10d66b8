"""From syntax tree to closures: an expression is compiled once and called with a context."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TypeAlias

from kiosk.forms.errors import EvaluationError, FormError
from kiosk.forms.xpath import values
from kiosk.forms.xpath.context import Context, Scope
from kiosk.forms.xpath.grammar import parse
from kiosk.forms.xpath.nodes import Node, in_document_order
from kiosk.forms.xpath.paths import compile_path
from kiosk.forms.xpath.syntax import Call, Chain, Literal, Negation, Number, Path, Syntax
from kiosk.forms.xpath.values import Value, to_boolean, to_number

Evaluator: TypeAlias = Callable[[Context], Value]
NO_NAMESPACES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled expression.

    Args:
        text: as the form's author wrote it.
        syntax: its tree, for dependencies and checks.
        evaluator: the closure.
    """

    text: str
    syntax: Syntax
    evaluator: Evaluator

    def evaluate(self, scope: Scope) -> Value:
        """Evaluate at the scope's origin.

        Raises:
            EvaluationError: a function refuses its arguments, a date does not exist, a result is
                too large.
        """
        try:
            return self.evaluator(scope.context())
        except FormError as error:
            raise error.at(self.text) from None
        except (OverflowError, RecursionError, MemoryError) as error:
            raise EvaluationError(
                f"The result is too large ({type(error).__name__}).", place=self.text
            ) from error

    def text_in(self, scope: Scope) -> str:
        """Evaluate to a string."""
        return values.to_string(self.evaluate(scope))

    def truth_in(self, scope: Scope) -> bool:
        """Evaluate to a boolean."""
        return to_boolean(self.evaluate(scope))


def compile_expression(
    text: str, namespaces: Mapping[str, str] = NO_NAMESPACES, *, strict: bool = True
) -> Expression:
    """Compile `text`.

    Args:
        text: the expression.
        namespaces: prefix to namespace of names in it.
        strict: refuse functions nobody knows when compiling; else when they are called.

    Raises:
        FormError: the text is no expression of the language forms have.
    """
    return _compiled(text, tuple(sorted(namespaces.items())), strict)


@lru_cache(maxsize=4096)
def _compiled(text: str, namespaces: tuple[tuple[str, str], ...], strict: bool) -> Expression:  # noqa: FBT001 # a key of the cache
    syntax = parse(text)
    try:
        evaluator = Compiler(dict(namespaces), strict=strict).compile(syntax)
    except FormError as error:
        raise error.at(text) from None
    return Expression(text, syntax, evaluator)


class Compiler:
    """Compiles the nodes of one expression."""

    def __init__(self, namespaces: Mapping[str, str], *, strict: bool) -> None:
        self.namespaces = namespaces
        self._strict = strict

    def compile(self, syntax: Syntax) -> Evaluator:
        """The closure of a tree."""
        if isinstance(syntax, Number | Literal):
            constant: Value = syntax.value
            return lambda _: constant
        if isinstance(syntax, Path):
            return compile_path(self, syntax)
        if isinstance(syntax, Call):
            return self._call(syntax)
        if isinstance(syntax, Negation):
            operand = self.compile(syntax.operand)
            return lambda context: -to_number(operand(context), context.scope.zone)
        return self._chain(syntax)

    def _call(self, call: Call) -> Evaluator:
        from kiosk.forms.xpath.functions import REGISTRY  # functions need the compiler's types

        function = REGISTRY.get(call.name)
        if function is None:
            error = FormError(
                f"The function “{call.name}” is unknown.",
                place=f"character {call.position + 1}",
                remedy="Use a function of the XLSForm standard.",
                code="form.function",
            )
            if self._strict:
                raise error
            return _refusing(error)
        try:
            function.check_count(call)
        except FormError as error:
            if self._strict:
                raise
            return _refusing(error)
        return function.compile([self.compile(argument) for argument in call.arguments])

    def _chain(self, chain: Chain) -> Evaluator:
        first = self.compile(chain.first)
        rest = [(sign, self.compile(operand)) for sign, operand in chain.rest]
        sign = rest[0][0]
        if sign == "or":
            return _any_of([first, *(operand for _, operand in rest)])
        if sign == "and":
            return _all_of([first, *(operand for _, operand in rest)])
        if sign == "|":
            return _union_of([first, *(operand for _, operand in rest)])
        if sign in _ARITHMETIC:
            return _arithmetic(first, rest)
        return _comparison(first, rest)


def _refusing(error: FormError) -> Evaluator:
    """A call that is wrong but may never be reached."""

    def refusing(_: Context) -> Value:
        raise error

    return refusing


def _any_of(operands: list[Evaluator]) -> Evaluator:
    return lambda context: any(to_boolean(operand(context)) for operand in operands)


def _all_of(operands: list[Evaluator]) -> Evaluator:
    return lambda context: all(to_boolean(operand(context)) for operand in operands)


def _union_of(operands: list[Evaluator]) -> Evaluator:
    def union(context: Context) -> Value:
        nodes: list[Node] = []
        for operand in operands:
            found = operand(context)
            if not isinstance(found, list):
                raise EvaluationError("“|” joins node-sets only.", remedy="Use paths around it.")
            nodes.extend(found)
        return in_document_order(nodes)

    return union


def _comparison(first: Evaluator, rest: list[tuple[str, Evaluator]]) -> Evaluator:
    if len(rest) == 1:
        sign, second = rest[0]
        return lambda context: values.compare(
            sign, first(context), second(context), context.scope.zone
        )

    def comparison(context: Context) -> Value:
        result = first(context)
        for sign, operand in rest:
            result = values.compare(sign, result, operand(context), context.scope.zone)
        return result

    return comparison


def _divide(left: float, right: float) -> float:
    if right == 0:
        if left == 0 or math.isnan(left) or math.isnan(right):
            return math.nan
        return math.copysign(math.inf, left) * math.copysign(1.0, right)
    return left / right


def _modulo(left: float, right: float) -> float:
    if right == 0 or math.isinf(left):
        return math.nan
    return math.fmod(left, right)


_ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "div": _divide,
    "mod": _modulo,
}


def _arithmetic(first: Evaluator, rest: list[tuple[str, Evaluator]]) -> Evaluator:
    operations = [(_ARITHMETIC[sign], operand) for sign, operand in rest]

    def arithmetic(context: Context) -> Value:
        zone = context.scope.zone
        result = to_number(first(context), zone)
        for operation, operand in operations:
            result = operation(result, to_number(operand(context), zone))
        return result

    return arithmetic
