"""Lists, texts and choices of a form in a session, as functions reach them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.forms.errors import EvaluationError
from kiosk.forms.instance import InstanceNode
from kiosk.forms.xpath.compiler import compile_expression
from kiosk.forms.xpath.context import Scope
from kiosk.forms.xpath.nodes import Node

if TYPE_CHECKING:
    from kiosk.forms.session import Session


class FormSurroundings:
    """What the functions of one session reach (`xpath.context.Surroundings`)."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def instance(self, name: str) -> Node | None:
        """The list of that id."""
        return self._session.form.model.instances.get(name)

    def element_ids(self) -> dict[str, Node]:
        """Nodes of the instance by their ``id`` attribute."""
        return {
            attribute.text: node
            for node in self._session.root.walk()
            for attribute in node.attributes
            if attribute.name == "id"
        }

    def text_of(self, text_id: str, scope: Scope) -> str:
        """The itext entry of that id in the session's language."""
        return self._session.text(text_id, scope.origin)

    def choice_label(self, value: str, path: str, scope: Scope) -> str:
        """The label of a choice of the question at a path seen from the scope's origin."""
        compiled = compile_expression(path, self._session.form.model.namespaces)
        nodes = compiled.evaluate(scope)
        if not isinstance(nodes, list):
            raise EvaluationError(
                f"jr:choice-name needs a path, not “{path}”.", code="form.choices"
            )
        for node in nodes:
            if isinstance(node, InstanceNode):
                return self._session.options.label(node, value)
        return ""
