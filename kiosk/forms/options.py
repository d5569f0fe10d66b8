"""The choices of a question in a session: which there are, their names, what they allow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import cast

from kiosk.forms.choices import Choice, ChoiceList, FixedChoice, FixedChoices, Itemset, Offer
from kiosk.forms.definition import Definition, Text
from kiosk.forms.dependencies import is_constant
from kiosk.forms.finding import Finder, ListFinder, StoredFinder
from kiosk.forms.instance import InstanceNode
from kiosk.forms.offered import OfferedList, StoredChoices, offered_list
from kiosk.forms.xpath.context import Scope
from kiosk.forms.xpath.nodes import Node

_MULTIPLE = frozenset({"select", "rank"})


class Options:
    """Choices of the questions of one session.

    Args:
        root: the definition of the root element.
        scope_of: the scope of expressions at a node.
        render: writes a text of the form in the language of the session.
        other_forms: the pictures and sounds of a text by form.
    """

    def __init__(
        self,
        root: Definition,
        *,
        scope_of: Callable[[Node], Scope],
        render: Callable[[Text | None, Node], str],
        other_forms: Callable[[Text | None, Node], dict[str, str]],
    ) -> None:
        self._root = root
        self._scope_of = scope_of
        self._render = render
        self._other_forms = other_forms
        self._finder: tuple[tuple[object, ...], ListFinder] | None = None  # the one used last
        # value sets of lists that no answer changes
        self._constant: dict[Definition, dict[str, int]] = {}

    def of(self, node: InstanceNode) -> Sequence[tuple[str, str]]:
        """Value and label of each choice; those of a long list are read as they are looked at."""
        choices = self._choices(node)
        if isinstance(choices, FixedChoices):
            return [self._written(item, node) for item in choices.items]
        if choices is None:
            return []
        offered = self._offered(choices, node)
        if offered is not None:
            return StoredChoices(offered.rows, lambda row: self._choice(choices, row, node))
        return [self._choice(choices, row, node) for row in self._rows(choices, node)]

    def offer(self, node: InstanceNode, limit: int) -> Offer:
        """How many choices there are, and the first of them with their pictures."""
        choices = self._choices(node)
        if choices is None:
            return Offer(0, ())
        if isinstance(choices, FixedChoices):
            first = (
                Choice(*self._written(item, node), self._picture(item.label, node))
                for item in choices.items[:limit]
            )
            return Offer(len(choices.items), tuple(first))
        offered = self._offered(choices, node)
        if offered is not None:
            count, rows = len(offered.rows), offered.rows.slice(0, limit)
        else:
            found = self._rows(choices, node)
            count, rows = len(found), found[:limit]
        return Offer(count, tuple(self.pictured(choices, row, node) for row in rows))

    def finder(self, node: InstanceNode, language: str | None) -> Finder:
        """What finds choices of a question; the same again while the list is the same."""
        choices = self._choices(node)
        offered = self._offered(choices, node)
        if offered is not None:
            return StoredFinder(offered)
        rows: Sequence[FixedChoice | Node] = ()
        if isinstance(choices, FixedChoices):
            rows = choices.items
        elif choices is not None:
            rows = self._rows(choices, node)
        made_of = (node, language, rows)
        if self._finder is None or self._finder[0] != made_of:
            self._finder = (made_of, ListFinder(len(rows), self._reader(choices, rows, node)))
        return self._finder[1]

    def _reader(
        self, choices: ChoiceList | None, rows: Sequence[FixedChoice | Node], node: InstanceNode
    ) -> Callable[[int], Choice]:
        """Reads the choice at a place."""

        def read(place: int) -> Choice:
            row = rows[place]
            if isinstance(row, FixedChoice):
                return Choice(*self._written(row, node), self._picture(row.label, node))
            return self.pictured(cast("Itemset", choices), row, node)

        return read

    def label(self, node: InstanceNode, value: str) -> str:
        """The label of one choice; empty when there is no such choice."""
        choices = self._choices(node)
        if not isinstance(choices, Itemset):
            return next((label for each, label in self.of(node) if each == value), "")
        row = self._row_of(choices, value, node)
        return self._label(choices, row, node) if row is not None else ""

    def allowed(self, node: InstanceNode, stored: str) -> str:
        """What of a stored answer the present choices allow.

        A choice that is filtered away loses its place in the answer until it comes back.
        """
        choices = self._choices(node)
        if choices is None or not stored:
            return stored
        control = node.definition.control
        multiple = control is not None and control.kind in _MULTIPLE
        offered = self._offered(choices, node)
        if offered is not None:
            given = dict.fromkeys(stored.split() if multiple else [stored])
            found = [(offered.rows.first(offered.value, each), each) for each in given]
            places = sorted((row.position(), each) for row, each in found if row is not None)
            return " ".join(each for _, each in places)
        values = self._values(node, choices)
        if control is not None and multiple:
            kept = [each for each in dict.fromkeys(stored.split()) if each in values]
            if control.kind == "select":
                kept.sort(key=lambda each: values[each])
            return " ".join(kept)
        return stored if stored in values else ""

    def _values(self, node: InstanceNode, choices: FixedChoices | Itemset) -> dict[str, int]:
        """The values by their place."""
        definition = node.definition
        known = self._constant.get(definition)
        if known is not None:
            return known
        if isinstance(choices, FixedChoices):
            written = [item.value for item in choices.items]
        else:
            written = [
                self._in_row(choices.value.text_in, row, node) for row in self._rows(choices, node)
            ]
        values = {value: place for place, value in reversed(list(enumerate(written)))}
        if isinstance(choices, FixedChoices) or is_constant(
            choices.nodeset, definition, self._root
        ):
            self._constant[definition] = values
        return values

    def _offered(self, choices: ChoiceList | None, node: InstanceNode) -> OfferedList | None:
        return offered_list(choices, self._scope_of(node).surroundings)

    def _row_of(self, choices: Itemset, value: str, node: InstanceNode) -> Node | None:
        """The row of a choice; labels of others are not read."""
        offered = self._offered(choices, node)
        if offered is not None:
            return offered.rows.first(offered.value, value)
        rows = self._rows(choices, node)
        places = self._constant.get(node.definition)
        if places is not None:  # a long list of which every page shows the chosen one
            return rows[places[value]] if value in places else None
        read = choices.value.text_in
        return next((row for row in rows if self._in_row(read, row, node) == value), None)

    def pictured(self, choices: Itemset, row: Node, node: InstanceNode) -> Choice:
        """The choice that a row of a list is."""
        return Choice(*self._choice(choices, row, node), self._picture(choices.text, row))

    def _written(self, item: FixedChoice, node: InstanceNode) -> tuple[str, str]:
        return item.value, self._render(item.label, node) if item.label else item.value

    def _picture(self, text: Text | None, node: Node) -> str:
        """The file name in such as ``jr://images/house.png``."""
        return self._other_forms(text, node).get("image", "").rpartition("/")[2]

    def _choice(self, choices: Itemset, row: Node, node: InstanceNode) -> tuple[str, str]:
        value = self._in_row(choices.value.text_in, row, node)
        return value, self._label(choices, row, node)

    def _choices(self, node: InstanceNode) -> FixedChoices | Itemset | None:
        control = node.definition.control
        return control.choices if control is not None else None

    def _rows(self, choices: Itemset, node: InstanceNode) -> list[Node]:
        rows = choices.nodeset.evaluate(self._scope_of(node))
        return rows if isinstance(rows, list) else []

    def _in_row(self, evaluate: Callable[[Scope], str], row: Node, node: InstanceNode) -> str:
        return evaluate(self._scope_of(node).at(row))

    def _label(self, choices: Itemset, row: Node, node: InstanceNode) -> str:
        if choices.label is None:
            return self._in_row(choices.value.text_in, row, node)
        return self._in_row(choices.label.text_in, row, node)
