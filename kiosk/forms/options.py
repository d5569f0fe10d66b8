"""The choices of a question in a session: which there are, their names, what they allow."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.forms.choices import FixedChoices, Itemset
from kiosk.forms.definition import Definition, Text
from kiosk.forms.dependencies import is_constant
from kiosk.forms.instance import InstanceNode
from kiosk.forms.xpath.context import Scope
from kiosk.forms.xpath.nodes import Node

_MULTIPLE = frozenset({"select", "rank"})


class Options:
    """Choices of the questions of one session.

    Args:
        root: the definition of the root element.
        scope_of: the scope of expressions at a node.
        render: writes a text of the form in the language of the session.
    """

    def __init__(
        self,
        root: Definition,
        *,
        scope_of: Callable[[Node], Scope],
        render: Callable[[Text | None, Node], str],
    ) -> None:
        self._root = root
        self._scope_of = scope_of
        self._render = render
        # value sets of lists that no answer changes
        self._constant: dict[Definition, dict[str, int]] = {}

    def of(self, node: InstanceNode) -> list[tuple[str, str]]:
        """Value and label of each choice."""
        choices = self._choices(node)
        if isinstance(choices, FixedChoices):
            return [
                (item.value, self._render(item.label, node) if item.label else item.value)
                for item in choices.items
            ]
        if choices is None:
            return []
        return [
            (self._in_row(choices.value.text_in, row, node), self._label(choices, row, node))
            for row in self._rows(choices, node)
        ]

    def label(self, node: InstanceNode, value: str) -> str:
        """The label of one choice; empty when there is no such choice."""
        return next((label for each, label in self.of(node) if each == value), "")

    def allowed(self, node: InstanceNode, stored: str) -> str:
        """What of a stored answer the present choices allow.

        A choice that is filtered away loses its place in the answer until it comes back.
        """
        choices = self._choices(node)
        if choices is None or not stored:
            return stored
        values = self._values(node, choices)
        control = node.definition.control
        if control is not None and control.kind in _MULTIPLE:
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
