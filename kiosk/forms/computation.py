"""Keeping an instance consistent: after a change, compute what depends on it, in order."""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable
from typing import cast

from kiosk.forms import datatypes
from kiosk.forms.definition import Definition
from kiosk.forms.errors import EvaluationError, FormError
from kiosk.forms.graph import Aspect, Edge, Graph, Vertex
from kiosk.forms.instance import (
    MAX_ALL_INSTANCES,
    MAX_INSTANCES,
    InstanceNode,
    new_instance,
    nodes_under,
)
from kiosk.forms.xpath.compiler import Expression
from kiosk.forms.xpath.context import Scope
from kiosk.forms.xpath.nodes import Node, NodeKind
from kiosk.forms.xpath.values import answer_text, to_number

_MAX_ROUNDS = 2_000  # visits of one property in one computation; more means it never settles
_MAX_COUNTS = 100  # the same for a repeat that counts its own instances


class Computation:
    """Computes the properties of an instance along the dependency graph.

    Args:
        graph: of the form.
        root: the instance's root element.
        scope_of: the scope of expressions at a node.
        allowed: values a question's choices allow, None when it has no say.
        on_change: told of each leaf whose value changed.
        on_new: told of each new repeat instance before anything in it is computed.
    """

    def __init__(
        self,
        graph: Graph,
        root: InstanceNode,
        *,
        scope_of: Callable[[Node], Scope],
        allowed: Callable[[InstanceNode, str], str],
        on_change: Callable[[InstanceNode], None],
        on_new: Callable[[InstanceNode], None],
    ) -> None:
        self._graph = graph
        self._root = root
        self._scope_of = scope_of
        self._allowed = allowed
        self._on_change = on_change
        self._on_new = on_new
        self._heap: list[int] = []
        self._pending: dict[int, dict[InstanceNode, None]] = {}
        self._tolerant = False
        self._instances = _instances_in(root)
        self.problems: list[FormError] = []

    def everything(self) -> None:
        """Compute the whole instance, as at the beginning.

        Raises:
            FormError: an expression has no result with the form's own values.
        """
        self._tolerant = False
        for node in list(self._root.walk()):
            self._schedule_all(node)
        self._run()

    def write(self, node: InstanceNode, text: str) -> None:
        """Put an answer into a node; what depends on it is scheduled, not yet computed."""
        node.stored = datatypes.cast(text, node.definition.bind.type)
        self._show(node)

    def prepare(self, node: InstanceNode) -> None:
        """Write an initial value as its type does, before anything is computed."""
        node.stored = datatypes.cast(node.stored, node.definition.bind.type)
        node.text = node.stored

    def reconsider(self, node: InstanceNode) -> None:
        """Schedule the value of a node."""
        self._schedule(Vertex(node.definition, Aspect.VALUE), node)

    def settle(self) -> None:
        """Compute everything scheduled; an expression without result leaves an empty value."""
        self._tolerant = True
        self._run()

    def changed(self, node: InstanceNode, aspect: Aspect) -> None:
        """Schedule what depends on a property of a node."""
        for edge in self._graph.edges.get(Vertex(node.definition, aspect), ()):
            for target in self._targets(node, edge):
                self._schedule(edge.target, target)

    def instances_changed(self, repeat: Definition, parent: InstanceNode) -> None:
        """Schedule what depends on how many instances of a repeat there are."""
        for edge in self._graph.edges.get(Vertex(repeat, Aspect.COUNT), ()):
            for target in self._targets(parent, edge):
                self._schedule(edge.target, target)

    def add(self, repeat: Definition, parent: InstanceNode) -> InstanceNode:
        """A new instance of a repeat, its inside and what depends on it scheduled.

        Raises:
            FormError: there are too many already.
        """
        if self._instances >= MAX_ALL_INSTANCES:
            raise FormError(
                f"The form has {self._instances} instances of repeats, more are not possible.",
                place=repeat.path,
                remedy="Check jr:count.",
                code="form.repeat",
            )
        node = self._insert(repeat, parent, as_defined=False)
        self.instances_changed(repeat, parent)
        return node

    def _insert(
        self, repeat: Definition, parent: InstanceNode, *, as_defined: bool
    ) -> InstanceNode:
        """`as_defined` begins with the instances that the form writes out before its template."""
        node = new_instance(repeat, parent, as_defined=as_defined)
        self._instances += _instances_in(node)
        self._on_new(node)
        for each in node.walk():
            self._schedule_all(each)
        return node

    def remove(self, node: InstanceNode) -> None:
        """Take an instance of a repeat out; what depends on it is scheduled."""
        parent = cast("InstanceNode", node.parent)  # a repeat is always inside the root
        parent.children = [child for child in parent.children if child is not node]
        parent.children_changed()
        self._instances -= _instances_in(node)
        for each in node.walk():
            each.attached = False
        self.instances_changed(node.definition, parent)

    def would_be_relevant(self, repeat: Definition, parent: InstanceNode) -> bool:
        """Whether an instance of a repeat that has none now would be asked for."""
        if not parent.relevant:
            return False
        node = InstanceNode(NodeKind.ELEMENT, repeat, parent)
        return self._truth(repeat.bind.relevant, node, default=True)

    # -- scheduling -----------------------------------------------------------------------

    def _targets(self, node: InstanceNode, edge: Edge) -> list[InstanceNode]:
        """The nodes that must be computed again: those in the repeats shared with `node`."""
        definition = edge.target.definition
        if edge.target.aspect is Aspect.COUNT and definition.parent is not None:
            definition = definition.parent  # instances are counted where they hang
        shared = min(edge.shared, len(definition.repeats))
        start = node.ancestor(definition.repeats[shared - 1]) if shared else self._root
        return nodes_under(start, definition)

    def _schedule(self, vertex: Vertex, node: InstanceNode) -> None:
        place = self._graph.order.get(vertex)
        if place is None:
            return  # a node that only this session has
        waiting = self._pending.get(place)
        if waiting is None:
            self._pending[place] = {node: None}
            heapq.heappush(self._heap, place)
        else:
            waiting[node] = None

    def _schedule_all(self, node: InstanceNode) -> None:
        definition = node.definition
        for aspect in (Aspect.RELEVANT, Aspect.READONLY, Aspect.REQUIRED):
            self._schedule(Vertex(definition, aspect), node)
        if definition.is_leaf:
            self._schedule(Vertex(definition, Aspect.VALUE), node)
        for child in definition.children:
            if child.is_repeat and child.count is not None:
                self._schedule_count(child, node)

    def _schedule_count(self, repeat: Definition, parent: InstanceNode) -> None:
        self._schedule(Vertex(repeat, Aspect.COUNT), parent)

    def _run(self) -> None:
        rounds: dict[int, int] = {}
        while self._heap:
            place = heapq.heappop(self._heap)
            nodes = self._pending.pop(place)
            vertex = self._graph.vertices[place]
            rounds[place] = rounds.get(place, 0) + 1
            if rounds[place] > (_MAX_COUNTS if vertex.aspect is Aspect.COUNT else _MAX_ROUNDS):
                self._heap.clear()
                self._pending.clear()
                raise FormError(
                    f"{vertex.definition.path} never settles.",
                    place=vertex.definition.bind.place,
                    remedy="Let the fields not depend on each other in a circle.",
                    code="form.cycle",
                )
            for node in nodes:
                if node.attached:
                    self._compute(vertex, node)

    # -- computing ------------------------------------------------------------------------

    def _compute(self, vertex: Vertex, node: InstanceNode) -> None:
        bind = vertex.definition.bind
        if vertex.aspect is Aspect.VALUE:
            self._value(node)
        elif vertex.aspect is Aspect.COUNT:
            self._count(vertex.definition, node)
        elif vertex.aspect is Aspect.RELEVANT:
            node.own_relevant = self._truth(bind.relevant, node, default=True)
            self._set_relevant(node)
        elif vertex.aspect is Aspect.READONLY:
            node.own_readonly = self._truth(bind.readonly, node, default=False)
            self._set_readonly(node)
        else:
            node.required = self._truth(bind.required, node, default=False)

    def _truth(self, expression: Expression | None, node: InstanceNode, *, default: bool) -> bool:
        if expression is None:
            return default
        try:
            return expression.truth_in(self._scope_of(node))
        except EvaluationError as error:
            self._note(error, node)
            return default

    def _set_relevant(self, node: InstanceNode) -> None:
        parent = node.parent
        inherited = parent.relevant if isinstance(parent, InstanceNode) else True
        relevant = node.own_relevant and inherited
        if relevant is not node.relevant:
            node.relevant = relevant
            self.changed(node, Aspect.RELEVANT)

    def _set_readonly(self, node: InstanceNode) -> None:
        parent = node.parent
        inherited = parent.readonly if isinstance(parent, InstanceNode) else False
        readonly = node.own_readonly or inherited or bool(node.source)
        if readonly is not node.readonly:
            node.readonly = readonly
            self.changed(node, Aspect.READONLY)

    def refresh_readonly(self, node: InstanceNode) -> None:
        """Take note that a node's source has changed."""
        self._set_readonly(node)

    def _value(self, node: InstanceNode) -> None:
        calculate = node.definition.bind.calculate
        if calculate is not None and node.relevant:
            try:
                text = answer_text(calculate.evaluate(self._scope_of(node)))
                node.stored = datatypes.cast(text, node.definition.bind.type)
            except EvaluationError as error:
                self._note(error, node)
                node.stored = ""
        self._show(node)

    def _show(self, node: InstanceNode) -> None:
        """Let the choices decide what of the stored answer counts."""
        text = self._allowed(node, node.stored)
        if text != node.text:
            node.text = text
            self.changed(node, Aspect.VALUE)
            self._on_change(node)

    def _count(self, repeat: Definition, parent: InstanceNode) -> None:
        expression = cast("Expression", repeat.count)  # only counted repeats have this property
        present = parent.children_of(repeat)
        try:
            # relative references in jr:count start at the repeat itself
            scope = self._scope_of(InstanceNode(NodeKind.ELEMENT, repeat, parent))
            number = to_number(expression.evaluate(scope), scope.zone)
        except EvaluationError as error:
            self._note(error, parent)
            number = math.nan
        # whoever types 5000 gets as many as a form can sensibly have
        most = min(MAX_INSTANCES, len(present) + max(MAX_ALL_INSTANCES - self._instances, 0))
        wanted = min(int(number), most) if math.isfinite(number) and number > 0 else 0
        for node in present[wanted:]:
            self.remove(node)
        for _ in range(len(present), wanted):
            self._insert(repeat, parent, as_defined=True)
        if wanted > len(present):
            self.instances_changed(repeat, parent)

    def _note(self, error: EvaluationError, node: InstanceNode) -> None:
        placed = error.at(node.path)
        if not self._tolerant:
            raise placed
        self.problems.append(placed)


def _instances_in(node: InstanceNode) -> int:
    """How many instances of repeats there are at and below a node."""
    return sum(each.definition.is_repeat for each in node.walk())
