"""What an expression refers to, found without evaluating it.

The expression is walked over the definitions instead of the instance. Every reference knows how
many of the repeats around the expression it shares: ``../age`` stays within the same instance,
``sum(/data/member/age)`` from outside reaches all of them.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.forms.definition import Definition
from kiosk.forms.xpath.compiler import Expression
from kiosk.forms.xpath.syntax import Axis, Call, Chain, Negation, NodeType, Path, Step, Syntax

_CHANCE = frozenset({"random", "now", "today", "uuid", "once"})


@dataclass(frozen=True, slots=True)
class Reference:
    """A definition referred to, and the number of outermost repeats shared with the origin."""

    definition: Definition
    shared: int


def references(expression: Expression, origin: Definition, root: Definition) -> set[Reference]:
    """All definitions an expression evaluated at `origin` refers to."""
    search = _Search(origin, root)
    start = frozenset({Reference(origin, len(origin.repeats))})
    search.visit(expression.syntax, start)
    return search.found


def calls(expression: Expression) -> list[Call]:
    """All function calls in an expression."""
    from kiosk.forms.xpath.syntax import walk  # keeps the name `walk` for definitions here

    return [each for each in walk(expression.syntax) if isinstance(each, Call)]


def is_constant(expression: Expression, origin: Definition, root: Definition) -> bool:
    """Whether the value never changes within a session."""
    if references(expression, origin, root):
        return False
    return not any(call.name in _CHANCE or call.name == "randomize" for call in calls(expression))


class _Search:
    def __init__(self, origin: Definition, root: Definition) -> None:
        self._origin = origin
        self._root = root
        # what is above the root element, for “/” and “..” from the root
        self._document = Definition(
            path="/",
            name="",
            qname="",
            namespace="",
            parent=None,
            template=root.template,
            children=[root],
        )
        self.found: set[Reference] = set()

    def visit(self, syntax: Syntax, context: frozenset[Reference]) -> frozenset[Reference]:
        """Record references below `syntax`; returns what its node-set may be."""
        if isinstance(syntax, Path):
            return self._path(syntax, context)
        if isinstance(syntax, Call):
            return self._call(syntax, context)
        if isinstance(syntax, Chain):
            results = [self.visit(syntax.first, context)]
            results += [self.visit(operand, context) for _, operand in syntax.rest]
            union = syntax.rest[0][0] == "|"
            return frozenset().union(*results) if union else frozenset()
        if isinstance(syntax, Negation):
            self.visit(syntax.operand, context)
        return frozenset()

    def _call(self, call: Call, context: frozenset[Reference]) -> frozenset[Reference]:
        if call.name == "current":
            return frozenset({Reference(self._origin, len(self._origin.repeats))})
        if call.name == "indexed-repeat":
            return self._indexed_repeat(call, context)
        results = [self.visit(argument, context) for argument in call.arguments]
        return results[0] if call.name == "randomize" and results else frozenset()

    def _indexed_repeat(self, call: Call, context: frozenset[Reference]) -> frozenset[Reference]:
        """Target and repeats reach all instances, whatever they share; positions are ordinary."""
        inner = _Search(self._origin, self._root)
        target = inner.visit(call.arguments[0], context)
        for group in call.arguments[1::2]:
            inner.visit(group, context)
        self.found |= {Reference(each.definition, 0) for each in inner.found}
        for index in call.arguments[2::2]:
            self.visit(index, context)
        return frozenset(Reference(each.definition, 0) for each in target)

    def _path(self, path: Path, context: frozenset[Reference]) -> frozenset[Reference]:
        if path.start == "/":
            nodes = frozenset({Reference(self._document, 0)})
        elif path.start is None or isinstance(path.start, str):
            nodes = context
        else:
            nodes = self.visit(path.start, context)
            for predicate in path.filters:
                self.visit(predicate, nodes)
        last = len(path.steps) - 1
        for number, step in enumerate(path.steps):
            nodes = self._step(nodes, step, nearest=path.start == "/" and number < last)
        self.found |= {node for node in nodes if node.definition is not self._document}
        return nodes

    def _step(
        self, nodes: frozenset[Reference], step: Step, *, nearest: bool
    ) -> frozenset[Reference]:
        found = {
            Reference(definition, shared)
            for node in nodes
            for definition, shared in self._reach(node, step, nearest=nearest)
        }
        result = frozenset(found)
        for predicate in step.predicates:
            self.visit(predicate, result)
        return result

    def _reach(self, node: Reference, step: Step, *, nearest: bool) -> list[tuple[Definition, int]]:
        definition = node.definition
        if step.axis is Axis.SELF:
            return [(definition, node.shared)]
        if step.axis is Axis.PARENT:
            parent = definition.parent or self._document
            return [(parent, min(node.shared, len(parent.repeats)))]
        if step.axis is Axis.ATTRIBUTE:
            return [(each, node.shared) for each in definition.attributes if _matches(each, step)]
        if step.test is not NodeType.NAMED and step.test is not NodeType.ANY:
            return [(definition, node.shared)]
        return [
            (each, self._shared(node, each, step, nearest=nearest))
            for each in definition.children
            if _matches(each, step)
        ]

    def _shared(self, node: Reference, child: Definition, step: Step, *, nearest: bool) -> int:
        """An absolute path through a repeat around the origin stays in the origin's instance."""
        depth = len(child.repeats)
        if (
            nearest
            and child.is_repeat
            and not step.predicates
            and node.shared == depth - 1
            and self._origin.repeats[:depth] == child.repeats
        ):
            return depth
        return node.shared


def _matches(definition: Definition, step: Step) -> bool:
    if step.test is NodeType.ANY or step.name == "*":
        return True
    name = step.name
    if ":" not in name:
        return definition.name == name
    prefix, _, local = name.partition(":")
    if local == "*":
        return definition.qname.startswith(f"{prefix}:")
    return definition.qname == name
