"""setvalue actions: at load, for a new repeat instance, and when a value changes."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from kiosk.forms.definition import Event, SetValue
from kiosk.forms.errors import EvaluationError, FormError
from kiosk.forms.instance import InstanceNode, nodes_under
from kiosk.forms.model import Model
from kiosk.forms.xpath.context import Scope
from kiosk.forms.xpath.nodes import Node
from kiosk.forms.xpath.values import answer_text

if TYPE_CHECKING:
    from kiosk.forms.computation import Computation

_MAX_ACTIONS = 1_000  # for one change; more means that actions trigger each other for ever


class Actions:
    """The actions of one session.

    Args:
        model: the form.
        scope_of: the scope of expressions at a node.
        resolve: the nodes an action's reference means, seen from a node.
    """

    def __init__(
        self,
        model: Model,
        scope_of: Callable[[Node], Scope],
        resolve: Callable[[Callable[[Scope], object], Node], list[Node]],
    ) -> None:
        self._model = model
        self._scope_of = scope_of
        self._resolve = resolve
        self._waiting: deque[tuple[SetValue, InstanceNode]] = deque()
        self._started = False

    def load(self, root: InstanceNode, computation: Computation, *, first: bool) -> None:
        """Take the actions of loading; `first` when no answers were restored.

        Each one sees what those before it have brought about.
        """
        self._started = True
        wanted = {Event.LOAD, Event.FIRST_LOAD} if first else {Event.LOAD}
        for action in self._model.load_actions:
            if not action.events & wanted:
                continue
            triggers: list[InstanceNode] = [root]
            if action.trigger:
                triggers = nodes_under(root, self._model.by_path[action.trigger])
            for trigger in triggers:
                for target in self._targets(action, trigger):
                    if target.relevant:
                        computation.write(target, self._text(action, target))
                        computation.settle()
                        self.run(computation)

    def value_changed(self, node: InstanceNode) -> None:
        """Remember that the actions a node triggers are due."""
        if not self._started:
            return
        for action in node.definition.changed_actions:
            self._waiting.append((action, node))

    def new_instance(self, node: InstanceNode) -> None:
        """Remember that the actions of a new repeat instance are due."""
        for each in node.walk():
            if each.definition.repeats[-1] is not node.definition:
                continue  # an inner repeat's own instances are not new by themselves
            for action in each.definition.new_repeat_actions:
                self._waiting.append((action, each))

    def run(self, computation: Computation) -> None:
        """Take all actions that are due, and those they bring about.

        Raises:
            FormError: they never end.
        """
        taken = 0
        while self._waiting:
            action, trigger = self._waiting.popleft()
            taken += 1
            if taken > _MAX_ACTIONS:
                self._waiting.clear()
                raise FormError(
                    "Actions trigger each other without end.",
                    place=action.place,
                    remedy="Break the circle.",
                    code="form.cycle",
                )
            if not trigger.attached:
                continue
            for target in self._targets(action, trigger):
                try:
                    text = self._text(action, target)
                except EvaluationError as error:
                    computation.problems.append(error.at(action.place))
                    continue
                computation.write(target, text)
            computation.settle()

    def _targets(self, action: SetValue, trigger: Node) -> list[InstanceNode]:
        found = [
            node
            for node in self._resolve(action.ref.evaluate, trigger)
            if isinstance(node, InstanceNode) and node.definition.is_leaf
        ]
        if len(found) > 1 and isinstance(trigger, InstanceNode) and action.trigger:
            raise FormError(
                "An action targets a field in several repeat instances.",
                place=action.place,
                remedy="Name one instance, such as [position() = 1].",
                code="form.action",
            )
        return found

    def _text(self, action: SetValue, target: InstanceNode) -> str:
        if action.value is None:
            return action.text
        return answer_text(action.value.evaluate(self._scope_of(target)))
