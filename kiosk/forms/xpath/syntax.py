"""The syntax tree of an expression: frozen nodes that the compiler and the dependencies read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum


class Axis(Enum):
    """The axes a form may use; the others are load errors (forms.md §3)."""

    CHILD = "child"
    PARENT = "parent"
    SELF = "self"
    ATTRIBUTE = "attribute"


class NodeType(Enum):
    """What a step selects."""

    NAMED = "named"  # a name test; `name` is `*`, a name or `prefix:*`
    ANY = "node()"
    TEXT = "text()"
    COMMENT = "comment()"
    INSTRUCTION = "processing-instruction()"  # `name` is its target or empty


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path."""

    axis: Axis
    test: NodeType
    name: str
    predicates: tuple[Syntax, ...]


@dataclass(frozen=True, slots=True)
class Number:
    """A number literal."""

    value: float


@dataclass(frozen=True, slots=True)
class Literal:
    """A string literal."""

    value: str


@dataclass(frozen=True, slots=True)
class Call:
    """A function call; `position` is where its name stands in the expression."""

    name: str
    arguments: tuple[Syntax, ...]
    position: int


@dataclass(frozen=True, slots=True)
class Chain:
    """Operands of one precedence level from left to right, with the operators between them.

    Held flat, so that a hundred terms joined by ``or`` are no hundred levels of recursion.
    """

    first: Syntax
    rest: tuple[tuple[str, Syntax], ...]


@dataclass(frozen=True, slots=True)
class Negation:
    """An unary minus."""

    operand: Syntax


@dataclass(frozen=True, slots=True)
class Path:
    """A location path.

    `start` is None for a path from the context node, the string ``/`` for an absolute one, or the
    expression whose nodes the steps begin at (with its own `filters`).
    """

    start: Syntax | str | None
    filters: tuple[Syntax, ...]
    steps: tuple[Step, ...]


Syntax = Number | Literal | Call | Chain | Negation | Path


def walk(syntax: Syntax) -> Iterator[Syntax]:
    """The node and everything below it, predicates included."""
    pending: list[Syntax] = [syntax]
    while pending:
        node = pending.pop()
        yield node
        pending.extend(_below(node))


def _below(node: Syntax) -> tuple[Syntax, ...]:
    if isinstance(node, Call):
        return node.arguments
    if isinstance(node, Negation):
        return (node.operand,)
    if isinstance(node, Chain):
        return (node.first, *(operand for _, operand in node.rest))
    if isinstance(node, Path):
        start = () if node.start is None or isinstance(node.start, str) else (node.start,)
        predicates = tuple(each for step in node.steps for each in step.predicates)
        return (*start, *node.filters, *predicates)
    return ()
