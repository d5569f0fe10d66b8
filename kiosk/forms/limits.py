"""What a constraint says so plainly that a field can keep to it while it is filled in."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.forms.definition import Definition
from kiosk.forms.xpath.compiler import Expression
from kiosk.forms.xpath.syntax import (
    Axis,
    Call,
    Chain,
    Negation,
    NodeType,
    Number,
    Path,
    Step,
    Syntax,
)

_ITSELF = Path(None, (), (Step(Axis.SELF, NodeType.ANY, "", ()),))
_PARENT = Path(None, (), (Step(Axis.PARENT, NodeType.ANY, "", ()),))


def longest(constraint: Expression | None) -> int:
    """Most characters an answer may have; 0 where the constraint does not say it plainly.

    Plain is ``string-length(.) <= 500``, by itself or joined to others by ``and``. Whatever else
    limits a length is left to the constraint and its message.
    """
    if constraint is None:
        return 0
    return min(filter(None, map(_length, _conjuncts(constraint.syntax))), default=0)


def most_rows(repeat: Definition) -> int:
    """Most rows a repeat may have; 0 where the form does not say it plainly.

    Plain is ``position(..) <= 5`` in the constraint of a question directly in the repeat, by
    itself or joined to others by ``and``: a row more could never be filled in rightly.
    """
    constraints = (child.bind.constraint for child in repeat.children if child.is_leaf)
    limits = (
        _row_limit(part)
        for constraint in constraints
        if constraint is not None
        for part in _conjuncts(constraint.syntax)
    )
    return min(filter(None, limits), default=0)


def least(constraint: Expression | None) -> float | None:
    """Smallest number an answer may be; None where the constraint does not say it plainly.

    Plain is ``. >= 0``, ``. > 0`` or ``0 <= .``, by itself or joined to others by ``and``.
    """
    if constraint is None:
        return None
    bounds = (_lower_bound(part) for part in _conjuncts(constraint.syntax))
    return max((bound for bound in bounds if bound is not None), default=None)


def _conjuncts(syntax: Syntax) -> Iterator[Syntax]:
    """The parts that must all hold."""
    if isinstance(syntax, Chain) and all(operator == "and" for operator, _ in syntax.rest):
        yield from _conjuncts(syntax.first)
        for _, operand in syntax.rest:
            yield from _conjuncts(operand)
    else:
        yield syntax


def _length(syntax: Syntax) -> int:
    match syntax:
        case Chain(
            first=Call(name="string-length", arguments=(argument,)),
            rest=(("<=", Number(value=value)),),
        ) if argument == _ITSELF and value.is_integer():
            return int(value)
    return 0


def _row_limit(syntax: Syntax) -> int:
    match syntax:
        case Chain(
            first=Call(name="position", arguments=(argument,)),
            rest=(("<=", Number(value=value)),),
        ) if argument == _PARENT and value.is_integer():
            return int(value)
    return 0


def _lower_bound(syntax: Syntax) -> float | None:
    match syntax:
        case Chain(first=first, rest=((">=" | ">", bound),)) if first == _ITSELF:
            return _literal(bound)
        case Chain(first=bound, rest=(("<=" | "<", last),)) if last == _ITSELF:
            return _literal(bound)
    return None


def _literal(syntax: Syntax) -> float | None:
    match syntax:
        case Number(value=value):
            return value
        case Negation(operand=Number(value=value)):
            return -value
    return None
