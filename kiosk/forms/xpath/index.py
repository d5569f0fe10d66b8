"""Choosing rows of a long list by `[column = expression]` through a hash table.

A predicate qualifies when one side is a column of the row (a child or an attribute) and the other
does not depend on the row. The table is built at the first use and kept with the list, which
never changes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import tzinfo

from kiosk.forms.xpath.nodes import Node
from kiosk.forms.xpath.syntax import (
    Axis,
    Call,
    Chain,
    Literal,
    Negation,
    NodeType,
    Number,
    Path,
    Step,
    Syntax,
)
from kiosk.forms.xpath.values import Value, text_number

# these look at the context node, the position or at chance, so they may differ from row to row
_DEPENDS_ON_ROW = frozenset({"position", "last", "random", "uuid", "once", "randomize", "lang"})
_CONTEXT_WITHOUT_ARGUMENT = frozenset(
    {"string", "number", "name", "local-name", "namespace-uri", "string-length", "normalize-space"}
)


@dataclass(frozen=True, slots=True)
class Lookup:
    """A predicate that a table can answer: rows whose `column` equals `wanted`."""

    column: Step
    wanted: Syntax


def as_lookup(predicate: Syntax) -> Lookup | None:
    """The lookup a predicate amounts to, or None."""
    if not isinstance(predicate, Chain) or len(predicate.rest) != 1:
        return None
    sign, right = predicate.rest[0]
    if sign != "=":
        return None
    for one, other in ((predicate.first, right), (right, predicate.first)):
        column = _column(one)
        if column is not None and is_independent(other):
            return Lookup(column, other)
    return None


def _column(syntax: Syntax) -> Step | None:
    if not isinstance(syntax, Path) or syntax.start is not None or len(syntax.steps) != 1:
        return None
    step = syntax.steps[0]
    plain = step.test is NodeType.NAMED and not step.predicates and "*" not in step.name
    return step if plain and step.axis in (Axis.CHILD, Axis.ATTRIBUTE) else None


def is_independent(syntax: Syntax) -> bool:
    """Whether the value is the same for every row."""
    if isinstance(syntax, Number | Literal):
        return True
    if isinstance(syntax, Negation):
        return is_independent(syntax.operand)
    if isinstance(syntax, Chain):
        return is_independent(syntax.first) and all(is_independent(x) for _, x in syntax.rest)
    if isinstance(syntax, Call):
        if syntax.name in _DEPENDS_ON_ROW:
            return False
        if syntax.name in _CONTEXT_WITHOUT_ARGUMENT and not syntax.arguments:
            return False
        return all(is_independent(argument) for argument in syntax.arguments)
    if isinstance(syntax.start, str):
        return True
    return syntax.start is not None and is_independent(syntax.start)


def rows_equal(
    parent: Node,
    rows: list[Node],
    table_key: tuple[object, ...],
    column: Callable[[Node], list[Node]],
    wanted: Value,
    zone: tzinfo,
) -> list[Node] | None:
    """Rows whose column equals `wanted`, in order; None when a table cannot tell.

    Args:
        parent: the element that the rows are children of and that keeps the tables.
        rows: all rows.
        table_key: names the step and the column.
        column: gives the column's nodes of a row.
        wanted: the value the column must equal.
        zone: for dates among the values.
    """
    if parent.indexes is None or isinstance(wanted, bool):
        return None
    if isinstance(wanted, float):
        return _of_number(parent, rows, (*table_key, zone), column, wanted, zone)
    keys: set[str]
    if isinstance(wanted, str):
        keys = {wanted}
    elif isinstance(wanted, list):
        keys = {node.value for node in wanted}
    else:
        return None
    table = parent.indexes.get(table_key)
    if table is None:
        table = {}
        for ordinal, row in enumerate(rows):
            for key in {cell.value for cell in column(row)}:
                table.setdefault(key, []).append(ordinal)
        parent.indexes[table_key] = table
    ordinals = [ordinal for key in keys for ordinal in table.get(key, ())]
    if len(keys) > 1:
        ordinals = sorted(set(ordinals))
    return [rows[ordinal] for ordinal in ordinals]


def _of_number(
    parent: Node,
    rows: list[Node],
    table_key: tuple[object, ...],
    column: Callable[[Node], list[Node]],
    wanted: float,
    zone: tzinfo,
) -> list[Node]:
    tables = parent.indexes
    if tables is None:  # pragma: no cover # rows_equal has looked
        return []
    table = tables.get(table_key)
    if table is None:
        table = {}
        for ordinal, row in enumerate(rows):
            for key in {text_number(cell.value, zone) for cell in column(row)}:
                table.setdefault(key, []).append(ordinal)
        tables[table_key] = table
    return [rows[ordinal] for ordinal in table.get(wanted, ())]
