"""How functions are declared, counted and compiled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from kiosk.forms.errors import EvaluationError, FormError
from kiosk.forms.xpath.context import Context
from kiosk.forms.xpath.nodes import Node
from kiosk.forms.xpath.syntax import Call
from kiosk.forms.xpath.values import Value, to_string

Evaluator: TypeAlias = Callable[[Context], Value]
Eager: TypeAlias = Callable[[Context, list[Value]], Value]
Builder: TypeAlias = Callable[[list[Evaluator]], Evaluator]

ANY_NUMBER = 1_000  # arguments; more is a mistake


@dataclass(frozen=True, slots=True)
class Function:
    """A function: its name, how many arguments it takes, how it becomes a closure."""

    name: str
    least: int
    most: int
    compile: Builder

    def check_count(self, call: Call) -> None:
        """Refuse a call with too few or too many arguments."""
        given = len(call.arguments)
        if self.least <= given <= self.most:
            return
        wanted = f"{self.least}" if self.least == self.most else f"{self.least} to {self.most}"
        if self.most == ANY_NUMBER:
            wanted = f"at least {self.least}"
        raise FormError(
            f"The function “{self.name}” takes {wanted} arguments, not {given}.",
            place=f"character {call.position + 1}",
            remedy="Correct the call.",
            code="form.function",
        )


REGISTRY: dict[str, Function] = {}


def eager(name: str, least: int, most: int) -> Callable[[Eager], Eager]:
    """Declare a function whose arguments are all evaluated first."""

    def declare(body: Eager) -> Eager:
        def build(arguments: list[Evaluator]) -> Evaluator:
            return lambda context: body(context, [each(context) for each in arguments])

        REGISTRY[name] = Function(name, least, most, build)
        return body

    return declare


def lazy(name: str, least: int, most: int) -> Callable[[Builder], Builder]:
    """Declare a function that decides itself which arguments to evaluate."""

    def declare(build: Builder) -> Builder:
        REGISTRY[name] = Function(name, least, most, build)
        return build

    return declare


def nodes_of(name: str, value: Value) -> list[Node]:
    """The value as a node-set.

    Raises:
        EvaluationError: it is none.
    """
    if isinstance(value, list):
        return value
    raise EvaluationError(
        f"The function “{name}” needs a node-set.", remedy="Give it a path.", code="form.function"
    )


def spread(values: list[Value]) -> list[Value]:
    """All values, each node of a node-set on its own."""
    flat: list[Value] = []
    for value in values:
        if isinstance(value, list):
            flat.extend(node.value for node in value)
        else:
            flat.append(value)
    return flat


def spread_texts(values: list[Value]) -> list[str]:
    """All values as texts, each node of a node-set on its own."""
    return [to_string(value) for value in spread(values)]


def context_or(context: Context, arguments: list[Value]) -> Value:
    """The only argument, or the context node when there is none."""
    return arguments[0] if arguments else [context.node]
