"""Questions that offer a long list whole: choices are read from the file as they are looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import overload

from kiosk.forms.choices import ChoiceList, Itemset
from kiosk.forms.xpath.compiler import Expression
from kiosk.forms.xpath.context import Surroundings
from kiosk.forms.xpath.nodes import Node, StoredRows
from kiosk.forms.xpath.syntax import Axis, Call, Literal, NodeType, Path

_BLOCK = 100  # choices read at a time while somebody goes through all of them


@dataclass(frozen=True, slots=True)
class OfferedList:
    """A stored list, and which of its columns are value and label."""

    rows: StoredRows
    value: str
    label: str


class StoredChoices(Sequence[tuple[str, str]]):
    """Value and label of every row of a stored list; none is kept."""

    def __init__(self, rows: StoredRows, choice: Callable[[Node], tuple[str, str]]) -> None:
        self._rows = rows
        self._choice = choice

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, index: int) -> tuple[str, str]: ...

    @overload
    def __getitem__(self, index: slice) -> list[tuple[str, str]]: ...

    def __getitem__(self, index: int | slice) -> tuple[str, str] | list[tuple[str, str]]:
        places = range(len(self))[index]
        if isinstance(places, int):
            return self._choice(self._rows.slice(places, 1)[0])
        if places.step == 1:
            return [self._choice(row) for row in self._rows.slice(places.start, len(places))]
        return [self[place] for place in places]

    def __iter__(self) -> Iterator[tuple[str, str]]:
        for start in range(0, len(self), _BLOCK):
            yield from self[start : start + _BLOCK]


def offered_list(choices: ChoiceList | None, surroundings: Surroundings) -> OfferedList | None:
    """The long list that an itemset offers whole, without a filter; None for every other."""
    if not isinstance(choices, Itemset):
        return None
    path = choices.nodeset.syntax
    if not isinstance(path, Path) or any(step.predicates for step in path.steps):
        return None
    start = path.start
    if not isinstance(start, Call) or start.name != "instance" or path.filters:
        return None
    name = start.arguments[0]
    instance = surroundings.instance(name.value) if isinstance(name, Literal) else None
    rows = instance.children[0].rows if instance is not None and instance.children else None
    value = _column(choices.value)
    label = value if choices.label is None else _column(choices.label)
    if rows is None or not value or not label:
        return None
    return OfferedList(rows, value, label)


def _column(expression: Expression) -> str:
    """The child of a row that an expression is; "" when it is anything else."""
    path = expression.syntax
    if not isinstance(path, Path) or path.start is not None or len(path.steps) != 1:
        return ""
    step = path.steps[0]
    plain = step.axis is Axis.CHILD and step.test is NodeType.NAMED and not step.predicates
    return step.name if plain else ""
