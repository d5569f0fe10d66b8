"""Choices and texts of the form: selected, jr:choice-name, jr:itext, pulldata."""

from __future__ import annotations

import math

from kiosk.forms.errors import EvaluationError
from kiosk.forms.xpath.context import Context
from kiosk.forms.xpath.functions.registry import eager
from kiosk.forms.xpath.index import Table
from kiosk.forms.xpath.nodes import Node
from kiosk.forms.xpath.values import Value, to_number, to_string


@eager("selected", 2, 2)
def _selected(_: Context, arguments: list[Value]) -> Value:
    chosen = to_string(arguments[0]).split()
    return to_string(arguments[1]).strip() in (chosen or [""])


@eager("selected-at", 2, 2)
def _selected_at(context: Context, arguments: list[Value]) -> Value:
    chosen = to_string(arguments[0]).split()
    place = to_number(arguments[1], context.scope.zone)
    if math.isnan(place) or not 0 <= place < len(chosen):
        return ""
    return chosen[int(place)]


@eager("count-selected", 1, 1)
def _count_selected(_: Context, arguments: list[Value]) -> Value:
    return float(len(to_string(arguments[0]).split()))


@eager("jr:itext", 1, 1)
def _itext(context: Context, arguments: list[Value]) -> Value:
    return context.scope.surroundings.text_of(to_string(arguments[0]), context.scope)


@eager("jr:choice-name", 2, 2)
def _choice_name(context: Context, arguments: list[Value]) -> Value:
    value, path = to_string(arguments[0]), to_string(arguments[1])
    return context.scope.surroundings.choice_label(value, path, context.scope)


@eager("pulldata", 4, 4)
def _pulldata(context: Context, arguments: list[Value]) -> Value:
    """The cell in column 2 of the first row of list 1 whose column 3 equals argument 4."""
    name, wanted, column, key = (to_string(each) for each in arguments)
    scope = context.scope
    instance = scope.surroundings.instance(name)
    if instance is None:
        raise EvaluationError(
            f"The list “{name}” is not part of the form.", remedy="Attach it or correct its name."
        )

    def cells(row: Node, name: str = column) -> list[Node]:
        if name.startswith("@"):
            return [cell for cell in row.attributes if cell.name == name[1:]]
        return [cell for cell in row.children if cell.name == name]

    for root in instance.children:
        if root.rows is not None:
            row = root.rows.first(column, key)
            return next((cell.value for cell in cells(row, wanted)), "") if row else ""
        table = Table(root, root.children, ("pulldata", column), cells)
        rows = table.equal_to(key, scope.zone)
        if rows is None:
            rows = [row for row in root.children if any(cell.value == key for cell in cells(row))]
        for row in rows:
            for cell in cells(row, wanted):
                return cell.value
    return ""
