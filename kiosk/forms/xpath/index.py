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


def is_independent(syntax: Syntax) -> bool:  # noqa: PLR0911 # one answer per kind of node
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


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a list with the column they are chosen by.

    Args:
        parent: the element that the rows are children of and that keeps the tables.
        rows: all rows.
        key: names the rows' step and the column.
        column: gives the column's nodes of a row.
    """

    parent: Node
    rows: list[Node]
    key: tuple[object, ...]
    column: Callable[[Node], list[Node]]

    def equal_to(self, wanted: Value, zone: tzinfo) -> list[Node] | None:
        """Rows whose column equals `wanted`, in order; None when a table cannot tell.

        `zone` is for dates among the values.
        """
        if self.parent.indexes is None:
            return None
        if isinstance(wanted, float):
            by_number = self._places(
                self.parent.indexes, (*self.key, zone), lambda cell: text_number(cell.value, zone)
            )
            return [self.rows[place] for place in by_number.get(wanted, ())]
        if isinstance(wanted, str):
            keys = {wanted}
        elif isinstance(wanted, list):
            keys = {node.value for node in wanted}
        else:
            return None
        by_text = self._places(self.parent.indexes, self.key, lambda cell: cell.value)
        places = [place for key in keys for place in by_text.get(key, ())]
        if len(keys) > 1:
            places = sorted(set(places))
        return [self.rows[place] for place in places]

    def _places(
        self,
        tables: dict[tuple[object, ...], dict[str | float, list[int]]],
        key: tuple[object, ...],
        read: Callable[[Node], str | float],
    ) -> dict[str | float, list[int]]:
        """Places of rows by the value in their column; made at the first use."""
        table = tables.get(key)
        if table is None:
            table = {}
            for place, row in enumerate(self.rows):
                for value in {read(cell) for cell in self.column(row)}:
                    table.setdefault(value, []).append(place)
            tables[key] = table
        return table
